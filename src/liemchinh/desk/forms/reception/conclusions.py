"""Forms of a conclusion and of its tasks. Validation only."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from liemchinh.desk.forms.dossiers.lists import DayBox
from liemchinh.desk.forms.reception.visits import words as line
from liemchinh.face.acts import TokenForm
from liemchinh.reception.rules.conclusions import TaskSaid

TASKS = 6
"""Tasks a form has room for; more work is given in a second notice."""


class ConcludeForm(forms.Form):
    """What the head said about which visits, and who does what until when."""

    token = forms.UUIDField(widget=forms.HiddenInput, label=gettext_lazy("Mã của biểu mẫu"))
    codes = forms.MultipleChoiceField(label=gettext_lazy("Lượt tiếp"), widget=forms.CheckboxSelectMultiple)
    document = line(gettext_lazy("Số thông báo"), gettext_lazy("Ví dụ: 12/TB-UBND."), longest=60, needed=True)
    issued_on = DayBox(label=gettext_lazy("Ngày ban hành"))
    chaired_by = line(gettext_lazy("Người tiếp và kết luận"), longest=200, needed=True)
    attended = line(gettext_lazy("Cùng dự"), longest=500)
    content = line(gettext_lazy("Ý kiến kết luận, chỉ đạo"), longest=8000, lines=True, needed=True)

    def __init__(
        self, *args: Any, visits: Sequence[tuple[str, str]] = (), units: Sequence[tuple[str, str]] = (), **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["issued_on"].required = True
        self.offered = bool(visits)
        field = self.fields["codes"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = list(visits)
        for number in range(TASKS):
            self.fields[f"v{number}_what"] = line(gettext_lazy("Việc phải làm"), longest=500)
            self.fields[f"v{number}_unit"] = forms.ChoiceField(
                label=gettext_lazy("Đơn vị thực hiện"),
                choices=[("", gettext_lazy("Cơ quan ngoài, ghi tên bên cạnh")), *units],
                required=False,
            )
            self.fields[f"v{number}_body"] = line(gettext_lazy("Tên cơ quan ngoài"))
            self.fields[f"v{number}_due"] = DayBox(label=gettext_lazy("Xong trước ngày"))
            self.fields[f"v{number}_contact"] = line(gettext_lazy("Người liên hệ"), longest=200)

    @property
    def head(self) -> list[forms.BoundField]:
        """The boxes about the notice itself."""
        return [self[name] for name in ("document", "issued_on", "chaired_by", "attended", "content")]

    @property
    def rows(self) -> list[list[forms.BoundField]]:
        """The boxes of each task."""
        names = ("what", "unit", "body", "due", "contact")
        return [[self[f"v{number}_{name}"] for name in names] for number in range(TASKS)]

    def clean(self) -> dict[str, Any]:
        """A task that says what must say until when."""
        said = super().clean() or self.cleaned_data
        for number in range(TASKS):
            if said.get(f"v{number}_what") and not said.get(f"v{number}_due") and f"v{number}_due" not in self.errors:
                self.add_error(f"v{number}_due", gettext("Ghi việc này phải xong trước ngày nào."))
        return said

    def given(self) -> dict[str, Any]:
        """The verb's own arguments, from a valid form."""
        said = self.cleaned_data
        names = ("token", "codes", "document", "issued_on", "chaired_by", "attended", "content")
        tasks = [
            TaskSaid(
                what=said[f"v{number}_what"],
                due_on=said[f"v{number}_due"],
                unit=said[f"v{number}_unit"],
                body=said[f"v{number}_body"],
                contact=said[f"v{number}_contact"],
            )
            for number in range(TASKS)
            if said[f"v{number}_what"]
        ]
        return {name: said[name] for name in names} | {"tasks": tasks}


class SendForm(TokenForm):
    """To which bodies the notice went, a line each; whether the people have it."""

    to = forms.CharField(
        label=gettext_lazy("Đã gửi cơ quan, đơn vị"),
        widget=forms.Textarea({"rows": 3}),
        max_length=3000,
        required=False,
        help_text=gettext_lazy("Mỗi dòng một nơi."),
    )
    citizens = forms.BooleanField(label=gettext_lazy("Đã gửi người được tiếp"), required=False)

    def given(self) -> dict[str, Any]:
        """The verb's own arguments, from a valid form."""
        return {"to": self.cleaned_data["to"].splitlines(), "citizens": self.cleaned_data["citizens"]}


class FinishForm(TokenForm):
    """By which document the work is done."""

    document = line(gettext_lazy("Số, ngày văn bản kết quả"), needed=True)
    result = line(gettext_lazy("Kết quả"), longest=1000, lines=True)


class MoveForm(TokenForm):
    """Another day, and why."""

    due_on = DayBox(label=gettext_lazy("Hạn mới"))
    reason = line(gettext_lazy("Lý do"), longest=500, lines=True, needed=True)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["due_on"].required = True


class RemindForm(TokenForm):
    """How the unit was urged."""

    document = line(gettext_lazy("Văn bản hoặc cuộc gọi đôn đốc"), needed=True)


class ToldForm(TokenForm):
    """Only a press."""

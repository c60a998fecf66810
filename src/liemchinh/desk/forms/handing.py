"""Forms for dossiers that change hands: from an ended division to a new one, between seats, between people."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from liemchinh.desk.forms.org import CHOOSE, decision_box
from liemchinh.face.fields import WordsField


class RehomingForm(forms.Form):
    """Where the dossiers of each ended division go: a list for each, and the decision behind it."""

    decision = decision_box()

    def __init__(self, *args: Any, lines: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        for line in lines:
            self.fields[line.name] = forms.ChoiceField(
                label=gettext("Chuyển đến"),
                required=False,
                choices=[("", gettext("Chưa chuyển")), *line.divisions],
                initial=line.likely,
            )
        self.order_fields([*(line.name for line in lines), "decision"])

    def clean(self) -> dict[str, Any]:
        """At least one division must have been named."""
        said = super().clean() or self.cleaned_data
        if not any(said.get(line.name) for line in self.lines):
            self.add_error(None, gettext("Chưa chọn phòng nào để chuyển đến."))
        return said

    def chosen(self) -> list[tuple[Any, str]]:
        """Each line with the division named for it."""
        return [(line, self.cleaned_data[line.name]) for line in self.lines if self.cleaned_data.get(line.name)]


class HandingForm(forms.Form):
    """What passes: from which seat, to which other one or to its next holder, and why."""

    seat = forms.ChoiceField(label=gettext_lazy("Vị trí bàn giao"))
    to = forms.ChoiceField(
        label=gettext_lazy("Bàn giao cho"),
        required=False,
        help_text=gettext_lazy("Người giữ tiếp theo: hồ sơ ở lại vị trí, chỉ người đổi. Vị trí khác: hồ sơ chuyển đi."),
    )
    reason = WordsField(
        label=gettext_lazy("Lý do"), max_length=300, help_text=gettext_lazy("Ví dụ: nghỉ phép, chuyển công tác.")
    )

    def __init__(
        self, *args: Any, seats: Sequence[tuple[str, str]], others: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, options in (
            ("seat", list(seats) if len(seats) == 1 else [CHOOSE, *seats]),
            ("to", [("", gettext("Người giữ tiếp theo của chính vị trí này")), *others]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = options

    def given(self) -> dict[str, str]:
        """To the seat itself when no other is named."""
        said = self.cleaned_data
        return {"seat": said["seat"], "to": said["to"] or said["seat"], "reason": said["reason"]}


class RemarkForm(forms.Form):
    """What the taking side found missing."""

    remark = WordsField(
        label=gettext_lazy("Thiếu gì, khác gì so với danh sách"),
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Để trống nếu đủ."),
    )

"""Narrowing the catalogue; a new procedure; publishing, taking back, ending, moving between levels."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from liemchinh.desk.forms.procedures.rows import words
from liemchinh.desk.forms.procedures.sections import LEVELS
from liemchinh.face.fields import DayField, WordsField
from liemchinh.kernel.errors import Refused
from liemchinh.procedures import queries, rules
from liemchinh.procedures.rules import LEVEL_NAMES, STATE_NAMES, Level, State

STATES = (State.IN_FORCE, State.COMING, State.ENDED)
MOST_BYTES = 1_000_000
LONGEST_LIST = 200_000


class CatalogueFilter(forms.Form):
    """Words, field, level, state, and whether only what lacks a part."""

    q = WordsField(label=gettext_lazy("Tên hoặc mã"), required=False, max_length=150)
    linh_vuc = forms.ChoiceField(label=gettext_lazy("Lĩnh vực"), required=False)
    cap = forms.ChoiceField(
        label=gettext_lazy("Cấp"),
        required=False,
        choices=[("", gettext_lazy("Mọi cấp")), *((str(level), LEVEL_NAMES[level]) for level in LEVELS)],
    )
    tinh_trang = forms.ChoiceField(
        label=gettext_lazy("Tình trạng"),
        required=False,
        choices=[
            ("", gettext_lazy("Tất cả")),
            (queries.DRAFT, gettext_lazy("Có dự thảo")),
            *((str(state), STATE_NAMES[state]) for state in STATES),
        ],
    )
    du = forms.ChoiceField(
        label=gettext_lazy("Bảy bộ phận"),
        required=False,
        choices=[("", gettext_lazy("Tất cả")), ("thieu", gettext_lazy("Chưa đủ"))],
    )

    def __init__(self, *args: Any, fields: list[tuple[str, int]], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [("", gettext_lazy("Mọi lĩnh vực")), *((name, f"{name} ({count})") for name, count in fields)]
        self.fields["linh_vuc"].choices = choices  # type: ignore[attr-defined]

    def asked(self) -> queries.Asked:
        """What was asked for; a box filled wrongly narrows nothing."""
        said = self.cleaned_data if self.is_valid() else getattr(self, "cleaned_data", {})
        return queries.Asked(
            text=said.get("q") or "",
            field=said.get("linh_vuc") or "",
            level=said.get("cap") or "",
            state=said.get("tinh_trang") or "",
            lacking=bool(said.get("du")),
        )


class NewForm(forms.Form):
    """A procedure that nobody has published yet: its code and its name."""

    code = WordsField(
        label=gettext_lazy("Mã thủ tục"),
        max_length=rules.MOST_IN_CODE,
        help_text=gettext_lazy("Mã trên Cơ sở dữ liệu quốc gia, ví dụ 1.001193; thủ tục đặc thù ghi mã của tỉnh."),
    )
    name = WordsField(label=gettext_lazy("Tên thủ tục"), max_length=1000, widget=forms.Textarea({"rows": 3}))

    def clean_code(self) -> str:
        """A code as codes are given out."""
        code: str = self.cleaned_data["code"]
        try:
            rules.check_code(code)
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from refused
        return code


class DecidedForm(forms.Form):
    """What every change of the catalogue rests on."""

    decision = WordsField(
        label=gettext_lazy("Số quyết định"), max_length=200, help_text=gettext_lazy("Ví dụ 812/QĐ-UBND.")
    )
    reason = WordsField(
        label=gettext_lazy("Lý do"),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Một hai câu để người dân và đồng nghiệp hiểu."),
    )


class PublishForm(DecidedForm):
    """Publishing: the decision, its day, the reason, and from which day the version holds."""

    seen = forms.IntegerField(widget=forms.HiddenInput, label=gettext_lazy("Lần lưu đã xem"))
    decision_on = DayField(label=gettext_lazy("Ngày ký quyết định"), help_text=gettext_lazy("Ví dụ 8 9 2026."))
    when = forms.ChoiceField(
        label=gettext_lazy("Áp dụng từ"),
        choices=[("today", gettext_lazy("Hôm nay")), ("day", gettext_lazy("Một ngày sau"))],
        widget=forms.RadioSelect,
        initial="today",
    )
    day = DayField(label=gettext_lazy("Ngày áp dụng"), required=False, help_text=gettext_lazy("Khi chọn một ngày sau."))

    field_order = ("decision", "decision_on", "reason", "when", "day")

    def clean(self) -> dict[str, Any]:
        """A day to come is named."""
        said = super().clean() or self.cleaned_data
        if said.get("when") == "day" and not said.get("day") and "day" not in self.errors:
            self.add_error("day", gettext("Hãy ghi ngày áp dụng. Ví dụ 1 10 2026."))
        return said

    def starts_on(self, today: date) -> date:
        """The first day of the version, from a valid form."""
        day: date | None = self.cleaned_data["day"]
        return day if self.cleaned_data["when"] == "day" and day else today


class EndForm(DecidedForm):
    """Ending a procedure."""

    day = DayField(label=gettext_lazy("Hết hiệu lực từ ngày"), help_text=gettext_lazy("Ví dụ 1 10 2026."))


class TransferForm(forms.Form):
    """Moving authority between levels: which procedures, from where to where, when, by which decision."""

    codes = words(
        gettext_lazy("Mã thủ tục"),
        LONGEST_LIST,
        lines=8,
        hint=gettext_lazy("Mỗi dòng một mã; phần sau dấu phẩy bỏ qua."),
    )
    file = forms.FileField(
        label=gettext_lazy("Hoặc tệp CSV"), required=False, help_text=gettext_lazy("Cột đầu là mã thủ tục.")
    )
    from_level = forms.ChoiceField(label=gettext_lazy("Từ cấp"), choices=[(str(x), LEVEL_NAMES[x]) for x in Level])
    to_level = forms.ChoiceField(
        label=gettext_lazy("Sang cấp"), choices=[(str(x), LEVEL_NAMES[x]) for x in Level if x != Level.DISTRICT]
    )
    day = DayField(label=gettext_lazy("Từ ngày"), help_text=gettext_lazy("Ví dụ 1 7 2025."))
    decision = WordsField(label=gettext_lazy("Số văn bản"), max_length=200)
    follow = forms.BooleanField(
        label=gettext_lazy("Nơi tiếp nhận theo cấp mới, từ ngày ấy"), required=False, initial=True
    )

    def clean(self) -> dict[str, Any]:
        """Some codes, and two different levels."""
        said = super().clean() or self.cleaned_data
        text = said.get("codes") or ""
        file = said.get("file")
        if file is not None:
            if file.size > MOST_BYTES:
                self.add_error("file", gettext("Tệp quá lớn. Chỉ để lại cột mã thủ tục."))
            else:
                text += "\n" + file.read().decode("utf-8-sig", errors="replace")
        said["listed"] = rules.read_codes(text)
        if not said["listed"] and not self.errors:
            self.add_error("codes", gettext("Chưa có mã thủ tục nào. Dán danh sách hoặc chọn tệp CSV."))
        if said.get("from_level") and said.get("from_level") == said.get("to_level"):
            self.add_error("to_level", gettext("Cấp chuyển đi và cấp nhận phải khác nhau."))
        return said

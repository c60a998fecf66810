"""What is typed to reckon a date, and which year of the calendar is wanted."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from liemchinh.face.fields import DayField
from liemchinh.kernel.errors import Refused
from liemchinh.law.clocks import UNIT_NAMES, Budget, Unit


class ReckonForm(forms.Form):
    """A day of receipt and a term."""

    nhan = DayField(label=gettext_lazy("Ngày nộp hồ sơ"), help_text=gettext_lazy("Ví dụ 12 2 2026."))
    so = forms.IntegerField(
        label=gettext_lazy("Thời hạn"),
        help_text=gettext_lazy("Ghi bằng chữ số, như trên trang thủ tục."),
        min_value=0,
        max_value=20_000,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "invalid": gettext_lazy("Thời hạn ghi bằng chữ số. Ví dụ 5."),
            "min_value": gettext_lazy("Thời hạn từ 0 trở lên."),
            "max_value": gettext_lazy("Thời hạn này quá dài, xem lại giúp chúng tôi."),
        },
    )
    don_vi = forms.ChoiceField(
        label=gettext_lazy("Tính bằng"),
        choices=[(str(unit), UNIT_NAMES[unit]) for unit in (Unit.WORKING_DAY, Unit.DAY, Unit.HOUR, Unit.MONTH)],
        initial=str(Unit.WORKING_DAY),
        widget=forms.RadioSelect,
    )

    def clean(self) -> dict[str, Any]:
        """The term as the clocks take it, under `budget`."""
        given = super().clean() or {}
        if "so" in given and "don_vi" in given:
            try:
                given["budget"] = Budget(given["so"], Unit(given["don_vi"]))
            except Refused as refused:
                self.add_error("so", forms.ValidationError(str(refused), code=refused.code))
        return given


class YearForm(forms.Form):
    """A year of the working calendar."""

    nam = forms.ChoiceField(label=gettext_lazy("Năm"), required=False)

    def __init__(self, *args: Any, years: list[int], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["nam"].choices = [(str(year), str(year)) for year in years]  # type: ignore[attr-defined]

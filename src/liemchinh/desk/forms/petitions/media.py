"""What is looked at of the media mailbox, and why a letter that was set aside is left out."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from liemchinh.face.fields import WordsField
from liemchinh.kernel.errors import Refused
from liemchinh.petitions.rules.figures import Period, parse_period


class PeriodForm(forms.Form):
    """Which period: by GET, so every view of it has its own address."""

    ky = forms.CharField(
        label=gettext_lazy("Kỳ"), required=False, max_length=7, help_text=gettext_lazy("Ví dụ: 2026, 2026-Q3, 2026-09.")
    )

    def __init__(self, data: Any, *, default: str) -> None:
        super().__init__({"ky": data.get("ky") or default})
        self.default = parse_period(default)

    def clean_ky(self) -> Period:
        """The period; one that is none is said to be so."""
        try:
            return parse_period(self.cleaned_data["ky"])
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from refused

    def period(self) -> Period:
        """What was asked for, else the default."""
        found = self.cleaned_data["ky"] if self.is_valid() else self.default
        assert isinstance(found, Period)
        return found


class DiscardForm(forms.Form):
    """Why a letter is left out for good."""

    ly_do = WordsField(label=gettext_lazy("Lý do"), max_length=500, help_text=gettext_lazy("Ghi vào sổ cái."))

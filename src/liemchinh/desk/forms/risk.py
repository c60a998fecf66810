"""Which authority and month to look at, and what a unit says about a case. Validation only."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from liemchinh.face.fields import WordsField


class GamingFilter(forms.Form):
    """One authority, one month; both keep their place in the address of the page."""

    don_vi = forms.ChoiceField(label=gettext_lazy("Đơn vị"), required=False)
    thang = forms.ChoiceField(label=gettext_lazy("Tháng"), required=False)

    def __init__(self, *args: Any, units: list[tuple[str, str]], months: list[date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units, self.months = units, months
        self.fields["don_vi"].choices = units  # type: ignore[attr-defined]
        self.fields["thang"].choices = [  # type: ignore[attr-defined]
            (f"{month:%Y-%m}", gettext("Tháng {month}/{year}").format(month=month.month, year=month.year))
            for month in months
        ]

    def chosen(self) -> tuple[str, date]:
        """The authority and the first day of the month; the first of each where nothing valid was asked for."""
        given = self.cleaned_data if self.is_valid() else {}
        known = {f"{month:%Y-%m}": month for month in self.months}
        unit = given.get("don_vi") or (self.units[0][0] if self.units else "")
        return unit, known.get(given.get("thang", ""), self.months[0])


class NoteForm(forms.Form):
    """What the unit says about one case."""

    pattern = forms.CharField(widget=forms.HiddenInput, max_length=30)
    dossier = forms.CharField(widget=forms.HiddenInput, max_length=60)
    text = WordsField(label=gettext_lazy("Giải thích của đơn vị"), max_length=2000, widget=forms.Textarea({"rows": 2}))

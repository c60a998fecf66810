"""The filter of the follow-up register: its days and its page; office and field are chosen from what there is."""

from django import forms

from liemchinh.desk.forms.dossiers.lists import PeriodFilter


class RegisterFilter(PeriodFilter):
    """Days of receipt, and which page of them."""

    trang = forms.IntegerField(required=False, min_value=1, max_value=100_000, widget=forms.HiddenInput)

    def page(self) -> int:
        """The page asked for; the first where none was."""
        self.is_valid()
        return int(getattr(self, "cleaned_data", {}).get("trang") or 1)

"""What is typed to find a unit in the directory."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from liemchinh.face.fields import WordsField


class DirectoryForm(forms.Form):
    """A name, and the province to look in."""

    q = WordsField(
        label=gettext_lazy("Tên đơn vị"),
        max_length=100,
        required=False,
        widget=forms.TextInput({"type": "search", "autocomplete": "off"}),
    )
    tinh = forms.ChoiceField(label=gettext_lazy("Tỉnh, thành phố"), required=False)

    def __init__(self, *args: Any, provinces: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["tinh"].choices = [("", gettext_lazy("Cả nước")), *provinces]  # type: ignore[attr-defined]

"""Which procedure somebody at the desk wants to file online. Validation only."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy


class AssistForm(forms.Form):
    """One of the procedures that are filed on our own site."""

    thu_tuc = forms.ChoiceField(label=gettext_lazy("Thủ tục"))

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["thu_tuc"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", gettext_lazy("Chọn trong danh sách")), *choices]

"""What is looked at in the exchange, and why something is left out."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from liemchinh.exchange import rules
from liemchinh.face.fields import WordsField


class ExchangeFilter(forms.Form):
    """Whose exchange, which state, which page: by GET, so every view of it has its own address."""

    don_vi = forms.ChoiceField(label=gettext_lazy("Cơ quan"), required=False)
    trang_thai = forms.ChoiceField(label=gettext_lazy("Trạng thái"), required=False)
    trang = forms.IntegerField(required=False, min_value=1, max_value=100_000, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, offices: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        states = [(str(state), gettext_lazy(sentence)) for state, sentence in rules.STATE_NAMES.items()]
        states.sort(key=lambda state: state[0] not in rules.STUCK)  # what needs somebody first
        self.fields["don_vi"].choices = list(offices)  # type: ignore[attr-defined]
        self.fields["trang_thai"].choices = states  # type: ignore[attr-defined]
        if len(offices) < 2:
            self.fields["don_vi"].widget = forms.HiddenInput()


class LeaveOutForm(forms.Form):
    """Why a parcel or a message is left out."""

    ly_do = WordsField(
        label=gettext_lazy("Lý do"),
        help_text=gettext_lazy("Ghi vào sổ cái. Ví dụ: đã cập nhật tay trên Cổng."),
        max_length=500,
    )

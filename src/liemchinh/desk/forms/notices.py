"""What is looked at in the outbox, and why a notice is held back."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from liemchinh.face.fields import WordsField
from liemchinh.notices import rules


class OutboxFilter(forms.Form):
    """Whose outbox, which state, which page: by GET, so every view of it has its own address."""

    don_vi = forms.ChoiceField(label=gettext_lazy("Cơ quan"), required=False)
    trang_thai = forms.ChoiceField(label=gettext_lazy("Trạng thái"), required=False)
    trang = forms.IntegerField(required=False, min_value=1, max_value=100_000, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, offices: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        states = [(str(state), gettext_lazy(sentence)) for state, sentence in rules.STATE_NAMES.items()]
        states.sort(key=lambda state: state[0] != rules.MessageState.DEAD)  # what needs somebody first
        self.fields["don_vi"].choices = list(offices)  # type: ignore[attr-defined]
        self.fields["trang_thai"].choices = states  # type: ignore[attr-defined]
        if len(offices) < 2:
            self.fields["don_vi"].widget = forms.HiddenInput()


class SuppressForm(forms.Form):
    """Why a notice is not sent any more."""

    ly_do = WordsField(
        label=gettext_lazy("Lý do không gửi nữa"),
        help_text=gettext_lazy("Ghi vào sổ cái. Ví dụ: đã gọi điện báo người nộp."),
        max_length=500,
    )

"""What is looked at in a queue that goes out by itself, and why something of it is left out."""

from collections.abc import Container, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from liemchinh.face.fields import WordsField


class QueueFilter(forms.Form):
    """Whose queue, which state, which page: by GET, so every view of it has its own address."""

    don_vi = forms.ChoiceField(label=gettext_lazy("Cơ quan"), required=False)
    trang_thai = forms.ChoiceField(label=gettext_lazy("Trạng thái"), required=False)
    trang = forms.IntegerField(required=False, min_value=1, max_value=100_000, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any,
        *,
        offices: Sequence[tuple[str, str]],
        states: Mapping[Any, str],
        first: Container[Any],
    ) -> None:
        """`states` by name, those in `first` before the others: they need somebody."""
        super().__init__(data)
        ordered = sorted(states.items(), key=lambda state: state[0] not in first)
        self.fields["don_vi"].choices = list(offices)  # type: ignore[attr-defined]
        self.fields["trang_thai"].choices = [(str(key), gettext_lazy(sentence)) for key, sentence in ordered]  # type: ignore[attr-defined]
        if len(offices) < 2:
            self.fields["don_vi"].widget = forms.HiddenInput()


class LeaveOutForm(forms.Form):
    """Why a parcel or a message is left out."""

    ly_do = WordsField(
        label=gettext_lazy("Lý do"),
        help_text=gettext_lazy("Ghi vào sổ cái. Ví dụ: đã cập nhật tay trên Cổng."),
        max_length=500,
    )


class SuppressForm(forms.Form):
    """Why a notice is not sent any more."""

    ly_do = WordsField(
        label=gettext_lazy("Lý do không gửi nữa"),
        help_text=gettext_lazy("Ghi vào sổ cái. Ví dụ: đã gọi điện báo người nộp."),
        max_length=500,
    )

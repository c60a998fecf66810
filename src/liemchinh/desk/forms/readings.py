"""The filter of the log of looks: by GET, so every view of it has its own address."""

from django import forms
from django.utils.translation import gettext_lazy

from liemchinh.desk.forms.dossiers.lists import DayBox
from liemchinh.face.fields import WordsField


class LooksFilter(forms.Form):
    """Whose looks, into what, on which day."""

    nguoi = WordsField(label=gettext_lazy("Mã cán bộ"), required=False, max_length=40)
    xem = WordsField(
        label=gettext_lazy("Mã hồ sơ hoặc lời đã tìm"),
        required=False,
        max_length=120,
    )
    ngay = DayBox(label=gettext_lazy("Ngày"))
    trang = forms.IntegerField(required=False, min_value=1, max_value=100_000, widget=forms.HiddenInput)

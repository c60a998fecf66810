"""The filter of the register of petitions: by GET, so every view of it has its own address."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy

from liemchinh.desk.forms.dossiers.lists import ANY, DayBox
from liemchinh.face.fields import WordsField
from liemchinh.petitions import queries, rules

CONTENTS = [ANY, *((str(content), name) for content, name in rules.CONTENT_NAMES.items())]
SOURCES = [ANY, *((str(source), name) for source, name in rules.SOURCE_NAMES.items())]


class RegisterFilter(forms.Form):
    """Narrowing the register."""

    q = WordsField(label=gettext_lazy("Mã, chữ trong đơn, người gửi"), required=False, max_length=200)
    nhom = forms.ChoiceField(label=gettext_lazy("Nhóm"), required=False, choices=list(queries.BUCKETS.items()))
    loai = forms.ChoiceField(label=gettext_lazy("Loại đơn"), required=False, choices=CONTENTS)
    nguon = forms.ChoiceField(label=gettext_lazy("Nguồn"), required=False, choices=SOURCES)
    tu = DayBox(label=gettext_lazy("Nhận từ ngày"))
    den = DayBox(label=gettext_lazy("Đến hết ngày"))
    trang = forms.IntegerField(required=False, min_value=1, max_value=100_000, widget=forms.HiddenInput)

    def wanted(self) -> queries.Wanted:
        """What the list is narrowed to; a box that cannot be read narrows nothing and says so."""
        self.is_valid()
        said = self.cleaned_data
        last = said.get("den")
        return queries.Wanted(
            text=said.get("q") or "",
            bucket=said.get("nhom") or "all",
            content=said.get("loai") or "",
            source=said.get("nguon") or "",
            first=said.get("tu"),
            until=last + timedelta(days=1) if last else None,
            page=said.get("trang") or 1,
        )

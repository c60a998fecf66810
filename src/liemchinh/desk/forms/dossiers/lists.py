"""Filters of the lists: forms by GET, so every view of a list has its own address."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Self

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext, gettext_lazy

from liemchinh.dossiers import queries, rules
from liemchinh.face.fields import WordsField
from liemchinh.kernel.days import short_day

ANY = ("", gettext_lazy("Tất cả"))
NEWEST, OLDEST = 2100, 2000


class DayInput(forms.DateInput):
    """A day written day first. A browser's own box for days would follow the language of the browser."""

    def format_value(self, value: Any) -> str:
        """Addresses carry 2026-11-01, people read 1/11/2026; what is no day stays as it was typed."""
        try:
            return short_day(date.fromisoformat(str(value)))
        except ValueError:
            return str(value or "")


class DayBox(forms.DateField):
    """A day of a filter, typed as people write it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            required=False,
            input_formats=["%Y-%m-%d", "%d/%m/%Y"],
            widget=DayInput({"class": "form-control", "inputmode": "numeric", "autocomplete": "off", "size": 10}),
            error_messages={"invalid": gettext_lazy("Ngày chưa đúng. Ví dụ 18/9/2026.")},
            **options,
        )

    def clean(self, value: Any) -> Any:
        """A day within the years a dossier can have."""
        day = super().clean(value)
        if day and not OLDEST <= day.year < NEWEST:
            raise forms.ValidationError(gettext("Năm phải từ 2000 đến 2099."), code="year")
        return day


class QueueFilter(forms.Form):
    """Narrowing my own queue."""

    # a scanner types the whole QR code of a receipt: the address and the digits of its promise
    q = WordsField(label=gettext_lazy("Mã, tên, điện thoại"), required=False, max_length=600)
    trang_thai = forms.TypedChoiceField(
        label=gettext_lazy("Trạng thái"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[ANY, *((int(state), rules.STATE_NAMES[state]) for state in rules.State if state in rules.OPEN)],
    )
    xep = forms.ChoiceField(
        label=gettext_lazy("Xếp theo"),
        required=False,
        choices=[(name, words) for name, (words, _) in queries.SORTS.items()],
    )
    trang = forms.IntegerField(required=False, min_value=1, max_value=100_000, widget=forms.HiddenInput)

    def shown(self) -> list[forms.BoundField]:
        """The boxes a person sees."""
        return self.visible_fields()

    def filters(self) -> queries.Filters:
        """What was asked for; a box filled wrongly narrows nothing."""
        said = self.cleaned_data if self.is_valid() else getattr(self, "cleaned_data", {})
        return queries.Filters(
            text=said.get("q") or "",
            state=said.get("trang_thai"),
            sort=said.get("xep") or "due",
            page=said.get("trang") or 1,
        )


class PeriodFilter(forms.Form):
    """The days of a figure, first and last."""

    tu = DayBox(label=gettext_lazy("Từ ngày"))
    den = DayBox(label=gettext_lazy("Đến hết ngày"))

    @classmethod
    def of(cls, asked: QueryDict, *, usual: queries.Period) -> Self:
        """The form as asked for; a page opened without days shows the usual ones in its boxes."""
        data = asked.copy()
        if "tu" not in data and "den" not in data:
            data["tu"] = usual.first.isoformat()
            data["den"] = (usual.until - timedelta(days=1)).isoformat()
        return cls(data)

    def clean(self) -> dict[str, Any]:
        """The first day comes first."""
        said = super().clean() or self.cleaned_data
        if said.get("tu") and said.get("den") and said["tu"] > said["den"]:
            self.add_error("den", gettext("Ngày cuối phải từ ngày đầu trở đi."))
        return said

    def period(self, usual: queries.Period) -> queries.Period:
        """The period asked for; open ends and wrong days fall back on the usual one."""
        if not self.is_valid():
            return usual
        first = self.cleaned_data.get("tu") or usual.first
        last = self.cleaned_data.get("den")
        until = last + timedelta(days=1) if last else max(usual.until, first + timedelta(days=1))
        return queries.Period(first, until)


class LeaderFilter(PeriodFilter):
    """What the leader's page is about: days, and if asked one authority, one division, one field."""

    don_vi = forms.ChoiceField(label=gettext_lazy("Đơn vị"), required=False)
    phong = forms.ChoiceField(label=gettext_lazy("Phòng"), required=False)
    linh_vuc = forms.ChoiceField(label=gettext_lazy("Lĩnh vực"), required=False)

    def offer(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        """What may be chosen in one box; a box with nothing to choose is left out."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [ANY, *choices]
        if len(choices) < 2:
            del self.fields[name]

    def chosen(self, name: str) -> str:
        """What was chosen in a box; nothing where it offered no such thing."""
        self.is_valid()
        return str(getattr(self, "cleaned_data", {}).get(name) or "")


class ListFilter(QueueFilter, PeriodFilter):
    """Narrowing any list: also by the bucket of a figure, by division and seat."""

    trang_thai = forms.TypedChoiceField(
        label=gettext_lazy("Trạng thái"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[ANY, *((int(state), rules.STATE_NAMES[state]) for state in rules.State)],
    )
    nhom = forms.ChoiceField(label=gettext_lazy("Nhóm"), required=False, choices=[ANY, *queries.BUCKETS.items()])
    phong = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    vi_tri = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    thu_tuc = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    don_vi = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    linh_vuc = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)

    field_order = ("q", "nhom", "tu", "den", "trang_thai", "xep")

    def narrowed(self, usual: queries.Period) -> queries.Filters:
        """What was asked for, in the shape that the queries take; days alone are those of receipt."""
        period = self.period(usual)
        said = getattr(self, "cleaned_data", {})
        days = "received" if said.get("tu") or said.get("den") else ""
        return queries.Filters(
            text=said.get("q") or "",
            state=said.get("trang_thai"),
            sort=said.get("xep") or "due",
            page=said.get("trang") or 1,
            bucket=said.get("nhom") or days,
            period=period,
            division=said.get("phong") or "",
            seat=said.get("vi_tri") or "",
            procedure=said.get("thu_tuc") or "",
            authority=said.get("don_vi") or "",
            field=said.get("linh_vuc") or "",
        )


class TickForm(forms.Form):
    """Some lines of a list. What is no longer in the list cannot be ticked."""

    ma = forms.MultipleChoiceField(
        label=gettext_lazy("Hồ sơ"),
        error_messages={
            "required": gettext_lazy("Chưa chọn hồ sơ nào."),
            "invalid_choice": gettext_lazy("Hồ sơ %(value)s không còn trong danh sách. Xem lại rồi chọn."),
        },
    )

    def __init__(self, data: Any = None, *, codes: Sequence[str]) -> None:
        super().__init__(data, auto_id=f"id_{type(self).__name__}_%s")
        field = self.fields["ma"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(code, code) for code in codes]

    def ticked(self, *, all_of: bool = False) -> frozenset[str] | None:
        """The codes to show ticked; None means every line."""
        if all_of:
            return None
        return frozenset(self["ma"].value() or ()) if self.is_bound else frozenset()


class TakeOverForm(TickForm):
    """What has arrived."""


class HandOverForm(TickForm):
    """What goes, and to which division."""

    phong = forms.ChoiceField(label=gettext_lazy("Chuyển đến"))

    def __init__(self, data: Any = None, *, codes: Sequence[str], divisions: Sequence[tuple[str, str]]) -> None:
        super().__init__(data, codes=codes)
        field = self.fields["phong"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", gettext_lazy("Chọn phòng")), *divisions]


class SignForm(TickForm):
    """What is signed, and at which step each was shown: `buoc` lines of `code:step`."""

    buoc = forms.CharField(required=False, max_length=20_000, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, steps: Mapping[str, int]) -> None:
        super().__init__(data, codes=list(steps))

    def seen_steps(self) -> dict[str, int]:
        """The step at which each result was shown."""
        pairs = (line.rpartition(":") for line in self.cleaned_data["buoc"].split())
        return {code: int(step) for code, _, step in pairs if step.isdecimal() and len(step) < 9}

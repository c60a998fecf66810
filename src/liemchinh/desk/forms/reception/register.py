"""The filter of the register of visits: its days, kind, content, first or repeated, groups, words; its page."""

from django import forms
from django.utils.translation import gettext_lazy

from liemchinh.desk.forms.dossiers.lists import PeriodFilter
from liemchinh.desk.forms.reception.visits import said_of
from liemchinh.face.fields import WordsField
from liemchinh.reception.queries.register import Wanted
from liemchinh.reception.queries.visits import Period
from liemchinh.reception.rules import visits as rules

ANY = ("", gettext_lazy("Tất cả"))


class VisitFilter(PeriodFilter):
    """What of the register is shown; a box filled wrongly narrows nothing."""

    q = WordsField(label=gettext_lazy("Tên, vụ việc, số giấy tờ, mã lượt"), required=False, max_length=200)
    che_do = forms.ChoiceField(
        label=gettext_lazy("Chế độ tiếp"),
        required=False,
        choices=lambda: [
            ANY,
            ("head", gettext_lazy("Người đứng đầu tiếp")),
            *((str(key), said_of(name)) for key, name in rules.VISIT_KIND_NAMES.items()),
        ],
    )
    loai = forms.ChoiceField(
        label=gettext_lazy("Phân loại"),
        required=False,
        choices=lambda: [ANY, *((str(key), said_of(name)) for key, name in rules.CONTENT_NAMES.items())],
    )
    lan = forms.ChoiceField(
        label=gettext_lazy("Lần tiếp"),
        required=False,
        choices=[
            ANY,
            ("first", gettext_lazy("Lần đầu")),
            ("repeat", gettext_lazy("Nhiều lần")),
            ("refused", gettext_lazy("Từ chối tiếp")),
        ],
    )
    doan = forms.BooleanField(label=gettext_lazy("Chỉ đoàn đông người"), required=False)
    trang = forms.IntegerField(required=False, min_value=1, max_value=100_000, widget=forms.HiddenInput)
    field_order = ("q", "tu", "den", "che_do", "loai", "lan", "doan")

    def wanted(self, usual: Period) -> Wanted:
        """What was asked for, in the shape that the queries take."""
        period = self.period(usual)  # type: ignore[arg-type]
        said = getattr(self, "cleaned_data", {})
        return Wanted(
            period=Period(period.first, period.until),
            kind=said.get("che_do") or "",
            content=said.get("loai") or "",
            occasion=said.get("lan") or "",
            groups=bool(said.get("doan")),
            text=said.get("q") or "",
        )

    def page(self) -> int:
        """The page asked for; the first where none was."""
        self.is_valid()
        return int(getattr(self, "cleaned_data", {}).get("trang") or 1)

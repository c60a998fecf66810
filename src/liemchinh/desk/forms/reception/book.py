"""The form for sessions that a paper book has. Validation only."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from liemchinh.desk.forms.reception.calendar import HourField
from liemchinh.face.fields import WordsField
from liemchinh.reception.rules import calendar as rules
from liemchinh.reception.rules.calendar import Ground, SessionKind
from liemchinh.reception.services import Plan

MOST_DAYS = 100
_DAY = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})")


class BookForm(forms.Form):
    """Which head received on which past days, and which book says so."""

    document = WordsField(
        label=gettext_lazy("Sổ tiếp công dân"),
        max_length=200,
        help_text=gettext_lazy("Tên, số, năm của sổ. Ví dụ: Sổ tiếp công dân năm 2026, quyển 1."),
    )
    seat = forms.ChoiceField(label=gettext_lazy("Người đứng đầu đã tiếp"))
    kind = forms.ChoiceField(
        label=gettext_lazy("Loại buổi tiếp"),
        widget=forms.RadioSelect,
        choices=[(str(one), rules.KIND_NAMES[one]) for one in SessionKind],
        initial=str(SessionKind.SCHEDULED),
    )
    ground = forms.ChoiceField(
        label=gettext_lazy("Căn cứ tiếp đột xuất"),
        required=False,
        choices=[("", gettext_lazy("Không phải buổi đột xuất"))]
        + [(str(one), rules.GROUND_NAMES[one]) for one in Ground],
    )
    days = WordsField(
        label=gettext_lazy("Các ngày đã tiếp"),
        max_length=2000,
        widget=forms.Textarea({"rows": 6}),
        help_text=gettext_lazy("Mỗi dòng một ngày, ví dụ 9/7/2026. Ngày đã có trong lịch thì bỏ qua."),
    )
    opens = HourField(label=gettext_lazy("Từ giờ"), help_text=gettext_lazy("Ví dụ 8:00."))
    closes = HourField(label=gettext_lazy("Đến giờ"), help_text=gettext_lazy("Ví dụ 11:00."))
    place = WordsField(label=gettext_lazy("Nơi tiếp"), max_length=300)

    def __init__(self, *args: Any, heads: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        seat = self.fields["seat"]
        assert isinstance(seat, forms.ChoiceField)
        seat.choices = list(heads)

    def clean_days(self) -> list[date]:
        """Each day once, in their order in time; what is no day is said back."""
        found = []
        for part in re.split(r"[\n,;]+", self.cleaned_data["days"]):
            words = part.strip()
            if not words:
                continue
            match = _DAY.fullmatch(words)
            try:
                found.append(date(int(match[3]), int(match[2]), int(match[1])) if match else date.fromisoformat(words))
            except ValueError:
                message = gettext("“{words}” không phải một ngày. Ghi như 9/7/2026.").format(words=words[:40])
                raise forms.ValidationError(message) from None
        if len(set(found)) > MOST_DAYS:
            raise forms.ValidationError(gettext("Mỗi lần ghi nhiều nhất {most} ngày.").format(most=MOST_DAYS))
        return sorted(set(found))

    def plan(self) -> Plan:
        """What the room is told of every day."""
        said = self.cleaned_data
        kind = SessionKind(said["kind"])
        return Plan(
            opens=said["opens"],
            closes=said["closes"],
            place=said["place"],
            kind=kind,
            ground=said["ground"],
            reason=said["document"] if kind is SessionKind.UNSCHEDULED else "",
        )

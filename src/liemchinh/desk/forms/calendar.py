"""Forms about working time: a decision on days, its withdrawal, office hours. Validation only."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from liemchinh.face.fields import DayField, WordsField
from liemchinh.kernel.errors import Refused
from liemchinh.law.calendar import DeclaredDay
from liemchinh.law.hours import DAY_CODES, OfficeHours
from liemchinh.org.rules import DAY_KINDS

LINES = {"rows": 3}
LONGEST_RUN = 60
"""Days in one line `từ - đến`; more is a slip of the keyboard."""

DAY_FIELDS = (
    ("mon", gettext_lazy("Thứ Hai")),
    ("tue", gettext_lazy("Thứ Ba")),
    ("wed", gettext_lazy("Thứ Tư")),
    ("thu", gettext_lazy("Thứ Năm")),
    ("fri", gettext_lazy("Thứ Sáu")),
    ("sat", gettext_lazy("Thứ Bảy")),
    ("sun", gettext_lazy("Chủ nhật")),
    ("make_up", gettext_lazy("Ngày làm bù")),
)

_DAY = re.compile(r"(\d{1,2})\s*[/.\-\s]\s*(\d{1,2})\s*[/.\-\s]\s*(\d{4})")
_SESSION = re.compile(r"(\d{1,2})[:hg](\d{2})?\s*[-–]\s*(\d{1,2})[:hg](\d{2})?")


class YearForm(forms.Form):
    """Which year, and whose calendar."""

    nam = forms.ChoiceField(label=gettext_lazy("Năm"), required=False)
    don_vi = forms.ChoiceField(label=gettext_lazy("Lịch của"), required=False)

    def __init__(self, *args: Any, years: Sequence[int], units: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("nam", [(str(year), str(year)) for year in years]), ("don_vi", list(units))):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices


class WorkingTimeForm(forms.Form):
    """What every form here knows: the authorities that this person administers, and today."""

    token = forms.UUIDField(widget=forms.HiddenInput, label=gettext_lazy("Mã của biểu mẫu"))

    def __init__(self, *args: Any, units: Sequence[tuple[str, str]], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        if "unit" in self.fields:
            field = self.fields["unit"]
            assert isinstance(field, forms.ChoiceField)
            field.choices = list(units)


class DaysField(WordsField):
    """Days, one a line: `28/10/2026`, or a run of them `28/10/2026 - 30/10/2026`. Gives a list of dates."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.Textarea(LINES), required=False, max_length=4000, **options)

    def clean(self, value: Any) -> Any:
        """The days, in the order written."""
        found: list[date] = []
        for line in (super().clean(value) or "").splitlines():
            if not line.strip():
                continue
            days = [self._day(match) for match in _DAY.findall(line)]
            if not days or len(days) > 2 or _DAY.sub("", line).strip(" -–,;.đếntừ"):
                raise forms.ValidationError(
                    gettext("Không hiểu dòng “{line}”. Ví dụ: 28/10/2026, hoặc 28/10/2026 - 30/10/2026.").format(
                        line=line.strip()
                    )
                )
            first, last = days[0], days[-1]
            if not 0 <= (last - first).days <= LONGEST_RUN:
                raise forms.ValidationError(gettext("Dòng “{line}”: xem lại ngày cuối.").format(line=line.strip()))
            found += [first + timedelta(days=step) for step in range((last - first).days + 1)]
        return found

    def _day(self, parts: tuple[str, str, str]) -> date:
        day, month, year = (int(part) for part in parts)
        try:
            return date(year, month, day)
        except ValueError:
            written = "/".join(parts)
            raise forms.ValidationError(gettext("Không có ngày {day} trong lịch.").format(day=written)) from None


class DecisionForm(WorkingTimeForm):
    """A decision: for whom, which document, why, which days."""

    unit = forms.ChoiceField(
        label=gettext_lazy("Phạm vi áp dụng"), help_text=gettext_lazy("Đơn vị này và mọi đơn vị bên dưới.")
    )
    document = WordsField(
        label=gettext_lazy("Số, ký hiệu văn bản"),
        max_length=200,
        help_text=gettext_lazy("Ví dụ: Quyết định 45/QĐ-UBND."),
    )
    issued_on = DayField(label=gettext_lazy("Ngày ký văn bản"), help_text=gettext_lazy("Ví dụ 26 10 2026."))
    reason = WordsField(
        label=gettext_lazy("Lý do"),
        max_length=500,
        help_text=gettext_lazy("Người dân đọc câu này trên lịch và trên trang hồ sơ. Ví dụ: nghỉ tránh bão số 12."),
    )
    off = DaysField(
        label=gettext_lazy("Những ngày nghỉ"),
        help_text=gettext_lazy("Mỗi dòng một ngày, hoặc một khoảng: 28/10/2026 - 30/10/2026."),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Nghỉ theo diện"),
        choices=[(key, word) for key, word in DAY_KINDS.items() if key != "swap_work"],
    )
    work = DaysField(
        label=gettext_lazy("Những ngày làm việc"),
        help_text=gettext_lazy("Ngày làm bù, hoặc ngày trước đây cho nghỉ nay làm việc lại."),
    )
    confirms_until = DayField(
        label=gettext_lazy("Lịch chắc chắn đến hết ngày"),
        required=False,
        help_text=gettext_lazy("Chỉ ghi khi văn bản là thông báo nghỉ lễ của cả năm. Ví dụ 31 12 2027."),
    )
    replaces = forms.IntegerField(widget=forms.HiddenInput, required=False, label=gettext_lazy("Thay quyết định"))

    def clean(self) -> dict[str, Any]:
        """At least one day, each once."""
        said = super().clean() or self.cleaned_data
        if "off" in said and "work" in said and not said["off"] and not said["work"]:
            self.add_error("off", gettext("Ghi ít nhất một ngày nghỉ hoặc một ngày làm việc."))
        return said

    def given(self) -> dict[str, Any]:
        """The verb's own arguments, from a valid form."""
        said = self.cleaned_data
        days = [(day, said["kind"]) for day in said["off"]] + [(day, "swap_work") for day in said["work"]]
        kept = ("unit", "document", "issued_on", "reason", "confirms_until", "replaces", "token")
        return {
            **{name: said[name] for name in kept},
            "days": tuple(DeclaredDay(day, kind, said["reason"]) for day, kind in sorted(days)),
        }


class WithdrawForm(WorkingTimeForm):
    """Why a decision is withdrawn."""

    reason = WordsField(
        label=gettext_lazy("Lý do rút"),
        max_length=500,
        help_text=gettext_lazy("Câu này đăng trên trang lịch làm việc."),
    )


class HoursForm(WorkingTimeForm):
    """Office hours from a day on: the sessions of each weekday."""

    unit = forms.ChoiceField(label=gettext_lazy("Giờ làm việc của"))
    on = DayField(label=gettext_lazy("Từ ngày"), help_text=gettext_lazy("Từ hôm nay trở đi. Ví dụ 1 12 2026."))
    mon = WordsField(
        label=DAY_FIELDS[0][1],
        max_length=60,
        required=False,
        help_text=gettext_lazy("Các buổi cách nhau dấu phẩy: 7:30 - 11:30, 13:00 - 17:00. Để trống là nghỉ."),
    )
    tue = WordsField(label=DAY_FIELDS[1][1], max_length=60, required=False)
    wed = WordsField(label=DAY_FIELDS[2][1], max_length=60, required=False)
    thu = WordsField(label=DAY_FIELDS[3][1], max_length=60, required=False)
    fri = WordsField(label=DAY_FIELDS[4][1], max_length=60, required=False)
    sat = WordsField(
        label=DAY_FIELDS[5][1],
        max_length=60,
        required=False,
        help_text=gettext_lazy("Trực thứ Bảy không làm thứ Bảy thành ngày làm việc: thời hạn không tính ngày ấy."),
    )
    sun = WordsField(label=DAY_FIELDS[6][1], max_length=60, required=False)
    make_up = WordsField(
        label=DAY_FIELDS[7][1],
        max_length=60,
        required=False,
        help_text=gettext_lazy("Giờ của ngày cuối tuần được quy định làm việc. Để trống là như thứ Hai."),
    )

    @staticmethod
    def start(hours: OfficeHours) -> dict[str, str]:
        """The boxes filled in with the hours of today."""
        stored = hours.as_json()
        return {code: ", ".join(f"{a} - {b}" for a, b in stored.get(code, [])) for code in (*DAY_CODES, "make_up")}

    def clean(self) -> dict[str, Any]:
        """The hours as the law's own value, under `hours`."""
        said = super().clean() or self.cleaned_data
        if said.get("on") and said["on"] < self.today:
            self.add_error("on", gettext("Giờ làm việc mới chỉ áp dụng từ hôm nay trở đi."))
        sessions = {}
        for code, _ in DAY_FIELDS:
            text = said.get(code) or ""
            pairs = _SESSION.findall(text)
            if _SESSION.sub("", text).strip(" ,;và"):
                self.add_error(code, gettext("Không hiểu giờ này. Ví dụ: 7:30 - 11:30, 13:00 - 17:00."))
            if pairs:
                sessions[code] = [[f"{int(a):02d}:{b or '00'}", f"{int(c):02d}:{d or '00'}"] for a, b, c, d in pairs]
        if not self.errors:
            try:
                said["hours"] = OfficeHours.from_json(sessions)
            except Refused as refused:
                self.add_error(None, str(refused))
        return said

    def given(self) -> dict[str, Any]:
        """The verb's own arguments, from a valid form."""
        return {name: self.cleaned_data[name] for name in ("unit", "on", "hours")}

"""Forms about the calendar of reception: planning, moving, holding a session; the regular desk. Validation only."""

import re
from collections.abc import Sequence
from datetime import date, time
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from liemchinh.desk.forms.calendar import DAY_FIELDS, HoursForm
from liemchinh.face.fields import DayField, WordsField
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import shown
from liemchinh.law.calendar import Calendar
from liemchinh.reception.rules import calendar as rules
from liemchinh.reception.rules.calendar import ChairedBy, Ground, Pattern, SessionForm, SessionKind
from liemchinh.reception.rules.online import ONLINE_GROUND_NAMES
from liemchinh.reception.services import Plan, Recording

LINES = {"rows": 3}
_HOUR = re.compile(r"(\d{1,2})\s*(?::|h|g|giờ)?\s*(\d{2})?\s*(?:phút)?", re.IGNORECASE)
ONCE, WEEKLY, MONTHLY = "once", "weekly", "monthly"


class HourField(forms.CharField):
    """An hour of the day as people write it: `8:00`, `8h30`, `14 giờ`. Gives a `time`."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput({"inputmode": "text", "autocomplete": "off"}))
        super().__init__(max_length=20, **options)

    def clean(self, value: Any) -> Any:
        """The time; None where nothing was asked for."""
        text = super().clean(value).strip()
        if not text:
            return None
        match = _HOUR.fullmatch(text)
        if match is None or int(match[1]) > 23 or int(match[2] or 0) > 59:
            raise forms.ValidationError(gettext("Ghi giờ như 8:00 hoặc 14:30."), code="hour")
        return time(int(match[1]), int(match[2] or 0))


class PlanForm(forms.Form):
    """One session or a series: which days, which hours, where, what for; what unscheduled and online ones need more."""

    seat = forms.ChoiceField(label=gettext_lazy("Người tiếp"))
    kind = forms.ChoiceField(
        label=gettext_lazy("Loại buổi tiếp"),
        widget=forms.RadioSelect,
        choices=[(str(kind), rules.KIND_NAMES[kind]) for kind in SessionKind],
        initial=str(SessionKind.SCHEDULED),
    )
    repeat = forms.ChoiceField(
        label=gettext_lazy("Những ngày nào?"),
        widget=forms.RadioSelect,
        choices=[
            (ONCE, gettext_lazy("Một ngày")),
            (WEEKLY, gettext_lazy("Hằng tuần, vào các thứ")),
            (MONTHLY, gettext_lazy("Hằng tháng, vào các ngày")),
        ],
        initial=ONCE,
    )
    first = DayField(label=gettext_lazy("Ngày tiếp, hoặc ngày đầu của loạt"))
    last = DayField(label=gettext_lazy("Ngày cuối của loạt"), required=False)
    weekdays = forms.MultipleChoiceField(
        label=gettext_lazy("Các thứ"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(str(number), word) for number, (_, word) in enumerate(DAY_FIELDS[:5])],
    )
    month_days = WordsField(
        label=gettext_lazy("Các ngày trong tháng"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("Ví dụ: 1, 15. Trúng ngày nghỉ thì chuyển sang ngày làm việc kế tiếp."),
    )
    opens = HourField(label=gettext_lazy("Từ giờ"), help_text=gettext_lazy("Ví dụ 8:00."))
    closes = HourField(label=gettext_lazy("Đến giờ"), help_text=gettext_lazy("Ví dụ 11:00."))
    place = WordsField(label=gettext_lazy("Nơi tiếp"), max_length=300)
    content = WordsField(
        label=gettext_lazy("Nội dung dự kiến"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(LINES),
        help_text=gettext_lazy("Được niêm yết: không ghi tên công dân."),
    )
    participants = WordsField(label=gettext_lazy("Thành phần tham dự"), required=False, max_length=500)
    slot_minutes = forms.IntegerField(
        label=gettext_lazy("Mỗi giờ hẹn dài mấy phút"),
        required=False,
        min_value=0,
        max_value=240,
        initial=30,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        help_text=gettext_lazy("0 là không nhận đăng ký giờ."),
    )
    slot_places = forms.IntegerField(
        label=gettext_lazy("Mỗi giờ hẹn nhận mấy lượt"),
        required=False,
        min_value=1,
        max_value=50,
        initial=1,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    ground = forms.ChoiceField(
        label=gettext_lazy("Căn cứ tiếp đột xuất"),
        required=False,
        choices=[("", gettext_lazy("Không phải buổi đột xuất"))]
        + [(str(one), rules.GROUND_NAMES[one]) for one in Ground],
    )
    reason = WordsField(label=gettext_lazy("Lý do tiếp đột xuất"), required=False, max_length=500)
    mode = forms.ChoiceField(
        label=gettext_lazy("Hình thức"),
        widget=forms.RadioSelect,
        choices=[(str(one), rules.FORM_NAMES[one]) for one in SessionForm],
        initial=str(SessionForm.DIRECT),
    )
    online_ground = forms.ChoiceField(
        label=gettext_lazy("Căn cứ tiếp trực tuyến (Điều 20 Nghị định 154/2026/NĐ-CP)"),
        required=False,
        choices=[("", gettext_lazy("Không phải buổi trực tuyến"))]
        + [(str(one), name) for one, name in ONLINE_GROUND_NAMES.items()],
    )
    premises = WordsField(
        label=gettext_lazy("Các điểm cầu"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(LINES),
        help_text=gettext_lazy("Mỗi dòng một nơi. Dòng đầu là điểm cầu trung tâm."),
    )
    protection = forms.ChoiceField(
        label=gettext_lazy("Người tố cáo có yêu cầu bảo vệ danh tính không?"),
        required=False,
        choices=[
            ("", gettext_lazy("Không phải vụ việc tố cáo")),
            ("no", gettext_lazy("Đã hỏi, không yêu cầu")),
            ("yes", gettext_lazy("Có yêu cầu")),
        ],
    )
    token = forms.UUIDField(widget=forms.HiddenInput, label=gettext_lazy("Mã của biểu mẫu"))

    def __init__(self, *args: Any, heads: Sequence[tuple[str, str]], calendar: Calendar, **options: Any) -> None:
        super().__init__(*args, **options)
        self.calendar = calendar
        self.fields["seat"].choices = list(heads)  # type: ignore[attr-defined]
        self.days: list[date] = []

    def clean_month_days(self) -> frozenset[int]:
        """Days of a month, 1 to 31."""
        parts = [part for part in re.split(r"[\s,;]+", self.cleaned_data["month_days"] or "") if part]
        if not all(part.isdecimal() and 1 <= int(part) <= 31 for part in parts):
            raise forms.ValidationError(gettext("Ghi các ngày từ 1 đến 31, cách nhau dấu phẩy. Ví dụ: 1, 15."))
        return frozenset(int(part) for part in parts)

    def clean(self) -> dict[str, Any]:
        """The days that are meant, under `days`."""
        said = super().clean() or self.cleaned_data
        repeat, first, last = said.get("repeat"), said.get("first"), said.get("last")
        if first is None or repeat is None:
            return said
        if repeat == ONCE:
            self.days = [first]
            return said
        if last is None or last < first:
            self.add_error("last", gettext("Ghi ngày cuối của loạt, sau ngày đầu."))
        elif repeat == WEEKLY and not said.get("weekdays"):
            self.add_error("weekdays", gettext("Chọn ít nhất một thứ trong tuần."))
        elif repeat == MONTHLY and not said.get("month_days"):
            self.add_error("month_days", gettext("Ghi ít nhất một ngày trong tháng."))
        elif (last - first).days > 2 * 366:
            self.add_error("last", gettext("Loạt lịch dài nhất hai năm."))
        elif not self.errors:
            weekly = repeat == WEEKLY
            pattern = Pattern(
                weekdays=frozenset(int(day) for day in said["weekdays"]) if weekly else frozenset(),
                month_days=frozenset() if weekly else said["month_days"],
            )
            try:
                self.days = rules.series(pattern, first=first, last=last, calendar=self.calendar)
            except Refused as refused:
                self.add_error("last", str(refused))
        return said

    def plan(self) -> Plan:
        """What the room is told of every day."""
        said = self.cleaned_data
        return Plan(
            opens=said["opens"],
            closes=said["closes"],
            place=said["place"],
            kind=SessionKind(said["kind"]),
            form=SessionForm(said["mode"]),
            content=said["content"],
            participants=said["participants"],
            ground=said["ground"],
            reason=said["reason"],
            premises=tuple(line.strip() for line in said["premises"].splitlines() if line.strip()),
            online_ground=said["online_ground"],
            protection_asked={"no": False, "yes": True}.get(said["protection"]),
            slot_minutes=said["slot_minutes"] or 0,
            slot_places=said["slot_places"] or 1,
        )


class PostponeForm(forms.Form):
    """To which later day, and why."""

    to = DayField(label=gettext_lazy("Ngày mới"))
    opens = HourField(label=gettext_lazy("Từ giờ"), required=False, help_text=gettext_lazy("Để trống là như cũ."))
    closes = HourField(label=gettext_lazy("Đến giờ"), required=False)
    reason = WordsField(
        label=gettext_lazy("Lý do"),
        max_length=500,
        widget=forms.Textarea(LINES),
        help_text=gettext_lazy("Người dân đọc lý do này trên lịch."),
    )
    token = forms.UUIDField(widget=forms.HiddenInput, label=gettext_lazy("Mã của biểu mẫu"))

    def given(self) -> dict[str, Any]:
        """The verb's own arguments."""
        return dict(self.cleaned_data)


class CancelForm(forms.Form):
    """Why a session is given up."""

    reason = WordsField(
        label=gettext_lazy("Lý do hủy"),
        max_length=500,
        widget=forms.Textarea(LINES),
        help_text=gettext_lazy("Buổi đã niêm yết: người dân đọc lý do này trên lịch."),
    )

    def given(self) -> dict[str, Any]:
        """The verb's own arguments."""
        return dict(self.cleaned_data)


class CloseForm(forms.Form):
    """Who received, what is to be remembered, and of an online session where its recording lies."""

    chaired_as = forms.ChoiceField(
        label=gettext_lazy("Ai đã tiếp?"),
        widget=forms.RadioSelect,
        choices=[(str(one), rules.CHAIRED_NAMES[one]) for one in ChairedBy],
        initial=str(ChairedBy.HEAD),
    )
    chaired_by = forms.ChoiceField(
        label=gettext_lazy("Cấp phó đã tiếp"),
        required=False,
        help_text=gettext_lazy("Chỉ chọn khi cấp phó tiếp thay."),
    )
    notes = WordsField(label=gettext_lazy("Ghi chú"), required=False, max_length=1000, widget=forms.Textarea(LINES))
    rec_place = WordsField(label=gettext_lazy("Nơi lưu bản ghi"), required=False, max_length=300)
    rec_keeper = WordsField(label=gettext_lazy("Người giữ bản ghi"), required=False, max_length=200)
    rec_sha256 = forms.CharField(
        label=gettext_lazy("Mã băm SHA-256 của tệp ghi"),
        required=False,
        max_length=64,
        help_text=gettext_lazy("64 ký tự. Windows: certutil -hashfile TỆP SHA256."),
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, deputies: Sequence[tuple[str, str]], online: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["chaired_by"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", gettext("Không chọn")), *deputies]
        if not online:
            for name in ("rec_place", "rec_keeper", "rec_sha256"):
                del self.fields[name]
        self.online = online

    def clean(self) -> dict[str, Any]:
        """A deputy has a name."""
        said = super().clean() or self.cleaned_data
        if said.get("chaired_as") == ChairedBy.DEPUTY and not said.get("chaired_by"):
            self.add_error("chaired_by", gettext("Chọn cấp phó đã tiếp."))
        return said

    def given(self) -> dict[str, Any]:
        """The verb's own arguments."""
        said = self.cleaned_data
        chaired = ChairedBy(said["chaired_as"])
        recording = None
        if self.online:
            recording = Recording(said["rec_place"], said["rec_keeper"], said["rec_sha256"])
        return {
            "chaired_as": chaired,
            "chaired_by": said["chaired_by"] if chaired is ChairedBy.DEPUTY else "",
            "notes": said["notes"],
            "recording": recording,
        }


class RegularForm(HoursForm):
    """The regular desk: its hours as those of an office, its place, and who sits there."""

    place = WordsField(label=gettext_lazy("Nơi tiếp công dân"), max_length=300)
    rules_document = WordsField(
        label=gettext_lazy("Nội quy, quy chế tiếp công dân"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Số, ngày văn bản. Ví dụ: Quyết định 12/QĐ-UBND ngày 2/7/2026."),
    )

    def __init__(self, *args: Any, seats: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        for code, word in DAY_FIELDS[:5]:
            self.fields[f"duty_{code}"] = forms.MultipleChoiceField(
                label=gettext("Ai trực: {day}").format(day=shown(str(word))),
                required=False,
                choices=list(seats),
                widget=forms.CheckboxSelectMultiple,
            )

    def duty(self) -> dict[str, list[str]]:
        """Seats by the code of a weekday."""
        return {code: self.cleaned_data.get(f"duty_{code}", []) for code, _ in DAY_FIELDS[:5]}


class OfferForm(forms.Form):
    """Another free hour for a booking, and why."""

    gio = forms.ChoiceField(label=gettext_lazy("Giờ khác"))
    answer = WordsField(
        label=gettext_lazy("Lý do, nhắn người đăng ký"),
        max_length=300,
        help_text=gettext_lazy("Người đăng ký đọc câu này."),
    )

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["gio"].choices = list(choices)  # type: ignore[attr-defined]

    def given(self) -> dict[str, Any]:
        """The verb's own arguments."""
        number, _, hour = self.cleaned_data["gio"].partition(" ")
        return {"session": int(number), "slot": time.fromisoformat(hour), "answer": self.cleaned_data["answer"]}


class AnswerForm(forms.Form):
    """A word to who booked: needed where a booking is turned down."""

    answer = WordsField(
        label=gettext_lazy("Lý do không nhận"), max_length=300, help_text=gettext_lazy("Người đăng ký đọc câu này.")
    )

    def given(self) -> dict[str, Any]:
        """The verb's own arguments."""
        return {"answer": self.cleaned_data["answer"]}

"""Forms that open, sort and send on a petition. Validation only."""

from datetime import date, datetime, time
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext, gettext_lazy

from liemchinh.desk.forms.dossiers.papers import FilesField
from liemchinh.desk.forms.petitions.line import (
    CHOOSE,
    LONGEST_BODY,
    LONGEST_FACT,
    ActForm,
    document_field,
    reason_field,
)
from liemchinh.face.fields import DayField, WordsField
from liemchinh.kernel.days import VIETNAM, local_day
from liemchinh.org import queries as org
from liemchinh.petitions import rules, services

ROWS = 3
"""People who can be written down at once; more are added on the petition's page."""
LONGEST_SUBJECT = services.LONGEST_SUBJECT
LONGEST_TEXT = 60_000
BY_OFFICE = [
    (str(source), name)
    for source, name in rules.SOURCE_NAMES.items()
    if source not in (rules.Source.WEB, rules.Source.OPEN311)
]
LIKELY = [
    ("unsorted", gettext_lazy("Chưa rõ")),
    ("complaint", gettext_lazy("Khiếu nại một quyết định hoặc việc làm")),
    ("denunciation", gettext_lazy("Tố cáo, hoặc có thể là tố cáo")),
    ("recommendation", gettext_lazy("Kiến nghị, phản ánh")),
]


class ReceiveForm(forms.Form):
    """A petition that came to the office: how, from whom, what it says, its scans."""

    token = forms.UUIDField(widget=forms.HiddenInput, label=gettext_lazy("Mã của biểu mẫu"))
    visit = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60, label=gettext_lazy("Lượt tiếp"))
    authority = forms.ChoiceField(label=gettext_lazy("Vào sổ của"))
    source = forms.ChoiceField(label=gettext_lazy("Đến bằng cách nào"), choices=BY_OFFICE)
    source_name = WordsField(
        label=gettext_lazy("Ai chuyển đến"),
        max_length=LONGEST_BODY,
        required=False,
        help_text=gettext_lazy("Đại biểu, Mặt trận, báo hoặc cơ quan chuyển đơn. Người dân tự gửi thì bỏ trống."),
    )
    source_document = document_field(gettext_lazy("Văn bản chuyển"), required=False)
    received_on = DayField(
        label=gettext_lazy("Ngày cơ quan nhận"),
        required=False,
        help_text=gettext_lazy("Bỏ trống nếu là hôm nay. Thời hạn tính từ ngày này."),
    )
    written_on = DayField(label=gettext_lazy("Ngày viết đơn"), required=False)
    subject = WordsField(
        label=gettext_lazy("Nội dung chính"),
        max_length=LONGEST_SUBJECT,
        help_text=gettext_lazy("Một câu: việc gì, ở đâu, yêu cầu gì."),
    )
    text = WordsField(
        label=gettext_lazy("Toàn văn hoặc tóm tắt"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea({"rows": 6}),
    )
    place = WordsField(label=gettext_lazy("Nơi xảy ra"), max_length=300, required=False)
    likely = forms.ChoiceField(
        label=gettext_lazy("Đọc qua thì giống loại nào"),
        choices=LIKELY,
        initial="unsorted",
        help_text=gettext_lazy("Có thể là tố cáo thì chọn tố cáo: đơn chỉ anh/chị và người đứng đầu xem được."),
    )
    people = forms.IntegerField(
        label=gettext_lazy("Tổng số người gửi, người ký"), min_value=1, max_value=100_000, required=False
    )
    attached = FilesField(label=gettext_lazy("Bản chụp đơn, giấy tờ kèm theo"), required=False)

    def __init__(self, *args: Any, authorities: list[tuple[str, str]], now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now, self.several = now, len(authorities) > 1
        field = self.fields["authority"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = authorities
        for number in range(1, ROWS + 1):
            who = gettext("Người gửi") if number == 1 else gettext("Người gửi thứ {number}").format(number=number)
            self.fields[f"name_{number}"] = WordsField(label=who, max_length=200, required=False)
            self.fields[f"identity_{number}"] = forms.CharField(
                label=gettext("Số định danh"), max_length=30, required=False
            )
            self.fields[f"address_{number}"] = WordsField(label=gettext("Địa chỉ"), max_length=300, required=False)
            self.fields[f"phone_{number}"] = forms.CharField(
                label=gettext("Số điện thoại"), max_length=20, required=False
            )

    def people_rows(self) -> list[list[Any]]:
        """The bound fields of the people, a list a person."""
        return [
            [self[f"{name}_{number}"] for name in ("name", "identity", "address", "phone")]
            for number in range(1, ROWS + 1)
        ]

    def plain_fields(self, *names: str) -> list[Any]:
        """The bound fields with these names."""
        return [self[name] for name in names]

    def how(self) -> list[Any]:
        """How it came."""
        names = ["source", "source_name", "source_document", "received_on", "written_on"]
        return self.plain_fields(*(["authority"] if self.several else []), *names)

    def what(self) -> list[Any]:
        """What it says."""
        return self.plain_fields("subject", "text", "place", "likely", "people", "attached")

    def clean(self) -> dict[str, Any]:
        """A body that sends on must be named; somebody with a number or an address must have a name."""
        said = super().clean() or self.cleaned_data
        if said.get("source") in rules.SENT_ON and not said.get("source_name"):
            self.add_error("source_name", gettext("Hãy ghi ai chuyển đơn đến."))
        for number in range(1, ROWS + 1):
            rest = any(said.get(f"{name}_{number}") for name in ("identity", "address", "phone"))
            if rest and not said.get(f"name_{number}"):
                self.add_error(f"name_{number}", gettext("Hãy ghi họ tên, hoặc để trống cả dòng."))
        if said.get("received_on") and said["received_on"] > local_day(self.now):
            self.add_error("received_on", gettext("Ngày nhận không thể sau hôm nay."))
        return said

    def letter(self) -> services.Letter:
        """What the verb takes."""
        said = self.cleaned_data
        senders = tuple(
            services.Sender(
                name=said[f"name_{number}"],
                identity=said[f"identity_{number}"],
                address=said[f"address_{number}"],
                phone=said[f"phone_{number}"],
            )
            for number in range(1, ROWS + 1)
            if said[f"name_{number}"]
        )
        content = rules.Content(said["likely"])
        return services.Letter(
            subject=said["subject"],
            text=said["text"],
            senders=senders,
            source=rules.Source(said["source"]),
            source_name=said["source_name"],
            source_document=said["source_document"],
            authority=said["authority"],
            written_on=said["written_on"],
            received_at=_arrived(said["received_on"], self.now),
            people=said["people"] or 0,
            place=said["place"],
            content=content,
            restricted=content is rules.Content.DENUNCIATION,
            visit=said["visit"],
        )


def _arrived(day: date | None, now: datetime) -> datetime | None:
    """The moment of receipt on an earlier day: when offices open; today it is now."""
    if day is None or day == local_day(now):
        return None
    return datetime.combine(day, time(7, 30), VIETNAM)


class SortForm(ActForm):
    """What a person finds: class, authority, fitness, flags, whom it is about."""

    content = forms.ChoiceField(
        label=gettext_lazy("Loại đơn"),
        choices=[CHOOSE, *((str(c), rules.CONTENT_NAMES[c]) for c in rules.Content if c in rules.SORTED)],
    )
    within = forms.TypedChoiceField(
        label=gettext_lazy("Thuộc thẩm quyền cơ quan này"),
        choices=[CHOOSE, ("yes", gettext_lazy("Thuộc")), ("no", gettext_lazy("Không thuộc"))],
        coerce=lambda said: {"yes": True, "no": False}[said],
        empty_value=None,
    )
    conditions = forms.MultipleChoiceField(
        label=gettext_lazy("Điều kiện xử lý đã đủ"),
        choices=list(rules.CONDITION_NAMES.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("Bỏ dấu ở điều kiện còn thiếu."),
    )
    flags = forms.MultipleChoiceField(
        label=gettext_lazy("Cần lưu ý"),
        choices=list(rules.FLAG_NAMES.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    field = WordsField(label=gettext_lazy("Lĩnh vực"), max_length=LONGEST_FACT, required=False)
    about_unit = forms.ChoiceField(label=gettext_lazy("Nói về đơn vị"), required=False)
    about_seat = forms.ChoiceField(
        label=gettext_lazy("Nói về vị trí"),
        required=False,
        help_text=gettext_lazy(
            "Tố cáo: người này và người thân đã khai không xem được đơn. Đơn khác: họ không được giao xác minh."
        ),
    )
    about_words = WordsField(label=gettext_lazy("Người, việc bị nêu, như trong đơn"), max_length=300, required=False)
    decision_ref = WordsField(label=gettext_lazy("Quyết định bị khiếu nại"), max_length=LONGEST_FACT, required=False)
    decision_on = DayField(label=gettext_lazy("Ngày nhận quyết định"), required=False)
    reason = reason_field(
        gettext_lazy("Lý do mở đơn đang giữ kín"),
        gettext_lazy("Chỉ ghi khi đơn đang được giữ kín mà không phải tố cáo."),
        required=False,
    )

    def prepare(self) -> None:
        """The divisions and the seats of the authority."""
        petition = self.petition
        units = [*org.divisions(petition.authority, self.on)]
        own = org.unit(petition.authority.code, self.on)
        self.choose("about_unit", [(own.code, own.name), *((unit.code, unit.name) for unit in units)])
        seats = org.seats([own, *units], self.on)
        self.choose("about_seat", [(seat.code, f"{seat.title} ({seat.person_name})") for seat in seats if seat.person])
        if not petition.restricted:
            del self.fields["reason"]
        if not self.is_bound:
            met = [name for name, is_met in petition.conditions.items() if is_met]
            self.initial.setdefault("conditions", met or list(rules.CONDITION_NAMES))
            self.initial.setdefault("flags", petition.flags)
            self.initial.setdefault("field", petition.field)
            self.initial.setdefault("about_words", petition.about.get("words", ""))
            self.initial.setdefault("about_unit", petition.about.get("unit", ""))
            self.initial.setdefault("about_seat", petition.about.get("seat", ""))
            if petition.content != rules.Content.UNSORTED:
                self.initial.setdefault("content", petition.content)

    def given(self) -> dict[str, Any]:
        """Arguments of `services.sort`."""
        said = self.cleaned_data
        met = set(said["conditions"])
        return {
            "content": rules.Content(said["content"]),
            "within": said["within"],
            "eligible": met == set(rules.CONDITION_NAMES),
            "conditions": {name: name in met for name in rules.CONDITION_NAMES},
            "flags": said["flags"],
            "field": said["field"],
            "about": {"unit": said["about_unit"], "seat": said["about_seat"], "words": said["about_words"]},
            "decision_ref": said["decision_ref"],
            "decision_on": said["decision_on"],
            "reason": said.get("reason", ""),
        }


class SendForm(ActForm):
    """To whom it goes, why, and with which document."""

    body = WordsField(label=gettext_lazy("Cơ quan có thẩm quyền"), max_length=LONGEST_BODY)
    document = document_field()
    reason = reason_field(required=False)


class GuideForm(SendForm):
    """A guidance: where to go and why; its number may come later."""

    reason = reason_field(hint=gettext_lazy("Câu này in trên giấy hướng dẫn gửi người viết đơn."))
    document = document_field(required=False)


class ReturnForm(GuideForm):
    """Back to whoever sent it on."""

    body = WordsField(label=gettext_lazy("Trả lại cho"), max_length=LONGEST_BODY)

    def prepare(self) -> None:
        """Whoever sent it on."""
        self.initial.setdefault("body", self.petition.source_name)


class ArchiveForm(ActForm):
    """Why it is kept without being dealt with."""

    reason_code = forms.ChoiceField(label=gettext_lazy("Loại lý do"), choices=[CHOOSE, *rules.ARCHIVE_REASONS.items()])
    reason = reason_field()


class SplitForm(ActForm):
    """The parts of a mixed petition, each with its class."""

    COUNT: ClassVar[int] = 4

    def prepare(self) -> None:
        """Two parts are asked for, two more offered."""
        kinds = [
            (str(c), rules.CONTENT_NAMES[c])
            for c in rules.Content
            if c not in (rules.Content.UNSORTED, rules.Content.MIXED)
        ]
        for number in range(1, self.COUNT + 1):
            needed = number <= 2
            self.fields[f"subject_{number}"] = WordsField(
                label=gettext("Nội dung {number}").format(number=number), max_length=LONGEST_SUBJECT, required=needed
            )
            self.fields[f"content_{number}"] = forms.ChoiceField(
                label=gettext("Loại của nội dung {number}").format(number=number),
                choices=[CHOOSE, *kinds],
                required=needed,
            )

    def clean(self) -> dict[str, Any]:
        """A part with words needs its class."""
        said = super().clean() or self.cleaned_data
        for number in range(3, self.COUNT + 1):
            if said.get(f"subject_{number}") and not said.get(f"content_{number}"):
                self.add_error(f"content_{number}", gettext("Chọn loại của nội dung này."))
        return said

    def given(self) -> dict[str, Any]:
        """Arguments of `services.split`."""
        said = self.cleaned_data
        rows = range(1, self.COUNT + 1)
        parts = [
            (rules.Content(said[f"content_{n}"]), said[f"subject_{n}"], "") for n in rows if said.get(f"subject_{n}")
        ]
        return {"parts": parts}


class AttachForm(ActForm):
    """Files for the petition."""

    role = forms.ChoiceField(
        label=gettext_lazy("Là"), choices=[(str(r), name) for r, name in rules.FILE_ROLE_NAMES.items()]
    )
    attached = FilesField(label=gettext_lazy("Tệp"))

    def given(self) -> dict[str, Any]:
        """Arguments of `services.attach`."""
        return {"role": rules.FileRole(self.cleaned_data["role"]), "files": self.cleaned_data["attached"]}


class WordsForm(ActForm):
    """More that the sender has said."""

    words = WordsField(
        label=gettext_lazy("Nội dung bổ sung"), max_length=LONGEST_TEXT, widget=forms.Textarea({"rows": 5})
    )


class CorrectForm(ActForm):
    """What the register says, to be put right with a reason."""

    subject = WordsField(label=services.CORRECTABLE["subject"], max_length=LONGEST_SUBJECT)
    text = WordsField(
        label=services.CORRECTABLE["text"], max_length=LONGEST_TEXT, required=False, widget=forms.Textarea({"rows": 6})
    )
    place = WordsField(label=services.CORRECTABLE["place"], max_length=300, required=False)
    field = WordsField(label=services.CORRECTABLE["field"], max_length=LONGEST_FACT, required=False)
    source_name = WordsField(label=services.CORRECTABLE["source_name"], max_length=LONGEST_BODY, required=False)
    source_document = WordsField(label=services.CORRECTABLE["source_document"], max_length=LONGEST_FACT, required=False)
    people = forms.IntegerField(label=services.CORRECTABLE["people"], min_value=1, max_value=100_000)
    reason = reason_field(gettext_lazy("Lý do sửa"))

    def prepare(self) -> None:
        """What stands there now."""
        if not self.is_bound:
            for name in self.fields:
                if name in services.CORRECTABLE:
                    self.initial.setdefault(name, getattr(self.petition, name))

    def given(self) -> dict[str, Any]:
        """Arguments of `services.correct`."""
        said = dict(self.cleaned_data)
        changes = {name: value for name, value in said.items() if name in services.CORRECTABLE}
        return {"changes": changes, "reason": said["reason"]}


class DutyForm(ActForm):
    """Which duty is met, and with which document."""

    duty = forms.TypedChoiceField(label=gettext_lazy("Việc đã làm"), coerce=int)
    document = document_field()

    def prepare(self) -> None:
        """The open duties of the petition."""
        rows = self.petition.duties.filter(done_at__isnull=True).exclude(kind="handle").order_by("due_at")
        self.choose("duty", [(str(row.number), rules.DUTIES[row.kind].label) for row in rows])


class ClimbForm(ActForm):
    """To which authority above, and why."""

    body = forms.ChoiceField(label=gettext_lazy("Cơ quan cấp trên"))
    reason = reason_field()

    def prepare(self) -> None:
        """The authorities above the one that has it."""
        self.choose("body", [(unit.code, unit.name) for unit in org.above(self.petition.authority, self.on)])

"""The form of a visit: who came, what about, what was done with it. Validation only; its words are in `rules.Said`."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from liemchinh.desk.forms.dossiers.lists import DayBox
from liemchinh.face.fields import WordsField
from liemchinh.kernel.codes import tidy_phone
from liemchinh.kernel.days import VIETNAM, local
from liemchinh.reception.rules import visits as rules

if TYPE_CHECKING:
    from liemchinh.reception.models import Visit, Visitor

LINES = {"rows": 3}
SEVERAL = 5
"""People a form has room for: as many as may speak for a large group."""
WITHIN = {
    "": gettext_lazy("Chưa xem xét"),
    "yes": gettext_lazy("Thuộc thẩm quyền"),
    "no": gettext_lazy("Không thuộc thẩm quyền"),
}
_WITHIN = {"yes": True, "no": False, "": None}


def said_of(sentence: str) -> str:
    """A sentence that was marked where it was written, in the language of the page."""
    return gettext(sentence)


def choices_of(names: Mapping[Any, str]) -> Any:
    """Options in the language of the page."""
    return lambda: [(str(key), said_of(name)) for key, name in names.items()]


def words(label: Any, hint: Any = "", *, longest: int = 300, lines: bool = False, needed: bool = False) -> WordsField:
    """A line or text of words, left out unless `needed`."""
    widget = forms.Textarea(LINES) if lines else forms.TextInput()
    return WordsField(label=label, max_length=longest, help_text=hint, widget=widget, required=needed)


@dataclass(frozen=True)
class Row:
    """The boxes of one person."""

    number: int
    fields: Sequence[forms.BoundField]
    open: bool


class SaidForm(forms.Form):
    """What a line of the register says."""

    token = forms.UUIDField(widget=forms.HiddenInput, label=gettext_lazy("Mã của biểu mẫu"))
    kind = forms.ChoiceField(
        label=gettext_lazy("Chế độ tiếp"), choices=choices_of(rules.VISIT_KIND_NAMES), widget=forms.RadioSelect
    )
    form = forms.ChoiceField(
        label=gettext_lazy("Hình thức"), choices=choices_of(rules.VISIT_FORM_NAMES), widget=forms.RadioSelect
    )
    received_by = words(gettext_lazy("Người tiếp"), gettext_lazy("Ghi khi người đứng đầu tiếp."), longest=200)
    people = forms.IntegerField(
        label=gettext_lazy("Số người được tiếp"), min_value=1, max_value=10_000, widget=forms.TextInput()
    )
    delegation = words(
        gettext_lazy("Văn bản cử người đại diện"),
        gettext_lazy("Từ 5 người cùng nội dung: văn bản có chữ ký của tất cả."),
    )
    subject = words(gettext_lazy("Vụ việc"), gettext_lazy("Tên ngắn để nhận ra lần sau."), needed=True)
    summary = words(gettext_lazy("Tóm tắt nội dung"), longest=4000, lines=True, needed=True)
    request = words(gettext_lazy("Yêu cầu, đề nghị"), longest=2000, lines=True)
    content = forms.ChoiceField(
        label=gettext_lazy("Phân loại"),
        choices=choices_of(rules.CONTENT_NAMES),
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Tố cáo luôn được giữ kín: chỉ người ghi và người đứng đầu đọc được ai đến, việc gì."),
    )
    petitioners = forms.IntegerField(
        label=gettext_lazy("Số người có đơn cùng nội dung"),
        min_value=0,
        max_value=100_000,
        required=False,
        widget=forms.TextInput(),
    )
    settled_by = words(gettext_lazy("Cơ quan đã giải quyết hết thẩm quyền"))
    within = forms.ChoiceField(
        label=gettext_lazy("Thẩm quyền"), choices=list(WITHIN.items()), required=False, widget=forms.RadioSelect
    )
    guided_to = words(gettext_lazy("Hướng dẫn đến cơ quan"))
    guided_document = words(gettext_lazy("Số văn bản hướng dẫn"), longest=200)
    forwarded_to = words(gettext_lazy("Chuyển đơn đến cơ quan"))
    forwarded_document = words(gettext_lazy("Số văn bản chuyển đơn"), longest=200)
    wants_result = forms.BooleanField(
        label=gettext_lazy("Người đến yêu cầu được báo kết quả của cơ quan nhận đơn"), required=False
    )
    follow_up = words(gettext_lazy("Theo dõi quá trình, kết quả"), longest=4000, lines=True)
    answered = forms.BooleanField(
        label=gettext_lazy("Đã trả lời, hướng dẫn xong ngay khi tiếp"),
        help_text=gettext_lazy("Không đánh dấu thì phải trả lời trong thời hạn của luật."),
        required=False,
    )
    restricted = forms.BooleanField(label=gettext_lazy("Giữ kín lượt tiếp này"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["people"].widget.attrs["inputmode"] = "numeric"
        self.fields["petitioners"].widget.attrs["inputmode"] = "numeric"
        for number in range(SEVERAL):
            for name, field in _person().items():
                self.fields[f"n{number}_{name}"] = field
        first = self.fields["n0_name"]
        first.required = True
        first.error_messages["required"] = gettext("Ghi họ tên người đến.")

    @property
    def rows(self) -> list[Row]:
        """The people on the page: the first open, the others folded until there is something in them."""
        names = list(_person())
        return [
            Row(
                number + 1,
                [self[f"n{number}_{name}"] for name in names],
                number == 0 or bool(self[f"n{number}_name"].value()) or self._wrong(number, names),
            )
            for number in range(SEVERAL)
        ]

    def _wrong(self, number: int, names: Sequence[str]) -> bool:
        return self.is_bound and any(f"n{number}_{name}" in self.errors for name in names)

    def clean(self) -> dict[str, Any]:
        """Numbers of identity cards have their length; somebody without a name is nobody."""
        said = super().clean() or self.cleaned_data
        for number in range(SEVERAL):
            name = f"n{number}_identity"
            digits = re.sub(r"[\s.\-]", "", str(said.get(name) or ""))
            if said.get(f"n{number}_identity_kind") in ("card", "number") and digits and not _is_number(digits):
                sentence = gettext("Số căn cước, số định danh có 12 chữ số, đã ghi {count}.").format(count=len(digits))
                self.add_error(name, sentence)
            said[name] = digits
            said[f"n{number}_phone"] = tidy_phone(str(said.get(f"n{number}_phone") or ""))
        return said

    def people_named(self) -> tuple[rules.VisitorSaid, ...]:
        """Who came, as far as they are named."""
        said = getattr(self, "cleaned_data", {})
        return tuple(
            rules.VisitorSaid(
                name=said[f"n{number}_name"],
                address=said.get(f"n{number}_address") or "",
                identity_kind=rules.IdentityKind(said.get(f"n{number}_identity_kind") or "none"),
                identity=said.get(f"n{number}_identity") or "",
                identity_on=said.get(f"n{number}_identity_on"),
                identity_place=said.get(f"n{number}_identity_place") or "",
                phone=said.get(f"n{number}_phone") or "",
                standing=rules.Standing(said.get(f"n{number}_standing") or "self"),
                paper=said.get(f"n{number}_paper") or "",
            )
            for number in range(SEVERAL)
            if said.get(f"n{number}_name")
        )

    def said(self) -> rules.Said:
        """The line as the rules take it, from a valid form."""
        values = self.cleaned_data
        facts = {name: values[name] for name in ("wants_result", "answered", "restricted", *rules.WORDS)}
        return rules.Said(
            kind=rules.VisitKind(values["kind"]),
            form=rules.VisitForm(values["form"]),
            people=values["people"],
            visitors=self.people_named(),
            subject=values["subject"],
            content=rules.Content(values["content"]),
            petitioners=values["petitioners"] or 0,
            within=_WITHIN[values["within"] or ""],
            **facts,
        )


class RecordForm(SaidForm):
    """A new line: also when it was, and for which authority."""

    authority = forms.CharField(widget=forms.HiddenInput, max_length=60)
    day = DayBox(label=gettext_lazy("Ngày tiếp"))
    hour = forms.TimeField(
        label=gettext_lazy("Giờ tiếp"),
        input_formats=["%H:%M", "%Hh%M", "%H"],
        widget=forms.TextInput({"size": 5, "autocomplete": "off"}),
        error_messages={"invalid": gettext_lazy("Giờ chưa đúng. Ví dụ 8:30.")},
    )
    session = forms.ChoiceField(label=gettext_lazy("Buổi tiếp theo lịch"), required=False)
    booking = forms.CharField(widget=forms.HiddenInput, max_length=12, required=False)

    def __init__(self, *args: Any, sessions: Sequence[tuple[str, str]] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["session"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", gettext_lazy("Không theo buổi nào")), *sessions]
        self.fields["day"].required = True

    def held_at(self) -> datetime:
        """When people were received."""
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["hour"], VIETNAM)


class AmendForm(SaidForm):
    """The line as it should read, and why. `seen`: after how many changes it read as it was shown."""

    seen = forms.IntegerField(widget=forms.HiddenInput, label=gettext_lazy("Lần sửa đã xem"))
    reason = words(gettext_lazy("Lý do sửa"), gettext_lazy("Điều đã ghi trước vẫn được giữ."), longest=500, needed=True)


def start_of(visit: "Visit", people: Sequence["Visitor"]) -> dict[str, Any]:
    """A line of the register as the form shows it."""
    values: dict[str, Any] = {name: getattr(visit, name) for name in rules.FACTS}
    values["within"] = {True: "yes", False: "no", None: ""}[visit.within]
    values["subject"] = visit.matter.subject
    for number, one in enumerate(people[:SEVERAL]):
        for name in _person():
            values[f"n{number}_{name}"] = getattr(one, name)
    return values


def now_of(at: datetime) -> dict[str, Any]:
    """Day and hour boxes filled with this moment."""
    here = local(at)
    return {"day": here.date().isoformat(), "hour": f"{here:%H:%M}"}


def _is_number(digits: str) -> bool:
    return digits.isdecimal() and len(digits) in (9, 12)


def _person() -> dict[str, forms.Field]:
    """The boxes of one person, none of them needed: who has no name is not there."""
    return {
        "name": words(gettext_lazy("Họ tên"), longest=200),
        "address": words(gettext_lazy("Địa chỉ")),
        "identity_kind": forms.ChoiceField(
            label=gettext_lazy("Giấy tờ"), choices=choices_of(rules.IDENTITY_NAMES), required=False
        ),
        "identity": forms.CharField(label=gettext_lazy("Số giấy tờ"), max_length=30, required=False),
        "identity_on": DayBox(label=gettext_lazy("Ngày cấp")),
        "identity_place": words(gettext_lazy("Nơi cấp"), longest=200),
        "phone": forms.CharField(label=gettext_lazy("Điện thoại"), max_length=20, required=False),
        "standing": forms.ChoiceField(
            label=gettext_lazy("Tư cách"), choices=choices_of(rules.STANDING_NAMES), required=False
        ),
        "paper": words(gettext_lazy("Giấy ủy quyền, giấy tờ đại diện")),
    }

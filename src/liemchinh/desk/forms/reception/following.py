"""Forms of what follows a visit: an answer, a refusal, papers taken and given back. Validation only."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from liemchinh.desk.forms.dossiers.lists import DayBox
from liemchinh.desk.forms.reception.visits import choices_of, said_of
from liemchinh.desk.forms.reception.visits import words as line
from liemchinh.face.acts import TokenForm
from liemchinh.kernel.days import local_day
from liemchinh.reception.rules import refusal, visits
from liemchinh.reception.services import ItemSaid

if TYPE_CHECKING:
    from datetime import datetime

    from liemchinh.reception.models import EvidenceReceipt

PAPERS = 8
"""Lines of one receipt; more papers get a second receipt."""


class ReplyForm(TokenForm):
    """What the visitor was told, and how."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Đã trả lời"), choices=choices_of(visits.REPLY_NAMES), widget=forms.RadioSelect
    )
    document = line(
        gettext_lazy("Số, ngày văn bản, hoặc cách trả lời"),
        gettext_lazy("Trả lời trực tiếp thì ghi ngày và ai trả lời."),
        needed=True,
    )

    def clean_outcome(self) -> visits.Reply:
        """As the rules name it."""
        return visits.Reply(self.cleaned_data["outcome"])


class RefuseForm(TokenForm):
    """By which ground, what happened, what was explained."""

    ground = forms.ChoiceField(label=gettext_lazy("Căn cứ từ chối"), widget=forms.RadioSelect)
    reason = line(gettext_lazy("Việc đã xảy ra"), longest=2000, lines=True, needed=True)
    document = line(
        gettext_lazy("Văn bản đã thông báo, trả lời, bản án"),
        gettext_lazy("Bắt buộc với việc đã giải quyết, đã trả lời, đã có bản án."),
    )
    explained = forms.BooleanField(label=gettext_lazy("Đã trực tiếp giải thích lý do cho người đến"), required=False)

    def __init__(self, *args: Any, grounds: Sequence[refusal.Ground] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["ground"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (one.value, f"{said_of(refusal.GROUND_NAMES[one])} ({refusal.basis_of(one)})") for one in grounds
        ]

    def clean_ground(self) -> refusal.Ground:
        """As the rules name it."""
        return refusal.Ground(self.cleaned_data["ground"])


class NoticeForm(TokenForm):
    """The notice as the head signed it."""

    number = line(gettext_lazy("Số thông báo"), longest=60, needed=True)
    issued_on = DayBox(label=gettext_lazy("Ngày ban hành"))
    signed_by = line(gettext_lazy("Người ký"), longest=200, needed=True)
    concerned = line(gettext_lazy("Cơ quan, tổ chức, cá nhân có liên quan được gửi"))


class ResultForm(TokenForm):
    """How the case that was sent away ended."""

    words = line(gettext_lazy("Kết quả giải quyết"), longest=1000, lines=True, needed=True)
    document = line(gettext_lazy("Số, ngày văn bản của cơ quan giải quyết"), needed=True)


class TellForm(TokenForm):
    """How who asked was told."""

    document = line(gettext_lazy("Đã báo bằng cách nào, ngày nào"), needed=True)


class MatterForm(TokenForm):
    """To which matter a visit belongs."""

    matter = forms.ChoiceField(label=gettext_lazy("Vụ việc"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, known: Sequence[visits.Known] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["matter"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("new", gettext("Vụ việc riêng"))] + [(str(one.key), one.subject) for one in known]

    def clean_matter(self) -> int | None:
        """The number of a matter, None for one of its own."""
        value = self.cleaned_data["matter"]
        return None if value == "new" else int(value)


class EvidenceForm(TokenForm):
    """Papers that somebody hands over, a line each."""

    tokened = True
    giver = line(gettext_lazy("Người giao"), longest=200, needed=True)
    giver_address = line(gettext_lazy("Địa chỉ người giao"))
    giver_standing = line(
        gettext_lazy("Là ai"), gettext_lazy("Ví dụ: người khiếu nại, người có liên quan đến vụ việc."), longest=200
    )
    place = line(gettext_lazy("Nơi nhận"), needed=True)
    copies = forms.IntegerField(label=gettext_lazy("Số bản giấy biên nhận"), min_value=1, max_value=9, initial=2)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for number in range(PAPERS):
            self.fields[f"g{number}_name"] = line(gettext_lazy("Tên tài liệu"))
            self.fields[f"g{number}_copy"] = forms.ChoiceField(
                label=gettext_lazy("Hình thức"), choices=choices_of(visits.COPY_NAMES), required=False
            )
            self.fields[f"g{number}_pages"] = forms.IntegerField(
                label=gettext_lazy("Số trang"), min_value=1, max_value=100_000, required=False, widget=forms.TextInput()
            )
            self.fields[f"g{number}_state"] = line(gettext_lazy("Tình trạng"), longest=200)

    @property
    def lines(self) -> list[list[forms.BoundField]]:
        """The boxes of each paper."""
        return [[self[f"g{number}_{name}"] for name in ("name", "copy", "pages", "state")] for number in range(PAPERS)]

    @property
    def head(self) -> list[forms.BoundField]:
        """The boxes above the papers."""
        return [self[name] for name in ("giver", "giver_address", "giver_standing", "place", "copies")]

    def given(self) -> dict[str, Any]:
        """The verb's own arguments, from a valid form."""
        said = self.cleaned_data
        items = [
            ItemSaid(
                name=said[f"g{number}_name"],
                copy=visits.CopyKind(said[f"g{number}_copy"] or "copy"),
                pages=said[f"g{number}_pages"],
                state=said[f"g{number}_state"],
            )
            for number in range(PAPERS)
            if said[f"g{number}_name"]
        ]
        names = ("token", "giver", "giver_address", "giver_standing", "place", "copies")
        return {name: said[name] for name in names} | {"items": items}


class ReturnForm(TokenForm):
    """Which papers go back, to whom."""

    lines = forms.MultipleChoiceField(label=gettext_lazy("Tài liệu trả lại"), widget=forms.CheckboxSelectMultiple)
    to = line(gettext_lazy("Người nhận lại"), longest=200, needed=True)

    def __init__(self, *args: Any, receipts: Sequence["EvidenceReceipt"] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["lines"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [
            (
                f"{receipt.number}.{item.number}",
                gettext("{name} (biên nhận {number})").format(name=item.name, number=receipt.number),
            )
            for receipt in receipts
            for item in receipt.items.all()
            if item.returned_at is None
        ]

    def by_receipt(self) -> Mapping[int, list[int]]:
        """Numbers of lines by the number of their receipt."""
        found: dict[int, list[int]] = {}
        for one in self.cleaned_data["lines"]:
            receipt, _, number = one.partition(".")
            found.setdefault(int(receipt), []).append(int(number))
        return found


def today_of(at: "datetime") -> str:
    """Today, as a box for a day takes it."""
    return local_day(at).isoformat()

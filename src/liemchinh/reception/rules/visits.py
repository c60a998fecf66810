"""Decides what a line of the register says: kinds of visits, who speaks for many, who may read what.

Law on citizen reception 42/2013/QH13 as amended by Law 136/2025/QH15; Decree 154/2026/NĐ-CP.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from liemchinh.kernel.actors import Actor, Role
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.kernel.trail import Kind
from liemchinh.kernel.words import fold, gettext_noop, nfc
from liemchinh.law.book import provision


class VisitKind(StrEnum):
    """Chế độ tiếp: at the regular desk, or by the head on a posted day or out of turn (article 2.1)."""

    REGULAR = "regular"
    SCHEDULED = "scheduled"
    UNSCHEDULED = "unscheduled"


VISIT_KIND_NAMES: Mapping[VisitKind, str] = {
    VisitKind.REGULAR: gettext_noop("Thường xuyên"),
    VisitKind.SCHEDULED: gettext_noop("Định kỳ, người đứng đầu tiếp"),
    VisitKind.UNSCHEDULED: gettext_noop("Đột xuất, người đứng đầu tiếp"),
}
OF_THE_HEAD = (VisitKind.SCHEDULED, VisitKind.UNSCHEDULED)


class VisitForm(StrEnum):
    """Hình thức tiếp (article 3a)."""

    DIRECT = "direct"
    ONLINE = "online"


VISIT_FORM_NAMES: Mapping[VisitForm, str] = {
    VisitForm.DIRECT: gettext_noop("Trực tiếp"),
    VisitForm.ONLINE: gettext_noop("Trực tuyến"),
}


class Content(StrEnum):
    """What people came with, as a person sorted it (column 6 of the register)."""

    UNSORTED = "unsorted"
    COMPLAINT = "complaint"
    DENUNCIATION = "denunciation"
    RECOMMENDATION = "recommendation"


CONTENT_NAMES: Mapping[Content, str] = {
    Content.UNSORTED: gettext_noop("Chưa phân loại"),
    Content.COMPLAINT: gettext_noop("Khiếu nại"),
    Content.DENUNCIATION: gettext_noop("Tố cáo"),
    Content.RECOMMENDATION: gettext_noop("Kiến nghị, phản ánh"),
}


class IdentityKind(StrEnum):
    """By what somebody says who they are (Decree 154/2026, article 12.1)."""

    CARD = "card"
    NUMBER = "number"
    PASSPORT = "passport"
    OTHER = "other"
    NONE = "none"


IDENTITY_NAMES: Mapping[IdentityKind, str] = {
    IdentityKind.CARD: gettext_noop("Căn cước, giấy chứng nhận căn cước"),
    IdentityKind.NUMBER: gettext_noop("Số định danh cá nhân"),
    IdentityKind.PASSPORT: gettext_noop("Hộ chiếu"),
    IdentityKind.OTHER: gettext_noop("Giấy tờ tùy thân khác"),
    IdentityKind.NONE: gettext_noop("Chưa xuất trình"),
}


class Standing(StrEnum):
    """In whose name somebody speaks (Decree 154/2026, article 13)."""

    SELF = "self"
    REPRESENTATIVE = "representative"
    AUTHORISED = "authorised"
    LAWYER = "lawyer"


STANDING_NAMES: Mapping[Standing, str] = {
    Standing.SELF: gettext_noop("Tự mình"),
    Standing.REPRESENTATIVE: gettext_noop("Người đại diện của nhiều người"),
    Standing.AUTHORISED: gettext_noop("Người đại diện, được ủy quyền của một người"),
    Standing.LAWYER: gettext_noop("Luật sư, trợ giúp viên pháp lý"),
}
BY_PAPER = (Standing.AUTHORISED, Standing.LAWYER)
"""Those who show by which paper they act."""


class CopyKind(StrEnum):
    """What a paper handed over is."""

    COPY = "copy"
    CERTIFIED = "certified"
    ORIGINAL = "original"
    THING = "thing"


COPY_NAMES: Mapping[CopyKind, str] = {
    CopyKind.COPY: gettext_noop("Bản photô"),
    CopyKind.CERTIFIED: gettext_noop("Bản sao công chứng, chứng thực"),
    CopyKind.ORIGINAL: gettext_noop("Bản chính"),
    CopyKind.THING: gettext_noop("Vật, dữ liệu điện tử"),
}


class DutyKind(StrEnum):
    """What must be done after a visit."""

    REPLY = "reply"
    NOTICE = "notice"
    TELL = "tell"


DUTY_NAMES: Mapping[DutyKind, str] = {
    DutyKind.REPLY: gettext_noop("Trả lời người đến"),
    DutyKind.NOTICE: gettext_noop("Ban hành thông báo từ chối tiếp công dân"),
    DutyKind.TELL: gettext_noop("Báo kết quả giải quyết cho người đến"),
}
DUTY_LAW: Mapping[DutyKind, str] = {
    DutyKind.REPLY: "reception.reply",
    DutyKind.NOTICE: "reception.refusal_notice",
    DutyKind.TELL: "reception.result_told",
}


class Reply(StrEnum):
    """What the visitor is told (article 28.1, points a to d), or that it was answered there and then."""

    ACCEPTED = "accepted"
    LONGER = "longer"
    DECLINED = "declined"
    FORWARDED = "forwarded"
    ANSWERED = "answered"


REPLY_NAMES: Mapping[Reply, str] = {
    Reply.ACCEPTED: gettext_noop("Đã thụ lý để giải quyết"),
    Reply.LONGER: gettext_noop("Cần thêm thời gian xác minh để xem xét thụ lý"),
    Reply.DECLINED: gettext_noop("Từ chối thụ lý: không thuộc thẩm quyền hoặc không đủ điều kiện"),
    Reply.FORWARDED: gettext_noop("Đã chuyển đến cơ quan có thẩm quyền"),
    Reply.ANSWERED: gettext_noop("Đã trả lời nội dung"),
}

# Who ------------------------------------------------------------------------------------------------------
WRITERS = (Role.RECEPTION, Role.CHAIR)
"""Of their own authority."""
OVERSEEING = (Role.AUDITOR,)
"""Reads everything under theirs, but not who came to denounce."""


def writes(actor: Actor, authority: str) -> bool:
    """Whether `actor` keeps the register of this authority."""
    return authority in actor.authorities_as(*WRITERS)


def check_writes(actor: Actor, authority: str) -> None:
    """Raises NotFound for who does not keep the register of this authority: to them it is not there."""
    if not writes(actor, authority):
        raise NotFound(authority)


def sees_whole(actor: Actor, *, authority: str, restricted: bool, by: str) -> bool:
    """Whether names and words of a visit are for `actor`: a restricted one only for who wrote it and for the head."""
    if not restricted:
        return True
    return authority in actor.authorities_as(Role.CHAIR) or (by == actor.code and writes(actor, authority))


# What is said ---------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class VisitorSaid:
    """One person as they said who they are. `paper` is the authorisation of who speaks for somebody else."""

    name: str
    address: str = ""
    identity_kind: IdentityKind = IdentityKind.NONE
    identity: str = ""
    identity_on: date | None = None
    identity_place: str = ""
    phone: str = ""
    standing: Standing = Standing.SELF
    paper: str = ""


@dataclass(frozen=True)
class Said:
    """What a line of the register says, before it has a number. `within`: None while nobody has judged it.

    `people` counts all that were received, `petitioners` the citizens with a petition of the same content (column 7).
    `answered`: the visitor was answered there and then, so that no reply is owed. `wants_result`: they asked to be
    told how a forwarded case ends (article 28.2).
    """

    kind: VisitKind
    people: int
    visitors: tuple[VisitorSaid, ...]
    subject: str
    summary: str
    content: Content
    form: VisitForm = VisitForm.DIRECT
    received_by: str = ""
    delegation: str = ""
    request: str = ""
    petitioners: int = 0
    settled_by: str = ""
    within: bool | None = None
    guided_to: str = ""
    guided_document: str = ""
    forwarded_to: str = ""
    forwarded_document: str = ""
    follow_up: str = ""
    answered: bool = False
    wants_result: bool = False
    restricted: bool = False


WORDS = (
    *("summary", "request", "received_by", "delegation", "settled_by", "guided_to", "guided_document"),
    *("forwarded_to", "forwarded_document", "follow_up"),
)
FACTS = (
    *("kind", "form", "people", "content", "petitioners", "within", "answered", "wants_result", "restricted"),
    *WORDS,
)
"""Columns of a visit that `Said` gives word for word."""


def is_restricted(said: Said) -> bool:
    """A denunciation always is (Law on denunciations: who denounces is kept secret), another visit when asked for."""
    return said.restricted or said.content is Content.DENUNCIATION


def is_group(people: int, *, on: date) -> bool:
    """Đoàn đông người: so many people with one matter that the register counts them as a group."""
    return people >= provision("reception.group_size", on=on).number()


def representatives_allowed(people: int, *, on: date) -> int:
    """How many may speak for so many people; 0 while nobody has to be named (article 29)."""
    if people < provision("reception.group_size", on=on).number():
        return 0
    small = people <= provision("reception.representatives_up_to", on=on).number()
    key = "reception.representatives" if small else "reception.representatives_more"
    return provision(key, on=on).number()


def check_said(said: Said, *, on: date) -> None:
    """What the register needs. Raises Refused with a code `reception.…` for the first thing that is missing."""
    if said.people < 1 or len(said.visitors) > said.people:
        sentence = gettext_noop("Số người được tiếp phải từ số người có tên trở lên.")
        raise Refused("reception.people", sentence)
    if not said.visitors:
        raise Refused("reception.nobody", gettext_noop("Ghi họ tên ít nhất một người được tiếp."))
    if not said.subject.strip() or not said.summary.strip():
        raise Refused("reception.words", gettext_noop("Ghi tên vụ việc và tóm tắt nội dung."))
    for one in said.visitors:
        _check_paper(one)
    spoke = sum(one.standing is Standing.REPRESENTATIVE for one in said.visitors)
    most = representatives_allowed(said.people, on=on)
    if most and not spoke:
        sentence = gettext_noop("Từ {least} người cùng một nội dung phải cử người đại diện. Ghi ai là người đại diện.")
        raise Refused("reception.delegates", sentence, least=provision("reception.group_size", on=on).number())
    if most and spoke > most:
        sentence = gettext_noop("{people} người thì nhiều nhất {most} người đại diện, đã ghi {spoke}.")
        raise Refused("reception.delegates", sentence, people=said.people, most=most, spoke=spoke)
    if said.forwarded_to and said.within:
        sentence = gettext_noop("Việc thuộc thẩm quyền của đơn vị thì không chuyển đơn đi nơi khác.")
        raise Refused("reception.forwarded", sentence)


def _check_paper(one: VisitorSaid) -> None:
    if one.standing in BY_PAPER and not one.paper.strip():
        sentence = gettext_noop("{name} đến thay người khác: ghi giấy ủy quyền hoặc giấy tờ đại diện đã xuất trình.")
        raise Refused("reception.paper", sentence, name=one.name)


def check_when(held_at: datetime, *, at: datetime) -> None:
    """A visit is written down after it took place. Raises Refused("reception.when")."""
    if held_at > at:
        raise Refused("reception.when", gettext_noop("Giờ tiếp muộn hơn lúc ghi sổ. Xem lại giờ tiếp."))


def check_reason(words: str, *, longest: int = 500) -> str:
    """A reason or document in one line, not empty. Raises Refused("reception.reason")."""
    tidy = nfc(" ".join(words.split()))
    if not tidy:
        raise Refused("reception.reason", gettext_noop("Ghi lý do hoặc văn bản làm căn cứ."))
    return tidy[:longest]


# Matters --------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Known:
    """A matter already in the register, with what it is found by."""

    key: int
    subject: str
    folded: str
    identities: frozenset[str] = field(default_factory=frozenset)
    names: frozenset[str] = field(default_factory=frozenset)


def likely(
    known: Iterable[Known], *, subject: str, identities: Collection[str], names: Collection[str], most: int = 5
) -> list[Known]:
    """Matters that a visit may be about, the likeliest first: the same person, then the same words.

    A proposal only: a person says whether it is the same matter.
    """
    words = set(fold(subject).split())
    who, called = frozenset(identities) - {""}, {fold(name) for name in names if name.strip()}

    def rank(one: Known) -> float:
        mine = set(one.folded.split())
        shared = len(words & mine) / len(words | mine) if words and mine else 0.0
        return shared + (2.0 if who & one.identities else 0.0) + (0.5 if called & one.names else 0.0)

    ranked = sorted(((rank(one), one) for one in known), key=lambda pair: (-pair[0], -pair[1].key))
    return [one for score, one in ranked if score >= 0.4][:most]


# What this writes into the log ----------------------------------------------------------------------------
_NUMBER = gettext_noop("Chỉ có số thứ tự trong năm; ai đến và nội dung nằm sau cam kết có muối.")

RECORDED = Kind("reception.visit_recorded", gettext_noop("Ghi một lượt tiếp vào sổ tiếp công dân."), _NUMBER)
AMENDED = Kind("reception.visit_amended", gettext_noop("Sửa một lượt tiếp, giữ lại điều đã ghi trước."), _NUMBER)
LINKED = Kind("reception.matter_linked", gettext_noop("Xếp lại lượt tiếp vào vụ việc."), _NUMBER)
PETITION_LINKED = Kind("reception.petition_linked", gettext_noop("Nối lượt tiếp với đơn đã nhận."), _NUMBER)
REPLIED = Kind("reception.replied", gettext_noop("Trả lời người đến tiếp công dân."), _NUMBER)
RESULT_NOTED = Kind("reception.result_noted", gettext_noop("Ghi kết quả của việc đã chuyển đi."), _NUMBER)
RESULT_TOLD = Kind("reception.result_told", gettext_noop("Báo kết quả cho người đã yêu cầu."), _NUMBER)
ENTERED = Kind(
    "reception.visits_entered",
    gettext_noop("Nhập nhiều lượt tiếp từ sổ đã có."),
    gettext_noop("Chỉ có số lượt; ai đến và nội dung nằm sau cam kết có muối."),
)
EVIDENCE_RECEIVED = Kind("reception.evidence_received", gettext_noop("Nhận tài liệu, lập giấy biên nhận."), _NUMBER)
EVIDENCE_RETURNED = Kind("reception.evidence_returned", gettext_noop("Trả lại tài liệu đã nhận."), _NUMBER)

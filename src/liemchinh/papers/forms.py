"""Papers of the one-stop desk as plain frozen values: what goes onto each official form, in its order.

Forms 01-06 are those of Circular 03/2025/TT-VPCP, Annex I. A paper decides nothing: who may issue it, and
when, is decided by the room that fills it in. An empty string or None prints as a dotted line, to be filled
in by hand.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar

from liemchinh.kernel.words import gettext_noop


@dataclass(frozen=True)
class Letterhead:
    """The head of an official paper (Decree 30/2020, Annex I).

    `superior` and `issuer` are printed in capitals; `number` is the ordinal alone, the suffix
    (`PBS-TTPVHCC`) comes from the form and from `desk_sign`, the abbreviation of the issuing desk.
    """

    superior: str
    issuer: str
    place: str = ""
    day: date | None = None
    number: str = ""
    desk_sign: str = "TTPVHCC"


@dataclass(frozen=True)
class Contacts:
    """How to reach the issuing unit; printed on every receipt, only what is known."""

    hotline: str = ""
    phone: str = ""
    email: str = ""
    suggestion_box: str = ""
    reception_place: str = ""


@dataclass(frozen=True)
class Principal:
    """Người ủy quyền: in whose name an authorised person files, and by which paper."""

    name: str
    identity: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    authorisation: str = ""


@dataclass(frozen=True)
class Applicant:
    """Ông (Bà)/Tổ chức: whose dossier it is. `identity` is the personal or organisation number."""

    name: str
    identity: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    principal: Principal | None = None


@dataclass(frozen=True)
class Component:
    """One paper of the dossier as it was handed in; `kind` is `Bản chính`, `Bản sao`, `Bản điện tử`…"""

    name: str
    kind: str = ""
    count: int | None = None


@dataclass(frozen=True)
class LookUp:
    """How the citizen opens the dossier: the address in the QR code and the second fact that goes with it.

    `url` must hold no personal data: anyone who sees the paper can scan it. `secret` is the receipt's key;
    `hint` is one sentence saying what to type.
    """

    url: str = ""
    secret: str = ""
    hint: str = ""


@dataclass(frozen=True)
class Promise:
    """Lời hứa: where the public log will show the act that this paper tells of, and the authority's signed word on it.

    `mark` is the beginning of its leaf hash (16 hex digits), `until` the moment by which it must be in the log.
    `digits` is the signed promise as decimal digits, for the QR code; `short` is the same without the salt, for a
    long address. Both are empty when nobody could sign; then the paper says so. Without a mark nothing is printed.
    """

    mark: str = ""
    until: datetime | None = None
    digits: str = ""
    short: str = ""


@dataclass(frozen=True)
class Signatory:
    """Who signs, and how: `digital` prints the caption of the electronic form instead of the pen's."""

    name: str = ""
    title: str = ""
    digital: bool = False


@dataclass(frozen=True)
class Receipt:
    """Mẫu 01, Giấy tiếp nhận hồ sơ và hẹn trả kết quả (Decree 118/2025, 17.3).

    Fields of the form come first. `why`, `fee`, `look_up`, `promise` and `contacts` are ours, printed apart from
    the form's own part. `term` is the statutory time in words (`05 ngày làm việc`). `provisional` says that the
    calendar of the due day is not confirmed yet.
    """

    form: ClassVar[str] = "Mẫu số 01"
    title: ClassVar[str] = gettext_noop("Giấy tiếp nhận hồ sơ và hẹn trả kết quả")
    template: ClassVar[str] = "receipt"
    suffix: ClassVar[str] = "/"
    sizes: ClassVar[tuple[str, ...]] = ("A4", "A5", "80mm")

    letterhead: Letterhead
    code: str
    desk: str
    applicant: Applicant
    request: str
    components: tuple[Component, ...]
    received_at: datetime | None
    due_at: datetime | None
    sets: int | None = 1
    term: str = ""
    return_place: str = ""
    book: str = ""
    volume: str = ""
    ordinal: str = ""
    submitter: str = ""
    receiver: Signatory = field(default_factory=Signatory)
    why: str = ""
    provisional: bool = False
    fee: str = ""
    look_up: LookUp = field(default_factory=LookUp)
    promise: Promise = field(default_factory=Promise)
    contacts: Contacts = field(default_factory=Contacts)


@dataclass(frozen=True)
class SupplementSlip:
    """Mẫu 02, Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ (Decree 118/2025, 17.1.c and 19.5).

    Ours beyond the form: `code`, `stage` (when it was asked), `request_number` (`1/1`: which one of how many
    the law allows), `supply_by` (the day the system closes the dossier), `clock` (what happens to the date).
    """

    form: ClassVar[str] = "Mẫu số 02"
    title: ClassVar[str] = gettext_noop("Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ")
    template: ClassVar[str] = "supplement"
    suffix: ClassVar[str] = "/PBS-"
    sizes: ClassVar[tuple[str, ...]] = ("A4",)

    letterhead: Letterhead
    applicant: Applicant
    request: str
    items: tuple[str, ...]
    reason: str
    contact_person: str = ""
    contact_phone: str = ""
    guide: Signatory = field(default_factory=Signatory)
    code: str = ""
    stage: str = ""
    request_number: str = ""
    supply_by: date | None = None
    clock: str = ""
    look_up: LookUp = field(default_factory=LookUp)
    promise: Promise = field(default_factory=Promise)
    contacts: Contacts = field(default_factory=Contacts)


@dataclass(frozen=True)
class RefusalSlip:
    """Mẫu 03, Phiếu từ chối tiếp nhận giải quyết hồ sơ (Decree 118/2025, 17.1.c and 19.3)."""

    form: ClassVar[str] = "Mẫu số 03"
    title: ClassVar[str] = gettext_noop("Phiếu từ chối tiếp nhận giải quyết hồ sơ")
    template: ClassVar[str] = "refusal"
    suffix: ClassVar[str] = "/PTC-"
    sizes: ClassVar[tuple[str, ...]] = ("A4",)

    letterhead: Letterhead
    desk: str
    applicant: Applicant
    request: str
    reason: str
    code: str = ""
    submitter: str = ""
    receiver: Signatory = field(default_factory=Signatory)
    look_up: LookUp = field(default_factory=LookUp)
    promise: Promise = field(default_factory=Promise)
    contacts: Contacts = field(default_factory=Contacts)


@dataclass(frozen=True)
class ApologyLetter:
    """Mẫu 04, Phiếu xin lỗi và đề nghị gia hạn thời gian giải quyết (Decree 118/2025, 19.6).

    `agency` is the body that is late and signs, by its head; `new_due_on` is a day only, as on the form.
    """

    form: ClassVar[str] = "Mẫu số 04"
    title: ClassVar[str] = gettext_noop("Phiếu xin lỗi và đề nghị gia hạn thời gian giải quyết")
    template: ClassVar[str] = "apology"
    suffix: ClassVar[str] = "/PXL"
    sizes: ClassVar[tuple[str, ...]] = ("A4",)

    letterhead: Letterhead
    recipient: str
    agency: str
    received_on: date | None
    procedure: str
    holder: str
    identity: str
    code: str
    due_at: datetime | None
    reason: str
    new_due_on: date | None
    head: Signatory = field(default_factory=Signatory)
    look_up: LookUp = field(default_factory=LookUp)
    promise: Promise = field(default_factory=Promise)
    contacts: Contacts = field(default_factory=Contacts)


@dataclass(frozen=True)
class StopNotice:
    """Mẫu 05, Thông báo dừng giải quyết hồ sơ (Decree 118/2025, 21; Circular 03/2025, 7).

    The layout of form 05 is not known to us: this one is ours, from what the two articles ask for, and the
    paper says so. `papers` and `fees` say what happens to the papers handed in and to the money paid.
    """

    form: ClassVar[str] = "Mẫu số 05"
    title: ClassVar[str] = gettext_noop("Thông báo dừng giải quyết hồ sơ")
    template: ClassVar[str] = "stop"
    suffix: ClassVar[str] = "/TB-"
    sizes: ClassVar[tuple[str, ...]] = ("A4",)

    letterhead: Letterhead
    desk: str
    applicant: Applicant
    code: str
    request: str
    received_at: datetime | None
    requested_on: date | None
    stopped_at: datetime | None
    reason: str
    state: str = ""
    papers: str = ""
    fees: str = ""
    submitter: str = ""
    receiver: Signatory = field(default_factory=Signatory)
    look_up: LookUp = field(default_factory=LookUp)
    promise: Promise = field(default_factory=Promise)
    contacts: Contacts = field(default_factory=Contacts)


@dataclass(frozen=True)
class Handover:
    """One row of the control slip: who gave the dossier to whom, when, and how the giver's step had gone.

    `outcome` is `trước hạn`, `đúng hạn` or `quá hạn`, written by the receiving side.
    """

    giver: str = ""
    receiver: str = ""
    at: datetime | None = None
    outcome: str = ""
    note: str = ""
    giver_name: str = ""
    receiver_name: str = ""


@dataclass(frozen=True)
class ControlSlip:
    """Mẫu 06, Phiếu kiểm soát quá trình giải quyết hồ sơ. `blank_rows` are left to be filled in by hand."""

    form: ClassVar[str] = "Mẫu số 06"
    title: ClassVar[str] = gettext_noop("Phiếu kiểm soát quá trình giải quyết hồ sơ")
    template: ClassVar[str] = "control"
    suffix: ClassVar[str] = "/PKS-"
    sizes: ClassVar[tuple[str, ...]] = ("A4",)

    letterhead: Letterhead
    code: str
    unit: str
    coordinating: str
    received_on: date | None
    due_at: datetime | None
    rows: tuple[Handover, ...] = ()
    blank_rows: int = 0
    look_up: LookUp = field(default_factory=LookUp)


@dataclass(frozen=True)
class Acknowledgement:
    """Xác nhận đã nhận hồ sơ trực tuyến (Decree 118/2025, 17.2): said at once, before anybody has looked.

    No form of the Circular, and no receipt: it says so, and by when (`answer_due_at`) the one-stop answers. `absent`
    are lines about papers that the applicant does not have, with the reason.
    """

    form: ClassVar[str] = gettext_noop("giấy xác nhận tự động")
    title: ClassVar[str] = gettext_noop("Xác nhận đã nhận hồ sơ trực tuyến")
    template: ClassVar[str] = "acknowledgement"
    suffix: ClassVar[str] = "/XN-"
    sizes: ClassVar[tuple[str, ...]] = ("A4",)

    letterhead: Letterhead
    code: str
    desk: str
    applicant: Applicant
    request: str
    components: tuple[Component, ...]
    filed_at: datetime | None
    answer_due_at: datetime | None
    absent: tuple[str, ...] = ()
    return_place: str = ""
    fee: str = ""
    why: str = ""
    look_up: LookUp = field(default_factory=LookUp)
    promise: Promise = field(default_factory=Promise)
    contacts: Contacts = field(default_factory=Contacts)


@dataclass(frozen=True)
class HandingLine:
    """One dossier of the minutes: code, state in words, due moment (None: no date runs), and what became of it."""

    code: str
    state: str
    due_at: datetime | None
    note: str = ""


@dataclass(frozen=True)
class HandingSide:
    """One side of a hand-over: name, title of the seat, and when they said so in the system (None: not yet)."""

    name: str
    seat: str
    at: datetime | None = None


@dataclass(frozen=True)
class HandingMinutes:
    """Biên bản bàn giao hồ sơ: what one seat holds, handed to another seat or to its next holder.

    No form of the law: ours, laid out as Decree 30/2020 asks of minutes. `witness` is the head who had the dossiers
    moved; None where only the holder changes. `remark` is what the taking side said was missing.
    """

    form: ClassVar[str] = ""
    title: ClassVar[str] = gettext_noop("Biên bản bàn giao hồ sơ")
    template: ClassVar[str] = "handing"
    suffix: ClassVar[str] = "/BB"
    sizes: ClassVar[tuple[str, ...]] = ("A4",)

    letterhead: Letterhead
    giver: HandingSide
    taker: HandingSide
    made_at: datetime
    lines: tuple[HandingLine, ...]
    reason: str = ""
    remark: str = ""
    stage: str = ""
    witness: HandingSide | None = None
    look_up: LookUp = field(default_factory=LookUp)


Paper = (
    Receipt | Acknowledgement | SupplementSlip | RefusalSlip | ApologyLetter | StopNotice | ControlSlip | HandingMinutes
)

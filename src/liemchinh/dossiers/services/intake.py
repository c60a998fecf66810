"""Changes that open a dossier: received, registered as incomplete, refused or filed from afar; and completed later."""

import threading
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import IntegrityError, connection, transaction

from liemchinh.dossiers import queries, rules
from liemchinh.dossiers.models import Attachment, Counter, Dossier, Event
from liemchinh.dossiers.services import acts, charging, telling
from liemchinh.dossiers.services.files import Kept, Upload, check_count, keep, rows_of, told
from liemchinh.kernel.actors import APPLICANT, Actor, Role, SeatHeld
from liemchinh.kernel.codes import dossier_code, is_agency, new_key, tidy_phone
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.kernel.words import as_written, gettext_noop, nfc
from liemchinh.law.clocks import Happening
from liemchinh.ledger import services as ledger
from liemchinh.ledger.numbering import next_numbers
from liemchinh.ledger.queries import one_moment
from liemchinh.org import queries as org
from liemchinh.org.rules import UnitKind
from liemchinh.procedures import queries as catalogue

if TYPE_CHECKING:
    from liemchinh.procedures.models import Channel


@dataclass(frozen=True)
class Applicant:
    """Who files: as on Mẫu 01. Only the name must be there; `principal` holds the same fields when authorised."""

    name: str
    identity: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    principal: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Filing:
    """What is handed in: the procedure's code and channel, who files, and the papers as they really arrived.

    `components` are dicts {"name", "kind": "original" | "copy" | "electronic", "count"}. `paper` says that sheets have
    to be carried to the division. `authority` is needed by an applicant, and by someone who receives for several
    authorities. `notify` says by which ways the applicant wants to be told: {"email", "sms", "zalo": bool}.
    """

    procedure: str
    channel_id: int
    applicant: Applicant
    components: tuple[dict[str, str | int], ...] = ()
    request_text: str = ""
    sets: int = 1
    return_at: str = ""
    paper: bool = True
    authority: str = ""
    return_method: rules.Return = rules.Return.COUNTER
    notify: dict[str, bool] = field(default_factory=dict)


def receive(*, filing: Filing, by: Actor, at: datetime, token: uuid.UUID | None = None) -> Dossier:
    """Accept a complete dossier: code, both clocks, the receipt. The same `token` twice is one dossier.

    Raises NotFound when `by` receives for no such authority or the authority does not offer the procedure,
    Refused for a filing that cannot be accepted.
    """
    return _open("receive", filing, by=by, at=at, token=token, facts={})


def register(
    *,
    filing: Filing,
    missing: list[str],
    reason: str,
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
) -> Dossier:
    """Register an incomplete dossier with the one complete list of what is missing; no clock starts."""
    facts = {"missing": _lines(missing), "reason": nfc(reason.strip()), "stage": "reception"}
    return _open("register", filing, by=by, at=at, token=token, facts=facts)


def refuse_new(
    *, filing: Filing, reason_code: str, reason: str, by: Actor, at: datetime, token: uuid.UUID | None = None
) -> Dossier:
    """Refuse at the counter with a coded and a written reason; the refusal slip is the answer."""
    facts = {"reason_code": _known(reason_code, rules.REFUSAL_REASONS), "reason": nfc(reason.strip())}
    return _open("refuse", filing, by=by, at=at, token=token, facts=facts)


def file(
    *,
    filing: Filing,
    files: Sequence[Upload] = (),
    absent: Sequence[dict[str, str]] = (),
    helper: str = "",
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
) -> Dossier:
    """File from afar, whole: code and key at once; the one-stop has to look at it within its term.

    `files` belong to `filing.components` by their place there; `absent` says which papers are not there and why
    ({"name", "why"}); `helper` is the official at whose screen it was filled in. The same `token` twice is one dossier.
    Raises NotFound when `filing.authority` does not offer the procedure, Refused as `papers.scans` and `receive` do.
    """
    return file_kept(
        filing=filing, kept=keep(files, bare=True), absent=absent, helper=helper, by=by, at=at, token=token
    )


def file_kept(
    *,
    filing: Filing,
    kept: Sequence[Kept],
    absent: Sequence[dict[str, str]] = (),
    helper: str = "",
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
) -> Dossier:
    """As `file`, with files that are kept already."""
    facts = {"absent": list(absent), "helper": helper}
    return _open("file", filing, by=by, at=at, token=token, facts=facts, kept=kept)


@transaction.atomic
def refuse(
    *,
    code: str,
    reason_code: str,
    reason: str,
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Dossier:
    """Refuse a dossier that was registered as incomplete."""
    given = {"reason_code": _known(reason_code, rules.REFUSAL_REASONS), "reason": nfc(reason.strip())}
    act = acts.begin("refuse", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if not act.repeated:
        acts.write(act, facts=given, reason=given["reason"])
    return act.dossier


@transaction.atomic
def complete(
    *,
    code: str,
    components: list[dict[str, str | int]],
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Dossier:
    """Accept a registered dossier now that the missing papers are there: the clock starts today, the code stays."""
    act = acts.begin("receive", code=code, by=by, at=at, token=token, seen_step=seen_step)
    if act.repeated:
        return act.dossier
    dossier = act.dossier
    dossier.components = [*dossier.components, *components]
    dossier.received_at = at
    opening = queries.last_event(dossier, "register") or queries.last_event(dossier, "file")
    acts.write(act, facts={"components": dossier.components, "fee": opening.facts["fee"] if opening else ""})
    return dossier


@one_moment()
def _open(
    verb: str,
    filing: Filing,
    *,
    by: Actor,
    at: datetime,
    token: uuid.UUID | None,
    facts: dict[str, Any],
    kept: Sequence[Kept] = (),
) -> Dossier:
    """Decide on what is known, then write it all in one transaction: numbers, dossier, event and ledger entry.

    Whatever can be read and reckoned before is, so that counters wait for one another as briefly as can be.
    """
    before = _posted_before(token, by)
    if before is not None:
        return before
    move = rules.MOVE[verb]
    assert move.to is not None and move.awaits is not None  # so do all moves that open a dossier
    on = local_day(at)
    seat = _receiving_seat(by, filing.authority, on)
    authority = org.unit(seat.authority, on)
    place = rules.Place(authority.code, "", "", None, rules.Awaits.RECEIVER)
    rules.check_may(by, move, place)
    rules.check_needs(move, [name for name, value in facts.items() if value])
    _check_filing(filing)
    channel = catalogue.offered_channel(filing.procedure, filing.channel_id, unit=authority, on=on)
    agency = authority.code if is_agency(authority.code) else org.agency_code(authority, on)
    applicant = filing.applicant
    link = ledger.new_link()
    budget = channel.budget
    dossier = Dossier(
        authority_id=authority.id,
        desk=seat.unit,
        version=channel.version,
        channel=channel.kind,
        paper=filing.paper,
        budget_amount=budget.amount if budget else None,
        budget_unit=str(budget.unit) if budget else "",
        basis=channel.basis,
        applicant_name=nfc(applicant.name.strip()),
        applicant_folded=acts.folded(applicant.name),
        applicant_identity=applicant.identity.strip(),
        applicant_address=nfc(applicant.address.strip()),
        applicant_phone=tidy_phone(applicant.phone),
        applicant_email=applicant.email.strip(),
        principal=applicant.principal,
        request_text=nfc(filing.request_text.strip()) or channel.version.name,
        components=list(filing.components),
        sets=filing.sets,
        return_at=nfc(filing.return_at.strip()),
        return_method=filing.return_method,
        notify=filing.notify,
        state=move.to,
        awaits=move.awaits,
        registered_at=at,
        moved_at=at,
        received_at=at if verb == "receive" else None,
        key=new_key(),
        token=token,
        tag=link.tag,
        step=0,
        leaf=b"",
    )
    with as_written():  # kept: the receipt is printed from it
        fee = channel.fee
    event = Event(
        dossier=dossier,
        step=1,
        verb=verb,
        at=at,
        by=by.code,
        seat=seat.code,
        state_before=None,
        state=dossier.state,
        awaits=dossier.awaits,
        to_unit=seat.unit,
        legal=str(move.legal or ""),
        index=str(move.index or ""),
        reason=facts.get("reason", ""),
        facts={
            **facts,
            "procedure": filing.procedure,
            "applicant": asdict(applicant),
            "components": dossier.components,
            "fee": fee,
            "channel": channel.id,
        },
    )
    attached = rows_of(kept, dossier=dossier, by=by, at=at, step=1)
    check_count([], attached)
    if attached:
        event.facts["files"] = told(attached)
    if rules.is_unchecked(move.to, move.awaits):
        dossier.check_due_at = rules.check_due(at, office=queries.office_of(authority, on))
    if event.legal == Happening.START:
        acts.set_due_dates(dossier, [queries.as_happened(event)], authority=authority, at=at)
    try:
        with _in_turn():
            _write(dossier, event, attached, channel=channel, unit=authority.code, agency=agency, at=at)
    except IntegrityError:
        before = _posted_before(token, by)  # the same form, posted twice at one instant
        if before is None:
            raise
        return before
    return dossier


def _posted_before(token: uuid.UUID | None, by: Actor) -> Dossier | None:
    """The dossier that this very form has already become, or None. Raises NotFound when it is another desk's."""
    # the key first: nearly every form is new, and for those this is an index look-up without the join
    key = Dossier.objects.filter(token=token).values_list("pk", flat=True).first() if token is not None else None
    if key is None:
        return None
    dossier = Dossier.objects.select_related("authority").get(pk=key)
    mine = dossier.authority.code in by.authorities_as(Role.RECEIVER)
    if by == APPLICANT:
        mine = Event.objects.filter(dossier=dossier, step=1, verb="file").exists()
    if not mine:
        raise NotFound(str(token))
    return dossier


_turn = threading.Lock()


@contextmanager
def _in_turn() -> Iterator[None]:
    """Wait for this process's other intakes where SQLite would have us poll for its one writer's place.

    A writer that finds the place taken naps ever longer and leaves it empty meanwhile; a lock wakes the next at once.
    Who is in a transaction has the place already, or has PostgreSQL, where rows are waited for properly.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with _turn:
        yield


@transaction.atomic
def _write(
    dossier: Dossier,
    event: Event,
    attached: list[Attachment],
    *,
    channel: "Channel",
    unit: str,
    agency: str,
    at: datetime,
) -> None:
    """Give the numbers and keep everything, or nothing."""
    dossier.year, dossier.number, ordinal = _numbers(unit, at)
    dossier.code = dossier_code(agency, local_day(at), ordinal, form=settings.CODE_FORM)
    acts.seal(event, unit=unit, attached=attached)
    dossier.save(force_insert=True)
    event.dossier = dossier
    event.save(force_insert=True)
    if attached:
        for file in attached:
            file.dossier = dossier
        Attachment.objects.bulk_create(attached)
    charging.followed(event, unit=unit, channel=channel)
    telling.told(event)


def _receiving_seat(by: Actor, wanted: str, on: date) -> SeatHeld:
    """The seat by virtue of which `by` receives: the only one, or the one in the authority they named.

    What an applicant files lies before the one-stop centre of the authority they named, on no seat.
    """
    if by == APPLICANT:
        authority = org.unit(wanted, on)
        centres = [unit.code for unit in org.divisions(authority, on) if unit.kind is UnitKind.CENTRE]
        return SeatHeld("", centres[0] if centres else authority.code, authority.code, frozenset())
    seats = [seat for seat in by.seats if Role.RECEIVER in seat.roles and wanted in ("", seat.authority)]
    if not seats or len({seat.authority for seat in seats}) > 1:
        raise NotFound(wanted)
    return seats[0]


def _numbers(authority: str, at: datetime) -> tuple[int, int, int]:
    """The year, the consecutive number of the authority's year, and the ordinal of its day."""
    on = local_day(at)
    ordinal, number = next_numbers(Counter, f"{authority}/{on:%y%m%d}", f"{authority}/{on.year}")
    return on.year, number, ordinal


def _check_filing(filing: Filing) -> None:
    if not filing.applicant.name.strip():
        raise Refused("dossiers.applicant", gettext_noop("Chưa ghi họ tên người nộp hồ sơ."))
    if not 1 <= filing.sets <= 99:
        raise Refused("dossiers.sets", gettext_noop("Số bộ hồ sơ phải từ 1 đến 99."))


def _known(code: str, reasons: Mapping[str, str]) -> str:
    if code not in reasons:
        raise Refused("dossiers.reason_code", gettext_noop("Chọn một loại lý do trong danh sách."))
    return code


def _lines(items: list[str]) -> list[str]:
    return [nfc(item.strip()) for item in items if item.strip()]

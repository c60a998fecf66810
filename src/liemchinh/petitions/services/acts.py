"""The one way in which anything happens to a petition: lock, check against the table, move the clock, write the event.

Lock order: the petition's row first, then counters and ledger rows, so two acts never wait for each other in a ring.
"""

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Max

from liemchinh.kernel.acting import check_same_act, touched
from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import fold, gettext_noop, nfc
from liemchinh.ledger import services as ledger
from liemchinh.petitions import rules
from liemchinh.petitions.models import Duty, Petition, PetitionEvent
from liemchinh.petitions.queries import fetch, testimony
from liemchinh.petitions.services import telling

FIXED = frozenset({"id", "code", "number", "year", "register", "key", "token", "tag", "entered_at", "entered_by"})
"""The columns that no act changes."""
COLUMNS = [(field.name, field.attname) for field in Petition._meta.concrete_fields if field.name not in FIXED]

Beside = testimony.Beside


def folded(words: str, *, most: int = 200) -> str:
    """Words as searches compare them, as much as a column holds."""
    return fold(words)[:most]


def words_to_search(petition: Petition, names: Iterable[str]) -> str:
    """What a search in this petition looks through: subject, text, place, who sent it on and who sent it, folded."""
    parts = [petition.code, petition.subject, petition.text, petition.place, petition.field, petition.source_name]
    parts += [petition.source_document, petition.decision_ref, *names]
    return fold(" ".join(part for part in parts if part))


@dataclass
class Act:
    """An act that has passed the table: locked petition and move. `repeated` when this form was posted before."""

    petition: Petition
    move: rules.Move
    by: Actor
    at: datetime
    token: uuid.UUID | None
    repeated: bool = False
    loaded: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        self.loaded = testimony.kept(self.petition)

    @property
    def office(self) -> rules.Office:
        """The working time of the authority that settles it."""
        return fetch.office_of(self.petition.authority, local_day(self.at))


def begin(
    verb: str,
    *,
    code: str,
    by: Actor,
    at: datetime,
    given: Mapping[str, Any] | None = None,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
    fetch_by: Callable[..., Petition] = fetch.handled_by,
) -> Act:
    """Lock the petition and check that `by` may make this move now. Must run inside a transaction.

    `token` makes a repeated form harmless; one that served another act is refused ("petitions.token"). `seen_step` is
    the last step the person saw: an act decided on an older view is refused ("petitions.stale"). Raises NotFound for
    strangers, Refused with the rule's code otherwise.
    """
    petition = fetch_by(by, code=code, at=at, lock=True)
    move = rules.MOVE[verb]
    act = Act(petition, move, by, at, token)
    if token is not None:
        used = PetitionEvent.objects.filter(token=token).values_list("petition_id", "verb").first()
        if used is not None:
            check_same_act(used == (petition.pk, verb), room="petitions")
            act.repeated = True
            return act
    if seen_step is not None and seen_step != petition.step:
        sentence = gettext_noop("Đơn vừa có người khác xử lý. Hãy xem lại trước khi làm tiếp.")
        raise Refused("petitions.stale", sentence)
    on = local_day(at)
    place = fetch.place_of(petition, on=on)
    rules.check_may(by, move, place)
    rules.check_move(move, place, on=on)
    rules.check_needs(move, [name for name, value in (given or {}).items() if value not in ("", None, [], {})])
    if at < petition.moved_at:
        sentence = gettext_noop("Thời điểm ghi nhận sớm hơn bước trước của đơn, không ghi lùi giờ được.")
        raise Refused("petitions.backdated", sentence)
    return act


def write(
    act: Act,
    *,
    facts: Mapping[str, Any],
    reason: str = "",
    until: datetime | None = None,
    to_unit: str = "",
    awaits: rules.Awaits | None = None,
    state: rules.State | None = None,
    beside: Iterable[Beside] = (),
    opens: Mapping[str, datetime | None] | None = None,
    closes: Iterable[str] = (),
    document: str = "",
) -> PetitionEvent:
    """Carry the act out: state, turn, clock and duties, then the event and its ledger entry.

    The verb has already set its own fields on `act.petition`; `facts` (JSON values) is what it wants remembered,
    `beside` the rows that it has saved with it. `opens` adds duties to those the table names, each with its own moment
    (None: by its law); `closes` likewise, `document` is what they were done with. `state` overrides the table's.
    """
    petition, move = act.petition, act.move
    before, turn_before = petition.state, petition.awaits
    petition.state = state or move.to or rules.State(before)
    petition.awaits = awaits or move.awaits or turn_before
    seat = rules.seat_used(act.by, move, fetch.place_of(petition, on=local_day(act.at)))
    event = PetitionEvent(
        petition=petition,
        step=petition.step + 1,
        verb=move.verb,
        at=act.at,
        by=act.by.code,
        seat=seat.code if seat else "",
        state_before=before,
        state=petition.state,
        awaits_before=turn_before,
        awaits=petition.awaits,
        to_unit=to_unit,
        legal=str(move.legal or ""),
        until=until,
        reason=nfc(reason.strip()),
        facts=dict(facts),
        token=act.token,
    )
    if petition.state != before or petition.awaits != turn_before:
        petition.moved_at = act.at
    if petition.state in rules.ENDED and petition.finished_at is None:
        petition.finished_at = act.at
    if petition.state in rules.OPEN and petition.state != rules.State.DECIDED:
        petition.finished_at = None
    if petition.state not in rules.UNHANDLED:
        petition.sort_due_at = None
    if event.legal:
        set_due(petition, [*fetch.happened(petition), fetch.as_happened(event)], office=act.office, at=act.at)
    left = [*beside, *_close(act, [*move.closes, *closes], document)]
    wanted: dict[str, datetime | None] = dict.fromkeys(move.opens) | dict(opens or {})
    left += open_duties(petition, wanted, at=act.at, office=act.office if wanted else None)
    seal(event, loaded=act.loaded, beside=left)
    event.save(force_insert=True)
    petition.save(update_fields=touched(COLUMNS, petition.__dict__, act.loaded))
    telling.told(event)
    return event


def open_duties(
    petition: Petition, wanted: Mapping[str, datetime | None], *, at: datetime, office: rules.Office | None
) -> list[Duty]:
    """Begin what must follow: by the law's term from now, or by the moment that is given. Saved, to be told beside."""
    if not wanted:
        return []
    assert office is not None
    last = Duty.objects.filter(petition=petition).aggregate(last=Max("number"))["last"] or 0
    return Duty.objects.bulk_create(duties_of(petition, wanted, at=at, office=office, last=last))


def duties_of(
    petition: Petition, wanted: Mapping[str, datetime | None], *, at: datetime, office: rules.Office, last: int = 0
) -> list[Duty]:
    """The rows of `open_duties`, not saved; `last` is the number that was given last."""
    rows = []
    for number, (kind, moment) in enumerate(wanted.items(), start=last + 1):
        due, basis = moment, ""
        if rules.DUTIES[kind].law:
            reading = rules.duty_due(kind, petition.received_at if kind == "handle" else at, office=office, story=False)
            due, basis = due or reading.due_at, reading.provision.cite()
        if due is None:
            raise ValueError(f"the duty {kind} has no day")
        rows.append(Duty(petition=petition, number=number, kind=kind, opened_at=at, due_at=due, basis=basis))
    return rows


def _close(act: Act, kinds: Iterable[str], document: str) -> list[Duty]:
    wanted = set(kinds)
    if act.petition.state in rules.ENDED:
        wanted.add("handle")
    if not wanted:
        return []
    rows = list(Duty.objects.filter(petition=act.petition, kind__in=wanted, done_at__isnull=True).order_by("number"))
    for row in rows:
        row.done_at, row.done_by, row.document = act.at, act.by.code, document
        row.save(update_fields=["done_at", "done_by", "document"])
    return rows


def seal(
    event: PetitionEvent,
    *,
    unit: str = "",
    loaded: Mapping[str, Any] | None = None,
    beside: Iterable[Beside] = (),
) -> None:
    """Give the event its ledger entry under the petition's authority, and keep the thread's new end on the petition.

    The entry says what this act leaves in the rows: of the petition what differs from `loaded`, all of it at intake.
    """
    petition = event.petition
    public: dict[str, str | int] = {"no": petition.number, "st": int(event.state)}
    if petition.due_at is not None:
        public["due"] = petition.due_at.isoformat(timespec="seconds")
    event.entry, end = ledger.record(
        kind=rules.MOVE[event.verb].kind,
        by=Actor(code=event.by, name=""),
        at=event.at,
        unit=unit or petition.authority.code,
        link=petition.link,
        public=public,
        facts={"code": petition.code, "reason": event.reason, **event.facts},
        rows=testimony.rows_of(event, loaded=loaded, beside=beside),
    )
    petition.step, petition.leaf = end.step, end.leaf


def set_due(petition: Petition, history: list[rules.Happened], *, office: rules.Office, at: datetime) -> None:
    """Derive the due moment from the events; null while the clock waits, has not begun or has ended without a term."""
    if petition.budget is None:
        petition.due_at, petition.due_provisional = None, False
        return
    reading = rules.settlement(petition.budget, history, office=office, now=at, story=False)
    petition.due_at, petition.due_provisional = reading.due_at, reading.provisional

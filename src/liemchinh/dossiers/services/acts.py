"""The one way in which anything happens to a dossier: lock, check against the table, move the clocks, write the event.

Lock order: the dossier's row first, then counters and ledger rows, so two acts never wait for each other in a ring.
"""

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from liemchinh.dossiers import queries, rules
from liemchinh.dossiers.models import Attachment, Correction, Dossier, Event, Part
from liemchinh.dossiers.queries import testimony
from liemchinh.dossiers.services import charging, telling
from liemchinh.kernel.acting import check_same_act, touched
from liemchinh.kernel.actors import Actor
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import fold, gettext_noop
from liemchinh.law.clocks import Happening
from liemchinh.ledger import services as ledger
from liemchinh.org import queries as org

MUTABLE = [
    *("division", "seat", "desk", "in_transit", "components", "request_text", "return_method", "return_at", "notify"),
    *("state", "awaits", "moved_at", "received_at", "due_at", "due_provisional", "index_due_at", "answer_due_at"),
    *("check_due_at", "finished_at", "returned_at", "supplements_asked", "index_exception", "apologised", "proposal"),
    *("partners", "outcome", "result_number", "step", "leaf", "applicant_name", "applicant_folded"),
    *("applicant_identity", "applicant_address", "applicant_phone", "applicant_email"),
]
"""The columns that an act may change; the code, the version, the term and the key of a dossier never change."""

COLUMNS = [(field.name, field.attname) for field in Dossier._meta.concrete_fields if field.name in MUTABLE]
"""Each with the name of its value on a dossier: `seat` is kept as `seat_id`."""


def folded(name: str) -> str:
    """A name as searches compare it, as much as the column holds: one typed sign can fold into three letters."""
    return fold(name)[: Dossier._meta.get_field("applicant_folded").max_length]


@dataclass
class Act:
    """An act that has passed the table: locked dossier and move. `repeated` when this form was posted before."""

    dossier: Dossier
    move: rules.Move
    by: Actor
    at: datetime
    token: uuid.UUID | None
    repeated: bool = False
    loaded: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        self.loaded = testimony.kept(self.dossier)


def begin(
    verb: str,
    *,
    code: str,
    by: Actor,
    at: datetime,
    given: Mapping[str, Any] | None = None,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
    fetch: Callable[..., Dossier] = queries.handled_by,
) -> Act:
    """Lock the dossier and check that `by` may make this move now. Must run inside a transaction.

    `token` makes a repeated form harmless; one that served another act is refused ("dossiers.token"). `seen_step` is
    the last step the person saw: an act decided on an older view is refused ("dossiers.stale"). Raises NotFound for
    strangers, Refused with the rule's code otherwise.
    """
    dossier = fetch(by, code=code, at=at, lock=True)
    move = rules.MOVE[verb]
    act = Act(dossier, move, by, at, token)
    if token is not None:
        used = Event.objects.filter(token=token).values_list("dossier_id", "verb").first()
        if used is not None:
            check_same_act(used == (dossier.pk, verb), room="dossiers")
            act.repeated = True
            return act
    if seen_step is not None and seen_step != dossier.step:
        sentence = gettext_noop("Hồ sơ vừa có người khác xử lý. Hãy xem lại trước khi làm tiếp.")
        raise Refused("dossiers.stale", sentence)
    place = queries.place_of(dossier)
    rules.check_may(by, move, place)
    rules.check_move(move, place)
    rules.check_needs(move, [name for name, value in (given or {}).items() if value not in ("", None, [])])
    if at < dossier.moved_at:
        sentence = gettext_noop("Thời điểm ghi nhận sớm hơn bước trước của hồ sơ, không ghi lùi giờ được.")
        raise Refused("dossiers.backdated", sentence)
    return act


def write(
    act: Act,
    *,
    facts: Mapping[str, Any],
    reason: str = "",
    until: datetime | None = None,
    undoes: Event | None = None,
    to_unit: str = "",
    awaits: rules.Awaits | None = None,
    attached: Iterable[Attachment] = (),
    beside: Iterable[Part | Correction] = (),
) -> Event:
    """Carry the act out: state, turn and clocks on the row, then the event and its ledger entry.

    The verb has already set its own fields on `act.dossier`; `facts` (JSON values) is what it wants remembered,
    `attached` and `beside` the rows that it has saved with it.
    """
    dossier, move = act.dossier, act.move
    before = queries.place_of(dossier)
    state, turn = before.state or rules.State.REGISTERED, awaits or move.awaits or before.awaits
    if undoes is not None:
        state, turn = rules.State(undoes.state_before or undoes.state), rules.Awaits(undoes.awaits_before)
    elif move.to is not None:
        state = move.to
    seat = rules.seat_used(act.by, move, before)
    ticking = dossier.received_at is not None
    event = Event(
        dossier=dossier,
        step=dossier.step + 1,
        verb=move.verb,
        at=act.at,
        by=act.by.code,
        seat=seat.code if seat else "",
        state_before=before.state,
        state=state,
        awaits_before=before.awaits,
        awaits=turn,
        from_unit=seat.unit if seat else before.authority,
        to_unit=to_unit,
        legal=_effect(move.legal, ticking),
        index=_effect(move.index, ticking),
        until=until,
        reason=reason,
        facts=dict(facts),
        undoes=undoes.step if undoes else None,
        token=act.token,
    )
    dossier.state, dossier.awaits = state, turn
    if not rules.is_unchecked(state, turn):
        dossier.check_due_at = None
    if move.to is not None or turn is not before.awaits or move.awaits is not None or undoes is not None:
        dossier.moved_at = act.at
    if event.legal or event.index or undoes is not None or move.recounts:
        history = [*queries.happened(dossier), queries.as_happened(event)]
        set_due_dates(dossier, history, authority=dossier.authority, at=act.at)
    seal(event, unit=dossier.authority.code, loaded=act.loaded, attached=attached, beside=beside)
    event.save(force_insert=True)
    dossier.save(update_fields=touched(COLUMNS, dossier.__dict__, act.loaded))
    charging.followed(event, unit=dossier.authority.code)
    telling.told(event)
    return event


def seal(
    event: Event,
    *,
    unit: str,
    loaded: Mapping[str, Any] | None = None,
    attached: Iterable[Attachment] = (),
    beside: Iterable[Part | Correction] = (),
) -> None:
    """Give the event its ledger entry under the authority `unit`, and keep the thread's new end on the dossier.

    The entry says what this act leaves in the rows: of the dossier what differs from `loaded`, all of it at intake.
    """
    dossier = event.dossier
    public: dict[str, str | int] = {"no": dossier.number, "st": int(event.state)}
    if dossier.due_at is not None:
        public["due"] = dossier.due_at.isoformat(timespec="seconds")
    if dossier.index_due_at is not None:
        public["idx"] = dossier.index_due_at.isoformat(timespec="seconds")
    if event.to_unit:
        public["to"] = event.to_unit
    event.entry, end = ledger.record(
        kind=rules.MOVE[event.verb].kind,
        by=Actor(code=event.by, name=""),
        at=event.at,
        unit=unit,
        link=dossier.link,
        public=public,
        facts={"code": dossier.code, "reason": event.reason, **event.facts},
        rows=testimony.rows_of(event, loaded=loaded, attached=attached, beside=beside),
    )
    dossier.step, dossier.leaf = end.step, end.leaf


def set_due_dates(dossier: Dossier, history: list[rules.Happened], *, authority: org.HasDays, at: datetime) -> None:
    """Derive both due moments from the events; null while a clock waits or when the procedure states no term."""
    if dossier.budget is None:
        return
    offices = queries.offices_of(authority, ground=queries.read_once())
    legal, index = rules.promised(dossier.budget, history, office_at=offices, now=at, story=False)
    dossier.due_at, dossier.due_provisional = legal.due_at, legal.provisional
    dossier.index_due_at = index.due_at


def _effect(happening: Happening | None, ticking: bool) -> str:
    """A clock that never started cannot be stopped: before acceptance a move has no effect on it."""
    return str(happening) if happening is not None and (ticking or happening is Happening.START) else ""

"""Shows cases to those who can open them: lists, one case with what may be done, its sealed pieces."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from liemchinh.kernel.actors import Actor, Role
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound
from liemchinh.org import queries as org
from liemchinh.sealed import rules
from liemchinh.sealed.models import Case, CaseAct, IdentityRequest, Protection, Retaliation, Trouble, Wrap
from liemchinh.sealed.queries.access import fetch, wraps_of
from liemchinh.sealed.queries.chart import acting, holder_of, is_shut_out
from liemchinh.sealed.queries.keys import KeyLine, key_line


@dataclass(frozen=True)
class CaseLine:
    """A case in a list. `late`: its term is over."""

    name: str
    kind: rules.Report
    state: rules.State
    body: str
    received_on: date
    due_at: datetime | None
    late: bool
    ended_on: date | None


@dataclass(frozen=True)
class PieceLine:
    """A sealed piece without its content. `seen` says whether the reporter has opened what was sent to them."""

    id: UUID
    sort: rules.Sort
    by: str
    on: date
    size: int
    sha256: str
    to_reporter: bool
    seen: bool


@dataclass(frozen=True)
class ActLine:
    """An act: its step, verb and its words, who (person code), on which day, bare facts."""

    step: int
    verb: str
    label: str
    by: str
    on: date
    after: rules.State
    facts: dict[str, object]


@dataclass(frozen=True)
class TakeLine:
    """On this day somebody (person code) took what is sealed in a case, to open it or to keep it."""

    on: date
    by: str
    case: str


@dataclass(frozen=True)
class CaseShown:
    """A case as somebody who can open it sees it; `wrap` is its secret, sealed to their key `key`."""

    line: CaseLine
    public: str
    reporter: str
    key: int
    wrap: bytes
    due_basis: str
    keep_until: date | None
    pieces: tuple[PieceLine, ...]
    acts: tuple[ActLine, ...]
    moves: tuple[rules.Move, ...]
    recipients: tuple[KeyLine, ...]
    protections: tuple[Protection, ...]
    harms: tuple[Retaliation, ...]
    requests: tuple["AskedLine", ...]


@dataclass(frozen=True)
class AskedLine:
    """A request to open the identity, as its asker sees it: the answers' reasons are sealed to them."""

    id: UUID
    asked_on: date
    own: bool
    granted_at: datetime | None
    until_at: datetime | None
    ended: bool
    answers: tuple[tuple[bool, bytes | None], ...]


@dataclass(frozen=True)
class StatusShown:
    """What the reporter sees: number, state in words, the lawful date and its basis, what they and the office sent."""

    name: str
    kind: rules.Report
    state: rules.State
    received_on: date
    due_at: datetime | None
    due_basis: str
    sent_on: tuple[date, ...]
    protections: tuple[Protection, ...]
    destroyed: bool


def cases(actor: Actor, *, at: datetime, state: rules.State | None = None) -> list[CaseLine]:
    """The cases that the actor can open, the most urgent first, then by number. Three queries however many."""
    found = wraps_of(actor)
    if state is not None:
        found = found.filter(case__state=state)
    seen: dict[str, CaseLine] = {}
    by_seat: dict[str, rules.Holder] = {}  # kin are asked for once a seat, not once a case
    for wrap in found:
        seat = wrap.key.seat
        if seat not in by_seat:
            by_seat[seat] = acting(actor, at, seat=seat)
        if not is_shut_out(wrap.case, by_seat[seat]):
            seen[wrap.case.name] = _line(wrap.case, at)
    far = datetime.max.replace(tzinfo=at.tzinfo)
    return sorted(seen.values(), key=lambda one: (one.due_at or far, one.name))


def waiting(actor: Actor, *, at: datetime) -> int:
    """How many cases that the actor can open nobody has read yet."""
    return len(cases(actor, at=at, state=rules.State.RECEIVED))


def case_for(actor: Actor, *, name: str, at: datetime) -> CaseShown:
    """One case for who can open it. Raises NotFound for everybody else."""
    case, wrap = fetch(actor, name=name, at=at)
    state, kind = rules.State(case.state), rules.Report(case.kind)
    roles = frozenset(role for seat in actor.seats for role in seat.roles)
    readers = Wrap.objects.filter(case=case).select_related("key__authority").order_by("key_id")
    names = org.people(wrap.key.person for wrap in readers)
    return CaseShown(
        line=_line(case, at),
        public=case.public,
        reporter=case.reporter,
        key=wrap.key_id,
        wrap=bytes(wrap.sealed),
        due_basis=case.due_basis,
        keep_until=case.keep_until,
        pieces=tuple(
            PieceLine(row.id, rules.Sort(row.sort), row.by, row.on, row.size, row.sha256, row.to_reporter, row.seen)
            for row in case.pieces.filter(sealed__isnull=False).defer("sealed").order_by("step", "sort")
        ),
        acts=tuple(
            ActLine(row.step, row.verb, rules.move(row.verb).label, row.by, row.on, rules.State(row.after), row.facts)
            for row in CaseAct.objects.filter(case=case).order_by("step")
        ),
        moves=tuple(rules.moves_from(state, kind=kind, roles=roles)),
        recipients=tuple(key_line(one.key, names) for one in readers),
        protections=tuple(Protection.objects.filter(case=case).order_by("number")),
        harms=tuple(Retaliation.objects.filter(case=case).order_by("on", "id")),
        requests=tuple(_asked(row, actor) for row in IdentityRequest.objects.filter(case=case).order_by("asked_on")),
    )


def piece(actor: Actor, *, name: str, piece: UUID, at: datetime) -> bytes:
    """The age file of one piece. Raises NotFound for who cannot open the case, and for what was destroyed."""
    case, _ = fetch(actor, name=name, at=at)
    row = case.pieces.filter(pk=piece, sealed__isnull=False).first()
    if row is None or row.sealed is None:
        raise NotFound(name)
    return bytes(row.sealed)


def status(case: Case) -> StatusShown:
    """A case as its reporter sees it; the caller has found it by what the code leads to."""
    sent = case.pieces.filter(by=rules.REPORTER.code).order_by("step").values_list("on", flat=True)
    return StatusShown(
        name=case.name,
        kind=rules.Report(case.kind),
        state=rules.State(case.state),
        received_on=case.received_on,
        due_at=case.due_at,
        due_basis=case.due_basis,
        sent_on=tuple(sent),
        protections=tuple(Protection.objects.filter(case=case).order_by("number")),
        destroyed=case.destroyed_on is not None,
    )


def unopenable(*, at: datetime) -> list[str]:
    """Numbers of cases that nobody can open any more: an alarm. A recovery key alone does not count."""
    readable: set[str] = set()
    names: set[str] = set(Case.objects.filter(destroyed_on__isnull=True).values_list("name", flat=True))
    found = Wrap.objects.filter(
        key__purpose=rules.Purpose.READER, key__retired_at__isnull=True, key__confirmed_at__isnull=False
    ).select_related("key__authority", "case")
    held: dict[int, rules.Holder | None] = {}
    for wrap in found:
        holder = held.setdefault(wrap.key_id, holder_of(wrap.key, at) if wrap.key_id not in held else None)
        if holder is not None and not is_shut_out(wrap.case, holder):
            readable.add(wrap.case.name)
    return sorted(names - readable)


def counts(actor: Actor, *, at: datetime) -> list[tuple[rules.State, str]]:
    """How many of the cases that the actor can open stand where; small numbers are not told."""
    found = [line.state for line in cases(actor, at=at)]
    return [(state, rules.shown_count(found.count(state))) for state in rules.State if state in found]


def tombstones(actor: Actor, *, at: datetime) -> list[tuple[str, date]]:
    """Numbers of destroyed cases of the actor's authorities, with the day; never of one they were shut out from."""
    on = local_day(at)
    units = [org.unit(code, on).id for code in sorted(actor.offices_as(*rules.READERS))]
    rows = Case.objects.filter(body_id__in=units, destroyed_on__isnull=False).order_by("destroyed_on", "name")
    held = [acting(actor, at, seat=seat.code) for seat in actor.seats]
    free = (row for row in rows if not any(is_shut_out(row, one) for one in held))
    return [(row.name, row.destroyed_on) for row in free if row.destroyed_on]


def takes(auditor: Actor, *, at: datetime, most: int = 200) -> list[TakeLine]:
    """Who took what is sealed in cases of the auditor's authorities and of those below, the newest day first.

    By day and number alone, at most so many. Never of a case that the chart shuts the auditor out from.
    """
    on = local_day(at)
    units = {unit.id for code in auditor.offices_as(Role.AUDITOR) for unit in org.subtree(code, on)}
    held = [acting(auditor, at, seat=seat.code) for seat in auditor.seats]
    rows = CaseAct.objects.filter(verb="take", case__body_id__in=units).select_related("case")
    hidden: dict[UUID, bool] = {}
    found = []
    for row in rows.order_by("-on", "by", "case__name").iterator(chunk_size=200):
        if row.case_id not in hidden:
            hidden[row.case_id] = any(is_shut_out(row.case, one) for one in held)
        if not hidden[row.case_id]:
            found.append(TakeLine(row.on, row.by, row.case.name))
        if len(found) == most:
            break
    return found


def troubles(*, at: datetime) -> list[tuple[date, str, int]]:
    """Where pages of the channel failed today and yesterday, and how often."""
    days = [local_day(at), local_day(at) - date.resolution]
    return list(Trouble.objects.filter(on__in=days).order_by("on", "what").values_list("on", "what", "times"))


def _line(case: Case, at: datetime) -> CaseLine:
    return CaseLine(
        name=case.name,
        kind=rules.Report(case.kind),
        state=rules.State(case.state),
        body=case.body.code,
        received_on=case.received_on,
        due_at=case.due_at,
        late=case.due_at is not None and at > case.due_at,
        ended_on=case.ended_on,
    )


def _asked(row: IdentityRequest, actor: Actor) -> AskedLine:
    own = row.asked_by == actor.code
    answers = tuple(
        (one.approved, bytes(one.reason) if own and one.reason else None) for one in row.answers.order_by("side")
    )
    return AskedLine(row.pk, row.asked_on, own, row.granted_at, row.until_at, row.ended_at is not None, answers)

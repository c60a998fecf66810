"""Shows lists of dossiers: my queue, what waits for others, hand-over lists, search, and the list behind a figure.

Every list is scoped to the actor, states its order down to the id, and is read a page at a time.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import F, OrderBy, Q, QuerySet

from liemchinh.dossiers import rules
from liemchinh.dossiers.models import Dossier
from liemchinh.dossiers.queries.fetch import scope
from liemchinh.dossiers.queries.figures import SOON, Period, bucket, measured, midnight
from liemchinh.kernel.actors import Actor, Role
from liemchinh.kernel.codes import tidy_code, tidy_phone
from liemchinh.kernel.days import local_day
from liemchinh.kernel.words import fold, gettext_noop

PAGE = 50
NOBODY = "-"
"""As a division or a seat of `Filters`: the dossiers that no division, or no seat, holds yet."""
Order = tuple[str | OrderBy, ...]
BY_DUE: Order = (F("due_at").asc(nulls_last=True), "id")
SORTS: dict[str, tuple[str, Order]] = {
    "due": (gettext_noop("Hạn gần nhất"), BY_DUE),
    "newest": (gettext_noop("Mới nhận nhất"), (F("received_at").desc(nulls_last=True), "-id")),
    "waiting": (gettext_noop("Chờ lâu nhất"), ("moved_at", "id")),
    "code": (gettext_noop("Mã hồ sơ"), ("code", "id")),
}


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to; every field keeps its place in the address of the page."""

    text: str = ""
    procedure: str = ""
    division: str = ""
    seat: str = ""
    state: int | None = None
    bucket: str = ""
    period: Period | None = None
    sort: str = "due"
    page: int = 1


@dataclass(frozen=True)
class Page:
    """One page of a list: its rows, its number, how many rows there are in all."""

    rows: Sequence[Dossier]
    number: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are; an empty list has one."""
        return max(1, -(-self.total // PAGE))


@dataclass(frozen=True)
class Group:
    """Part of a queue that shares an urgency."""

    key: str
    name: str
    rows: list[Dossier] = field(default_factory=list)


URGENCIES = {
    "late": gettext_noop("Quá hạn"),
    "today": gettext_noop("Đến hạn hôm nay"),
    "soon": gettext_noop("Trong 3 ngày tới"),
    "later": gettext_noop("Sau đó"),
    "undated": gettext_noop("Chưa có ngày hẹn"),
    "done": gettext_noop("Có kết quả, chờ trả"),
}


def turn_of(actor: Actor) -> Q:
    """The dossiers on which it is this actor's turn."""
    turn = Q(pk__in=[])
    for role, awaits in ((Role.RECEIVER, rules.Awaits.RECEIVER), (Role.LEADER, rules.Awaits.LEADER)):
        turn |= _in(actor.authorities_as(role), "authority__code", awaits)
    turn |= _in(actor.authorities_as(Role.CLERK), "authority__code", rules.Awaits.CLERK)
    turn |= _in(actor.units_as(Role.HEAD), "division__code", rules.Awaits.HEAD)
    own = {seat.code for seat in actor.seats if Role.SPECIALIST in seat.roles}
    return turn | _in(own, "seat__code", rules.Awaits.SPECIALIST)


def _in(codes: frozenset[str] | set[str], path: str, awaits: rules.Awaits) -> Q:
    return Q(**{f"{path}__in": codes, "awaits": awaits}) if codes else Q(pk__in=[])


def queue(actor: Actor, *, at: datetime, filters: Filters | None = None) -> Page:
    """What waits for this actor, most urgent first; what came from afar is in `unchecked`, unless narrowed."""
    rows = _rows().filter(turn_of(actor), state__in=[int(state) for state in rules.OPEN])
    if filters is None or not (filters.text or filters.state or filters.procedure):
        rows = rows.filter(check_due_at=None)
    return _page(_narrow(rows, filters or Filters(), at), filters or Filters())


def unchecked(actor: Actor, *, at: datetime, limit: int = PAGE) -> list[Dossier]:
    """What came in from afar and waits for a look, of the authorities where this actor receives or leads.

    The soonest term first, so late ones stand on top; at most `limit`. One query.
    """
    codes = actor.authorities_as(Role.RECEIVER, Role.LEADER)
    rows = _rows().filter(authority__code__in=codes, check_due_at__isnull=False) if codes else _rows().none()
    return list(rows.order_by("check_due_at", "id")[:limit])


def waiting_for_others(actor: Actor, *, at: datetime, limit: int = 20) -> list[Dossier]:
    """Open dossiers of this actor's desk that somebody else must move, the longest wait first, at most `limit`."""
    own = Q(seat__code__in=[seat.code for seat in actor.seats])
    desk = Q(authority__code__in=actor.authorities_as(Role.RECEIVER)) if actor.has(Role.RECEIVER) else Q(pk__in=[])
    division = Q(division__code__in=actor.units_as(Role.HEAD)) if actor.has(Role.HEAD) else Q(pk__in=[])
    rows = _rows().filter(own | desk | division, state__in=[int(state) for state in rules.OPEN])
    return list(rows.exclude(turn_of(actor)).order_by("moved_at", "id")[:limit])


def by_urgency(rows: Sequence[Dossier], *, at: datetime) -> list[Group]:
    """Rows in groups by urgency, most urgent first; groups without rows are left out."""
    groups = {key: Group(key, name) for key, name in URGENCIES.items()}
    for row in rows:
        groups[_urgency(row, at=at)].rows.append(row)
    return [group for group in groups.values() if group.rows]


def _urgency(row: Dossier, *, at: datetime) -> str:
    if row.state == rules.State.DONE:
        return "done"  # its clock has stopped: in time or late, it is no longer urgent
    if row.due_at is None or row.budget is None:
        return "undated"
    if not rules.is_on_time(at, row.due_at, row.budget.unit):
        return "late"
    today = midnight(local_day(at))
    if row.due_at < today + timedelta(days=1):
        return "today"
    return "soon" if row.due_at < today + SOON else "later"


def to_hand_over(actor: Actor, *, at: datetime) -> list[Dossier]:
    """Accepted dossiers that the actor's one-stop has still to send to a division, oldest first."""
    rows = _rows().filter(authority__code__in=actor.authorities_as(Role.RECEIVER), state=rules.State.RECEIVED)
    return list(rows.order_by("received_at", "id")[: PAGE * 4])


def in_transit(actor: Actor, *, at: datetime) -> list[Dossier]:
    """Dossiers whose papers are on their way to a division that the actor works in, or were sent by their desk."""
    units = actor.units_as(Role.HEAD, Role.SPECIALIST, Role.CLERK)
    near = Q(division__code__in=units) | Q(authority__code__in=actor.authorities_as(Role.RECEIVER))
    rows = _rows().filter(near, in_transit=True, state=rules.State.PROCESSING)
    return list(rows.order_by("division__code", "moved_at", "id")[: PAGE * 4])


def to_sign(actor: Actor, *, at: datetime) -> list[Dossier]:
    """Results that wait for this leader's signature, most urgent first."""
    rows = _rows().filter(_in(actor.authorities_as(Role.LEADER), "authority__code", rules.Awaits.LEADER))
    return list(rows.filter(state=rules.State.PROCESSING).order_by(*BY_DUE)[: PAGE * 4])


def listed(actor: Actor, *, at: datetime, filters: Filters) -> Page:
    """Any dossiers the actor may see, narrowed: by words, by state, by the bucket of a figure."""
    rows = _rows().filter(scope(actor, local_day(at)))
    return _page(_narrow(rows, filters, at), filters)


def same_applicant(actor: Actor, *, authority: str, phone: str = "", identity: str = "") -> Dossier | None:
    """The latest dossier of the person with this phone or identity number, so nothing is typed twice."""
    if authority not in actor.authorities_as(Role.RECEIVER):
        return None
    wanted = Q(pk__in=[])
    if phone:
        wanted |= Q(applicant_phone=tidy_phone(phone))
    if identity:
        wanted |= Q(applicant_identity=identity.strip())
    return _rows().filter(wanted, authority__code=authority).order_by("-registered_at", "-id").first()


def _rows() -> QuerySet[Dossier]:
    return Dossier.objects.select_related("authority", "division", "seat", "version__procedure").defer("version__raw")


def _narrow(rows: QuerySet[Dossier], filters: Filters, at: datetime) -> QuerySet[Dossier]:
    if filters.text.strip():
        rows = rows.filter(_words(filters.text))
    if filters.procedure:
        rows = rows.filter(version__procedure__code=filters.procedure)
    if filters.division:
        rows = rows.filter(_held("division", filters.division))
    if filters.seat:
        rows = rows.filter(_held("seat", filters.seat))
    if filters.state:
        rows = rows.filter(state=filters.state)
    if filters.bucket and filters.period:
        rows = measured(rows).filter(bucket(filters.bucket, period=filters.period, at=at))
    return rows


def _held(by: str, code: str) -> Q:
    return Q(**{f"{by}__isnull": True}) if code == NOBODY else Q(**{f"{by}__code": code})


def _words(text: str) -> Q:
    """Words as people type them at a counter: a code or its end, a phone, an identity number, a name without marks."""
    code, digits = tidy_code(text), tidy_phone(text)
    wanted = Q(code=code) | Q(applicant_folded__contains=fold(text))
    if code.count("-") == 1 or code.isdecimal() and len(code) <= 6:
        wanted |= Q(code__endswith=f"-{code}")
    if len(digits) >= 9:
        wanted |= Q(applicant_phone=digits) | Q(applicant_identity=digits)
    return wanted


def _page(rows: QuerySet[Dossier], filters: Filters) -> Page:
    total = rows.count()
    number = min(max(1, filters.page), max(1, -(-total // PAGE)))
    order = SORTS.get(filters.sort, SORTS["due"])[1]
    start = (number - 1) * PAGE
    return Page(rows=list(rows.order_by(*order)[start : start + PAGE]), number=number, total=total)

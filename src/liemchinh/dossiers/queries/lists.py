"""Shows lists of dossiers: my queue, what waits for others, hand-over lists, search, and the list behind a figure.

Every list is scoped to the actor, states its order down to the id, and is read a page at a time.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import F, OrderBy, Q, QuerySet

from liemchinh.dossiers import rules
from liemchinh.dossiers.models import Dossier
from liemchinh.dossiers.queries.fetch import scope
from liemchinh.dossiers.queries.figures import SOON, Period, bucket, measured, midnight, within
from liemchinh.kernel.actors import Actor, Role
from liemchinh.kernel.codes import is_dossier_code, tidy_code, tidy_phone
from liemchinh.kernel.days import local_day
from liemchinh.kernel.words import fold, gettext_noop
from liemchinh.org import queries as org

PAGE = 50
MOST = 10_000
"""So far a list is counted and leafed through; who has more of them narrows it."""
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
    authority: str = ""
    division: str = ""
    seat: str = ""
    field: str = ""
    state: int | None = None
    bucket: str = ""
    period: Period | None = None
    sort: str = "due"
    page: int = 1


@dataclass(frozen=True)
class Page:
    """One page of a list: its rows, its number, how many rows there are in all; `more` than are counted."""

    rows: Sequence[Dossier]
    number: int
    total: int
    more: bool = False

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


DESKS = (
    (Role.RECEIVER, rules.Awaits.RECEIVER),
    (Role.LEADER, rules.Awaits.LEADER),
    (Role.CLERK, rules.Awaits.CLERK),
)
"""Roles whose turn it is for a whole authority."""


def turn_of(actor: Actor) -> Q:
    """The dossiers on which it is this actor's turn. One query at most: who holds what is said by numbers."""
    return _turn(actor, org.numbered(actor))


def _turn(actor: Actor, numbers: org.Numbered) -> Q:
    turn = Q(pk__in=[])
    for role, awaits in DESKS:
        turn |= _in("authority", numbers.of_units(actor.authorities_as(role)), awaits)
    turn |= _in("division", numbers.of_units(actor.units_as(Role.HEAD)), rules.Awaits.HEAD)
    own = {seat.code for seat in actor.seats if Role.SPECIALIST in seat.roles}
    return turn | _in("seat", numbers.of_seats(own), rules.Awaits.SPECIALIST)


def _in(column: str, ids: Sequence[int], awaits: rules.Awaits) -> Q:
    return Q(**{f"{column}__in": ids, "awaits": awaits}) if ids else Q(pk__in=[])


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
    mine = org.numbered(actor).of_units(actor.authorities_as(Role.RECEIVER, Role.LEADER))
    rows = _rows().filter(authority__in=mine, check_due_at__isnull=False) if mine else _rows().none()
    return list(rows.order_by("check_due_at", "id")[:limit])


def waiting_for_others(actor: Actor, *, at: datetime, limit: int = 20) -> list[Dossier]:
    """Open dossiers of this actor's desk that somebody else must move, the longest wait first, at most `limit`."""
    numbers = org.numbered(actor)
    own = Q(seat__in=numbers.of_seats(seat.code for seat in actor.seats))
    desk = Q(authority__in=numbers.of_units(actor.authorities_as(Role.RECEIVER)))
    division = Q(division__in=numbers.of_units(actor.units_as(Role.HEAD)))
    rows = _rows().filter(own | desk | division, state__in=[int(state) for state in rules.OPEN])
    return list(rows.exclude(_turn(actor, numbers)).order_by("moved_at", "id")[:limit])


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
    mine = org.numbered(actor).of_units(actor.authorities_as(Role.RECEIVER))
    rows = _rows().filter(authority__in=mine, state=rules.State.RECEIVED)
    return list(rows.order_by("received_at", "id")[: PAGE * 4])


def in_transit(actor: Actor, *, at: datetime) -> list[Dossier]:
    """Dossiers whose papers are on their way to a division that the actor works in, or were sent by their desk."""
    numbers = org.numbered(actor)
    units = numbers.of_units(actor.units_as(Role.HEAD, Role.SPECIALIST, Role.CLERK))
    near = Q(division__in=units) | Q(authority__in=numbers.of_units(actor.authorities_as(Role.RECEIVER)))
    rows = _rows().filter(near, in_transit=True, state=rules.State.PROCESSING)
    return list(rows.order_by("division__code", "moved_at", "id")[: PAGE * 4])


def to_sign(actor: Actor, *, at: datetime) -> list[Dossier]:
    """Results that wait for this leader's signature, most urgent first."""
    rows = _rows().filter(
        _in("authority", org.numbered(actor).of_units(actor.authorities_as(Role.LEADER)), rules.Awaits.LEADER)
    )
    return list(rows.filter(state=rules.State.PROCESSING).order_by(*BY_DUE)[: PAGE * 4])


def listed(actor: Actor, *, at: datetime, filters: Filters) -> Page:
    """Any dossiers the actor may see, narrowed: by words, by state, by the bucket of a figure."""
    reach = scope(actor, local_day(at))
    return _page(_narrow(_rows().filter(reach), filters, at, reach=reach), filters)


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


def _narrow(rows: QuerySet[Dossier], filters: Filters, at: datetime, *, reach: Q | None = None) -> QuerySet[Dossier]:
    if filters.text.strip():
        rows = rows.filter(_words(filters.text, reach))
    if filters.procedure:
        rows = rows.filter(version__procedure__code=filters.procedure)
    rows = rows.filter(
        within(authority=filters.authority, division=filters.division, seat=filters.seat, field=filters.field)
    )
    if filters.state:
        rows = rows.filter(state=filters.state)
    if filters.bucket and filters.period:
        rows = measured(rows).filter(bucket(filters.bucket, period=filters.period, at=at))
    return rows


def _words(text: str, reach: Q | None) -> Q:
    """Words as people type them at a counter: a code or its end, a phone, an identity number, a name without marks.

    Each is looked for where it can be: a whole code and a number by their indexes; part of a name and the end of a
    code by one index that holds both (`dossier_words`), within `reach` alone, never by reading the dossiers.
    """
    code, digits = tidy_code(text), tidy_phone(text)
    if is_dossier_code(code):
        return Q(code=code)
    if len(digits) >= NUMBER and not any(sign.isalpha() for sign in text) and not END_OF_CODE.fullmatch(code):
        return Q(applicant_phone=digits) | Q(applicant_identity=digits)
    wanted = Q(applicant_folded__contains=fold(text))
    if code.count("-") == 1 or code.isdecimal() and len(code) <= ORDINAL:
        wanted |= Q(code__endswith=f"-{code}")
    return wanted if reach is None else Q(pk__in=Dossier.objects.filter(reach, wanted).values("pk"))


NUMBER, ORDINAL = 9, 6
"""So many digits are at least a telephone's; so many at most the end of a code."""
END_OF_CODE = re.compile(r"(?:20)?\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])-\d{4,}")
"""Day and ordinal of a code, as people read it out: `260907-0001`."""


def _page(rows: QuerySet[Dossier], filters: Filters) -> Page:
    total = rows.order_by()[: MOST + 1].count()
    counted = min(total, MOST)
    number = min(max(1, filters.page), max(1, -(-counted // PAGE)))
    order = SORTS.get(filters.sort, SORTS["due"])[1]
    start = (number - 1) * PAGE
    shown = list(rows.order_by(*order)[start : start + PAGE])
    return Page(rows=shown, number=number, total=counted, more=total > MOST)

"""Shows the follow-up register (form 07) of one authority: what was received in a period, and what became of it.

Every list is scoped to the actor. Whole periods are read a few hundred dossiers at a time, so their length costs time
and no memory.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from liemchinh.dossiers import rules
from liemchinh.dossiers.models import Dossier, Event
from liemchinh.dossiers.queries.fetch import PROVINCIAL, scope
from liemchinh.dossiers.queries.figures import Period
from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound
from liemchinh.org import queries as org
from liemchinh.papers.register import RegisterLine

REGISTER_PAGE = 50
VOLUME_LINES = 1_000
"""Lines of one printed volume: more are printed as further volumes, each with a file of its own."""
CHUNK = 400
GIVEN = ("give_back", "return_corrected", "reverse")


@dataclass(frozen=True)
class RegisterView:
    """A page of the register: its lines, how many there are in all, its number, and the fields that the period has."""

    lines: Sequence[RegisterLine]
    total: int
    number: int
    fields: Sequence[str]

    @property
    def volumes(self) -> int:
        """How many printed volumes there are; an empty register has one."""
        return max(1, -(-self.total // VOLUME_LINES))


def register_offices(actor: Actor, on: date) -> dict[str, str]:
    """Names of the authorities whose register `actor` may see, by code: own ones, and those under an overseer."""
    codes = set(actor.authorities_as(*rules.ALL_OF_AUTHORITY))
    for code in actor.offices_as(*PROVINCIAL):
        below = org.subtree(code, on)
        if len(below) > 1:
            codes |= {unit.code for unit in below if org.agency_code(unit, on) == unit.code}
    return dict(sorted(org.unit_names(codes, on).items(), key=lambda pair: pair[1]))


def register(
    actor: Actor, *, authority: str, period: Period, field: str = "", page: int = 1, at: datetime
) -> RegisterView:
    """One page of it, in the order of receipt. Raises NotFound for an authority that is not the actor's to see."""
    rows = _rows(actor, authority, period, "", at)
    fields = list(rows.order_by("version__field").values_list("version__field", flat=True).distinct())
    if field:
        rows = rows.filter(version__field=field)
    total = rows.count()
    number = min(max(1, page), max(1, -(-total // REGISTER_PAGE)))
    start = (number - 1) * REGISTER_PAGE
    return RegisterView(_lines(list(rows[start : start + REGISTER_PAGE]), start, at), total, number, fields)


def register_volume(
    actor: Actor, *, authority: str, period: Period, field: str = "", volume: int, at: datetime
) -> list[RegisterLine]:
    """The lines of one printed volume, from 1. Raises NotFound for one that there is not."""
    rows = _rows(actor, authority, period, field, at)
    start = (volume - 1) * VOLUME_LINES
    found = list(rows[start : start + VOLUME_LINES])
    if volume < 1 or (not found and volume > 1):
        raise NotFound(str(volume))
    return _lines(found, start, at)


def register_lines(
    actor: Actor, *, authority: str, period: Period, field: str = "", at: datetime
) -> Iterator[RegisterLine]:
    """All lines, one after the other: three queries for every few hundred of them."""
    rows = _rows(actor, authority, period, field, at)
    number, after = 0, Q()
    while found := list(rows.filter(after)[:CHUNK]):
        yield from _lines(found, number, at)
        number += len(found)
        last = found[-1]
        after = Q(received_at__gt=last.received_at) | Q(received_at=last.received_at, pk__gt=last.pk)


def _rows(actor: Actor, authority: str, period: Period, field: str, at: datetime) -> QuerySet[Dossier]:
    on = local_day(at)
    if authority not in register_offices(actor, on):
        raise NotFound(authority)
    start, end = period.span
    rows = Dossier.objects.filter(
        scope(actor, on), authority__code=authority, received_at__gte=start, received_at__lt=end
    )
    if field:
        rows = rows.filter(version__field=field)
    return rows.select_related("authority", "division", "version").defer("version__raw").order_by("received_at", "pk")


def _lines(rows: Sequence[Dossier], start: int, at: datetime) -> list[RegisterLine]:
    given: dict[int, Event] = {}
    for event in Event.objects.filter(dossier__in=[row.pk for row in rows], verb__in=GIVEN).order_by("step"):
        given[event.dossier_id] = event
    codes = {row.authority.code for row in rows} | {row.division.code for row in rows if row.division}
    names = org.unit_names(codes, local_day(at))
    return [_line(row, given.get(row.pk), number, names) for number, row in enumerate(rows, start=start + 1)]


def _line(row: Dossier, given: Event | None, number: int, names: dict[str, str]) -> RegisterLine:
    facts = given.facts if given is not None and row.state == rules.State.RETURNED else {}
    lead = row.division.code if row.division else row.authority.code
    return RegisterLine(
        number=number,
        code=row.code,
        procedure=row.version.name,
        applicant=row.applicant_name,
        reach=", ".join(part for part in (row.applicant_address, row.applicant_phone) if part),
        lead=names.get(lead, lead),
        received_at=row.received_at,
        due_at=row.due_at,
        returned_at=row.returned_at,
        method=rules.RETURN_NAMES[rules.Return(row.return_method)],
        receipt="; ".join(str(facts[name]) for name in ("collector", "proof") if facts.get(name)),
        note="" if row.returned_at else rules.STATE_NAMES[rules.State(row.state)],
    )

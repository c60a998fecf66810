"""Shows the six patterns in one authority's period: how many, of how many, with which doubt, and which dossiers."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from liemchinh.dossiers import queries as dossiers
from liemchinh.dossiers.queries import Period
from liemchinh.kernel.actors import Actor, Role
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound
from liemchinh.org import queries as org
from liemchinh.risk import rules
from liemchinh.risk.models import CaseNote


@dataclass(frozen=True)
class Note:
    """What somebody said about a case, and when."""

    text: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Line:
    """One pattern in the period: its cases, what they are a share of, the interval of that share, what was said."""

    pattern: rules.Pattern
    cases: tuple[tuple[rules.Case, tuple[Note, ...]], ...]
    of: int
    between: tuple[float, float] | None


@dataclass(frozen=True)
class Report:
    """The whole page: the plain on-time counts, those without the cases, and a line for every pattern.

    `whole` is False when the period holds more dossiers than are looked at together.
    """

    authority: org.UnitOnDay
    kept: int
    late: int
    kept_without: int
    late_without: int
    lines: tuple[Line, ...]
    looked_at: int
    whole: bool


def report(actor: Actor, *, authority: str, period: Period, at: datetime) -> Report:
    """What stands beside the on-time rate. Heads see the cases of their own division only. Raises NotFound."""
    unit = org.unit(authority, local_day(at))
    division = _scope(actor, unit, at)
    found, whole = dossiers.lives(unit.id, period=period)
    every = [_life(lived) for lived in found]
    # a pattern may lie between two divisions, so all lives are looked at; what is shown is the reader's own
    cases = [case for case in rules.cases_in(every, rules.OUR_CHOICE) if not division or case.division in division]
    lives = [life for life in every if not division or life.division in division]
    notes = _notes([case.code for case in cases])
    received = sum(1 for life in lives if life.received_at is not None)
    finished = sum(1 for life in lives if life.kept is not None)
    kept = sum(1 for life in lives if life.kept)
    late = finished - kept
    kept_without, late_without = rules.without(kept, late, cases)
    lines = []
    for pattern in rules.PATTERNS:
        own = [case for case in cases if case.pattern == pattern.code]
        of = received if pattern.of == "received" else finished
        told = tuple((case, tuple(notes.get((case.code, pattern.code), ()))) for case in own)
        lines.append(Line(pattern, told, of, rules.interval(len(own), of)))
    return Report(
        authority=unit,
        kept=kept,
        late=late,
        kept_without=kept_without,
        late_without=late_without,
        lines=tuple(lines),
        looked_at=len(lives),
        whole=whole,
    )


def _scope(actor: Actor, unit: org.UnitOnDay, at: datetime) -> frozenset[str]:
    """The divisions whose cases this actor sees; empty for all. Raises NotFound for who sees none."""
    if unit.code in actor.authorities_as(Role.LEADER, Role.AUDITOR):
        return frozenset()
    for code in actor.authorities_as(Role.OVERSEER, Role.AUDITOR):
        if any(below.code == unit.code for below in org.subtree(code, local_day(at))):
            return frozenset()
    own = actor.units_as(Role.HEAD)
    if unit.code in actor.authorities_as(Role.HEAD) and own:
        return own
    raise NotFound(unit.code)


def _life(lived: dossiers.Lived) -> rules.Life:
    return rules.Life(
        code=lived.code,
        procedure=lived.procedure,
        applicant=lived.applicant,
        division=lived.division,
        received_at=lived.received_at,
        promised_at=lived.promised_at,
        due_at=lived.due_at,
        finished_at=lived.finished_at,
        kept=lived.kept,
        acts=tuple(
            rules.Act(deed.step, deed.verb, deed.at, deed.by, deed.document, deed.undoes, deed.booked_at)
            for deed in lived.deeds
        ),
    )


def _notes(codes: list[str]) -> dict[tuple[str, str], list[Note]]:
    found: dict[tuple[str, str], list[Note]] = defaultdict(list)
    for row in CaseNote.objects.filter(dossier__in=set(codes)).order_by("at", "id"):
        found[row.dossier, row.pattern].append(Note(row.text, row.by, row.at))
    return found

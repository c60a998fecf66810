"""Dossiers for machines: one dossier for whoever holds its second fact, why that date, and the on-time figures."""

from datetime import date
from typing import Annotated

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema

from liemchinh.api.law import DueOut, due_out
from liemchinh.api.problems import Problem
from liemchinh.api.words import DossierCode, LocalMoment, SecondFact
from liemchinh.dossiers import queries, rules
from liemchinh.dossiers.queries import Tracked
from liemchinh.exchange.queries import our_code
from liemchinh.face.guards import count_look_up
from liemchinh.kernel.codes import tidy_code
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound
from liemchinh.org import queries as org

router = Router(tags=["dossiers"])


class StandingOut(Schema):
    """A status in a word and a kind (on, soon, late, paused, done, plain)."""

    kind: str
    word: str


class KnotOut(Schema):
    """One step of the way: what, where, when (null ahead of now); state done, now, next or late."""

    title: str
    state: str
    at: LocalMoment | None
    place: str
    detail: str
    note: str


class PaperOut(Schema):
    """One paper as it was handed in."""

    name: str
    kind: str
    count: int


class DossierOut(Schema):
    """A dossier as its applicant follows it. `due_at` is null while it waits or where no term is stated."""

    code: str
    procedure: str
    procedure_name: str
    state: int
    state_name: str
    standing: StandingOut
    received_at: LocalMoment | None
    due_at: LocalMoment | None
    due_provisional: bool
    answer_due_at: LocalMoment | None
    finished_at: LocalMoment | None
    returned_at: LocalMoment | None
    supplements_asked: int
    papers: list[PaperOut]
    way: list[KnotOut]


class TwoClocks(Schema):
    """The date by the clock of the law (the promise) and by that of the national index; null where no term runs."""

    code: str
    basis: str
    legal: DueOut | None
    index: DueOut | None


class FigureOut(Schema):
    """On-time figures of a unit and field; the numbers are null where they are too small to be shown."""

    unit: str
    field: str
    finished: int | None
    on_time: int | None
    share: float | None


class UnitFiguresOut(Schema):
    """Figures of a unit; `ended` was withdrawn or stopped, `supplemented` the share for which more papers were asked.

    Null where too small to be shown; `left_out` lines are not in the sums.
    """

    unit: str
    finished: int | None
    on_time: int | None
    share: float | None
    left_out: int
    ended: int | None
    supplemented: float | None


class Figures(Schema):
    """Figures of a period, and their sum; lines too small to be shown may be left out of the sum as well.

    `causes` counts the coded reasons of apologies, null where too few; it is null altogether for a year.
    """

    first: date
    until: date
    as_of: LocalMoment
    small: int
    finished: int
    on_time: int
    share: float | None
    left_out: int
    units: list[UnitFiguresOut]
    causes: dict[str, int | None] | None
    lines: list[FigureOut]


_ANSWERS = {404: Problem, 422: Problem, 429: Problem}


@router.get("/dossiers/{code}", response={200: DossierOut, **_ANSWERS}, url_name="api_dossier")
def dossier(request: HttpRequest, code: DossierCode, second_fact: SecondFact) -> DossierOut:
    """Follow one dossier. A wrong code and a wrong second fact are the same answer; tries are counted."""
    found = _tracked(request, code, second_fact)
    row = found.dossier
    return DossierOut(
        code=row.code,
        procedure=row.version.procedure.code,
        procedure_name=row.version.name,
        state=row.state,
        state_name=rules.STATE_NAMES[rules.State(row.state)],
        standing=StandingOut(kind=found.standing.kind, word=found.standing.word),
        received_at=row.received_at,
        due_at=row.due_at,
        due_provisional=row.due_provisional,
        answer_due_at=row.answer_due_at,
        finished_at=row.finished_at,
        returned_at=row.returned_at,
        supplements_asked=row.supplements_asked,
        papers=[
            PaperOut(name=str(item["name"]), kind=str(item.get("kind", "")), count=int(item.get("count", 1)))
            for item in row.components
        ],
        way=[
            KnotOut(
                title=knot.title,
                state=knot.state,
                at=knot.at,
                place=knot.place,
                detail=knot.detail,
                note=knot.note,
            )
            for knot in found.knots
        ],
    )


@router.get("/dossiers/{code}/due", response={200: TwoClocks, **_ANSWERS}, url_name="api_dossier_due")
def why(request: HttpRequest, code: DossierCode, second_fact: SecondFact) -> TwoClocks:
    """Why this date: every day counted and skipped, by the clock of the law and by that of the national index."""
    found = _tracked(request, code, second_fact)
    return TwoClocks(
        code=found.dossier.code,
        basis=found.dossier.basis,
        legal=due_out(found.legal) if found.legal else None,
        index=due_out(found.index) if found.index else None,
    )


@router.get("/figures", response={200: Figures, 422: Problem, 429: Problem}, url_name="api_figures")
def figures(
    request: HttpRequest,
    period: Annotated[
        str | None,
        Query(
            pattern=r"^20\d\d(-(0[1-9]|1[0-2]))?$", description="A month `2026-09` or a year; this month if left out."
        ),
    ] = None,
) -> Figures:
    """How many results came on time, by unit and field. Groups of fewer than `small` dossiers show no numbers."""
    at = timezone.now()
    days = _period(period, local_day(at))
    board = queries.board(period=days, at=at)
    units = org.units(board.units, local_day(at))
    shown = [
        FigureOut(
            unit=units[line.authority].code,
            field=line.field,
            finished=line.finished if line.share is not None else None,
            on_time=line.kept if line.share is not None else None,
            share=line.share,
        )
        for line in board.lines
    ]
    beside = [
        UnitFiguresOut(
            unit=units[key].code,
            finished=total.finished if total.share is not None else None,
            on_time=total.kept if total.share is not None else None,
            share=total.share,
            left_out=total.hidden,
            ended=board.beside[key].ended,
            supplemented=board.beside[key].supplemented,
        )
        for key, total in board.units.items()
    ]
    return Figures(
        first=days.first,
        until=days.until,
        as_of=at,
        small=queries.SMALL,
        finished=board.total.finished if board.total.share is not None else 0,
        on_time=board.total.kept if board.total.share is not None else 0,
        share=board.total.share,
        left_out=board.total.hidden,
        units=sorted(beside, key=lambda one: one.unit),
        causes=dict(board.causes) if board.causes is not None else None,
        lines=sorted(shown, key=lambda line: (line.unit, line.field)),
    )


def _period(asked: str | None, today: date) -> queries.Period:
    if asked is None:
        return queries.month_of(today)
    year, _, month = asked.partition("-")
    if month:
        return queries.month_of(date(int(year), int(month), 1))
    return queries.Period(date(int(year), 1, 1), date(int(year) + 1, 1, 1))


def _tracked(request: HttpRequest, code: str, fact: str) -> Tracked:
    at = timezone.now()
    count_look_up(request, code=code, fact=fact, at=at)
    found = queries.looked_up(our_code(tidy_code(code)), fact)
    if found is None:
        raise NotFound(code)
    return queries.tracked(found, at=at)

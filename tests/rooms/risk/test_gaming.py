"""Patterns found in real dossiers of an authority, within the reach of who looks, with what the unit says of them."""

from datetime import timedelta

import pytest

from liemchinh.dossiers import queries as dossiers
from liemchinh.dossiers import services
from liemchinh.kernel.errors import NotFound
from liemchinh.ledger.models import Entry
from liemchinh.risk import queries
from liemchinh.risk.models import CaseNote
from liemchinh.risk.services import explain
from tests import builders
from tests.builders import MORNING
from tests.cast import Cast
from tests.refusals import refused

SEPTEMBER = dossiers.month_of(MORNING.date())
LATER = MORNING + timedelta(days=20)


@pytest.fixture
def refiled(cast: Cast) -> str:
    code = builders.assigned(cast).code
    services.withdraw(code=code, reason="Xin rút.", by=cast.receiver.actor, at=MORNING + timedelta(days=2))
    builders.received(cast, MORNING + timedelta(days=3))
    builders.returned(cast, MORNING + timedelta(days=4))
    return str(code)


def cases(report: queries.Report) -> list[tuple[str, str]]:
    return [(line.pattern.code, case.code) for line in report.lines for case, _ in line.cases]


def test_a_case_is_found_counted_and_left_out_of_the_second_rate(cast: Cast, refiled: str) -> None:
    report = queries.report(cast.leader.actor, authority=cast.commune, period=SEPTEMBER, at=LATER)
    assert cases(report) == [("refiled", refiled)]
    assert (report.kept, report.late, report.whole, report.looked_at) == (1, 0, True, 3)
    line = report.lines[0]
    assert line.of == 3 and line.between is not None and line.between[0] < 1 / 3 < line.between[1]
    assert report.kept_without == 1, "what was withdrawn had no result to leave out"


def test_nobody_sees_cases_beyond_their_reach(cast: Cast, refiled: str) -> None:
    def seen(who: str, unit: str = cast.commune) -> list[tuple[str, str]]:
        return cases(queries.report(getattr(cast, who).actor, authority=unit, period=SEPTEMBER, at=LATER))

    assert seen("head") == seen("auditor") == seen("overseer") == [("refiled", refiled)]
    assert seen("other_head") == [], "a head sees the own division's"
    for who in ("receiver", "specialist", "stranger_leader", "stranger_head", "administrator"):
        with pytest.raises(NotFound):
            seen(who)


def test_what_a_unit_says_stays_and_is_in_the_log(cast: Cast, refiled: str) -> None:
    said = {"pattern": "refiled", "dossier": refiled, "text": "Người nộp đổi nơi cư trú."}
    for _ in range(2):
        explain(**said, by=cast.head.actor, at=LATER)
    assert CaseNote.objects.count() == 1 and Entry.objects.filter(kind="risk.case_explained").count() == 1
    (line, *_) = queries.report(cast.leader.actor, authority=cast.commune, period=SEPTEMBER, at=LATER).lines
    assert [note.text for _, notes in line.cases for note in notes] == [said["text"]]
    with refused("risk.note_empty"):
        explain(**said | {"text": "  "}, by=cast.leader.actor, at=LATER)
    for who in (cast.specialist, cast.other_head, cast.stranger_leader, cast.auditor):
        with pytest.raises(NotFound):
            explain(**said, by=who.actor, at=LATER)
    with pytest.raises(NotFound):
        explain(**said | {"pattern": "guilty"}, by=cast.leader.actor, at=LATER)


def test_the_number_of_queries_does_not_grow_with_the_dossiers(
    cast: Cast, django_assert_max_num_queries: object
) -> None:
    for day in range(3):
        builders.returned(cast, MORNING + timedelta(days=day))
    with django_assert_max_num_queries(16):  # type: ignore[operator]
        queries.report(cast.leader.actor, authority=cast.commune, period=SEPTEMBER, at=LATER)

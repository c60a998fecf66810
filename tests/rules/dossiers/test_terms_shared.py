"""One reading serves both clocks for as long as nothing has told them apart."""

from datetime import datetime, timedelta

from liemchinh.dossiers import rules
from liemchinh.dossiers.rules import Happened, Office
from liemchinh.kernel.days import VIETNAM
from liemchinh.law.calendar import national_calendar
from liemchinh.law.clocks import Budget, Happening, Unit
from liemchinh.law.hours import STANDARD

OFFICE = Office(calendar=national_calendar(), hours=STANDARD)
MONDAY = datetime(2026, 9, 7, 9, 0, tzinfo=VIETNAM)
FIVE = Budget(5, Unit.WORKING_DAY)
RECEIVED = Happened(1, MONDAY, Happening.START, Happening.START)
ASKED = Happened(2, MONDAY + timedelta(days=1), Happening.SUSPEND, Happening.SUSPEND)
ANSWERED = Happened(3, MONDAY + timedelta(days=3), Happening.SUPERSEDE, Happening.RESUME)


def test_both_clocks_are_the_same_before_anything_tells_them_apart() -> None:
    legal, index = rules.both_readings(FIVE, [RECEIVED, ASKED], office=OFFICE, now=ASKED.at)
    assert legal is index
    assert index == rules.index_reading(FIVE, [RECEIVED, ASKED], office=OFFICE, now=ASKED.at)


def test_an_answered_supplement_starts_the_clock_of_the_law_again_and_not_the_index() -> None:
    history = [RECEIVED, ASKED, ANSWERED]
    legal, index = rules.both_readings(FIVE, history, office=OFFICE, now=ANSWERED.at)
    assert legal.due_at is not None and index.due_at is not None
    assert legal.due_at > index.due_at
    assert index == rules.index_reading(FIVE, history, office=OFFICE, now=ANSWERED.at)

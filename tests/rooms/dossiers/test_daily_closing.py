"""The last line of a day: exact, once, and the same whether it is written at once or long after."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError
from django.test.utils import CaptureQueriesContext

from liemchinh.dossiers import queries, rules, services
from liemchinh.dossiers.models import DayClosed, Event
from liemchinh.jobs import worker
from liemchinh.ledger import queries as ledger
from liemchinh.ledger.models import Entry
from tests import builders
from tests.builders import MORNING, at
from tests.cast import Cast

NEXT_MORNING = MORNING + timedelta(days=1)


def closings() -> list[dict[str, Any]]:
    """Public parts of every closing, as they were written."""
    rows = Entry.objects.filter(kind=rules.DAY_CLOSED.code).order_by("id")
    return [ledger.public_part(row) for row in rows]


def counted(closing: dict[str, Any]) -> tuple[int, int, int, int]:
    """What a closing counts: in, out, late, last."""
    return closing["in"], closing["out"], closing["late"], closing["last"]


def test_a_day_ends_with_one_public_line_of_each_authority(cast: Cast) -> None:
    builders.issued(cast)
    builders.assigned(cast)
    services.receive(filing=builders.filing(), by=cast.stranger.actor, at=MORNING)
    assert services.close_days(at=NEXT_MORNING) == [MORNING.date()]
    ours, theirs = closings()
    assert (ours["ag"], ours["on"], counted(ours)) == (cast.commune, "2026-09-07", (2, 1, 0, 2))
    assert counted(theirs) == (1, 0, 0, 1)
    assert set(ours) == {"v", "kind", "ag", "did", "n", "prev", "t", "c", "on", "in", "out", "late", "last"}


def test_a_closed_day_is_not_closed_again(cast: Cast) -> None:
    builders.received(cast)
    assert worker.look(NEXT_MORNING)["close_days"] == 1
    assert worker.look(NEXT_MORNING + timedelta(minutes=1))["close_days"] == 0
    assert len(closings()) == 1


def test_a_day_is_left_open_until_ten_minutes_after_midnight(cast: Cast) -> None:
    builders.received(cast)
    assert services.close_days(at=at("2026-09-08 00:09")) == []
    assert services.close_days(at=at("2026-09-08 00:10")) == [MORNING.date()]


def test_days_without_an_act_have_no_line_and_closings_are_one_chain(cast: Cast) -> None:
    code = builders.received(cast).code
    services.hand_over(code=code, division=cast.office, by=cast.receiver.actor, at=MORNING + timedelta(days=3))
    days = services.close_days(at=MORNING + timedelta(days=9))
    assert days == [MORNING.date(), (MORNING + timedelta(days=3)).date()]
    first, second = closings()
    assert first["did"] == second["did"]
    assert (first["n"], second["n"]) == (1, 2)
    assert (
        second["prev"]
        == ledger.fingerprints(Entry.objects.filter(tag=first["did"], step=1).values_list("id", flat=True)).popitem()[1]
    )


def test_a_dossier_past_its_day_counts_as_late_until_it_ends(cast: Cast) -> None:
    dossier = builders.assigned(cast)
    due = dossier.due_at
    for days in (0, 1):  # something has to happen on a day for it to be closed
        builders.received(cast, due.replace(hour=2) + timedelta(days=days))
    services.withdraw(
        code=dossier.code, reason="Người nộp xin rút.", by=cast.receiver.actor, at=due + timedelta(days=2)
    )
    services.close_days(at=due + timedelta(days=5))
    late = {closing["on"]: closing["late"] for closing in closings()}
    on = [(due + timedelta(days=days)).date().isoformat() for days in (0, 1, 2)]
    assert late[on[0]] == 1, "its term ended during that day, and it was still running at midnight"
    assert late[on[1]] == 1
    assert late[on[2]] == 0, "it ended during that day"


def test_a_paused_dossier_is_not_late_and_a_withdrawal_counts_as_an_end(cast: Cast) -> None:
    code = builders.asked(cast).code
    later = MORNING + timedelta(days=14)
    services.withdraw(code=code, reason="Người nộp xin rút.", by=cast.receiver.actor, at=later)
    services.close_days(at=later + timedelta(days=1))
    assert [counted(closing) for closing in closings()] == [(1, 0, 0, 1), (0, 1, 0, 1)]


def test_what_was_never_accepted_neither_comes_in_nor_goes_out(cast: Cast) -> None:
    services.refuse_new(
        filing=builders.filing(), reason_code="authority", reason="Không thuộc xã.", by=cast.receiver.actor, at=MORNING
    )
    services.close_days(at=NEXT_MORNING)
    assert counted(closings()[0]) == (0, 0, 0, 1)


def test_a_day_closed_long_after_says_the_same_as_one_closed_at_once(cast: Cast) -> None:
    """The same history twice: closed night by night, and all at the end by counting back."""
    days = [MORNING + timedelta(days=day) for day in range(0, 24, 2)]
    at_once: list[tuple[int, int, int, int]] = []
    overdue = []
    for number, morning in enumerate(days):
        overdue.append(builders.assigned(cast, morning).code)
        builders.issued(cast, morning)
        if number >= 8:
            services.withdraw(
                code=overdue[number - 8], reason="Xin rút.", by=cast.receiver.actor, at=morning + timedelta(hours=10)
            )
        figures = queries.day_figures(morning.date())
        at_once += [(f.received, f.ended, f.late, f.last) for f in figures.values()]
    services.close_days(at=days[-1] + timedelta(days=1))
    assert [counted(closing) for closing in closings()] == at_once
    assert max(late for _, _, late, _ in at_once) >= 2


def test_the_cost_does_not_grow_with_the_day(cast: Cast) -> None:
    def cost(day: int, dossiers: int) -> int:
        for number in range(dossiers):
            builders.received(cast, MORNING + timedelta(days=day, minutes=number))
        with CaptureQueriesContext(connection) as log:
            services.close_days(at=MORNING + timedelta(days=day + 1))
        return len(log)

    cost(0, 1)
    assert cost(1, 1) == cost(2, 12)
    with CaptureQueriesContext(connection) as log:
        services.close_days(at=MORNING + timedelta(days=3))
    assert len(log) == 2, "nothing left to close: asked every minute"


def test_an_authority_has_one_line_a_day_and_nobody_changes_it(cast: Cast) -> None:
    builders.received(cast)
    services.close_days(at=NEXT_MORNING)
    row = DayClosed.objects.get()
    twin = DayClosed(authority_id=row.authority_id, on=row.on, received=0, ended=0, late=0, last=0)
    twin.entry_id = Event.objects.get().entry_id
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()
    for change in (lambda: DayClosed.objects.update(late=0), lambda: DayClosed.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()

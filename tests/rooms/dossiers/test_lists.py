"""Lists: each shows what its reader may see, in an order that never wavers, and is found by what people type."""

from datetime import timedelta

import pytest

from liemchinh.dossiers import queries, services
from liemchinh.dossiers.queries import Filters
from liemchinh.jobs.simulate import simulate
from tests import builders
from tests.builders import MORNING, at
from tests.cast import Cast
from tests.rooms.dossiers import ground
from tests.rooms.dossiers.ground import ACTS, HOURLY, LATER, member


def codes(rows: object) -> list[str]:
    return [row.code for row in rows]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("standing", "whose"),
    [
        ("registered", set()),
        ("received", {"receiver", "receiver2"}),
        ("in transit", {"head"}),
        ("with the specialist", {"specialist"}),
        ("supplement proposed", {"receiver", "receiver2"}),
        ("supplement asked", set()),
        ("submitted", {"head"}),
        ("endorsed", {"leader"}),
        ("signed", {"clerk"}),
        ("issued", {"receiver", "receiver2"}),
        ("returned", set()),
        ("stopped", set()),
    ],
)
def test_a_dossier_waits_in_the_queue_of_whose_turn_it_is_and_in_no_other(
    cast: Cast, standing: str, whose: set[str]
) -> None:
    dossier = ground.PLACES[standing][0](cast)
    having = {name for name in ground.EVERYBODY if queries.queue(member(name).actor, at=LATER).total}
    assert having == whose
    for name in whose:
        assert codes(queries.queue(member(name).actor, at=LATER).rows) == [dossier.code]


def test_what_others_must_move_is_shown_to_those_who_answer_for_it(cast: Cast) -> None:
    dossier = builders.asked(cast)
    waiting = {name for name in ground.EVERYBODY if queries.waiting_for_others(member(name).actor, at=LATER)}
    assert waiting == {"receiver", "receiver2", "head", "specialist"}
    assert codes(queries.waiting_for_others(cast.head.actor, at=LATER)) == [dossier.code]


def test_the_most_urgent_comes_first_and_what_has_no_date_last(cast: Cast) -> None:
    later = builders.received(cast, MORNING + timedelta(days=2))
    dateless = builders.received(cast, MORNING + timedelta(days=1))
    type(dateless).objects.filter(pk=dateless.pk).update(due_at=None)
    first = builders.received(cast)
    second = builders.received(cast)
    rows = queries.queue(cast.receiver.actor, at=LATER).rows
    assert codes(rows) == [first.code, second.code, later.code, dateless.code]


@pytest.mark.parametrize(
    ("when", "group"),
    [
        ("2026-09-10 09:00", "later"),
        ("2026-09-14 09:00", "soon"),
        ("2026-09-16 16:00", "today"),
        ("2026-09-16 20:00", "today"),  # the day is not over
        ("2026-09-17 00:00", "late"),
    ],
)
def test_urgency_changes_with_the_day(cast: Cast, when: str, group: str) -> None:
    row = builders.received(cast)
    assert [found.key for found in queries.by_urgency([row], at=at(when))] == [group]


@pytest.mark.parametrize(("when", "group"), [("2026-09-07 10:10:59", "today"), ("2026-09-07 10:11", "late")])
def test_a_term_of_an_hour_is_late_within_the_day(cast: Cast, when: str, group: str) -> None:
    row = builders.received(cast, procedure=HOURLY)
    assert row.due_at == at("2026-09-07 10:10")
    assert [found.key for found in queries.by_urgency([row], at=at(when))] == [group]


@pytest.mark.parametrize(
    "typed",
    [
        "H99.12-260907-0001",
        " h99.12\u2013260907\u20130001 ",
        "260907-0001",
        "0001",
        "nguyen thi thi",
        "NGUYỄN THỊ",
        "0999 123 456",
        "+84 999 123 456",
        "000000000012",
    ],
)
def test_a_dossier_is_found_by_whatever_is_at_hand(cast: Cast, typed: str) -> None:
    dossier = builders.received(cast)
    services.receive(
        filing=builders.filing(applicant=services.Applicant(name="Đỗ Văn Ví", phone="0999000777")),
        by=cast.receiver.actor,
        at=MORNING,
    )
    found = queries.listed(cast.leader.actor, at=LATER, filters=Filters(text=typed))
    assert codes(found.rows) == [dossier.code]


def test_a_search_never_leaves_what_the_reader_may_see(cast: Cast) -> None:
    ours = builders.assigned(cast)
    theirs = services.receive(filing=builders.filing(), by=cast.stranger.actor, at=MORNING)
    text = Filters(text="nguyen")
    for name, seen in (
        ("receiver", [ours.code]),
        ("head", [ours.code]),
        ("other_head", []),
        ("stranger", [theirs.code]),
        ("editor", []),
        ("overseer", [ours.code, theirs.code]),
    ):
        assert sorted(codes(queries.listed(member(name).actor, at=LATER, filters=text).rows)) == sorted(seen), name


@pytest.mark.parametrize("typed", ["%", "_", "100%", "'; --", "\\"])
def test_signs_of_the_query_language_are_letters_like_others(cast: Cast, typed: str) -> None:
    builders.received(cast)
    assert queries.listed(cast.leader.actor, at=LATER, filters=Filters(text=typed)).total == 0


def test_filters_narrow_and_sorts_keep_one_order_down_to_the_row(cast: Cast) -> None:
    simulate(dossiers=20, seed=3, now=at("2026-09-18 16:00"))
    when, actor = at("2026-09-18 16:00"), cast.leader.actor
    everything = queries.listed(actor, at=when, filters=Filters())
    assert everything.total == 20
    for sort in queries.SORTS:
        page = queries.listed(actor, at=when, filters=Filters(sort=sort))
        assert sorted(codes(page.rows)) == sorted(codes(everything.rows))
        assert codes(page.rows) == codes(queries.listed(actor, at=when, filters=Filters(sort=sort)).rows)
    by_state = [queries.listed(actor, at=when, filters=Filters(state=state)).total for state in range(1, 11)]
    assert sum(by_state) == 20
    divisions = {row.division.code if row.division else queries.NOBODY for row in everything.rows}
    assert sum(queries.listed(actor, at=when, filters=Filters(division=code)).total for code in divisions) == 20
    seats = {row.seat.code if row.seat else queries.NOBODY for row in everything.rows}
    assert sum(queries.listed(actor, at=when, filters=Filters(seat=code)).total for code in seats) == 20
    procedures = {row.version.procedure.code for row in everything.rows}
    assert sum(queries.listed(actor, at=when, filters=Filters(procedure=code)).total for code in procedures) == 20


def test_pages_follow_one_another_and_a_page_too_far_is_the_last(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("liemchinh.dossiers.queries.lists.PAGE", 2)
    made = [builders.received(cast, MORNING + timedelta(minutes=number)).code for number in range(5)]
    pages = [queries.listed(cast.leader.actor, at=LATER, filters=Filters(sort="code", page=n)) for n in (1, 2, 3, 9)]
    assert [code for page in pages[:3] for code in codes(page.rows)] == made
    assert (pages[3].number, codes(pages[3].rows), pages[3].total) == (3, made[4:], 5)
    assert queries.listed(cast.leader.actor, at=LATER, filters=Filters(page=-4)).number == 1


def test_an_unknown_sort_is_the_usual_one(cast: Cast) -> None:
    builders.received(cast)
    assert queries.listed(cast.leader.actor, at=LATER, filters=Filters(sort="; drop")).total == 1


def test_what_has_ended_leaves_the_queues(cast: Cast) -> None:
    code = builders.received(cast).code
    ACTS["withdraw"](code, cast.receiver.actor, LATER)
    assert queries.queue(cast.receiver.actor, at=LATER).total == 0
    assert queries.to_hand_over(cast.receiver.actor, at=LATER) == []

"""After units merge or end: who sees what was left, how it comes home, and what stays as it was."""

from datetime import date, timedelta
from typing import Any

import pytest

from liemchinh.dossiers import queries, rules, services
from liemchinh.dossiers.models import Dossier, Event
from liemchinh.kernel.actors import SYSTEM, Actor
from liemchinh.kernel.errors import NotFound
from liemchinh.org import queries as org
from liemchinh.org import services as units
from tests import builders
from tests.builders import MORNING, at
from tests.cast import Cast, Member
from tests.refusals import refused
from tests.rooms.dossiers.test_query_counts import cost

DAY = date(2026, 9, 8)
AFTER = at("2026-09-08 08:00")
DECISION = "Nghị quyết mẫu 05"


def merged(cast: Cast) -> None:
    """Bình Mẫu takes in An Mẫu."""
    units.merge(codes=[cast.commune], into="H99.13", on=DAY, decision=DECISION, by=SYSTEM, at=MORNING)


def acting(member: Member, when: Any = AFTER) -> Actor:
    return org.actor(member.username, when)


def rehome(code: str, by: Actor, division: str = "H99.13.02", **more: Any) -> Dossier:
    return services.rehome(code=code, division=division, decision=DECISION, by=by, at=AFTER, **more)


def test_a_neighbour_that_takes_a_commune_in_handles_what_it_left(cast: Cast) -> None:
    received, assigned, asked = builders.received(cast), builders.assigned(cast), builders.asked(cast)
    submitted, issued = builders.submitted(cast), builders.issued(cast)
    before = {row.code: (row.authority_id, row.number, row.tag, row.due_at) for row in Dossier.objects.all()}
    merged(cast)
    receiver, leader, head = acting(cast.stranger), acting(cast.stranger_leader), acting(cast.stranger_head)
    assert receiver.seats[0].inherits == {cast.commune}
    assert queries.queue(receiver, at=AFTER).total == 2, "one to hand over, one to give back"
    services.hand_over(code=received.code, division="H99.13.02", by=receiver, at=AFTER)
    services.give_back(code=issued.code, collector="Người nộp", proof="Giấy hẹn", by=receiver, at=AFTER)
    lying = queries.homeless(leader, at=AFTER)
    assert [(one.authority, one.division, one.count) for one in lying] == [(cast.commune, cast.office, 3)]
    moved = services.rehome_many(
        authority=cast.commune, division=cast.office, to="H99.13.02", decision=DECISION, by=leader, at=AFTER, limit=2
    )
    rest = services.rehome_many(
        authority=cast.commune, division=cast.office, to="H99.13.02", decision=DECISION, by=leader, at=AFTER
    )
    assert (moved, rest) == (2, 1), "it goes on where it stopped"
    assert queries.homeless(leader, at=AFTER) == [] and Event.objects.filter(verb="rehome").count() == 3
    turns = {row.code: row.awaits for row in Dossier.objects.all()}
    assert turns[assigned.code] == turns[submitted.code] == rules.Awaits.HEAD
    assert turns[asked.code] == rules.Awaits.CITIZEN, "whose turn it was keeps it"
    services.endorse(code=submitted.code, by=head, at=AFTER)
    services.take_supplement(code=asked.code, components=[], by=receiver, at=AFTER)
    assert Dossier.objects.get(code=asked.code).awaits == rules.Awaits.HEAD, "nobody's desk any more"
    services.send_back(code=submitted.code, reason="Nêu rõ căn cứ.", by=leader, at=AFTER)
    assert Dossier.objects.get(code=submitted.code).awaits == rules.Awaits.HEAD
    for row in Dossier.objects.select_related("authority"):
        authority, number, tag, due = before[row.code]
        assert (row.authority_id, row.number, row.tag) == (authority, number, tag)
        assert row.due_at == due or row.code == asked.code
    paper = queries.paper_of(queries.handled_by(receiver, code=asked.code, at=AFTER), "control", site="https://h")
    assert paper.code == asked.code


def test_nobody_brings_home_what_is_not_lost_or_not_theirs(cast: Cast) -> None:
    code = builders.assigned(cast).code
    with refused("dossiers.at_home"):
        services.rehome(code=code, division=cast.economy, decision=DECISION, by=cast.leader.actor, at=AFTER)
    units.close(code=cast.office, on=DAY + timedelta(days=1), decision=DECISION, by=SYSTEM, at=MORNING)
    with refused("dossiers.at_home"):
        services.rehome(code=code, division=cast.economy, decision=DECISION, by=cast.leader.actor, at=AFTER)
    late = AFTER + timedelta(days=1)
    with refused("dossiers.needs", "số quyết định"):
        services.rehome(code=code, division=cast.economy, decision=" ", by=cast.leader.actor, at=late)
    with refused("dossiers.division"):
        services.rehome(code=code, division="H99.13.02", decision=DECISION, by=cast.leader.actor, at=late)
    with refused("dossiers.who"):
        services.rehome(code=code, division=cast.economy, decision=DECISION, by=cast.receiver.actor, at=late)
    for member in (cast.stranger_leader, cast.editor, cast.overseer):
        with pytest.raises(NotFound):
            services.rehome(code=code, division=cast.economy, decision=DECISION, by=member.actor, at=late)
    assert (
        services.rehome_many(
            authority=cast.commune,
            division=cast.office,
            to=cast.economy,
            decision=DECISION,
            by=cast.stranger_leader.actor,
            at=late,
        )
        == 0
    )
    home = services.rehome(code=code, division=cast.economy, decision=DECISION, by=cast.administrator.actor, at=late)
    assert home.division is not None and home.division_id is not None and home.seat is None


def test_the_province_still_sees_the_dossiers_of_a_commune_that_ended(cast: Cast) -> None:
    code = builders.assigned(cast).code
    merged(cast)
    for member in (cast.overseer, cast.auditor):
        assert queries.handled_by(acting(member), code=code, at=AFTER).code == code
        assert queries.listed(acting(member), at=AFTER, filters=queries.Filters()).total == 1
    for member in (cast.receiver, cast.leader, cast.specialist):
        assert acting(member).seats == ()
        with pytest.raises(NotFound):
            queries.handled_by(acting(member), code=code, at=AFTER)


@pytest.mark.parametrize("left", [1, 6])
def test_lists_of_a_successor_cost_the_same_however_much_was_left(cast: Cast, left: int) -> None:
    for number in range(left):
        builders.assigned(cast, MORNING + timedelta(minutes=number))
    merged(cast)
    leader = acting(cast.stranger_leader)
    assert cost(lambda: queries.homeless(leader, at=AFTER)) == 1
    assert cost(lambda: queries.queue(leader, at=AFTER)) == 3
    assert cost(lambda: queries.lying_in([1, 2, 3])) == 1

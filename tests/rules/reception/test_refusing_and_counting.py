"""Grounds of refusal on both sides of 1/7/2026, who speaks for many, which matter a visit is likely about."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liemchinh.reception.rules import conclusions, refusal, visits
from liemchinh.reception.rules.refusal import Ground
from liemchinh.reception.rules.visits import Content, VisitKind
from tests.refusals import refused

OLD, NEW = date(2026, 6, 30), date(2026, 7, 1)


def test_the_decree_adds_ten_grounds_from_its_first_day() -> None:
    assert refusal.grounds_on(OLD) == (Ground.DRUNK, Ground.THREAT, Ground.SETTLED)
    assert refusal.grounds_on(NEW) == tuple(Ground)
    with refused("reception.ground", "điểm b khoản 1 Điều 4"):
        refusal.check_refusal(Ground.CHECK, content=Content.COMPLAINT, explained=True, document="", on=OLD)
    refusal.check_refusal(Ground.CHECK, content=Content.COMPLAINT, explained=True, document="", on=NEW)


def test_a_written_notice_is_due_for_two_grounds_since_the_decree_and_for_one_before() -> None:
    assert [ground for ground in Ground if refusal.needs_notice(ground, OLD)] == [Ground.SETTLED]
    assert [ground for ground in Ground if refusal.needs_notice(ground, NEW)] == [Ground.SETTLED, Ground.ANSWERED]


@pytest.mark.parametrize("ground", list(Ground))
def test_a_ground_is_explained_where_the_law_says_so_and_rests_on_a_document_where_it_must(ground: Ground) -> None:
    content = refusal.ONLY_FOR.get(ground, (Content.COMPLAINT,))[0]
    asked = {"content": content, "document": "TB 1", "on": NEW}
    if ground in (Ground.SETTLED, Ground.WEAPON, Ground.JUDGED):
        refusal.check_refusal(ground, explained=False, **asked)
    else:
        with refused("reception.explain"):
            refusal.check_refusal(ground, explained=False, **asked)
    if ground in refusal.BY_DOCUMENT:
        with refused("reception.document"):
            refusal.check_refusal(ground, content=content, explained=True, document=" ", on=NEW)
    assert refusal.basis_of(ground).endswith(("Luật Tiếp công dân", "154/2026/NĐ-CP"))


def test_a_ground_for_recommendations_is_none_for_complaints() -> None:
    for ground, content in ((Ground.ANSWERED, Content.COMPLAINT), (Ground.SETTLED, Content.RECOMMENDATION)):
        with refused("reception.ground"):
            refusal.check_refusal(ground, content=content, explained=True, document="TB 1", on=NEW)


@given(st.integers(min_value=1, max_value=500))
def test_so_many_speak_for_so_many(people: int) -> None:
    most = visits.representatives_allowed(people, on=NEW)
    assert most == (0 if people < 5 else 2 if people <= 10 else 5)
    assert visits.is_group(people, on=NEW) is (people >= 5)


@given(st.lists(st.tuples(st.text(max_size=12), st.text(max_size=12), st.text(max_size=6)), max_size=8))
def test_the_same_person_comes_before_the_same_words_and_nothing_is_proposed_without_either(
    matters: list[tuple[str, str, str]],
) -> None:
    known = [
        visits.Known(key, subject, subject, frozenset({identity}) - {""}, frozenset({name}))
        for key, (subject, identity, name) in enumerate(matters)
    ]
    same = visits.Known(99, "dat thon mau", "dat thon mau", frozenset({"001"}), frozenset())
    found = visits.likely([*known, same], subject="việc khác hẳn", identities=["001"], names=[])
    assert same in found[: 1 + sum("001" in one.identities for one in known)]
    assert visits.likely(known, subject="zzz", identities=[], names=[]) == []
    assert len(found) <= 5


def test_a_conclusion_is_about_visits_of_the_head_and_its_work_has_a_day_and_a_doer() -> None:
    task = conclusions.TaskSaid(what="Đo lại", due_on=NEW, body="Phòng Kinh tế")
    days = {"issued_on": NEW, "held_on": OLD}
    conclusions.check_conclusion([task], {VisitKind.SCHEDULED}, content="x", **days)
    for kinds, content in (({VisitKind.REGULAR}, "x"), (set(), "x"), ({VisitKind.UNSCHEDULED}, " ")):
        with refused("reception.conclusion"):
            conclusions.check_conclusion([task], kinds, content=content, **days)
    with refused("reception.conclusion"):
        conclusions.check_conclusion([], {VisitKind.SCHEDULED}, content="x", issued_on=OLD, held_on=NEW)
    for wrong in (
        conclusions.TaskSaid(what="Đo lại", due_on=OLD, body="A"),
        conclusions.TaskSaid(what="Đo lại", due_on=NEW),
        conclusions.TaskSaid(what=" ", due_on=NEW, body="A"),
    ):
        with refused("reception.task"):
            conclusions.check_task(wrong, after=NEW)

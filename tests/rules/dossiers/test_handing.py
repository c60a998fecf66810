"""Who speaks when in a hand-over: nobody takes what they give, nothing is moved before it was counted."""

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liemchinh.dossiers import rules
from liemchinh.dossiers.rules import HandedLine, Handing, Stage
from liemchinh.kernel.actors import Actor, Role, SeatHeld
from liemchinh.kernel.days import VIETNAM
from liemchinh.kernel.errors import NotFound
from liemchinh.org.rules import likeliest
from tests.refusals import refused

AT = datetime(2026, 9, 15, 8, 0, tzinfo=VIETNAM)
UNIT, GIVER, TAKER = "H99.12.02", "H99.12-a", "H99.12-b"
OFFER = Handing(1, UNIT, GIVER, TAKER, "an", "an", AT, "Nghỉ.", (HandedLine("H99.12-260907-0001", 4, AT),))


def person(code: str, seat: str, *roles: Role, unit: str = UNIT) -> Actor:
    return Actor(code, code, (SeatHeld(seat, unit, "H99.12", frozenset(roles)),))


AN, BA = person("an", GIVER, Role.SPECIALIST), person("ba", TAKER, Role.SPECIALIST)
CHI, STRANGER = person("chi", "H99.12-c", Role.HEAD), person("di", "H99.13-b", Role.HEAD, unit="H99.13.02")
STAGES = st.sampled_from(Stage)


@given(STAGES, st.booleans())
def test_nobody_takes_what_they_give_and_a_stranger_says_nothing(stage: Stage, same: bool) -> None:
    handing = replace(OFFER, stage=stage, taker_seat=GIVER if same else TAKER)
    assert not rules.may_take(AN, handing)
    for may in (rules.may_take, rules.may_approve, rules.may_drop, rules.may_read):
        assert not may(STRANGER, handing)
    with pytest.raises(NotFound):
        rules.check_handing(False, STRANGER, handing)


@given(STAGES)
def test_nothing_is_moved_before_it_was_counted(stage: Stage) -> None:
    handing = replace(OFFER, stage=stage, taken_at=AT if stage is not Stage.OFFERED else None)
    assert rules.may_approve(CHI, handing) == (stage in (Stage.TAKEN, Stage.DONE))
    assert not rules.may_approve(BA, handing) and not rules.may_approve(AN, handing)
    assert rules.may_take(BA, handing) == (stage is Stage.OFFERED)
    assert rules.may_drop(AN, handing) == (stage in (Stage.OFFERED, Stage.TAKEN))


def test_what_is_moved_is_left_no_more_and_a_new_holder_leaves_nothing() -> None:
    done = replace(OFFER, stage=Stage.DONE, taken_at=AT, moved=("H99.12-260907-0001",))
    assert done.left == () and not rules.may_approve(CHI, done)
    assert OFFER.left == ("H99.12-260907-0001",)
    assert replace(OFFER, taker_seat=GIVER).left == ()
    with refused("dossiers.handing_open"):
        rules.check_offer(giver_seat=GIVER, taker_seat=TAKER, open_before=True, lines=OFFER.lines)
    with refused("dossiers.handing_empty"):
        rules.check_offer(giver_seat=GIVER, taker_seat=TAKER, open_before=False, lines=())
    rules.check_offer(giver_seat=GIVER, taker_seat=GIVER, open_before=False, lines=())


@given(st.text(), st.dictionaries(st.text(min_size=1), st.text(), max_size=4))
def test_a_proposal_for_a_division_is_one_of_those_there_or_none(name: str, among: dict[str, str]) -> None:
    assert likeliest(name, among) in {"", *among}


def test_the_office_of_the_same_work_is_found_under_another_name() -> None:
    among = {"1": "Phòng Kinh tế, Hạ tầng và Đô thị", "2": "Phòng Văn hóa - Xã hội", "3": "Trung tâm Phục vụ"}
    assert likeliest("Phòng Văn hóa và Xã hội", among) == "2"
    assert likeliest("Ban Chỉ huy quân sự", among) == ""


def test_a_seat_covers_its_own_authority_and_what_has_become_it() -> None:
    seat = SeatHeld("s", UNIT, "H99.12", frozenset({Role.LEADER}), frozenset({"H99.20"}))
    assert seat.covers("H99.12") and seat.covers("H99.20") and not seat.covers("H99.13")
    heir = Actor("x", "X", (seat,))
    assert heir.authorities_as(Role.LEADER) == {"H99.12", "H99.20"}
    assert heir.offices_as(Role.LEADER) == {"H99.12"} and heir.offices_as(Role.HEAD) == frozenset()

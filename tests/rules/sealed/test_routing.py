"""Whoever the chart, nobody accused, near to them or between ever receives a report; the two halves never meet."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liemchinh.kernel.actors import Role
from liemchinh.kernel.errors import Refused
from liemchinh.sealed import rules
from liemchinh.sealed.rules import About, Accused, Holder, Purpose
from tests.refusals import refused

LEVELS = ["H99.12", "H99", "G01"]
UNITS = [f"{level}{end}" for level in LEVELS for end in ("", ".01", ".02")]
PEOPLE = [f"p{number}" for number in range(9)]


@st.composite
def holders(draw: st.DrawFn) -> list[Holder]:
    found = []
    for number in range(draw(st.integers(0, 14))):
        unit = draw(st.sampled_from(UNITS))
        purpose = draw(st.sampled_from([Purpose.READER, Purpose.CUSTODIAN, Purpose.RECOVERY]))
        found.append(
            Holder(
                key=number + 1,
                public=f"age1{number}",
                purpose=purpose,
                authority=max((one for one in LEVELS if unit.startswith(one)), key=len),
                persons=frozenset(draw(st.sets(st.sampled_from(PEOPLE), min_size=1, max_size=2)))
                if purpose is Purpose.RECOVERY
                else frozenset({draw(st.sampled_from(PEOPLE))}),
                seat=f"s{number}",
                unit=unit,
                roles=frozenset(draw(st.sets(st.sampled_from([Role.SEALED, Role.INSPECTOR, Role.CHAIR]), min_size=1))),
                kin=frozenset(draw(st.sets(st.sampled_from(PEOPLE), max_size=2))),
            )
        )
    return found


accused = st.builds(
    Accused,
    units=st.frozensets(st.sampled_from(UNITS), max_size=3),
    seats=st.frozensets(st.sampled_from([f"s{number}" for number in range(9)]), max_size=2),
    persons=st.frozensets(st.sampled_from(PEOPLE), max_size=2),
    climbs=st.booleans(),
    unknown=st.booleans(),
)


@given(accused, holders())
def test_nobody_shut_out_is_ever_on_the_way(accused: Accused, found: list[Holder]) -> None:
    try:
        route = rules.route(accused, levels=LEVELS, holders=found)
    except Refused as refusal:
        assert refusal.code == "sealed.nobody"
        return
    everybody = [*route.readers, *route.sides[0], *route.sides[1], *([route.recovery] if route.recovery else [])]
    assert not any(rules.is_shut_out(one, accused) for one in everybody)
    if accused.climbs and not accused.unknown:
        assert route.body != LEVELS[0], "an authority does not deal with what is said of itself"
    if accused.unknown:
        assert route.body == LEVELS[-1]
    assert route.readers and all(one.authority == route.body for one in route.readers)
    first, second = (frozenset().union(*(one.persons for one in side)) for side in route.sides)
    reading = frozenset().union(*(one.persons for one in route.readers))
    assert first and second and not first & second, "no person has both halves"
    assert not (first | second) & reading, "who reads the story does not keep the name"


@given(accused, holders(), st.binary(min_size=32, max_size=32))
def test_the_stored_list_shuts_out_exactly_whom_the_chart_shuts_out(
    accused: Accused, found: list[Holder], salt: bytes
) -> None:
    stored = rules.shut_out_list(rules.hidden(rules.shut_out_marks(accused), key=b"k", salt=salt))
    assert len(stored) % 64 == 0 and not any(code in str(stored) for code in accused.units)
    for one in found:
        marks = rules.hidden(rules.marks_of(one), key=b"k", salt=salt)
        assert (not set(marks).isdisjoint(stored)) is rules.is_shut_out(one, accused)


def test_not_knowing_about_whom_goes_to_the_highest_body() -> None:
    assert About() == About(unit="", seat="")
    with refused("sealed.nobody"):
        rules.route(Accused(unknown=True), levels=[], holders=[])


@pytest.mark.parametrize(
    ("kind", "heard", "identity", "signed", "code"),
    [
        ("named", "phone", {"name": "A", "address": "B"}, True, "sealed.by_phone"),
        ("named", "here", {"name": "A", "address": " "}, True, "sealed.nameless"),
        ("named", "here", {"name": "A", "address": "B"}, False, "sealed.unsigned"),
        ("named", "here", {"name": "A", "address": "B"}, True, ""),
        ("lead", "phone", {}, False, ""),
    ],
)
def test_what_is_told_is_a_denunciation_only_in_person_with_a_name_and_a_signature(
    kind: str, heard: str, identity: dict[str, str], signed: bool, code: str
) -> None:
    def check() -> None:
        rules.check_told(rules.Report(kind), rules.Heard(heard), identity=identity, signed=signed)

    if code:
        with refused(code):
            check()
    else:
        check()


def test_nobody_writes_down_what_is_about_their_unit_their_kin_themselves_or_their_head() -> None:
    def writer(**known: Any) -> rules.Holder:
        at = {"unit": "H99.12.01", "seat": "H99.12-tiepdan", "authority": "H99.12", "persons": frozenset({"tiepdan"})}
        return rules.Holder(key=0, public="", purpose=rules.Purpose.READER, **(at | known))

    levels = ["H99.12", "H99"]
    for accused in (
        rules.Accused(units=frozenset({"H99.12.01"})),
        rules.Accused(seats=frozenset({"H99.12-tiepdan"})),
        rules.Accused(persons=frozenset({"tiepdan"})),
        rules.Accused(persons=frozenset({"chutich"}), climbs=True),
    ):
        with refused("sealed.too_near"):
            rules.check_writer([writer()], accused, levels=levels)
    with refused("sealed.too_near"):
        rules.check_writer(
            [writer(kin=frozenset({"diachinh"}))], rules.Accused(persons=frozenset({"diachinh"})), levels=levels
        )
    other = rules.Accused(units=frozenset({"H99.12.03"}), persons=frozenset({"diachinh"}))
    rules.check_writer([writer()], other, levels=levels)
    rules.check_writer([writer()], rules.Accused(climbs=True), levels=["H99"])
    rules.check_writer([writer()], rules.Accused(unknown=True), levels=levels)


def test_a_mark_of_an_hour_is_one_for_the_hour_and_nobody_reads_it_without_the_key() -> None:
    at = datetime(2026, 8, 3, 9, 59, 59, tzinfo=UTC)
    mark = rules.hour_mark("7K3M", "tinkin", at, key=b"k")
    assert mark == rules.hour_mark("7K3M", "tinkin", at - timedelta(minutes=59), key=b"k")
    others = [
        rules.hour_mark("7K3M", "tinkin", at + timedelta(seconds=1), key=b"k"),
        rules.hour_mark("7K3M", "xacminh", at, key=b"k"),
        rules.hour_mark("7K3N", "tinkin", at, key=b"k"),
        rules.hour_mark("7K3M", "tinkin", at, key=b"another"),
    ]
    assert len({mark, *others}) == 5

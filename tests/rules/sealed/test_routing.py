"""Whoever the chart, nobody accused, near to them or between ever receives a report; the two halves never meet."""

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

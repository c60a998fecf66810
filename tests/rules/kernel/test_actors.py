"""Actors: rights come from seats, each in its own unit."""

from liemchinh.kernel.actors import ROLE_NAMES, SYSTEM, Actor, Role, SeatHeld

DESK = SeatHeld("A-quay", "A.01", "A", frozenset({Role.RECEIVER, Role.CASHIER}))
HEAD = SeatHeld("B-truong", "B.02", "B", frozenset({Role.HEAD}))
BOTH = Actor("nguoi", "Người Mẫu", (DESK, HEAD))


def test_a_role_counts_only_where_its_seat_is() -> None:
    assert BOTH.units_as(Role.RECEIVER) == {"A.01"}
    assert BOTH.authorities_as(Role.HEAD) == {"B"}
    assert BOTH.authorities_as(Role.HEAD, Role.CASHIER) == {"A", "B"}
    assert BOTH.has(Role.CASHIER) and not BOTH.has(Role.LEADER)


def test_the_clock_holds_no_seat_and_no_role() -> None:
    assert SYSTEM.seats == () and not SYSTEM.has(*Role)


def test_every_role_has_a_name_for_people() -> None:
    assert set(ROLE_NAMES) == set(Role) and all(ROLE_NAMES.values())

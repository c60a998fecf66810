"""Declared kin: both directions, dated, by the right person, and never unsaid for cases already open."""

from datetime import date, datetime

import pytest
from django.db import DatabaseError, transaction

from liemchinh.kernel.days import VIETNAM
from liemchinh.kernel.errors import NotFound
from liemchinh.ledger import queries as ledger
from liemchinh.ledger.models import Entry
from liemchinh.org import queries, services
from liemchinh.org.models import Kinship
from tests.refusals import refused
from tests.rooms.org.ground import AT, acting

LATER = datetime(2025, 9, 1, 9, 0, tzinfo=VIETNAM)
BEFORE, BETWEEN, AFTER = date(2025, 6, 30), date(2025, 8, 1), date(2025, 9, 2)


def declare(by: str, person: str, relative: str, relation: str = "sibling") -> None:
    services.declare_kin(person=person, relative=relative, relation=relation, by=acting(by), at=AT)


def test_kin_is_near_in_both_directions_from_the_day_it_is_declared(staff: dict[str, str]) -> None:
    declare("CB-MAI", "CB-MAI", "CB-LA")
    assert queries.kin_of(["CB-MAI"], BETWEEN) == {"CB-LA"}
    assert queries.kin_of(["CB-LA"], BETWEEN) == {"CB-MAI"}
    assert queries.kin_of(["CB-LA", "CB-MAI"], BETWEEN) == {"CB-MAI", "CB-LA"}
    assert queries.kin_of(["CB-LA"], BEFORE) == queries.kin_of(["CB-QUAN", ""], BETWEEN) == queries.kin_of([], AFTER)


def test_an_ended_tie_still_counts_for_a_case_that_came_in_before(staff: dict[str, str]) -> None:
    declare("CB-MAI", "CB-MAI", "CB-LA", "spouse")
    services.end_kin(person="CB-MAI", relative="CB-LA", reason="đã ly hôn", by=acting("CB-MAI"), at=LATER)
    assert queries.kin_of(["CB-LA"], BETWEEN) == {"CB-MAI"}
    assert queries.kin_of(["CB-LA"], AFTER) == frozenset()
    assert queries.kin_of(["CB-LA"], AFTER, since=BETWEEN) == {"CB-MAI"}
    assert queries.kin_of(["CB-LA"], AFTER, since=LATER.date()) == {"CB-MAI"}  # the day of its ending itself
    with pytest.raises(NotFound):
        services.end_kin(person="CB-MAI", relative="CB-LA", reason="lần nữa", by=acting("CB-MAI"), at=LATER)


def test_only_oneself_or_the_administrator_of_the_office_declares(staff: dict[str, str]) -> None:
    declare("CB-QUAN", "CB-MAI", "CB-TINH")
    for stranger in ("CB-LA", "CB-MOI"):
        with pytest.raises(NotFound):
            declare(stranger, "CB-MAI", "CB-QUAN")
    with pytest.raises(NotFound):
        declare("CB-MAI", "CB-MAI", "CB-KHONG")
    with refused("org.kin_declared"):  # the other side of the same tie
        declare("CB-TINH", "CB-TINH", "CB-MAI")
    with refused("org.kin_itself"):
        declare("CB-MAI", "CB-MAI", "CB-MAI")
    with refused("org.kin_relation"):
        declare("CB-MAI", "CB-MAI", "CB-LA", "friend")
    with refused("org.kin_reason"):
        services.end_kin(person="CB-MAI", relative="CB-TINH", reason=" ", by=acting("CB-MAI"), at=LATER)


def test_a_declaration_is_seen_by_the_two_and_by_their_offices_only(staff: dict[str, str]) -> None:
    declare("CB-MAI", "CB-MAI", "CB-TINH")
    seen = {code: len(queries.declared_kin(acting(code), BETWEEN)) for code in staff.values()}
    assert seen == {"CB-MAI": 1, "CB-QUAN": 1, "CB-TINH": 1, "CB-LA": 0, "CB-MOI": 0}


def test_the_log_tells_that_kin_was_declared_and_never_who(staff: dict[str, str]) -> None:
    declare("CB-MAI", "CB-MAI", "CB-LA")
    part = ledger.public_part(Entry.objects.get(kind="org.kin_declared"))
    assert part["on"] == "2025-07-01" and "CB-" not in str(part) and "sibling" not in str(part)


def test_the_database_keeps_declarations(staff: dict[str, str]) -> None:
    declare("CB-MAI", "CB-MAI", "CB-LA")
    for change in (
        lambda: Kinship.objects.all().delete(),
        lambda: Kinship.objects.update(relation="child"),
        lambda: Kinship.objects.update(declared_from=BETWEEN, declared_until=AFTER),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_the_holder_of_a_seat_is_that_of_the_day(staff: dict[str, str]) -> None:
    services.hand_over(seat="DX.TN1", to="CB-MOI", on=AFTER, by=acting("CB-QUAN"), at=AT)
    assert queries.holder_of("DX.TN1", BETWEEN) == "CB-MAI"
    assert queries.holder_of("DX.TN1", AFTER) == "CB-MOI"
    assert queries.holder_of("DX.TN1", BEFORE) is None
    assert queries.holder_of("KHONG", AFTER) is None

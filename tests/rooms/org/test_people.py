"""Rights follow the seat, on the days it is held; accounts are in the right administrator's hands."""

from datetime import date, datetime
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.db import IntegrityError, transaction

from liemchinh.kernel.actors import SYSTEM, Role
from liemchinh.kernel.days import VIETNAM
from liemchinh.kernel.errors import NotFound
from liemchinh.ledger import queries as ledger
from liemchinh.ledger.models import Entry
from liemchinh.org import queries, services
from liemchinh.org.models import Holding, Person, Seat
from tests.refusals import refused
from tests.rooms.org.ground import AT, acting, person, seat

DAY = date(2026, 3, 1)
LAST_MINUTE = datetime(2026, 2, 28, 23, 59, tzinfo=VIETNAM)
FIRST_MINUTE = datetime(2026, 3, 1, 0, 0, tzinfo=VIETNAM)
PASSWORD = "ba con trau xanh 7"


def test_an_actor_carries_seat_unit_authority_and_roles(staff: dict[str, str]) -> None:
    mai = acting("CB-MAI")
    [held] = mai.seats
    assert (held.code, held.unit, held.authority) == ("DX.TN1", "H88.12.1", "H88.12")
    assert held.roles == {Role.RECEIVER, Role.CASHIER}
    assert mai.name == "Thử Thị Mai"


def test_a_handed_over_seat_gives_rights_to_one_until_midnight_and_to_the_other_after(
    staff: dict[str, str],
) -> None:
    services.hand_over(seat="DX.TN1", to="CB-MOI", on=DAY, by=acting("CB-QUAN"), at=AT)
    assert acting("CB-MAI", LAST_MINUTE).has(Role.RECEIVER)
    assert not acting("CB-MOI", LAST_MINUTE).has(Role.RECEIVER)
    assert not acting("CB-MAI", FIRST_MINUTE).has(Role.RECEIVER)
    assert acting("CB-MOI", FIRST_MINUTE).has(Role.RECEIVER)


def test_the_day_of_rights_is_the_day_in_vietnam(staff: dict[str, str]) -> None:
    services.vacate(seat="DX.TN1", on=DAY, by=acting("CB-QUAN"), at=AT)
    five_utc = datetime.fromisoformat("2026-02-28T17:00:00+00:00")  # midnight of 1 March in Vietnam
    assert not acting("CB-MAI", five_utc).has(Role.RECEIVER)


def test_a_seat_has_one_holder(staff: dict[str, str]) -> None:
    with refused("org.seat_held", "1/7/2025"):
        services.appoint(seat="DX.TN1", person="CB-MOI", on=DAY, by=acting("CB-QUAN"), at=AT)
    row = Seat.objects.get(code="DX.TN1")
    with pytest.raises(IntegrityError), transaction.atomic():
        Holding.objects.create(seat=row, person=Person.objects.get(code="CB-MOI"), held_from=DAY)


def test_an_appointment_for_a_time_ends_by_itself(staff: dict[str, str]) -> None:
    seat("DX.VT1", "H88.12", "clerk")
    quan = acting("CB-QUAN")
    services.appoint(seat="DX.VT1", person="CB-MOI", on=date(2026, 1, 1), until=DAY, by=quan, at=AT)
    assert acting("CB-MOI", LAST_MINUTE).has(Role.CLERK)
    assert not acting("CB-MOI", FIRST_MINUTE).has(Role.CLERK)
    services.appoint(seat="DX.VT1", person="CB-MAI", on=DAY, by=quan, at=AT)
    assert acting("CB-MAI", FIRST_MINUTE).has(Role.CLERK, Role.RECEIVER)


def test_a_closed_seat_gives_no_rights(staff: dict[str, str]) -> None:
    services.close_seat(seat="DX.TN1", on=DAY, by=acting("CB-QUAN"), at=AT)
    assert acting("CB-MAI", LAST_MINUTE).has(Role.RECEIVER)
    assert acting("CB-MAI", FIRST_MINUTE).seats == ()
    with refused("org.seat_not_open"):
        services.appoint(seat="DX.TN1", person="CB-MOI", on=DAY, by=acting("CB-QUAN"), at=AT)


def test_an_administrator_does_not_appoint_themselves(staff: dict[str, str]) -> None:
    seat("DX.LD1", "H88.12", "leader")
    with refused("org.own_seat"):
        services.appoint(seat="DX.LD1", person="CB-QUAN", on=DAY, by=acting("CB-QUAN"), at=AT)
    services.appoint(seat="DX.LD1", person="CB-QUAN", on=DAY, by=acting("CB-TINH"), at=AT)


def test_the_administrator_of_another_commune_fills_no_seat_here(staff: dict[str, str]) -> None:
    la = acting("CB-LA")
    with refused("org.not_administrator"):
        services.create_seat(code="X1", unit="H88.12", title="Vị trí", roles=["leader"], on=DAY, by=la, at=AT)
    with refused("org.not_administrator"):
        services.hand_over(seat="DX.TN1", to="CB-LA", on=DAY, by=la, at=AT)
    with refused("org.not_administrator"):
        services.vacate(seat="DX.TN1", on=DAY, by=la, at=AT)
    with refused("org.not_administrator"):
        services.create_person(code="CB-X", name="Thử Văn X", employer="H88.12", by=la, at=AT)


def test_a_commune_has_no_seat_over_the_province(staff: dict[str, str]) -> None:
    with refused("org.overseer_place"):
        seat("DX.X", "H88.12.1", "overseer")


def test_nobody_holds_a_vacant_seat_twice_ended(staff: dict[str, str]) -> None:
    services.vacate(seat="DX.TN1", on=DAY, by=acting("CB-QUAN"), at=AT)
    with pytest.raises(NotFound):
        services.vacate(seat="DX.TN1", on=date(2026, 4, 1), by=acting("CB-QUAN"), at=AT)


def test_seat_holders_of_a_role_are_found_with_all_their_rights(staff: dict[str, str]) -> None:
    seat("DX.TN2", "H88.12.1", "receiver", person="CB-MOI")
    seat("DX.VT2", "H88.12", "clerk", person="CB-MOI")
    centre = queries.unit("H88.12.1", DAY)
    found = queries.seat_holders(centre, Role.RECEIVER, DAY)
    assert [who.code for who in found] == ["CB-MAI", "CB-MOI"]
    assert found[1].units_as(Role.CLERK) == {"H88.12"}
    assert queries.seat_holders(centre, Role.LEADER, DAY) == []


def test_the_seats_of_units_show_who_holds_them(staff: dict[str, str]) -> None:
    seat("DX.TN2", "H88.12.1", "receiver")
    shown = queries.seats([queries.unit("H88.12.1", DAY)], DAY)
    assert [(s.code, s.person_name) for s in shown] == [("DX.TN1", "Thử Thị Mai"), ("DX.TN2", "")]


def account(code: str, username: str) -> User:
    services.open_account(person=code, username=username, password=PASSWORD, by=SYSTEM, at=AT)
    return User.objects.get(username=username)


def test_a_signed_in_user_acts_as_their_person_in_three_queries(
    staff: dict[str, str], django_assert_num_queries: Any
) -> None:
    user = account("CB-MAI", "mai")
    seat("DX.VT2", "H88.12", "clerk", person="CB-MAI")
    with django_assert_num_queries(3):  # seats with their unit, the way up, what has become the authority
        actor = queries.actor_for(user, AT)
    assert [s.code for s in actor.seats] == ["DX.TN1", "DX.VT2"]


def test_an_official_without_a_seat_acts_without_rights(staff: dict[str, str]) -> None:
    actor = queries.actor_for(account("CB-MOI", "moi"), AT)
    assert (actor.code, actor.seats) == ("CB-MOI", ())


def test_a_stranger_is_nobody(staff: dict[str, str]) -> None:
    with pytest.raises(NotFound):
        queries.actor_for(AnonymousUser(), AT)
    with pytest.raises(NotFound):
        queries.actor_for(User.objects.create(username="stranger"), AT)


def test_a_weak_password_and_a_taken_name_are_refused(staff: dict[str, str]) -> None:
    with refused("org.password"):
        services.open_account(person="CB-MAI", username="mai", password="1234567890", by=SYSTEM, at=AT)
    account("CB-MAI", "mai")
    with refused("org.username_taken", "mai"):
        services.open_account(person="CB-MOI", username="MAI", password=PASSWORD, by=SYSTEM, at=AT)
    with refused("org.account_exists"):
        services.open_account(person="CB-MAI", username="mai2", password=PASSWORD, by=SYSTEM, at=AT)


def test_the_administrator_of_the_employer_resets_a_password(staff: dict[str, str]) -> None:
    user = account("CB-MAI", "mai")
    services.reset_password(person="CB-MAI", password="nam con vit vang 9", by=acting("CB-QUAN"), at=AT)
    user.refresh_from_db()
    assert user.check_password("nam con vit vang 9")
    with refused("org.not_administrator"):
        services.reset_password(person="CB-MAI", password=PASSWORD, by=acting("CB-LA"), at=AT)


def test_nobody_takes_over_an_official_who_also_has_a_seat_elsewhere(staff: dict[str, str]) -> None:
    account("CB-MAI", "mai")
    seat("DV.TN1", "H88.13.1", "receiver", person="CB-MAI")
    for who in ("CB-QUAN", "CB-LA"):
        with refused("org.not_administrator"):
            services.reset_password(person="CB-MAI", password=PASSWORD, by=acting(who), at=AT)
    services.reset_password(person="CB-MAI", password="nam con vit vang 9", by=acting("CB-TINH"), at=AT)


def test_a_transfer_passes_the_power_over_the_account(staff: dict[str, str]) -> None:
    account("CB-MOI", "moi")
    services.transfer_person(person="CB-MOI", employer="H88.13", by=acting("CB-TINH"), at=AT)
    services.close_account(person="CB-MOI", by=acting("CB-LA"), at=AT)
    assert not User.objects.get(username="moi").is_active
    with refused("org.not_administrator"):
        services.open_account(person="CB-MOI", username="moi", password=PASSWORD, by=acting("CB-QUAN"), at=AT)


def test_no_name_of_a_person_enters_the_public_part_of_the_log(staff: dict[str, str]) -> None:
    person("CB-SAU", "Thử Thị Sáu", "H88.12")
    services.hand_over(seat="DX.TN1", to="CB-SAU", on=DAY, by=acting("CB-QUAN"), at=AT)
    account("CB-SAU", "sau.tiepnhan")
    for entry in Entry.objects.order_by("-id")[:4]:
        public = str(ledger.public_part(entry))
        assert not any(word in public for word in ("CB-", "Thử", "sau.tiepnhan", PASSWORD))

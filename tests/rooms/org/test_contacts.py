"""Contacts and office hours: one source, dated, with the authority answering for its divisions."""

from datetime import date, time, timedelta
from typing import Any

import pytest

from liemchinh.kernel.actors import SYSTEM
from liemchinh.kernel.errors import NotFound
from liemchinh.law.hours import STANDARD, OfficeHours
from liemchinh.org import queries, services
from liemchinh.org.rules import ContactKind, LocalityType, UnitKind
from tests.refusals import refused
from tests.rooms.org.ground import AT, OPENED, acting, open_unit

DAY = date(2026, 3, 1)
BEFORE = DAY - timedelta(days=1)


def contact(unit: str, kind: ContactKind, value: str, on: date = OPENED, position: int = 0) -> None:
    services.set_contact(unit=unit, kind=kind, value=value, on=on, position=position, by=SYSTEM, at=AT)


def shown(unit: str, on: date = DAY) -> list[tuple[ContactKind, str, str]]:
    return [(c.kind, c.value, c.unit) for c in queries.contacts(queries.unit(unit, on), on)]


def test_a_division_shows_the_contacts_of_its_commune(province: str) -> None:
    contact("H88.12", ContactKind.ADDRESS, "Số 1 đường Chính")
    contact("H88.12", ContactKind.HOTLINE, "0299 380 0100")
    contact("H88.12.1", ContactKind.PHONE, "0299 380 0101")
    assert shown("H88.12.1") == [
        (ContactKind.HOTLINE, "02993800100", "H88.12"),
        (ContactKind.PHONE, "02993800101", "H88.12.1"),
        (ContactKind.ADDRESS, "Số 1 đường Chính", "H88.12"),
    ]


def test_a_commune_without_hotline_shows_the_province_s_but_not_its_address(province: str) -> None:
    contact("H88", ContactKind.HOTLINE, "1022")
    contact("H88", ContactKind.ADDRESS, "Số 9 đường Tỉnh")
    assert shown("H88.12") == [(ContactKind.HOTLINE, "1022", "H88")]


def test_a_changed_number_holds_from_its_day(province: str) -> None:
    contact("H88.12", ContactKind.HOTLINE, "0299 380 0100")
    contact("H88.12", ContactKind.HOTLINE, "0299 380 0200", DAY)
    assert shown("H88.12", BEFORE) == [(ContactKind.HOTLINE, "02993800100", "H88.12")]
    assert shown("H88.12", DAY) == [(ContactKind.HOTLINE, "02993800200", "H88.12")]


def test_two_of_a_kind_stand_in_their_order_and_one_can_be_dropped(province: str) -> None:
    contact("H88.12", ContactKind.PHONE, "0299 380 0102", position=1)
    contact("H88.12", ContactKind.PHONE, "0299 380 0101", position=0)
    assert [value for _, value, _ in shown("H88.12")] == ["02993800101", "02993800102"]
    services.drop_contact(unit="H88.12", kind=ContactKind.PHONE, position=0, on=DAY, by=SYSTEM, at=AT)
    assert [value for _, value, _ in shown("H88.12", BEFORE)] == ["02993800101", "02993800102"]
    assert [value for _, value, _ in shown("H88.12", DAY)] == ["02993800102"]
    with pytest.raises(NotFound):
        services.drop_contact(unit="H88.12", kind=ContactKind.BOX, on=DAY, by=SYSTEM, at=AT)


def test_only_the_commune_s_own_administrator_publishes_its_contacts(staff: dict[str, str]) -> None:
    for who in ("CB-LA", "CB-MAI"):
        with refused("org.not_administrator"):
            services.set_contact(unit="H88.12", kind=ContactKind.HOTLINE, value="1022", on=DAY, by=acting(who), at=AT)
    services.set_contact(unit="H88.12", kind=ContactKind.HOTLINE, value="1022", on=DAY, by=acting("CB-QUAN"), at=AT)


def test_office_hours_come_from_the_unit_the_commune_or_the_standard(province: str) -> None:
    early = OfficeHours(
        weekdays=(((time(7), time(11)), (time(13), time(17))),) * 5 + ((), ()), make_up=STANDARD.make_up
    )
    centre, commune = queries.unit("H88.12.1", DAY), queries.unit("H88.12", DAY)
    assert queries.office_hours(centre, DAY) == STANDARD
    services.set_hours(unit="H88.12", hours=early, on=DAY, by=SYSTEM, at=AT)
    assert queries.office_hours(centre, BEFORE) == STANDARD
    assert queries.office_hours(centre, DAY) == queries.office_hours(commune, DAY) == early


def test_the_directory_finds_a_commune_without_its_diacritics(province: str) -> None:
    contact("H88.12", ContactKind.HOTLINE, "1022")
    found = queries.directory(DAY, search="doi xanh")
    assert [(line.unit.name, [c.value for c in line.contacts]) for line in found] == [("Xã Đồi Xanh", ["1022"])]
    assert queries.directory_size(DAY, province="H88", search="doi") == 2


def test_the_directory_of_a_province_leaves_the_others_out(province: str) -> None:
    open_unit("H87", UnitKind.PROVINCE, "Tỉnh Láng Giềng", locality=LocalityType.PROVINCE)
    open_unit("H87.1", UnitKind.COMMUNE, "Xã Bên Kia", "H87", locality=LocalityType.COMMUNE)
    names = [line.unit.code for line in queries.directory(DAY, province="H88")]
    assert sorted(names) == ["H88", "H88.1", "H88.12", "H88.13", "H88.14"]
    assert queries.directory_size(DAY, province="H87") == 2


def test_the_directory_pages_without_repeating_or_losing_a_line(province: str, django_assert_num_queries: Any) -> None:
    whole = [line.unit.code for line in queries.directory(DAY, province="H88")]
    with django_assert_num_queries(3):
        first = queries.directory(DAY, province="H88", limit=2)
    rest = queries.directory(DAY, province="H88", limit=50, offset=2)
    assert [line.unit.code for line in first + rest] == whole
    assert len(whole) == 5

"""How codes, names, roles and contacts are written, and who may change them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liemchinh.kernel.actors import SYSTEM, Actor, Role, SeatHeld
from liemchinh.org import rules
from liemchinh.org.rules import ContactKind, LocalityType, UnitKind
from tests.refusals import refused


def holder(*roles: Role, authority: str = "H99.12", unit: str = "H99.12") -> Actor:
    return Actor("CB-1", "Cán bộ Một", (SeatHeld("VT-1", unit, authority, frozenset(roles)),))


def test_an_administrator_of_the_authority_or_above_may() -> None:
    assert rules.may_administer(holder(Role.ADMINISTRATOR), ["H99.12.3", "H99.12", "H99"])
    assert rules.may_administer(holder(Role.ADMINISTRATOR, authority="H99"), ["H99.12", "H99"])


def test_an_administrator_of_another_commune_may_not() -> None:
    stranger = holder(Role.ADMINISTRATOR, authority="H99.13")
    with refused("org.not_administrator"):
        rules.check_may_administer(stranger, ["H99.12", "H99"])


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_no_other_role_administers(role: Role) -> None:
    assert not rules.may_administer(holder(role), ["H99.12", "H99"])


def test_only_the_house_itself_opens_what_stands_alone() -> None:
    assert rules.may_administer(SYSTEM, [])
    assert not rules.may_administer(holder(Role.ADMINISTRATOR, authority="H99"), [])


def test_nobody_can_be_registered_under_the_name_of_the_house() -> None:
    for code in ("system", "SYSTEM", " System "):
        with refused("org.person_code"):
            rules.check_person_code(code)
    assert rules.check_person_code(" CB-0012 ") == "CB-0012"


@pytest.mark.parametrize("code", ["H99", "H99.12", "G09.20.001", "00070", "H99.12.3-A"])
def test_agency_identifiers_and_administrative_codes_fit_a_unit(code: str) -> None:
    assert rules.check_unit_code(f" {code} ") == code


@pytest.mark.parametrize("code", ["", "h99", "H99 12", "H99/12", "A" * 36, ".H99"])
def test_a_malformed_unit_code_is_refused(code: str) -> None:
    with refused("org.unit_code"):
        rules.check_unit_code(code)


def test_administrative_codes_have_two_digits_for_a_province_and_five_for_a_commune() -> None:
    assert rules.check_admin_code("01", UnitKind.PROVINCE) == "01"
    assert rules.check_admin_code("00070", UnitKind.COMMUNE) == "00070"
    assert rules.check_admin_code("", UnitKind.COMMUNE) == ""
    for code, kind in (("1", UnitKind.PROVINCE), ("70", UnitKind.COMMUNE), ("01", UnitKind.DIVISION)):
        with refused("org.admin_code"):
            rules.check_admin_code(code, kind)


def test_a_ward_is_a_type_of_commune_and_a_division_has_none() -> None:
    rules.check_type(UnitKind.COMMUNE, LocalityType.WARD)
    rules.check_type(UnitKind.DIVISION, LocalityType.NONE)
    for kind, locality in (
        (UnitKind.COMMUNE, LocalityType.PROVINCE),
        (UnitKind.COMMUNE, LocalityType.NONE),
        (UnitKind.CENTRE, LocalityType.CITY),
    ):
        with refused("org.type"):
            rules.check_type(kind, locality)


def test_the_short_name_leaves_out_the_type_only() -> None:
    assert rules.short_name("Phường Đồi Xanh", LocalityType.WARD) == "Đồi Xanh"
    assert rules.short_name("Thành phố Đồi Xanh", LocalityType.CITY) == "Đồi Xanh"
    assert rules.short_name("Phòng Kinh tế", LocalityType.NONE) == "Phòng Kinh tế"
    assert rules.short_name("Xã Đàn", LocalityType.WARD) == "Xã Đàn"


def test_names_are_kept_composed_and_single_spaced() -> None:
    assert rules.check_name("  Pho\u0300ng   Kinh te\u0302\u0301 ") == "Phòng Kinh tế"
    with refused("org.name_empty"):
        rules.check_name("   ")


@given(st.sets(st.sampled_from([role.value for role in Role if role != Role.AUDITOR]), min_size=1))
def test_roles_are_kept_once_each_in_the_order_of_the_list(named: set[str]) -> None:
    kept = rules.check_roles(named)
    assert {role.value for role in kept} == named
    assert list(kept) == [role for role in Role if role in kept]


def test_who_checks_everything_writes_nothing() -> None:
    assert rules.check_roles(["auditor"]) == (Role.AUDITOR,)
    with refused("org.auditor_alone"):
        rules.check_roles(["auditor", "leader"])


def test_a_seat_without_roles_or_with_invented_ones_is_refused() -> None:
    with refused("org.role_none"):
        rules.check_roles([])
    with refused("org.role_unknown"):
        rules.check_roles(["king"])


def test_a_commune_has_no_seat_that_follows_the_whole_province() -> None:
    rules.check_roles_fit([Role.OVERSEER], UnitKind.PROVINCE)
    with refused("org.overseer_place"):
        rules.check_roles_fit([Role.OVERSEER], UnitKind.COMMUNE)


def test_nobody_gives_themselves_a_seat() -> None:
    with refused("org.own_seat"):
        rules.check_not_oneself(holder(Role.ADMINISTRATOR), "CB-1")
    rules.check_not_oneself(holder(Role.ADMINISTRATOR), "CB-2")


@pytest.mark.parametrize(
    ("kind", "written", "kept"),
    [
        (ContactKind.HOTLINE, "(0299) 3.800-100", "02993800100"),
        (ContactKind.HOTLINE, "1022", "1022"),
        (ContactKind.PHONE, "+84 299 3800 100", "+842993800100"),
        (ContactKind.EMAIL, " motcua@doixanh.example ", "motcua@doixanh.example"),
        (ContactKind.WEB, "https://doixanh.example/gop-y", "https://doixanh.example/gop-y"),
        (ContactKind.BOX, "Hòm thư  ở cổng chính", "Hòm thư ở cổng chính"),
    ],
)
def test_a_contact_is_kept_as_it_will_be_printed(kind: ContactKind, written: str, kept: str) -> None:
    assert rules.check_contact(kind, written) == kept


@pytest.mark.parametrize(
    ("kind", "written", "code"),
    [
        (ContactKind.HOTLINE, "gọi văn phòng", "org.contact_phone"),
        (ContactKind.PHONE, "12", "org.contact_phone"),
        (ContactKind.EMAIL, "doixanh.example", "org.contact_email"),
        (ContactKind.EMAIL, "a@b@c.example", "org.contact_email"),
        (ContactKind.WEB, "javascript:alert(1)", "org.contact_web"),
        (ContactKind.ADDRESS, "   ", "org.contact_empty"),
        (ContactKind.ADDRESS, "x" * 301, "org.contact_empty"),
    ],
)
def test_a_contact_nobody_could_use_is_refused(kind: ContactKind, written: str, code: str) -> None:
    with refused(code):
        rules.check_contact(kind, written)


def test_a_hotline_may_be_borrowed_from_the_province_but_never_an_address() -> None:
    assert rules.has_fallback(ContactKind.HOTLINE, beyond_authority=True)
    assert not rules.has_fallback(ContactKind.ADDRESS, beyond_authority=True)
    assert rules.has_fallback(ContactKind.ADDRESS, beyond_authority=False)

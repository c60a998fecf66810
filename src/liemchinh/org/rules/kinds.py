"""The closed lists of the room, with the words people see for each."""

from collections.abc import Mapping
from enum import StrEnum

from liemchinh.kernel.words import gettext_noop


class UnitKind(StrEnum):
    """What a unit is in the two-level model of local government (from 1/7/2025)."""

    MINISTRY = "ministry"
    PROVINCE = "province"
    DEPARTMENT = "department"
    COMMUNE = "commune"
    DIVISION = "division"
    CENTRE = "centre"


KIND_NAMES: Mapping[UnitKind, str] = {
    UnitKind.MINISTRY: gettext_noop("Bộ, ngành"),
    UnitKind.PROVINCE: gettext_noop("Cấp tỉnh"),
    UnitKind.DEPARTMENT: gettext_noop("Sở, ngành"),
    UnitKind.COMMUNE: gettext_noop("Cấp xã"),
    UnitKind.DIVISION: gettext_noop("Phòng, ban"),
    UnitKind.CENTRE: gettext_noop("Trung tâm"),
}

AUTHORITIES = frozenset({UnitKind.MINISTRY, UnitKind.PROVINCE, UnitKind.DEPARTMENT, UnitKind.COMMUNE})
"""Kinds that decide in their own name; a division or a centre belongs to the nearest of these above it."""

PARENTS: Mapping[UnitKind, frozenset[UnitKind]] = {
    UnitKind.MINISTRY: frozenset(),
    UnitKind.PROVINCE: frozenset(),
    UnitKind.DEPARTMENT: frozenset({UnitKind.PROVINCE, UnitKind.MINISTRY}),
    UnitKind.COMMUNE: frozenset({UnitKind.PROVINCE}),
    UnitKind.DIVISION: frozenset(UnitKind) - {UnitKind.DIVISION},
    UnitKind.CENTRE: AUTHORITIES,
}
"""Under what each kind may stand; nothing means that it stands alone."""


class LocalityType(StrEnum):
    """Statutory type of a local administrative unit; only provinces and communes have one."""

    NONE = ""
    PROVINCE = "province"
    CITY = "city"
    COMMUNE = "commune"
    WARD = "ward"
    SPECIAL_ZONE = "special_zone"


TYPE_NAMES: Mapping[LocalityType, str] = {
    LocalityType.NONE: "",
    LocalityType.PROVINCE: gettext_noop("tỉnh"),
    LocalityType.CITY: gettext_noop("thành phố"),
    LocalityType.COMMUNE: gettext_noop("xã"),
    LocalityType.WARD: gettext_noop("phường"),
    LocalityType.SPECIAL_ZONE: gettext_noop("đặc khu"),
}

TYPES_OF: Mapping[UnitKind, frozenset[LocalityType]] = {
    UnitKind.PROVINCE: frozenset({LocalityType.PROVINCE, LocalityType.CITY}),
    UnitKind.COMMUNE: frozenset({LocalityType.COMMUNE, LocalityType.WARD, LocalityType.SPECIAL_ZONE}),
}


class CodeScheme(StrEnum):
    """Who gave a code beside our own: the state (agency identifier, statistics) or an older system."""

    AGENCY = "agency"
    ADMIN = "admin"
    OLD = "old"


class SuccessionKind(StrEnum):
    """How one unit became another, or the same unit another in name or place."""

    RENAMED = "renamed"
    MERGED = "merged"
    SPLIT = "split"
    MOVED = "moved"


SUCCESSION_NAMES: Mapping[SuccessionKind, str] = {
    SuccessionKind.RENAMED: gettext_noop("Đổi tên"),
    SuccessionKind.MERGED: gettext_noop("Sáp nhập"),
    SuccessionKind.SPLIT: gettext_noop("Chia, tách"),
    SuccessionKind.MOVED: gettext_noop("Chuyển cơ quan quản lý"),
}


class ContactKind(StrEnum):
    """Ways to reach a unit that the law wants published."""

    HOTLINE = "hotline"
    PHONE = "phone"
    EMAIL = "email"
    BOX = "box"
    RECEPTION = "reception"
    ADDRESS = "address"
    WEB = "web"


CONTACT_NAMES: Mapping[ContactKind, str] = {
    ContactKind.HOTLINE: gettext_noop("Đường dây nóng"),
    ContactKind.PHONE: gettext_noop("Điện thoại"),
    ContactKind.EMAIL: gettext_noop("Thư điện tử"),
    ContactKind.BOX: gettext_noop("Hòm thư góp ý"),
    ContactKind.RECEPTION: gettext_noop("Nơi tiếp công dân"),
    ContactKind.ADDRESS: gettext_noop("Địa chỉ"),
    ContactKind.WEB: gettext_noop("Trang thông tin"),
}

OF_ONE_PLACE = frozenset({ContactKind.BOX, ContactKind.RECEPTION, ContactKind.ADDRESS, ContactKind.PHONE})
"""Contacts that say where an authority sits: never borrowed from another authority above it."""

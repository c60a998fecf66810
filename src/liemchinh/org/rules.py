"""What may be done to units, seats and people: decided from facts, never from the database or the clock.

A unit never dies by deletion and never changes backwards: each change has a day and a decision behind it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from liemchinh.kernel.actors import SYSTEM, Actor, Role
from liemchinh.kernel.days import short_day
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.trail import Kind
from liemchinh.kernel.words import gettext_noop, nfc


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


# Trail: what this room writes into the public ledger.
UNIT_OPENED = Kind(
    "org.unit_opened", gettext_noop("Thành lập đơn vị."), gettext_noop("Chỉ có mã và ngày của đơn vị.")
)
UNIT_RENAMED = Kind(
    "org.unit_renamed", gettext_noop("Đổi tên đơn vị."), gettext_noop("Chỉ có mã, ngày và số quyết định.")
)
UNITS_MERGED = Kind(
    "org.units_merged", gettext_noop("Sáp nhập đơn vị."), gettext_noop("Chỉ có mã, ngày và số quyết định.")
)
UNIT_SPLIT = Kind(
    "org.unit_split", gettext_noop("Chia, tách đơn vị."), gettext_noop("Chỉ có mã, ngày và số quyết định.")
)
UNIT_MOVED = Kind(
    "org.unit_moved",
    gettext_noop("Chuyển đơn vị sang cơ quan quản lý khác."),
    gettext_noop("Chỉ có mã, ngày và số quyết định."),
)
UNIT_CLOSED = Kind(
    "org.unit_closed", gettext_noop("Giải thể đơn vị."), gettext_noop("Chỉ có mã, ngày và số quyết định.")
)
CODE_GIVEN = Kind(
    "org.code_given", gettext_noop("Cấp mã cho đơn vị."), gettext_noop("Chỉ có mã và ngày của đơn vị.")
)
CONTACT_SET = Kind(
    "org.contact_set",
    gettext_noop("Công bố cách liên hệ với đơn vị."),
    gettext_noop("Chỉ có mã đơn vị, loại liên hệ và ngày; nội dung không nằm trong nhật ký."),
)
CONTACT_DROPPED = Kind(
    "org.contact_dropped",
    gettext_noop("Ngừng một cách liên hệ với đơn vị."),
    gettext_noop("Chỉ có mã đơn vị, loại liên hệ và ngày."),
)
HOURS_SET = Kind(
    "org.hours_set",
    gettext_noop("Công bố giờ làm việc của đơn vị."),
    gettext_noop("Chỉ có mã đơn vị và ngày."),
)
PERSON_CREATED = Kind(
    "org.person_created",
    gettext_noop("Ghi tên một cán bộ."),
    gettext_noop("Chỉ có mã cán bộ, không có họ tên."),
)
ACCOUNT_OPENED = Kind(
    "org.account_opened",
    gettext_noop("Mở tài khoản cho cán bộ."),
    gettext_noop("Chỉ có mã cán bộ, không có tên đăng nhập."),
)
ACCOUNT_CLOSED = Kind(
    "org.account_closed",
    gettext_noop("Khóa tài khoản của cán bộ."),
    gettext_noop("Chỉ có mã cán bộ, không có tên đăng nhập."),
)
SEAT_CREATED = Kind(
    "org.seat_created",
    gettext_noop("Lập vị trí công tác."),
    gettext_noop("Chỉ có mã vị trí, mã đơn vị và quyền."),
)
SEAT_CLOSED = Kind(
    "org.seat_closed", gettext_noop("Bỏ vị trí công tác."), gettext_noop("Chỉ có mã vị trí và ngày.")
)
SEAT_TAKEN = Kind(
    "org.seat_taken",
    gettext_noop("Giao vị trí công tác cho cán bộ."),
    gettext_noop("Chỉ có mã vị trí, mã cán bộ và ngày."),
)
SEAT_VACATED = Kind(
    "org.seat_vacated",
    gettext_noop("Cán bộ thôi giữ vị trí công tác."),
    gettext_noop("Chỉ có mã vị trí, mã cán bộ và ngày."),
)
SEAT_HANDED_OVER = Kind(
    "org.seat_handed_over",
    gettext_noop("Bàn giao vị trí công tác."),
    gettext_noop("Chỉ có mã vị trí, mã hai cán bộ và ngày."),
)
UNITS_IMPORTED = Kind(
    "org.units_imported",
    gettext_noop("Cập nhật danh mục đơn vị hành chính."),
    gettext_noop("Chỉ có số lượng và mã băm của danh mục."),
)

CODE_SHAPE = re.compile(r"[0-9A-Z][0-9A-Z.\-]{0,34}")
ADMIN_CODE_SHAPE = re.compile(r"(?:\d{2}|\d{5})?")
SEAT_CODE_SHAPE = re.compile(r"[0-9A-Za-z][0-9A-Za-z.\-]{0,59}")
PERSON_CODE_SHAPE = re.compile(r"[0-9A-Za-z][0-9A-Za-z.\-]{0,39}")
PHONE_SHAPE = re.compile(r"\+?\d{3,15}")
EMAIL_SHAPE = re.compile(r"[^@\s<>\"']+@[^@\s<>\"']+\.[^@\s<>\"'.]+")
WEB_SHAPE = re.compile(r"https?://[^\s<>\"']+")


@dataclass(frozen=True)
class Standing:
    """What the rules need to know of a unit: code, kind, and the days between which it exists."""

    code: str
    kind: UnitKind
    opened_on: date
    closed_on: date | None = None

    def open_on(self, day: date) -> bool:
        """Whether the unit exists on `day` (the closing day is already outside)."""
        return self.opened_on <= day and (self.closed_on is None or day < self.closed_on)


# Who may.


def may_administer(by: Actor, above: Iterable[str]) -> bool:
    """Whether `by` administers the authority at hand or one above it.

    `above` holds the codes of the unit and of everything it stands under. The house itself may always:
    that is how the first units and the first administrator come to be.
    """
    return by == SYSTEM or bool(by.authorities_as(Role.ADMINISTRATOR) & frozenset(above))


def check_may_administer(by: Actor, above: Iterable[str]) -> None:
    """Refuse anyone who is not an administrator of that authority or of one above it."""
    if not may_administer(by, above):
        sentence = gettext_noop("Chỉ người quản trị của cơ quan này hoặc của cấp trên mới làm được việc này.")
        raise Refused("org.not_administrator", sentence)


# Codes and words.


def check_unit_code(code: str) -> str:
    """`code` trimmed, at most 35 characters of 0-9, A-Z, dot and hyphen (QĐ 20/2020/QĐ-TTg, article 4)."""
    return _shaped(code, CODE_SHAPE, "org.unit_code", gettext_noop("Mã đơn vị “{code}” chưa đúng dạng."))


def check_admin_code(code: str, kind: UnitKind) -> str:
    """The administrative-unit code: 2 digits for a province, 5 for a commune, or nothing."""
    code = code.strip()
    length = {UnitKind.PROVINCE: 2, UnitKind.COMMUNE: 5}.get(kind, 0)
    if code and not (len(code) == length and ADMIN_CODE_SHAPE.fullmatch(code)):
        sentence = gettext_noop(
            "Mã đơn vị hành chính “{code}” chưa đúng: cấp tỉnh 2 chữ số, cấp xã 5 chữ số."
        )
        raise Refused("org.admin_code", sentence, code=code)
    return code


def check_seat_code(code: str) -> str:
    """`code` trimmed, at most 60 characters of letters, digits, dot and hyphen."""
    return _shaped(code, SEAT_CODE_SHAPE, "org.seat_code", gettext_noop("Mã vị trí “{code}” chưa đúng dạng."))


def check_person_code(code: str) -> str:
    """`code` trimmed; the code of the house itself is refused, so nobody acts under its name."""
    code = _shaped(
        code, PERSON_CODE_SHAPE, "org.person_code", gettext_noop("Mã cán bộ “{code}” chưa đúng dạng.")
    )
    if code.casefold() == SYSTEM.code:
        raise Refused("org.person_code", gettext_noop("Mã cán bộ “{code}” chưa đúng dạng."), code=code)
    return code


def check_name(name: str) -> str:
    """`name` in NFC with single spaces; an empty one is refused."""
    clean = " ".join(nfc(name).split())
    if not clean:
        raise Refused("org.name_empty", gettext_noop("Chưa ghi tên."))
    if len(clean) > 200:
        raise Refused("org.name_long", gettext_noop("Tên dài quá 200 chữ."))
    return clean


def check_type(kind: UnitKind, locality: LocalityType) -> None:
    """A province is a tỉnh or a thành phố, a commune a xã, phường or đặc khu; the others have no type."""
    if locality not in TYPES_OF.get(kind, frozenset({LocalityType.NONE})):
        sentence = gettext_noop("Loại “{type}” không dùng cho đơn vị này.")
        raise Refused("org.type", sentence, type=TYPE_NAMES[locality] or gettext_noop("không ghi"))


def check_roles(roles: Iterable[str]) -> tuple[Role, ...]:
    """The roles of a seat, known ones only, in the order of the list; an auditor's seat carries nothing else.

    Who reads everything in order to check it must not be able to write it.
    """
    named = set(roles)
    unknown = named - {role.value for role in Role}
    if unknown:
        sentence = gettext_noop("Không có quyền tên là “{role}”.")
        raise Refused("org.role_unknown", sentence, role=min(unknown))
    if not named:
        raise Refused("org.role_none", gettext_noop("Chọn ít nhất một quyền cho vị trí này."))
    if Role.AUDITOR in named and len(named) > 1:
        sentence = gettext_noop("Vị trí kiểm tra chỉ đọc, không kèm quyền khác.")
        raise Refused("org.auditor_alone", sentence)
    return tuple(role for role in Role if role in named)


def check_contact(kind: ContactKind, value: str) -> str:
    """The contact as it will be printed: telephone numbers keep only digits, the rest single spaces."""
    clean = " ".join(nfc(value).split())
    if not clean or len(clean) > 300:
        raise Refused("org.contact_empty", gettext_noop("Ghi nội dung liên hệ, dài nhất 300 chữ."))
    if kind in (ContactKind.HOTLINE, ContactKind.PHONE):
        clean = re.sub(r"[\s().\-]", "", clean)
        if not PHONE_SHAPE.fullmatch(clean):
            sentence = gettext_noop("Số điện thoại “{value}” chưa đúng. Ghi từ 3 đến 15 chữ số.")
            raise Refused("org.contact_phone", sentence, value=value)
    elif kind == ContactKind.EMAIL and not EMAIL_SHAPE.fullmatch(clean):
        sentence = gettext_noop("Địa chỉ thư “{value}” chưa đúng. Ví dụ: lienhe@xa.example.")
        raise Refused("org.contact_email", sentence, value=value)
    elif kind == ContactKind.WEB and not WEB_SHAPE.fullmatch(clean):
        sentence = gettext_noop("Địa chỉ trang “{value}” chưa đúng. Địa chỉ bắt đầu bằng https://.")
        raise Refused("org.contact_web", sentence, value=value)
    return clean


# Days.


def check_period(since: date, until: date | None) -> None:
    """A period ends after it starts."""
    if until is not None and until <= since:
        sentence = gettext_noop("Ngày kết thúc {until} phải sau ngày bắt đầu {since}.")
        raise Refused("org.period", sentence, since=short_day(since), until=short_day(until))


def check_open(unit: Standing, on: date) -> None:
    """The unit exists on that day."""
    if not unit.open_on(on):
        sentence = gettext_noop("Đơn vị {code} không hoạt động vào ngày {day}.")
        raise Refused("org.unit_not_open", sentence, code=unit.code, day=short_day(on))


def check_after_last_change(last: date | None, on: date) -> None:
    """Changes are told in order: the new one comes after the last one recorded."""
    if last is not None and on <= last:
        sentence = gettext_noop("Đã ghi một thay đổi từ ngày {last}. Ngày mới phải sau ngày ấy.")
        raise Refused("org.change_order", sentence, last=short_day(last))


Period = tuple[date, date | None]
"""From (inside) and until (outside, None for open-ended)."""


def overlap(one: Period, other: Period) -> bool:
    """Whether two periods share a day."""
    return (other[1] is None or one[0] < other[1]) and (one[1] is None or other[0] < one[1])


def check_seat_free(held: Iterable[Period], wanted: Period) -> None:
    """One seat, one holder: no day may belong to two."""
    check_period(*wanted)
    for period in held:
        if overlap(period, wanted):
            sentence = gettext_noop(
                "Vị trí này đã có người giữ từ ngày {since}. Hãy bàn giao hoặc chọn ngày khác."
            )
            raise Refused("org.seat_held", sentence, since=short_day(period[0]))


# The tree.


def check_place(kind: UnitKind, parent: UnitKind | None) -> None:
    """What may stand under what: a commune under a province, a division under any authority or centre."""
    allowed = PARENTS[kind]
    if (parent is None and allowed) or (parent is not None and parent not in allowed):
        sentence = gettext_noop("{kind} không đặt được ở vị trí này trong cây tổ chức.")
        raise Refused("org.place", sentence, kind=KIND_NAMES[kind])


def check_no_cycle(unit: str, parent: str, above_parent: Iterable[str]) -> None:
    """A unit never stands under itself, on any level."""
    if unit == parent or unit in set(above_parent):
        sentence = gettext_noop("Đơn vị {code} không thể nằm dưới chính mình.")
        raise Refused("org.cycle", sentence, code=unit)


def check_merge(olds: Sequence[Standing], into: Standing, on: date) -> None:
    """Units of one kind merge into one that exists that day and is not among those that end.

    A unit that takes in its neighbour is `into` itself and lives on under its own code.
    """
    codes = [old.code for old in olds]
    if not olds or into.code in codes or len(set(codes)) != len(codes):
        sentence = gettext_noop("Chọn các đơn vị kết thúc, mỗi đơn vị một lần, khác đơn vị nhận.")
        raise Refused("org.merge_which", sentence)
    for old in olds:
        check_open(old, on)
        _check_lived(old, on)
        _check_same_kind(old, into)
    check_open(into, on)


def check_split(old: Standing, into: Sequence[Standing], on: date) -> None:
    """A unit splits into units of its own kind that exist that day."""
    codes = [new.code for new in into]
    if not into or old.code in codes or len(set(codes)) != len(codes):
        sentence = gettext_noop("Chọn các đơn vị mới, mỗi đơn vị một lần, khác đơn vị bị chia.")
        raise Refused("org.split_which", sentence)
    check_open(old, on)
    _check_lived(old, on)
    for new in into:
        _check_same_kind(new, old)
        check_open(new, on)


class Fate(StrEnum):
    """What becomes of a unit when the one it stands in ends."""

    MOVES = "moves"
    ENDS = "ends"
    BLOCKS = "blocks"


def fate_in_merge(child: UnitKind) -> Fate:
    """Communes move to the new province, divisions and centres end; a department must be settled first."""
    return {UnitKind.COMMUNE: Fate.MOVES, UnitKind.DEPARTMENT: Fate.BLOCKS}.get(child, Fate.ENDS)


def fate_in_end(child: UnitKind) -> Fate:
    """When a unit splits or closes nobody can guess the new home of an authority: it must be moved first."""
    return Fate.BLOCKS if child in AUTHORITIES else Fate.ENDS


def check_nothing_blocks(fates: Mapping[str, Fate]) -> None:
    """`fates` by unit code; a single blocking one refuses the whole act."""
    for code, fate in sorted(fates.items()):
        if fate == Fate.BLOCKS:
            sentence = gettext_noop("Đơn vị {code} chưa được sắp xếp. Hãy chuyển đơn vị ấy trước.")
            raise Refused("org.unit_unsettled", sentence, code=code)


def has_fallback(kind: ContactKind, *, beyond_authority: bool) -> bool:
    """Whether a unit without this contact shows the one of a unit above it.

    A division shows everything of its authority; an authority borrows from above only what serves
    the whole territory, such as a hotline, never an address.
    """
    return not beyond_authority or kind not in OF_ONE_PLACE


def _shaped(text: str, shape: re.Pattern[str], refusal: str, sentence: str) -> str:
    text = text.strip()
    if not shape.fullmatch(text):
        raise Refused(refusal, sentence, code=text)
    return text


def _check_lived(unit: Standing, on: date) -> None:
    if on <= unit.opened_on:
        sentence = gettext_noop("Đơn vị {code} mới thành lập ngày {day}, chưa thể kết thúc.")
        raise Refused("org.unit_too_young", sentence, code=unit.code, day=short_day(unit.opened_on))


def _check_same_kind(one: Standing, other: Standing) -> None:
    if one.kind != other.kind:
        sentence = gettext_noop("{one} và {other} không cùng loại đơn vị.")
        raise Refused("org.kind_differs", sentence, one=one.code, other=other.code)

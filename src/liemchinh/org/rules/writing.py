"""How codes, names, roles and contacts are written, and who may change them."""

import re
from collections.abc import Iterable

from liemchinh.kernel.actors import SYSTEM, Actor, Role
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop, nfc
from liemchinh.org.rules.kinds import OF_ONE_PLACE, TYPE_NAMES, TYPES_OF, ContactKind, LocalityType, UnitKind

CODE_SHAPE = re.compile(r"[0-9A-Z][0-9A-Z.\-]{0,34}")
ADMIN_CODE_SHAPE = re.compile(r"(?:\d{2}|\d{5})?")
SEAT_CODE_SHAPE = re.compile(r"[0-9A-Za-z][0-9A-Za-z.\-]{0,59}")
PERSON_CODE_SHAPE = re.compile(r"[0-9A-Za-z][0-9A-Za-z.\-]{0,39}")
PHONE_SHAPE = re.compile(r"\+?\d{3,15}")
EMAIL_SHAPE = re.compile(r"[^@\s<>\"']+@[^@\s<>\"']+\.[^@\s<>\"'.]+")
WEB_SHAPE = re.compile(r"https?://[^\s<>\"']+")


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


def check_unit_code(code: str) -> str:
    """`code` trimmed, at most 35 characters of 0-9, A-Z, dot and hyphen (QĐ 20/2020/QĐ-TTg, article 4)."""
    return _shaped(code, CODE_SHAPE, "org.unit_code", gettext_noop("Mã đơn vị “{written}” chưa đúng dạng."))


def check_admin_code(code: str, kind: UnitKind) -> str:
    """The administrative-unit code: 2 digits for a province, 5 for a commune, or nothing."""
    code = code.strip()
    length = {UnitKind.PROVINCE: 2, UnitKind.COMMUNE: 5}.get(kind, 0)
    if code and not (len(code) == length and ADMIN_CODE_SHAPE.fullmatch(code)):
        sentence = gettext_noop("Mã đơn vị hành chính “{written}” chưa đúng: cấp tỉnh 2 chữ số, cấp xã 5 chữ số.")
        raise Refused("org.admin_code", sentence, written=code)
    return code


def check_seat_code(code: str) -> str:
    """`code` trimmed, at most 60 characters of letters, digits, dot and hyphen."""
    return _shaped(code, SEAT_CODE_SHAPE, "org.seat_code", gettext_noop("Mã vị trí “{written}” chưa đúng dạng."))


def check_person_code(code: str) -> str:
    """`code` trimmed; the code of the house itself is refused, so nobody acts under its name."""
    code = _shaped(code, PERSON_CODE_SHAPE, "org.person_code", gettext_noop("Mã cán bộ “{written}” chưa đúng dạng."))
    if code.casefold() == SYSTEM.code:
        raise Refused("org.person_code", gettext_noop("Mã cán bộ “{written}” chưa đúng dạng."), written=code)
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


def check_roles_fit(roles: Iterable[Role], authority: UnitKind) -> None:
    """Following a whole province is a seat of the province or of a department, not of a commune."""
    if Role.OVERSEER in roles and authority == UnitKind.COMMUNE:
        sentence = gettext_noop("Vị trí theo dõi cấp tỉnh chỉ đặt ở cơ quan cấp tỉnh.")
        raise Refused("org.overseer_place", sentence)


def check_not_oneself(by: Actor, person: str) -> None:
    """Nobody gives themselves a seat: another administrator does."""
    if by.code == person:
        sentence = gettext_noop("Anh/chị không tự giao vị trí cho mình. Hãy nhờ người quản trị khác.")
        raise Refused("org.own_seat", sentence)


def short_name(name: str, locality: LocalityType) -> str:
    """The name without its type: `Xã Đông Hà` → `Đông Hà`; other names stay whole."""
    head = TYPE_NAMES[locality]
    if head and name.casefold().startswith(head.casefold() + " "):
        return name[len(head) :].strip()
    return name


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


def has_fallback(kind: ContactKind, *, beyond_authority: bool) -> bool:
    """Whether a unit without this contact shows the one of a unit above it.

    A division shows everything of its authority; an authority borrows from above only what serves
    the whole territory, such as a hotline, never an address.
    """
    return not beyond_authority or kind not in OF_ONE_PLACE


def _shaped(text: str, shape: re.Pattern[str], refusal: str, sentence: str) -> str:
    text = text.strip()
    if not shape.fullmatch(text):
        raise Refused(refusal, sentence, written=text)
    return text

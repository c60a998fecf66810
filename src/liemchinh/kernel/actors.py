"""Actors: who does a thing, by virtue of which seats, as plain values that rules can read."""

from dataclasses import dataclass
from enum import StrEnum

from liemchinh.kernel.words import gettext_noop


class Role(StrEnum):
    """What a seat (vị trí công tác) may do. Rights follow the seat, never the person."""

    RECEIVER = "receiver"
    CLERK = "clerk"
    SPECIALIST = "specialist"
    HEAD = "head"
    LEADER = "leader"
    CASHIER = "cashier"
    RECEPTION = "reception"
    INSPECTOR = "inspector"
    CHAIR = "chair"
    SEALED = "sealed"
    CUSTODIAN = "custodian"
    EDITOR = "editor"
    ADMINISTRATOR = "administrator"
    OVERSEER = "overseer"
    AUDITOR = "auditor"


ROLE_NAMES = {
    Role.RECEIVER: gettext_noop("Tiếp nhận và trả kết quả"),
    Role.CLERK: gettext_noop("Văn thư"),
    Role.SPECIALIST: gettext_noop("Chuyên viên thụ lý"),
    Role.HEAD: gettext_noop("Lãnh đạo phòng"),
    Role.LEADER: gettext_noop("Lãnh đạo đơn vị"),
    Role.CASHIER: gettext_noop("Thu phí, lệ phí"),
    Role.RECEPTION: gettext_noop("Tiếp công dân, xử lý đơn"),
    Role.INSPECTOR: gettext_noop("Xác minh đơn, thanh tra"),
    Role.CHAIR: gettext_noop("Người đứng đầu"),
    Role.SEALED: gettext_noop("Nhận tin niêm phong"),
    Role.CUSTODIAN: gettext_noop("Giữ danh tính người báo tin"),
    Role.EDITOR: gettext_noop("Quản lý danh mục thủ tục"),
    Role.ADMINISTRATOR: gettext_noop("Quản trị hệ thống"),
    Role.OVERSEER: gettext_noop("Theo dõi cấp tỉnh"),
    Role.AUDITOR: gettext_noop("Kiểm tra, chỉ đọc"),
}


@dataclass(frozen=True)
class SeatHeld:
    """A seat the actor holds today: its code, its roles, its unit and the authority that unit belongs to.

    `unit` is the code of the unit the seat is in (a division, a centre, the commune itself); `authority`
    is the code of the commune, department or province that unit belongs to. `inherits` are the codes of authorities
    that have become this one, merged or split: what they left is in its hands.
    """

    code: str
    unit: str
    authority: str
    roles: frozenset[Role]
    inherits: frozenset[str] = frozenset()

    def covers(self, authority: str) -> bool:
        """Whether what belongs to `authority` is in the hands of this seat's: its own, or one that became it."""
        return authority == self.authority or authority in self.inherits


@dataclass(frozen=True)
class Actor:
    """A person acting now. `code` goes into the trail; `name` is shown to people; `seats` carry the rights."""

    code: str
    name: str
    seats: tuple[SeatHeld, ...] = ()

    def units_as(self, *roles: Role) -> frozenset[str]:
        """Codes of the units in which this actor holds any of `roles`."""
        return frozenset(seat.unit for seat in self.seats if seat.roles & frozenset(roles))

    def authorities_as(self, *roles: Role) -> frozenset[str]:
        """Codes of the authorities in which this actor holds any of `roles`, and of those that have become them."""
        held = [seat for seat in self.seats if seat.roles & frozenset(roles)]
        return frozenset(code for seat in held for code in (seat.authority, *seat.inherits))

    def offices_as(self, *roles: Role) -> frozenset[str]:
        """Codes of the authorities in which this actor holds any of `roles` today, without those that have ended."""
        return frozenset(seat.authority for seat in self.seats if seat.roles & frozenset(roles))

    def has(self, *roles: Role) -> bool:
        """Whether any seat carries any of `roles`."""
        return any(seat.roles & frozenset(roles) for seat in self.seats)


SYSTEM = Actor(code="system", name=gettext_noop("Hệ thống"))
"""The clock itself as a caller: what a scheduled job does, it does as this actor."""

APPLICANT = Actor(code="applicant", name=gettext_noop("Người nộp hồ sơ"))
"""The citizen as a caller: whoever has shown the secret of a draft or of a dossier, on a page or a paper."""

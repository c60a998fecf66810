"""An invented province with three communes, their divisions, seats and people."""

from datetime import date, datetime

from django.contrib.auth.hashers import Argon2PasswordHasher

from liemchinh.kernel.actors import SYSTEM, Actor
from liemchinh.kernel.days import VIETNAM
from liemchinh.org import queries, services
from liemchinh.org.rules import LocalityType, UnitKind

OPENED = date(2025, 7, 1)
AT = datetime(2025, 7, 1, 8, 0, tzinfo=VIETNAM)


class QuickArgon2(Argon2PasswordHasher):
    """The hasher of the house at its cheapest: dozens of sign-ins a test would otherwise cost seconds."""

    time_cost, memory_cost, parallelism = 1, 16, 1


def open_unit(code: str, kind: UnitKind, name: str, parent: str = "", on: date = OPENED, **more: object) -> None:
    """Open a unit as the house itself."""
    services.open_unit(code=code, kind=kind, name=name, parent=parent, on=on, by=SYSTEM, at=AT, **more)


def seat(code: str, unit: str, *roles: str, person: str = "", on: date = OPENED) -> None:
    """Create a seat, and give it to a person."""
    services.create_seat(code=code, unit=unit, title=f"Vị trí {code}", roles=roles, on=on, by=SYSTEM, at=AT)
    if person:
        services.appoint(seat=code, person=person, on=on, by=SYSTEM, at=AT)


def person(code: str, name: str, employer: str) -> None:
    """Register a person as the house itself."""
    services.create_person(code=code, name=name, employer=employer, by=SYSTEM, at=AT)


def make_province() -> str:
    """Tỉnh Ví Dụ (H88): communes Đồi Xanh (H88.12), Đồi Vàng (H88.13), Suối Mơ (H88.14)."""
    open_unit("H88", UnitKind.PROVINCE, "Tỉnh Ví Dụ", locality=LocalityType.PROVINCE)
    open_unit("H88.1", UnitKind.DEPARTMENT, "Sở Nội vụ", "H88")
    for code, name in (("H88.12", "Xã Đồi Xanh"), ("H88.13", "Xã Đồi Vàng"), ("H88.14", "Xã Suối Mơ")):
        open_unit(code, UnitKind.COMMUNE, name, "H88", locality=LocalityType.COMMUNE)
        open_unit(f"{code}.1", UnitKind.CENTRE, "Trung tâm Phục vụ hành chính công", code)
        open_unit(f"{code}.2", UnitKind.DIVISION, "Phòng Kinh tế", code)
    return "H88"


def make_staff() -> dict[str, str]:
    """People: `mai` receives at Đồi Xanh, `quan` administers it, `tinh` administers the province,
    `la` administers Đồi Vàng, `moi` holds nothing yet."""
    for code, name, employer in (
        ("CB-MAI", "Thử Thị Mai", "H88.12"),
        ("CB-QUAN", "Thử Văn Quản", "H88.12"),
        ("CB-TINH", "Thử Văn Tỉnh", "H88"),
        ("CB-LA", "Thử Thị Lạ", "H88.13"),
        ("CB-MOI", "Thử Văn Mới", "H88.12"),
    ):
        person(code, name, employer)
    seat("DX.TN1", "H88.12.1", "receiver", "cashier", person="CB-MAI")
    seat("DX.QT1", "H88.12", "administrator", person="CB-QUAN")
    seat("VD.QT1", "H88", "administrator", "overseer", person="CB-TINH")
    seat("DV.QT1", "H88.13", "administrator", person="CB-LA")
    return {"mai": "CB-MAI", "quan": "CB-QUAN", "tinh": "CB-TINH", "la": "CB-LA", "moi": "CB-MOI"}


def acting(code: str, at: datetime = AT) -> Actor:
    """The person with the rights of that day."""
    return queries.actor(code, at)

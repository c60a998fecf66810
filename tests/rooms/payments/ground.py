"""Ground of these tests: a cashier, an account in force, dossiers that owe, files as a bank writes them."""

from datetime import datetime
from typing import Any

from tests import builders
from tests.builders import MORNING, at
from tests.cast import COMMUNE, Cast

FEE = 20_000
"""What `builders.PROCEDURE` costs at the counter."""
LATER = at("2026-09-07 15:00")
NUMBER = "1017595600"


def charge_of(dossier: Any) -> Any:
    """The one charge of a dossier."""
    from liemchinh.payments import queries

    (charge,) = queries.charges_of(dossier.code)
    return charge


def charged(cast: Cast, when: datetime = MORNING) -> Any:
    """The charge of a dossier received at the counter."""
    return charge_of(builders.received(cast, when))


def with_account(cast: Cast, number: str = NUMBER, when: datetime = MORNING) -> Any:
    """An account proposed by the cashier and confirmed by the leader."""
    from liemchinh.payments import services

    row = services.propose_account(
        authority=COMMUNE,
        bin_code="970436",
        bank="Ngân hàng Mẫu",
        number=number,
        holder="UBND xã An Mẫu",
        document="Công văn 01/KBNN",
        by=cast.cashier.actor,
        at=when,
    )
    return services.confirm_account(account=row.pk, number=number, by=cast.leader.actor, at=when)


def bank_file(*lines: tuple[str, int, str], day: str = "07/09/2026") -> bytes:
    """A bank's table: reference, amount, words."""
    rows = [f"{day};{reference};{amount};{words}" for reference, amount, words in lines]
    return "\n".join(["Ngày giao dịch;Số tham chiếu;Ghi có;Nội dung", *rows]).encode()


def take(cast: Cast, content: bytes, when: datetime = LATER) -> Any:
    """Take a bank's file in."""
    from liemchinh.payments import services

    return services.take_statement(authority=COMMUNE, name="saoke.csv", content=content, by=cast.cashier.actor, at=when)


def cash(cast: Cast, charge: Any, amount: int = FEE, when: datetime = LATER, **more: Any) -> Any:
    """Cash at the counter."""
    from liemchinh.payments import services

    return services.take_cash(
        reference=charge.reference, amount=amount, payer="Nguyễn Thị Thí Dụ", by=cast.cashier.actor, at=when, **more
    )


def taken_back(cast: Cast, slip: Any, reason: str = "Thu nhầm", when: datetime = LATER) -> Any:
    """A cash slip taken back as it must be: the cashier asks, the leader agrees."""
    from liemchinh.payments import services

    asked = services.ask_reversal(payment=slip.pk, reason=reason, by=cast.cashier.actor, at=when)
    return services.confirm_reversal(reversal=asked.pk, by=cast.leader.actor, at=when)

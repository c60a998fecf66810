"""Shows what entries tell of the rows of this room, for the record of a verb and for the audit that reads it later."""

from liemchinh.ledger.auditing.tables import Table, Testimony
from liemchinh.payments.models import (
    Account,
    Charge,
    Counter,
    Payment,
    Refund,
    Reversal,
    SetAside,
    Statement,
    StatementLine,
)

ACCOUNT = Table(Account, numbers=frozenset({"number"}))
CHARGE = Table(Charge, numbers=frozenset({"subject", "ordinal", "reference"}))
PAYMENT = Table(Payment, numbers=frozenset({"year", "number"}))
REVERSAL = Table(Reversal)
REFUND = Table(Refund)
STATEMENT = Table(Statement)
LINE = Table(StatementLine, numbers=frozenset({"ordinal"}))
SET_ASIDE = Table(SetAside)

TESTIMONY = Testimony(
    "payments",
    tables=(ACCOUNT, CHARGE, PAYMENT, REVERSAL, REFUND, STATEMENT, LINE, SET_ASIDE),
    left_out={Counter: "only gives out numbers: the numbers that were given are told with their payments"},
)

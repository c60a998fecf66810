"""Decides: what is owed, what may be taken or given back, what a bank's line means, how a code is written.

Plain Python: gets facts, gives answers or refusals; asks no clock and reads no file.
"""

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.payments.rules.camt import read_camt
from liemchinh.payments.rules.matching import DOUBTS, READY, Candidate, Doubt, Verdict, judge
from liemchinh.payments.rules.money import (
    KIND_NAMES,
    LARGEST,
    METHOD_NAMES,
    MOMENT_NAMES,
    STANDING_NAMES,
    Kind,
    Method,
    Moment,
    Standing,
    Sum,
    check_amount,
    check_fix,
    check_open,
    check_payment,
    check_reduction,
    check_refund,
    check_reversal,
    check_words,
    grouped,
    receipt_number,
)
from liemchinh.payments.rules.reference import reference, references_in, squeezed
from liemchinh.payments.rules.rights import (
    COLLECTORS,
    CONFIRMERS,
    OVERSEEING,
    PROPOSERS,
    READERS,
    SECOND_TO_CASH,
    check_collects,
    check_second_person,
    collects,
    decides_reversals,
    may_charge,
)
from liemchinh.payments.rules.statements import Line, Statement, fingerprints, read_amount
from liemchinh.payments.rules.tables import read_csv
from liemchinh.payments.rules.trail import (
    ACCOUNT_CONFIRMED,
    ACCOUNT_DROPPED,
    ACCOUNT_PROPOSED,
    CASH_TAKEN,
    CHARGED,
    CLOSED,
    FIXED,
    PAID,
    REDUCED,
    REFUND_DECLINED,
    REFUNDED,
    REOPENED,
    REVERSAL_ASKED,
    REVERSAL_DROPPED,
    REVERSED,
    SET_ASIDE,
    STATEMENT_TAKEN,
    TAKEN_UP,
)
from liemchinh.payments.rules.vietqr import Transfer, decode, encode, plain


def read_statement(content: bytes) -> Statement:
    """A bank's file, whichever of the two forms it has. Raises Refused("payments.statement_…")."""
    if not content.strip():
        raise Refused("payments.statement_empty", gettext_noop("Tệp rỗng."))
    start = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    return read_camt(content) if start == b"<" else read_csv(content)


__all__ = [
    "ACCOUNT_CONFIRMED",
    "ACCOUNT_DROPPED",
    "ACCOUNT_PROPOSED",
    "CASH_TAKEN",
    "CHARGED",
    "CLOSED",
    "COLLECTORS",
    "CONFIRMERS",
    "DOUBTS",
    "FIXED",
    "KIND_NAMES",
    "LARGEST",
    "METHOD_NAMES",
    "MOMENT_NAMES",
    "OVERSEEING",
    "PAID",
    "PROPOSERS",
    "READERS",
    "READY",
    "REDUCED",
    "REFUNDED",
    "REFUND_DECLINED",
    "REOPENED",
    "REVERSAL_ASKED",
    "REVERSAL_DROPPED",
    "REVERSED",
    "SECOND_TO_CASH",
    "SET_ASIDE",
    "STANDING_NAMES",
    "STATEMENT_TAKEN",
    "TAKEN_UP",
    "Candidate",
    "Doubt",
    "Kind",
    "Line",
    "Method",
    "Moment",
    "Standing",
    "Statement",
    "Sum",
    "Transfer",
    "Verdict",
    "check_amount",
    "check_collects",
    "check_fix",
    "check_open",
    "check_payment",
    "check_reduction",
    "check_refund",
    "check_reversal",
    "check_second_person",
    "check_words",
    "collects",
    "decides_reversals",
    "decode",
    "encode",
    "fingerprints",
    "grouped",
    "judge",
    "may_charge",
    "plain",
    "read_amount",
    "read_camt",
    "read_csv",
    "read_statement",
    "receipt_number",
    "reference",
    "references_in",
    "squeezed",
]

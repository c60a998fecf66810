"""Changes: what is owed, what is paid and given back, what the bank says, where money goes. One verb, one entry."""

from liemchinh.payments.services.accounts import confirm_account, drop_account, propose_account
from liemchinh.payments.services.bank import Taken, match_line, match_waiting, set_aside, take_statement, take_up
from liemchinh.payments.services.charging import (
    add_charge,
    charge,
    close_charges,
    fix_amount,
    reduce,
    reopen_charges,
)
from liemchinh.payments.services.reversing import ask_reversal, confirm_reversal, drop_reversal
from liemchinh.payments.services.taking import decline_refund, note_portal, refund, reverse, take_cash

__all__ = [
    "Taken",
    "add_charge",
    "ask_reversal",
    "charge",
    "close_charges",
    "confirm_account",
    "confirm_reversal",
    "decline_refund",
    "drop_account",
    "drop_reversal",
    "fix_amount",
    "match_line",
    "match_waiting",
    "note_portal",
    "propose_account",
    "reduce",
    "refund",
    "reopen_charges",
    "reverse",
    "set_aside",
    "take_cash",
    "take_statement",
    "take_up",
]

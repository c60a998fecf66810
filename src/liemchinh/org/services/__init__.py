"""Changes units, contacts, people and seats: one verb, one transaction, one ledger entry."""

from liemchinh.org.services.calendar import (
    changes_followed,
    declare_days,
    propose_days,
    propose_withdrawal,
    withdraw_days,
)
from liemchinh.org.services.contacts import drop_contact, set_contact, set_hours
from liemchinh.org.services.foreseeing import Foreseen, SeatEnding, foresee
from liemchinh.org.services.identities import link_identity, unlink_identity
from liemchinh.org.services.kinship import declare_kin, end_kin
from liemchinh.org.services.listing import ListingDone, import_units
from liemchinh.org.services.people import (
    appoint,
    close_account,
    close_seat,
    create_person,
    create_seat,
    hand_over,
    open_account,
    reset_password,
    reset_second_factor,
    transfer_person,
    vacate,
)
from liemchinh.org.services.readings import close_readings, forget_readings, note_reading, searched
from liemchinh.org.services.units import close, give_code, merge, move, open_unit, rename, split

__all__ = [
    "declare_kin",
    "end_kin",
    "link_identity",
    "unlink_identity",
    "Foreseen",
    "SeatEnding",
    "foresee",
    "close_readings",
    "forget_readings",
    "note_reading",
    "searched",
    "changes_followed",
    "declare_days",
    "propose_days",
    "propose_withdrawal",
    "withdraw_days",
    "ListingDone",
    "import_units",
    "appoint",
    "close",
    "close_account",
    "close_seat",
    "create_person",
    "create_seat",
    "drop_contact",
    "give_code",
    "hand_over",
    "merge",
    "move",
    "open_account",
    "open_unit",
    "rename",
    "reset_password",
    "reset_second_factor",
    "set_contact",
    "set_hours",
    "split",
    "transfer_person",
    "vacate",
]

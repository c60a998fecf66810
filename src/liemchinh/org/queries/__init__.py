"""Shows units, contacts, seats and who acts, always as of a day.

Answers are plain values; nothing here changes.

A unit is passed as anything with an `id` (a value of this room, or the row behind another room's foreign
key).
"""

from liemchinh.org.queries.contacts import (
    ContactShown,
    DirectoryLine,
    contacts,
    directory,
    directory_size,
    office_hours,
)
from liemchinh.org.queries.people import (
    SeatShown,
    actor,
    actor_for,
    people,
    seat_holders,
    seats,
)
from liemchinh.org.queries.units import (
    HasId,
    Named,
    Passage,
    UnitOnDay,
    above,
    agency_code,
    authority_of,
    divisions,
    history,
    may_administer,
    names_of,
    parents,
    provinces,
    resolve,
    subtree,
    unit,
    unit_codes,
    unit_names,
    units,
)

__all__ = [
    "ContactShown",
    "DirectoryLine",
    "HasId",
    "Named",
    "Passage",
    "SeatShown",
    "UnitOnDay",
    "above",
    "actor",
    "actor_for",
    "agency_code",
    "authority_of",
    "contacts",
    "directory",
    "directory_size",
    "divisions",
    "history",
    "may_administer",
    "names_of",
    "office_hours",
    "parents",
    "people",
    "provinces",
    "resolve",
    "seat_holders",
    "seats",
    "subtree",
    "unit",
    "unit_codes",
    "unit_names",
    "units",
]

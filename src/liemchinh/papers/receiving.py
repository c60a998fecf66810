"""The calendar of reception as it hangs on the wall (Law on Citizen Reception, article 24): no decree's form."""

from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from liemchinh.kernel.words import gettext_noop
from liemchinh.papers.forms import Contacts, Letterhead, LookUp


@dataclass(frozen=True)
class ReceptionDay:
    """One session on the wall; `moved_to` or `cancelled` strike it out, and `note` says why."""

    day: date
    hours: str
    who: str
    kind: str
    place: str
    about: str = ""
    note: str = ""
    moved_to: date | None = None
    cancelled: bool = False


@dataclass(frozen=True)
class ReceptionCalendar:
    """Lịch tiếp công dân: the regular desk, then the head's days, and one code that opens the page that is never old.

    `address` is what a person types; `duty` says in a line a weekday who sits at the regular desk.
    """

    form: ClassVar[str] = ""
    room: ClassVar[str] = "reception"
    title: ClassVar[str] = gettext_noop("Lịch tiếp công dân")
    template: ClassVar[str] = "calendar"
    suffix: ClassVar[str] = "/"
    sizes: ClassVar[tuple[str, ...]] = ("A4", "A3")

    letterhead: Letterhead
    address: str
    place: str
    hours: str
    rows: tuple[ReceptionDay, ...]
    duty: tuple[str, ...] = ()
    state: str = ""
    look_up: LookUp = field(default_factory=LookUp)
    contacts: Contacts = field(default_factory=Contacts)

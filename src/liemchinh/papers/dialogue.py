"""Minutes of a dialogue with a complainant, as plain frozen values."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from liemchinh.kernel.words import gettext_noop
from liemchinh.papers.forms import Contacts, Letterhead, LookUp


@dataclass(frozen=True)
class DialogueMinutes:
    """Mẫu 14, Biên bản đối thoại với người khiếu nại (Decree 124/2020/NĐ-CP as amended by Decree 155/2026/NĐ-CP).

    `complainants` are lines (name, identity); `attendance` says whether they came, with the reason if not; `others` one
    line each, present or absent. `unsigned` is who did not sign and why. `made_at` is when the minutes were written
    down; the hour at which it ended is left to be written by hand where nobody noted it.
    """

    form: ClassVar[str] = "Mẫu số 14"
    title: ClassVar[str] = gettext_noop("Biên bản đối thoại với người khiếu nại")
    template: ClassVar[str] = "complaint_dialogue"
    room: ClassVar[str] = "petitions"
    suffix: ClassVar[str] = "/BB-UBND"
    sizes: ClassVar[tuple[str, ...]] = ("A4",)

    letterhead: Letterhead
    held_at: datetime
    place: str
    presided: str
    secretary: str
    complainants: tuple[tuple[str, str], ...]
    attendance: str
    accused: str
    others: tuple[str, ...]
    matters: str
    findings: str
    opinions: str
    result: str
    copies: int
    made_at: datetime
    unsigned: str = ""
    code: str = ""
    look_up: LookUp = field(default_factory=LookUp)
    contacts: Contacts = field(default_factory=Contacts)

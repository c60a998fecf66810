"""Minutes of a meeting with one side of a complaint or a denunciation, as plain frozen values."""

from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from liemchinh.kernel.words import gettext_noop
from liemchinh.papers.forms import Contacts, Letterhead, LookUp


@dataclass(frozen=True)
class HearingMinutes:
    """Biên bản làm việc (form 08 of Decree 31/2019/NĐ-CP for a denunciation).

    `form` is the number of the prescribed form or empty; `side` is whom they are of, `who` their names, one a line;
    `attended` says whether they came and signed. `copies` is 0 where the law names no number. The hours are left to be
    written by hand. `note` is what is ours and not the form's.
    """

    title: ClassVar[str] = gettext_noop("Biên bản làm việc")
    template: ClassVar[str] = "hearing"
    room: ClassVar[str] = "petitions"
    suffix: ClassVar[str] = "/BB-UBND"
    sizes: ClassVar[tuple[str, ...]] = ("A4",)

    letterhead: Letterhead
    about: str
    held_on: date
    place: str
    presided: str
    side: str
    who: tuple[str, ...]
    attended: str
    said: str
    copies: int = 0
    form: str = ""
    note: str = ""
    code: str = ""
    look_up: LookUp = field(default_factory=LookUp)
    contacts: Contacts = field(default_factory=Contacts)

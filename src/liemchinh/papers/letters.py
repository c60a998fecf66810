"""Official letters, notices and decisions in the layout of Decree 30/2020, as plain frozen values."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from liemchinh.kernel.words import gettext_noop
from liemchinh.papers.forms import Contacts, Letterhead, LookUp, Signatory


@dataclass(frozen=True)
class Letter:
    """One document: its name, what it is about, to whom, paragraphs and facts, articles if it is a decision, who signs.

    `form` is the number of the prescribed form ("Mẫu số 03") or empty; `named` its name in capitals on the page
    ("THÔNG BÁO"), `about` the line under it; `grounds` the "Căn cứ…" lines; `facts` are (label, value) lines;
    `articles` the numbered articles of a decision, without "Điều n."; `recipients` the lines of "Nơi nhận"; `note` what
    is ours and not the form's. `suffix` follows the number: "/TB-UBND". `addressee` is None where nobody is addressed,
    empty where the name is written in by hand; `promised_at` is the moment that the calendar leaf shows.
    """

    title: ClassVar[str] = gettext_noop("Văn bản")
    template: ClassVar[str] = "letter"
    room: ClassVar[str] = "petitions"
    sizes: ClassVar[tuple[str, ...]] = ("A4",)

    letterhead: Letterhead
    named: str
    about: str = ""
    form: str = ""
    suffix: str = "/TB-UBND"
    addressee: str | None = None
    grounds: tuple[str, ...] = ()
    paragraphs: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    articles: tuple[str, ...] = ()
    closing: str = ""
    recipients: tuple[str, ...] = ()
    role: str = "Người đứng đầu"
    signatory: Signatory = field(default_factory=Signatory)
    note: str = ""
    code: str = ""
    look_up: LookUp = field(default_factory=LookUp)
    promised_at: datetime | None = None
    contacts: Contacts = field(default_factory=Contacts)

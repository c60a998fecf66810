"""Papers about a procedure for the wall and the hand: a poster with one code to scan, a board of a field, a checklist.

None of them is a form of any circular. The code leads to the public page and holds no personal data.
"""

from dataclasses import dataclass, field
from typing import ClassVar

from liemchinh.kernel.words import gettext_noop
from liemchinh.papers.forms import Contacts, Letterhead, LookUp


@dataclass(frozen=True)
class Poster:
    """Áp phích một thủ tục: one sentence, one code of at least 60 mm, the address in letters, term, fee, phone.

    `address` is what a person types: the address without `https://`. `hours` are the opening hours in words, `state`
    says which version the poster shows.
    """

    form: ClassVar[str] = ""
    room: ClassVar[str] = "procedures"
    title: ClassVar[str] = gettext_noop("Hướng dẫn thủ tục")
    template: ClassVar[str] = "poster"
    suffix: ClassVar[str] = "/"
    sizes: ClassVar[tuple[str, ...]] = ("A4", "A3")

    letterhead: Letterhead
    code: str
    name: str
    address: str
    term: str
    fee: str
    filing: str = ""
    hours: str = ""
    state: str = ""
    look_up: LookUp = field(default_factory=LookUp)
    contacts: Contacts = field(default_factory=Contacts)


@dataclass(frozen=True)
class BoardRow:
    """One procedure of a board: its name and code, its term and its fee in a few words."""

    name: str
    code: str
    term: str
    fee: str


@dataclass(frozen=True)
class Board:
    """Bảng công khai thủ tục của một lĩnh vực: the same facts of many procedures, one code to the list."""

    form: ClassVar[str] = ""
    room: ClassVar[str] = "procedures"
    title: ClassVar[str] = gettext_noop("Bảng công khai thủ tục")
    template: ClassVar[str] = "board"
    suffix: ClassVar[str] = "/"
    sizes: ClassVar[tuple[str, ...]] = ("A4", "A3")

    letterhead: Letterhead
    field_name: str
    address: str
    rows: tuple[BoardRow, ...]
    hours: str = ""
    state: str = ""
    look_up: LookUp = field(default_factory=LookUp)
    contacts: Contacts = field(default_factory=Contacts)


@dataclass(frozen=True)
class CheckRow:
    """One paper to bring; `count` in words, empty where the source states none."""

    name: str
    count: str = ""
    form: str = ""


@dataclass(frozen=True)
class CheckGroup:
    """Papers that belong together, with what is to be remarked on them."""

    title: str
    rows: tuple[CheckRow, ...]
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Checklist:
    """Danh sách giấy tờ cần mang: boxes to tick, for the hand."""

    form: ClassVar[str] = ""
    room: ClassVar[str] = "procedures"
    title: ClassVar[str] = gettext_noop("Giấy tờ cần mang")
    template: ClassVar[str] = "checklist"
    suffix: ClassVar[str] = "/"
    sizes: ClassVar[tuple[str, ...]] = ("A4",)

    letterhead: Letterhead
    code: str
    name: str
    address: str
    groups: tuple[CheckGroup, ...]
    term: str
    fee: str
    hours: str = ""
    state: str = ""
    look_up: LookUp = field(default_factory=LookUp)
    contacts: Contacts = field(default_factory=Contacts)

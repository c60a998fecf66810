"""The press: turns a paper into PDF bytes, or pictures of its pages; the same paper gives the same bytes.

Data reach the templates as JSON, never as Typst source: nothing a citizen writes can become a command.
No network, no clock; the only thing read from the machine is the fonts.
"""

import dataclasses
import datetime as dt
import json
import os
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import typst

from liemchinh.kernel.days import VIETNAM, local, short_day, weekday
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import as_written, gettext_noop, nfc
from liemchinh.papers.between import Consultation
from liemchinh.papers.codes import CodeSlip
from liemchinh.papers.dialogue import DialogueMinutes
from liemchinh.papers.fees import CashSlip
from liemchinh.papers.forms import Paper as Form
from liemchinh.papers.forms import Promise
from liemchinh.papers.hearing import HearingMinutes
from liemchinh.papers.leaders import Summary
from liemchinh.papers.letters import Letter
from liemchinh.papers.posters import Board, Checklist, Poster
from liemchinh.papers.qr import carries, qr_svg
from liemchinh.papers.receiving import ReceptionCalendar
from liemchinh.papers.register import Register
from liemchinh.papers.stamp import Stamp
from liemchinh.papers.visits import ConclusionNotice, EvidencePaper, RefusalNotice, VisitRegister

Size = Literal["A3", "A4", "A5", "80mm"]
Visits = ConclusionNotice | EvidencePaper | RefusalNotice | VisitRegister
Paper = (
    Form
    | Letter
    | DialogueMinutes
    | HearingMinutes
    | Consultation
    | CashSlip
    | Poster
    | ReceptionCalendar
    | Board
    | Checklist
    | Summary
    | Register
    | Stamp
    | Visits
    | CodeSlip
)

TEMPLATES = Path(__file__).with_name("templates")

SERIF = ("Tinos", "Liberation Serif", "Libertinus Serif")
SANS = ("Arimo", "Liberation Sans", "DejaVu Sans", "Libertinus Serif")
"""Families in order of preference; Libertinus Serif comes with the press itself, so one is always there."""

SYSTEM_FONTS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "/Library/Fonts",
    "C:/Windows/Fonts",
)

ARCHIVAL: list[Any] = ["a-2b", "ua-1"]
"""PDF/A-2b to be kept for decades, PDF/UA-1 to be read aloud."""


def font_folders(environ: Mapping[str, str] = os.environ) -> list[Path]:
    """Folders searched for the fonts of the papers: those in `LIEMCHINH_FONTS` first, then the system's."""
    named = [folder for folder in environ.get("LIEMCHINH_FONTS", "").split(os.pathsep) if folder]
    folders = [Path(folder).expanduser() for folder in (*named, *SYSTEM_FONTS)]
    return [folder for folder in folders if folder.is_dir()]


def find_fonts(folders: list[Path]) -> typst.Fonts:
    """The families of `SERIF` and `SANS` found under `folders`, each from the first folder that has it."""
    wanted = {family.replace(" ", ""): family for family in SERIF + SANS}
    homes: dict[str, Path] = {}
    for folder in folders:
        for file in sorted(folder.rglob("*.[to]tf")):
            family = file.stem.split("-")[0]
            if family in wanted:
                homes.setdefault(family, file.parent)
    places = [str(place) for place in dict.fromkeys(homes.values())]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=list(places))


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    return find_fonts(font_folders())


@lru_cache(maxsize=1)
def families() -> dict[str, list[str]]:
    """Families the papers are set in on this machine, in order: `{"serif": [...], "sans": [...]}`.

    The first serif should be Tinos and the first sans Arimo (Debian: `fonts-croscore`); otherwise the papers
    are still printed, in what there is.
    """
    here = set(_fonts().families())
    return {
        "serif": [family for family in SERIF if family in here],
        "sans": [family for family in SANS if family in here],
    }


# A compiler serves one thread at a time; idle ones wait here. Appending to and popping from a list are
# atomic, so the stack needs no lock and grows only to the number of papers ever set at once.
_idle: list[typst.Compiler] = []


def _compile(sheet: bytes, made_at: dt.datetime, **how: Any) -> Any:
    try:
        compiler = _idle.pop()
    except IndexError:
        # The inputs never change, so what does not depend on one paper's data stays laid out between papers.
        faces = {"faces": json.dumps(families())}
        compiler = typst.Compiler(root=TEMPLATES, font_paths=_fonts(), ignore_system_fonts=True, sys_inputs=faces)
    try:
        return compiler.compile(input=sheet, timestamp=made_at, **how)
    finally:
        _idle.append(compiler)


def render(paper: Paper, size: Size = "A4") -> bytes:
    """`paper` as PDF/A-2b and PDF/UA-1 bytes on `size`; the same paper always gives the same bytes.

    A text with a sign that no font here can draw (an emoji in a name) is still printed, with a box in its
    place; that one file is then plain PDF. Raises Refused `papers.size` for a size the form does not come in.
    """
    with as_written():  # an official paper is Vietnamese whoever prints it
        sheet, made_at = _sheet(paper, size), _made_at(paper)
    try:
        pdf = _compile(sheet, made_at, format="pdf", pdf_standards=ARCHIVAL)
    except typst.TypstError as error:
        if "could not be displayed" not in error.message:
            raise
        pdf = _compile(sheet, made_at, format="pdf")
    return bytes(pdf)


def preview(paper: Paper, size: Size = "A4", dots_per_inch: int = 110) -> list[bytes]:
    """The pages of `paper` as PNG bytes, drawn from the same templates as `render`."""
    with as_written():
        sheet = _sheet(paper, size)
    pages = _compile(sheet, _made_at(paper), format="png", ppi=float(dots_per_inch))
    return [pages] if isinstance(pages, bytes) else list(pages)


def _sheet(paper: Paper, size: Size) -> bytes:
    """The Typst source of one paper: which template, and its data as one string literal.

    Every backslash in it is doubled and every quotation mark escaped, and nothing else ends a literal: no text of a
    citizen's can become a command.
    """
    if size not in paper.sizes:
        sentence = gettext_noop("{title} không in được trên khổ {size}. Hãy chọn khổ {sizes}.")
        raise Refused("papers.size", sentence, title=paper.title, size=size, sizes=", ".join(paper.sizes))
    name = paper.template if len(paper.sizes) == 1 else f"{paper.template}_{size.lower()}"
    facts = {
        **_plain(paper),
        "form": paper.form,
        "title": paper.title,
        "numbered": _numbered(paper),
        **_code(paper),
    }
    data = json.dumps(facts, ensure_ascii=False).replace("\\", r"\\").replace('"', r"\"")
    folder = getattr(paper, "room", "dossiers")
    return f'#import "/{folder}/{name}.typ": form\n#form(json(bytes("{data}")))'.encode()


def _code(paper: Paper) -> dict[str, str]:
    """The QR code, and how the paper stands to the promise: `carried` in it, left to the `page`, `unsigned`, or none.

    The promise goes into the code with its salt if there is room, else without, else not at all: a code that no
    phone reads would help nobody.
    """
    url, given = paper.look_up.url, getattr(paper, "promise", Promise())
    fitting = (digits for digits in (given.digits, given.short) if digits and url and carries(url, digits))
    digits = next(fitting, "")
    vow = "" if not given.mark else "carried" if digits else "page" if given.digits or given.short else "unsigned"
    mark = " ".join(given.mark[start : start + 4] for start in range(0, len(given.mark), 4))
    return {"qr": qr_svg(url, digits=digits) if url else "", "vow": vow, "mark": mark}


def _numbered(paper: Paper) -> str:
    """`05/PBS-TTPVHCC`: a lone digit gets its zero (Decree 30/2020, Annex I); no number, room for one."""
    head = paper.letterhead
    number = head.number.strip() or "………"
    if number.isascii() and number.isdigit():
        number = number.zfill(2)
    return number + paper.suffix + (head.desk_sign if paper.suffix.endswith(("/", "-")) else "")


def _made_at(paper: Paper) -> dt.datetime:
    """When the file says it was made: the paper's own day, or the earliest instant written on it."""
    day = paper.letterhead.day
    if day is None:
        values = [getattr(paper, part.name) for part in dataclasses.fields(paper)]
        days = [local(value).date() if isinstance(value, dt.datetime) else value for value in values]
        # A wholly blank form carries the day on which its form came into use.
        day = min((day for day in days if isinstance(day, dt.date)), default=dt.date(2025, 9, 15))
    midnight = dt.datetime.combine(day, dt.time(), VIETNAM)
    return midnight.astimezone(dt.timezone(midnight.utcoffset() or dt.timedelta(hours=7)))


def _plain(value: Any) -> Any:
    """`value` as JSON-ready data: texts cleaned, days and instants taken apart as letters write them."""
    if dataclasses.is_dataclass(value):
        return {part.name: _plain(getattr(value, part.name)) for part in dataclasses.fields(value)}
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dt.datetime):
        here = local(value)
        return _day(here.date()) | {"hour": f"{here.hour:02d}", "minute": f"{here.minute:02d}"}
    if isinstance(value, dt.date):
        return _day(value)
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value


def _day(day: dt.date) -> dict[str, str]:
    """Parts of a day; letters write `05` and `02` but `3` (Decree 30/2020, Annex I)."""
    return {
        "day": f"{day.day:02d}",
        "month": f"{day.month:02d}" if day.month < 3 else str(day.month),
        "year": str(day.year),
        "weekday": weekday(day),
        "short": short_day(day),
        "leaf": str(day.day),
        "leaf_month": str(day.month),
    }


def printable(text: str) -> str:
    """`text` in NFC without what cannot or must not be seen on paper.

    Control, private, unassigned and invisible formatting signs go (a text-direction override can make a paper
    show another number than the one stored); runs of spaces become one; lines stay lines.
    """
    lines = (" ".join(line.split()) for line in nfc(text).splitlines())
    seen = ("".join(mark for mark in line if unicodedata.category(mark)[0] != "C") for line in lines)
    return "\n".join(line for line in seen if line)

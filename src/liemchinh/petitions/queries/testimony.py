"""Shows what entries tell of the rows of this room, for the record of an act and for the audit that reads it later."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from liemchinh.kernel.codes import parse_our_code
from liemchinh.kernel.errors import Refused
from liemchinh.ledger.auditing.tables import Table, Testimony, Threaded
from liemchinh.ledger.rules.writing import Row, token
from liemchinh.org import queries as org
from liemchinh.petitions import rules
from liemchinh.petitions.models import (
    Counter,
    Duty,
    Likeness,
    LikenessBand,
    Mailbox,
    MailItem,
    Petition,
    Petitioner,
    PetitionEvent,
    PetitionFile,
    Publication,
    PublicationFile,
    SameMatter,
)

_OWN = "the database's own number of the row"
_END = "the thread's end: compared with the thread itself"
_WHOSE = {"id": _OWN, "petition_id": "the thread says whose it is"}

PETITION = Table(
    Petition,
    key=(),
    numbers=frozenset({"code", "number", "year"}),
    left_out={
        "id": _OWN,
        "tag": _END,
        "step": _END,
        "leaf": _END,
        "search": "the words of the text again, folded for searching",
    },
)
EVENT = Table(PetitionEvent, key=("step",), numbers=frozenset({"step"}), left_out=_WHOSE, entry=True)
PERSON = Table(Petitioner, key=("number",), numbers=frozenset({"number"}), left_out=_WHOSE)
FILE = Table(PetitionFile, key=("sha256",), left_out=_WHOSE)
DUTY = Table(Duty, key=("number",), numbers=frozenset({"number"}), left_out=_WHOSE)
PUBLICATION = Table(
    Publication,
    key=("number",),
    numbers=frozenset({"number"}),
    left_out=_WHOSE | {"search": "the public words again, folded for searching"},
)
PUBLIC_FILE = Table(PublicationFile, key=("number",), numbers=frozenset({"number"}), left_out=_WHOSE)
SAME = Table(SameMatter, key=("number",), numbers=frozenset({"number"}), left_out=_WHOSE)
_OF_A_PERSON = "words about a person: the petition tells them, and no other record of the log is to be erased for them"
MAIL = Table(MailItem, left_out=dict.fromkeys(("sender", "subject", "message_id"), _OF_A_PERSON))
Beside = Petitioner | PetitionFile | Duty | Publication | PublicationFile | SameMatter


OPENING = frozenset(move.kind.code for move in rules.MOVES if not move.origins)
"""Kinds of entry that a petition's thread begins with: only they tell a number."""


class _Numbers:
    """Numbers of a register's year and ordinals of its days, as `services.intake` gives them."""

    table = Counter._meta.db_table

    def __init__(self) -> None:
        self._codes = org.unit_codes()

    def of_row(self, columns: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
        """From all columns of a petition."""
        register = self._codes.get(columns.get("register_id", 0))
        if register is None or "number" not in columns:
            return
        yield f"{register}/{columns['year']}", columns["number"]
        try:
            code = parse_our_code(columns["code"])
        except Refused:
            return  # a code that somebody changed: told as such
        yield f"{register}/{code.day:%y%m%d}", code.ordinal

    def of_public(self, public: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
        """From the public part of an opening: it has the number of the year only."""
        if public.get("kind") not in OPENING or public.get("n") != 1:
            return
        try:
            yield f"{public['ag']}/{str(public['t'])[:4]}", int(public["no"])
        except (KeyError, ValueError, TypeError):
            return  # an entry that somebody rewrote

    def given(self) -> dict[str, int]:
        """What the counters say."""
        return dict(Counter.objects.values_list("series", "last"))

    def is_consecutive(self, series: str) -> bool:
        """Years are; of a day's ordinals some are passed over when a restored database makes up for lost ones."""
        return len(series.rpartition("/")[2]) == len("2026")


TESTIMONY = Testimony(
    "petitions",
    threads=(
        Threaded(
            PETITION,
            name="code",
            parts=tuple(
                (table, "petition_id") for table in (EVENT, PERSON, FILE, DUTY, PUBLICATION, PUBLIC_FILE, SAME)
            ),
            files=FILE.name,
            numbers=_Numbers,
        ),
    ),
    tables=(MAIL,),
    left_out={
        Mailbox: "how far the mail server has been read: the messages themselves are told",
        Counter: "compared with the numbers that were given, which entries tell",
        Likeness: "reckoned from the texts themselves, again at any time",
        LikenessBand: "reckoned from the texts themselves, again at any time",
    },
)


def kept(petition: Petition) -> dict[str, Any]:
    """The petition's columns as they are now, to be compared with after an act."""
    return petition.__dict__.copy()


def left_of(petition: Petition, events: Iterable[PetitionEvent], *, beside: Iterable[Beside]) -> list[Row]:
    """Everything that an erasure leaves of a petition: its whole row, and what hangs on it without its words."""
    told: list[Row] = [EVENT.told(event) for event in events]
    return [whole(petition), *told, *(_table(row).told(row) for row in beside)]


def rows_of(
    event: PetitionEvent,
    *,
    loaded: Mapping[str, Any] | None,
    beside: Iterable[Beside] = (),
) -> list[Row]:
    """What an act leaves: its event, the petition's columns that differ from `loaded` (None: all), what hangs on it."""
    petition = event.petition
    rows: list[Row] = [EVENT.told(event), *(_table(row).told(row) for row in beside)]
    if loaded is None:
        rows.append(whole(petition))
    elif told := PETITION.changed(petition, loaded):
        rows.append((PETITION.name, "", told))
    return rows


def whole(petition: Petition) -> Row:
    """All columns of a petition, for an entry after which what earlier ones told no longer counts."""
    return PETITION.name, "", {name: token(petition.__dict__[name]) for name in PETITION.columns}


def _table(row: Beside) -> Table:
    tables = {Petitioner: PERSON, PetitionFile: FILE, Duty: DUTY}
    return {**tables, Publication: PUBLICATION, PublicationFile: PUBLIC_FILE, SameMatter: SAME}[type(row)]

"""Shows what entries tell of the rows of this room, for the record of an act and for the audit that reads it later."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from liemchinh.dossiers import rules
from liemchinh.dossiers.models import (
    Attachment,
    Correction,
    Counter,
    DayClosed,
    Dossier,
    Draft,
    DraftFile,
    Event,
    Part,
    Rating,
    RatingSlip,
    Tally,
    TallyMark,
)
from liemchinh.dossiers.queries.recount import check_tallies
from liemchinh.kernel.codes import parse_dossier_code
from liemchinh.kernel.errors import Refused
from liemchinh.ledger.auditing.tables import Table, Testimony, Threaded
from liemchinh.ledger.rules.writing import Row, token
from liemchinh.org import queries as org

_OWN = "the database's own number of the row"
_END = "the thread's end: compared with the thread itself"

DOSSIER = Table(
    Dossier,
    key=(),
    numbers=frozenset({"code", "number", "year"}),
    left_out={"id": _OWN, "tag": _END, "step": _END, "leaf": _END},
)
EVENT = Table(
    Event,
    key=("step",),
    numbers=frozenset({"step"}),
    left_out={"id": _OWN, "dossier_id": "the thread says whose it is"},
    entry=True,
)
ATTACHMENT = Table(Attachment, key=("sha256",), left_out={"id": _OWN, "dossier_id": "the thread says whose it is"})
PART = Table(
    Part,
    key=("number",),
    left_out={"id": _OWN, "dossier_id": "the thread says whose it is"},
    numbers=frozenset({"number"}),
)
CORRECTION = Table(
    Correction,
    key=("number",),
    left_out={"id": _OWN, "dossier_id": "the thread says whose it is"},
    numbers=frozenset({"number"}),
)
RATING = Table(Rating, key=("code",))
DAY = Table(DayClosed, key=("authority_id", "on"), left_out={"id": _OWN}, entry=True)


class _Numbers:
    """Numbers of an authority's year and ordinals of its days, as `services.intake` gives them."""

    table = Counter._meta.db_table

    def __init__(self) -> None:
        self._codes = org.unit_codes()

    def of_row(self, columns: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
        """From all columns of a dossier."""
        authority = self._codes.get(columns.get("authority_id", 0))
        if authority is None or "number" not in columns:
            return
        yield f"{authority}/{columns['year']}", columns["number"]
        try:
            code = parse_dossier_code(columns["code"])
        except Refused:
            return  # a code that somebody changed: told as such
        yield f"{authority}/{code.day:%y%m%d}", code.ordinal

    def of_public(self, public: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
        """From the public part of an opening: it has the number of the year only."""
        try:
            last, _ = rules.numbers_taken([public])
        except (KeyError, ValueError, TypeError):
            return  # an entry that somebody rewrote
        yield from last.items()

    def given(self) -> dict[str, int]:
        """What the counters say."""
        return dict(Counter.objects.values_list("series", "last"))

    def is_consecutive(self, series: str) -> bool:
        """Years are; of a day's ordinals some are passed over when a restored database makes up for lost ones."""
        return len(series.rpartition("/")[2]) == len("2026")


TESTIMONY = Testimony(
    "dossiers",
    threads=(
        Threaded(
            DOSSIER,
            name="code",
            parts=tuple((table, "dossier_id") for table in (EVENT, ATTACHMENT, PART, CORRECTION)),
            files=ATTACHMENT.name,
            numbers=_Numbers,
        ),
    ),
    tables=(DAY, RATING),
    left_out={
        Counter: "compared with the numbers that were given, which entries tell",
        Draft: "a citizen's unfinished form: no act of the office yet, deleted when it expires",
        DraftFile: "a citizen's unfinished form: no act of the office yet, deleted when it expires",
        Tally: "sums of the dossiers themselves, counted again from them by each audit",
        TallyMark: "says which sums there are: what it does not say is counted from the dossiers",
        RatingSlip: "says only that a rating was given; told in an entry it would lead from the rating to its dossier",
    },
    checks=(check_tallies,),
)


def kept(dossier: Dossier) -> dict[str, Any]:
    """The dossier's columns as they are now, to be compared with after an act."""
    return dossier.__dict__.copy()


def left_of(dossier: Dossier, events: Iterable[Event], *, beside: Iterable[Part | Correction]) -> list[Row]:
    """Everything that an erasure leaves of a dossier: its whole row, and what hangs on it without its words."""
    return [whole(dossier), *(EVENT.told(event) for event in events), *_beside(beside)]


def rows_of(
    event: Event,
    *,
    loaded: Mapping[str, Any] | None,
    attached: Iterable[Attachment],
    beside: Iterable[Part | Correction] = (),
) -> list[Row]:
    """What an act leaves: its event, the dossier's columns that differ from `loaded` (None: all), what hangs on it."""
    dossier = event.dossier
    rows: list[Row] = [EVENT.told(event), *(ATTACHMENT.told(file) for file in attached)]
    rows += _beside(beside)
    if loaded is None:
        rows.append(whole(dossier))
    elif told := DOSSIER.changed(dossier, loaded):
        rows.append((DOSSIER.name, "", told))
    return rows


def whole(dossier: Dossier) -> Row:
    """All columns of a dossier, for an entry after which what earlier ones told no longer counts."""
    return DOSSIER.name, "", {name: token(dossier.__dict__[name]) for name in DOSSIER.columns}


def _beside(rows: Iterable[Part | Correction]) -> list[Row]:
    return [(PART if isinstance(row, Part) else CORRECTION).told(row) for row in rows]

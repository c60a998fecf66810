"""Shows what entries tell of the rows of this room, for the record of an act and for the audit that reads it later."""

from collections.abc import Iterable, Mapping
from typing import Any

from liemchinh.dossiers.models import Attachment, Counter, DayClosed, Dossier, Event
from liemchinh.ledger.auditing.tables import Table, Testimony, Threaded
from liemchinh.ledger.rules.writing import Row, token

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
DAY = Table(DayClosed, key=("authority_id", "on"), left_out={"id": _OWN}, entry=True)

def _numbered(columns: Mapping[str, Any]) -> list[tuple[str, int]]:
    """The number in the authority's year and the ordinal of its day, as `services.intake` gave them."""
    code = org.code_of_unit(columns["authority_id"])
    parsed = parse_dossier_code(columns["code"])
    return [(f"{code}/{columns['year']}", columns["number"]), (f"{code}/{parsed.day:%y%m%d}", parsed.ordinal)]


def _numbered_public(kind: str, public: Mapping[str, Any]) -> list[tuple[str, int]]:
    if kind not in rules.KINDS or "no" not in public:
        return []
    return [(f"{public['ag']}/{str(public['t'])[:4]}", int(public["no"]))]


def _given() -> dict[str, int]:
    return dict(Counter.objects.values_list("series", "last"))


def _is_year(series: str) -> bool:
    return len(series.rpartition("/")[2]) == len("2026")


TESTIMONY = Testimony(
    "dossiers",
    threads=(
        Threaded(
            DOSSIER,
            name="code",
            parts=((EVENT, "dossier_id"), (ATTACHMENT, "dossier_id")),
            files=ATTACHMENT.name,
            numbered=_numbered,
            numbered_public=_numbered_public,
            given=_given,
            is_consecutive=_is_year,
            counters=Counter._meta.db_table,
        ),
    ),
    tables=(DAY,),
    left_out={Counter: "compared with the numbers that were given, which entries tell"},
)


def kept(dossier: Dossier) -> dict[str, Any]:
    """The dossier's columns as they are now, to be compared with after an act."""
    return dossier.__dict__.copy()


def left_of(dossier: Dossier, events: Iterable[Event]) -> list[Row]:
    """Everything that an erasure leaves of a dossier: its whole row, and each event without its words."""
    held = dossier.__dict__
    return [
        (DOSSIER.name, "", {name: token(held[name]) for name in DOSSIER.columns}),
        *(EVENT.told(event) for event in events),
    ]


def rows_of(event: Event, *, loaded: Mapping[str, Any] | None, attached: Iterable[Attachment]) -> list[Row]:
    """What an act leaves: its event, the dossier's columns that differ from `loaded` (None: all), new attachments."""
    dossier = event.dossier
    if loaded is None:
        held = dossier.__dict__
        told = {name: token(held[name]) for name in DOSSIER.columns}
    else:
        told = DOSSIER.changed(dossier, loaded)
    rows: list[Row] = [EVENT.told(event), *(ATTACHMENT.told(file) for file in attached)]
    if told:
        rows.append((DOSSIER.name, "", told))
    return rows

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
EVENT = Table(Event, key=("step",), left_out={"id": _OWN, "dossier_id": "the thread says whose it is"}, entry=True)
ATTACHMENT = Table(Attachment, key=("sha256",), left_out={"id": _OWN, "dossier_id": "the thread says whose it is"})
DAY = Table(DayClosed, key=("authority_id", "on"), left_out={"id": _OWN}, entry=True)

TESTIMONY = Testimony(
    "dossiers",
    threads=(
        Threaded(
            DOSSIER,
            name="code",
            parts=((EVENT, "dossier_id"), (ATTACHMENT, "dossier_id")),
            files=ATTACHMENT.name,
        ),
    ),
    tables=(DAY,),
    left_out={Counter: "compared with the numbers that were given, which entries tell"},
)


def kept(dossier: Dossier) -> dict[str, Any]:
    """The dossier's columns as they are now, to be compared with after an act."""
    return dossier.__dict__.copy()


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

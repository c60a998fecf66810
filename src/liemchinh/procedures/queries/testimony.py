"""Shows what entries tell of the rows of this room, for the record of a verb and for the audit that reads it later."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import Model, QuerySet

from liemchinh.ledger.auditing.tables import Table, Testimony
from liemchinh.ledger.rules.writing import Block, Row, token
from liemchinh.procedures.models import (
    AuthorityTransfer,
    Channel,
    Component,
    Exemption,
    Offering,
    Procedure,
    ProcedureVersion,
    Step,
    UnreadLine,
    VersionDraft,
)

_END = "the thread's end: compared with the thread itself"
PROCEDURE = Table(Procedure, numbers=frozenset({"code"}), left_out={"tag": _END, "step": _END, "leaf": _END}, link=True)
VERSION = Table(ProcedureVersion, numbers=frozenset({"number"}))
PARTS = tuple(Table(model) for model in (Channel, Component, Step, Exemption))
TABLES: dict[type[Model], Table] = {
    table.model: table
    for table in (PROCEDURE, VERSION, *PARTS, Table(Offering), Table(AuthorityTransfer), Table(UnreadLine))
}

TESTIMONY = Testimony(
    "procedures",
    tables=tuple(TABLES.values()),
    left_out={VersionDraft: "it binds nobody; what is published from it is told whole as a version"},
)

BATCH = 200
"""Versions read back at once: their raw cells are long."""


def told(rows: QuerySet[Any]) -> list[Block]:
    """Rows that a verb touched, as they stand now, for its entry."""
    block = TABLES[rows.model].block(rows.order_by("id"))
    return [block] if block[2] else []


def ended(version: int, on: date | None) -> Row:
    """What a verb leaves in a version that is there: the day on which it ends, None where it goes on."""
    return VERSION.name, str(version), {"valid_until": token(on)}


def told_of(versions: Sequence[ProcedureVersion]) -> Iterator[tuple[ProcedureVersion, list[Row | Block]]]:
    """Each version, published just now, with its own row, its procedure's and its parts', as the database has them."""
    for start in range(0, len(versions), BATCH):
        batch = versions[start : start + BATCH]
        ids = [version.id for version in batch]
        rows: dict[int, list[Row | Block]] = {
            row.id: [PROCEDURE.told(row.procedure), VERSION.told(row)]
            for row in ProcedureVersion.objects.select_related("procedure").filter(id__in=ids)
        }
        for table in PARTS:
            parts: dict[int, list[Any]] = defaultdict(list)
            for part in table.model._default_manager.filter(version_id__in=ids).order_by("id"):
                parts[getattr(part, "version_id")].append(part)  # noqa: B009 - every part has one
            for version_id, found in parts.items():
                rows[version_id].append(table.block(found))
        yield from ((version, rows[version.id]) for version in batch)

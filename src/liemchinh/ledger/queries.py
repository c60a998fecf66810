"""Shows: what the log will say of a thread, and what still waits for its place."""

import json
from collections.abc import Iterable
from typing import Any

from django.db import connection

from liemchinh.ledger.models import Entry, Thread

_HEAD = f"SELECT leaf FROM {Thread._meta.db_table} WHERE subject = %s"  # noqa: S608 - the name of our own table


def history(tag: str) -> list[Entry]:
    """Every entry of one thread, first step first."""
    return list(Entry.objects.filter(tag=tag).order_by("step"))


def head(room: str) -> bytes:
    """The leaf hash of the last entry about anything in `room` that keeps no link of its own; empty before the first.

    Whatever was read after a head stays true for as long as the head is the same. One query, the cheapest there is.
    """
    with connection.cursor() as cursor:
        cursor.execute(_HEAD, [room])
        row = cursor.fetchone()
    return bytes(row[0]) if row else b""


def public_part(entry: Entry) -> dict[str, Any]:
    """The public fields of an entry, as a reader of the log will see them."""
    part: dict[str, Any] = json.loads(bytes(entry.entry))
    return part


def fingerprints(entry_ids: Iterable[int]) -> dict[int, str]:
    """Leaf hashes (hex) by entry id: what a page prints so that its reader can find the entry in the log."""
    rows = Entry.objects.filter(id__in=list(entry_ids)).values_list("id", "leaf")
    return {key: bytes(leaf).hex() for key, leaf in rows}


def waiting() -> int:
    """How many entries have no place in the log yet."""
    return Entry.objects.filter(place__isnull=True).count()

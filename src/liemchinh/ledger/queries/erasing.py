"""Shows who asked for an erasure and what was erased, and which entries of a shared thread speak of one thing."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from liemchinh.ledger.models import Entry, Thread
from liemchinh.ledger.queries.entries import history
from liemchinh.ledger.rules.erasing import Asked
from liemchinh.ledger.rules.trail import ERASED, ERASURE_ASKED, TOLD_AGAIN
from liemchinh.ledger.rules.writing import read_rows

RowName = tuple[str, str]
"""A row as records name it: table, and key in the table."""


@dataclass(frozen=True)
class Spoken:
    """The steps of a thread whose records speak of one thing, every row that they tell, and the last of the entries.

    `last` leaves out entries that only tell rows again.
    """

    subject: str
    steps: tuple[int, ...]
    rows: frozenset[RowName]
    last: Entry | None


def asked_in(entry: Entry | None) -> Asked | None:
    """The request for an erasure that this entry is; None when it is anything else."""
    if entry is None or entry.kind != ERASURE_ASKED.code or entry.record is None:
        return None
    told = json.loads(bytes(entry.record))
    return Asked(told["by"], told["facts"]["decision"], told["facts"]["reason"])


def erasure_asked(tag: str) -> Asked | None:
    """The request to erase what has this thread for itself, if it is the last thing that happened there."""
    return asked_in(Entry.objects.filter(tag=tag).order_by("-step").first())


def erased_facts(tag: str) -> Iterator[dict[str, Any]]:
    """What the erasures of this thread say of themselves, in their own records."""
    for entry in history(tag):
        if entry.kind == ERASED.code and entry.record is not None:
            yield json.loads(bytes(entry.record))["facts"]


def spoken_of(subject: str, concerns: Callable[[Mapping[str, Any]], bool]) -> Spoken:
    """The entries about `subject` whose whole record (facts and rows) `concerns` says yes to; erasures never.

    Reads every record of the thread, one after the other, and keeps the thread locked until the transaction ends: what
    somebody else would write about it in the meantime waits, or an erasure of this thing would not know of it.
    """
    steps: list[int] = []
    rows: set[RowName] = set()
    last: Entry | None = None
    tag = Thread.objects.select_for_update().filter(subject=subject).values_list("tag", flat=True).first() or ""
    entries = Entry.objects.filter(tag=tag, record__isnull=False).exclude(kind=ERASED.code)
    for entry in entries.order_by("step").iterator(chunk_size=500):
        told = json.loads(bytes(entry.record or b""))
        if concerns(told):
            steps.append(entry.step)
            rows |= named_in(told)
            last = last if entry.kind == TOLD_AGAIN.code else entry
    return Spoken(subject, tuple(steps), frozenset(rows), last)


def named_in(told: Mapping[str, Any]) -> set[RowName]:
    """The rows that a record tells."""
    return {(table, key) for table, key, _ in read_rows(told.get("rows", ()))}


def latest(found: Iterable[Spoken]) -> Entry | None:
    """The last entry of several threads that speak of one thing."""
    return max((one.last for one in found if one.last is not None), key=lambda entry: entry.pk, default=None)

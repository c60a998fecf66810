"""Shows: what the log will say of a thread, what still waits for its place, and what may be remembered of a room."""

import json
from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any, TypeVar, cast

from django.db import connection
from django.db.models import F

from liemchinh.ledger.models import Checkpoint, Entry, Thread

_HEAD = f"SELECT leaf FROM {Thread._meta.db_table} WHERE subject = %s"


def tag_of(subject: str) -> str:
    """The tag of the thread about `subject`; empty when nothing was ever written about it."""
    return Thread.objects.filter(subject=subject).values_list("tag", flat=True).first() or ""


def history(tag: str) -> list[Entry]:
    """Every entry of one thread, first step first."""
    return list(Entry.objects.filter(tag=tag).order_by("step"))


def threads_about(subjects: Iterable[str]) -> dict[str, list[Entry]]:
    """The entries about each of those subjects that anything was ever written about, first step first. Two queries."""
    tags = dict(Thread.objects.filter(subject__in=list(subjects)).values_list("tag", "subject"))
    found: dict[str, list[Entry]] = {}
    for entry in Entry.objects.filter(tag__in=list(tags)).order_by("tag", "step") if tags else ():
        found.setdefault(tags[entry.tag], []).append(entry)
    return found


def head(room: str) -> bytes:
    """The leaf hash of the last entry that moved the room's head (`services.move_head`); empty before the first.

    What was read after a head stays true for as long as the head is the same. One query, the cheapest there is.
    """
    with connection.cursor() as cursor:
        cursor.execute(_HEAD, [room])
        row = cursor.fetchone()
    return bytes(row[0]) if row else b""


MOST_REMEMBERED = 20_000
"""Answers kept for one room at most: a stranger who asks about every day of history costs no more memory."""

Answer = TypeVar("Answer")
_kept: dict[str, tuple[bytes, dict[Hashable, object]]] = {}
_moment: ContextVar[dict[str, bytes] | None] = ContextVar("moment", default=None)


@contextmanager
def one_moment() -> Iterator[None]:
    """Inside, all that is `remembered` is as of one moment: the head of each room is read once.

    One decision or one page is one moment; an own change ends it (`forget_moment`). May be nested.
    """
    if _moment.get() is not None:
        yield
        return
    outside = _moment.set({})
    try:
        yield
    finally:
        _moment.reset(outside)


def forget_moment() -> None:
    """Something has changed: the heads are to be read again. `services.move_head` calls it."""
    seen = _moment.get()
    if seen:
        seen.clear()


def _head_now(room: str) -> bytes:
    seen = _moment.get()
    if seen is None:
        return head(room)
    if room not in seen:
        seen[room] = head(room)
    return seen[room]


def remembered(room: str, question: Hashable, ask: Callable[[], Answer]) -> Answer:
    """The answer of `ask`, or the one it gave this process before if nothing in `room` has changed since.

    Only for a room every change of which moves its head, and for answers that nobody changes in place. An answer is
    kept with the head read before it, so it may be newer than its head, never older: rights follow the seat at once.
    Inside a transaction nothing is kept and nothing kept is used: what is read there may be the caller's own change,
    not noted yet or never to be committed.
    """
    if connection.in_atomic_block:
        return ask()
    now = _head_now(room)
    known, answers = _kept.get(room, (b"", {}))
    if known != now or len(answers) > MOST_REMEMBERED:
        answers = {}
        _kept[room] = (now, answers)
    if question in answers:
        return cast(Answer, answers[question])
    answer = ask()
    if now:
        answers[question] = answer
    return answer


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


def waits_since() -> datetime | None:
    """The claimed time of the entry that has waited longest for its place; None when none waits. One indexed query."""
    return Entry.objects.filter(place__isnull=True).order_by("id").values_list("at", flat=True).first()


def places(entry_ids: Iterable[int]) -> dict[int, int]:
    """Where in the book these entries stand, by entry id; those that wait are left out. One query."""
    rows = Entry.objects.filter(id__in=list(entry_ids), place__isnull=False).values_list("id", "place")
    return {key: place for key, place in rows if place is not None}


def places_of(tag: str, *, most: int) -> list[int]:
    """Where in the book the first `most` steps of a thread stand, in their order; those that wait are left out."""
    rows = Entry.objects.filter(tag=tag, place__isnull=False).order_by("step").values_list("place", flat=True)
    return [place for place in rows[:most] if place is not None]


def booked_at(entry_ids: Iterable[int]) -> dict[int, datetime]:
    """By entry: when the book was first seen to hold it, for those that have their place. Two queries."""
    of = places(entry_ids)
    if not of:
        return {}
    seen = (
        Checkpoint.objects.annotate(end=F("shard__first") + F("size"))
        .filter(end__gt=min(of.values()))
        .order_by("end")
        .values_list("end", "at")
    )
    ends: list[int] = []
    moments: list[datetime] = []
    for end, at in seen.iterator(chunk_size=2000):
        ends.append(end)
        moments.append(at)
        if end > max(of.values()):
            break
    found = {entry: bisect_right(ends, place) for entry, place in of.items()}
    return {entry: moments[index] for entry, index in found.items() if index < len(ends)}

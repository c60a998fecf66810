"""Changes: writes an entry for the public log in the caller's own transaction. Only rooms call this."""

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import F

from liemchinh.kernel.actors import Actor
from liemchinh.kernel.trail import Kind
from liemchinh.ledger import queries, rules
from liemchinh.ledger.models import Entry, Thread
from liemchinh.ledger.rules.trail import ERASED, TOLD_AGAIN
from liemchinh.ledger.rules.writing import Block, Row, token

_THREADS = Thread._meta.db_table


def new_link() -> rules.Link:
    """The start of a new thread: a random 128-bit tag that is derived from nothing."""
    return rules.Link(tag=secrets.token_hex(16))


def record(
    *,
    kind: Kind,
    by: Actor,
    at: datetime,
    unit: str,
    facts: Mapping[str, Any],
    public: Mapping[str, str | int] | None = None,
    link: rules.Link,
    rows: Iterable[Row | Block] = (),
) -> tuple[Entry, rules.Link]:
    """Write the next entry of `link` and return it with the link's new end, which the caller must keep.

    `facts` (JSON values) are the private record: only a salted commitment to them is public. `public` may hold the
    few names of `rules.PUBLIC_FACTS`. `unit` is the code of the authority. `rows` is what the change left in the
    room's own tables (key "" is the thread's own row): the audit compares them with the log. Must run inside the
    transaction of the change it records; raises RuntimeError outside one, Refused when the public part is not fit to
    publish.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("ledger.record must share the transaction of the change it records")
    row, end = unsaved(kind=kind, by=by.code, at=at, unit=unit, facts=facts, public=public, link=link, rows=rows)
    row.save(force_insert=True)
    return row, end


def unsaved(
    *,
    kind: Kind,
    by: str,
    at: datetime,
    unit: str,
    facts: Mapping[str, Any],
    public: Mapping[str, str | int] | None = None,
    link: rules.Link,
    rows: Iterable[Row | Block] = (),
) -> tuple[Entry, rules.Link]:
    """The entry that `record` would write, for who saves many at once; the new end of the thread with it."""
    salt = secrets.token_bytes(rules.SALT_BYTES)
    private = rules.private_record(by=by, facts=facts, rows=rows, salt=salt)
    entry = rules.public_entry(
        kind=kind.code,
        unit=unit,
        link=link,
        at=at,
        commit=rules.commitment(private, salt=salt),
        public=public or {},
    )
    leaf = rules.leaf_hash(entry)
    row = Entry(
        kind=kind.code,
        tag=link.tag,
        step=link.step + 1,
        entry=entry,
        leaf=leaf,
        salt=salt,
        record=private,
        at=at,
    )
    return row, rules.Link(tag=link.tag, step=link.step + 1, leaf=leaf)


def save_all(rows: Iterable[Entry]) -> None:
    """Save entries that `unsaved` made, in this order, in the transaction of the changes that they record."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("entries must share the transaction of the changes they record")
    Entry.objects.bulk_create(list(rows), batch_size=500)


def record_about(
    subject: str,
    *,
    kind: Kind,
    by: Actor,
    at: datetime,
    unit: str,
    facts: Mapping[str, Any],
    public: Mapping[str, str | int] | None = None,
    rows: Iterable[Row | Block] = (),
) -> Entry:
    """Write an entry about a thing that keeps no link of its own (a unit, a seat, a catalogue).

    `subject` names the thing for ever, for example `org.unit:H99.12`; its thread row is locked while the entry is
    written, so two writers never fork the chain.
    """
    thread = _locked(subject) or _opened(subject)
    end = rules.Link(tag=thread.tag, step=thread.step, leaf=bytes(thread.leaf))
    if not thread.step or kind is TOLD_AGAIN:
        rows = [(Thread._meta.db_table, str(thread.pk), {"subject": token(subject), "tag": thread.tag}), *rows]
    row, end = record(kind=kind, by=by, at=at, unit=unit, facts=facts, public=public, link=end, rows=rows)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {_THREADS} SET step = %s, leaf = %s WHERE id = %s", [end.step, end.leaf, thread.pk])  # nosec B608
    move_head(kind, end.leaf)
    return row


def _locked(subject: str) -> Thread | None:
    return Thread.objects.select_for_update().filter(subject=subject).order_by().first()


def _opened(subject: str) -> Thread:
    """A thread for this subject, locked. Of two that open it at once the later waits and takes the other's."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {_THREADS} (subject, tag, step, leaf) VALUES (%s, %s, 0, %s) "  # nosec B608
            "ON CONFLICT (subject) DO NOTHING RETURNING id",
            [subject, tag := secrets.token_hex(16), b""],
        )
        made = cursor.fetchone()
    if made is None:
        return Thread.objects.select_for_update().get(subject=subject)
    return Thread(pk=made[0], subject=subject, tag=tag, step=0, leaf=b"")


def erase(
    *,
    by: Actor,
    at: datetime,
    unit: str,
    facts: Mapping[str, Any],
    public: Mapping[str, str | int],
    link: rules.Link,
    rows: Iterable[Row | Block],
) -> tuple[Entry, rules.Link]:
    """Destroy salt and record of every entry of the thread that ends at `link`; its next entry says so.

    What was public stays: the log verifies as before, and the commitments tell nothing any more. The entry says how
    many steps are gone (`gone`: all before it), its record which leaves and places they are, and in `rows` everything
    that is left of the thread's rows. Must run inside the transaction that blanks those.
    """
    entries = Entry.objects.filter(tag=link.tag, step__lte=link.step)
    erased = [[bytes(leaf).hex(), place] for leaf, place in entries.order_by("step").values_list("leaf", "place")]
    row, end = record(
        kind=ERASED,
        by=by,
        at=at,
        unit=unit,
        facts={**facts, "erased": erased},
        public={**public, "gone": link.step},
        link=link,
        rows=rows,
    )
    entries.update(salt=None, record=None)
    return row, end


def erase_about(
    subject: str,
    *,
    steps: Iterable[int],
    by: Actor,
    at: datetime,
    unit: str,
    facts: Mapping[str, Any],
    public: Mapping[str, str | int],
) -> Entry:
    """Destroy salt and record of these steps of a thread that many things share; its next entry says which.

    As `erase`, except that other things live on in the thread: what the destroyed records told of rows that are still
    there, the caller has to tell again in the same transaction (`tell_again`), or the audit would find them untold.
    """
    numbers = sorted(steps)
    tag = Thread.objects.select_for_update().values_list("tag", flat=True).get(subject=subject)
    entries = Entry.objects.filter(tag=tag, step__in=numbers)
    erased = [[bytes(leaf).hex(), place] for leaf, place in entries.order_by("step").values_list("leaf", "place")]
    row = record_about(
        subject,
        kind=ERASED,
        by=by,
        at=at,
        unit=unit,
        facts={**facts, "erased": erased},
        public={**public, "steps": ",".join(str(number) for number in numbers)},
    )
    entries.update(salt=None, record=None)
    return row


def tell_again(subject: str, *, by: Actor, at: datetime, unit: str, rows: Iterable[Row | Block]) -> Entry:
    """Tell rows once more as they are now, and the thread's own row, because the records that told them are gone."""
    told = list(rows)
    return record_about(
        subject, kind=TOLD_AGAIN, by=by, at=at, unit=unit, facts={}, public={"rows": len(told)}, rows=told
    )


def move_head(kind: Kind, leaf: bytes) -> None:
    """Let the entry with this leaf be the head of its room, so that nobody goes by what they remember from before.

    `record_about` does it by itself; only a room that keeps links of its own has to. The head's row is locked until
    the transaction ends: whoever commits last has moved it.
    """
    queries.forget_moment()
    room = rules.room_of(kind.code)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {_THREADS} SET step = step + 1, leaf = %s WHERE subject = %s", [leaf, room])  # nosec B608
        moved = cursor.rowcount
    if not moved:
        head, made = Thread.objects.get_or_create(subject=room, defaults={"tag": secrets.token_hex(16), "leaf": leaf})
        if not made:  # another's first entry came in between
            Thread.objects.filter(pk=head.pk).update(step=F("step") + 1, leaf=leaf)

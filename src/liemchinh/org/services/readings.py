"""Looks into people's records: written when they are taken, counted and hashed day by day, forgotten in their time.

A look is one row written by itself, outside of any longer transaction: on SQLite the only writer's lock is held for
that one row, never while a page is made. What cannot be written is not shown: the caller writes before it answers.
"""

from datetime import date, datetime

from django.db import transaction
from django.utils.crypto import salted_hmac

from liemchinh.kernel.actors import SYSTEM, Actor, SeatHeld
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound
from liemchinh.kernel.trail import Kind
from liemchinh.ledger import services as ledger
from liemchinh.org import rules
from liemchinh.org.models import Reading, ReadingDay
from liemchinh.org.queries import readings, testimony


def note_reading(
    *, actor: Actor, kind: str, subject: str, found: int = 1, at: datetime, authority: str = "", words: str = ""
) -> None:
    """Write that `actor` looked: `kind` is a `rules.ReadingKind`, `subject` a dossier's code or what a list was of.

    `authority` is the code of whose records those are (empty: the actor's own). `words` are those of a search: only
    their kind and a keyed hash are kept. Raises NotFound for an actor without a seat.
    """
    seat = _seat(actor, authority)
    Reading.objects.create(
        at=at,
        on=local_day(at),
        person=actor.code,
        seat=seat.code,
        unit=seat.unit,
        home=seat.authority,
        authority=authority or seat.authority,
        kind=rules.ReadingKind(kind).value,
        subject=searched(words) if words else subject,
        found=found,
    )


def searched(words: str) -> str:
    """How the words of a search are kept: their kind, and a hash that is useless without this installation's key."""
    hashed = salted_hmac("liemchinh.org.readings", rules.same_words(words), algorithm="sha256").hexdigest()
    return f"{rules.kind_of_words(words)}:{hashed[:32]}"


def close_readings(*, at: datetime) -> int:
    """Give every finished day of looks its entry in the log; how many entries.

    May be called every minute: when nothing is left it costs two small queries.
    """
    days = readings.days_to_close(rules.last_closable_readings(at))
    for on, homes in days.items():
        _close_day(on, homes, at)
    return sum(len(homes) for homes in days.values())


@transaction.atomic
def _close_day(on: date, homes: list[str], at: datetime) -> None:
    """One day of all authorities in one transaction; a second worker at the same instant is stopped by the table."""
    for home in homes:
        count, digest = readings.sealed(home, on)
        row = ReadingDay(home=home, on=on, count=count, digest=digest, closed_at=at)
        row.save(force_insert=True)
        _note(row, rules.READINGS_CLOSED, at)


def forget_readings(*, at: datetime) -> int:
    """Delete the looks of days whose time is over; each day's entry says so. How many days."""
    over = ReadingDay.objects.filter(on__lt=rules.kept_since(local_day(at)), forgotten_at=None).order_by("on", "home")
    keys = list(over.values_list("pk", flat=True))
    for key in keys:
        with transaction.atomic():
            row = ReadingDay.objects.select_for_update().get(pk=key)
            if row.forgotten_at is None:
                row.forgotten_at = at
                row.save(update_fields=["forgotten_at"])
                _note(row, rules.READINGS_FORGOTTEN, at)
                Reading.objects.filter(home=row.home, on=row.on).delete()
    return len(keys)


def _note(row: ReadingDay, kind: Kind, at: datetime) -> None:
    counted: dict[str, str | int] = {"on": row.on.isoformat(), "rows": row.count}
    ledger.record_about(
        rules.readings_subject(row.home),
        kind=kind,
        by=SYSTEM,
        at=at,
        unit=row.home,
        facts={**counted, "digest": row.digest},
        public=counted,
        rows=testimony.told([ReadingDay.objects.filter(pk=row.pk)]),
    )


def _seat(actor: Actor, authority: str) -> SeatHeld:
    """The seat by which the actor looks: one that covers the authority, else the first."""
    if not actor.seats:
        raise NotFound(actor.code)
    return next((seat for seat in actor.seats if seat.covers(authority)), actor.seats[0])

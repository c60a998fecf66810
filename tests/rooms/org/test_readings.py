"""The log of looks: written once, closed by an entry of the day, guarded by the database, forgotten in its time."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from liemchinh.jobs.audit import look
from liemchinh.kernel.actors import Actor, Role, SeatHeld
from liemchinh.kernel.errors import NotFound
from liemchinh.ledger.models import Entry
from liemchinh.org import queries, services
from liemchinh.org.models import Reading, ReadingDay
from tests.cast import COMMUNE, VIETNAM, Cast

MORNING = datetime(2026, 9, 15, 8, 0, tzinfo=VIETNAM)
NEXT = datetime(2026, 9, 16, 1, 0, tzinfo=VIETNAM)
CODE = "H99.12-260915-0001"


def read(cast: Cast, who: str = "specialist", subject: str = CODE, at: datetime = MORNING, **more: Any) -> None:
    actor = getattr(cast, who).actor
    services.note_reading(actor=actor, kind="read", subject=subject, at=at, **more)


def unguarded(statement: str, *values: object) -> None:
    """What somebody with the keys of the database could do, past its guards."""
    names = ("org_reading_no_update", "org_reading_no_delete")
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f"DROP TRIGGER {name}{' ON org_reading' if connection.vendor == 'postgresql' else ''}")
        cursor.execute(statement, values)


def findings() -> list[tuple[str, str, str]]:
    found = look(files=False, signer=False, only=("rooms",))
    return [(one.kind.value, one.table, one.row) for one in found if one.table.startswith("org_reading")]


def test_words_that_were_searched_for_are_not_kept(cast: Cast) -> None:
    actor = cast.receiver.actor
    services.note_reading(actor=actor, kind="search", subject="", words="Trịnh Thị Thử", found=3, at=MORNING)
    services.note_reading(actor=actor, kind="search", subject="", words="trinh thi thu", found=3, at=MORNING)
    one, other = Reading.objects.values_list("subject", flat=True)
    assert one == other
    assert one.startswith("name:")
    assert "thu" not in one.lower().partition(":")[2]
    assert services.searched("0999012345") != services.searched("0999012346")


def test_who_has_no_seat_looks_at_nothing(cast: Cast) -> None:
    with pytest.raises(NotFound):
        services.note_reading(actor=Actor("x", "x"), kind="read", subject=CODE, at=MORNING)


@pytest.mark.parametrize(
    "statement", ["UPDATE org_reading SET person = 'x'", "DELETE FROM org_reading", "DELETE FROM org_readingday"]
)
def test_the_database_refuses_to_change_or_lose_a_look(cast: Cast, statement: str) -> None:
    read(cast)
    services.close_readings(at=NEXT)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_day_is_closed_once_with_its_count_and_an_honest_database_is_not_accused(cast: Cast) -> None:
    for who in ("specialist", "leader", "stranger"):
        read(cast, who)
    assert services.close_readings(at=MORNING) == 0
    assert services.close_readings(at=NEXT) == 2
    assert services.close_readings(at=NEXT + timedelta(minutes=1)) == 0
    ours = ReadingDay.objects.get(home=COMMUNE)
    assert (ours.on, ours.count) == (date(2026, 9, 15), 2)
    entries = Entry.objects.filter(kind="org.readings_closed")
    assert entries.count() == 2
    assert all(ours.digest not in bytes(entry.entry).decode() for entry in entries)
    assert findings() == []


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("DELETE FROM org_reading WHERE person = 'lanhdao'", "deleted"),
        ("UPDATE org_reading SET person = 'hotich2' WHERE person = 'lanhdao'", "edited"),
        (
            'INSERT INTO org_reading (at, "on", person, seat, unit, home, authority, kind, subject, found)'
            ' SELECT at, "on", person, seat, unit, home, authority, kind, subject, 2 FROM org_reading',
            "inserted",
        ),
    ],
)
def test_the_audit_finds_a_look_that_was_taken_out_changed_or_slipped_in(cast: Cast, statement: str, kind: str) -> None:
    read(cast)
    read(cast, "leader")
    services.close_readings(at=NEXT)
    unguarded(statement)
    assert findings() == [(kind, "org_reading", f"{COMMUNE}/2026-09-15")]


def test_a_look_slipped_into_a_day_that_had_none_is_found(cast: Cast) -> None:
    read(cast)
    services.close_readings(at=NEXT)
    read(cast, at=MORNING - timedelta(days=3))
    assert findings() == [("inserted", "org_reading", f"{COMMUNE}/2026-09-12")]


def test_looks_are_forgotten_when_their_time_is_over_and_the_log_says_so(cast: Cast) -> None:
    read(cast)
    services.close_readings(at=NEXT)
    late = datetime(2028, 9, 30, 8, 0, tzinfo=VIETNAM)
    assert services.forget_readings(at=late) == 0
    assert services.forget_readings(at=late + timedelta(days=1)) == 1
    assert services.forget_readings(at=late + timedelta(days=1)) == 0
    assert not Reading.objects.exists()
    assert Entry.objects.filter(kind="org.readings_forgotten").count() == 1
    assert findings() == []


def test_an_auditor_sees_the_looks_of_their_people_and_into_their_records_only(cast: Cast) -> None:
    read(cast, authority=COMMUNE)
    read(cast, "stranger", "H99.13-260915-0001", authority="H99.13")
    read(cast, "overseer", authority=COMMUNE)
    of_commune = Actor("x", "x", (SeatHeld("s", COMMUNE, COMMUNE, frozenset({Role.AUDITOR})),))
    seen = queries.looks(of_commune, at=MORNING)
    assert sorted(row.person for row in seen.rows) == ["giamsat", "hotich"]
    assert queries.looks(cast.auditor.actor, at=MORNING).total == 3  # sits in the province
    assert queries.looks(cast.leader.actor, at=MORNING).total == 0
    assert queries.looks(cast.auditor.actor, at=MORNING, person="hotich", subjects=[CODE], on=MORNING.date()).total == 1
    assert queries.looks(cast.auditor.actor, at=MORNING, person="hotich", on=date(2026, 9, 14)).total == 0


def test_opening_far_more_than_on_other_days_is_said_as_a_fact(cast: Cast) -> None:
    for back in (1, 2, 3):
        for number in range(3):
            read(cast, subject=f"H99.12-260915-{number:04}", at=MORNING - timedelta(days=back))
    for number in range(25):
        read(cast, subject=f"H99.12-260915-{number:04}")
        read(cast, "leader", subject=CODE)
    days = {line.person: line for line in queries.looks_of_day(cast.auditor.actor, at=MORNING, on=MORNING.date())}
    assert (days["hotich"].opened, days["hotich"].unusual) == (25, True)
    assert (days["lanhdao"].opened, days["lanhdao"].unusual) == (1, False)


def test_the_applicant_is_told_how_many_and_never_who(cast: Cast) -> None:
    for who in ("specialist", "specialist", "specialist2", "leader"):
        read(cast, who)
    read(cast, at=NEXT)
    told = queries.opened_by(CODE)
    assert [(line.on.day, line.unit, line.people) for line in told] == [
        (16, cast.office, 1),
        (15, COMMUNE, 1),
        (15, cast.office, 2),
    ]
    assert queries.people_who_opened(CODE) == 3

"""Invented dossiers by the million, for simulations on PostgreSQL: abridged lives, written by COPY.

Each has its events, its entries in their chain, its numbers. Steps between receipt and result are left out: a
returned one was received, issued and given back, one at work was received, handed over and assigned. The rows and the
entries say the same, so the audit is silent. The entries wait for their place; sealing them is the sequencer's work.
"""

import json
import random
import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Protocol

from django.db import DatabaseError, connection, transaction

from liemchinh.dossiers import queries, rules
from liemchinh.dossiers.models import Counter, Dossier, Event
from liemchinh.dossiers.queries import testimony
from liemchinh.dossiers.services import acts
from liemchinh.dossiers.services.closing import _close_day
from liemchinh.kernel.codes import new_key
from liemchinh.kernel.days import VIETNAM
from liemchinh.law.calendar import national_calendar
from liemchinh.law.clocks import Budget, Happening, Unit
from liemchinh.law.hours import STANDARD
from liemchinh.ledger import bulk
from liemchinh.ledger.bulk import Mould, fillable, mark, number
from liemchinh.ledger.rules.writing import token

AT_ONCE = 4_000


class Channel(Protocol):
    """One way of filing of a version, as the catalogue gives it."""

    version: Any
    kind: str
    basis: str

    @property
    def budget(self) -> Budget | None: ...  # noqa: E704


@dataclass(frozen=True)
class Office:
    """One commune of a simulation: numbers in the database and codes of its people, for one receiver and one desk."""

    code: str
    authority: int
    division: int
    seat: int
    people: Mapping[str, str]


SHAPES: Mapping[str, tuple[str, ...]] = {
    "returned": ("receive", "issue", "give_back"),
    "done": ("receive", "issue"),
    "at_desk": ("receive",),
    "at_work": ("receive", "hand_over", "assign"),
    "withdrawn": ("receive", "withdraw"),
}
"""Which acts a life is told by."""

_WHO = {"receive": "tiepnhan", "issue": "vanthu", "give_back": "tiepnhan", "hand_over": "tiepnhan"} | {
    "assign": "truongphong",
    "withdraw": "tiepnhan",
}


class Life:
    """The moulds of one shape for one channel of one version: filled once for each dossier."""

    def __init__(self, shape: str, channel: Channel) -> None:
        self.moulds: list[Mould] = []
        self.events: list[str] = []
        row = _opening(channel)
        before: rules.State | None = None
        turn = ""
        for step, verb in enumerate(SHAPES[shape], 1):
            move, at = rules.MOVE[verb], f"at{step}"
            change = _change(verb, at)
            row |= change
            state = move.to or before
            assert state is not None
            event = _event(verb, step, at, before=before, state=state, turn=turn, awaits=str(row["awaits"]))
            told = {name: _told(event[name]) for name in testimony.EVENT.columns}
            columns = row if step == 1 else change
            dossier_told = {name: _told(columns[name]) for name in testimony.DOSSIER.columns if name in columns}
            public: dict[str, str | int] = {"no": number("number"), "st": int(state), "due": mark("due_local")}
            public["idx"] = mark("due_local")
            if event["to_unit"]:
                public["to"] = event["to_unit"]
            self.moulds.append(
                Mould(
                    kind=move.kind,
                    by=event["by"],
                    unit=mark("unit"),
                    step=step,
                    at=at,
                    facts={"code": mark("code"), "reason": "", **event["facts"]},
                    public=public,
                    rows=[
                        (testimony.EVENT.name, str(step), told),
                        (testimony.DOSSIER.name, "", dossier_told),
                    ],
                )
            )
            self.events.append(_line(Event, event | {"step": step}))
            before, turn = state, str(row["awaits"])
        self.dossier = _line(Dossier, row | {"step": len(self.moulds), "leaf": mark("leaf")})


def _told(value: Any) -> Any:
    return value if isinstance(value, str) and "@@" in value else token(value)


def _line(model: type[Dossier | Event], row: Mapping[str, Any]) -> str:
    """A line for COPY, with its marks ready to be filled."""
    return fillable("\t".join(_text(row[name]) for name in columns_of(model)) + "\n")


def columns_of(model: type[Dossier | Event]) -> list[str]:
    """Every column of the table, in one order."""
    return [field.attname for field in model._meta.concrete_fields]


def _text(value: Any) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False).replace("\\", "\\\\")
    return str(value)


def _opening(channel: Channel) -> dict[str, Any]:
    budget = channel.budget
    assert budget is not None
    row = Dossier(
        version_id=channel.version.pk,
        channel=channel.kind,
        paper=True,
        budget_amount=budget.amount,
        budget_unit=str(budget.unit),
        basis=channel.basis,
        request_text=channel.version.name,
        components=[{"name": "Tờ khai", "kind": "original", "count": 1}],
        state=int(rules.State.RECEIVED),
        awaits=str(rules.Awaits.RECEIVER),
    ).__dict__
    values = {name: row.get(name) for name in columns_of(Dossier)}
    for name in ("code", "desk", "applicant_name", "applicant_folded", "applicant_identity", "applicant_phone"):
        values[name] = mark(name)
    values |= {"id": number("id"), "number": number("number"), "year": number("year"), "tag": mark("tag")}
    values |= {"authority_id": number("authority"), "key": mark("key"), "return_method": str(rules.Return.COUNTER)}
    values |= {"registered_at": mark("at1"), "due_at": mark("due"), "index_due_at": mark("due")}
    return values


def _change(verb: str, at: str) -> dict[str, Any]:
    """What an act changes of the dossier."""
    move = rules.MOVE[verb]
    change: dict[str, Any] = {"moved_at": mark(at)}
    if move.to is not None:
        change["state"] = int(move.to)
    if move.awaits is not None:
        change["awaits"] = str(move.awaits)
    if verb == "receive":
        change["received_at"] = mark(at)
    elif verb == "hand_over":
        change |= {"division_id": number("division")}
    elif verb == "assign":
        change |= {"seat_id": number("seat")}
    elif verb == "issue":
        change |= {"division_id": number("division"), "seat_id": number("seat"), "finished_at": mark(at)}
        change |= {"outcome": "granted", "result_number": mark("result")}
    elif verb == "withdraw":
        change |= {"finished_at": mark(at)}
    elif verb == "give_back":
        change |= {"returned_at": mark(at)}
    return change


def _event(
    verb: str, step: int, at: str, *, before: rules.State | None, state: rules.State, turn: str, awaits: str
) -> dict[str, Any]:
    move = rules.MOVE[verb]
    row = {name: Event().__dict__.get(name) for name in columns_of(Event)}
    return row | {
        "id": number(f"entry{step}"),
        "dossier_id": number("id"),
        "entry_id": number(f"entry{step}"),
        "step": step,
        "verb": verb,
        "at": mark(at),
        "by": mark(_WHO[verb]),
        "seat": mark(f"{_WHO[verb]}_seat"),
        "state_before": None if before is None else int(before),
        "state": int(state),
        "awaits": awaits,
        "awaits_before": turn,
        "to_unit": mark("division_code") if verb == "hand_over" else mark("desk") if verb == "receive" else "",
        "legal": str(move.legal or ""),
        "index": str(move.index or ""),
        "facts": {"simulated": True},
    }


# ── numbers, moments and people ─────────────────────────────────────────────────────────────────────────────
SURNAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương")
MIDDLE = ("Thị Thí", "Văn Thí", "Thị Ví", "Văn Ví", "Thị Mẫu", "Văn Mẫu")
GIVEN = ("An", "Bình", "Cúc", "Dung", "Giang", "Hà", "Khánh", "Lan", "Mai", "Nam", "Oanh", "Phúc", "Quý", "Sen")
NAMES = [f"{first} {middle} {last}" for first in SURNAMES for middle in MIDDLE for last in GIVEN]
FOLDED = {name: acts.folded(name) for name in NAMES}
OPENS, MINUTES = 7 * 60 + 40, 420  # office time in which they come, within one morning and afternoon


CLOCK = {
    hour * 60 + rest: (f"T{hour - 7:02}:{rest:02}:00.000000+00:00", f"T{hour:02}:{rest:02}:00+07:00")
    for hour in range(7, 24)
    for rest in range(60)
}
"""The minutes of a day in which it is the same day in UTC and in Vietnam, as both write them."""


def _at(day: str, minute: int, name: str, values: dict[str, Any]) -> None:
    """A moment of a working day under both its names. Minutes are local, from 7:00 on."""
    utc, local = CLOCK[minute]
    values[name], values[f"{name}_local"] = day + utc, day + local


@dataclass(frozen=True)
class Due:
    """When a term that began on one day ends."""

    day: str
    minute: int


class Ready:
    """What all offices share: the moulds of every shape and channel, and when a term begun on a day ends."""

    def __init__(self, channels: Sequence[Channel], days: Sequence[date]) -> None:
        self.channels = len(channels)
        self.lives = {(shape, at): Life(shape, channel) for shape in SHAPES for at, channel in enumerate(channels)}
        self.dues = {(at, day): _due(channel, day) for at, channel in enumerate(channels) for day in days}


def fill(
    office: Office,
    *,
    count: int,
    first_id: int,
    first_entry: int,
    days: Sequence[date],
    seed: int,
    ready: "Ready",
) -> tuple[int, dict[str, int]]:
    """Write `count` dossiers of one office, spread over `days`; the numbers in the database are given from outside.

    Three entries' numbers are set aside for each. Returns how many entries there are and the last number of each
    series. Must be called for an office that has had no dossier before.
    """
    _pack_quickly()
    chance = random.Random(f"{seed}/{office.code}")
    lives, dues = ready.lives, ready.dues
    base = {"unit": office.code, "authority": office.authority, "division": office.division, "seat": office.seat}
    desk, division_code = f"{office.code}.01", f"{office.code}.02"
    people = dict(office.people)
    people |= {f"{name}_seat": f"{office.code}-{name}" for name in office.people}
    last: dict[str, int] = {}
    per_day = [count * (at + 1) // len(days) - count * at // len(days) for at in range(len(days))]
    written, entries, key = 0, first_entry, first_id
    written_days = [day.isoformat() for day in days]
    lines: tuple[list[str], list[str], list[str]] = ([], [], [])
    for place, (day, many) in enumerate(zip(days, per_day, strict=True)):
        code = f"{office.code}-{day:%y%m%d}"
        for ordinal in range(1, many + 1):
            year_series = f"{office.code}/{day.year}"
            last[year_series] = last.get(year_series, 0) + 1
            at = chance.randrange(ready.channels)
            due = dues[at, day]
            name = chance.choice(NAMES)
            minute = OPENS + ordinal * MINUTES // (many + 1)
            values: dict[str, Any] = {
                **base,
                **people,
                "desk": desk,
                "division_code": division_code,
                "id": key,
                "code": f"{code}-{ordinal:04d}",
                "number": last[year_series],
                "year": day.year,
                "key": new_key(),
                "tag": secrets.token_hex(16),
                "applicant_name": name,
                "applicant_folded": FOLDED[name],
                "applicant_identity": f"000{chance.randrange(10**9):09d}",
                "applicant_phone": f"0999{chance.randrange(10**6):06d}",
                "result": f"{ordinal}/QĐ-UBND",
            }
            _at(written_days[place], minute, "at1", values)
            _at(due.day, due.minute, "due", values)
            shape = _lot(chance, place, len(days))
            end = min(place + min(len(days), chance.choice((1, 1, 2, 2, 3, 4, 5, 9))), len(days) - 1)
            if shape in ("returned", "done", "withdrawn", "at_work") and end == place:
                shape = "at_desk"
            _at(written_days[end], OPENS + 30 + ordinal % 300, "at2", values)
            _at(written_days[end], OPENS + 31 + ordinal % 300, "at3", values)
            life = lives[shape, at]
            for step, mould in enumerate(life.moulds, 1):
                values[f"entry{step}"] = entries
                lines[0].append(mould.fill(entries, values))
                lines[1].append(life.events[step - 1] % values)
                entries += 1
            values["leaf"] = f"\\\\x{values['prev']}"
            lines[2].append(life.dossier % values)
            key, written = key + 1, written + 1
            if len(lines[2]) >= AT_ONCE:
                _send(lines)
        if many:
            last[f"{office.code}/{day:%y%m%d}"] = many
    _send(lines)
    return entries - first_entry, last


def _lot(chance: random.Random, place: int, days: int) -> str:
    """Old ones are over; of the last fortnight many are still at work."""
    if place < days - 12:
        return chance.choices(("returned", "withdrawn", "done", "at_work"), (970, 15, 10, 5))[0]
    return chance.choices(("returned", "done", "at_work", "at_desk"), (35, 10, 35, 20))[0]


def _due(channel: Channel, day: date) -> Due:
    budget = channel.budget
    assert isinstance(budget, Budget)
    start = datetime.combine(day, time(9), tzinfo=VIETNAM)
    history = [rules.Happened(1, start, Happening.START, Happening.START)]
    office = rules.Office(national_calendar(), STANDARD)
    due = rules.legal_reading(budget, history, office=office, now=start).due_at
    assert due is not None
    local = due.astimezone(VIETNAM)
    return Due(local.date().isoformat(), local.hour * 60 + local.minute)


def by_working_days(channels: Sequence[Channel]) -> list[Channel]:
    """Those whose term is counted in working days."""
    return [one for one in channels if one.budget is not None and one.budget.unit is Unit.WORKING_DAY]


# ── into the database ───────────────────────────────────────────────────────────────────────────────────────
def _pack_quickly() -> None:
    """Let this session pack long records by lz4 where the server can (PostgreSQL 14): the usual way takes longer."""
    with suppress(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET default_toast_compression = 'lz4'")


def _send(lines: tuple[list[str], list[str], list[str]]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for table, columns, some in zip(
            (bulk.TABLE, Event._meta.db_table, Dossier._meta.db_table),
            (bulk.COLUMNS, columns_of(Event), columns_of(Dossier)),
            lines,
            strict=True,
        ):
            names = ", ".join(f'"{name}"' for name in columns)
            with cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as sink:
                sink.write("".join(some))
            some.clear()


def counters(last: Mapping[str, int]) -> None:
    """Keep the last number of each series."""
    Counter.objects.bulk_create([Counter(series=name, last=value) for name, value in last.items()], batch_size=2000)


def next_numbers() -> tuple[int, int]:
    """The first numbers in the database that no dossier, and no entry or event, has."""
    found = []
    with connection.cursor() as cursor:
        for tables in ([Dossier._meta.db_table], [bulk.TABLE, Event._meta.db_table]):
            highest = 0
            for table in tables:
                # the name is that of a model's own table
                cursor.execute(f'SELECT coalesce(max(id), 0) FROM "{table}"')  # nosec B608
                highest = max(highest, cursor.fetchone()[0])
            found.append(highest + 1)
    return found[0], found[1]


def any_of(authorities: Sequence[str]) -> bool:
    """Whether any of these authorities has a dossier."""
    return Dossier.objects.filter(authority__code__in=authorities).exists()


def close_yesterday(*, at: datetime) -> None:
    """The last line of the day before `at`, and of no day before: a simulated past was never closed day by day."""
    day = rules.last_closable(at)
    if queries.last_day_closed() is None:
        _close_day(day, at)


def working_days(until: date, *, years: int) -> list[date]:
    """The working days of so many years before `until`, first to last."""
    calendar = national_calendar()
    first = until - timedelta(days=365 * years)
    span = (first + timedelta(days=number) for number in range((until - first).days))
    return [day for day in span if calendar.is_working(day)]

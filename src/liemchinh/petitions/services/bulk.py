"""Invented petitions by the thousand, for simulations on either database: abridged lives, written many at once.

Each has its people, events, duty and ledger entries, and rows and entries say the same: the audit is silent. Steps
between acceptance and result are left out, and no term of settlement is reckoned.
"""

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from liemchinh.kernel.codes import new_key, petition_code
from liemchinh.kernel.days import local_day
from liemchinh.law.calendar import national_calendar
from liemchinh.law.hours import STANDARD
from liemchinh.ledger import services as ledger
from liemchinh.petitions import rules
from liemchinh.petitions.models import Counter, Duty, Petition, Petitioner, PetitionEvent
from liemchinh.petitions.queries import testimony
from liemchinh.petitions.services import acts

AT_ONCE = 500
OPENING = "register"


@dataclass(frozen=True)
class Book:
    """One authority's register: its number in the database and its code, which is its agency identifier too."""

    id: int
    code: str


@dataclass(frozen=True)
class Stage:
    """One act: its verb in the table, when, by whom on which seat, and the columns that it sets beside the move."""

    verb: str
    at: datetime
    by: str
    seat: str
    changes: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True)
class Life:
    """A petition from its receipt on: the columns it is entered with, its sender's name, and its acts in order."""

    book: Book
    received_at: datetime
    columns: Mapping[str, Any]
    sender: str
    stages: tuple[Stage, ...]


def any_of(registers: Sequence[int]) -> bool:
    """Whether any of these authorities has a petition."""
    return Petition.objects.filter(register__in=registers).exists()


@transaction.atomic
def write_lives(lives: Iterable[Life]) -> int:
    """Write these lives in the order of receipt; how many ledger entries they left.

    The numbers of each register go on from where they are. Nobody else may enter petitions meanwhile.
    """
    numbers = _Numbers()
    waiting: list[_Written] = []
    count = 0
    for life in sorted(lives, key=lambda one: (one.received_at, one.book.code)):
        waiting.append(_lived(life, numbers))
        if len(waiting) >= AT_ONCE:
            count += _send(waiting)
    count += _send(waiting)
    numbers.keep()
    return count


class _Numbers:
    """The numbers of every register, given on from what the counters say."""

    def __init__(self) -> None:
        self.last: dict[str, int] = defaultdict(int, Counter.objects.values_list("series", "last"))

    def next(self, series: str) -> int:
        self.last[series] += 1
        return self.last[series]

    def keep(self) -> None:
        rows = [Counter(series=series, last=last) for series, last in self.last.items()]
        Counter.objects.bulk_create(
            rows, batch_size=500, update_conflicts=True, unique_fields=["series"], update_fields=["last"]
        )


@dataclass
class _Written:
    """What one life leaves, not saved yet: events and entries go in pairs."""

    petition: Petition
    people: list[Petitioner]
    duties: list[Duty]
    events: list[PetitionEvent]
    entries: list[Any]


OFFICE = rules.Office(national_calendar(), STANDARD)
_dues: dict[tuple[str, date], Any] = {}


def _due(name: str, received_at: datetime) -> Any:
    """The term `name` counted from receipt; a day's is reckoned once, from the first moment asked for on it."""
    key = (name, local_day(received_at))
    if key not in _dues:
        if name == "handle":
            _dues[key] = rules.duty_due("handle", received_at, office=OFFICE)
        else:
            _dues[key] = rules.check_due(rules.Content(name), received_at, office=OFFICE)
    return _dues[key]


def _lived(life: Life, numbers: _Numbers) -> _Written:
    book, at = life.book, life.received_at
    on = local_day(at)
    opening = life.stages[0]
    move = rules.MOVE[opening.verb]
    link = ledger.new_link()
    petition = Petition(
        code=petition_code(book.code, on, numbers.next(f"{book.code}/{on:%y%m%d}")),
        number=numbers.next(f"{book.code}/{on.year}"),
        year=on.year,
        register_id=book.id,
        authority_id=book.id,
        received_at=at,
        entered_at=at,
        entered_by=opening.by,
        state=int(rules.State.RECEIVED),
        awaits=str(move.awaits or rules.Awaits.RECEPTION),
        moved_at=at,
        sort_due_at=_due(str(rules.Content.UNSORTED), at).due_at,
        key=new_key(),
        tag=link.tag,
        step=0,
        leaf=b"",
        **life.columns,
    )
    person = Petitioner(petition=petition, number=1, name=life.sender, folded=acts.folded(life.sender))
    handle = _due("handle", at)
    duty = Duty(
        petition=petition,
        number=1,
        kind="handle",
        opened_at=at,
        due_at=handle.due_at,
        basis=handle.provision.cite(),
    )
    written = _Written(petition, [person], [duty], [], [])
    for stage in life.stages:
        _act(written, stage, book)
    petition.search = acts.words_to_search(petition, [life.sender])
    return written


def _act(written: _Written, stage: Stage, book: Book) -> None:
    """One act as `services.acts` leaves it: the columns, the duty, the event, its entry."""
    petition, move = written.petition, rules.MOVE[stage.verb]
    opens = not written.events
    loaded = None if opens else testimony.kept(petition)
    before, turn = petition.state, petition.awaits
    for name, value in stage.changes.items():
        setattr(petition, name, value)
    petition.state, petition.awaits = int(move.to or before), str(move.awaits or turn)
    if not opens:
        petition.moved_at = stage.at
    if petition.state in rules.ENDED:
        petition.finished_at = stage.at
    if petition.state not in rules.UNHANDLED:
        petition.sort_due_at = None
    elif petition.content != rules.Content.UNSORTED:
        petition.sort_due_at = _due(petition.content, petition.received_at).due_at
    beside: list[testimony.Beside] = [*written.people, *written.duties] if opens else _closed(written, stage)
    event = PetitionEvent(
        petition=petition,
        step=petition.step + 1,
        verb=stage.verb,
        at=stage.at,
        by=stage.by,
        seat=stage.seat,
        state_before=None if opens else before,
        state=petition.state,
        awaits_before="" if opens else turn,
        awaits=petition.awaits,
        to_unit=book.code if opens else "",
        legal=str(move.legal or ""),
        reason=stage.reason,
        facts={"simulated": True},
    )
    entry, end = ledger.unsaved(
        kind=move.kind,
        by=stage.by,
        at=stage.at,
        unit=book.code,
        link=petition.link,
        public={"no": petition.number, "st": petition.state},
        facts={"code": petition.code, "reason": stage.reason, **event.facts},
        rows=testimony.rows_of(event, loaded=loaded, beside=beside),
    )
    petition.step, petition.leaf = end.step, end.leaf
    written.events.append(event)
    written.entries.append(entry)


def _closed(written: _Written, stage: Stage) -> list[testimony.Beside]:
    """The duty to handle it, when this act ends it."""
    (duty,) = written.duties
    if duty.done_at is not None or written.petition.state in rules.UNHANDLED:
        return []
    duty.done_at, duty.done_by = stage.at, stage.by
    return [duty]


def _send(waiting: list[_Written]) -> int:
    """Save what waits, entries in the order of time; how many entries."""
    Petition.objects.bulk_create([one.petition for one in waiting])
    for one in waiting:
        belongings: list[Any] = [*one.people, *one.duties, *one.events]
        for row in belongings:
            row.petition = one.petition
    pairs = [pair for one in waiting for pair in zip(one.events, one.entries, strict=True)]
    pairs.sort(key=lambda pair: (pair[1].at, pair[1].tag, pair[1].step))
    ledger.save_all(entry for _, entry in pairs)
    for event, entry in pairs:
        event.entry = entry
    Petitioner.objects.bulk_create([row for one in waiting for row in one.people])
    Duty.objects.bulk_create([row for one in waiting for row in one.duties])
    PetitionEvent.objects.bulk_create([event for event, _ in pairs])
    waiting.clear()
    return len(pairs)


# ── what invented letters say ────────────────────────────────────────────────────────────────────────────────
SURNAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương")
MIDDLE = ("Thị Thí", "Văn Thí", "Thị Ví", "Văn Ví", "Thị Mẫu", "Văn Mẫu")
GIVEN = ("An", "Bình", "Cúc", "Dung", "Giang", "Hà", "Khánh", "Lan", "Mai", "Nam", "Oanh", "Phúc", "Quý", "Sen")
MATTERS: Mapping[rules.Content, tuple[tuple[str, str], ...]] = {
    rules.Content.COMPLAINT: (
        ("Đất đai", "Khiếu nại quyết định thu hồi đất số {n}/QĐ-MAU"),
        ("Bồi thường, tái định cư", "Khiếu nại phương án bồi thường theo thông báo số {n}/TB-MAU"),
        ("Xây dựng", "Khiếu nại quyết định xử phạt về xây dựng số {n}/QĐ-MAU"),
        ("Chính sách", "Khiếu nại việc dừng trợ cấp theo quyết định số {n}/QĐ-MAU"),
    ),
    rules.Content.DENUNCIATION: (
        ("Đất đai", "Tố cáo việc đo đạc sai ở thôn Mẫu {n}"),
        ("Tài chính", "Tố cáo việc thu tiền không biên lai ở xóm Mẫu {n}"),
        ("Công vụ", "Tố cáo việc gây khó khăn khi nhận hồ sơ, vụ mẫu {n}"),
    ),
    rules.Content.RECOMMENDATION: (
        ("Giao thông", "Phản ánh đoạn đường Mẫu {n} xuống cấp"),
        ("Môi trường", "Phản ánh rác tồn đọng ở hẻm Mẫu {n}"),
        ("Đô thị", "Kiến nghị lắp thêm đèn ở đường Mẫu {n}"),
        ("Thủ tục hành chính", "Kiến nghị về thời gian trả hồ sơ số mẫu {n}"),
        ("An toàn thực phẩm", "Phản ánh quán ăn Mẫu {n} không sạch"),
    ),
}


def matter(content: rules.Content, chance: random.Random) -> tuple[str, str]:
    """An invented field and subject of a petition of this class."""
    name, said = chance.choice(MATTERS[content])
    return name, said.format(n=chance.randrange(1, 400))


def sender(chance: random.Random) -> str:
    """An invented name."""
    return f"{chance.choice(SURNAMES)} {chance.choice(MIDDLE)} {chance.choice(GIVEN)}"


def working_days(first: date, until: date) -> list[date]:
    """The working days from `first` to before `until`."""
    calendar = national_calendar()
    span = (first + timedelta(days=number) for number in range((until - first).days))
    return [day for day in span if calendar.is_working(day)]

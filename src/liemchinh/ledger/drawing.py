"""Changes: announces a draw, takes secrets that parties open, carries the draw out. Each is one entry and one file.

Files lie in `<data>/ledger/draws/<first 16 digits of the announcement's leaf>/` and are public; the list with names and
salts is handed back to the caller and never written here.
"""

import json
import secrets
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.kernel.trail import Kind
from liemchinh.kernel.words import gettext_noop
from liemchinh.law.book import provision
from liemchinh.ledger import services
from liemchinh.ledger.core.checkpoint import parse_checkpoint
from liemchinh.ledger.core.note import parse_note
from liemchinh.ledger.core.policy import Policy, parse_policy
from liemchinh.ledger.core.proof import LogProof, check_proof
from liemchinh.ledger.core.tiles import inclusion_proof
from liemchinh.ledger.draws.announcement import (
    Announcement,
    Lottery,
    Party,
    check_announcement,
    document_hash,
    parse_announcement,
)
from liemchinh.ledger.draws.beacon import Beacon, check_beacon
from liemchinh.ledger.draws.checking import seen_in_time
from liemchinh.ledger.draws.pool import Declarant, PoolLine, parse_pool, pool_root, pool_text, public_pool
from liemchinh.ledger.draws.result import (
    DrawResult,
    Reveal,
    check_lottery,
    check_secret,
    finish_draw,
    parse_result,
    reveal_document,
)
from liemchinh.ledger.draws.selection import Quota
from liemchinh.ledger.models import Entry, Shard, Thread
from liemchinh.ledger.rules import draws as rules
from liemchinh.ledger.sealing.files import Folder, folder_of, published, write_once

SHORT = 16  # digits of a leaf that name a draw's folder
_ANNOUNCED, _REVEALED, _FINISHED = (
    kind.code for kind in (rules.DRAW_ANNOUNCED, rules.DRAW_REVEALED, rules.DRAW_RESULT)
)


@dataclass(frozen=True)
class Announced:
    """What an announcement leaves: its leaf (hex), the draw, its public folder, and the salt of every person."""

    leaf: str
    draw: Announcement
    folder: Path
    people: Mapping[bytes, Declarant]


@dataclass(frozen=True)
class DrawShown:
    """A draw as its files and its thread tell it. `standing`: open, finished or void (another announcement followed).

    `result` is None until there is one. `leaf` in hex; `announced_at` is the claimed time of the entry.
    """

    leaf: str
    draw: Announcement
    announced_at: datetime
    standing: str
    result: DrawResult | None
    folder: Path


def draws_folder() -> Path:
    """Where the public files of draws lie."""
    return published() / "draws"


@transaction.atomic
def announce(
    *,
    by: Actor,
    at: datetime,
    unit: str,
    period: str,
    people: Sequence[Declarant],
    basis: str,
    lottery: Lottery,
    drawn_at: datetime | None = None,
    parties: Sequence[Party] = (),
    reason: str = "",
) -> Announced:
    """Announce a draw among `people` for `period` (a year, say), by the law of the day. An earlier announcement of the
    period is void from now on, for everyone to see, and needs a `reason`.

    `drawn_at`: when the beacon shall speak, the earliest possible by default. Raises Refused ("draws.…").
    """
    seat = rules.seat_for_draws(by, unit)
    number, fallback = rules.rounds_for(announced_at=at, drawn_at=drawn_at)
    if date.fromisoformat(lottery.on) <= local_day(at):
        sentence = gettext_noop("Kỳ quay xổ số phải sau ngày báo.")
        raise Refused("draws.lottery_day", sentence)
    thread = Thread.objects.select_for_update().filter(subject=rules.subject_of(unit, period)).first()
    before = _leaves(thread.tag, _ANNOUNCED) if thread else []
    salted = {secrets.token_bytes(32): person for person in people}
    lines = public_pool(salted)
    quota, law = _quota_on(local_day(at))
    draw = Announcement(
        unit=unit,
        period=period,
        number=len(before) + 1,
        announced_by=seat,
        basis=basis,
        law=law,
        root=pool_root(lines).hex(),
        people=len(lines),
        units=len({line.unit for line in lines}),
        quota=quota,
        round=number,
        fallback=fallback,
        lottery=lottery,
        excluded=dict(Counter(person.excluded for person in people if person.excluded)),
        parties=tuple(parties),
        replaces=before[-1] if before else "",
        reason=reason,
    )
    check_announcement(draw)
    document = draw.to_bytes()
    public: dict[str, str | int] = {"doc": document_hash(document), "no": draw.number}
    facts = {"draw": json.loads(document)}
    entry = _record(draw, rules.DRAW_ANNOUNCED, by=by, at=at, facts=facts, public=public)
    leaf = bytes(entry.leaf).hex()
    folder = _folder_of(leaf)
    write_once(folder / "pool.csv", pool_text(lines).encode())
    write_once(folder / "announcement.entry.json", bytes(entry.entry))
    write_once(folder / "announcement.json", document)
    return Announced(leaf, draw, folder, salted)


@transaction.atomic
def reveal(*, by: Actor, at: datetime, leaf: str, party: str, secret: bytes) -> Entry:
    """Make public the secret that a party committed to. Raises Refused, NotFound for an unknown draw."""
    shown = _locked(leaf)
    draw = shown.draw
    rules.seat_for_draws(by, draw.unit)
    rules.check_reveal_time(draw, at=at)
    check_secret(draw, party, secret)
    place = [one.name for one in draw.parties].index(party)
    path = shown.folder / f"reveal-{place}.json"
    if path.exists():
        sentence = gettext_noop("{party} đã mở số bí mật rồi.")
        raise Refused("draws.revealed", sentence, party=party)
    document = reveal_document(bytes.fromhex(shown.leaf), party, secret)
    facts = {"draw": shown.leaf, "party": party}
    entry = _record(draw, rules.DRAW_REVEALED, by=by, at=at, facts=facts, public={"doc": document_hash(document)})
    write_once(shown.folder / f"reveal-{place}.entry.json", bytes(entry.entry))
    write_once(path, document)
    return entry


@transaction.atomic
def carry_out(*, by: Actor, at: datetime, leaf: str, beacon: Beacon, lottery: str) -> DrawResult:
    """Draw, by the announced round (or its fallback) and the lottery's digits, and publish the result.

    Raises Refused when anything is not as announced; NotFound for an unknown draw.
    """
    shown = _locked(leaf)
    draw = shown.draw
    rules.seat_for_draws(by, draw.unit)
    announced, finished = _standing_of(shown)
    rules.check_standing(draw, shown.leaf, announced=announced, finished=finished)
    check_beacon(beacon, rounds=(draw.round, draw.fallback))
    rules.check_draw_time(draw, beacon.round, at=at)
    check_lottery(draw, lottery)
    row = Entry.objects.get(kind=_ANNOUNCED, leaf=bytes.fromhex(shown.leaf), tag=_thread(draw).tag)
    proof, timely = _proof_in_time(row, draw)
    rules.check_seen_in_time(timely)
    result = finish_draw(
        draw,
        entry=bytes(row.entry).decode(),
        pool=pool_of(shown),
        beacon=beacon,
        lottery=lottery,
        reveals=_reveals(shown),
        proof=proof,
    )
    document = result.to_bytes()
    facts = {"draw": shown.leaf, "seed": result.seed.hex()}
    _record(draw, rules.DRAW_RESULT, by=by, at=at, facts=facts, public={"doc": document_hash(document)})
    write_once(shown.folder / "result.json", document)
    return result


def draw_shown(leaf: str) -> DrawShown:
    """One draw by its leaf, or the beginning of it (16 digits at least). Raises NotFound."""
    folder = _folder_of(leaf)
    try:
        draw = parse_announcement((folder / "announcement.json").read_bytes())
    except OSError as missing:
        raise NotFound(leaf) from missing
    for one in _of_thread(_thread(draw)):
        if one.leaf.startswith(leaf):
            return one
    raise NotFound(leaf)


def draws_shown() -> list[DrawShown]:
    """Every draw ever announced here, the void ones too: period by period, the last announcement first."""
    threads = Thread.objects.filter(subject__startswith=rules.subject_of("", "").rstrip(":")).order_by("-subject")
    return [one for thread in threads for one in reversed(_of_thread(thread))]


def pool_of(shown: DrawShown) -> list[PoolLine]:
    """The public pool of a draw, checked against its commitment. Raises Refused("draws.pool_changed")."""
    lines = parse_pool((shown.folder / "pool.csv").read_text(encoding="utf-8"))
    if pool_root(lines).hex() != shown.draw.root:
        sentence = gettext_noop("Tệp danh sách đã khác với lúc báo: không bốc thăm từ nó.")
        raise Refused("draws.pool_changed", sentence)
    return lines


def _record(
    draw: Announcement,
    kind: Kind,
    *,
    by: Actor,
    at: datetime,
    facts: Mapping[str, object],
    public: Mapping[str, str | int],
) -> Entry:
    subject = rules.subject_of(draw.unit, draw.period)
    return services.record_about(subject, kind=kind, by=by, at=at, unit=draw.unit, facts=facts, public=public)


def _quota_on(day: date) -> tuple[Quota, tuple[str, ...]]:
    values = [provision(f"integrity.{name}", on=day) for name in ("draw_units", "draw_people", "draw_leaders")]
    units, people, leaders = (value.number() for value in values)
    return Quota(units, people, leaders), tuple(f"{value.cite()}: {value.words()}" for value in values)


def _folder_of(leaf: str) -> Path:
    if len(leaf) < SHORT or not set(leaf) <= set("0123456789abcdef"):
        raise NotFound(leaf)
    return draws_folder() / leaf[:SHORT]


def _thread(draw: Announcement) -> Thread:
    try:
        return Thread.objects.get(subject=rules.subject_of(draw.unit, draw.period))
    except Thread.DoesNotExist as missing:
        raise NotFound(draw.period) from missing


def _locked(leaf: str) -> DrawShown:
    """The draw, its thread locked: two people at once never add to it."""
    shown = draw_shown(leaf)
    Thread.objects.select_for_update().get(pk=_thread(shown.draw).pk)
    return draw_shown(leaf)


def _leaves(tag: str, kind: str) -> list[str]:
    rows = Entry.objects.filter(tag=tag, kind=kind).order_by("step").values_list("leaf", flat=True)
    return [bytes(leaf).hex() for leaf in rows]


def _of_thread(thread: Thread) -> list[DrawShown]:
    """The draws of one period in the order of their announcement; one whose files are gone is left to the audit."""
    rows = list(Entry.objects.filter(tag=thread.tag, kind=_ANNOUNCED).order_by("step").only("leaf", "at"))
    found = []
    for row in rows:
        leaf = bytes(row.leaf).hex()
        folder = _folder_of(leaf)
        try:
            draw = parse_announcement((folder / "announcement.json").read_bytes())
        except OSError:
            continue
        path = folder / "result.json"
        result = parse_result(path.read_bytes()) if path.exists() else None
        standing = "finished" if result else "open" if row is rows[-1] else "void"
        found.append(DrawShown(leaf, draw, row.at, standing, result, folder))
    return found


def _standing_of(shown: DrawShown) -> tuple[list[str], list[str]]:
    """Leaves of all announcements of the thread, and of those that have a result."""
    shares = _of_thread(_thread(shown.draw))
    announced = _leaves(_thread(shown.draw).tag, _ANNOUNCED)
    return announced, [one.leaf for one in shares if one.result]


def _reveals(shown: DrawShown) -> dict[str, Reveal]:
    """Secrets in the log, by party. Only those whose entry was written before the round: `reveal` saw to it."""
    found = {}
    for place, party in enumerate(shown.draw.parties):
        path = shown.folder / f"reveal-{place}.json"
        if path.exists():
            secret = bytes.fromhex(json.loads(path.read_bytes())["secret"])
            check_secret(shown.draw, party.name, secret)
            entry = (shown.folder / f"reveal-{place}.entry.json").read_text(encoding="utf-8")
            found[party.name] = Reveal(party.name, secret, entry)
    return found


def _proof_in_time(row: Entry, draw: Announcement) -> tuple[str, bool | None]:
    """The proof of the announcement by the checkpoint that speaks best for it, and whether its quorum came in time.

    Empty and None while nothing has been published that covers it.
    """
    if row.place is None:
        return "", None
    shard = Shard.objects.filter(first__lte=row.place).order_by("-first", "-id").first()
    policy = _published_policy()
    if shard is None or policy is None:
        return "", None
    folder = folder_of(shard.origin)
    index = row.place - shard.first
    best: tuple[str, bool | None] = "", None
    for note in _notes_since(folder, local_day(row.at)):
        size = parse_checkpoint(parse_note(note).text).size
        if size <= index:
            continue
        proof = LogProof(index, tuple(inclusion_proof(index, size, folder.read)), note)
        timely = seen_in_time(draw, check_proof(proof, bytes(row.leaf), policy), policy)
        if timely:
            return proof.to_bytes().decode(), True
        if not best[0] or (best[1] is None and timely is False):
            best = proof.to_bytes().decode(), timely
    return best


def _notes_since(folder: Folder, day: date) -> Iterator[bytes]:
    """Published checkpoints from the day of the announcement on, oldest first."""
    for path in sorted((folder.root / "history").glob("*-*-*")):
        if path.name < day.isoformat():
            continue
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                try:
                    yield str(json.loads(line)["note"]).encode()
                except (ValueError, KeyError, TypeError):  # a half line at the end
                    continue


def _published_policy() -> Policy | None:
    try:
        return parse_policy((published() / "policy").read_bytes())
    except OSError:
        return None

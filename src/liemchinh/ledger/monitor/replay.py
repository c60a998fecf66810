"""Decides what is wrong with a log, entry by entry, as anybody can who reads it from its beginning.

Pure: what has to be remembered between entries is asked of a `Memory`. Nothing here trusts the log's operator.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from typing import Any, NamedTuple, Protocol, TypeGuard

from liemchinh.kernel.words import gettext_noop
from liemchinh.ledger.monitor.finding import Finding
from liemchinh.ledger.monitor.graph import Graph

VIETNAM = timezone(timedelta(hours=7))
"""The one clock of the log's days: Vietnam has had this offset since 1975, and old computers lack the zone's name."""

ALLOWED = 3600
"""Seconds by which a claimed time may lie outside the witnesses' bracket: the delay that receipts promise."""

LARGEST = 2**53
"""The largest number that JSON holds exactly."""

EPOCH = date(1970, 1, 1).toordinal()
OWN, RECOVERED = "ledger.", "ledger.recovered"
"""Kinds that the ledger writes about itself; each is told, for they are rare and matter."""

OWN_WORDS = {
    "ledger.shard_opened": gettext_noop("Mở quyển sổ {log}."),
    "ledger.shard_closed": gettext_noop("Khóa quyển sổ; quyển sau là {log}, khóa công khai {key}"),
    "ledger.recovered": gettext_noop("Nạp lại các mục {first}–{last} sau khi phục hồi cơ sở dữ liệu."),
    "ledger.erased": gettext_noop("Xóa dữ liệu cá nhân theo quyết định; các mục công khai vẫn còn."),
    "ledger.erasure_asked": gettext_noop("Đề nghị xóa dữ liệu cá nhân, chờ người thứ hai duyệt."),
    "ledger.told_again": gettext_noop("Ghi lại những dòng còn giữ sau khi xóa dữ liệu của một việc khác."),
    "ledger.draw_announced": gettext_noop("Công bố một cuộc bốc thăm."),
    "ledger.draw_revealed": gettext_noop("Một bên mở số bí mật cho cuộc bốc thăm."),
    "ledger.draw_result": gettext_noop("Kết quả một cuộc bốc thăm."),
}


class Said(NamedTuple):
    """What one public entry says: kind, authority, thread, step, leaf hash of the step before, claimed second, day."""

    kind: str
    unit: str
    did: str
    n: int
    prev: str
    at: int
    day: int
    facts: dict[str, Any]


class Thread(NamedTuple):
    """Where a thread stands: `back` is the state before it ended, `due` in Unix seconds, `day` of its last step.

    Days are ordinals (`date.toordinal`); `day` never goes back: a step cannot be earlier than the one before it.
    """

    unit: str
    n: int
    leaf: bytes
    no: int = -1
    state: int = -1
    back: int = -1
    due: int = -1
    day: int = 0


class Day(NamedTuple):
    """What an authority's day has come to so far: accepted, ended, the highest number given, entries."""

    received: int = 0
    ended: int = 0
    top: int = 0
    entries: int = 0


class Memory(Protocol):
    """What a replay remembers of everything before; a store that outlives the process."""

    whole: bool
    """Whether the log was read from its very first entry: only then must every thread's beginning be known."""

    def thread(self, did: str) -> Thread | None: ...
    def keep_thread(self, did: str, thread: Thread) -> None: ...
    def number(self, unit: str, year: int) -> int: ...
    def keep_number(self, unit: str, year: int, last: int) -> None: ...
    def day(self, unit: str, day: int) -> Day: ...
    def keep_day(self, unit: str, day: int, figures: Day) -> None: ...
    def closed_until(self, unit: str) -> int:
        """The last day closed, 0 before the first."""

    def close_day(self, unit: str, day: int) -> None: ...
    def was_late(self, unit: str, did: str, first: int, until: int, due: int) -> None:
        """A dossier was past its due moment on the days from `first` to before `until`, and has moved since."""

    def late(self, unit: str, day: int, end: int) -> int:
        """Dossiers of the authority that were running past their due moment at `end`, the day's midnight."""

    def top(self, unit: str, first: int, day: int) -> int:
        """The highest number given on the days from `first` to `day`, both included; 0 without any."""

    def fact(self, name: str) -> str: ...
    def keep_fact(self, name: str, value: str) -> None: ...


class Bracket(NamedTuple):
    """Between which moments (Unix seconds) an entry came into the log: `after` None when nobody had looked before.

    `by` is when witnesses had seen it, or, as long as none has, when this monitor did.
    """

    after: int | None
    by: int


def parse_entry(entry: bytes) -> Said:
    """What an entry says. Raises ValueError when it is not an entry of this form."""
    try:
        text = entry.decode()
        facts = json.loads(text)
        if "\\u" in text:
            json.dumps(facts, ensure_ascii=False).encode()  # half a character can be neither kept nor shown
        at = datetime.fromisoformat(facts["t"])
        # rooms other than that of the dossiers may say other things by these names, but nothing that cannot be kept
        numbers = [facts["n"], *(facts.get(name) for name in ("no", "st") if type(facts.get(name)) is not str)]
        if at.tzinfo is None or not all(it is None or _is_count(it) for it in numbers) or not facts["n"]:
            raise ValueError("no time zone or not a number")
        words = [facts[name] for name in ("kind", "ag", "did", "prev", "c")]
        if not all(isinstance(word, str) for word in words):
            raise ValueError("not words")
        kind, unit, did, prev, _ = words
        day = at.astimezone(VIETNAM).toordinal()
        return Said(kind, unit, did, facts["n"], prev, int(at.timestamp()), day, facts)
    except (KeyError, TypeError, OverflowError, RecursionError) as problem:
        raise ValueError("not an entry") from problem


def _is_count(value: object) -> TypeGuard[int]:
    """Whether it is a whole number as JSON holds it exactly; `true` is none."""
    return type(value) is int and 0 <= value <= LARGEST


def midnight_after(day: int) -> int:
    """The midnight in Vietnam that ends a day (ordinal), in Unix seconds."""
    return (day + 1 - EPOCH) * 86_400 - 7 * 3600


@dataclass
class Replay:
    """One reading of one year's book. `first` is the number of its first entry among all books."""

    memory: Memory
    graph: Graph
    log: str
    first: int
    unbounded: int = 0

    def take(self, index: int, entry: bytes, leaf: bytes, bracket: Bracket) -> Iterator[Finding]:
        """The next entry, number `index` of this book: what is wrong with it. Must be called in order."""
        place = self.first + index
        try:
            said = parse_entry(entry)
        except ValueError:
            yield self._found("malformed", gettext_noop("Mục số {place} không đúng dạng của sổ."), place)
            return
        before = self.memory.thread(said.did)
        yield from self._chain(said, before, place)
        yield from self._time(said, bracket, place)
        start = before or Thread(said.unit, 0, b"")
        after = start._replace(n=said.n, leaf=leaf, day=max(said.day, start.day))
        if said.kind in self.graph.moves:
            yield from self._dossier(said, before, place)
            after = self._moved(said, before, after)
        elif said.kind == self.graph.closing:
            yield from self._closing(said, place)
        elif said.kind == self.graph.rejoined and before:
            yield self._rejoins(said, before, place)
            after = self._rejoined(said, before, after)
        elif said.kind.startswith(OWN):
            if said.kind == RECOVERED and said.facts.get("rows") != 0:
                self.memory.keep_fact(RECOVERED, "yes")
            yield self._own(said, place)
        self.memory.keep_thread(said.did, after)

    # ── what holds for every entry ───────────────────────────────────────────────────────────────────────────────

    def _chain(self, said: Said, before: Thread | None, place: int) -> Iterator[Finding]:
        """Steps follow one another, and each names the leaf hash of the one before."""
        if before is None:
            if self.memory.whole and (said.n, said.prev) != (1, ""):
                sentence = gettext_noop("Mục số {place} là bước {n} của một chuỗi mà sổ không có các bước trước.")
                yield self._found("chain_headless", sentence, place, said, n=said.n)
            return
        if said.n != before.n + 1:
            sentence = gettext_noop("Mục số {place} là bước {n}, sau bước {last}: chuỗi bị đứt hoặc bị nhân đôi.")
            yield self._found("chain_step", sentence, place, said, n=said.n, last=before.n)
        elif said.prev != before.leaf.hex():
            sentence = gettext_noop("Mục số {place} không nối vào bước trước của nó: bước trước đã bị thay.")
            yield self._found("chain_prev", sentence, place, said, prev=said.prev, leaf=before.leaf.hex())
        if said.unit != before.unit:
            sentence = gettext_noop("Mục số {place} ghi đơn vị {unit}, các bước trước ghi {was}.")
            yield self._found("unit_changed", sentence, place, said, was=before.unit)

    def _time(self, said: Said, bracket: Bracket, place: int) -> Iterator[Finding]:
        """The claimed time lies between the last cosigned checkpoint without the entry and the first with it."""
        if bracket.after is None:
            self.unbounded += 1
        elif said.at < bracket.after - ALLOWED:
            sentence = gettext_noop(
                "Ghi lùi ngày, hoặc vào sổ trễ quá lời hứa: mục số {place} ghi {claimed}, nhưng đến {after} bên chứng"
                " kiến thấy sổ chưa có mục này."
            )
            yield self._found("backdated", sentence, place, said, claimed=said.facts["t"], after=_clock(bracket.after))
        if said.at > bracket.by + ALLOWED:
            sentence = gettext_noop("Ghi trước giờ: mục số {place} ghi {claimed}, nhưng đã có trong sổ từ {by}.")
            yield self._found("postdated", sentence, place, said, claimed=said.facts["t"], by=_clock(bracket.by))

    # ── dossiers ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _dossier(self, said: Said, before: Thread | None, place: int) -> Iterator[Finding]:
        yield from self._number(said, before, place)
        yield from self._move(said, before, place)
        if said.day <= self.memory.closed_until(said.unit):
            sentence = gettext_noop("Mục số {place} ghi ngày {on}, ngày mà {unit} đã khóa sổ trước đó.")
            yield self._found("after_closing", sentence, place, said, on=_day(said.day))

    def _number(self, said: Said, before: Thread | None, place: int) -> Iterator[Finding]:
        no = said.facts.get("no")
        if not _is_count(no):
            yield self._found("malformed", gettext_noop("Mục số {place} không có số thứ tự hồ sơ."), place, said)
            return
        if before is not None:
            if before.no not in (-1, no):
                sentence = gettext_noop("Mục số {place} ghi hồ sơ số {no}, các bước trước ghi số {was}.")
                yield self._found("number_changed", sentence, place, said, no=no, was=before.no)
            return
        if said.n != 1:
            return  # its beginning is missing, which the chain tells
        year = date.fromordinal(said.day).year
        last = self.memory.number(said.unit, year)
        if no > last + 1 and (last or self.memory.whole):
            sentence = gettext_noop("{unit}, năm {year}: sau hồ sơ số {last} là số {no}; thiếu {missing} số.")
            yield self._found("number_gap", sentence, place, said, year=year, last=last, no=no, missing=no - last - 1)
        elif no <= last:
            sentence = gettext_noop("{unit}, năm {year}: số hồ sơ {no} xuất hiện lại hoặc sai thứ tự (đã đến {last}).")
            yield self._found("number_again", sentence, place, said, year=year, no=no, last=last)
        self.memory.keep_number(said.unit, year, max(no, last))

    def _move(self, said: Said, before: Thread | None, place: int) -> Iterator[Finding]:
        """The move is one of the table, and the state it claims is the one it leads to."""
        rule, state = self.graph.moves[said.kind], said.facts.get("st")
        if before is None:
            allowed = rule.opens or not self.memory.whole
            to = rule.to if rule.opens else state
        elif before.state == -1:
            return  # the thread began before what this monitor has read, or with a broken entry already told
        else:
            allowed = before.state in rule.before
            to = before.back if rule.undoes else before.state if rule.to is None else rule.to
        if not allowed:
            sentence = gettext_noop("Mục số {place}: việc “{move}” không được làm khi hồ sơ ở trạng thái {state}.")
            yield self._found(
                "move_forbidden", sentence, place, said, move=said.kind, state=before.state if before else 0
            )
        elif state != to:
            sentence = gettext_noop("Mục số {place}: việc “{move}” phải dẫn tới trạng thái {to}, mục ghi {state}.")
            yield self._found("state_wrong", sentence, place, said, move=said.kind, to=to, state=state)

    def _moved(self, said: Said, before: Thread | None, after: Thread) -> Thread:
        """Count the move in its day, and the thread as it stands after it."""
        graph, memory = self.graph, self.memory
        figures = memory.day(said.unit, said.day)
        was, no = before.state if before else -1, said.facts.get("no")
        state = said.facts.get("st")
        state = state if _is_count(state) else was
        number = no if _is_count(no) else -1
        memory.keep_day(
            said.unit,
            said.day,
            Day(
                received=figures.received + (said.kind == graph.received),
                ended=figures.ended + (was in graph.underway and state not in graph.underway),
                top=max(figures.top, number) if said.n == 1 else figures.top,
                entries=figures.entries + 1,
            ),
        )
        was_late = before and was in graph.running and -1 < before.due < midnight_after(after.day - 1)
        if before and was_late and before.day < after.day:
            memory.was_late(said.unit, said.did, before.day, after.day, before.due)
        back = was if state in graph.ended and was not in graph.ended else after.back
        no_known = number if after.no == -1 else after.no
        return after._replace(no=no_known, state=state, back=back, due=_seconds(said.facts.get("due")))

    def _rejoins(self, said: Said, before: Thread, place: int) -> Finding:
        """A dossier that lost steps with a recovered database goes back: worth knowing, wrong without a recovery."""
        if self.memory.whole and not self.memory.fact(RECOVERED):
            sentence = gettext_noop("Mục số {place}: hồ sơ bị đưa về trạng thái {state} mà sổ không hề được phục hồi.")
            return self._found("move_forbidden", sentence, place, said, state=said.facts.get("st"), was=before.state)
        sentence = gettext_noop(
            "Mục số {place}: sau khi phục hồi, hồ sơ trở về trạng thái {state}; những bước đã mất phải ghi lại từ giấy."
        )
        found = self._found("rejoined", sentence, place, said, state=said.facts.get("st"), was=before.state)
        return replace(found, grave=False)

    def _rejoined(self, said: Said, before: Thread, after: Thread) -> Thread:
        """The thread as it stands again; nothing was received or ended by it."""
        was_late = before.state in self.graph.running and -1 < before.due < midnight_after(after.day - 1)
        if was_late and before.day < after.day:
            self.memory.was_late(said.unit, said.did, before.day, after.day, before.due)
        state = said.facts.get("st")
        return after._replace(state=state if _is_count(state) else -1, due=_seconds(said.facts.get("due")))

    # ── the last line of a day ───────────────────────────────────────────────────────────────────────────────────

    def _closing(self, said: Said, place: int) -> Iterator[Finding]:
        """What it counts is what everybody can count, once a day, after the day."""
        try:
            day = date.fromisoformat(said.facts["on"]).toordinal()
        except (KeyError, TypeError, ValueError):
            yield self._found("malformed", gettext_noop("Mục số {place}: dòng khóa sổ không có ngày."), place, said)
            return
        unit = said.unit
        if day >= said.day:
            sentence = gettext_noop("Mục số {place}: {unit} khóa sổ ngày {on} khi ngày ấy chưa hết.")
            yield self._found("closing_early", sentence, place, said, on=_day(day))
        if day <= self.memory.closed_until(unit):
            sentence = gettext_noop("Mục số {place}: {unit} khóa sổ ngày {on} lần nữa, hoặc sau một ngày muộn hơn.")
            yield self._found("closing_again", sentence, place, said, on=_day(day))
            return
        figures = self.memory.day(unit, day)
        new_year = date.fromordinal(day).replace(month=1, day=1).toordinal()
        counted = {
            "in": figures.received,
            "out": figures.ended,
            "late": self.memory.late(unit, day, midnight_after(day)),
            "last": self.memory.top(unit, new_year, day),
        }
        wrong = {name: value for name, value in counted.items() if said.facts.get(name) != value}
        if wrong and self.memory.whole:
            sentence = gettext_noop("{unit} khóa sổ ngày {on} ghi {written}; đếm lại mục công khai là {counted}.")
            shown = {name: said.facts.get(name) for name in wrong}
            yield self._found(
                "closing_differs", sentence, place, said, on=_day(day), written=_figures(shown), counted=_figures(wrong)
            )
        self.memory.close_day(unit, day)

    def _own(self, said: Said, place: int) -> Finding:
        """What the ledger says about itself."""
        sentence = OWN_WORDS.get(said.kind, gettext_noop("Sổ ghi về chính nó: {kind}."))
        facts = {name: said.facts.get(name, "?") for name in ("log", "key", "first", "last", "kind")}
        return Finding(
            kind=said.kind.removeprefix(OWN),
            sentence=gettext_noop("Mục số {place}: {what}").format(place=place, what=sentence.format(**facts)),
            grave=False,
            log=self.log,
            place=place,
            did=said.did,
            unit=said.unit,
            evidence={name: value for name, value in said.facts.items() if name not in ("c", "v", "prev")},
        )

    def _found(self, kind: str, sentence: str, place: int, said: Said | None = None, **facts: Any) -> Finding:
        unit = said.unit if said else ""
        return Finding(
            kind=kind,
            sentence=sentence.format(**{"place": place, "unit": unit or "?", **facts}),
            log=self.log,
            place=place,
            did=said.did if said else "",
            unit=unit,
            evidence=facts,
        )


def _seconds(due: object) -> int:
    """A due moment in Unix seconds, -1 when there is none or it cannot be read."""
    if not isinstance(due, str):
        return -1
    try:
        return int(datetime.fromisoformat(due).timestamp())
    except ValueError:
        return -1


def _clock(at: int) -> str:
    return datetime.fromtimestamp(at, VIETNAM).isoformat(timespec="seconds")


def _day(day: int) -> str:
    return date.fromordinal(day).isoformat()


def _figures(figures: dict[str, Any]) -> str:
    words = {"in": "tiếp nhận", "out": "kết thúc", "late": "quá hạn", "last": "số cuối"}
    return ", ".join(f"{words[name]} {value}" for name, value in figures.items())

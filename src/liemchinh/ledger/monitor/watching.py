"""One visit to a published log: read what is new, verify it, replay it, and keep what was found.

A visit may be cut off anywhere: what was verified and replayed is kept in batches, the next visit goes on from there.
"""

import hashlib
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.ledger.core.checkpoint import Checkpoint, parse_checkpoint
from liemchinh.ledger.core.merkle import EMPTY_ROOT, leaf_hash, verify_consistency
from liemchinh.ledger.core.note import VerifierKey, parse_note, parse_vkey
from liemchinh.ledger.core.policy import Policy, Standing
from liemchinh.ledger.core.published import Source, WebSource
from liemchinh.ledger.core.tiles import consistency_proof
from liemchinh.ledger.monitor.finding import Finding
from liemchinh.ledger.monitor.graph import Graph
from liemchinh.ledger.monitor.history import Ahead, Milestone, milestones
from liemchinh.ledger.monitor.reading import Tree, entries_of
from liemchinh.ledger.monitor.replay import ALLOWED, LARGEST, VIETNAM, Bracket, Replay, Said, parse_entry
from liemchinh.ledger.monitor.state import Book, State, edge_of

BATCH = 4096  # entries replayed before they are kept
OPENED, CLOSED = "ledger.shard_opened", "ledger.shard_closed"
EARLIEST = 2020  # no log of this kind is older, and each day of a history is asked for
SILENCE = 600  # seconds by which a witness may know more than the log shows: publication follows the cosignatures
GRACE = 24 * 3600  # a day may stay without its last line for so long


@dataclass
class Visit:
    """One visit. `passing` are findings that hold now and may be gone at the next visit; the others the state keeps."""

    state: State
    source: Source
    policy: Policy
    graph: Graph
    now: int = field(default_factory=lambda: int(time.time()))
    passing: list[Finding] = field(default_factory=list)
    trees: dict[str, Tree] = field(default_factory=dict)

    def make(self) -> None:
        """Read every book of the log; all that was found is in the state and in `passing` afterwards."""
        done: set[str] = set()
        while log := next((key for key in self._logs() if key.name not in done), None):
            done.add(log.name)
            try:
                self._visit_book(log)
            except Refused as refused:
                sentence = gettext_noop("Quyển {log}: {why}")
                kind = refused.code.rpartition(".")[2]
                self._now(kind, sentence, log=log.name, why=str(refused))
        self._ask_witnesses()
        self._days()

    def _logs(self) -> list[VerifierKey]:
        """The keys of the policy, and those that the last entries of books already read have named."""
        known = {key.name: key for key in self.policy.logs}
        for book in self.state.books():
            if book.next_key and book.next_log not in known:
                known[book.next_log] = parse_vkey(book.next_key)
                self.policy = replace(self.policy, logs=(*self.policy.logs, known[book.next_log]))
        return [known[name] for name in sorted(known)]

    # ── one book ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _visit_book(self, log: VerifierKey) -> None:
        prefix = self._prefix(log.name)
        raw = self.source.get(f"{prefix}checkpoint")
        book = self.state.book(log.name)
        if raw is None:
            if book is not None:
                self._now("gone", gettext_noop("Quyển {log} không còn được công bố."), log=log.name)
            return
        standing = self.policy.standing(parse_note(raw))
        if book is None:
            first = sum(known.size for known in self.state.books())
            book = Book(log.name, str(log), first, root=EMPTY_ROOT)
        tree = self._grown(book, standing.checkpoint, raw, prefix)
        if tree is None:
            return
        self.trees[log.name] = tree
        self._read_on(book, standing, tree, prefix)
        self._quorum(book, standing, tree)

    def _prefix(self, log: str) -> str:
        """Where under the base this book lies: in the folder of its year, or at the base itself."""
        year = log.rpartition("/")[2] + "/"
        return year if self.source.get(f"{year}checkpoint") is not None else self._bare(log)

    def _bare(self, log: str) -> str:
        raw = self.source.get("checkpoint")
        return "" if raw is not None and raw.startswith(log.encode() + b"\n") else log.rpartition("/")[2] + "/"

    def _grown(self, book: Book, new: Checkpoint, raw: bytes, prefix: str) -> Tree | None:
        """The new tree, if it contains what was seen before; else None, and both notes are kept as evidence."""
        if new.size < book.size:
            if (known := self._known_further(book, new, prefix)) is not None:
                return known
            sentence = gettext_noop("Quyển {log} lùi lại: trước đây {seen} mục, nay công bố {size}.")
            self._against(book, raw, "shrunk", sentence, seen=book.size, size=new.size)
            return None
        if new.size == book.size and new.root != book.root:
            sentence = gettext_noop("Quyển {log} có hai lịch sử: cùng {size} mục, hai gốc khác nhau.")
            self._against(book, raw, "fork", sentence, size=new.size)
            return None
        tree = Tree(new, self.source, prefix)
        try:
            proof = consistency_proof(book.size, new.size, tree.read)
            verify_consistency(book.size, book.root, new.size, new.root, proof)
        except Refused as refused:
            if refused.code.startswith("monitor."):
                raise  # tiles that are not under the root or not there: said as such
            sentence = gettext_noop("Quyển {log} đã viết lại lịch sử: {size} mục mới không chứa {seen} mục đã thấy.")
            self._against(book, raw, "fork", sentence, seen=book.size, size=new.size)
            return None
        book.size, book.root, book.note = new.size, new.root, raw
        self.state.keep_book(book)
        return tree

    def _read_on(self, book: Book, standing: Standing, tree: Tree, prefix: str) -> None:
        """Replay the entries that were not read yet, each between its neighbours in the published history."""
        if book.done == 0 and book.size:
            self._begin(book, tree, standing)
        today = datetime.fromtimestamp(self.now, VIETNAM).date()
        year = _YEAR.fullmatch(book.log)
        first = date(max(int(year["year"]), EARLIEST), 1, 1) if year else today
        stream = milestones(
            self.source, prefix, self.policy, first=first, last=today + timedelta(days=1), file=book.file, at=book.at
        )
        ahead, edge = Ahead(stream, witnessed=bool(self.policy.witnesses)), edge_of(book)
        replay = Replay(self.state, self.graph, book.log, book.first, book.unbounded)
        own_time = min(standing.cosigned.values(), default=None)
        entries = entries_of(tree, book.done, book.size)
        while book.done < book.size:
            with self.state.batch():
                stop = min(book.size, book.done + BATCH)
                while book.done < stop:
                    start, bundle = next(entries)
                    leaves = [leaf_hash(entry) for entry in bundle]
                    self.state.expect(_dids(bundle))
                    at = 0
                    while at < len(bundle):
                        self._pass(book, ahead, edge.root() if edge.size == start + at else b"", start + at)
                        until = self._segment(ahead, start + at, start + len(bundle)) - start
                        seen = ahead.cosigned(start + at) or own_time or self.now
                        bracket = Bracket(book.after, min(seen, self.now))
                        for number in range(at, until):
                            index = start + number
                            for finding in replay.take(index, bundle[number], leaves[number], bracket):
                                self.state.tell(finding)
                            self._ends(book, index, bundle[number])
                        edge.append(leaves[at:until])
                        at = until
                    book.done = start + len(bundle)
                book.edge, book.unbounded = edge.to_bytes(), replay.unbounded
                self.state.keep_book(book)
        with self.state.batch():
            self._pass(book, ahead, book.root, book.size)
            if standing.met and standing.cosigned:
                book.met = book.size
            if own_time is not None:
                book.after = max(book.after or 0, own_time)
            self.state.keep_book(book)

    def _pass(self, book: Book, ahead: Ahead, root: bytes, size: int) -> None:
        """Step over the milestones up to `size` entries, and compare the one of this very size with our root."""
        while (milestone := ahead.next()) is not None and milestone.size <= size:
            ahead.take()
            book.file, book.at = milestone.file, milestone.end
            if milestone.problem:
                sentence = gettext_noop("Quyển {log}, lịch sử ngày {day}: một mốc không tin được. {why}")
                self._keep("history", sentence, book.log, day=milestone.file, why=milestone.problem)
                continue
            if root and milestone.size == size and milestone.root != root:
                sentence = gettext_noop("Quyển {log} đã công bố một mốc {size} mục có gốc khác với sổ hiện nay.")
                self._against(book, milestone.note.encode(), "fork", sentence, size=milestone.size)
                continue
            if milestone.at is not None:
                book.after = max(book.after or 0, milestone.at)
            if milestone.met:
                book.met = max(book.met, milestone.size)

    @staticmethod
    def _segment(ahead: Ahead, index: int, end: int) -> int:
        """Where the stretch of entries that share one bracket ends."""
        milestone: Milestone | None = ahead.next()
        return end if milestone is None else min(end, max(milestone.size, index + 1))

    def _begin(self, book: Book, tree: Tree, standing: Standing) -> None:
        """A book's first entry says which book this is and how the one before ended."""
        said = _said(tree.entry(0))
        if said is None or said.kind != OPENED or said.facts.get("log") != book.log:
            self._keep("book_start", gettext_noop("Quyển {log} không bắt đầu bằng mục mở sổ của nó."), book.log)
            return
        if said.facts.get("key") != book.vkey:
            self._keep("book_start", gettext_noop("Mục mở sổ của quyển {log} ghi một khóa khác."), book.log)
        old = said.facts.get("old")
        if old is None:
            if book.first:
                sentence = gettext_noop("Quyển {log} không ghi quyển trước đã kết thúc thế nào.")
                self._keep("book_break", sentence, book.log)
            return
        before = self.state.book(str(old))
        if before is None:
            self.state.keep_fact("whole", "no")
            self.state.whole = False
            sentence = gettext_noop("Quyển {log} nối tiếp quyển {old}, quyển ấy không đọc được: chỉ kiểm từ đây.")
            self._keep("book_unread", sentence, book.log, grave=False, old=old)
        else:
            if not self._ended_as_told(before, said.facts.get("size"), said.facts.get("root"), standing):
                sentence = gettext_noop("Quyển {log} ghi quyển {old} kết thúc khác với điều đã công bố.")
                self._keep("book_break", sentence, book.log, old=old, size=said.facts.get("size"), seen=before.size)
            book.first = before.first + before.size

    def _ended_as_told(self, before: Book, size: object, root: object, standing: Standing) -> bool:
        """Whether the book before ended as the first entry of the next one says.

        A book whose key was frozen ends with entries that no checkpoint of its own covers: the next book's first entry
        vouches for them with its new key. They are read and replayed as far as their tree contains what was signed.
        """
        if (size, root) == (before.size, before.root.hex()):
            return True
        if type(size) is not int or not before.size < size <= LARGEST or not isinstance(root, str):
            return False
        try:
            end, prefix = Checkpoint(before.log, size, bytes.fromhex(root)), self._prefix(before.log)
            tree = Tree(end, self.source, prefix)
            verify_consistency(
                before.size, before.root, size, end.root, consistency_proof(before.size, size, tree.read)
            )
        except Refused as refused:
            if refused.code == "ledger.away":
                raise
            return False
        except ValueError:
            return False
        sentence = gettext_noop("Quyển {log}: khóa của quyển không ký {count} mục cuối, quyển sau ghi nhận chúng.")
        self._keep("vouched", sentence, before.log, grave=False, count=size - before.size, next=standing.log.name)
        before.size, before.root = size, end.root
        self.state.keep_book(before)
        self.trees[before.log] = tree
        self._read_on(before, standing, tree, prefix)
        return True

    def _known_further(self, book: Book, new: Checkpoint, prefix: str) -> Tree | None:
        """The tree as the next book vouched for it, when that is why we know more than this checkpoint; else None."""
        seen = parse_checkpoint(parse_note(book.note).text)
        if not seen.size <= new.size or seen.size == book.size:
            return None
        try:
            tree = Tree(Checkpoint(book.log, book.size, book.root), self.source, prefix)
            proof = consistency_proof(new.size, book.size, tree.read)
            verify_consistency(new.size, new.root, book.size, book.root, proof)
        except Refused as refused:
            if refused.code == "ledger.away":
                raise
            return None
        return tree

    def _ends(self, book: Book, index: int, entry: bytes) -> None:
        """A book's last entry names the next one; nothing may follow it."""
        if book.next_log:
            sentence = gettext_noop("Quyển {log} đã khóa mà vẫn có mục số {index} viết thêm.")
            self._keep("after_end", sentence, book.log, place=book.first + index, index=index)
        elif CLOSED.encode() in entry and (said := _said(entry)) and said.kind == CLOSED:
            try:
                key = parse_vkey(str(said.facts.get("key")))
                if key.name != said.facts.get("log") or not self._may_follow(book.log, key.name):
                    raise Refused("ledger.key", "")
            except Refused:
                self._keep("book_break", gettext_noop("Quyển {log} khóa mà không ghi đúng khóa quyển sau."), book.log)
                return
            book.next_log, book.next_key = key.name, str(key)

    def _may_follow(self, log: str, following: str) -> bool:
        """Whether a book may name this one as the next: of the same log, later, and of a year that can have begun.

        A log that might name any book could send its monitor through days and books without end.
        """
        before, after = _YEAR.fullmatch(log), _YEAR.fullmatch(following)
        if before is None or after is None or before["base"] != after["base"]:
            return False
        old, new = ((int(found["year"]), int(found["part"] or 1)) for found in (before, after))
        return old < new and new[0] <= datetime.fromtimestamp(self.now, VIETNAM).year + 1

    # ── witnesses, days ──────────────────────────────────────────────────────────────────────────────────────────

    def _quorum(self, book: Book, standing: Standing, tree: Tree) -> None:
        """Say when nobody independent has seen the log, or not enough of them have for longer than is promised."""
        if not standing.cosigned and book.after is None:
            sentence = gettext_noop(
                "Quyển {log} chưa có bên chứng kiến nào: giờ trong sổ là giờ của bên giữ sổ, chưa phải bằng chứng."
            )
            self._now("no_witness", sentence, log=book.log, grave=False)
        elif book.unbounded:
            sentence = gettext_noop(
                "Quyển {log}: {count} mục đầu có trước bên chứng kiến đầu tiên, không rõ từ lúc nào."
            )
            self._now("unbounded", sentence, log=book.log, grave=False, count=book.unbounded)
        if standing.met or book.met >= book.size:
            return
        said = _said(tree.entry(book.met))
        since = said.at if said else 0
        sentence = gettext_noop("Quyển {log}: từ mục số {index} trở đi chưa đủ bên chứng kiến ({who}).")
        who = ", ".join(sorted(standing.cosigned)) or gettext_noop("chưa ai")
        late = self.now - since > ALLOWED
        self._now("quorum", sentence, log=book.log, grave=late, index=book.met, who=who)

    def _ask_witnesses(self) -> None:
        """Compare with what each witness says it has seen: two views of one log are shown to different people."""
        for witness in self.policy.witnesses.values():
            for log, tree in self.trees.items() if witness.url else ():
                try:
                    source = WebSource(witness.url, seconds=5, longest=30)
                    raw = source.get(f"{hashlib.sha256(log.encode()).hexdigest()}/checkpoint")
                    if raw is not None:
                        self._compare(log, witness.name, raw, tree)
                except Refused as refused:
                    sentence = gettext_noop("Chưa đối chiếu được với bên chứng kiến {name}: {why}")
                    self._now("witness_away", sentence, log=log, grave=False, name=witness.name, why=str(refused))

    def _compare(self, log: str, name: str, raw: bytes, tree: Tree) -> None:
        standing = self.policy.standing(parse_note(raw))
        theirs, book = standing.checkpoint, self.state.book(log)
        if theirs.origin != log or name not in standing.cosigned or book is None:
            return
        if theirs.size > tree.size:
            if self.now - standing.cosigned[name] > SILENCE:
                sentence = gettext_noop("Bên chứng kiến {name} đã thấy {seen} mục của quyển {log}, sổ chỉ đưa {size}.")
                self._now("stale", sentence, log=log, name=name, seen=theirs.size, size=tree.size)
            return
        try:
            proof = consistency_proof(theirs.size, tree.size, tree.read)
            verify_consistency(theirs.size, theirs.root, tree.size, book.root, proof)
        except Refused as refused:
            if refused.code.startswith("monitor."):
                raise
            sentence = gettext_noop("Bên chứng kiến {name} thấy một lịch sử khác của quyển {log}.")
            self._against(book, raw, "split_view", sentence, name=name)

    def _days(self) -> None:
        """Days that should have been closed by now, and how many dossiers are past their due moment."""
        before = datetime.fromtimestamp(self.now - GRACE, VIETNAM).toordinal()
        for unit, day, entries in self.state.unclosed(before):
            on = date.fromordinal(day).isoformat()
            sentence = gettext_noop("{unit} chưa khóa sổ ngày {on}, ngày có {entries} mục.")
            self._now("closing_missing", sentence, unit=unit, on=on, entries=entries)
        for unit, count in self.state.overdue(self.now).items():
            sentence = gettext_noop("{unit}: {count} hồ sơ đang giải quyết đã qua hạn mà chưa có kết quả.")
            self._now("overdue", sentence, unit=unit, grave=False, count=count)

    # ── saying ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _now(
        self, kind: str, sentence: str, *, log: str = "", unit: str = "", grave: bool = True, **facts: Any
    ) -> None:
        words = sentence.format(**{"log": log, "unit": unit, **facts})
        self.passing.append(Finding(kind, words, grave, log=log, unit=unit, evidence=facts))

    def _keep(self, kind: str, sentence: str, log: str, *, grave: bool = True, place: int = -1, **facts: Any) -> None:
        words = sentence.format(**{"log": log, **facts})
        self.state.tell(Finding(kind, words, grave, log=log, place=place, evidence=facts))

    def _against(self, book: Book, raw: bytes, kind: str, sentence: str, **facts: Any) -> None:
        """Two notes of one log that cannot both be true: kept as files, for either alone proves nothing."""
        folder = self.state.folder / "evidence"
        folder.mkdir(exist_ok=True)
        files = {}
        for name, note in (("seen", book.note), ("shown", raw)):
            path = folder / f"{hashlib.sha256(note).hexdigest()[:16]}.note"
            path.write_bytes(note)
            files[name] = path.name
        words = sentence.format(**{"log": book.log, **facts})
        self.state.tell(Finding(kind, words, log=book.log, evidence={**facts, **files}))


def missing_leaves(visit: Visit, wanted: Sequence[bytes]) -> set[bytes]:
    """Which of these leaf hashes are in none of the books that the visit has read."""
    left = set(wanted)
    for tree in visit.trees.values():
        for _, leaf in tree.leaves() if left else ():
            left.discard(leaf)
    return left


def _said(entry: bytes) -> Said | None:
    try:
        return parse_entry(entry)
    except ValueError:
        return None


_YEAR = re.compile(r"(?P<base>.+)/(?P<year>[0-9]{4})(-(?P<part>[1-9][0-9]{0,2}))?")
_DID = re.compile(rb'"did":"([0-9a-f]{32})"')


def _dids(bundle: Sequence[bytes]) -> list[str]:
    """The threads that these entries are about, as far as a glance tells: only a hint of what to fetch together."""
    return [found[1].decode() for entry in bundle if (found := _DID.search(entry))]

"""The turns of sealing: open or change the year's book, give places, sign, ask witnesses, publish.

Nothing is kept in memory that the next process would miss: killed at any point, the next turn reads where the
database, the signer and the published folder stand, and goes on.
"""

import json
import logging
import time
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from liemchinh import env
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.ledger.core.policy import Policy
from liemchinh.ledger.sealing import publisher, sequencer
from liemchinh.ledger.sealing.files import Folder, folder_of, published, write_whole
from liemchinh.ledger.sealing.sequencer import Head
from liemchinh.ledger.signer.client import Signed, Signer, SignerAway

log = logging.getLogger(__name__)


@dataclass
class Turn:
    """What one turn came to: entries given a place, the head now, whether the world has seen it, what hindered it."""

    taken: int = 0
    head: Head | None = None
    published: bool = False
    quorum: bool = False
    trouble: str = ""


@dataclass
class Sealing:
    """One leader's view: the signer it asks, the witnesses, and the head it last wrote.

    `hesitates`: seconds that a new year must have lasted by the machine's clock before the old book is locked for ever.
    A clock that has jumped is usually set right within them.
    """

    signer: Signer
    base: str
    witnesses: publisher.Witnesses | None = None
    last: Head | None = None
    policy: Policy | None = None
    _told: str = field(default="", repr=False)
    hesitates: float = 3600.0
    _seen: tuple[int, float] | None = field(default=None, repr=False)
    _named: object = field(default=None, repr=False)

    def turn(self, at: datetime) -> Turn:
        """One turn at `at`. Trouble is told, not raised: entries wait, nothing is lost. Database errors are raised."""
        done = Turn(head=self.last)
        try:
            self._turn(at, done)
        except SignerAway:
            done.trouble = gettext_noop("Bộ ký không trả lời; các mục mới vẫn chờ.")
        except Refused as refused:
            done.trouble = str(refused)
            self.last = None  # look at everything again before the next word is written
        except OSError as problem:
            done.trouble = gettext_noop("Không ghi được tệp công bố: {reason}").format(reason=problem)
        self._tell(done, at)
        return done

    def _turn(self, at: datetime, done: Turn) -> None:
        head = self.last or self._resume(at)
        year = local_day(at).year
        if year <= head.year:
            self._seen = None
        if year > head.year + 1:  # a book that is closed stays closed: no clock gone wrong may end it for decades
            sentence = gettext_noop(
                "Đồng hồ máy ghi năm {now}, quyển đang ghi là năm {year}. Không mở quyển nhảy quá một năm:"
                " chỉnh đồng hồ máy. Các mục mới vẫn chờ."
            )
            raise Refused("ledger.clock", sentence, now=year, year=head.year)
        if head.year < year and self._is_new_year(year):
            # the base it was opened under: an address that has changed since does not rename the log
            head = self._change(head, f"{head.origin.rpartition('/')[0]}/{local_day(at).year}", at)
        self.last = head
        if sequencer.anything_waits():
            self.last, done.taken = sequencer.integrate(at=at, expected=head)
        done.head = self.last
        self._publish(self.last, at, done)

    def _is_new_year(self, year: int) -> bool:
        """Whether the clock has said so for `hesitates` seconds of running; until then the old book is written on."""
        if self._seen is None or self._seen[0] != year:
            self._seen = year, time.monotonic()
        return time.monotonic() - self._seen[1] >= self.hesitates

    def _resume(self, at: datetime) -> Head:
        """Where this book stands, checked against what the signer has signed before a single entry is placed.

        A database restored from an old copy would give the same places to other entries: the signer remembers.
        """
        for closed in (head for head in sequencer.heads() if head.closed):
            self._end_year(closed, at)  # a year change that was interrupted
        head = sequencer.open_head()
        if head is None:
            return self._open_year(at)
        frozen = self._check_signed(head).frozen
        if frozen:
            return self._change(head, self._after_freeze(head.origin, frozen), at)
        publisher.publish_files(head)
        return head

    def _check_signed(self, head: Head) -> Signed:
        known = self.signer.state(head.origin)
        if known is None:
            # a book is opened at the signer before it is in the database: this signer has lost its memory, and one
            # that has forgotten what it signed may not sign
            raise Refused(
                "ledger.forgotten",
                gettext_noop(
                    "Bộ ký không còn nhớ quyển {origin} mà cơ sở dữ liệu có {size} mục."
                    " Trả lại thư mục bộ ký từ bản mới nhất, hoặc lập bộ ký mới với tên sổ mới."
                ),
                origin=head.origin,
                size=head.size,
            )
        if known.size > head.size:
            raise Refused(
                "ledger.behind",
                gettext_noop(
                    "Bộ ký đã ký {signed} mục, cơ sở dữ liệu chỉ có {size}: thiếu các mục {first}–{last}."
                    " Cơ sở dữ liệu được phục hồi từ bản cũ? Chạy: liemchinh ledger recover"
                ),
                signed=known.size,
                size=head.size,
                first=head.first + head.size,
                last=head.first + known.size - 1,
            )
        if known.size == head.size and known.root != head.root:
            raise Refused(
                "ledger.forked",
                gettext_noop("Sổ trong cơ sở dữ liệu có {size} mục nhưng mã gốc khác điều bộ ký đã ký."),
                size=head.size,
            )
        return known

    def _after_freeze(self, origin: str, reason: str) -> str:
        """The book that goes on after a frozen one. Its key is made by people who look at what happened, not by us."""
        following = next_part(origin)
        if following not in self.signer.keys().logs:
            raise Refused(
                "ledger.frozen",
                gettext_noop(
                    "Khóa của quyển {origin} đã đóng băng ({reason}); các mục mới vẫn chờ."
                    " Làm lễ tạo khóa mới: liemchinh keys create --year {name}"
                ),
                origin=origin,
                reason=reason,
                name=following.rpartition("/")[2],
            )
        return following

    def _open_year(self, at: datetime) -> Head:
        """Open the first book, or the one that the last closed one names."""
        older = [head.origin for head in sequencer.heads()]
        origin = sequencer.named_next(older[-1]) if older else f"{self.base}/{local_day(at).year}"
        known = self.signer.state(origin)
        if known is not None and known.size:
            raise Refused(
                "ledger.behind",
                gettext_noop(
                    "Bộ ký đã ký {signed} mục của quyển {origin}, cơ sở dữ liệu chưa có quyển này."
                    " Cơ sở dữ liệu được phục hồi từ bản cũ? Chạy: liemchinh ledger recover"
                ),
                signed=known.size,
                origin=origin,
            )
        key = self.signer.open_shard(origin, previous=older[-1] if older else "")
        self.policy = None
        return sequencer.open_shard(origin, key=str(key), at=at)

    def _change(self, head: Head, following: str, at: datetime) -> Head:
        """Lock a book with an entry that names the next one and its key, sign and publish it, open the next one."""
        key = self.signer.prepare(following)
        closed = sequencer.close_shard(origin=head.origin, next_origin=following, next_key=str(key), at=at)
        self._end_year(closed, at)
        return self._open_year(at)

    def _end_year(self, closed: Head, at: datetime) -> None:
        known = self.signer.state(closed.origin)
        if known is not None and known.frozen and not known.closed:
            publisher.publish_files(closed)  # a frozen key signs no end: the next book's first entry vouches for it
            return
        if known is not None and known.closed:
            return
        self._publish(closed, at, Turn())
        self.signer.close(closed.origin, closed.size)

    def _publish(self, head: Head, at: datetime, done: Turn) -> None:
        named = publisher.witnesses_stamp()
        if self.policy is None or self._named != named:
            self._named = named  # the operator has named other witnesses: no restart is needed
            keys = self.signer.keys()
            configured = publisher.configured_witnesses()
            self.policy = publisher.publish_policy(list(keys.logs.values()), keys.promises, configured)
            self.witnesses = publisher.Witnesses(self.policy)
            publisher.publish_verifier()
        assert self.witnesses is not None
        folder = folder_of(head.origin)
        known = folder.checkpoint()
        if known is not None and (known.size, known.root) == (head.size, head.root) and not self._may_gain(folder):
            done.published, done.quorum = True, self._quorum(folder.note())
            return
        publisher.publish_files(head)
        note = self.signer_note(head)
        note = self.witnesses.ask(note, publisher.proof_from(head))
        publisher.publish_checkpoint(head, note, at=at)
        done.published, done.quorum = True, self._quorum(note)

    def signer_note(self, head: Head) -> bytes:
        """The log's own signature on `head`: the same bytes however often it is asked for."""
        return publisher.sign(head, self.signer)

    def _may_gain(self, folder: Folder) -> bool:
        """Whether asking again could bring cosignatures that the published checkpoint lacks."""
        assert self.policy is not None and self.witnesses is not None
        return bool(self.policy.witnesses) and not self._whole(folder.note()) and self.witnesses.awake()

    def _whole(self, note: bytes | None) -> bool:
        assert self.policy is not None
        if note is None:
            return False
        asked = {name for name, witness in self.policy.witnesses.items() if witness.url}
        return asked <= set(publisher.standing(self.policy, note).cosigned)

    def _quorum(self, note: bytes | None) -> bool:
        assert self.policy is not None
        return note is not None and publisher.standing(self.policy, note).met

    def _tell(self, done: Turn, at: datetime) -> None:
        """Keep for pages and operators how sealing fares; the log hears of a change once, not every second."""
        said: dict[str, Any] = {
            "trouble": done.trouble,
            "witnesses": dict(self.witnesses.heard) if self.witnesses else {},
        }
        text = json.dumps(said, ensure_ascii=False, sort_keys=True)
        if text == self._told:
            return
        if done.trouble:
            log.error("sealing: %s", done.trouble)
        try:
            write_whole(
                published() / "state.json",
                json.dumps({**said, "at": at.isoformat()}, ensure_ascii=False).encode(),
            )
            self._told = text
        except OSError:  # the disk is full; that is the trouble itself
            pass


def next_part(origin: str) -> str:
    """The name of the book that follows a frozen one in the same year: `…/2026-2` after `…/2026`."""
    base, _, name = origin.rpartition("/")
    year, _, part = name.partition("-")
    return f"{base}/{year}-{int(part or 1) + 1}"


def sealing(*, once: bool = False) -> Sealing:
    """Sealing as this instance is configured; `once`: for a visit too short to hesitate over a new year."""
    made = Sealing(signer=Signer(env.signer_folder()), base=env.ledger_origin())
    return replace(made, hesitates=0.0) if once else made

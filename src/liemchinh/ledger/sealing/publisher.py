"""Publishes: tiles and bundles as files, then the signature, the witnesses, and `checkpoint` last of all.

Nothing here decides what the log says: it copies what one transaction of the sequencer left. Whatever is written
may be written again; what is there and differs stops everything ("ledger.published").
"""

import json
import logging
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from liemchinh import env
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.ledger.core.checkpoint import Checkpoint
from liemchinh.ledger.core.note import Note, VerifierKey, parse_note
from liemchinh.ledger.core.policy import Policy, Standing, parse_policy, policy_text
from liemchinh.ledger.core.tiles import (
    WIDTH,
    Edge,
    bundle_path,
    consistency_proof,
    new_tiles,
    pack_entries,
    tile_path,
)
from liemchinh.ledger.models import Entry, Tile
from liemchinh.ledger.sealing.files import append_line, folder_of, published, width_at, write_once, write_whole
from liemchinh.ledger.sealing.sequencer import Head
from liemchinh.ledger.signer.client import Signer
from liemchinh.ledger.verify import bundle
from liemchinh.ledger.witness import client as witness_client

log = logging.getLogger(__name__)

BUDGET = 2.0  # seconds that all witnesses together are given
TRIED, REST = 3, 60.0  # after so many silences in a row a witness is left alone for so many seconds


def publish_files(head: Head) -> None:
    """Write every tile and bundle that a log of this size has and the folder has not. Nothing points to them yet."""
    folder = folder_of(head.origin)
    known = folder.checkpoint()
    before = min(known.size, head.size) if known else 0
    if known and known.size > head.size:
        sentence = gettext_noop("Sổ đã công bố {published} mục, cơ sở dữ liệu chỉ còn {size}.")
        raise Refused("ledger.rolled_back", sentence, published=known.size, size=head.size)
    edge = Edge.from_bytes(head.edge)
    partial = {(tile.level, tile.index): tile for tile in edge.partial_tiles()}
    full: dict[int, list[int]] = {}
    for level, index, width in new_tiles(before, head.size):
        if width < WIDTH:
            write_once(folder.root / tile_path(level, index, width), partial[level, index].hashes)
        else:
            full.setdefault(level, []).append(index)
    for level, wanted in full.items():
        for index, hashes in _full_tiles(head, level, wanted):
            write_once(folder.root / tile_path(level, index), hashes)
    for index, content in _bundles(head, before):
        write_once(folder.root / bundle_path(index, width_at(index, head.size)), content)


def _full_tiles(head: Head, level: int, wanted: Sequence[int]) -> Iterator[tuple[int, bytes]]:
    """The full tiles of one level with these indexes, which follow each other: one query for all of them."""
    rows = Tile.objects.filter(shard__origin=head.origin, level=level, index__gte=wanted[0], index__lte=wanted[-1])
    found = 0
    for index, hashes in rows.order_by("index").values_list("index", "hashes").iterator():
        found += 1
        yield index, bytes(hashes)
    if found != len(wanted):
        sentence = gettext_noop("Cơ sở dữ liệu thiếu {count} mảnh tầng {level} của quyển {origin}.")
        raise Refused("ledger.hole", sentence, count=len(wanted) - found, level=level, origin=head.origin)


def _bundles(head: Head, before: int) -> Iterator[tuple[int, bytes]]:
    """The entry bundles that changed since a log of `before` entries, one at a time."""
    for index in range(before // WIDTH, -(-head.size // WIDTH)):
        start = head.first + index * WIDTH
        width = width_at(index, head.size)
        rows = Entry.objects.filter(place__gte=start, place__lt=start + width).order_by("place")
        entries = [bytes(entry) for entry in rows.values_list("entry", flat=True)]
        if len(entries) != width:
            sentence = gettext_noop("Thiếu mục trong khoảng {first}–{last} của sổ.")
            raise Refused("ledger.hole", sentence, first=start, last=start + width - 1)
        yield index, pack_entries(entries)


def tidy(head: Head, before: int) -> None:
    """Remove partial files whose full ones stand now."""
    folder = folder_of(head.origin)
    for level, index, width in new_tiles(before, head.size):
        if width == WIDTH:
            folder.drop_partials(tile_path(level, index))
            if level == 0:
                folder.drop_partials(bundle_path(index))


def sign(head: Head, signer: Signer) -> bytes:
    """The log's own signature on this head. Raises Refused as the signer does, SignerAway when it does not answer."""
    known = signer.state(head.origin)
    old = known.size if known else 0
    if old > head.size:
        raise Refused(
            "signer.behind",
            gettext_noop("Bộ ký đã ký {signed} mục, cơ sở dữ liệu chỉ có {size}: thiếu các mục {first}–{last}."),
            signed=old,
            size=head.size,
            first=head.first + head.size,
            last=head.first + old - 1,
        )
    folder = folder_of(head.origin)
    proof = consistency_proof(old, head.size, folder.read) if 0 < old < head.size else []
    return signer.sign(Checkpoint(head.origin, head.size, head.root), old_size=old, proof=proof)


@dataclass
class Witnesses:
    """The witnesses this log asks, what each was last heard to have seen, and who is resting after silences."""

    policy: Policy
    sizes: dict[str, int] = field(default_factory=dict)
    silences: dict[str, int] = field(default_factory=dict)
    resting: dict[str, float] = field(default_factory=dict)
    heard: dict[str, str] = field(default_factory=dict)  # name → what was wrong at the last asking, empty when fine

    def awake(self) -> bool:
        """Whether any witness would be asked now."""
        now = time.monotonic()
        return any(w.url and self.resting.get(name, 0.0) <= now for name, w in self.policy.witnesses.items())

    def ask(self, note: bytes, proof: Callable[[int], list[bytes]], *, budget: float = BUDGET) -> bytes:
        """The note with the cosignatures that came in time; at least the note itself."""
        now = time.monotonic()
        asked = [
            witness
            for name, witness in self.policy.witnesses.items()
            if witness.url and self.resting.get(name, 0.0) <= now
        ]
        answers = witness_client.ask(note, witnesses=asked, proof=proof, sizes=self.sizes, budget=budget)
        signatures = []
        for answer in answers:
            self.heard[answer.name] = answer.problem
            if answer.size is not None:
                self.sizes[answer.name] = answer.size
            if answer.cosignature is not None:
                signatures.append(answer.cosignature)
                self.silences.pop(answer.name, None)
                continue
            self.silences[answer.name] = self.silences.get(answer.name, 0) + 1
            if self.silences[answer.name] >= TRIED:
                self.resting[answer.name] = now + REST
        plain = parse_note(note)
        return Note(plain.text, (*plain.signatures, *signatures)).to_bytes()


def publish_checkpoint(head: Head, note: bytes, *, at: datetime) -> None:
    """Let the world see the new head: history first, then `checkpoint`, which everybody reads."""
    folder = folder_of(head.origin)
    known = folder.note()
    if known == note:
        return
    before = folder.checkpoint()
    line = json.dumps({"size": head.size, "note": note.decode()}, ensure_ascii=False)
    append_line(folder.root / "history" / local_day(at).isoformat(), line)
    write_whole(folder.root / "checkpoint", note)
    tidy(head, before.size if before else 0)


def proof_from(head: Head) -> Callable[[int], list[bytes]]:
    """How a witness that last saw `old` entries is shown that nothing of them has changed."""
    folder = folder_of(head.origin)

    def proof(old: int) -> list[bytes]:
        return consistency_proof(old, head.size, folder.read) if 0 < old < head.size else []

    return proof


def publish_policy(logs: Sequence[VerifierKey], promises: Sequence[VerifierKey], configured: Policy | None) -> Policy:
    """Write `policy`: the keys of every year's book, every promise key there was, witnesses, quorum. Returns it."""
    policy = Policy(
        logs=tuple(logs),
        log_urls={},
        witnesses=dict(configured.witnesses) if configured else {},
        groups=dict(configured.groups) if configured else {},
        quorum=configured.quorum if configured else "none",
        promises=tuple(promises),
    )
    _publish_beside("policy", policy_text(policy))
    return policy


def publish_verifier() -> None:
    """Write `verify.py`, the single file with which anyone checks without us, as this version makes it.

    Put together by a process of its own: reading so many programs takes memory that a small machine wants back.
    """
    command = [sys.executable, "-m", bundle.__name__]
    made = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, timeout=60)
    if made.returncode or not made.stdout:
        log.error("verify.py was not made: %s", made.stderr.strip().rpartition("\n")[2])
        return
    _publish_beside("verify.py", made.stdout)


def _publish_beside(name: str, text: str) -> None:
    path, content = published() / name, text.encode()
    if not path.exists() or path.read_bytes() != content:
        write_whole(path, content)


def with_log(policy: Policy, key: VerifierKey) -> Policy:
    """The operator's witnesses and quorum, for one of our books."""
    return Policy((key,), {}, policy.witnesses, policy.groups, policy.quorum, policy.promises)


def standing(policy: Policy, note: bytes) -> Standing:
    """Who has signed this checkpoint, and whether the quorum is met."""
    return policy.standing(parse_note(note))


def witnesses_stamp() -> tuple[int, int]:
    """Changes when the operator's file of witnesses does; (0, 0) without one."""
    try:
        facts = env.witnesses_file().stat()
    except FileNotFoundError:
        return 0, 0
    return facts.st_mtime_ns, facts.st_size


def configured_witnesses() -> Policy | None:
    """The witnesses and the quorum that the operator's file names; None without a file. Raises Refused."""
    path = env.witnesses_file()
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    return parse_policy(text)

"""The published book as the pages read it: from the files that everybody sees, never from the database."""

import json
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from liemchinh.kernel.errors import Refused
from liemchinh.ledger.core.checkpoint import Checkpoint, parse_checkpoint
from liemchinh.ledger.core.cosign import cosigned_at
from liemchinh.ledger.core.merkle import HASH, leaf_hash
from liemchinh.ledger.core.note import Note, parse_note
from liemchinh.ledger.core.policy import Policy, Standing, parse_policy
from liemchinh.ledger.core.tiles import WIDTH, unpack_entries
from liemchinh.ledger.sealing.files import Folder, published, width_at

NAME = r"[0-9]{4}(?:-[0-9]{1,3})?"
"""How a book's folder is called: its year, and after a frozen key `2026-2`."""

LOOKED_BACK = 256 * 1024
"""Bytes at the end of a day's history in which a witness's last signature is looked for."""

DAYS_BACK = 3


@dataclass(frozen=True)
class Line:
    """One entry as it stands in the published book: its number over all years, its place in its own, its bytes."""

    number: int
    volume: str
    index: int
    entry: bytes

    @property
    def leaf(self) -> str:
        """Its leaf hash in hex."""
        return leaf_hash(self.entry).hex()

    @cached_property
    def facts(self) -> dict[str, Any]:
        """What it says; nothing when it is not ours to read."""
        try:
            said = json.loads(self.entry)
        except ValueError:
            return {}
        return said if isinstance(said, dict) else {}


@dataclass(frozen=True)
class Volume:
    """One year's book as its newest checkpoint tells it; `first` is the number of its first entry over all years."""

    name: str
    folder: Folder
    first: int
    note: Note
    checkpoint: Checkpoint

    @property
    def size(self) -> int:
        """How many entries it holds."""
        return self.checkpoint.size

    @property
    def published_at(self) -> datetime:
        """When its checkpoint was written."""
        return datetime.fromtimestamp((self.folder.root / "checkpoint").stat().st_mtime, UTC)

    def lines(self, start: int, stop: int) -> list[Line]:
        """The entries from `start` until `stop`, by their place in this book, oldest first."""
        found = []
        for tile in range(start // WIDTH, -(-stop // WIDTH)):
            content = self.folder.bundle(tile, width_at(tile, self.size))
            if content is None:
                continue
            for offset, entry in enumerate(unpack_entries(content)):
                index = tile * WIDTH + offset
                if start <= index < min(stop, self.size):
                    found.append(Line(self.first + index, self.name, index, entry))
        return found


def volumes() -> list[Volume]:
    """Every book that has a checkpoint, the oldest first. Raises Refused when a checkpoint cannot be read."""
    try:
        names = [entry.name for entry in os.scandir(published()) if re.fullmatch(NAME, entry.name)]
    except FileNotFoundError:
        return []
    found: list[Volume] = []
    for name in sorted(names, key=lambda name: tuple(map(int, name.split("-")))):
        folder = Folder(published() / name)
        content = folder.note()
        if content is not None:
            note = parse_note(content)
            first = found[-1].first + found[-1].size if found else 0
            found.append(Volume(name, folder, first, note, parse_checkpoint(note.text)))
    return found


def published_size() -> int:
    """How many entries all published books hold together."""
    return sum(volume.size for volume in volumes())


def latest(books: Sequence[Volume], count: int) -> list[Line]:
    """The last `count` entries, the newest first."""
    found: list[Line] = []
    for volume in reversed(books):
        found += reversed(volume.lines(max(0, volume.size - (count - len(found))), volume.size))
        if len(found) >= count:
            break
    return found


def line_at(books: Sequence[Volume], number: int) -> Line | None:
    """The entry with this number over all years."""
    for volume in books:
        index = number - volume.first
        if 0 <= index < volume.size:
            return next(iter(volume.lines(index, index + 1)), None)
    return None


def line_of_leaf(books: Sequence[Volume], digits: str) -> Line | None:
    """The newest entry whose leaf hash begins with these hex digits: a walk over the published tiles."""
    sought = bytes.fromhex(digits[: len(digits) // 2 * 2])
    for volume in reversed(books):
        for tile in reversed(range(-(-volume.size // WIDTH))):
            try:
                hashes = volume.folder.read(0, tile, width_at(tile, volume.size))
            except FileNotFoundError:
                continue
            for offset in _aligned(hashes, sought):
                if hashes[offset : offset + HASH].hex().startswith(digits):
                    index = tile * WIDTH + offset // HASH
                    return next(iter(volume.lines(index, index + 1)), None)
    return None


def _aligned(hashes: bytes, sought: bytes) -> Iterator[int]:
    at = hashes.find(sought)
    while at >= 0:
        if at % HASH == 0:
            yield at
        at = hashes.find(sought, at + 1)


# Who has signed -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Witnessed:
    """A witness and when it last signed this book; `current` says that it signed the checkpoint shown."""

    name: str
    at: datetime | None
    current: bool


@dataclass(frozen=True)
class Trust:
    """What the newest checkpoint stands on: the policy and the verdict on the note, or why there is none."""

    policy: Policy | None = None
    standing: Standing | None = None
    problem: str = ""
    witnesses: tuple[Witnessed, ...] = ()


def policy_text() -> str:
    """The published policy; empty before the first sealing."""
    try:
        return (published() / "policy").read_text("utf-8")
    except (FileNotFoundError, UnicodeDecodeError):
        return ""


def trust_in(volume: Volume) -> Trust:
    """Whose keys have signed the newest checkpoint of this book, checked now; never raises."""
    text = policy_text()
    if not text:
        return Trust()
    try:
        policy = parse_policy(text)
        standing = policy.standing(volume.note)
    except Refused as refused:
        return Trust(problem=str(refused))
    missing = set(policy.witnesses) - set(standing.cosigned)
    before = _last_seen(volume, policy, missing) if missing else {}
    witnesses = []
    for name in policy.witnesses:
        seconds = standing.cosigned.get(name, before.get(name))
        at = None if seconds is None else datetime.fromtimestamp(seconds, UTC)
        witnesses.append(Witnessed(name, at, name in standing.cosigned))
    return Trust(policy, standing, "", tuple(witnesses))


def _last_seen(volume: Volume, policy: Policy, names: set[str]) -> dict[str, int]:
    """When each of these witnesses last signed, as far back as the end of the last days' histories tells."""
    found: dict[str, int] = {}
    for path in sorted((volume.folder.root / "history").glob("*-*-*"), reverse=True)[:DAYS_BACK]:
        for note in _ending(path):
            for name in names - set(found):
                key = policy.witnesses[name].key
                try:
                    at = cosigned_at(note, key)
                except Refused:
                    continue
                if at is not None:
                    found[name] = at
            if names <= set(found):
                return found
    return found


def _ending(path: Path) -> Iterator[Note]:
    """The notes at the end of a history file, the newest first; lines that cannot be read are left out."""
    with path.open("rb") as file:
        length = file.seek(0, os.SEEK_END)
        file.seek(max(0, length - LOOKED_BACK))
        for line in reversed(file.read().splitlines()):
            try:
                yield parse_note(str(json.loads(line)["note"]).encode())
            except (ValueError, KeyError, TypeError, Refused):
                continue

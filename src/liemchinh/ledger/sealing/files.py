"""The published folder: files that are written whole or not at all, and never changed once they are immutable."""

import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from liemchinh import env
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.ledger.core.checkpoint import Checkpoint, parse_checkpoint
from liemchinh.ledger.core.merkle import HASH
from liemchinh.ledger.core.note import parse_note
from liemchinh.ledger.core.tiles import WIDTH, bundle_path, tile_path

READABLE = 0o644  # what is published may be read by the web server's account


def published() -> Path:
    """Where everything published lies; its address begins with /ledger/."""
    return env.folder() / "ledger"


def write_whole(path: Path, content: bytes) -> None:
    """Put `content` at `path`, through a file beside it: a reader sees the old one or the new one, never a part.

    It is on the disk when this returns. Raises OSError (a full disk), and then leaves nothing behind.
    """
    path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as sink:
            sink.write(content)
            sink.flush()
            os.fsync(sink.fileno())
        os.chmod(name, READABLE)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder last through a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_once(path: Path, content: bytes) -> bool:
    """Put `content` at a place that never changes; False when it is there already.

    Raises Refused "ledger.published" when something else is there: what the world has seen is never overwritten.
    """
    try:
        there = path.read_bytes()
    except FileNotFoundError:
        write_whole(path, content)
        return True
    if there != content:
        sentence = gettext_noop("Tệp đã công bố {path} khác với điều sắp ghi; không ghi đè.")
        raise Refused("ledger.published", sentence, path=path)
    return False


def append_line(path: Path, line: str) -> None:
    """Add one line to the end of a file, on the disk when this returns; a half line of before is ended first."""
    path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    with path.open("ab+") as sink:
        if sink.tell():
            sink.seek(-1, os.SEEK_END)
            if sink.read(1) != b"\n":
                sink.write(b"\n")
        sink.write(line.encode() + b"\n")
        sink.flush()
        os.fsync(sink.fileno())
    os.chmod(path, READABLE)


class Folder:
    """One shard's published folder `<data>/ledger/<year>`."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def note(self) -> bytes | None:
        """The checkpoint as it was last published, or None before the first."""
        try:
            return (self.root / "checkpoint").read_bytes()
        except FileNotFoundError:
            return None

    def checkpoint(self) -> Checkpoint | None:
        """What the published checkpoint says; its signatures are not looked at."""
        note = self.note()
        return parse_checkpoint(parse_note(note).text) if note else None

    def read(self, level: int, index: int, width: int) -> bytes:
        """The first `width` hashes of a tile, from the full one where the partial one is gone."""
        for path in (tile_path(level, index, width), tile_path(level, index)):
            try:
                return (self.root / path).read_bytes()[: width * HASH]
            except FileNotFoundError:
                continue
        raise FileNotFoundError(self.root / tile_path(level, index, width))

    def bundle(self, index: int, width: int) -> bytes | None:
        """A bundle of at least `width` entries, from the full one where the partial one is gone; None if neither."""
        for path in (bundle_path(index, width), bundle_path(index)):
            try:
                return (self.root / path).read_bytes()
            except FileNotFoundError:
                continue
        return None

    def drop_partials(self, path: str) -> None:
        """A full tile or bundle stands: its partial forms are needed no more (tlog-tiles, "Partial Tiles")."""
        folder = self.root / f"{path}.p"
        if folder.is_dir():
            for old in folder.iterdir():
                old.unlink(missing_ok=True)
            folder.rmdir()

    def history(self) -> Iterator[tuple[int, bytes]]:
        """Every published checkpoint, oldest first: size and note; a half line at the end is left out."""
        for path in sorted((self.root / "history").glob("*-*-*")):
            with path.open("rb") as lines:
                for line in lines:
                    try:
                        said = json.loads(line)
                        yield int(said["size"]), str(said["note"]).encode()
                    except (ValueError, KeyError, TypeError, RecursionError):
                        continue


def folder_of(origin: str) -> Folder:
    """The published folder of a book, called by the last part of its origin."""
    return Folder(published() / origin.rpartition("/")[2])


def width_at(index: int, size: int) -> int:
    """How many of a bundle's 256 entries a log of this size holds."""
    return min(WIDTH, size - index * WIDTH)

"""Reads a published log from a folder or over HTTP, and believes only what leads to the checkpoint's root.

Formats: tlog-tiles, tlog-checkpoint. Memory stays flat: one tile of each level, one bundle of entries.
"""

import http.client
import urllib.parse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.ledger.core.checkpoint import Checkpoint
from liemchinh.ledger.core.merkle import HASH, leaf_hash
from liemchinh.ledger.core.strangers import cut_after
from liemchinh.ledger.core.tiles import HEIGHT, WIDTH, Edge, bundle_path, root_of, tile_path, unpack_entries

FILE_LIMIT = 256 * 1024 * 1024
"""Bytes of one file that are read: a day's history of one checkpoint a second stays below."""

SECONDS = 20

LONGEST = 600
"""Seconds for one file in all: a log that trickles would otherwise keep its monitor silent."""


class Source(Protocol):
    """Where a log is published: bytes by path under its base."""

    def get(self, path: str, *, start: int = 0) -> bytes | None:
        """The file from byte `start` on, None when there is no such file. Raises Refused("monitor.away")."""


class FolderSource:
    """A published folder on this computer, or a copy of one."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def get(self, path: str, *, start: int = 0) -> bytes | None:
        """As `Source.get`."""
        try:
            with (self.root / path).open("rb") as file:
                file.seek(start)
                return file.read(FILE_LIMIT)
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None
        except OSError as problem:
            raise _away(str(self.root / path), problem) from problem


class WebSource:
    """A log on the web; keeps one connection open and asks once more when it was closed in between."""

    def __init__(self, url: str, *, seconds: float = SECONDS, longest: float = LONGEST) -> None:
        parts = urllib.parse.urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise Refused("monitor.address", gettext_noop("Địa chỉ sổ phải là thư mục hoặc http(s)://…"))
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        self._link: http.client.HTTPConnection = kind(parts.hostname, parts.port, timeout=seconds)
        self._longest = longest
        self._base = parts.path.rstrip("/")
        self.url = url.rstrip("/")

    def get(self, path: str, *, start: int = 0) -> bytes | None:
        """As `Source.get`; redirections are not followed: a log's address is its address."""
        for last in (False, True):
            try:
                return self._get(path, start)
            except (http.client.HTTPException, OSError, UnicodeError) as problem:
                self._link.close()
                if last:
                    raise _away(f"{self.url}/{path}", problem) from problem
        raise AssertionError("not reached")

    def _get(self, path: str, start: int) -> bytes | None:
        headers = {"Range": f"bytes={start}-"} if start else {}
        self._link.request("GET", f"{self._base}/{path}", headers={"Accept-Encoding": "identity", **headers})
        watch = cut_after(self._longest, self._link.sock)
        try:
            answer = self._link.getresponse()
            body = answer.read(FILE_LIMIT)
            if watch.finished.is_set() or (answer.length and len(body) < FILE_LIMIT):
                raise OSError(gettext_noop("dữ liệu bị cắt ngang"))  # half a file must not pass for a false one
        finally:
            watch.cancel()
        if answer.status == 404:
            return None
        if start and answer.status == 416:  # nothing after `start` yet
            return b""
        if answer.status == 206 and start:
            return body
        if answer.status != 200:
            raise OSError(f"HTTP {answer.status}")
        return body[start:]


def source_at(place: str) -> FolderSource | WebSource:
    """The log at an http(s) address or in a folder."""
    return WebSource(place) if "://" in place else FolderSource(Path(place))


class Tree:
    """The tree of one checkpoint, read through its published tiles; everything given out leads to its root."""

    def __init__(self, checkpoint: Checkpoint, source: Source, prefix: str) -> None:
        """Raises Refused("monitor.tiles") when the tiles at the right edge do not make the checkpoint's root."""
        self.size = checkpoint.size
        self._source = source
        self._prefix = prefix
        self._sure: dict[tuple[int, int], bytes] = {}
        self._path: dict[int, tuple[int, bytes]] = {}

        def keep(level: int, index: int, width: int) -> bytes:
            hashes = self._sure[level, index] = self._read(level, index, width)
            return hashes

        if root_of(self.size, keep) != checkpoint.root:
            sentence = gettext_noop("Các mảnh công bố của quyển {log} không dẫn tới gốc đã ký ở {size} mục.")
            raise Refused("monitor.tiles", sentence, log=checkpoint.origin, size=self.size)

    def read(self, level: int, index: int, width: int) -> bytes:
        """Hashes of a tile of this tree, as `core.tiles` asks for them: verified where they are needed whole."""
        return self.tile(level, index)[: width * HASH]

    def tile(self, level: int, index: int) -> bytes:
        """The hashes of one tile. Raises Refused("monitor.tiles") when they are not those under the root."""
        if (level, index) in self._sure:
            return self._sure[level, index]
        kept, hashes = self._path.get(level, (-1, b""))
        if kept != index:
            hashes = self._read(level, index, WIDTH)
            self._check_under(level, index, _cut(hashes))
            self._path[level] = (index, hashes)
        return hashes

    def entries(self, index: int) -> list[bytes]:
        """The entries of bundle number `index`, at this size.

        Raises Refused("monitor.bundle") with the number of the first entry that is not the one in the tree.
        """
        width = min(WIDTH, self.size - index * WIDTH)
        found = None
        for path in dict.fromkeys((bundle_path(index, width), bundle_path(index))):
            found = found or self._source.get(f"{self._prefix}{path}")
        if found is None:
            raise _missing(f"{self._prefix}{bundle_path(index, width)}")
        entries = unpack_entries(found)[:width]
        leaves = [leaf_hash(entry) for entry in entries]
        try:
            if width == WIDTH and len(leaves) == WIDTH:
                self._check_under(0, index, leaves)
            elif b"".join(leaves) != self.tile(0, index):
                raise Refused("monitor.tiles", "")
        except Refused:
            wanted = _cut(self.tile(0, index))
            wrong = next((n for n, leaf in enumerate(wanted) if n >= len(leaves) or leaves[n] != leaf), 0)
            sentence = gettext_noop("Mục số {place} công bố trong tập không phải là mục đã ghi trong cây.")
            raise Refused("monitor.bundle", sentence, place=index * WIDTH + wrong) from None
        return entries

    def entry(self, index: int) -> bytes:
        """One entry of this tree."""
        return self.entries(index // WIDTH)[index % WIDTH]

    def leaves(self) -> Iterator[tuple[int, bytes]]:
        """Every leaf hash with its number, in order."""
        for index in range(-(-self.size // WIDTH)):
            for number, leaf in enumerate(_cut(self.tile(0, index))):
                yield index * WIDTH + number, leaf

    def _check_under(self, level: int, index: int, hashes: Sequence[bytes]) -> None:
        """Check that a full tile has the hash that the tile above it has at its place."""
        at = index % WIDTH * HASH
        if _root(hashes) != self.tile(level + 1, index // WIDTH)[at : at + HASH]:
            sentence = gettext_noop("Mảnh {path} không phải là mảnh dưới gốc đã ký.")
            raise Refused("monitor.tiles", sentence, path=tile_path(level, index))

    def _read(self, level: int, index: int, width: int) -> bytes:
        for path in dict.fromkeys((tile_path(level, index, width), tile_path(level, index))):
            hashes = self._source.get(f"{self._prefix}{path}")
            if hashes is not None:
                return hashes[: width * HASH]
        raise _missing(f"{self._prefix}{tile_path(level, index, width)}")


def entries_of(tree: Tree, start: int, end: int) -> Iterator[tuple[int, list[bytes]]]:
    """The entries from number `start` to before `end`, bundle by bundle: (number of the first, entries)."""
    while start < end:
        index, skip = divmod(start, WIDTH)
        entries = tree.entries(index)[skip : skip + end - start]
        yield start, entries
        start += len(entries)


def _cut(hashes: bytes) -> list[bytes]:
    return [hashes[at : at + HASH] for at in range(0, len(hashes), HASH)]


def _root(hashes: Sequence[bytes]) -> bytes:
    """The root over the 2^HEIGHT hashes of a full tile."""
    edge = Edge()
    edge.append(hashes)
    return edge.root() if len(hashes) == 1 << HEIGHT else b""


def _away(place: str, problem: Exception) -> Refused:
    return Refused("monitor.away", gettext_noop("Không đọc được {place}: {why}"), place=place, why=problem)


def _missing(path: str) -> Refused:
    return Refused("monitor.missing", gettext_noop("Bên giữ sổ không đưa ra tệp {path}."), path=path)

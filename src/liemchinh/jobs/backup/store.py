"""How a backup lies on a disk: a dated folder with a manifest, and contents named by their SHA-256 beside it.

    FOLDER/objects/ab/abcdef…                   contents: scans, published tiles; each once for all backups
    FOLDER/liemchinh-20261122T190000Z/          one backup
        manifest.json, manifest.json.sha256     everything in it: name, size, SHA-256
        database.sqlite3 or database.dump       the database at one moment
        keys.sealed                             only if asked for; encrypted

A backup of one file is a tar with the same names in it. Nothing here needs Django, nor the version that wrote it.
"""

import fcntl
import hashlib
import io
import json
import os
import re
import shutil
import tarfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.kernel.words import gettext_noop

FORM = "liemchinh backup v1"
MANIFEST, SUM, OBJECTS = "manifest.json", "manifest.json.sha256", "objects"
NAME = re.compile(r"liemchinh-\d{8}T\d{6}Z")
CHUNK = 1 << 20


@dataclass(frozen=True)
class Kept:
    """One content: under which name it stood in the data folder, its SHA-256, its size in bytes."""

    path: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself. `heads` are the sizes of the log's books in the database, by origin."""

    made_at: datetime
    version: str
    vendor: str
    database: Kept
    schema: tuple[tuple[str, str], ...]
    heads: Mapping[str, int]
    files: tuple[Kept, ...]
    keys: Kept | None = None

    def as_bytes(self) -> bytes:
        """The manifest as it is written."""
        said = {"form": FORM, **asdict(self), "made_at": self.made_at.isoformat()}
        return json.dumps(said, ensure_ascii=False, indent=1).encode()

    @classmethod
    def from_bytes(cls, content: bytes) -> "Manifest":
        """Raises Refused("backup.manifest") for anything that is none."""
        try:
            said: dict[str, Any] = json.loads(content)
            if said["form"] != FORM:
                raise ValueError(said["form"])
            files = tuple(Kept(**one) for one in said["files"])
            if not all(_is_inside(one.path) for one in files):
                raise ValueError("path")
            return cls(
                made_at=datetime.fromisoformat(said["made_at"]),
                version=str(said["version"]),
                vendor=str(said["vendor"]),
                database=Kept(**said["database"]),
                schema=tuple((str(app), str(name)) for app, name in said["schema"]),
                heads={str(origin): int(size) for origin, size in said["heads"].items()},
                files=files,
                keys=Kept(**said["keys"]) if said["keys"] else None,
            )
        except (ValueError, KeyError, TypeError) as wrong:
            raise Refused("backup.manifest", gettext_noop("Bản kê của bản sao lưu không đọc được.")) from wrong


def _is_inside(path: str) -> bool:
    """Whether a name from a manifest stays inside the folder it is put back into."""
    return bool(path) and not path.startswith("/") and ".." not in path.split("/") and "\\" not in path


def name_at(at: datetime) -> str:
    """The name of a backup made at this moment."""
    return f"liemchinh-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def digest_of(handle: BinaryIO, limit: int | None = None) -> tuple[str, int]:
    """SHA-256 and size of what is left in `handle`, of no more than `limit` bytes."""
    digest, size = hashlib.sha256(), 0
    while chunk := handle.read(CHUNK if limit is None else min(CHUNK, limit - size)):
        digest.update(chunk)
        size += len(chunk)
    return digest.hexdigest(), size


# Writing --------------------------------------------------------------------------------------------------


class Sink(Protocol):
    """Where a backup is written to."""

    def put(self, handle: BinaryIO, path: str) -> Kept:
        """Keep the content of a file of the data folder."""

    def add(self, name: str, path: Path) -> Kept:
        """Keep a whole file under this name in the backup's own folder."""

    def finish(self, manifest: Manifest) -> str:
        """Write the manifest last: without it there is no backup. Returns its SHA-256."""


class FolderSink:
    """A backup beside earlier ones: contents that are there already are not copied again."""

    def __init__(self, root: Path, name: str) -> None:
        self.root, self.final = root, root / name
        self.part = root / f".{name}.part"
        self.part.mkdir(mode=0o700)

    def put(self, handle: BinaryIO, path: str) -> Kept:
        limit = os.fstat(handle.fileno()).st_size  # what is written behind it meanwhile belongs to the next backup
        digest, size = digest_of(handle, limit)
        target = self.root / OBJECTS / digest[:2] / digest
        if not (target.is_file() and target.stat().st_size == size):
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle.seek(0)
            _write(target, handle, size)
        return Kept(path, digest, size)

    def add(self, name: str, path: Path) -> Kept:
        with path.open("rb") as handle:
            digest, size = digest_of(handle)
            handle.seek(0)
            _write(self.part / name, handle, size)
        return Kept(name, digest, size)

    def finish(self, manifest: Manifest) -> str:
        content = manifest.as_bytes()
        digest = hashlib.sha256(content).hexdigest()
        _write(self.part / MANIFEST, io.BytesIO(content), len(content))
        line = f"{digest}  {MANIFEST}\n".encode()
        _write(self.part / SUM, io.BytesIO(line), len(line))
        self.part.rename(self.final)
        _sync(self.root)
        return digest


class TarSink:
    """A backup as one stream: to a file, or to a program that encrypts it."""

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self.name = name
        self.tar = tarfile.open(fileobj=stream, mode="w|", format=tarfile.PAX_FORMAT)  # noqa: SIM115  finish() closes it
        self._there: set[str] = set()

    def put(self, handle: BinaryIO, path: str) -> Kept:
        limit = os.fstat(handle.fileno()).st_size
        digest, size = digest_of(handle, limit)
        if digest not in self._there:
            self._there.add(digest)
            handle.seek(0)
            self._entry(f"{OBJECTS}/{digest[:2]}/{digest}", handle, size)
        return Kept(path, digest, size)

    def add(self, name: str, path: Path) -> Kept:
        with path.open("rb") as handle:
            digest, size = digest_of(handle)
            handle.seek(0)
            self._entry(f"{self.name}/{name}", handle, size)
        return Kept(name, digest, size)

    def finish(self, manifest: Manifest) -> str:
        content = manifest.as_bytes()
        digest = hashlib.sha256(content).hexdigest()
        line = f"{digest}  {MANIFEST}\n".encode()
        self._entry(f"{self.name}/{MANIFEST}", io.BytesIO(content), len(content))
        self._entry(f"{self.name}/{SUM}", io.BytesIO(line), len(line))
        self.tar.close()
        return digest

    def _entry(self, name: str, handle: BinaryIO, size: int) -> None:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = size, 0o600
        self.tar.addfile(entry, handle)


def _write(path: Path, handle: BinaryIO, size: int) -> None:
    """Write whole or not at all, on the disk when this returns, for our own account only."""
    aside = path.with_name(f".{path.name}.new")
    try:
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as sink:
            left = size
            while left and (chunk := handle.read(min(CHUNK, left))):
                sink.write(chunk)
                left -= len(chunk)
            sink.flush()
            os.fsync(sink.fileno())
        os.replace(aside, path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


# Reading --------------------------------------------------------------------------------------------------


class Source(Protocol):
    """A backup that is read."""

    name: str

    def open(self, name: str) -> BinaryIO:
        """A file of the backup's own folder. Raises FileNotFoundError."""

    def content(self, sha256: str) -> BinaryIO:
        """A content by its hash. Raises FileNotFoundError."""


class FolderSource:
    """A backup in a folder of backups."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.name = folder, folder.name

    def open(self, name: str) -> BinaryIO:
        return (self.folder / name).open("rb")

    def content(self, sha256: str) -> BinaryIO:
        return (self.folder.parent / OBJECTS / sha256[:2] / sha256).open("rb")


class TarSource:
    """A backup in one file."""

    def __init__(self, path: Path) -> None:
        self.tar = tarfile.open(path, "r:")  # noqa: SIM115  read from as long as the source is used
        self._entries = {entry.name: entry for entry in self.tar if entry.isfile()}
        found = [name for name in self._entries if name.endswith(f"/{MANIFEST}")]
        self.name = found[0].partition("/")[0] if found else ""

    def open(self, name: str) -> BinaryIO:
        return self._extract(f"{self.name}/{name}")

    def content(self, sha256: str) -> BinaryIO:
        return self._extract(f"{OBJECTS}/{sha256[:2]}/{sha256}")

    def _extract(self, name: str) -> BinaryIO:
        entry = self._entries.get(name)
        handle = self.tar.extractfile(entry) if entry else None
        if handle is None:
            raise FileNotFoundError(name)
        return handle  # type: ignore[return-value]


def source_at(path: Path) -> Source:
    """The backup at `path`: a tar, a dated folder, or the newest of a folder of backups. Raises NotFound, Refused."""
    if path.is_file():
        try:
            return TarSource(path)
        except (tarfile.TarError, OSError) as wrong:
            raise Refused("backup.manifest", gettext_noop("Bản kê của bản sao lưu không đọc được.")) from wrong
    if (path / MANIFEST).is_file():
        return FolderSource(path)
    found = backups_in(path)
    if not found:
        raise NotFound(path)
    return FolderSource(found[-1])


def backups_in(root: Path) -> list[Path]:
    """The finished backups of a folder, oldest first."""
    return sorted(path.parent for path in root.glob(f"*/{MANIFEST}") if NAME.fullmatch(path.parent.name))


def manifest_of(source: Source) -> Manifest:
    """The manifest of a backup. Raises Refused("backup.manifest") when it is missing, or not the one written."""
    try:
        with source.open(MANIFEST) as handle:
            content = handle.read()
        with source.open(SUM) as handle:
            stated = handle.read().decode("ascii", "replace").split()[0]
    except (OSError, IndexError, tarfile.TarError) as wrong:
        raise Refused("backup.manifest", gettext_noop("Bản kê của bản sao lưu không đọc được.")) from wrong
    if hashlib.sha256(content).hexdigest() != stated:
        raise Refused("backup.manifest", gettext_noop("Bản kê của bản sao lưu không đọc được."))
    return Manifest.from_bytes(content)


def faults(source: Source, manifest: Manifest) -> Iterator[str]:
    """The names of what is missing or damaged in a backup: every byte is read and hashed again."""
    for whole in (manifest.database, manifest.keys):
        if whole is not None and not _holds(lambda kept=whole: source.open(kept.path), whole):  # type: ignore[misc]
            yield whole.path
    seen: dict[str, bool] = {}
    for kept in manifest.files:
        if kept.sha256 not in seen:
            seen[kept.sha256] = _holds(lambda kept=kept: source.content(kept.sha256), kept)  # type: ignore[misc]
        if not seen[kept.sha256]:
            yield kept.path


def _holds(opened: Any, kept: Kept) -> bool:
    try:
        with opened() as handle:
            return digest_of(handle) == (kept.sha256, kept.size)
    except (OSError, tarfile.TarError):
        return False


# Keeping the last few -------------------------------------------------------------------------------------


@contextmanager
def alone(root: Path) -> Iterator[None]:
    """Only one backup at a time is written into a folder. Raises Refused("backup.busy")."""
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (root / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as busy:
            sentence = gettext_noop("Thư mục {folder} đang có một lượt sao lưu khác ghi vào.")
            raise Refused("backup.busy", sentence, folder=root) from busy
        for left in root.glob(".liemchinh-*.part"):  # a backup that was killed half-way
            shutil.rmtree(left)
        yield


def forget(root: Path, keep: int) -> list[str]:
    """Remove all but the newest `keep` backups and every content that none of those has; the names removed."""
    found = backups_in(root)
    gone = found[:-keep] if keep < len(found) else []
    for path in gone:
        shutil.rmtree(path)
    left = [manifest_of(FolderSource(path)) for path in backups_in(root)]  # an unreadable one stops before anything
    _sweep(root, {kept.sha256 for manifest in left for kept in manifest.files})
    return [path.name for path in gone]


def _sweep(root: Path, wanted: Iterable[str]) -> None:
    needed = set(wanted)
    for path in (root / OBJECTS).glob("*/*"):
        if path.name not in needed:
            path.unlink()

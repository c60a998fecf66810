"""Keeping files that people bring: looked into by content, stored under the hash of that content, named safely.

The folder is the caller's: a room keeps its contents apart from other rooms', and what one destroys no other misses.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from liemchinh.kernel.words import nfc
from liemchinh.papers import photos, scans

LONGEST_NAME = 200
"""Letters of a file's name that are kept."""


@dataclass(frozen=True)
class Upload:
    """A file as it arrived: its name as typed, its bytes, and the component (0-based) it belongs to, if any."""

    name: str
    content: bytes
    component: int | None = None


@dataclass(frozen=True)
class Kept:
    """A file that has been looked into and is kept under the hash of its content."""

    name: str
    media_type: str
    size: int
    pages: int | None
    sha256: str
    component: int | None = None

    def columns(self) -> dict[str, Any]:
        """What every table of files keeps of it, by the names of its columns."""
        return {name: getattr(self, name) for name in ("name", "media_type", "size", "pages", "sha256")}


def keep(files: Iterable[Upload], *, root: Path, bare: bool = False) -> list[Kept]:
    """Look into every file, then keep them all. Raises Refused with the code of `papers.scans` before any is kept.

    `bare`: photos are kept without the place, time and device that a telephone writes into them.
    """
    checked = [(upload, scans.inspect(upload.content, name=upload.name)) for upload in files]
    if bare:
        cleaned = [
            replace(upload, content=photos.stripped(upload.content, scan.media_type)) for upload, scan in checked
        ]
        # looked into once more: what was cut must still be a picture
        checked = [(upload, scans.inspect(upload.content, name=upload.name)) for upload in cleaned]
    return [
        Kept(
            name=tidy_name(upload.name, scan.media_type),
            media_type=scan.media_type,
            size=scan.size,
            pages=scan.pages,
            sha256=store(upload.content, root=root),
            component=upload.component,
        )
        for upload, scan in checked
    ]


def fresh(kept: Iterable[Kept], *, there: Iterable[str] = ()) -> list[Kept]:
    """Each content once, in the order they came, and none whose hash is `there` already."""
    known = set(there)
    once: dict[str, Kept] = {}
    for file in kept:
        if file.sha256 not in known:
            once.setdefault(file.sha256, file)
    return list(once.values())


class Named(Protocol):
    """A row of a file."""

    name: str
    sha256: str


def told(files: Iterable[Named]) -> list[dict[str, str]]:
    """What an event remembers of the files that came with it."""
    return [{"name": file.name, "sha256": file.sha256} for file in files]


def path_of(sha256: str, *, root: Path) -> Path:
    """Where the content with this hash is kept."""
    return root / sha256[:2] / sha256


def store(content: bytes, *, root: Path) -> str:
    """Keep these bytes once, whole or not at all; their SHA-256 in hex."""
    digest = hashlib.sha256(content).hexdigest()
    path = path_of(digest, root=root)
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as scratch:
            scratch.write(content)
            scratch.flush()
            os.fsync(scratch.fileno())
        os.replace(scratch.name, path)
    return digest


def unlink(digests: Iterable[str], *, root: Path) -> int:
    """Remove the contents with these hashes; how many were there. Repeatable."""
    gone = 0
    for digest in set(digests):
        try:
            path_of(digest, root=root).unlink()
        except FileNotFoundError:
            continue
        gone += 1
    return gone


def tidy_name(typed: str, media_type: str) -> str:
    """The last part of a file's name without what cannot be printed: no line break, no change of writing direction.

    It ends as its content is: a machine opens a file by its ending, and a sheet that is also a program is no program
    as long as it is not called one.
    """
    name = "".join(letter for letter in nfc(Path(typed).name) if letter.isprintable())
    endings = scans.ENDINGS[media_type]
    if name.lower().endswith(endings):
        stem, dot, ending = name.rpartition(".")
        return stem[: LONGEST_NAME - len(dot + ending)] + dot + ending
    return name[: LONGEST_NAME - len(endings[0])] + endings[0]

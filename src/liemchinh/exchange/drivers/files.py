"""Parcels as files: written whole or not at all, readable by this program's account only, carried by another.

Who carries a file either takes it away or leaves `NAME.answer.json` beside it with what the portal answered.
"""

import contextlib
import json
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from liemchinh.exchange.rules import Failure, Http, Taken, meaning, written
from liemchinh.exchange.rules.answers import Expired

ANSWER = ".answer.json"
LONGEST_ANSWER = 64 * 1024  # bytes
_STRANGE = re.compile(r"[^A-Za-z0-9._-]")


@dataclass(frozen=True)
class Written:
    """It lies in the outbox: the file below the exchange folder, and the bytes that it holds."""

    path: str
    content: bytes


@dataclass(frozen=True)
class Folder:
    """The outbox of this instance."""

    root: Path

    def send(self, message: dict[str, Any], *, name: str, day: str) -> Written | Taken | Failure:
        """Write one message; a second attempt writes the same file again."""
        content = written(message)
        path = f"{day}/{_STRANGE.sub('_', name)}.json"
        keep(self.root / path, content)
        return Written(path, content)

    def knows(self, code: str, service: str) -> bool:
        """Nobody can be asked: what was written before is simply written again."""
        return False

    def pulled(self) -> list[bytes]:
        """Nothing is pulled: what arrives is laid into the inbox."""
        return []

    def answered(self, path: str) -> Taken | Failure | None:
        """What became of a written file: taken away, answered, or (None) still lying there."""
        file = self.root / path
        beside = file.with_name(file.name + ANSWER)
        try:
            content = beside.read_bytes()
        except OSError:
            return None if file.exists() else Taken("taken")
        if len(content) > LONGEST_ANSWER:
            return Failure("unread", refused=True)
        try:
            said = json.loads(content)
        except ValueError:
            return None  # still being written
        found = meaning(200, said if isinstance(said, dict) else {}, Http(url=""))
        return Failure("session", refused=True) if isinstance(found, Expired) else found


def keep(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, for this account only; its folders are for this account only too."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, aside = tempfile.mkstemp(dir=path.parent, prefix=".new-")  # made with mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(aside, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(aside)
        raise


def take_away(root: Path, path: str) -> None:
    """Delete a written file and its answer; an emptied folder of a day goes too."""
    file = root / path
    for name in (file, file.with_name(file.name + ANSWER)):
        with contextlib.suppress(FileNotFoundError):
            name.unlink()
    with contextlib.suppress(OSError):
        file.parent.rmdir()

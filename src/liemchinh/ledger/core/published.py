"""Where a log is published: a folder, or an address on the web; with nothing but GET, trusting nothing that comes.

What a file says is for the reader to check: this only brings its bytes.
"""

import http.client
import urllib.parse
from pathlib import Path
from typing import Protocol

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.ledger.core.strangers import cut_after

PUBLISHED_LIMIT = 256 * 1024 * 1024
"""Bytes of one file that are read: a day's history of one checkpoint a second stays below."""

SILENT_SECONDS = 20
"""For one answer on the line."""

LONGEST_SECONDS = 600
"""Seconds for one file in all: a log that trickles would otherwise keep its monitor silent."""


class Source(Protocol):
    """Where a log is published: bytes by path under its base."""

    def get(self, path: str, *, start: int = 0) -> bytes | None:
        """The file from byte `start` on, None when there is no such file. Raises Refused("ledger.away")."""


class FolderSource:
    """A published folder on this computer, or a copy of one."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def get(self, path: str, *, start: int = 0) -> bytes | None:
        """As `Source.get`."""
        try:
            with (self.root / path).open("rb") as file:
                file.seek(start)
                return file.read(PUBLISHED_LIMIT)
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None
        except OSError as problem:
            raise _not_read(str(self.root / path), problem) from problem


class WebSource:
    """A log on the web; keeps one connection open and asks once more when it was closed in between."""

    def __init__(self, url: str, *, seconds: float = SILENT_SECONDS, longest: float = LONGEST_SECONDS) -> None:
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
                    raise _not_read(f"{self.url}/{path}", problem) from problem
        raise AssertionError("not reached")

    def _get(self, path: str, start: int) -> bytes | None:
        headers = {"Range": f"bytes={start}-"} if start else {}
        self._link.request("GET", f"{self._base}/{path}", headers={"Accept-Encoding": "identity", **headers})
        watch = cut_after(self._longest, self._link.sock)
        try:
            answer = self._link.getresponse()
            body = answer.read(PUBLISHED_LIMIT)
            if watch.finished.is_set() or (answer.length and len(body) < PUBLISHED_LIMIT):
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


def _not_read(place: str, problem: Exception) -> Refused:
    return Refused("ledger.away", gettext_noop("Không đọc được {place}: {why}"), place=place, why=problem)

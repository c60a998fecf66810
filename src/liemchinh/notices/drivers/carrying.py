"""What every driver is given and answers, and the one way in which notices are posted to a web address."""

import json
import ssl
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from email.message import Message as Headers
from typing import Any, Protocol
from urllib.parse import urlsplit

from liemchinh.notices.rules import Failure, Template

SECONDS = 10.0
"""How long another machine may take to answer."""
LONGEST_ANSWER = 64 * 1024  # bytes
LONGEST_WAIT = 3600  # seconds that another side may ask us to wait
LOCAL = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Dispatch:
    """One attempt: what is said, with which facts, to which address; `tracking` is our number for the other side."""

    template: Template
    facts: Mapping[str, str]
    address: str
    tracking: str


class Undelivered(Exception):
    """The other side did not take it; `failure` says what that means for the next attempt."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.code)
        self.failure = failure


class Carrier(Protocol):
    """A driver of one channel."""

    def takes(self, template: str) -> bool:
        """Whether notices of this kind can be sent this way."""

    def send(self, dispatch: Dispatch) -> str:
        """Send it; the other side's number for it, or "". Raises Undelivered."""

    def close(self) -> None:
        """Let go of what was kept open between two notices."""


@dataclass(frozen=True)
class Misconfigured:
    """Stands in for a driver whose settings cannot be used, so that notices wait until somebody has mended them."""

    sentence: str

    def takes(self, template: str) -> bool:
        """It is meant to be open."""
        return True

    def send(self, dispatch: Dispatch) -> str:
        """Never. Raises Undelivered."""
        raise Undelivered(Failure("settings", away=True))

    def close(self) -> None:
        """Nothing is kept open."""


class _NoDetours(urllib.request.HTTPRedirectHandler):
    """A redirection would carry our secrets to an address nobody has configured."""

    def redirect_request(self, *asked: Any, **more: Any) -> None:
        return None


@dataclass(frozen=True)
class Answer:
    """What a web address answered: its status, its fields (none when it was no JSON object), how long to wait."""

    status: int
    fields: Mapping[str, Any]
    wait: timedelta


def is_safe(url: str) -> bool:
    """Whether secrets may go to this address: encrypted, or on this computer."""
    parts = urlsplit(url)
    return parts.scheme == "https" or (parts.scheme == "http" and (parts.hostname or "") in LOCAL)


def post(url: str, body: bytes, headers: Mapping[str, str], *, name: str) -> Answer:
    """Post `body` and read the answer, whatever its status. Raises Undelivered with `name`.away when nobody answers."""
    request = urllib.request.Request(url, data=body, headers=dict(headers), method="POST")
    opener = urllib.request.build_opener(
        urllib.request.HTTPSHandler(context=ssl.create_default_context()), _NoDetours()
    )
    try:
        with opener.open(request, timeout=SECONDS) as answer:
            return _read(answer.status, answer.read(LONGEST_ANSWER), answer.headers)
    except urllib.error.HTTPError as refusal:
        with refusal:
            return _read(refusal.code, refusal.read(LONGEST_ANSWER), refusal.headers)
    except (OSError, ValueError, EOFError) as away:  # urllib's own errors are OSErrors; a torn answer is a ValueError
        raise Undelivered(Failure(f"{name}.away", away=True)) from away
    except Exception as torn:
        if type(torn).__module__ == "http.client":
            raise Undelivered(Failure(f"{name}.away", away=True)) from torn
        raise


def _read(status: int, content: bytes, headers: Headers) -> Answer:
    try:
        said = json.loads(content)
    except ValueError:
        said = {}
    after = headers.get("Retry-After", "")
    wait = timedelta(seconds=min(int(after), LONGEST_WAIT)) if after.isdecimal() and len(after) < 9 else timedelta()
    return Answer(status, said if isinstance(said, dict) else {}, wait)


def of_status(answer: Answer, name: str) -> Failure | None:
    """What a status alone says: too many, their fault, ours; None for 200."""
    if answer.status == 200:
        return None
    code = f"{name}.http_{answer.status}"
    if answer.status in (408, 429) or answer.status >= 500:
        return Failure(code, wait=answer.wait, away=answer.status == 429)
    return Failure(code, permanent=answer.status in (400, 404, 413, 422), wait=answer.wait)

"""Decides what an answer of the national portal means, by the codes that the connection is described with."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from liemchinh.exchange.rules.connection import Http
from liemchinh.exchange.rules.states import Failure

LONGEST = 300
_NUMBERS = re.compile(r"\d{9,}")


@dataclass(frozen=True)
class Taken:
    """It was taken: under which code, with which words."""

    code: str
    text: str = ""


@dataclass(frozen=True)
class Expired:
    """The session is over: to be asked for again."""


def code_of(fields: Mapping[str, Any]) -> str:
    """The code of an answer as text; "" for an answer without one."""
    code = fields.get("error_code")
    if isinstance(code, bool) or not isinstance(code, str | int):
        return ""
    return str(code).strip()[:60]


def text_of(fields: Mapping[str, Any]) -> str:
    """The words of an answer, without what could be somebody's number."""
    said = fields.get("message", fields.get("error_message", ""))
    return _NUMBERS.sub("•••", " ".join(str(said).split()))[:LONGEST] if isinstance(said, str) else ""


def meaning(status: int, fields: Mapping[str, Any], http: Http) -> Taken | Expired | Failure:
    """What an answer means: taken, ask for a session again, or a failure that is for now or for ever."""
    code, text = code_of(fields), text_of(fields)
    if status == 401 or code in http.expired:
        return Expired()
    if status in (408, 429) or status >= 500:
        return Failure(f"http_{status}", text, away=True)
    if status != 200:
        return Failure(f"http_{status}", text, refused=True)
    if not code:
        return Failure("unread", text)
    if code in http.ok or code in http.known:
        return Taken(code, text)
    return Failure(code, text, refused=True)

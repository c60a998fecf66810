"""What the program writes about its own running: one line an event, text or JSON, and nothing about a person in it.

A line has a time, a level, a logger, a message and, where a request is behind it, the request's number, method, the
*name* of its page, status and duration. Addresses, query strings, forms and the words of an exception are left out:
they may hold codes, keys, names. What a message still carries by accident (long runs of digits, e-mail addresses) is
blotted out last of all.
"""

import json
import logging
import re
import sys
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

REQUEST: ContextVar[str] = ContextVar("request", default="")
"""The number of the request that is being answered here; empty outside one."""

TEXT, JSON = "text", "json"
TOLD = ("request", "method", "route", "status", "ms")
"""What a line about a request holds, in this order."""

_PERSONAL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<![\w.:-])\+?\d{9,15}(?![\w:-])")
_BLOT = "▇"


def clean(text: str) -> str:
    """`text` without what looks like a telephone, an identity number or an e-mail address."""
    return _PERSONAL.sub(_BLOT, text)


class Line(logging.Formatter):
    """One line an event. `form` is `text` or `json`."""

    def __init__(self, form: str = TEXT) -> None:
        super().__init__()
        self.form = form

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        told: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": clean(_message(record)),
        }
        told |= {name: record.__dict__[name] for name in TOLD if name != "request" and name in record.__dict__}
        if number := REQUEST.get():
            told["request"] = number
        if record.exc_info and record.exc_info[1] is not None:
            told["error"] = _names(record.exc_info[1])
            told["at"] = _frames(record.exc_info[1])
        return _written(told, self.form)


def _written(told: dict[str, Any], form: str) -> str:
    if form == JSON:
        return json.dumps(told, ensure_ascii=False)
    head = " ".join(str(told.pop(name)) for name in ("time", "level", "logger", "message"))
    return " ".join([head.replace("\n", " ⏎ "), *(f"{name}={_flat(value)}" for name, value in told.items())])


def _flat(value: Any) -> str:
    return ",".join(value) if isinstance(value, list) else str(value)


def _message(record: logging.LogRecord) -> str:
    """What the record says. Of Django's own lines about requests only what it is about: the rest is the address."""
    if record.name.startswith("django.security"):
        return "refused as unsafe"
    if record.name in {"django.request", "django.server"}:
        return f"answered {record.__dict__.get('status_code', '')}".strip()
    try:
        return record.getMessage()
    except (TypeError, ValueError):
        return str(record.msg)


def _names(problem: BaseException) -> str:
    """The kinds of an exception and of what caused it, outermost first. Their words may quote a row: left out."""
    found: list[str] = []
    seen: BaseException | None = problem
    while seen is not None and len(found) < 6:
        found.append(f"{type(seen).__module__}.{type(seen).__qualname__}")
        seen = seen.__cause__ or seen.__context__
    return " < ".join(found)


def _frames(problem: BaseException) -> list[str]:
    """Where it happened, the innermost dozen of frames: file, line, function; no values."""
    frames = traceback.extract_tb(problem.__traceback__)[-12:]
    return [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]


def _short(path: str) -> str:
    """The path inside the library or the program: where it is installed says nothing."""
    for mark in ("/site-packages/", "/src/"):
        if mark in path:
            return path.rpartition(mark)[2]
    return path.rpartition("/lib/")[2]


def plain(message: str, *, form: str, level: str = "INFO", logger: str = "liemchinh") -> str:
    """A line about the program's parts that no logger carries: as it is for people, whole for machines."""
    if form == TEXT:
        return message
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    return _written({"time": now, "level": level, "logger": logger, "message": clean(message)}, JSON)


def configuration(*, form: str, level: str) -> dict[str, Any]:
    """The configuration of `logging` for this program."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": "liemchinh.logs.Line", "form": form}},
        "handlers": {"console": {"class": "logging.StreamHandler", "stream": sys.stderr, "formatter": "line"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # Django puts a handler of its own on this one, with words of its own
            "django": {"handlers": [], "level": level, "propagate": True},
            # refused and missing pages are everyday life, not errors
            "django.request": {"level": "ERROR"},
            # whoever asks by a wrong name has the answer 400 in the line of the request
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            # statements carry their values
            "django.db.backends": {"level": "WARNING"},
            # what stands in a picture beside the picture: the maker's name, the place
            "PIL": {"level": "WARNING"},
            # of a broken scan its sender is told, not the log
            "pypdf": {"level": "CRITICAL"},
            # addresses that were asked, with whatever stands in them
            "httpx": {"level": "WARNING"},
            "urllib3": {"level": "WARNING"},
        },
    }

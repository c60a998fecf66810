"""How signer and client talk: one line of JSON each way over a Unix socket. Bytes travel as base64."""

import base64
import binascii
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop

LINE_LIMIT = 16_384
"""Bytes of the longest request: a checkpoint and the 63 hashes of the longest consistency proof fill a quarter."""
ANSWER_LIMIT = 1 << 20
_PATH_LIMIT = 107  # bytes of a Unix socket's path (sun_path, less its final zero)


def line_of(message: Mapping[str, Any]) -> bytes:
    """The message as one line."""
    return json.dumps(message, ensure_ascii=True, separators=(",", ":")).encode() + b"\n"


def message_in(line: bytes) -> dict[str, Any]:
    """The object in one line. Raises Refused("signer.garbled") for anything else."""
    try:
        message = json.loads(line)
    except (ValueError, RecursionError) as problem:
        raise garbled() from problem
    if not isinstance(message, dict):
        raise garbled()
    return message


def garbled() -> Refused:
    """The refusal of a line that is no request."""
    return Refused("signer.garbled", gettext_noop("Yêu cầu gửi bộ ký không đúng khuôn."))


def pack(data: bytes) -> str:
    """Bytes as a JSON string."""
    return base64.b64encode(data).decode("ascii")


def unpack(text: Any) -> bytes:
    """A JSON string as bytes. Raises Refused("signer.garbled")."""
    if not isinstance(text, str):
        raise garbled()
    try:
        return base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error) as problem:
        raise garbled() from problem


def whole(value: Any) -> int:
    """A JSON number that counts something: 0 or more, below 2^63. Raises Refused("signer.garbled")."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 1 << 63:
        raise garbled()
    return value


def word(value: Any) -> str:
    """A JSON string that can be written down, half a sign cannot. Raises Refused("signer.garbled")."""
    if not isinstance(value, str) or not value.isprintable():
        raise garbled()
    return value


@contextmanager
def address(folder: Path) -> Iterator[str]:
    """The path under which the socket in `folder` can be bound or reached while inside, however long its name."""
    path = str(folder / "socket")
    if len(os.fsencode(path)) <= _PATH_LIMIT:
        yield path
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{handle}/socket"
    finally:
        os.close(handle)

"""One way of writing a value in bytes: canonical JSON (RFC 8785), and the short token of a column for records."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

import rfc8785

DIGEST = "sha256:"
SHORT = 100  # characters of JSON: what is longer stands in the record by its hash
SAFE_INTEGER = 2**53 - 1  # RFC 8785 §3.2.2.3: beyond, a number is not the same in every program

Row = tuple[str, str, Mapping[str, Any] | None]
"""What an act left in one row: table, key in the table, and the columns written with their tokens; None: removed."""

Block = tuple[str, Sequence[str], Mapping[str, Sequence[Any]]]
"""The same for many rows of one table: table, names of the columns, and by key the tokens in their order."""

_encode = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, check_circular=False
).encode


def canonical_json(value: Any) -> bytes:
    """`value` as canonical JSON bytes (RFC 8785). Raises ValueError for what JSON cannot hold exactly.

    What nearly every record is made of (ASCII names; text, whole numbers, truth values, nulls, lists) the standard
    library writes to the same bytes, several times as fast; anything else goes the long way.
    """
    if _is_plain(value):
        try:
            return _encode(value).encode()
        except UnicodeEncodeError:
            pass  # half a sign: refused below
    return rfc8785.dumps(value)


def _is_plain(value: Any) -> bool:
    kind = type(value)
    if kind is str or value is None or kind is bool:
        return True
    if kind is int:
        return bool(-SAFE_INTEGER <= value <= SAFE_INTEGER)
    if kind is dict:
        for name, inner in value.items():
            if type(name) is not str or not name.isascii():
                return False
            if type(inner) is not str and inner is not None and not _is_plain(inner):
                return False
        return True
    if kind is list or kind is tuple:
        return all(type(inner) is str or _is_plain(inner) for inner in value)
    return False


def token(value: Any) -> Any:
    """What a column holds, as a record says it: short values as they are, long ones by their hash.

    Moments in UTC to the microsecond, days and hours in ISO form, decimals without idle zeros, bytes in hex. A string
    that looks like a hash is hashed too, so that a token tells which of the two it is.
    """
    kind = type(value)
    if kind is str:
        if len(value) < SHORT // 6 and not value.startswith(DIGEST):
            return value  # even if every sign of it were escaped
    elif value is None or kind is int or kind is bool:
        return value
    elif isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    elif isinstance(value, date | time):
        return value.isoformat()
    elif isinstance(value, Decimal):
        return format(value.normalize() if value else Decimal(0), "f")
    elif isinstance(value, UUID):
        value = str(value)
    elif isinstance(value, bytes | memoryview | bytearray):
        value = bytes(value).hex()
    elif isinstance(value, str):
        value = str.__str__(value)
    elif isinstance(value, int):
        return int(value)
    written = canonical_json(value)
    looks_hashed = type(value) is str and value.startswith(DIGEST)
    if looks_hashed or len(written) > SHORT and len(written.decode()) > SHORT:
        return DIGEST + hashlib.sha256(written).hexdigest()
    return value


def written_rows(rows: Iterable[Row | Block]) -> list[list[Any]]:
    """Rows as the JSON of a record holds them; `read_rows` reads them."""
    return [
        [table, key, dict(told) if told is not None else None]
        if isinstance(key, str)
        else [table, list(key), {name: list(values) for name, values in (told or {}).items()}]
        for table, key, told in rows
    ]


def read_rows(written: Any) -> Iterator[Row]:
    """The rows that a record tells, blocks row by row. Raises ValueError for what `written_rows` would not write."""
    for table, key, told in written:
        if isinstance(key, str):
            yield table, key, told
            continue
        for name, values in told.items():
            yield table, name, dict(zip(key, values, strict=True))


def salt_mark(salt: bytes) -> str:
    """Eight bytes of the salt's own hash, kept in the record: tells a changed salt from a changed record."""
    return hashlib.sha256(salt).hexdigest()[:16]

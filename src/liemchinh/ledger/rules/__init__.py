"""Decides the shape of a ledger entry: what is public, what is only committed to, and how entries hang together.

Never sees a database. Formats: canonical JSON (RFC 8785), leaf hash (RFC 6962 §2.1), salted commitment.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from liemchinh.kernel.days import local
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.ledger.core.merkle import leaf_hash as leaf_hash
from liemchinh.ledger.core.proof import COMMITMENT_LABEL as COMMITMENT_LABEL
from liemchinh.ledger.core.proof import SALT_BYTES as SALT_BYTES
from liemchinh.ledger.core.proof import commitment as commitment
from liemchinh.ledger.rules.writing import Block, Row, canonical_json, salt_mark, written_rows

VERSION = 1
ENTRY_LIMIT = 65_535  # bytes: an entry bundle gives each entry a 16-bit length (tlog-tiles)

PUBLIC_FACTS = frozenset(
    {
        *("no", "st", "due", "idx", "to", "rows", "new", "on"),
        *("log", "key", "old", "size", "root"),  # a year's book about itself and its neighbour
        *("first", "last"),  # places in the book
        *("in", "out", "late"),  # what an authority's day came to
        "gone",  # how many steps before this one in the thread lost their record by a decision
        "steps",  # the same for a thread of many things: the numbers of those steps
        "doc",  # SHA-256 of a document published beside the log
    }
)
"""Names that a room may put into the public part: numbers, states, dates and unit codes; never words about people."""


@dataclass(frozen=True)
class Link:
    """Where a thread of entries stands: its random tag (32 hex digits), its last step and that step's leaf hash."""

    tag: str
    step: int = 0
    leaf: bytes = b""


def room_of(kind: str) -> str:
    """The room that writes entries of this kind: `org` for `org.unit-opened`."""
    return kind.partition(".")[0]


def canonical(value: Mapping[str, Any]) -> bytes:
    """`value` as canonical JSON bytes (RFC 8785). Raises ValueError for what JSON cannot hold exactly."""
    return canonical_json(dict(value))


def private_record(*, by: str, facts: Mapping[str, Any], rows: Iterable[Row | Block], salt: bytes) -> bytes:
    """The bytes that an entry commits to: who, what, what it left in which rows, and a mark of the salt."""
    told: dict[str, Any] = {"by": by, "facts": dict(facts), "salt": salt_mark(salt)}
    written = written_rows(rows)
    if written:
        told["rows"] = written
    return canonical_json(told)


def instant(at: datetime) -> str:
    """The claimed time of an entry, to the second, with the offset of Vietnam."""
    return local(at).isoformat(timespec="seconds")


def public_entry(
    *, kind: str, unit: str, link: Link, at: datetime, commit: bytes, public: Mapping[str, str | int]
) -> bytes:
    """The bytes that the log will hold for the next step of `link`: canonical JSON without personal data.

    Raises Refused("ledger.public") for a public fact that is not in the short list, Refused("ledger.size") when the
    entry would not fit a bundle.
    """
    stray = set(public) - PUBLIC_FACTS
    if stray:
        sentence = gettext_noop("Sổ cái công khai không nhận trường {names}.")
        raise Refused("ledger.public", sentence, names=", ".join(sorted(stray)))
    entry = canonical(
        {
            "v": VERSION,
            "kind": kind,
            "ag": unit,
            "did": link.tag,
            "n": link.step + 1,
            "prev": link.leaf.hex(),
            "t": instant(at),
            "c": commit.hex(),
            **public,
        }
    )
    if len(entry) > ENTRY_LIMIT:
        raise Refused("ledger.size", gettext_noop("Mục ghi sổ cái dài {size} byte, quá giới hạn."), size=len(entry))
    return entry

"""Entries by the million, for simulations: the same bytes as `services.record` writes, filled into a mould.

A mould is made once by the real functions from a sample in which what varies is a mark; filling it is one formatting.
"""

import re
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from liemchinh.kernel.days import VIETNAM
from liemchinh.kernel.trail import Kind
from liemchinh.ledger import rules
from liemchinh.ledger.models import Entry
from liemchinh.ledger.rules.writing import Block, Row, salt_mark

TABLE = Entry._meta.db_table
COLUMNS = ("id", "kind", "tag", "step", "entry", "leaf", "salt", "record", "at")
BULKY = (Entry,)
_SALT, _LEAF, _COMMIT = b"\x01" * rules.SALT_BYTES, b"\xfe" * 32, b"\xfd" * 32
_AT = datetime(1999, 1, 1, tzinfo=VIETNAM)
_MARK = re.compile(r'"?@@(#?)(\w+)@@"?')


def mark(name: str) -> str:
    """Where the text `name` will stand."""
    return f"@@{name}@@"


def number(name: str) -> Any:
    """Where the number `name` will stand, without quotes."""
    return f"@@#{name}@@"


def fillable(text: str) -> str:
    """A text with marks as a template for `%` with a mapping."""

    def put(found: re.Match[str]) -> str:
        raw, name = found.groups()
        if raw:
            return f"%({name})s"
        return found[0].replace(f"@@{name}@@", f"%({name})s")

    return _MARK.sub(put, text.replace("%", "%%"))


class Mould:
    """One kind of entry at one step: `at` names the marks of its moment, as text in UTC and as local seconds."""

    def __init__(
        self,
        *,
        kind: Kind,
        by: str,
        unit: str,
        step: int,
        at: str,
        facts: Mapping[str, Any],
        public: Mapping[str, str | int],
        rows: Iterable[Row | Block],
    ) -> None:
        self.kind, self.step, self.at = kind.code, step, at
        record = rules.private_record(by=by, facts=facts, rows=rows, salt=_SALT).decode()
        link = rules.Link(tag=mark("tag"), step=step - 1, leaf=_LEAF if step > 1 else b"")
        entry = rules.public_entry(kind=kind.code, unit=unit, link=link, at=_AT, commit=_COMMIT, public=public)
        text = entry.decode().replace(_LEAF.hex(), mark("prev")).replace(_COMMIT.hex(), mark("commit"))
        self._record = fillable(record.replace(salt_mark(_SALT), mark("salt")))
        self._entry = fillable(text.replace(rules.instant(_AT), mark(f"{at}_local")))

    def fill(self, key: int, values: dict[str, Any]) -> str:
        """The line for COPY; puts the leaf into `values` as `prev`, for the next step of the thread."""
        salt = secrets.token_bytes(rules.SALT_BYTES)
        values["salt"] = salt_mark(salt)
        record = (self._record % values).encode()
        values["commit"] = sha256(rules.COMMITMENT_LABEL + salt + record).hexdigest()
        entry = (self._entry % values).encode()
        leaf = sha256(b"\x00" + entry).hexdigest()
        values["prev"] = leaf
        return (
            f"{key}\t{self.kind}\t{values['tag']}\t{self.step}\t\\\\x{entry.hex()}\t\\\\x{leaf}\t\\\\x{salt.hex()}"
            f"\t\\\\x{record.hex()}\t{values[self.at]}\n"
        )

"""Decides how acts reach the public log: at fixed hours, under one root, so that no entry tells when or how many.

The tree is that of RFC 6962 over salted hashes, always filled up with noise to a full number of leaves.
"""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from liemchinh.kernel.days import VIETNAM, local
from liemchinh.kernel.trail import Kind
from liemchinh.kernel.words import gettext_noop
from liemchinh.ledger.core.merkle import leaf_hash, node_hash
from liemchinh.ledger.rules.writing import canonical_json

EVERY_HOURS = 6
LEAST = 64
SUBJECT = "sealed.acts"
BATCH = Kind(
    "sealed.acts",
    gettext_noop("Đợt ghi của kênh niêm phong, đúng giờ định sẵn, kể cả khi không có việc gì."),
    gettext_noop("Chỉ có số đợt và một mã băm trên các mã có muối, luôn độn cho đủ; không đếm được, không nối được."),
)


def tick_of(at: datetime) -> datetime:
    """The last fixed hour (0, 6, 12, 18 in Vietnam) at or before that moment."""
    now = local(at)
    begins = datetime.combine(now.date(), time(), tzinfo=VIETNAM)
    return begins + timedelta(hours=now.hour // EVERY_HOURS * EVERY_HOURS)


def act_bytes(told: Mapping[str, Any]) -> bytes:
    """An act as the bytes that its hash is over: canonical JSON."""
    return canonical_json(dict(told))


def act_leaf(told: Mapping[str, Any], *, salt: bytes) -> bytes:
    """The salted leaf hash of an act: SHA-256(0x00 ‖ salt ‖ act)."""
    return leaf_hash(salt + act_bytes(told))


def filled_up(leaves: Sequence[bytes]) -> list[bytes]:
    """The leaves in ascending order among noise: 64 of them, or four times as many, and so on."""
    wanted = LEAST
    while wanted < len(leaves):
        wanted *= 4
    return sorted([*leaves, *(secrets.token_bytes(32) for _ in range(wanted - len(leaves)))])


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root over a full tree of leaves."""
    row = list(leaves)
    while len(row) > 1:
        row = [node_hash(row[i], row[i + 1]) for i in range(0, len(row), 2)]
    return row[0]


def path_of(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The siblings of a leaf on its way to the root, its own first."""
    row, path = list(leaves), []
    while len(row) > 1:
        path.append(row[index ^ 1])
        row = [node_hash(row[i], row[i + 1]) for i in range(0, len(row), 2)]
        index >>= 1
    return path

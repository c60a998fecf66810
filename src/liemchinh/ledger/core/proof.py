"""Proofs that an entry is in the log, to be kept in a file and checked offline (c2sp.org/tlog-proof).

The file's `extra` is not signed; ours holds what opens the entry: its bytes, the record behind it and the salt.
"""

import binascii
import hashlib
import json
import struct
from dataclasses import dataclass

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.ledger.core.merkle import HASH, leaf_hash, verify_inclusion
from liemchinh.ledger.core.note import (
    NUMBER_LIMIT,
    decode_base64,
    encode_base64,
    parse_decimal,
    parse_note,
)
from liemchinh.ledger.core.policy import Policy, Standing

PROOF_HEADER = b"c2sp.org/tlog-proof@v1"
EXTRA, INDEX = b"extra ", b"index "
PROOF_LIMIT = 4_000_000  # bytes
PATH_LIMIT = 63  # hashes: a tree of 2^63 leaves is no higher
# for objects that hold strings alone, sorted names and no escapes beyond JSON's own are RFC 8785 exactly
encode_strings = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode
COMMITMENT_LABEL = b"ho-so-commit/v1\0"
SALT_BYTES = 32
LINE = 45  # bytes of a hash in base64 with its padding and line break


@dataclass(frozen=True)
class LogProof:
    """Entry number `index`, its `hashes` (32 bytes each, the leaf's sibling first), the checkpoint's `note` verbatim.

    `extra` is opaque and trusted by nobody. Raises Refused("ledger.proof") for other shapes. Nothing is verified yet.
    """

    index: int
    hashes: tuple[bytes, ...]
    note: bytes
    extra: bytes = b""

    def __post_init__(self) -> None:
        if not 0 <= self.index < NUMBER_LIMIT:
            raise Refused(
                "ledger.proof", gettext_noop("Bằng chứng ghi số mục không hợp lệ: {index}."), index=self.index
            )
        if len(self.hashes) > PATH_LIMIT or [*map(len, self.hashes)].count(HASH) != len(self.hashes):
            raise Refused("ledger.proof", gettext_noop("Đường băm trong bằng chứng quá dài hoặc sai cỡ."))

    def to_bytes(self) -> bytes:
        """The bytes of a `.tlog-proof` file (tlog-proof, Format)."""
        extra = [EXTRA + encode_base64(self.extra).encode()] if self.extra else []
        index = INDEX + str(self.index).encode()
        hashes = [encode_base64(one).encode() for one in self.hashes]
        return b"\n".join((PROOF_HEADER, *extra, index, *hashes, b"", self.note))


@dataclass(frozen=True)
class Opening:
    """What opens an entry: its bytes as text, and, unless erased or withheld, its record and the 32-byte salt."""

    entry: str
    record: str = ""
    salt: bytes = b""

    def __post_init__(self) -> None:
        if not self.entry or bool(self.record) != bool(self.salt) or len(self.salt) not in (0, SALT_BYTES):
            sentence = gettext_noop("Phần mở kèm bằng chứng thiếu mục, thiếu muối hoặc muối sai cỡ.")
            raise Refused("ledger.opening", sentence)

    @property
    def leaf(self) -> bytes:
        """The leaf hash of the entry (RFC 6962 §2.1)."""
        return leaf_hash(self.entry.encode())

    def commits_to_record(self) -> bool:
        """Whether the entry's commitment `c` is to this record under this salt; False where there is no record."""
        try:
            entry = json.loads(self.entry)
        except (ValueError, RecursionError):
            return False
        if not self.record or not isinstance(entry, dict):
            return False
        return bool(entry.get("c") == commitment(self.record.encode(), salt=self.salt).hex())


def parse_proof(data: bytes) -> LogProof:
    """The proof in a `.tlog-proof` file (tlog-proof, Format). Raises Refused("ledger.proof"). Verifies nothing.

    The checkpoint after the empty line is kept as it stands; `check_proof` reads it.
    """
    end = data.find(b"\n\n") + 1
    head, note = data[:end], data[end + 1 :]
    first, _, rest = head.partition(b"\n")
    try:
        if first != PROOF_HEADER or not note or len(data) > PROOF_LIMIT:
            raise ValueError("not a proof")
        extra = b""
        if rest.startswith(EXTRA):
            line, _, rest = rest.partition(b"\n")
            extra = decode_base64(line.removeprefix(EXTRA).decode("ascii"))
            if not extra:
                raise ValueError("an empty extra is left out")
        if not rest.startswith(INDEX):
            raise ValueError("no index")
        line, _, rest = rest.partition(b"\n")
        index = parse_decimal(line.removeprefix(INDEX).decode("ascii"))
        hashes = _read_hashes(rest)
    except ValueError:
        sentence = gettext_noop("Tệp này không phải bằng chứng ghi sổ, hoặc đã hỏng.")
        raise Refused("ledger.proof", sentence) from None
    return LogProof(index, hashes, note, extra)


def _read_hashes(lines: bytes) -> tuple[bytes, ...]:
    """The hashes of base64 lines, each ended by a line break, in their one canonical spelling. Raises ValueError."""
    count = len(lines) // LINE
    breaks = lines[LINE - 2 :: LINE] == b"=" * count and lines[LINE - 1 :: LINE] == b"\n" * count
    if count > PATH_LIMIT or len(lines) != LINE * count or lines.count(b"=") != count or not breaks:
        raise ValueError("not hashes in base64")
    # with "A", six zero bits, in place of its padding each line gives 33 bytes, the last of them zero if canonical;
    # the reader skips the breaks, and whatever else it skipped would be missing from the length
    data = binascii.a2b_base64(lines.replace(b"=", b"A"))
    if len(data) != (HASH + 1) * count or any(data[HASH :: HASH + 1]):
        raise ValueError("not canonical base64")
    return struct.unpack("32sx" * count, data)


def check_proof(proof: LogProof, leaf: bytes, policy: Policy) -> Standing:
    """Check that the leaf hash `leaf` is in the tree of a checkpoint that the policy's log signed (tlog-proof).

    Whether enough witnesses saw it is `Standing.met`. Raises Refused: "ledger.inclusion" when the hashes do not lead
    to the root, and whatever `parse_note` and `Policy.standing` raise.
    """
    standing = policy.standing(parse_note(proof.note))
    checkpoint = standing.checkpoint
    verify_inclusion(leaf, proof.index, checkpoint.size, proof.hashes, checkpoint.root)
    return standing


def pack_opening(opening: Opening) -> bytes:
    """The opening as canonical JSON (RFC 8785): `entry`, and `record` and `salt` (hex) when they are there."""
    facts = {"entry": opening.entry}
    if opening.record:
        facts |= {"record": opening.record, "salt": opening.salt.hex()}
    return encode_strings(facts).encode()


def parse_opening(data: bytes) -> Opening:
    """The opening packed by `pack_opening`; only the canonical bytes pass. Raises Refused("ledger.opening")."""
    try:
        facts = json.loads(data.decode())
        if not isinstance(facts, dict) or not all(isinstance(value, str) for value in facts.values()):
            raise ValueError("not strings")
        salt = bytes.fromhex(facts.pop("salt", ""))
        opening = Opening(facts.pop("entry", ""), facts.pop("record", ""), salt)
        if facts or pack_opening(opening) != data:
            raise ValueError("not canonical")
    except (ValueError, RecursionError):
        sentence = gettext_noop("Phần mở kèm bằng chứng viết sai dạng.")
        raise Refused("ledger.opening", sentence) from None
    return opening


def commitment(record: bytes, *, salt: bytes) -> bytes:
    """SHA-256 commitment to `record` under a fresh 32-byte salt: without the salt it tells nothing about the record."""
    if len(salt) != SALT_BYTES:
        raise ValueError("the salt must be 32 random bytes")
    return hashlib.sha256(COMMITMENT_LABEL + salt + record).digest()

"""Decides what a witness answers: the checks of tlog-witness `add-checkpoint`, in their order, with their statuses.

Pure: gets what was sent, the keys it trusts, what it last cosigned and the time; touches neither network nor disk.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.ledger.core.checkpoint import Checkpoint, parse_checkpoint
from liemchinh.ledger.core.cosign import cosign
from liemchinh.ledger.core.merkle import EMPTY_ROOT, verify_consistency
from liemchinh.ledger.core.note import (
    Note,
    Signature,
    SignerKey,
    VerifierKey,
    check_signed,
    decode_base64,
    encode_base64,
    parse_decimal,
    parse_note,
    signatures_by,
)

MOST_HASHES = 63
"""Consistency proof lines that a client may send (tlog-witness, add-checkpoint)."""

REQUEST_LIMIT = 64 * 1024
"""Bytes of a request: 63 hashes are under 3 kB, the rest leaves a note room for more signatures than anybody has."""

SIZE_TYPE = "text/x.tlog.size"
TEXT_TYPE = "text/plain; charset=utf-8"


@dataclass(frozen=True)
class Asked:
    """One request: the size that the log believes we have seen, the proof from there, and its checkpoint."""

    old: int
    proof: tuple[bytes, ...]
    note: Note
    checkpoint: Checkpoint


@dataclass(frozen=True)
class Seen:
    """What was last cosigned of one log: its size, its root, and the note with the log's and our signatures."""

    size: int
    root: bytes
    note: bytes


@dataclass(frozen=True)
class Verdict:
    """The answer: HTTP status, body and its type; `seen` is what must be kept before answering.

    `evidence` says that the log has signed something that does not fit what it signed before.
    """

    status: int
    body: bytes
    type: str = TEXT_TYPE
    seen: Seen | None = None
    evidence: bool = False


def parse_asked(body: bytes) -> Asked:
    """The request written in `body` (tlog-witness, add-checkpoint).

    Raises Refused("witness.request") for lines out of form, Refused of `core` for a note that is none.
    """
    head, gap, rest = body.partition(b"\n\n")
    if not gap:
        raise Refused("witness.request", gettext_noop("Yêu cầu thiếu dòng trống trước mốc sổ."))
    try:
        first, *lines = head.decode("ascii").split("\n")
        word, _, old = first.partition(" ")
        if word != "old" or len(lines) > MOST_HASHES:
            raise ValueError("not an old size line and at most 63 hashes")
        size = parse_decimal(old)
        proof = tuple(decode_base64(line) for line in lines)
    except ValueError:
        sentence = gettext_noop("Yêu cầu phải có dòng “old SỐ” rồi nhiều nhất 63 dòng mã băm.")
        raise Refused("witness.request", sentence) from None
    note = parse_note(rest)
    return Asked(size, proof, note, parse_checkpoint(note.text))


def request_body(old: int, proof: Sequence[bytes], note: bytes) -> bytes:
    """What a log sends: the same form, written."""
    lines = [f"old {old}", *map(encode_base64, proof), ""]
    return "\n".join(lines).encode() + b"\n" + note


def judge(
    asked: Asked,
    *,
    trusted: Mapping[str, Sequence[VerifierKey]],
    seen: Seen | None,
    signers: Sequence[SignerKey],
    at: int,
) -> Verdict:
    """The answer to `asked` by a witness that trusts these keys (by origin) and last cosigned `seen` of that log.

    `at` is the witness's own clock in Unix seconds. Checks in the order of tlog-witness v1.0.0: origin 404,
    signature 403, old size 400, last size 409, then 422 for all that is inconsistent.
    """
    checkpoint = asked.checkpoint
    keys = trusted.get(checkpoint.origin)
    if not keys:
        return _no(404, gettext_noop("Bên chứng kiến này không theo dõi sổ có tên đó."))
    signed = _signed(asked.note, keys)
    if not signed:
        return _no(403, gettext_noop("Mốc sổ không có chữ ký của khóa đã đăng ký."))
    if asked.old > checkpoint.size:
        return _no(400, gettext_noop("Số mục cũ lớn hơn số mục của mốc sổ."))
    last = seen.size if seen else 0
    if asked.old != last:
        return Verdict(409, f"{last}\n".encode(), SIZE_TYPE)
    if problem := _inconsistent(asked, seen):
        return Verdict(422, (problem + "\n").encode(), evidence=True)
    lines = [cosign(asked.note.text, signer, at) for signer in signers]
    kept = Note(asked.note.text, (*signed, *lines)).to_bytes()
    body = "".join(map(str, lines)).encode()
    return Verdict(200, body, seen=Seen(checkpoint.size, checkpoint.root, kept))


def _signed(note: Note, keys: Sequence[VerifierKey]) -> list[Signature]:
    """The lines of trusted keys, all of them good; none when there is no such line or one of a known key fails."""
    lines: list[Signature] = []
    for key in keys:
        if own := signatures_by(note, key):
            try:
                check_signed(note, key)
            except Refused:
                return []
            lines += own
    return lines


def _inconsistent(asked: Asked, seen: Seen | None) -> str:
    """Why the checkpoint does not extend what was seen, in one sentence; empty when it does."""
    new = asked.checkpoint
    if new.size == 0 and new.root != EMPTY_ROOT:
        return gettext_noop("Sổ không có mục nào phải có gốc của cây rỗng.")
    old_root = seen.root if seen else EMPTY_ROOT
    try:
        verify_consistency(asked.old, old_root, new.size, new.root, asked.proof)
    except Refused as refused:
        return str(refused)
    return ""


def _no(status: int, sentence: str) -> Verdict:
    return Verdict(status, (sentence + "\n").encode())

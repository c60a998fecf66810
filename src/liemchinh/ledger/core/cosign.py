"""Cosignatures: a witness says that, at this second, this is the largest consistent tree it has seen of a log.

c2sp.org/tlog-cosignature: Ed25519 (type 04), and ML-DSA-44 (type 06) where `cryptography` offers it.
"""

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.ledger.core.checkpoint import parse_checkpoint
from liemchinh.ledger.core.note import NUMBER_LIMIT, KeyType, Note, Signature, SignerKey, VerifierKey, signatures_by

COSIGNATURE_HEADER = "cosignature/v1"
SUBTREE_LABEL = b"subtree/v1\n\0"
TIMESTAMP_BYTES = 8
COSIGNED_NAME_BYTES = 255


def cosign(text: str, signer: SignerKey, at: int) -> Signature:
    """The line that `signer` (type 04 or 06) puts under a checkpoint's note text, `at` in Unix seconds.

    Raises Refused("ledger.cosignature") for a key of another type or a time out of range, Refused("ledger.checkpoint")
    for a text that is no checkpoint.
    """
    parse_checkpoint(text)
    message = cosigned_message(text, signer.verifier, at)
    return Signature(signer.name, signer.verifier.key_id, at.to_bytes(TIMESTAMP_BYTES, "big") + signer.sign(message))


def cosigned_at(note: Note, key: VerifierKey) -> int | None:
    """When the witness `key` cosigned this note, in Unix seconds; None when it has no line there.

    Of several good lines the earliest counts: since then the tree has been seen. Raises Refused("ledger.cosignature")
    when a line of this key fails, which condemns the whole note (signed-note, Signatures).
    """
    times = [_time_of(line, note.text, key) for line in signatures_by(note, key)]
    return min(times) if times else None


def cosigned_message(text: str, key: VerifierKey, at: int) -> bytes:
    """The exact bytes that a cosigner signs (tlog-cosignature, Ed25519 signed message and ML-DSA-44 signed message)."""
    if not 0 <= at < NUMBER_LIMIT:
        raise Refused("ledger.cosignature", gettext_noop("Thời điểm chứng kiến {at} không hợp lệ."), at=at)
    if key.type is KeyType.COSIGNATURE:
        return f"{COSIGNATURE_HEADER}\ntime {at}\n{text}".encode()
    if key.type is KeyType.ML_DSA_COSIGNATURE:
        checkpoint = parse_checkpoint(text)
        return b"".join(
            (
                SUBTREE_LABEL,
                _short(key.name),
                at.to_bytes(8, "big"),
                _short(checkpoint.origin),
                (0).to_bytes(8, "big"),
                checkpoint.size.to_bytes(8, "big"),
                checkpoint.root,
            )
        )
    raise Refused("ledger.cosignature", gettext_noop("Khóa {name} không phải khóa chứng kiến."), name=key.name)


def _short(text: str) -> bytes:
    """opaque<1..255> of RFC 8446 §3: one byte of length, then the bytes."""
    data = text.encode()
    if not 0 < len(data) <= COSIGNED_NAME_BYTES:
        sentence = gettext_noop("Tên {name} dài quá 255 byte, không chứng kiến được.")
        raise Refused("ledger.cosignature", sentence, name=text[:80])
    return bytes([len(data)]) + data


def _time_of(line: Signature, text: str, key: VerifierKey) -> int:
    at = int.from_bytes(line.payload[:TIMESTAMP_BYTES], "big")
    if not key.verify(cosigned_message(text, key, at), line.payload[TIMESTAMP_BYTES:]):
        sentence = gettext_noop("Chữ ký chứng kiến của {name} không đúng: mốc sổ hoặc chữ ký đã bị sửa.")
        raise Refused("ledger.cosignature", sentence, name=key.name)
    return at

"""Decides what is a sealed file: reads the head of an age file (age-encryption.org/v1) without opening it.

Knows the written form of age keys (Bech32, BIP 173) as far as one is made from a seed.
"""

import hashlib
import re
from collections.abc import Iterable

import pyrage

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.sealed.rules.parcel import SIZES

_LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_WEIGHTS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_HEAD = b"age-encryption.org/v1\n"
_END = re.compile(rb"^--- [A-Za-z0-9+/]{43}\n", re.MULTILINE)
_STANZA = re.compile(rb"^-> (\S+)", re.MULTILINE)
_CHUNK, _TAG, _NONCE = 65_536, 16, 16
HEAD_LIMIT = 16_384
SECRET_SIZE = 74
"""Characters of a written age secret: what is inside a wrapped key."""
IDENTITY_SIZE = 2_048
"""Bytes of the envelope of identity, whatever is in it."""
REASON_SIZE = 2_048
"""Bytes of a reason before it is sealed, however short: the browser fills it up."""


def _checksum(values: Iterable[int]) -> int:
    held = 1
    for value in values:
        top = held >> 25
        held = (held & 0x1FFFFFF) << 5 ^ value
        for bit, weight in enumerate(_WEIGHTS):
            held ^= weight if top >> bit & 1 else 0
    return held


def _bech32(prefix: str, data: bytes) -> str:
    number, bits = int.from_bytes(data, "big"), len(data) * 8
    padded = -(-bits // 5) * 5
    number <<= padded - bits
    values = [number >> shift & 31 for shift in range(padded - 5, -1, -5)]
    spread = [*(ord(sign) >> 5 for sign in prefix), 0, *(ord(sign) & 31 for sign in prefix)]
    check = _checksum([*spread, *values, *([0] * 6)]) ^ 1
    return (
        prefix + "1" + "".join(_LETTERS[value] for value in [*values, *(check >> 5 * (5 - i) & 31 for i in range(6))])
    )


def secret_of(seed: bytes) -> str:
    """The written age secret of a 32-byte seed."""
    return _bech32("age-secret-key-", seed).upper()


def recipient_of(secret: str) -> str:
    """The public recipient of a written age secret."""
    return str(pyrage.x25519.Identity.from_str(secret).to_public())


def check_recipient(public: str) -> str:
    """A public recipient `age1…`. Raises Refused("sealed.recipient")."""
    try:
        return str(pyrage.x25519.Recipient.from_str(public.strip()))
    except pyrage.RecipientError:
        raise Refused("sealed.recipient", gettext_noop("Khóa công khai chưa đúng dạng age1…")) from None


def fingerprint(public: str) -> str:
    """What two people compare aloud: eight groups of four signs, a hash of the public recipient."""
    digits = hashlib.sha256(public.encode()).hexdigest()[:32]
    return " ".join(digits[start : start + 4] for start in range(0, 32, 4))


def opened_size(blob: bytes, *, stanzas: int) -> int:
    """How many bytes are sealed in an age file with exactly that many X25519 recipients.

    Raises Refused("sealed.not_age") for anything else, also one that a passphrase or another kind of key opens.
    """
    refusal = Refused("sealed.not_age", gettext_noop("Phần gửi lên chưa được niêm phong đúng dạng."))
    end = _END.search(blob[:HEAD_LIMIT])
    if not blob.startswith(_HEAD) or end is None:
        raise refusal
    kinds = [kind for kind in _STANZA.findall(blob[: end.start()]) if not kind.endswith(b"-grease")]
    payload = len(blob) - end.end() - _NONCE
    chunks = -(-payload // (_CHUNK + _TAG))
    if kinds != [b"X25519"] * stanzas or payload < _TAG:
        raise refusal
    return payload - chunks * _TAG


def check_sealed(blob: bytes, *, stanzas: int) -> int:
    """The size class of a sealed parcel. Raises Refused("sealed.not_age") unless its size is one of `SIZES`."""
    size = opened_size(blob, stanzas=stanzas)
    if size not in SIZES:
        raise Refused("sealed.not_age", gettext_noop("Phần gửi lên chưa được niêm phong đúng dạng."))
    return size


def check_locked(blob: bytes) -> bytes:
    """A private key locked with a passphrase: an age scrypt file. Raises Refused("sealed.unlocked")."""
    end = _END.search(blob[:HEAD_LIMIT])
    kinds = _STANZA.findall(blob[: end.start()]) if end else []
    if not blob.startswith(_HEAD) or kinds != [b"scrypt"] or len(blob) > HEAD_LIMIT:
        raise Refused("sealed.unlocked", gettext_noop("Khóa riêng phải được khóa bằng mật khẩu trước khi rời máy."))
    return blob

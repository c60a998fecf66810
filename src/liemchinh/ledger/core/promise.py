"""Promises: what a receipt carries, a signed word that an entry will be in the log within so many seconds.

A promise without its entry in the log, once the time is over, proves by itself that something was dropped. Our own
format (no specification stands behind it); the salt rides along unsigned so that the holder can open the commitment.
"""

import struct
from dataclasses import dataclass

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.ledger.core.note import KEY_ID_BYTES, KeyType, SignerKey, VerifierKey, encode_base64

PROMISE_VERSION = 1
PROMISE_LABEL = "liemchinh promise v1"
PROMISE_LEAF_BYTES = 32
PROMISE_SIGNATURE_BYTES = 64
PROMISE_SALT_BYTES = 32
PACKED = struct.Struct(f">B{KEY_ID_BYTES}s{PROMISE_LEAF_BYTES}sIH{PROMISE_SIGNATURE_BYTES}s")
PROMISE_BYTES = PACKED.size  # 107
WITHIN_LIMIT = 65_535  # seconds
CHECK_DIGITS = 2


def digits_of(size: int) -> int:
    """How many decimal digits the largest number of `size` bytes has."""
    return len(str(256**size - 1))


PROMISE_SIZES = {digits_of(size) + CHECK_DIGITS: size for size in (PROMISE_BYTES, PROMISE_BYTES + PROMISE_SALT_BYTES)}
"""Digits on paper -> bytes packed: 260 -> 107, and with a salt 337 -> 139."""


@dataclass(frozen=True)
class Promise:
    """That the leaf hash `leaf` will be in the log `within` seconds after `at` (Unix seconds).

    `key_id`: 4 bytes, `leaf`: 32, `signature`: 64, `salt`: 32 or none. Raises Refused("ledger.promise") otherwise.
    """

    key_id: bytes
    leaf: bytes
    at: int
    within: int
    signature: bytes
    salt: bytes = b""

    def __post_init__(self) -> None:
        if (
            len(self.key_id) != KEY_ID_BYTES
            or len(self.leaf) != PROMISE_LEAF_BYTES
            or len(self.signature) != PROMISE_SIGNATURE_BYTES
            or len(self.salt) not in (0, PROMISE_SALT_BYTES)
            or not 0 <= self.at < 2**32
            or not 0 <= self.within <= WITHIN_LIMIT
        ):
            raise Refused("ledger.promise", gettext_noop("Lời hứa ghi sổ có phần sai cỡ."))

    def to_bytes(self) -> bytes:
        """107 bytes, 139 with a salt: version 0x01 ‖ key id ‖ leaf ‖ u32 at ‖ u16 within ‖ signature ‖ salt."""
        signed = (self.key_id, self.leaf, self.at, self.within, self.signature)
        return PACKED.pack(PROMISE_VERSION, *signed) + self.salt


def signed_text(name: str, leaf: bytes, at: int, within: int) -> bytes:
    """The exact bytes that the promise key `name` signs."""
    return f"{PROMISE_LABEL}\n{name}\n{encode_base64(leaf)}\n{at}\n{within}\n".encode()


def make(leaf: bytes, at: int, within: int, key: SignerKey, salt: bytes = b"") -> Promise:
    """A promise by `key` (type Ed25519). Raises Refused("ledger.promise") for values that do not fit."""
    if key.type is not KeyType.ED25519:
        raise Refused("ledger.promise", gettext_noop("Khóa {name} không phải khóa lời hứa."), name=key.name)
    return Promise(key.verifier.key_id, leaf, at, within, key.sign(signed_text(key.name, leaf, at, within)), salt)


def check(promise: Promise, key: VerifierKey) -> None:
    """Check that `key` gave this promise; the salt is not signed: it shows its worth by opening the commitment.

    Raises Refused("ledger.promise") when it is another key's promise or when the signature fails.
    """
    if key.type is not KeyType.ED25519 or promise.key_id != key.key_id:
        sentence = gettext_noop("Lời hứa này không phải do khóa {name} ký.")
        raise Refused("ledger.promise", sentence, name=key.name)
    if not key.verify(signed_text(key.name, promise.leaf, promise.at, promise.within), promise.signature):
        sentence = gettext_noop("Chữ ký của lời hứa không đúng: nội dung đã bị sửa hoặc đọc nhầm.")
        raise Refused("ledger.promise", sentence)


def parse_promise(data: bytes) -> Promise:
    """The promise packed in 107 or 139 bytes. Raises Refused("ledger.promise"). Verifies nothing."""
    if len(data) not in (PROMISE_BYTES, PROMISE_BYTES + PROMISE_SALT_BYTES) or data[0] != PROMISE_VERSION:
        raise Refused("ledger.promise", gettext_noop("Đây không phải là một lời hứa ghi sổ."))
    _, key_id, leaf, at, within, signature = PACKED.unpack_from(data)
    return Promise(key_id, leaf, at, within, signature, data[PROMISE_BYTES:])


def digits(promise: Promise) -> str:
    """The promise in decimal digits for a numeric QR segment: always 260, with a salt 337.

    The packed bytes as one big-endian number, padded with zeroes, then two check digits such that the whole number is
    1 modulo 97 (ISO/IEC 7064, MOD 97-10): any single wrong digit and any two swapped neighbours are noticed.
    """
    data = promise.to_bytes()
    body = str(int.from_bytes(data, "big")).zfill(digits_of(len(data)))
    return f"{body}{98 - int(body) * 100 % 97:02d}"


def parse_digits(text: str) -> Promise:
    """The promise of `digits`; spaces and line breaks between groups are allowed. Raises Refused("ledger.promise").

    Verifies no signature.
    """
    compact = "".join(text.split())
    size = PROMISE_SIZES.get(len(compact))
    if size is None or not (compact.isascii() and compact.encode().isdigit()):
        sentence = gettext_noop("Dãy số của lời hứa phải có {lengths} chữ số.")
        raise Refused("ledger.promise", sentence, lengths=" / ".join(map(str, PROMISE_SIZES)))
    number = int(compact[:-CHECK_DIGITS])
    # 98 − r lies in 02..98, so 00, 01 and 99 are no check digits although 01 and 99 could leave the right remainder
    if int(compact[-CHECK_DIGITS:]) != 98 - number * 100 % 97 or number.bit_length() > 8 * size:
        raise Refused("ledger.promise", gettext_noop("Dãy số của lời hứa có chữ số sai: hãy quét hoặc gõ lại."))
    return parse_promise(number.to_bytes(size, "big"))

"""Signed notes: a text, and under it lines that say which key signed it (c2sp.org/signed-note).

Reads strictly: what it accepts it would write again byte for byte, so no two files pass for the same note.
"""

import binascii
import hashlib
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property, partial
from typing import Any

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.ledger.core.ed25519 import checker, make_signature, public_of

NOTE_LIMIT = 1_000_000  # bytes
SIGNATURE_LIMIT = 128  # lines; the format asks for at least 16
NUMBER_LIMIT = 2**63
KEY_ID_BYTES = 4
SKEY_PREFIX = "PRIVATE+KEY+"
DASH = "\u2014"
DASH_BYTES = DASH.encode()

DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}")
KEY_ID_HEX = re.compile(r"[0-9a-f]{8}")
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\ud800-\udfff]")
"""What no text holds: control characters but the line break, and halves of pairs, which UTF-8 cannot write."""
NOT_IN_NAME = re.compile(r"[\s+\x00-\x1f\ud800-\udfff]")


class KeyType(IntEnum):
    """Signature types that this log uses (signed-note, Signature types)."""

    ED25519 = 1
    COSIGNATURE = 4
    ML_DSA_COSIGNATURE = 6


PUBLIC_KEY_BYTES = {KeyType.ED25519: 32, KeyType.COSIGNATURE: 32, KeyType.ML_DSA_COSIGNATURE: 1312}
SEED_BYTES = 32


@dataclass(frozen=True)
class VerifierKey:
    """A public key with its name (signed-note, Verifier keys).

    `name`: not empty, without white space or `+`; `public`: 32 bytes, 1312 for ML-DSA-44. Raises
    Refused("ledger.key") for anything else.
    """

    name: str
    type: KeyType
    public: bytes

    def __post_init__(self) -> None:
        check_key_name(self.name)
        if len(self.public) != PUBLIC_KEY_BYTES[self.type]:
            sentence = gettext_noop("Khóa công khai của {name} dài {size} byte, không đúng cỡ.")
            raise Refused("ledger.key", sentence, name=self.name, size=len(self.public))

    @cached_property
    def key_id(self) -> bytes:
        """Four bytes of SHA-256(name ‖ LF ‖ type ‖ public key)."""
        return key_id_of(self.name, bytes([self.type]) + self.public)

    def verify(self, message: bytes, signature: bytes) -> bool:
        """Whether `signature` is of exactly these bytes (not of a note: see `check_signed` and `cosigned_at`).

        Raises Refused("ledger.mldsa") when the key is ML-DSA-44 and this computer cannot check such signatures.
        """
        return self._check(message, signature)

    @cached_property
    def _check(self) -> Callable[[bytes, bytes], bool]:
        if self.type is KeyType.ML_DSA_COSIGNATURE:
            return partial(_mldsa_verify, self.public)
        return checker(self.public)

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{encode_base64(bytes([self.type]) + self.public)}"


@dataclass(frozen=True)
class SignerKey:
    """A secret key with its name; `secret` is a 32-byte seed for every type.

    `str()` is the key file's line and gives the secret away; `repr()` does not.
    """

    name: str
    type: KeyType
    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        check_key_name(self.name)
        if len(self.secret) != SEED_BYTES:
            sentence = gettext_noop("Khóa bí mật của {name} dài {size} byte, không đúng cỡ.")
            raise Refused("ledger.key", sentence, name=self.name, size=len(self.secret))

    @classmethod
    def generate(cls, name: str, type: KeyType = KeyType.ED25519) -> "SignerKey":  # noqa: A002  (the format's word)
        """A fresh key from the operating system's randomness."""
        return cls(name, type, secrets.token_bytes(SEED_BYTES))

    @cached_property
    def verifier(self) -> VerifierKey:
        """The public half. Raises Refused("ledger.mldsa") as `VerifierKey.verify` does."""
        if self.type is KeyType.ML_DSA_COSIGNATURE:
            public: bytes = _mldsa().MLDSA44PrivateKey.from_seed_bytes(self.secret).public_key().public_bytes_raw()
            return VerifierKey(self.name, self.type, public)
        return VerifierKey(self.name, self.type, public_of(self.secret))

    def sign(self, message: bytes) -> bytes:
        """The signature of exactly these bytes: 64 bytes, 2420 for ML-DSA-44."""
        if self.type is KeyType.ML_DSA_COSIGNATURE:
            signature: bytes = _mldsa().MLDSA44PrivateKey.from_seed_bytes(self.secret).sign(message)
            return signature
        return make_signature(self.secret, message)

    def __str__(self) -> str:
        material = encode_base64(bytes([self.type]) + self.secret)
        return f"{SKEY_PREFIX}{self.name}+{self.verifier.key_id.hex()}+{material}"


@dataclass(frozen=True)
class Signature:
    """One line under a note: who (name and four-byte key id) and the bytes that follow the key id."""

    name: str
    key_id: bytes
    payload: bytes

    def __post_init__(self) -> None:
        check_key_name(self.name)
        if len(self.key_id) != KEY_ID_BYTES or not self.payload:
            raise Refused("ledger.note", gettext_noop("Dòng chữ ký của {name} thiếu phần."), name=self.name)

    def __str__(self) -> str:
        return f"{DASH} {self.name} {encode_base64(self.key_id + self.payload)}\n"


@dataclass(frozen=True)
class Note:
    """A text that ends with a line break, and its signatures (signed-note, Format); nothing here is verified yet."""

    text: str
    signatures: tuple[Signature, ...]

    def __post_init__(self) -> None:
        if not self.text.endswith("\n") or has_control(self.text):
            sentence = gettext_noop("Văn bản được ký phải kết thúc bằng dấu xuống dòng và không có ký tự điều khiển.")
            raise Refused("ledger.note", sentence)
        if not 0 < len(self.signatures) <= SIGNATURE_LIMIT:
            sentence = gettext_noop("Văn bản ký phải có từ 1 đến {limit} chữ ký, ở đây có {count}.")
            raise Refused("ledger.note", sentence, limit=SIGNATURE_LIMIT, count=len(self.signatures))

    def to_bytes(self) -> bytes:
        """The note as it is published."""
        return f"{self.text}\n{''.join(map(str, self.signatures))}".encode()


def parse_note(data: bytes) -> Note:
    """The note written in `data` (signed-note, Format); the text ends at the last empty line.

    Raises Refused("ledger.note") for bytes that are not exactly a note. Verifies nothing.
    """
    if len(data) > NOTE_LIMIT:
        raise Refused("ledger.note", gettext_noop("Văn bản ký dài {size} byte, quá giới hạn."), size=len(data))
    end = data.rfind(b"\n\n") + 1
    if not end or not data.endswith(b"\n") or len(data) == end + 1:
        sentence = gettext_noop("Không thấy chữ ký: sau văn bản phải có một dòng trống rồi đến các dòng chữ ký.")
        raise Refused("ledger.note", sentence)
    try:
        text = data[:end].decode("utf-8")
    except UnicodeDecodeError:
        raise Refused("ledger.note", gettext_noop("Văn bản ký không phải là chữ UTF-8.")) from None
    return Note(text, tuple([_parse_line(line) for line in data[end + 1 : -1].split(b"\n")]))


def parse_vkey(text: str) -> VerifierKey:
    """The public key written as `name+hex8+base64` (signed-note, Verifier keys).

    Raises Refused("ledger.key") for another form, a type we do not use, or a key id that is not this key's.
    """
    name, key_id, material = _key_parts(text, text)
    key = VerifierKey(name, _key_type(material, name), material[1:])
    if key.key_id != key_id:
        raise Refused("ledger.key", gettext_noop("Mã khóa của {name} không khớp với khóa."), name=name)
    return key


def parse_skey(text: str) -> SignerKey:
    """The secret key written as `PRIVATE+KEY+name+hex8+base64`, the form of Go's sumdb/note.

    Raises Refused("ledger.key") as `parse_vkey` does; the sentence never repeats the secret.
    """
    if not text.startswith(SKEY_PREFIX):
        raise Refused("ledger.key", gettext_noop("Đây không phải là một khóa bí mật."))
    name, key_id, material = _key_parts(text.removeprefix(SKEY_PREFIX), SKEY_PREFIX + "…")
    key = SignerKey(name, _key_type(material, name), material[1:])
    if key.verifier.key_id != key_id:
        raise Refused("ledger.key", gettext_noop("Mã khóa của {name} không khớp với khóa."), name=name)
    return key


def signatures_by(note: Note, key: VerifierKey) -> list[Signature]:
    """The lines that bear this key's name and id; nothing is verified."""
    key_id, name = key.key_id, key.name
    return [line for line in note.signatures if line.key_id == key_id and line.name == name]


def check_signed(note: Note, key: VerifierKey) -> None:
    """Check that `key` (type Ed25519) signed the note (signed-note, Signatures).

    Raises Refused("ledger.signature") when there is no line of this key, or when one of its lines fails.
    """
    if key.type is not KeyType.ED25519:
        sentence = gettext_noop("Khóa {name} là khóa chứng kiến, không phải khóa ký văn bản.")
        raise Refused("ledger.key", sentence, name=key.name)
    lines = signatures_by(note, key)
    if not lines:
        raise Refused("ledger.signature", gettext_noop("Văn bản không có chữ ký của {name}."), name=key.name)
    message = note.text.encode()
    for line in lines:
        if not key.verify(message, line.payload):
            sentence = gettext_noop("Chữ ký của {name} không đúng: văn bản hoặc chữ ký đã bị sửa.")
            raise Refused("ledger.signature", sentence, name=key.name)


def sign_note(text: str, *keys: SignerKey) -> Note:
    """The text signed by keys of type Ed25519, in this order (signed-note, Ed25519 signatures)."""
    for key in keys:
        if key.type is not KeyType.ED25519:
            sentence = gettext_noop("Khóa {name} là khóa chứng kiến, không phải khóa ký văn bản.")
            raise Refused("ledger.key", sentence, name=key.name)
    lines = (Signature(key.name, key.verifier.key_id, key.sign(text.encode())) for key in keys)
    return Note(text, tuple(lines))


def key_id_of(name: str, material: bytes) -> bytes:
    """The four bytes that stand for a key: SHA-256(name ‖ LF ‖ type ‖ public key)[:4]."""
    return hashlib.sha256(name.encode() + b"\n" + material).digest()[:KEY_ID_BYTES]


def check_key_name(name: str) -> None:
    """Check a key name (signed-note, Format): not empty, UTF-8, no Unicode space, no `+`, no control character."""
    if name.isascii() and name.isprintable() and name and " " not in name and "+" not in name:
        return  # nearly every name, at half the price of the search
    if not name or NOT_IN_NAME.search(name):
        raise Refused("ledger.key", gettext_noop("Tên khóa {name!r} có ký tự không được dùng."), name=name)


def has_control(text: str) -> bool:
    """Whether `text` holds one of `CONTROL`."""
    if text.isascii() and text.replace("\n", "").isprintable():
        return False  # nearly every text, at half the price of the search
    return CONTROL.search(text) is not None


def encode_base64(data: bytes) -> str:
    """RFC 4648 §4, with padding."""
    return binascii.b2a_base64(data, newline=False).decode("ascii")


def decode_base64(text: str) -> bytes:
    """The bytes of RFC 4648 §4 text in its one canonical spelling. Raises ValueError for any other."""
    data = binascii.a2b_base64(text, strict_mode=True)  # binascii.Error is a ValueError
    if binascii.b2a_base64(data, newline=False) != text.encode():
        raise ValueError("not canonical base64")
    return data


def parse_decimal(text: str) -> int:
    """The number written in ASCII decimal without leading zeroes, below 2^63. Raises ValueError otherwise."""
    if not DECIMAL.fullmatch(text) or (number := int(text)) >= NUMBER_LIMIT:
        raise ValueError("not a decimal number")
    return number


def _parse_line(line: bytes) -> Signature:
    try:
        dash, written, payload = line.split(b" ")
        name = written.decode("utf-8")
        data = binascii.a2b_base64(payload, strict_mode=True)
        if dash != DASH_BYTES or len(data) <= KEY_ID_BYTES or binascii.b2a_base64(data, newline=False) != payload:
            raise ValueError("not a signature line")
    except ValueError:
        shown = line[:80].decode("utf-8", "replace")
        raise Refused("ledger.note", gettext_noop("Dòng chữ ký viết sai dạng: {line!r}."), line=shown) from None
    return Signature(name, data[:KEY_ID_BYTES], data[KEY_ID_BYTES:])


def _key_parts(text: str, shown: str) -> tuple[str, bytes, bytes]:
    """Name, key id and material (type ‖ key) of a key's text; split at the first two `+`, for base64 may hold more."""
    name, _, rest = text.partition("+")
    key_id, _, encoded = rest.partition("+")
    try:
        material = decode_base64(encoded)
    except ValueError:
        material = b""
    if not name or not KEY_ID_HEX.fullmatch(key_id) or not material:
        raise Refused("ledger.key", gettext_noop("Khóa viết sai dạng: {text!r}."), text=shown[:120])
    return name, bytes.fromhex(key_id), material


def _key_type(material: bytes, name: str) -> KeyType:
    try:
        return KeyType(material[0])
    except ValueError:
        sentence = gettext_noop("Khóa của {name} thuộc loại {type}, không dùng ở đây.")
        raise Refused("ledger.key", sentence, name=name, type=material[0]) from None


def _mldsa() -> Any:
    """The ML-DSA part of `cryptography`. Raises Refused("ledger.mldsa") where it is missing or too old."""
    try:
        from cryptography.hazmat.primitives.asymmetric import mldsa
    except ImportError:
        sentence = gettext_noop("Máy này chưa kiểm được chữ ký ML-DSA-44: cần thư viện cryptography bản mới hơn.")
        raise Refused("ledger.mldsa", sentence) from None
    return mldsa


def _mldsa_verify(public: bytes, message: bytes, signature: bytes) -> bool:
    mldsa = _mldsa()
    from cryptography.exceptions import InvalidSignature

    try:
        mldsa.MLDSA44PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True

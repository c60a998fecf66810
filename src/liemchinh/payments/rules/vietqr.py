"""VietQR: what a bank's application reads from the code, written and read strictly. Draws nothing.

EMVCo merchant-presented QR with the template of NAPAS (`A000000727`): identifier (2 digits), length (2 digits), value;
the last field is a checksum over everything before it, its own identifier and length included.
"""

import re
from dataclasses import dataclass

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import fold, gettext_noop

NAPAS = "A000000727"
TO_ACCOUNT, TO_CARD = "QRIBFTTA", "QRIBFTTC"
DONG, VIETNAM = "704", "VN"
STATIC, DYNAMIC = "11", "12"
LONGEST_PURPOSE = 25
LARGEST = 9_999_999_999_999
"""Thirteen digits: what field 54 holds."""

_BIN = re.compile(r"\d{6}")
_ACCOUNT = re.compile(r"[0-9A-Za-z]{1,19}")
_PURPOSE = re.compile(r"[0-9A-Za-z .\-]{1,25}")
_CRC = re.compile(r"6304([0-9A-F]{4})")


@dataclass(frozen=True)
class Transfer:
    """What a code asks for: to which account of which bank, how much in đồng (None: the payer decides), what for."""

    bin: str
    account: str
    amount: int | None = None
    purpose: str = ""
    service: str = TO_ACCOUNT


def crc(text: str) -> str:
    """CRC-16/CCITT-FALSE (polynomial 1021, start FFFF) of ASCII text, always four capital hexadecimal digits."""
    value = 0xFFFF
    for byte in text.encode("ascii"):
        value ^= byte << 8
        for _ in range(8):
            value = (value << 1 ^ 0x1021 if value & 0x8000 else value << 1) & 0xFFFF
    return f"{value:04X}"


def plain(text: str, longest: int = LONGEST_PURPOSE) -> str:
    """`text` as every bank takes it: ASCII letters, digits, space, point and hyphen, without tone marks, cut."""
    return " ".join(re.sub(r"[^0-9A-Za-z .\-]+", " ", _bare(text)).split())[:longest].strip()


def encode(transfer: Transfer) -> str:
    """The text of the code. Raises Refused("payments.vietqr") for what no bank would take."""
    if not _BIN.fullmatch(transfer.bin) or not _ACCOUNT.fullmatch(transfer.account):
        raise _wrong(gettext_noop("Mã ngân hàng có 6 chữ số; số tài khoản nhiều nhất 19 chữ và số."))
    if transfer.service not in (TO_ACCOUNT, TO_CARD):
        raise _wrong(gettext_noop("Loại chuyển tiền này không dùng được."))
    if transfer.amount is not None and not 0 < transfer.amount <= LARGEST:
        raise _wrong(gettext_noop("Số tiền trong mã phải lớn hơn 0 và nhiều nhất 13 chữ số."))
    if transfer.purpose and not _PURPOSE.fullmatch(transfer.purpose):
        raise _wrong(gettext_noop("Nội dung chuyển tiền nhiều nhất 25 ký tự không dấu."))
    receiver = _field("00", transfer.bin) + _field("01", transfer.account)
    parts = [
        _field("00", "01"),
        _field("01", STATIC if transfer.amount is None else DYNAMIC),
        _field("38", _field("00", NAPAS) + _field("01", receiver) + _field("02", transfer.service)),
        _field("53", DONG),
        _field("54", str(transfer.amount)) if transfer.amount is not None else "",
        _field("58", VIETNAM),
        _field("62", _field("08", transfer.purpose)) if transfer.purpose else "",
    ]
    text = "".join(parts) + "6304"
    return text + crc(text)


def decode(text: str) -> Transfer:
    """What a code asks for. Raises Refused("payments.vietqr") for anything that `encode` would not have written.

    Strict on purpose: whoever checks a printed code wants to know, not to guess.
    """
    sealed = _CRC.fullmatch(text[-8:])
    if not text.isascii() or sealed is None or crc(text[:-4]) != sealed.group(1):
        raise _wrong(gettext_noop("Mã QR này sai số kiểm tra."))
    fields = _fields(text[:-8])
    template = _fields(fields.get("38", ""))
    receiver = _fields(template.get("01", ""))
    amount = fields.get("54")
    try:
        found = Transfer(
            bin=receiver.get("00", ""),
            account=receiver.get("01", ""),
            amount=int(amount) if amount is not None else None,
            purpose=_fields(fields.get("62", "")).get("08", ""),
            service=template.get("02", ""),
        )
    except ValueError as unread:
        raise _wrong(gettext_noop("Mã QR này không phải mã chuyển tiền của hệ thống.")) from unread
    if encode(found) != text:
        raise _wrong(gettext_noop("Mã QR này không phải mã chuyển tiền của hệ thống."))
    return found


def _field(identifier: str, value: str) -> str:
    return f"{identifier}{len(value):02d}{value}"


def _fields(text: str) -> dict[str, str]:
    """Identifier to value; refuses a length that does not fit, and a field that comes twice."""
    found: dict[str, str] = {}
    while text:
        identifier, length = text[:2], text[2:4]
        if not (identifier.isdecimal() and length.isdecimal()) or len(text) < 4 + int(length) or identifier in found:
            raise _wrong(gettext_noop("Mã QR này không phải mã chuyển tiền của hệ thống."))
        found[identifier] = text[4 : 4 + int(length)]
        text = text[4 + int(length) :]
    return found


def _bare(text: str) -> str:
    """Without tone marks, capitals kept: only signs that have marks are folded."""
    return "".join(sign if sign.isascii() else _folded(sign) for sign in text)


def _folded(sign: str) -> str:
    small = fold(sign)
    return small.upper() if sign.isupper() else small


def _wrong(sentence: str) -> Refused:
    return Refused("payments.vietqr", sentence)

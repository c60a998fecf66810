"""What a scanner or a person types into the first box of the counter: an identity card, a phone, a number, a receipt.

Only reads text; looks nothing up. The QR code of a Vietnamese identity card is one line of fields between bars:
`number|old number|name|date of birth|sex|address|date of issue`, later cards add fields behind.
"""

import re
from dataclasses import dataclass

from liemchinh.kernel.codes import parse_dossier_code, tidy_phone
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import nfc

_IDENTITY = re.compile(r"\d{12}")
_OLD_IDENTITY = re.compile(r"\d{9}")
_PHONE = re.compile(r"0\d{9,10}")
_RECEIPT = re.compile(r"/h/([^/\s]+)/[^/\s]+/?$")


@dataclass(frozen=True)
class Typed:
    """What was recognised; empty where nothing was. `name` and `address` only come from a card."""

    identity: str = ""
    phone: str = ""
    name: str = ""
    address: str = ""

    def __bool__(self) -> bool:
        return bool(self.identity or self.phone)


def read_person(text: str) -> Typed:
    """A card's QR text, an identity number of 12 or 9 digits, or a phone number; empty for anything else."""
    card = [part.strip() for part in nfc(text).strip().split("|")]
    if len(card) >= 6 and _IDENTITY.fullmatch(card[0]):
        return Typed(identity=card[0], name=_words(card[2]), address=_words(card[5]))
    digits = re.sub(r"[\s.\-]", "", text)
    if _IDENTITY.fullmatch(digits) or _OLD_IDENTITY.fullmatch(digits):
        return Typed(identity=digits)
    phone = tidy_phone(text)
    return Typed(phone=phone) if _PHONE.fullmatch(phone) else Typed()


def read_code(text: str) -> str:
    """The dossier code in what was typed or scanned: a code in any spacing, or a receipt's address; else empty."""
    found = _RECEIPT.search(text.strip())
    typed = found.group(1) if found else text
    try:
        parse_dossier_code(typed)
    except Refused:
        return ""
    return "".join(typed.split()).upper()


def _words(text: str) -> str:
    return " ".join(text.split())

"""Decides the reporter's code: how it is written, checked, and what is derived from it. It is stored nowhere.

Twenty digits can be read over a telephone. Two derivations with two salts: one finds the case, the other opens what
was sealed to the reporter; neither leads to the other, nor back to the code.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.sealed.rules.ages import recipient_of, secret_of

DIGITS = 20
GROUP = 4
_LOOK_UP = b"liemchinh.sealed.look-up.v1"
_OPEN = b"liemchinh.sealed.open.v1"
# scrypt (RFC 7914) with 32 MiB: about a tenth of a second here; guessing 63 bits with it is out of reach
_COST = {"n": 2**15, "r": 8, "p": 1, "maxmem": 64 * 2**20, "dklen": 32}
_NAME_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True)
class Derived:
    """What a code leads to: the look-up id (64 hex digits), the reporter's age secret and public recipient."""

    lookup: str
    secret: str
    public: str


def check_digit(digits: str) -> str:
    """The last digit (ISO/IEC 7064 MOD 11,10): finds every wrong digit and nearly every swapped pair."""
    carried = 10
    for digit in digits:
        carried = 2 * ((carried + int(digit)) % 10 or 10) % 11
    return str((11 - carried) % 10)


def new_code() -> str:
    """A fresh code: nineteen random digits and the check digit."""
    digits = "".join(secrets.choice("0123456789") for _ in range(DIGITS - 1))
    return digits + check_digit(digits)


def new_name() -> str:
    """A fresh random number of a case, `7K3M-Q2XD-9H`: it tells neither when nor how many."""
    letters = "".join(secrets.choice(_NAME_LETTERS) for _ in range(10))
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"


def grouped(code: str) -> str:
    """The code as it is shown and read aloud: five groups of four."""
    return " ".join(code[start : start + GROUP] for start in range(0, DIGITS, GROUP))


def read_code(typed: str) -> str:
    """The twenty digits of a typed code, with any spacing. Raises Refused("sealed.code") for anything else."""
    code = re.sub(r"[\s.\-_/\u2010-\u2015]+", "", typed)
    if not re.fullmatch(rf"[0-9]{{{DIGITS}}}", code) or check_digit(code[:-1]) != code[-1]:
        raise Refused("sealed.code", gettext_noop("Mã có 20 chữ số. Xem lại từng nhóm bốn số."))
    return code


def check_says_no_code(text: str, code: str) -> None:
    """Raises Refused("sealed.says_code") when the text holds its own code: whoever reads it could answer as its
    writer.
    """
    if code in re.sub(r"[^0-9]", "", text):
        raise Refused("sealed.says_code", gettext_noop("Nội dung có chứa mã của ông/bà. Xóa mã khỏi nội dung rồi gửi."))


def derive(code: str) -> Derived:
    """Everything that follows from a code. Takes a fifth of a second: never inside a transaction."""
    look_up = hashlib.scrypt(code.encode(), salt=_LOOK_UP, **_COST)
    secret = secret_of(hashlib.scrypt(code.encode(), salt=_OPEN, **_COST))
    return Derived(lookup=look_up.hex(), secret=secret, public=recipient_of(secret))

"""The reference that a payer writes: short, without marks, guarded by two check characters, found again in any text.

`H99122609180042A7K`: the dossier's code without its marks, a letter for the charge, two characters by ISO 7064 MOD
1271-36. A bank may add words before and behind, spaces between, and change the case; a slip of one character, or two
changed round, is noticed and belongs to nobody.
"""

import hashlib
import re
import string

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import fold, gettext_noop

SIGNS = string.digits + string.ascii_uppercase
LONGEST = 25
_BODY = re.compile(r"[A-Z]\d{8,21}")
_FORM = re.compile(r"(?=([A-Z]\d{8,21}[A-Z][0-9A-Z]{2}))")
_NOT_SIGNS = re.compile(r"[^0-9A-Z]+")


def reference(subject: str, ordinal: int) -> str:
    """What the payer writes for the charge with this ordinal (1 to 26) of this dossier.

    Raises Refused("payments.too_many") beyond.
    """
    if not 1 <= ordinal <= len(string.ascii_uppercase):
        sentence = gettext_noop("Một hồ sơ có nhiều nhất 26 khoản thu.")
        raise Refused("payments.too_many", sentence)
    bare = squeezed(subject)
    if not _BODY.fullmatch(bare):  # a code of another form, or too long: digits of its own
        bare = "Z" + str(int(hashlib.sha256(subject.encode()).hexdigest()[:12], 16)).zfill(15)
    body = bare + string.ascii_uppercase[ordinal - 1]
    return body + _check(body)


def squeezed(text: str) -> str:
    """`text` as references are looked for: capitals without marks, nothing but letters and digits."""
    return _NOT_SIGNS.sub("", fold(text).upper())


def references_in(text: str) -> tuple[str, ...]:
    """Every well-formed reference in what a bank passed on, in order, each once."""
    found = (match.group(1) for match in _FORM.finditer(squeezed(text)))
    return tuple(dict.fromkeys(one for one in found if is_reference(one)))


def is_reference(text: str) -> bool:
    """Whether the two last characters are those of the rest."""
    return len(text) > 2 and _check(text[:-2]) == text[-2:]


def _check(body: str) -> str:
    """ISO/IEC 7064 MOD 1271-36."""
    product = 0
    for sign in body:
        product = (product + SIGNS.index(sign)) * 36 % 1271
    value = (1 - product * 36) % 1271
    return SIGNS[value // 36] + SIGNS[value % 36]

"""Codes: the written forms of dossier codes, receipt keys and second facts. Parses what people type, writes one form.

Source: Decree 118/2025/NĐ-CP art. 28; Circular 03/2025/TT-VPCP art. 13 as amended by Circular 04/2025/TT-VPCP;
Decision 20/2020/QĐ-TTg art. 4 (identifiers of agencies, at most 35 characters).
"""

import re
import secrets
from dataclasses import dataclass
from datetime import date

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop

AGENCY = r"[A-Y]\d{2}(?:\.\d{2,3}){0,4}"
_OLD_AGENCY = r"\d{3}\.\d{2}\.\d{2,3}\.[A-Z]\d{2}"
_CODE = re.compile(rf"({AGENCY}|{_OLD_AGENCY})-(\d{{6}}|\d{{8}})-(\d{{4,}})")
_AGENCY = re.compile(AGENCY)
_KEY_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that looks like another when printed by a thermal printer
KEY_LENGTH = 16  # 78 bits: cannot be guessed even without the rate limit


@dataclass(frozen=True)
class DossierCode:
    """Mã hồ sơ: identifier of the deciding body, day of receipt, ordinal of that day."""

    agency: str
    day: date
    ordinal: int


def is_agency(code: str) -> bool:
    """Whether a unit's code has the form of an agency identifier, which dossier codes begin with."""
    return _AGENCY.fullmatch(code) is not None


CODE_FORM = "{agency}-{day:%y%m%d}-{ordinal:04d}"
"""How a new dossier code is written unless an instance is told otherwise: `H99.12-260918-0042`."""


def is_code_form(form: str) -> bool:
    """Whether codes written in this form can be read back: what an instance may be told to write."""
    sample = DossierCode("H99.12", date(2026, 9, 18), 42)
    try:
        written = form.format(agency=sample.agency, day=sample.day, ordinal=sample.ordinal)
        return parse_dossier_code(written) == sample
    except (Refused, ValueError, KeyError, IndexError, AttributeError, TypeError):
        return False


def dossier_code(agency: str, day: date, ordinal: int, *, form: str = CODE_FORM) -> str:
    """Write a new code, for example `H99.12-260918-0042`. Raises Refused when the unit has no agency identifier."""
    if not is_agency(agency):
        sentence = gettext_noop("Đơn vị {agency} chưa có mã định danh cơ quan nên chưa cấp được mã hồ sơ.")
        raise Refused("codes.agency", sentence, agency=agency)
    return form.format(agency=agency, day=day, ordinal=ordinal)


def tidy_code(typed: str) -> str:
    """What a person typed, as a code would be written: upper case, no spaces, one kind of hyphen."""
    return re.sub(r"[\u2010-\u2015\u2212]", "-", re.sub(r"\s+", "", typed)).upper()


def parse_dossier_code(typed: str) -> DossierCode:
    """Read a code in its new or old form, with any spacing. Raises Refused("codes.dossier") for anything else."""
    refusal = Refused("codes.dossier", gettext_noop("Mã hồ sơ chưa đúng dạng. Ví dụ: H99.12-260918-0042."))
    match = _CODE.fullmatch(tidy_code(typed))
    if match is None:
        raise refusal
    agency, digits, ordinal = match.groups()
    if len(digits) == 6:
        digits = f"20{digits}"
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError as wrong:
        raise refusal from wrong
    return DossierCode(agency=agency, day=day, ordinal=int(ordinal))


def is_dossier_code(typed: str) -> bool:
    """Whether this is a whole dossier code, in its new or old form."""
    try:
        parse_dossier_code(typed)
    except Refused:
        return False
    return True


_OURS = re.compile(rf"(DT|TD)\.({AGENCY})-(\d{{6}})-(\d{{4,}})")
PETITION, VISIT = "DT", "TD"
"""What codes of petitions and of visits begin with: no dossier's does."""


def petition_code(agency: str, day: date, ordinal: int) -> str:
    """Write the code of a petition, `DT.H99.12-261123-0004`. Raises Refused when the unit has no agency identifier."""
    return _our_code(PETITION, agency, day, ordinal)


def visit_code(agency: str, day: date, ordinal: int) -> str:
    """Write the code of a visit, `TD.H99.12-261123-0004`. Raises Refused when the unit has no agency identifier."""
    return _our_code(VISIT, agency, day, ordinal)


def is_petition_code(typed: str) -> bool:
    """Whether this is the whole code of a petition."""
    return _is_ours(PETITION, typed)


def is_visit_code(typed: str) -> bool:
    """Whether this is the whole code of a visit."""
    return _is_ours(VISIT, typed)


def parse_our_code(typed: str) -> DossierCode:
    """The parts of a petition's or a visit's code. Raises Refused("codes.ours") for anything else."""
    refusal = Refused("codes.ours", gettext_noop("Mã chưa đúng dạng. Ví dụ: DT.H99.12-261123-0004."))
    match = _OURS.fullmatch(tidy_code(typed))
    if match is None:
        raise refusal
    _, agency, digits, ordinal = match.groups()
    try:
        day = date(2000 + int(digits[:2]), int(digits[2:4]), int(digits[4:]))
    except ValueError as wrong:
        raise refusal from wrong
    return DossierCode(agency=agency, day=day, ordinal=int(ordinal))


def _our_code(prefix: str, agency: str, day: date, ordinal: int) -> str:
    if not is_agency(agency):
        sentence = gettext_noop("Đơn vị {agency} chưa có mã định danh cơ quan nên chưa cấp được mã.")
        raise Refused("codes.agency", sentence, agency=agency)
    return f"{prefix}.{agency}-{day:%y%m%d}-{ordinal:04d}"


def _is_ours(prefix: str, typed: str) -> bool:
    try:
        parse_our_code(typed)
    except Refused:
        return False
    return tidy_code(typed).startswith(prefix + ".")


def new_key() -> str:
    """A fresh receipt key: random letters and digits without look-alikes."""
    number, letters = secrets.randbelow(len(_KEY_LETTERS) ** KEY_LENGTH), []  # one draw: each key is as likely
    for _ in range(KEY_LENGTH):
        number, place = divmod(number, len(_KEY_LETTERS))
        letters.append(_KEY_LETTERS[place])
    return "".join(letters)


def grouped(key: str) -> str:
    """A key in groups of four, as printed."""
    return " ".join(key[start : start + 4] for start in range(0, len(key), 4))


def tidy_fact(typed: str) -> str:
    """A second fact as typed (last four digits of a phone, or a receipt key) without spaces or hyphens."""
    return re.sub(r"[\s.\-\u2010-\u2015]+", "", typed).upper()


def tidy_phone(typed: str) -> str:
    """Digits of a phone number, domestic form: `+84 912 345 678` is `0912345678`."""
    digits = re.sub(r"[^0-9]", "", typed)
    return "0" + digits[2:] if digits.startswith("84") and len(digits) >= 11 else digits


def door_path(code: str) -> str:
    """The path of the page that asks for the second fact of this dossier: what may be sent where others can read it."""
    return f"/tra-cuu/?ma={code}"


def look_up_path(code: str, key: str) -> str:
    """The path printed in the QR code of every receipt; the public site serves it for ever."""
    return f"/h/{code}/{key}"

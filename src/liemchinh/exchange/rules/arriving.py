"""Decides what a message from the national portal says, and whether it can become a dossier. Strict: no guessing.

A message holds one dossier, alone or in a list called `data`, with the names by which we send dossiers ourselves.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from liemchinh.kernel.days import VIETNAM
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop, nfc

MOST_FILES = 40
_CODE = re.compile(r"[A-Z0-9][A-Z0-9.]{1,24}-\d{6,8}-\d{4,10}")
_PROCEDURE = re.compile(r"\d\.\d{6}")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_SPACE = re.compile(r"\s+")
LONGEST = {
    "MaHoSo": 50,
    "MaTTHC": 60,
    "ChuHoSo": 200,
    "MaDoiTuong": 30,
    "DiaChi": 300,
    "Email": 200,
    "SoDienThoai": 20,
    "TrichYeuHoSo": 1000,
    "DonViXuLy": 200,
    "NgayTiepNhan": 14,
    "KenhThucHien": 1,
    "TaiKhoanDuocXacThucVoiVNeID": 1,
}
"""The fields that are read, and how long each may be; whatever else stands there is left unread."""
NEEDED = ("MaHoSo", "MaTTHC", "ChuHoSo", "DonViXuLy")


@dataclass(frozen=True)
class Paper:
    """A file that belongs to it: the name of its paper, and where it lies: beside the message, or at an address."""

    name: str
    path: str = ""
    link: str = ""


@dataclass(frozen=True)
class Arriving:
    """A dossier as the national portal sent it, read and checked in itself."""

    code: str
    procedure: str
    applicant: str
    unit: str
    identity: str = ""
    address: str = ""
    email: str = ""
    phone: str = ""
    request: str = ""
    filed_at: datetime | None = None
    verified: bool = False
    papers: tuple[Paper, ...] = ()


def split(content: bytes) -> list[Mapping[str, Any]]:
    """The dossiers of one message, each as it stands there. Raises Refused("exchange.json"), ("exchange.size")."""
    try:
        said = json.loads(content.decode("utf-8-sig"), parse_constant=_no_constant)
        json.dumps(said, ensure_ascii=False).encode()  # half a sign, written as an escape, is no text
    except (ValueError, RecursionError) as broken:
        raise Refused("exchange.json", gettext_noop("Tệp không phải là JSON đọc được.")) from broken
    rows = said.get("data", said) if isinstance(said, dict) else said
    found = rows if isinstance(rows, list) else [rows]
    if not found or not all(isinstance(row, dict) for row in found):
        raise Refused("exchange.json", gettext_noop("Tệp không phải là JSON đọc được."))
    return found


def read(row: Mapping[str, Any]) -> Arriving:
    """One dossier of a message, every field checked. Raises Refused with a code that begins with `exchange.`."""
    said = {name: _text(row, name) for name in LONGEST}
    missing = [name for name in NEEDED if not said[name]]
    if missing:
        sentence = gettext_noop("Thiếu trường {names}.")
        raise Refused("exchange.field_missing", sentence, names=", ".join(missing))
    code = said["MaHoSo"].upper()
    procedure = said["MaTTHC"]
    national = procedure[:8]  # a local copy adds the agency behind the national code
    for name, value, shape in (("MaHoSo", code, _CODE), ("MaTTHC", national, _PROCEDURE)):
        if not shape.fullmatch(value):
            raise _odd(name)
    if said["Email"] and not _MAIL.fullmatch(said["Email"]):
        raise _odd("Email")
    if said["SoDienThoai"] and not re.fullmatch(r"\+?[\d .()-]{6,20}", said["SoDienThoai"]):
        raise _odd("SoDienThoai")
    if said["KenhThucHien"] not in ("", "2"):
        sentence = gettext_noop("Hồ sơ không nộp trực tuyến (KenhThucHien khác 2).")
        raise Refused("exchange.channel", sentence)
    if said["TaiKhoanDuocXacThucVoiVNeID"] not in ("", "0", "1"):
        raise _odd("TaiKhoanDuocXacThucVoiVNeID")
    return Arriving(
        code=code,
        procedure=national,
        applicant=said["ChuHoSo"],
        unit=said["DonViXuLy"],
        identity=said["MaDoiTuong"],
        address=said["DiaChi"],
        email=said["Email"],
        phone=said["SoDienThoai"],
        request=said["TrichYeuHoSo"],
        filed_at=_moment(said["NgayTiepNhan"]),
        verified=said["TaiKhoanDuocXacThucVoiVNeID"] == "1",
        papers=_papers(row.get("TaiLieuNop")),
    )


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise _odd(name)
    text = nfc(_SPACE.sub(" ", str(value)).strip())
    if len(text) > LONGEST[name] or not text.isprintable():
        raise _odd(name)
    return text


def _papers(said: object) -> tuple[Paper, ...]:
    if said is None:
        return ()
    if not isinstance(said, list) or len(said) > MOST_FILES or not all(isinstance(row, dict) for row in said):
        raise _odd("TaiLieuNop")
    return tuple(_paper(row) for row in said if str(row.get("IsDeleted", "")).lower() not in ("true", "1"))


def _paper(row: Mapping[str, Any]) -> Paper:
    name, place = row.get("TenTepDinhKem"), row.get("DuongDanTaiTepTin") or ""
    if not isinstance(name, str) or not isinstance(place, str) or not name.strip() or len(name) > 200:
        raise _odd("TenTepDinhKem")
    if len(place) > 500 or not place.isprintable():
        raise _odd("DuongDanTaiTepTin")
    tidy = nfc(_SPACE.sub(" ", name).strip())
    if not tidy.isprintable():
        raise _odd("TenTepDinhKem")
    if urlsplit(place).scheme:
        if urlsplit(place).scheme not in ("https", "urn"):
            raise _odd("DuongDanTaiTepTin")
        return Paper(tidy, link=place)
    parts = place.split("/")
    if place and ("\\" in place or place.startswith("/") or any(part in ("", ".", "..") for part in parts)):
        raise _odd("DuongDanTaiTepTin")
    return Paper(tidy, path=place)


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    try:
        if not re.fullmatch(r"\d{14}", text):
            raise ValueError(text)
        return datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=VIETNAM)
    except ValueError:
        raise _odd("NgayTiepNhan") from None


def _odd(name: str) -> Refused:
    return Refused("exchange.field", gettext_noop("Trường {name} không đúng dạng."), name=name)


def _no_constant(word: str) -> None:
    raise ValueError(word)

"""One procedure as the national portal shows it: every cell read, every doubt kept beside what was read."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from liemchinh.procedures.parsing.channels import ParsedChannel, read_channels
from liemchinh.procedures.parsing.components import ParsedComponent, read_components
from liemchinh.procedures.parsing.legal import LegalText, Result, read_basis, read_results
from liemchinh.procedures.parsing.outcome import Finding, Outcome, excerpt
from liemchinh.procedures.parsing.text import is_nothing, plain, stated

CELLS = (
    "ma_thu_tuc",
    "ten_thu_tuc",
    "so_quyet_dinh",
    "cap_thuc_hien",
    "loai_thu_tuc",
    "linh_vuc",
    "doi_tuong_thuc_hien",
    "co_quan_co_tham_quyen",
    "co_quan_thuc_hien",
    "co_quan_phoi_hop",
    "trinh_tu_thuc_hien",
    "cach_thuc_thuc_hien",
    "thanh_phan_ho_so",
    "can_cu_phap_ly",
    "yeu_cau_dieu_kien",
    "ket_qua_xu_ly",
)
"""The cells of one row, named as the source names them; any other key is kept in the raw text."""

# words of the level cell -> level; „huyện“ is history since 1 July 2025
LEVELS = (
    (r"bộ|trung ương", "ministry"),
    (r"tỉnh|thành phố", "province"),
    (r"huyện|quận", "district"),
    (r"xã|phường|đặc khu", "commune"),
    (r"cơ quan khác|khác", "other"),
)
_CODE = re.compile(r"\d\.\d{6}")


@dataclass(frozen=True)
class ParsedRow:
    """A row as read. `code` is the national code, or `khong-ma-…` made of the name where there is none."""

    code: str
    name: str
    decision: str
    levels: tuple[str, ...]
    kind: str
    field: str
    subjects: tuple[str, ...]
    competent: str
    executing: str
    coordinating: str
    sequence: str
    conditions: str
    results: tuple[Result, ...]
    legal_basis: tuple[LegalText, ...]
    channels: tuple[ParsedChannel, ...]
    components: tuple[ParsedComponent, ...]
    findings: tuple[Finding, ...]
    raw: Mapping[str, Any]
    content_hash: str


def parse_row(raw: Mapping[str, Any]) -> ParsedRow:
    """Reads one row of the portal. Missing cells are found out and reported; no row is refused."""
    cells = _cells(raw)
    findings = [Finding(cell, Outcome.NOT, "thiếu ô này trong dữ liệu nguồn") for cell in CELLS if cell not in cells]
    text = {cell: stated(cells.get(cell)) for cell in CELLS}
    channels, about_channels = read_channels(text["cach_thuc_thuc_hien"], (text["trinh_tu_thuc_hien"],))
    components, about_components = read_components(text["thanh_phan_ho_so"])
    results = read_results(text["ket_qua_xu_ly"])
    basis = read_basis(text["can_cu_phap_ly"])
    findings += [*about_channels, *about_components]
    findings += _unread("ket_qua_xu_ly", text["ket_qua_xu_ly"], bool(results))
    findings += _unread("can_cu_phap_ly", text["can_cu_phap_ly"], any(item.number for item in basis))
    levels = tuple(level for pattern, level in LEVELS if re.search(pattern, text["cap_thuc_hien"], re.IGNORECASE))
    findings += _unread("cap_thuc_hien", text["cap_thuc_hien"], bool(levels))
    code, name = _identity(text, findings)
    return ParsedRow(
        code=code,
        name=name,
        decision=text["so_quyet_dinh"],
        levels=levels,
        kind=text["loai_thu_tuc"],
        field=text["linh_vuc"],
        subjects=_subjects(text["doi_tuong_thuc_hien"]),
        competent=text["co_quan_co_tham_quyen"],
        executing=text["co_quan_thuc_hien"],
        coordinating=text["co_quan_phoi_hop"],
        sequence=text["trinh_tu_thuc_hien"],
        conditions=text["yeu_cau_dieu_kien"],
        results=results,
        legal_basis=basis,
        channels=channels,
        components=components,
        findings=tuple(findings),
        raw=dict(raw),
        content_hash=content_hash([raw]),
    )


def content_hash(rows: Iterable[Mapping[str, Any]]) -> str:
    """SHA-256 over what the rows say: spaces, Unicode form and the order of keys do not count, words do."""
    said = [{_key(key): " ".join(plain(value).split()) for key, value in row.items()} for row in rows]
    canonical = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _key(key: Any) -> str:
    return plain(key).casefold().strip().replace(" ", "_")


def _cells(raw: Mapping[str, Any]) -> dict[str, Any]:
    return {_key(key): value for key, value in raw.items()}


def _identity(text: Mapping[str, str], findings: list[Finding]) -> tuple[str, str]:
    stated_code = "".join(text["ma_thu_tuc"].split())
    name = " ".join(text["ten_thu_tuc"].split())
    match = _CODE.search(stated_code)
    if match and match.group() == stated_code:
        code = stated_code
    elif stated_code:
        # a local copy of a code (1.001612.000.00.00.H48) is kept whole: it is another body's procedure
        code = stated_code[:60]
        if not match:
            findings.append(
                Finding("ma_thu_tuc", Outcome.PARTLY, "mã không theo dạng mã quốc gia", excerpt(stated_code))
            )
    else:
        said = name or json.dumps(dict(text), ensure_ascii=False, sort_keys=True)
        code = "khong-ma-" + hashlib.sha256(said.casefold().encode()).hexdigest()[:12]
        findings.append(Finding("ma_thu_tuc", Outcome.NOT, "không có mã, đặt mã tạm theo tên", excerpt(name)))
    if not name:
        findings.append(Finding("ten_thu_tuc", Outcome.NOT, "không có tên thủ tục", code))
    return code, name or code


def _subjects(text: str) -> tuple[str, ...]:
    """The cell's list; commas inside brackets and inside „Cán bộ, công chức, viên chức“ do not part it."""
    parts = re.split(r",\s+(?=[A-ZĐ])(?![^()]*\))|\n|;\s*", text)
    return tuple(part.strip() for part in parts if part.strip())


def _unread(cell: str, text: str, read: bool) -> list[Finding]:
    if read or is_nothing(text):
        return []
    return [Finding(cell, Outcome.PARTLY, "giữ nguyên văn, chưa tách được", excerpt(text))]

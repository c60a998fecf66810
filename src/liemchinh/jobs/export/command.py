"""`liemchinh export`: an authority's records in open forms, to keep them in an archive or to leave this program.

Who takes them out shows by password who they are, and the log has an entry of it before the first row is written.
Without `--personal` nothing about a person is in it.
"""

import argparse
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import timezone

from liemchinh.dossiers.queries.testimony import TESTIMONY as OF_DOSSIERS
from liemchinh.dossiers.rules.exporting import check_may_export
from liemchinh.dossiers.services import path_of
from liemchinh.dossiers.services.exporting import note_export
from liemchinh.jobs.backup.command import private_files, program_version
from liemchinh.jobs.erase import person
from liemchinh.jobs.export import scope, writing
from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import local, local_day
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.ledger import queries as ledger
from liemchinh.ledger.sealing.files import published
from liemchinh.org import queries as org

TABLES, FILES, BOOK, PROOFS = "bang", "tep", "so-cai", "bang-chung"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `liemchinh export`."""
    parser.add_argument("folder", type=Path, metavar="THƯ_MỤC", help="thư mục mới để ghi vào; phải chưa có gì")
    parser.add_argument("--by", default="", help="tên đăng nhập của người xuất; chương trình hỏi mật khẩu")
    parser.add_argument("--authority", default="", metavar="MÃ", help="mã cơ quan (mặc định: cơ quan của người xuất)")
    parser.add_argument(
        "--since", type=date.fromisoformat, metavar="NGÀY", help="hồ sơ đăng ký từ ngày này (2026-01-01)"
    )
    parser.add_argument("--until", type=date.fromisoformat, metavar="NGÀY", help="tới trước ngày này")
    parser.add_argument(
        "--personal", action="store_true", help="kèm dữ liệu cá nhân, tệp quét và bằng chứng; cần quyết định"
    )
    parser.add_argument("--decision", default="", help="số quyết định cho xuất dữ liệu cá nhân, ví dụ 12/QĐ-UBND")


def run(args: argparse.Namespace) -> int:
    """Export and say what is in it."""
    folder = args.folder.expanduser().resolve()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused("export.held", gettext_noop("{folder} đã có dữ liệu. Chọn một thư mục mới."), folder=folder)
    by = person(args.by)
    try:
        with private_files():
            counted = export(
                folder,
                authority=args.authority,
                since=args.since,
                until=args.until,
                personal=args.personal,
                decision=args.decision,
                by=by,
            )
    except OSError as problem:
        sentence = gettext_noop("Không ghi được vào {folder}: {reason}.")
        raise Refused("export.write", sentence, folder=folder, reason=problem.strerror or problem) from problem
    for name, count in counted.items():
        print(f"  {name:<36} {count}")
    print(f"Đã xuất vào {folder}. Xem README.md trong đó; kiểm tra: sha256sum -c SHA256SUMS")
    return 0


def export(
    folder: Path,
    *,
    authority: str,
    since: date | None,
    until: date | None,
    personal: bool,
    decision: str,
    by: Actor,
) -> dict[str, int]:
    """Write everything into a new folder; rows by table, files by folder. Raises NotFound, Refused, OSError."""
    at = timezone.now()
    code = authority or _only_one(by)
    check_may_export(by, code, personal=personal, decision=decision)
    wanted = scope.Wanted(_units(code, local_day(at)), since, until, personal)
    rows = scope.dossiers(wanted)
    note_export(
        authority=code,
        since=since,
        until=until,
        dossiers=rows.count(),
        personal=personal,
        decision=decision,
        by=by,
        at=at,
    )
    chosen, left = scope.tables(wanted)
    (folder / TABLES).mkdir(parents=True)
    counted = {table.name: writing.write_table(table, folder / TABLES) for table in chosen}
    if personal:
        counted[FILES] = _files(folder, chosen)
        counted[PROOFS] = _proofs(folder, chosen)
    counted[BOOK] = writing.copy_folder(published(), folder / BOOK, leave=("seal.lock", "state.json"))
    facts = {
        "authority": code,
        "since": since.isoformat() if since else None,
        "until": until.isoformat() if until else None,
        "personal": personal,
        "decision": decision,
        "made_at": local(at).isoformat(timespec="seconds"),
        "version": program_version(),
        "rows": counted,
        "titles": {table.name: table.title for table in chosen},
        "columns": {table.name: list(table.columns) for table in chosen},
        "closed": {table.name: list(table.closed) for table in chosen if table.closed},
        "left_out": left,
    }
    (folder / "export.json").write_text(json.dumps(facts, ensure_ascii=False, indent=1), encoding="utf-8")
    (folder / "README.md").write_text(readme(facts), encoding="utf-8")
    writing.write_sums(folder)
    return counted


def _only_one(by: Actor) -> str:
    codes = {seat.authority for seat in by.seats}
    if len(codes) != 1:
        raise Refused("export.authority", gettext_noop("Ghi rõ cơ quan: --authority MÃ"))
    return codes.pop()


def _units(code: str, on: date) -> dict[int, str]:
    """The authority and everything below it, and what it has inherited; codes by id."""
    below = {unit.id: unit.code for unit in org.subtree(code, on)}
    codes = org.unit_codes()
    return below | {key: codes[key] for key in org.with_inherited([org.unit(code, on).id], on)}


def _files(folder: Path, chosen: list[scope.Chosen]) -> int:
    """Every kept scan that a row names, by its hash."""
    count = 0
    for thread in OF_DOSSIERS.threads:
        table = next((one for one in chosen if one.name == thread.files), None)
        for digest in table.rows.values_list("sha256", flat=True).iterator(writing.CHUNK) if table else ():
            count += writing.copy_file(path_of(digest), folder / FILES / digest[:2] / digest)
    return count


def _proofs(folder: Path, chosen: list[scope.Chosen]) -> int:
    """The proof of every entry of every dossier that a published checkpoint covers, in a folder a thread."""
    table = next(one for one in chosen if one.name == "ledger_entry")
    count = 0
    for key, tag, step in table.rows.values_list("pk", "tag", "step").iterator(writing.CHUNK):
        proof = ledger.proof_bytes(key)
        if proof is not None:
            path = folder / PROOFS / tag / f"{step}.tlog-proof"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(proof)
            count += 1
    return count


_README = """# Dữ liệu xuất của cơ quan {authority}

Lập lúc {made_at} bằng Liêm Chính {version}. Hồ sơ đăng ký {period}. {people}

| Thư mục | Có gì |
|---|---|
| `bang/*.jsonl` | mỗi bảng một tệp, mỗi dòng một đối tượng JSON, đúng từng trị số; thời điểm theo giờ Việt Nam |
| `bang/*.csv` | cùng nội dung cho bảng tính (UTF-8); ô có thể bị hiểu là công thức có thêm dấu ' ở đầu |
| `tep/` | tệp quét và kết quả, tên là SHA-256 của nội dung; bảng `dossiers_attachment` cho biết tên, loại và hồ sơ |
| `so-cai/` | sổ công khai: mục, cây băm, mốc đã ký; `verify.py` và `policy` kiểm được không cần mạng |
| `bang-chung/` | bằng chứng từng bước: `python3 so-cai/verify.py bang-chung/…/1.tlog-proof --policy so-cai/policy` |
| `export.json` | phạm vi, cột của từng bảng, cột bị giữ lại, bảng không xuất và lý do |
| `SHA256SUMS` | `sha256sum -c SHA256SUMS` kiểm mọi tệp còn nguyên |

Cột `…_id` trỏ tới cột `id` của bảng cùng tên: `authority_id`, `unit_id` → `org_unit`;
`dossier_id` → `dossiers_dossier`; `version_id` → `procedures_procedureversion`; `entry_id` → `ledger_entry`.
Cột byte viết bằng số hệ mười sáu. Ngày và giờ theo ISO 8601.
Các bảng được đọc lần lượt khi chương trình vẫn chạy: mỗi bảng đúng ở lúc nó được đọc.

## Số dòng

{rows}
"""


def readme(facts: Mapping[str, Any]) -> str:
    """The page that explains an export to whoever opens it years later."""
    since, until = facts["since"] or "từ đầu", facts["until"]
    period = f"{since}" + (f" tới trước {until}" if until else " tới lúc lập")
    people = (
        "Có dữ liệu cá nhân, theo quyết định {}.".format(facts["decision"])
        if facts["personal"]
        else ("Không có dữ liệu cá nhân: các cột có thể nói về người đã được giữ lại.")
    )
    titles = facts["titles"]
    rows = "\n".join(f"- `{name}` {titles.get(name, '')}: {count}" for name, count in facts["rows"].items())
    return _README.format(
        authority=facts["authority"],
        made_at=facts["made_at"],
        version=facts["version"],
        period=period,
        people=people,
        rows=rows,
    )

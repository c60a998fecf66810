"""What the verifier takes on the command line, and its run: the same for `liemchinh verify` and for `verify.py`."""

import argparse
import sys
import time
from pathlib import Path

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.ledger.core.policy import Policy, parse_policy
from liemchinh.ledger.core.promise import PROMISE_BYTES, Promise
from liemchinh.ledger.core.proof import PROOF_LIMIT, LogProof
from liemchinh.ledger.core.strangers import json_line
from liemchinh.ledger.verify.checking import check_log_proof, check_signed_promise, kept_by, left_open
from liemchinh.ledger.verify.looking import ReadFile, looked_for, reader_of
from liemchinh.ledger.verify.reading import read_evidence
from liemchinh.ledger.verify.saying import Mark, Report, Ruling, Shown

PROVED, NOT_PROVED, MISUSE = 0, 1, 2


def declare_verify_arguments(parser: argparse.ArgumentParser, *, files: str = "+") -> None:
    """Declare FILE…, --policy, --log and --json."""
    parser.add_argument(
        "files",
        metavar=gettext_noop("TỆP"),
        nargs=files,
        help=gettext_noop("tệp .tlog-proof; tệp chữ (hoặc - là đọc từ bàn phím) có địa chỉ hay dãy số quét từ giấy"),
    )
    parser.add_argument(
        "--policy",
        metavar=gettext_noop("TỆP"),
        type=Path,
        help=gettext_noop("tệp chính sách: khóa của sổ, khóa lời hứa, các bên chứng kiến; chỉ tin những gì ghi ở đây"),
    )
    parser.add_argument(
        "--log",
        metavar=gettext_noop("ĐỊA_CHỈ"),
        help=gettext_noop("địa chỉ (https://…/ledger) hoặc thư mục của sổ: tìm trong đó việc đã hứa"),
    )
    parser.add_argument("--json", action="store_true", help=gettext_noop("mỗi tệp một dòng JSON"))


def run_verify(args: argparse.Namespace) -> int:
    """Check every file and say what it shows: 0 when all is proved, 1 when something is not, 2 when misused."""
    if args.policy is None:
        print(gettext_noop("Thiếu --policy: tệp chính sách cho biết tin chữ ký của ai."), file=sys.stderr)
        return MISUSE
    try:
        policy = parse_policy(args.policy.read_bytes())
        read = reader_of(args.log) if args.log else None
        handed = [(source, _bytes_of(source)) for source in args.files]
    except Refused as refused:
        print(refused, file=sys.stderr)
        return MISUSE
    except OSError as problem:
        print(gettext_noop("Không đọc được tệp: {problem}").format(problem=problem), file=sys.stderr)
        return MISUSE
    live = bool(args.log) and "://" in args.log
    reports = examine(handed, policy, read, now=int(time.time()), live=live)
    for report in reports:
        print(json_line(report.as_json()) if args.json else report.sentences())
    return PROVED if all(report.ruling is Ruling.MATCH for report in reports) else NOT_PROVED


def examine(
    handed: list[tuple[str, bytes]], policy: Policy, read: ReadFile | None, *, now: int, live: bool
) -> list[Report]:
    """A report on every proof and promise in these (name, bytes); promises are held against the proofs beside them."""
    evidence: list[tuple[str, LogProof | Promise | Refused]] = []
    for source, data in handed:
        try:
            evidence += [(source, one) for one in read_evidence(data)]
        except Refused as refused:
            evidence.append((source, refused))
    proved = [check_log_proof(source, one, policy) for source, one in evidence if isinstance(one, LogProof)]
    waiting = iter(proved)
    reports = []
    for source, one in evidence:
        if isinstance(one, LogProof):
            reports.append(next(waiting))
        elif isinstance(one, Promise):
            reports.append(_on_promise(source, one, policy, proved, read, now=now, live=live))
        else:
            unread = Shown("file", Mark.OPEN, str(one))
            reports.append(Report(source, "unknown", Ruling.UNCLEAR, (unread,)))
    return reports


def _on_promise(
    source: str,
    promise: Promise,
    policy: Policy,
    proofs: list[Report],
    read: ReadFile | None,
    *,
    now: int,
    live: bool,
) -> Report:
    report = check_signed_promise(source, promise, policy)
    held = kept_by(report, proofs)
    if held is not report or report.lines[0].mark is not Mark.HOLDS:
        return held
    return looked_for(report, promise, policy, read, now=now, live=live) if read else left_open(report)


def _bytes_of(source: str) -> bytes:
    """The bytes of a file, of the standard input (`-`), or of the words themselves when they hold a promise."""
    if source == "-":
        return sys.stdin.buffer.read(PROOF_LIMIT + 1)
    if sum(map(str.isdigit, source)) >= 2 * PROMISE_BYTES and not _is_file(source):
        return source.encode()
    with Path(source).open("rb") as file:
        return file.read(PROOF_LIMIT + 1)


def _is_file(source: str) -> bool:
    try:
        return Path(source).is_file()
    except OSError:  # a name longer than any file may have
        return False

"""`liemchinh doctor`: looks at the whole instance, changes nothing, says what is wrong and how it is mended."""

import argparse
import json
from collections.abc import Iterable

from liemchinh.jobs.doctor import configured, machine
from liemchinh.jobs.doctor.findings import LEVEL_NAMES, Check, Finding, Level, error, looked
from liemchinh.kernel.words import gettext_noop


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `liemchinh doctor`."""
    parser.add_argument("--json", action="store_true", help="in cho máy đọc: một danh sách JSON")
    parser.add_argument("--network", action="store_true", help="thử cả máy chủ thư và hai trang (đi qua mạng)")


def run(args: argparse.Namespace) -> int:
    """Look and tell; 1 when anything is an error."""
    found, checks = examine(network=args.network)
    if args.json:
        print(json.dumps([finding.as_json() for finding in found], ensure_ascii=False, indent=1))
    else:
        tell(found, checks)
    return 1 if any(finding.level is Level.ERROR for finding in found) else 0


def examine(*, network: bool = False) -> tuple[list[Finding], int]:
    """Every finding, the gravest first, and how many things were looked at."""
    found, checks = _together((*configured.CHECKS, *machine.CHECKS))
    if all(finding.code != "setting.bad" for finding in found):
        more, count = _inside(network=network)
        found, checks = found + more, checks + count
    order = list(Level)
    return sorted(found, key=lambda finding: order.index(finding.level)), checks


def _inside(*, network: bool) -> tuple[list[Finding], int]:
    """What can only be seen with the program loaded and the database open."""
    from liemchinh.prepare import load

    try:
        load()
    except Exception as problem:  # told, with everything that was found before it
        sentence = gettext_noop("Chương trình không nạp được: {reason}.")
        how = gettext_noop("Cài lại đúng bộ thư viện: pip install -r requirements.lock")
        return [error("program.broken", sentence, how, reason=f"{type(problem).__name__}: {problem}")], 1
    from liemchinh.jobs.doctor import confidential, public_log, running, stored

    found, checks = _together(stored.CHECKS)
    if {"prepare.database", "prepare.newer", "database.behind"} & {finding.code for finding in found}:
        return [finding for finding in found if finding.code != "database.unguarded"], checks
    more, count = _together(
        (*public_log.CHECKS, *running.CHECKS, *confidential.CHECKS, *(running.OVER_NETWORK if network else ()))
    )
    return found + more, checks + count


def _together(checks: Iterable[Check]) -> tuple[list[Finding], int]:
    each = [looked(check) for check in checks]
    return [finding for found in each for finding in found], len(each)


def tell(found: list[Finding], checks: int) -> None:
    """What was found, for people: sentence, then how it is mended."""
    for finding in found:
        print(f"[{LEVEL_NAMES[finding.level]}] {finding.said()}")
        print(f"    → {finding.mended()}")
    errors = sum(finding.level is Level.ERROR for finding in found)
    warnings = sum(finding.level is Level.WARNING for finding in found)
    print(f"Đã khám {checks} mục: {errors} lỗi, {warnings} điều nên sửa.")

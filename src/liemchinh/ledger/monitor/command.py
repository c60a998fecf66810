"""`liemchinh monitor`: visits a published log once or again and again, and says what is wrong with it."""

import argparse
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.ledger.core.policy import Policy, parse_policy
from liemchinh.ledger.core.promise import Promise, check, parse_digits
from liemchinh.ledger.core.published import source_at
from liemchinh.ledger.monitor.finding import Finding
from liemchinh.ledger.monitor.graph import Graph
from liemchinh.ledger.monitor.mail import Post, send
from liemchinh.ledger.monitor.state import State
from liemchinh.ledger.monitor.watching import Visit, missing_leaves

PASSWORD = "MONITOR_SMTP_PASSWORD"
"""Name of the environment variable with the password of `--smtp-user`: never on a command line others can read."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `liemchinh monitor`."""
    parser.add_argument("log", metavar="SỔ", help="địa chỉ sổ (https://…/ledger) hoặc thư mục chứa bản sao của sổ")
    parser.add_argument(
        "--policy", type=Path, required=True, metavar="TỆP", help="tệp policy: khóa của sổ và các bên chứng kiến"
    )
    parser.add_argument(
        "--state", type=Path, required=True, metavar="THƯ_MỤC", help="thư mục nhớ đã đọc tới đâu và giữ bằng chứng"
    )
    parser.add_argument("--follow", type=float, metavar="GIÂY", help="đọc lại sau mỗi chừng ấy giây, tới khi Ctrl-C")
    parser.add_argument("--json", action="store_true", help="in mỗi điều thấy được thành một dòng JSON")
    parser.add_argument("--receipts", type=Path, metavar="TỆP", help="tệp dãy số lời hứa trên giấy, mỗi dòng một dãy")
    parser.add_argument("--mail-to", action="append", default=[], metavar="ĐỊA_CHỈ", help="gửi điều bất thường mới tới")
    parser.add_argument("--mail-from", metavar="ĐỊA_CHỈ", help="địa chỉ người gửi")
    parser.add_argument("--smtp", default="127.0.0.1:25", metavar="MÁY:CỔNG", help="máy gửi thư (127.0.0.1:25)")
    parser.add_argument("--smtp-user", default="", metavar="TÊN", help=f"tên đăng nhập; mật khẩu đặt ở biến {PASSWORD}")


def run(args: argparse.Namespace, graph: Graph) -> int:
    """Visit the log; status 1 when anything is wrong, 0 when not. With `--follow`, until told to stop."""
    state = State(args.state, graph)
    told: set[str] = set()
    try:
        while True:
            findings = visit(args, state, graph)
            report([it for it in findings if not args.follow or it.key not in told], as_json=args.json)
            told |= {it.key for it in findings}
            post_new(args, state, findings)
            if not args.follow:
                return 1 if any(it.grave for it in findings) else 0
            time.sleep(args.follow)
    finally:
        state.close()


def visit(args: argparse.Namespace, state: State, graph: Graph) -> list[Finding]:
    """Visit once: everything that was ever found in this log, then what holds just now."""
    policy = parse_policy(args.policy.read_bytes())
    looked = Visit(state, source_at(args.log), policy, graph)
    looked.make()
    if args.receipts:
        looked.passing += receipts(looked, looked.policy, args.receipts.read_text(encoding="utf-8"))
    return [*(finding for _, finding in state.findings()), *looked.passing]


def receipts(looked: Visit, policy: Policy, text: str) -> list[Finding]:
    """Check promises in bulk, one line of digits each: each leaf must be in a book by the promised time."""
    found: list[Finding] = []
    open_: dict[bytes, tuple[int, str, Promise]] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            promise = parse_digits(line)
            _check_promise(promise, policy)
        except Refused as refused:
            sentence = gettext_noop("Lời hứa ở dòng {line}: {why}").format(line=number, why=refused)
            found.append(Finding("receipt_unreadable", sentence, False, evidence={"line": number}))
            continue
        open_[promise.leaf] = (number, line, promise)
    missing = missing_leaves(looked, list(open_))
    waiting = 0
    for leaf, (number, line, promise) in open_.items():
        if leaf not in missing:
            continue
        if promise.at + promise.within >= looked.now:
            waiting += 1
            continue
        sentence = gettext_noop(
            "Lời hứa ở dòng {line} đã ký mà mục không có trong sổ sau hạn: hồ sơ đã bị bỏ khỏi sổ, giấy này là bằng"
            " chứng."
        )
        evidence = {"line": number, "leaf": leaf.hex(), "at": promise.at, "within": promise.within, "digits": line}
        found.append(Finding("receipt_dropped", sentence.format(line=number), evidence=evidence))
    sentence = gettext_noop("Đã đối chiếu {count} lời hứa: {kept} có trong sổ, {waiting} chưa tới hạn.")
    kept = len(open_) - len(missing)
    words = sentence.format(count=len(open_), kept=kept, waiting=waiting)
    return [*found, Finding("receipts", words, False)]


def _check_promise(promise: Promise, policy: Policy) -> None:
    for key in policy.promises:
        if key.key_id == promise.key_id:
            check(promise, key)
            return
    raise Refused("monitor.promise", gettext_noop("không phải do khóa lời hứa trong policy ký."))


def report(findings: Sequence[Finding], *, as_json: bool) -> None:
    """Print findings: sentences, what is wrong first, or JSON lines."""
    if as_json:
        for finding in findings:
            print(finding.line(), flush=True)
        return
    wrong = [it for it in findings if it.grave]
    for finding in wrong:
        print(f"✗ {finding.shown()}")
    for finding in findings:
        if not finding.grave:
            print(f"· {finding.shown()}")
    if not wrong:
        print(gettext_noop("Không thấy điều gì bất thường."), flush=True)
    else:
        print(gettext_noop("{count} điều bất thường.").format(count=len(wrong)), flush=True)


def post_new(args: argparse.Namespace, state: State, findings: Sequence[Finding]) -> None:
    """Mail what is wrong and was not mailed yet; what could not be sent is tried again at the next visit."""
    if not args.mail_to:
        return
    stored = list(state.findings(unmailed=True))
    kept = {it.key for _, it in state.findings()}
    known = set(state.fact("mailed").splitlines())
    passing = [it for it in findings if it.grave and it.key not in kept]
    fresh = [it for _, it in stored] + [it for it in passing if it.key not in known]
    if fresh:
        sender = args.mail_from or args.mail_to[0]
        post = Post(args.smtp, sender, tuple(args.mail_to), args.smtp_user, os.environ.get(PASSWORD, ""))
        try:
            send(post, args.log, fresh)
        except Refused as refused:
            print(refused, file=sys.stderr)
            return
    with state.batch():
        state.mailed(number for number, _ in stored)
        # what no longer holds is forgotten: should it come back, it is news again
        state.keep_fact("mailed", "\n".join(it.key for it in passing))

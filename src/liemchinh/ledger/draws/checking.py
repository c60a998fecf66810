"""Computes a published draw again, from its pool and its result alone, and says what that shows and what it does not.

Runs on anybody's computer: standard library only, no network.
"""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from enum import StrEnum
from functools import partial
from pathlib import Path

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.ledger.core.policy import Policy, Standing, parse_policy
from liemchinh.ledger.core.proof import check_proof, parse_proof
from liemchinh.ledger.core.strangers import json_line, legible
from liemchinh.ledger.draws.announcement import NOTICE_SECONDS, Announcement, document_hash
from liemchinh.ledger.draws.beacon import beacon_time, check_beacon
from liemchinh.ledger.draws.pool import PoolLine, parse_pool, pool_root
from liemchinh.ledger.draws.result import (
    DrawResult,
    Reveal,
    check_lottery,
    check_secret,
    finish_draw,
    parse_result,
    reveal_document,
)

_DRAW_ZONE = timezone(timedelta(hours=7))  # by itself: a bare Python on Windows knows no zone by name


class Verdict(StrEnum):
    """What a line of the check says: it holds, it does not, or nobody can tell from these files."""

    HOLDS = "holds"
    WRONG = "wrong"
    OPEN = "open"


VERDICT_WORDS = {
    Verdict.HOLDS: gettext_noop("Khớp"),
    Verdict.WRONG: gettext_noop("KHÔNG KHỚP"),
    Verdict.OPEN: gettext_noop("Chưa kiểm tra được"),
}


@dataclass(frozen=True)
class DrawFinding:
    """One thing looked at: a stable code, the verdict, a sentence."""

    code: str
    verdict: Verdict
    sentence: str


def check_draw(pool: str, result: bytes, policy: Policy | None = None) -> list[DrawFinding]:
    """Everything that the public pool and the result file show. `policy` says whose signatures count.

    Raises Refused when a file cannot be read at all.
    """
    told, lines = parse_result(result), parse_pool(pool)
    return [
        _entry_finding(told),
        *_pool_findings(told.announcement, lines),
        *_source_findings(told),
        *_reveal_findings(told),
        *_outcome_findings(told, lines),
        *timing_findings(told, policy),
        _again_finding(told.announcement),
    ]


def timing_findings(told: DrawResult, policy: Policy | None) -> list[DrawFinding]:
    """Whether independent witnesses saw the announcement a day before its round came out."""
    if not told.proof:
        text = gettext_noop(
            "Kết quả không kèm bằng chứng ghi sổ: không biết thông báo có trước khi có đèn hiệu hay không."
        )
        return [DrawFinding("timing", Verdict.OPEN, text)]
    if policy is None:
        text = gettext_noop("Chưa có tệp chính sách (khóa của sổ và bên chứng kiến) để kiểm tra bằng chứng ghi sổ.")
        return [DrawFinding("timing", Verdict.OPEN, text)]
    try:
        standing = check_proof(parse_proof(told.proof.encode("utf-8")), told.leaf, policy)
    except Refused as refused:
        return [DrawFinding("log", Verdict.WRONG, str(refused))]
    inside = gettext_noop("Thông báo là mục có trong sổ {origin}, cỡ {size}.")
    found = DrawFinding(
        "log",
        Verdict.HOLDS,
        inside.format(origin=standing.checkpoint.origin, size=standing.checkpoint.size),
    )
    return [found, _notice_finding(told.announcement, standing, policy)]


def seen_in_time(draw: Announcement, standing: Standing, policy: Policy) -> bool | None:
    """Whether the policy's quorum saw the announcement `NOTICE_SECONDS` before its round; None without a witness."""
    latest = draw.opens_at - NOTICE_SECONDS
    if not standing.cosigned:
        return None
    early = [name for name, at in standing.cosigned.items() if at <= latest]
    return bool(early) and policy.is_met_by(early)


def _notice_finding(draw: Announcement, standing: Standing, policy: Policy) -> DrawFinding:
    timely = seen_in_time(draw, standing, policy)
    if timely is None:
        text = gettext_noop(
            "Không bên chứng kiến nào ký mốc sổ này: chỉ có lời của cơ quan rằng thông báo có trước 24 giờ."
        )
        return DrawFinding("timing", Verdict.OPEN, text)
    names = ", ".join(f"{name} ({_clock_said(at)})" for name, at in sorted(standing.cosigned.items()))
    if timely:
        text = gettext_noop("Bên chứng kiến đã thấy thông báo ít nhất 24 giờ trước đèn hiệu: {names}.")
        return DrawFinding("timing", Verdict.HOLDS, text.format(names=names))
    text = gettext_noop("Không đủ bên chứng kiến thấy thông báo 24 giờ trước đèn hiệu ({at}): {names}.")
    return DrawFinding("timing", Verdict.WRONG, text.format(names=names, at=_clock_said(draw.opens_at)))


def _entry_finding(told: DrawResult) -> DrawFinding:
    draw = told.announcement
    fact = _public_facts(told.entry)
    if fact.get("doc") != document_hash(draw.to_bytes()) or fact.get("ag") != draw.unit:
        text = gettext_noop("Mục ghi trong sổ không nói về thông báo này.")
        return DrawFinding("entry", Verdict.WRONG, text)
    text = gettext_noop("Thông báo đúng là tài liệu mà mục ghi có dấu {leaf} cam kết.")
    return DrawFinding("entry", Verdict.HOLDS, text.format(leaf=told.leaf.hex()[:16]))


def _pool_findings(draw: Announcement, lines: Sequence[PoolLine]) -> list[DrawFinding]:
    units = len({line.unit for line in lines})
    kept_out = sum(not line.drawable for line in lines)
    counts = (len(lines), units, kept_out) == (draw.people, draw.units, sum(draw.excluded.values()))
    if pool_root(lines).hex() != draw.root or not counts:
        text = gettext_noop("Danh sách không phải danh sách đã cam kết trong thông báo.")
        return [DrawFinding("pool", Verdict.WRONG, text)]
    text = gettext_noop("Danh sách {people} người ở {units} đơn vị đúng là danh sách đã cam kết.")
    text = text.format(people=len(lines), units=units)
    known = gettext_noop(
        "Danh sách có đủ và đúng người hay không thì mật mã không thấy được: ai cũng dò được dòng mình."
    )
    return [DrawFinding("pool", Verdict.HOLDS, text), DrawFinding("pool_people", Verdict.OPEN, known)]


def _source_findings(told: DrawResult) -> list[DrawFinding]:
    draw = told.announcement
    holds = gettext_noop("Đèn hiệu lượt {round}, công bố lúc {at}, có chữ ký đúng của mạng drand.")
    found = [
        _tried(
            "beacon",
            lambda: check_beacon(told.beacon, rounds=(draw.round, draw.fallback)),
            holds.format(round=told.beacon.round, at=_clock_said(beacon_time(told.beacon.round))),
        )
    ]
    if told.beacon.round == draw.fallback:
        text = gettext_noop(
            "Đã dùng lượt dự phòng {fallback}: chỉ hợp lệ nếu mạng drand không hề có lượt {round}. Ai có lượt ấy thì"
            " kết quả này vô hiệu."
        )
        found.append(DrawFinding("fallback", Verdict.OPEN, text.format(round=draw.round, fallback=draw.fallback)))
    written = gettext_noop("Kết quả xổ số {digits} viết đúng dạng đã báo.")
    found.append(_tried("lottery", lambda: check_lottery(draw, told.lottery), written.format(digits=told.lottery)))
    text = gettext_noop("Hãy đối chiếu {digits} với {prize}, {draw}, ngày {on}: xổ số không có chữ ký để máy kiểm tra.")
    lottery = draw.lottery
    text = text.format(digits=told.lottery, prize=lottery.prize, draw=lottery.draw, on=lottery.on)
    return [*found, DrawFinding("lottery_source", Verdict.OPEN, text)]


def _reveal_findings(told: DrawResult) -> list[DrawFinding]:
    draw, found = told.announcement, []
    for one in told.reveals:
        text = gettext_noop("Số bí mật của {party} đúng với cam kết; mục ghi tự nhận giờ trước đèn hiệu.")
        found.append(_tried("reveal", partial(_check_reveal, told, one), text.format(party=one.party)))
    for name in told.omitted:
        text = gettext_noop("{party} không mở số bí mật kịp lúc: theo luật bốc thăm, bỏ qua.")
        found.append(DrawFinding("omitted", Verdict.OPEN, text.format(party=name)))
    if [one.party for one in told.reveals] + list(told.omitted) != sorted(
        (party.name for party in draw.parties), key=lambda name: name in told.omitted
    ):
        text = gettext_noop("Kết quả không nói đủ về các bên đã cam kết số bí mật.")
        found.append(DrawFinding("parties", Verdict.WRONG, text))
    return found


def _check_reveal(told: DrawResult, one: Reveal) -> None:
    check_secret(told.announcement, one.party, one.secret)
    fact = _public_facts(one.entry)
    try:
        at = datetime.fromisoformat(str(fact.get("t", ""))).timestamp()
    except ValueError:
        at = float("inf")
    if fact.get("doc") != document_hash(reveal_document(told.leaf, one.party, one.secret)) or at >= (
        told.announcement.opens_at
    ):
        sentence = gettext_noop("Số bí mật của {party} không có mục ghi sổ trước đèn hiệu.")
        raise Refused("draws.reveal_late", sentence, party=one.party)


def _outcome_findings(told: DrawResult, lines: Sequence[PoolLine]) -> list[DrawFinding]:
    again = finish_draw(
        told.announcement,
        entry=told.entry,
        pool=lines,
        beacon=told.beacon,
        lottery=told.lottery,
        reveals={one.party: one for one in told.reveals},
    )
    if again.seed != told.seed:
        text = gettext_noop("Hạt giống tính lại là {seed}, không phải số ghi trong kết quả.")
        return [DrawFinding("seed", Verdict.WRONG, text.format(seed=again.seed.hex()))]
    seed = gettext_noop("Hạt giống tính lại đúng: {seed}.")
    found = [DrawFinding("seed", Verdict.HOLDS, seed.format(seed=again.seed.hex()))]
    if again.outcome != told.outcome:
        text = gettext_noop("Danh sách trúng thăm tính lại khác với kết quả: {units}.")
        expected = {one.unit: one for one in again.outcome.units}
        wrong = {one.unit for one in told.outcome.units if expected.pop(one.unit, None) != one} | set(expected)
        units = ", ".join(sorted(wrong)) or gettext_noop("thứ tự đơn vị")
        return [*found, DrawFinding("outcome", Verdict.WRONG, text.format(units=units))]
    text = gettext_noop("Tính lại ra đúng {units} đơn vị và {people} người trúng thăm, đúng thứ tự dự bị.")
    people = sum(len(one.leaders) + len(one.others) for one in again.outcome.units)
    found.append(DrawFinding("outcome", Verdict.HOLDS, text.format(units=len(again.outcome.units), people=people)))
    for one in again.outcome.units:
        if one.no_leader:
            text = gettext_noop("Đơn vị {unit}: không còn đủ cấp trưởng, cấp phó để bốc; cần xem lý do loại trừ.")
            found.append(DrawFinding("no_leader", Verdict.OPEN, text.format(unit=one.unit)))
        if one.short:
            text = gettext_noop("Đơn vị {unit}: thiếu {count} người so với mức phải bốc vì không còn ai.")
            found.append(DrawFinding("short", Verdict.OPEN, text.format(unit=one.unit, count=one.short)))
    return found


def _again_finding(draw: Announcement) -> DrawFinding:
    if draw.number == 1:
        text = gettext_noop(
            "Đây tự nhận là thông báo đầu tiên của kỳ {period}; sổ công khai cho biết có thông báo nào khác không."
        )
    else:
        text = gettext_noop("Đây là thông báo thứ {number} của kỳ {period}. Lý do làm lại: {reason}")
    text = text.format(period=draw.period, number=draw.number, reason=draw.reason)
    return DrawFinding("again", Verdict.OPEN, text)


def _tried(code: str, check: Callable[[], None], text: str) -> DrawFinding:
    try:
        check()
    except Refused as refused:
        return DrawFinding(code, Verdict.WRONG, str(refused))
    return DrawFinding(code, Verdict.HOLDS, text)


def _public_facts(entry: str) -> dict[str, object]:
    try:
        told = json.loads(entry)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _clock_said(at: int) -> str:
    return datetime.fromtimestamp(at, _DRAW_ZONE).strftime("%H:%M:%S ngày %d/%m/%Y")


def add_check_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the check of a draw takes: `verify.py draw` and `liemchinh draw check` alike."""
    parser.add_argument("pool", metavar="POOL.csv", type=Path, help=gettext_noop("danh sách công khai (pool.csv)"))
    parser.add_argument("result", metavar="RESULT.json", type=Path, help=gettext_noop("tệp kết quả (result.json)"))
    parser.add_argument("--policy", type=Path, help=gettext_noop("tệp chính sách: khóa của sổ và bên chứng kiến"))
    parser.add_argument("--json", action="store_true", help=gettext_noop("in một đối tượng JSON"))


def run_check(args: argparse.Namespace) -> int:
    """Print what the files show: 0 when nothing is wrong, 1 when something is, 2 when a file cannot be read."""
    try:
        policy = parse_policy(args.policy.read_bytes()) if args.policy else None
        pool = args.pool.read_text(encoding="utf-8")
        findings = check_draw(pool, args.result.read_bytes(), policy)
    except Refused as refused:
        print(refused, file=sys.stderr)
        return 2
    except (OSError, UnicodeDecodeError) as problem:
        print(gettext_noop("Không đọc được tệp: {problem}").format(problem=problem), file=sys.stderr)
        return 2
    if args.json:
        told = [{"code": one.code, "verdict": one.verdict.value, "sentence": one.sentence} for one in findings]
        print(json_line({"findings": told}))
    else:
        print("\n".join(f"{VERDICT_WORDS[one.verdict]}: {legible(one.sentence)}" for one in findings))
    return 1 if any(one.verdict is Verdict.WRONG for one in findings) else 0

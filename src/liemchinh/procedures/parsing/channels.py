"""Ways of filing: the portal's table of channel, time, fee and description, printed as one run of text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from liemchinh.procedures.parsing.durations import NUMBER, UNIT_WORDS, Duration, check_against, find_unit, read_duration
from liemchinh.procedures.parsing.fees import CURRENCY, FEE, FREE, Fee, read_fee, take_fees
from liemchinh.procedures.parsing.outcome import Finding, Outcome, excerpt
from liemchinh.procedures.parsing.text import LOWER, NOTHING, UPPER

# the words that open a line of the table -> the kind of channel
KINDS = {
    "trực tiếp": "direct",
    "nộp trực tiếp": "direct",
    "trực tuyến": "online",
    "nộp trực tuyến": "online",
    "dịch vụ công trực tuyến": "online",
    "dịch vụ bưu chính": "post",
    "dịch vụ bưu chính công ích": "post",
    "bưu chính công ích": "post",
    "bưu chính": "post",
    "qua bưu điện": "post",
    "bưu điện": "post",
    "khác": "other",
    "hình thức khác": "other",
    "thư điện tử": "other",
    "email": "other",
    "fax": "other",
    "điện thoại": "other",
}

_HEADER = re.compile(
    r"\s*(?:Hình\s*thức\s*nộp|Cách\s*thức\s*thực\s*hiện)?\s*(?:Thời\s*(?:gian|hạn)(?:\s*giải\s*quyết)?)?"
    r"\s*(?:Phí,\s*lệ\s*phí)?\s*(?:Mô\s*tả)?\s*"
)
_NAMES = "|".join(
    r"\s*".join(map(re.escape, [words[0].upper() + words[1:]])).replace(r"\ ", r"\s+")
    for words in sorted(KINDS, key=len, reverse=True)
)
_UNITED = rf"(?:(?:{NUMBER})\s*(?:-|–|đến)\s*)?(?:{NUMBER})\s*(?:\([^()]*\)\s*)?(?i:{UNIT_WORDS})"
_ODD_UNIT = rf"(?:{NUMBER})\s+[{UPPER}][{LOWER}]+(?:\s[{LOWER}]+){{0,3}}?"
_WORDS = r"(?i:ngay|trong|không\s+quá|tối\s+đa|chậm\s+nhất|theo\s+quy\s+định)[^\n.:;()]{0,80}?"
_PRINTED = r"Ngày\s+làm\s+việc|Ngày|Giờ\s+làm\s+việc|Giờ\s+hành\s+chính|Giờ|Tháng|Năm|Tuần"
# A line: channel, time, fee, glued. The fee is looked at, not taken: take_fees reads it with its notes.
_LINE = re.compile(
    rf"(?P<name>{_NAMES})"
    rf"(?:(?P<glued>\d[\d.,]*)(?=\s*(?:{CURRENCY}))"
    rf"|\s*(?P<time>{NOTHING}|{_UNITED}|{_WORDS}|{_ODD_UNIT}|\d+)\s*(?=(?:(?:Phí|Lệ\s*phí)\s*:\s*)?{FEE})"
    rf"|(?P<lone>{NOTHING}|(?:{NUMBER})\s*(?:{_PRINTED}))"
    rf"|(?=(?i:Miễn phí)))"
)
# The same channel's next case: a time with its unit in capitals as the table prints it, then a fee.
_NEXT_CASE = re.compile(
    rf"(?<![\d.,/])(?P<time>(?:{NUMBER})\s*(?:{_PRINTED}))"
    rf"(?={FEE})"
)
_UNKNOWN_FIRST = re.compile(
    rf"(?P<name>[{UPPER}][^\d\n.:;()]{{1,60}}?)\s*(?P<time>{NOTHING}|{_UNITED}|\d+)\s*(?={FEE})"
)
_BARE_NAME = re.compile(
    rf"(?P<name>{_NAMES})\s*(?P<time>{NOTHING}|{_UNITED}|\d+)?\s*(?=\Z|(?:{_NAMES})\s*(?:\d|\Z|{NOTHING}))"
)
_CASE = re.compile(r"[-+*•\s]*((?:Trường hợp|Đối với)[^.;:\n(]{5,200})", re.IGNORECASE)


@dataclass(frozen=True)
class ParsedChannel:
    """One line of the table: how to file (`kind`: direct, online, post, other), the case, time and fees."""

    name: str
    kind: str
    time: Duration
    fees: tuple[Fee, ...]
    description: str = ""
    case: str = ""


def read_channels(cell: str, prose: Sequence[str] = ()) -> tuple[tuple[ParsedChannel, ...], tuple[Finding, ...]]:
    """The lines of the channel cell and one finding for each time and each fee.

    `prose` is the other text of the same row, in which the unit of a bare number may be named.
    """
    if not cell:
        return (), (Finding("channels", Outcome.NOTHING),)
    header = _HEADER.match(cell)
    start = header.end() if header else 0
    heads = _heads(cell, start)
    if not heads:
        return (), (Finding("channels", Outcome.NOT, "không nhận ra dòng hình thức nộp nào", excerpt(cell)),)
    findings: list[Finding] = []
    skipped = cell[start : heads[0].start].strip()
    if skipped:
        findings.append(Finding("channels", Outcome.PARTLY, "có chữ trước dòng đầu tiên", excerpt(skipped)))
    channels: list[ParsedChannel] = []
    for head, following in zip_longest(heads, heads[1:]):
        end = following.start if following else len(cell)
        channels.append(_channel(head, cell[head.start : end], cell[head.body : end]))
    channels = _split_glued(channels)
    texts = [*prose, *(channel.description for channel in channels)]
    texts += [fee.note for channel in channels for fee in channel.fees]
    channels = [replace(channel, time=find_unit(channel.time, texts)) for channel in channels]
    channels = [replace(channel, time=check_against(channel.time, channel.description)) for channel in channels]
    channels = _with_cases(channels)
    for channel in channels:
        findings.append(_finding("time", channel, channel.time.outcome, channel.time.reason, channel.time.raw))
        findings.extend(_finding("fee", channel, fee.outcome, fee.doubt, fee.raw) for fee in channel.fees)
    return tuple(channels), tuple(findings)


@dataclass(frozen=True)
class _Head:
    start: int
    name: str
    time: str
    glued: str
    body: int


def _heads(cell: str, start: int) -> list[_Head]:
    """Where each line of the table begins; channel words inside prose have no time and fee glued to them."""
    heads: list[_Head] = []
    first = _UNKNOWN_FIRST.match(cell, start)
    for match in _LINE.finditer(cell, start):
        time, glued = match["time"] or match["lone"] or "", match["glued"] or ""
        heads.append(_Head(match.start(), match["name"], time, glued, match.start("glued") if glued else match.end()))
    if first and (not heads or heads[0].start > first.start()):
        heads.append(_Head(first.start(), first["name"].strip(), first["time"], "", first.end()))
    taken = {head.start for head in heads}
    for match in _BARE_NAME.finditer(cell, start):
        if match.start() not in taken and (match["time"] or match.start() == start or not heads):
            heads.append(_Head(match.start(), match["name"], match["time"] or "", "", match.end()))
    heads.sort(key=lambda head: head.start)
    return _with_next_cases(cell, heads)


def _with_next_cases(cell: str, heads: list[_Head]) -> list[_Head]:
    """Adds the lines that repeat no channel name: a further time and fee under the channel above."""
    lines: list[_Head] = []
    for head, following in zip_longest(heads, heads[1:]):
        lines.append(head)
        end = following.start if following else len(cell)
        for match in _NEXT_CASE.finditer(cell, head.body, end):
            lines.append(_Head(match.start(), head.name, match["time"], "", match.end()))
    return lines


def _channel(head: _Head, line: str, body: str) -> ParsedChannel:
    kind = KINDS.get(" ".join(head.name.casefold().split()), "other")
    if head.glued:
        match = re.match(rf"(?P<digits>[\d.,]+)\s*(?P<currency>{CURRENCY})", body)
        assert match is not None
        fees, end = take_fees(body, 0)
        return ParsedChannel(head.name, kind, Duration(match["digits"]), tuple(fees), body[end:].strip())
    fees, end = take_fees(body, 0)
    description = body[end:].strip()
    if not fees and description:
        fees = [Fee(excerpt(description), doubt="không nhận ra mức thu", outcome=Outcome.NOT)]
    return ParsedChannel(head.name, kind, read_duration(head.time), tuple(fees), description)


def _split_glued(channels: list[ParsedChannel]) -> list[ParsedChannel]:
    """Parts a bare time from the fee glued to it: „1200 VNĐ“ is 1 and 200 VNĐ; the table groups thousands.

    Only where one reading is possible, or where a sister line or the note decides; else neither is kept.
    """
    sisters = {str(channel.time.amount) for channel in channels if channel.time.raw.isdigit() and channel.time.amount}
    readings = [_readings(channel) for channel in channels]
    sisters |= {found[0][0] for found in readings if len(found) == 1}
    result = []
    for channel, found in zip(channels, readings, strict=True):
        if channel.time.outcome is not Outcome.NOTHING or not channel.time.raw[:1].isdigit():
            result.append(channel)
            continue
        fee = channel.fees[0]
        if len(found) > 1:
            found = [reading for reading in found if reading[0] in sisters] or found
        if len(found) != 1:
            reason = "số của thời hạn và của phí dính liền, không tách được chắc chắn"
            time = Duration(channel.time.raw, outcome=Outcome.NOT, reason=reason)
            lost = replace(fee, state="unstated", dong=None, foreign=None, doubt=reason, outcome=Outcome.NOT)
            result.append(replace(channel, time=time, fees=(lost, *channel.fees[1:])))
            continue
        days, amount = found[0]
        word = re.search(rf"{CURRENCY}", fee.raw)
        again = read_fee(f"{amount} {word.group() if word else 'VNĐ'}", fee.note)
        again = replace(again, raw=fee.raw)
        result.append(replace(channel, time=replace(read_duration(days), raw=days), fees=(again, *channel.fees[1:])))
    return result


def _readings(channel: ParsedChannel) -> list[tuple[str, str]]:
    """The ways to cut the digits into a time and a fee as printed: no leading zero, grouped by three."""
    digits = channel.time.raw
    if channel.time.outcome is not Outcome.NOTHING or not digits[:1].isdigit():
        return []
    head = re.match(r"\d+", digits)
    lead = head.group() if head else ""
    rest = digits[len(lead) :]
    cuts = []
    for cut in range(1, len(lead)):
        days, amount = lead[:cut], lead[cut:]
        if not amount.startswith("0") and len(amount) <= 3 and not days.startswith("0") and int(days) <= 366:
            cuts.append((days, amount + rest))
    return cuts


def _with_cases(channels: list[ParsedChannel]) -> list[ParsedChannel]:
    """Names the case of each line where a channel has several: by its note or description, else its place."""
    places: dict[str, list[int]] = {}
    for index, channel in enumerate(channels):
        places.setdefault(channel.name, []).append(index)
    result = list(channels)
    for same in places.values():
        if len(same) < 2:
            continue
        ways = [[way(channels[index]) for index in same] for way in (_named_case, _note, _opening)]
        words = next((said for said in ways if all(said) and len(set(said)) == len(same)), None)
        for place, index in enumerate(same):
            named = words[place] if words else ways[0][place]
            distinct = words is not None or (named != "" and ways[0].count(named) == 1)
            result[index] = replace(channels[index], case=named if distinct else f"Trường hợp {place + 1}")
    return result


def _named_case(channel: ParsedChannel) -> str:
    texts = [*(fee.note for fee in channel.fees), channel.description]
    return next((match[1].strip() for match in map(_CASE.match, texts) if match), "")


def _note(channel: ParsedChannel) -> str:
    return next((fee.note[:200] for fee in channel.fees if fee.note), "")


def _opening(channel: ParsedChannel) -> str:
    return " ".join(re.split(r"[.;\n]", channel.description.lstrip("-+* "), maxsplit=1)[0].split())[:200]


def _finding(cell: str, channel: ParsedChannel, outcome: Outcome, reason: str, raw: str) -> Finding:
    return Finding(cell, outcome, reason, "" if outcome is Outcome.FULLY else excerpt(f"{channel.name}: {raw}"))


__all__ = ["FREE", "KINDS", "ParsedChannel", "read_channels"]

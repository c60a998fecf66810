"""`liemchinh due`: the due moment of a term on the command line, and line by line why.

Needs no database and no settings. Standard output: the due moment in ISO 8601 on the first line (`suspended`
while an open suspension leaves none), then the reasons; with `--json` one object. A refusal is one sentence
on standard error and exit status 2.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from datetime import date, datetime

from liemchinh.kernel.days import VIETNAM
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.law.calendar import national_calendar
from liemchinh.law.clocks import Budget, Event, Happening, Reading, State, read
from liemchinh.law.hours import STANDARD

_TIES = (Happening.RESUME, Happening.SUPERSEDE, Happening.SUSPEND)
"""At one instant a pause ends before a new one begins, so that pauses typed end to end read as one."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.description = gettext_noop(
        "Tính hạn giải quyết và nói rõ vì sao. Ngày không ghi giờ: lấy đầu giờ làm việc; riêng gia hạn lấy "
        "cuối giờ làm việc. Giờ không ghi múi giờ là giờ Việt Nam."
    )
    received = gettext_noop("lúc tiếp nhận, ví dụ 2026-02-12T09:30")
    parser.add_argument("received", metavar="LÚC_NHẬN", help=received)
    term = gettext_noop('thời hạn, ví dụ "5 ngày làm việc", "8 giờ", "1 tháng"')
    parser.add_argument("term", metavar="THỜI_HẠN", help=term)
    parser.add_argument(
        "--suspend",
        metavar="TỪ..ĐẾN",
        action="append",
        default=[],
        help=gettext_noop("khoảng tạm dừng; bỏ trống ĐẾN nếu chưa tính tiếp; ghi được nhiều lần"),
    )
    restart = gettext_noop("tính lại từ đầu từ lúc này; ghi được nhiều lần")
    parser.add_argument("--restart", metavar="LÚC", action="append", default=[], help=restart)
    extend = gettext_noop("hạn mới, thay cho hạn có được sau các việc trên")
    parser.add_argument("--extend", metavar="ĐẾN", default=None, help=extend)
    parser.add_argument("--json", action="store_true", help=gettext_noop("in một đối tượng JSON"))


def run(args: argparse.Namespace) -> int:
    """Print the answer; 0, or 2 with a sentence on standard error when the input cannot be."""
    try:
        budget = Budget.parse(args.term)
        reading = read(budget, _events(args), calendar=national_calendar(), hours=STANDARD)
    except Refused as refused:
        print(refused, file=sys.stderr)
        return 2
    print(json.dumps(reading.as_json(), ensure_ascii=False, indent=2) if args.json else _text(reading))
    return 0


def _text(reading: Reading) -> str:
    first = reading.due_at.isoformat() if reading.due_at else State.SUSPENDED.value
    return "\n".join([first, *(step.line() for step in reading.steps)])


def _events(args: argparse.Namespace) -> list[Event]:
    events = [Event(Happening.START, _instant(args.received))]
    for written in args.suspend:
        since, dots, until = written.partition("..")
        if not dots:
            sentence = gettext_noop("Khoảng tạm dừng “{written}” phải viết là TỪ..ĐẾN.")
            raise Refused("law.due.span", sentence, written=written)
        begun = _instant(since)
        events.append(Event(Happening.SUSPEND, begun))
        if until:
            ended = _instant(until)
            if ended < begun:
                sentence = gettext_noop("Khoảng tạm dừng “{written}” kết thúc trước khi bắt đầu.")
                raise Refused("law.due.span", sentence, written=written)
            if ended == begun:  # nothing was held
                events.pop()
            else:
                events.append(Event(Happening.RESUME, ended))
    events += [Event(Happening.SUPERSEDE, _instant(written)) for written in args.restart]
    events[1:] = sorted(events[1:], key=lambda event: (event.at, _TIES.index(event.kind)))
    if args.extend is not None:
        until = _instant(args.extend, closing=True)
        events.append(Event(Happening.EXTEND, events[-1].at, until=until))
    return events


def _instant(written: str, *, closing: bool = False) -> datetime:
    """The instant written; a bare date means the opening (or closing) of the office on that day."""
    text = written.strip()
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            day = date.fromisoformat(text)
            opens, closes = STANDARD.make_up[0][0], STANDARD.make_up[-1][1]
            return datetime.combine(day, closes if closing else opens, VIETNAM)
        at = datetime.fromisoformat(text)
    except ValueError as error:
        sentence = gettext_noop("Không hiểu mốc thời gian “{written}”. Hãy viết như 2026-02-12T09:30.")
        raise Refused("law.due.instant", sentence, written=written) from error
    return at if at.tzinfo else at.replace(tzinfo=VIETNAM)

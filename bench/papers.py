"""Receipts set as PDF per second in one process: goal 80, beside a bare Typst compile in the same run.

    .venv/bin/python bench/papers.py [--seconds N]

Every receipt differs from the last in code, person, address, procedure, papers and QR code, which carries a promise
of full length; only the office stays the same. "Bare" is a one-line document, also different each time, from a
compiler kept the same way: what the engine alone costs. CPU time is printed because other work on the machine does not
change it. The growth in memory is printed because the engine keeps what it has laid out.
"""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import typst

from liemchinh.kernel.days import VIETNAM
from liemchinh.papers import (
    Applicant,
    Component,
    Contacts,
    Letterhead,
    LookUp,
    Promise,
    Receipt,
    Signatory,
    Size,
    render,
)

GOAL = 80.0  # receipts a second, one process
SYLLABLES = "an bình cẩm đông ghềnh hạnh khuê lộc mận ngạn oanh phượng quỳnh sậy thuỷ uyên vững xuyến yến".split()
PAPERS = ("Tờ khai", "Giấy chứng nhận", "Bản vẽ", "Văn bản ủy quyền", "Sơ đồ thửa đất", "Biên bản")
LINES: tuple[tuple[Size, int], ...] = (("A4", 1), ("A4", 2), ("A5", 1), ("80mm", 1))
HEAD = Letterhead(
    superior="Ủy ban nhân dân xã Mẫu",
    issuer="Trung tâm Phục vụ hành chính công",
    place="Mẫu",
    day=dt.date(2026, 9, 18),
)
CONTACTS = Contacts("1900 0000", "024 0000 0000", "mot-cua@xa-mau.example", "Sảnh chính", "Phòng 101")


def words(number: int, count: int) -> str:
    """`count` syllables that depend on `number` alone."""
    return " ".join(SYLLABLES[(number * (step + 7) + step * step) % len(SYLLABLES)] for step in range(count))


def promise(number: int, received_at: dt.datetime) -> Promise:
    """A promise as long as a signed one with its salt; signing is the signer's work and is not measured here."""
    digits = str(3 ** (710 + number % 50) + number)[:337]
    return Promise(f"{number:016x}", received_at + dt.timedelta(hours=1), digits, digits[:260])


def receipt(number: int) -> Receipt:
    """A receipt unlike any other."""
    code = f"H99.12-260918-{number:05d}"
    received_at = dt.datetime(2026, 9, 18, 8 + number % 9, number % 60, tzinfo=VIETNAM)
    return Receipt(
        letterhead=HEAD,
        code=code,
        desk="Trung tâm Phục vụ hành chính công xã Mẫu",
        applicant=Applicant(
            words(number, 4).title(), f"{number:012d}", f"Thôn {words(number + 1, 3)}", f"09{number:08d}"
        ),
        request=f"Đăng ký {words(number + 2, 9)}",
        components=tuple(
            Component(f"{PAPERS[(number + row) % len(PAPERS)]} {words(number + row, 6)}", "Bản chính", 1)
            for row in range(4)
        ),
        received_at=received_at,
        due_at=received_at + dt.timedelta(days=5 + number % 20),
        term=f"{3 + number % 20:02d} ngày làm việc",
        return_place=f"Quầy {number % 9}",
        submitter=words(number, 4).title(),
        receiver=Signatory(words(number + 3, 3).title()),
        why="Không tính thứ Bảy và Chủ nhật.",
        fee=f"{number % 90}.000 đồng",
        look_up=LookUp(f"https://motcua.xa-mau.example/h/{code}/{number:016d}", f"{number:016d}"),
        promise=promise(number, received_at),
        contacts=CONTACTS,
    )


class Speed(NamedTuple):
    """Calls per second by the clock on the wall, and milliseconds of processor time for each."""

    rate: float
    cpu: float


def rate(work: Callable[[int], object], numbers: Iterator[int], seconds: float, threads: int = 1) -> Speed:
    """How fast `work` goes over `seconds`, in `threads` threads of this process."""
    done = [0] * threads
    start, busy = time.perf_counter(), time.process_time()

    def turn(place: int) -> None:
        while time.perf_counter() - start < seconds:
            work(next(numbers))
            done[place] += 1

    crew = [threading.Thread(target=turn, args=(place,)) for place in range(threads)]
    for one in crew:
        one.start()
    for one in crew:
        one.join()
    busy = time.process_time() - busy
    return Speed(sum(done) / (time.perf_counter() - start), busy / sum(done) * 1000)


def resident() -> float:
    """Resident memory of this process, MiB (Linux)."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 2**20


def main() -> int:
    """Print the table; 0 when the process sets at least `GOAL` A4 receipts a second, in one thread or two."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=4.0, help="how long each line is measured")
    seconds = options.parse_args().seconds
    numbers = itertools.count(1)

    bare = typst.Compiler()

    def one_line(number: int) -> object:
        return bare.compile(input=f"Xin chào {number}".encode(), format="pdf")

    def sized(size: Size) -> Callable[[int], object]:
        return lambda number: render(receipt(number), size)

    for warm in (one_line, sized("A4"), sized("A5"), sized("80mm")):
        warm(next(numbers))
    before = resident()
    limit = rate(one_line, numbers, seconds)
    print(f"{'':24}{'mỗi giây':>10}{'ms CPU':>10}{'so với trần':>14}")
    print(f"{'một dòng, typst trần':24}{limit.rate:10.1f}{limit.cpu:10.2f}{1:14.3f}")
    best = 0.0
    for size, threads in LINES:
        speed = rate(sized(size), numbers, seconds, threads)
        best = max(best, speed.rate if size == "A4" else 0.0)
        name = f"giấy hẹn {size}, {threads} luồng"
        print(f"{name:24}{speed.rate:10.1f}{speed.cpu:10.2f}{speed.rate / limit.rate:14.3f}", flush=True)
    print(f"Bộ nhớ: {before:.0f} MiB lúc đầu, {resident():.0f} MiB sau {next(numbers) - 1} bản.")
    print(f"Mục tiêu {GOAL:.0f} giấy hẹn A4 mỗi giây, một tiến trình: {'đạt' if best >= GOAL else 'chưa đạt'}.")
    return 0 if best >= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())

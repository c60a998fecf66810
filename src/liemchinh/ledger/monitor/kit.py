"""The kit for those who watch from outside: witness, monitor and verifier in one file, without the rest of the program.

`scripts/kit.py` puts it together; the move table travels in it as `moves.json`.
"""

import argparse
import pkgutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.ledger.monitor import command as monitor
from liemchinh.ledger.monitor.graph import Graph, parse_graph
from liemchinh.ledger.verify.asking import declare_verify_arguments, run_verify
from liemchinh.ledger.witness import command as witness

MOVES = "moves.json"
REFUSED, MISUSED, INTERRUPTED = 1, 2, 130


@dataclass(frozen=True)
class Word:
    """One word of the kit."""

    summary: str
    declare: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


WORDS = {
    "witness": Word(
        gettext_noop("Làm chứng cho một quyển sổ: chỉ ký khi nó chưa hề sửa điều đã thấy."),
        witness.add_arguments,
        witness.run,
    ),
    "monitor": Word(
        gettext_noop("Đọc lại cả quyển sổ và nói điều gì sai."),
        monitor.add_arguments,
        lambda args: monitor.run(args, graph()),
    ),
    "verify": Word(
        gettext_noop("Kiểm tra một bằng chứng hoặc lời hứa trên giấy."),
        lambda parser: declare_verify_arguments(parser),
        run_verify,
    ),
}


def graph() -> Graph:
    """The move table that was put into the kit. Raises Refused("kit.moves") where it is not."""
    try:
        data = pkgutil.get_data("liemchinh.ledger.monitor", MOVES)
    except OSError:
        data = None
    if data is None:
        raise Refused("kit.moves", gettext_noop("Thiếu bảng các bước hồ sơ ({file}) trong bộ công cụ."), file=MOVES)
    return parse_graph(data.decode())


def main(argv: Sequence[str] | None = None) -> int:
    """Run one word of the kit; the exit status is that of the word, 1 when refused, 2 when misused."""
    words = list(sys.argv[1:] if argv is None else argv)
    if not words or words[0] not in WORDS:
        print(gettext_noop("Bộ công cụ của người theo dõi sổ công khai Liêm Chính."))
        for name, word in WORDS.items():
            print(f"  {name:<8} {word.summary}")
        print(gettext_noop("Hướng dẫn riêng: thêm --help sau từng lệnh."))
        return 0 if words[:1] in (["--help"], ["-h"]) else MISUSED
    word = WORDS[words[0]]
    parser = argparse.ArgumentParser(prog=words[0], description=word.summary, allow_abbrev=False)
    word.declare(parser)
    try:
        return word.run(parser.parse_args(words[1:]))
    except Refused as refused:
        print(refused, file=sys.stderr)
        return REFUSED
    except KeyboardInterrupt:
        return INTERRUPTED

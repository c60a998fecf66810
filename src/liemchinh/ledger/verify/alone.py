"""The single file `verify.py`: proofs, promises and draws, checked by anybody who has Python 3.11 or later."""

import argparse
import io
import sys
from collections.abc import Sequence

from liemchinh.kernel.words import gettext_noop
from liemchinh.ledger.draws.checking import add_check_arguments, run_check
from liemchinh.ledger.verify.asking import declare_verify_arguments, run_verify


def verify_main(argv: Sequence[str]) -> int:
    """`verify.py TỆP… --policy P`, or `verify.py draw POOL.csv RESULT.json`; exit status as `run_verify` says."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a file or a pipe may be in an encoding without Vietnamese letters
            stream.reconfigure(encoding="utf-8")
    if argv[:1] == ["draw"]:
        parser = argparse.ArgumentParser(prog="verify.py draw", description=gettext_noop("Tính lại một lần bốc thăm."))
        add_check_arguments(parser)
        return run_check(parser.parse_args(argv[1:]))
    parser = argparse.ArgumentParser(
        prog="verify.py",
        description=gettext_noop("Kiểm tra bằng chứng và lời hứa của sổ công khai, không cần mạng."),
        epilog=gettext_noop("Bốc thăm: verify.py draw --help"),
    )
    declare_verify_arguments(parser)
    return run_verify(parser.parse_args(argv))


if __name__ == "__main__":
    sys.exit(verify_main(sys.argv[1:]))

"""`liemchinh verify`: checks proofs and promises, or writes the single file that does the same elsewhere."""

import argparse
import sys
from pathlib import Path

from liemchinh.ledger.verify import bundle
from liemchinh.ledger.verify.asking import MISUSE, PROVED, declare_verify_arguments, run_verify


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    declare_verify_arguments(parser, files="*")
    parser.add_argument(
        "--write",
        metavar="VERIFY.PY",
        type=Path,
        help="chỉ ghi ra một tệp Python chạy được ở máy khác, không cần cài gì thêm",
    )


def run(args: argparse.Namespace) -> int:
    """Check the files, or write the single file; 0 proved, 1 not proved, 2 misused."""
    if args.write is not None:
        args.write.write_text(bundle.source(), encoding="utf-8")
        return PROVED
    if not args.files:
        print("Thiếu tệp cần kiểm tra.", file=sys.stderr)
        return MISUSE
    return run_verify(args)

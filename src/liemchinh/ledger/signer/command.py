"""`liemchinh signer`: the process that holds the keys of the log, in this terminal until Ctrl-C."""

import argparse
from pathlib import Path

from liemchinh import env
from liemchinh.kernel.words import gettext_noop
from liemchinh.ledger.signer.server import run_server


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `liemchinh signer`."""
    parser.add_argument("--folder", type=Path, help=gettext_noop("thư mục khóa của bộ ký, thay cho LIEMCHINH_SIGNER"))
    parser.add_argument("--group", default="", help=gettext_noop("nhóm tài khoản máy được gửi yêu cầu ký"))


def run(args: argparse.Namespace) -> int:
    """Serve until told to stop."""
    folder = args.folder.expanduser().resolve() if args.folder else env.signer_folder()
    print(f"Bộ ký: {folder}", flush=True)
    run_server(folder, base=env.ledger_origin(), group=args.group)
    return 0

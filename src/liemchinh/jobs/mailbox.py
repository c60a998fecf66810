"""`liemchinh mailbox`: how the mailboxes of petitions stand; reads them now, not in a minute."""

import argparse

from django.utils import timezone

from liemchinh import env
from liemchinh.kernel.days import moment as said
from liemchinh.petitions.drivers import imap
from liemchinh.petitions.queries import mail
from liemchinh.petitions.services import mailbox


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words of `liemchinh mailbox`."""
    words = parser.add_subparsers(dest="word", required=True, metavar="VIỆC")
    words.add_parser("status", help="hộp thư nào, đọc tới đâu, bao nhiêu thư vào sổ, bao nhiêu thư để riêng")
    words.add_parser("read", help="đọc thư mới ngay và vào sổ")


def run(args: argparse.Namespace) -> int:
    """Do what the word says; 1 when no mailbox is configured or one could not be read."""
    configured = imap.boxes_from_settings()
    if not configured:
        print(f"Chưa cấu hình hộp thư nhận đơn: đặt {env.MAILBOX} hoặc {env.MEDIA_MAILBOX} (xem docs/mailbox.md).")
        return 1
    if args.word == "read":
        came = mailbox.look(at=timezone.now(), boxes=configured)
        print(f"Vào sổ {came.taken} đơn, gắn {came.added} thư vào đơn cũ, để riêng {came.aside}, đã có {came.known}.")
    failed = 0
    for one in mail.boxes():
        print(f"{one.box.name}: {one.taken} đơn, {one.added} thư gắn vào đơn cũ, {one.aside} thư chờ người xem")
        if one.box.looked_at is not None:
            print(f"  đọc lần cuối {said(one.box.looked_at)}, tới thư số {one.box.uid}")
        if one.box.failure:
            failed += 1
            print(f"  không đọc được: {one.box.failure}")
    return 1 if failed else 0

"""`liemchinh seal`: gives entries their place in the public log, has it signed and witnessed, and publishes it."""

import argparse
import logging
import time
from datetime import timedelta

from django.db import connections
from django.utils import timezone

from liemchinh.kernel.errors import Refused
from liemchinh.ledger import queries
from liemchinh.ledger.sealing.leader import leading
from liemchinh.ledger.sealing.loop import Sealing, Turn, sealing
from liemchinh.ledger.signer.client import SignerAway

log = logging.getLogger(__name__)

PAUSE = 1.0  # seconds from the beginning of one turn to that of the next
WAIT = 5.0  # seconds before asking again whether the leader has gone


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `liemchinh seal`."""
    parser.add_argument("--once", action="store_true", help="làm cho tới khi không còn mục nào chờ rồi dừng")


def run(args: argparse.Namespace) -> int:
    """Seal once, or every second until told to stop."""
    return once() if args.once else forever()


def once() -> int:
    """Seal until nothing waits; 0 when all of it is published."""
    with leading() as led:
        if not led:
            print("Một tiến trình khác đang ghi sổ.")
            return 1
        work = sealing(once=True)
        turn, taken = Turn(), 0
        while True:
            turn = work.turn(timezone.now())
            taken += turn.taken
            if turn.trouble or not turn.taken:
                break
    if turn.trouble:
        print(turn.trouble)
        return 1
    size = turn.head.size if turn.head else 0
    print(f"Đã ghi {taken} mục; quyển sổ có {size} mục, còn {queries.waiting()} mục chờ.")
    return 0


def forever() -> int:
    """Seal every second while this process leads; wait while another one does. Ends only when told to."""
    while True:
        try:
            with leading() as led:
                if led:
                    _lead()
        except Exception:
            # a broken connection has lost the database's lock, and no fault here may close the counters: begin again
            log.exception("sealing was interrupted; it begins again")
        connections.close_all()
        time.sleep(WAIT)


def _lead() -> None:
    work = sealing()
    _meet(work)
    while True:
        began = time.monotonic()
        turn = work.turn(timezone.now())
        if turn.taken and not turn.trouble and queries.waiting():
            continue
        spent = timedelta(seconds=time.monotonic() - began)
        time.sleep(max(0.05, PAUSE - spent.total_seconds()))


def _meet(work: Sealing) -> None:
    """Give a signer that starts together with us a moment to open its door."""
    until = time.monotonic() + WAIT
    while time.monotonic() < until:
        try:
            work.signer.keys()
            return
        except SignerAway:
            time.sleep(0.1)
        except Refused:
            return  # it answers; what is wrong will be told by the first turn

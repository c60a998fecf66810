"""Scheduled work: time is a caller too. Looks again every minute at what has fallen due, from indexed columns.

Between two looks notices leave as they are written.
"""

import argparse
import json
import logging
import os
import time
from collections.abc import Callable
from datetime import datetime

from django.contrib.sessions.backends.db import SessionStore
from django.db import DatabaseError, connections
from django.utils import timezone

from liemchinh import env
from liemchinh.dossiers import services as dossiers
from liemchinh.exchange.services import Courier
from liemchinh.kernel.actors import SYSTEM
from liemchinh.notices import services as notices
from liemchinh.org import services as org
from liemchinh.petitions import services as petitions
from liemchinh.petitions.services import denunciations, mailbox
from liemchinh.reception import services as reception
from liemchinh.sealed import services as sealed

log = logging.getLogger(__name__)

PAUSE = 60  # seconds between two looks
BEAT = 3.0  # seconds between two turns of the outbox: a change of state is told at once
TRACE = "jobs.json"
"""File in the data folder that says when the last look was and what failed in it: `doctor` reads it."""


def close_unanswered(at: datetime) -> int:
    """Close dossiers whose fifteen days for a supplement are over; how many."""
    return len(dossiers.close_unanswered(at=at))


def close_days(at: datetime) -> int:
    """Give every finished day of every authority its last line in the public log; how many days."""
    return len(dossiers.close_days(at=at))


def close_readings(at: datetime) -> int:
    """Count and hash every finished day of looks in an entry of the log; how many entries."""
    return org.close_readings(at=at)


def forget_readings(at: datetime) -> int:
    """Delete the looks of days whose time is over; how many days."""
    return org.forget_readings(at=at)


def tally_up(at: datetime) -> int:
    """Add up the days that are over, for the leaders' figures; how many half months."""
    return len(dossiers.tally_up(at=at))


def reschedule(at: datetime) -> int:
    """Let promised dates follow decisions on days off and office hours; how many dossiers moved."""
    return dossiers.reschedule(by=SYSTEM, at=at)


def report_silence(at: datetime) -> int:
    """Tell the one-stop of units that were asked and did not answer in time; how many parts."""
    return len(dossiers.report_silence(at=at))


def mask_notices(at: datetime) -> int:
    """Mask the addresses of notices that were sent long ago; how many."""
    return notices.mask_old(at=at)


def close_batch(at: datetime) -> int:
    """Write the batch of the sealed channel at its fixed hours, also an empty one; how many."""
    return sealed.close_batch(at=at)


def end_identity(at: datetime) -> int:
    """Erase the opened halves of identities whose time is over; how many requests."""
    return sealed.end_identity(at=at)


def forget_drafts(at: datetime) -> int:
    """Delete citizens' unfinished forms whose time is over, with their files; how many."""
    return dossiers.forget_drafts(at=at)


def remind_visitors(at: datetime) -> int:
    """Call tomorrow's booked hours of reception to mind, each once; how many."""
    return reception.remind(at=at)


def forget_bookings(at: datetime) -> int:
    """Empty the personal data of bookings whose time is over; how many."""
    return reception.forget(at=at)


COURIER = Courier()


def exchange(at: datetime) -> int:
    """Tell the national portal what has happened, take in what was filed there; how many parcels and dossiers."""
    try:
        return COURIER.look(at)
    except (OSError, env.BadSetting):  # a full disk, a description that cannot be read: the other work goes on
        log.exception("the exchange with the national portal was interrupted; tried again at the next look")
        return 0


def read_mail(at: datetime) -> int:
    """Take in what came to the mailboxes; how many letters."""
    try:
        came = mailbox.look(at=at)
    except (OSError, env.BadSetting):  # a full disk, a setting that cannot be read: the other work goes on
        log.exception("the mailboxes were interrupted; tried again at the next look")
        return 0
    return came.taken + came.added + came.aside


def send_up(at: datetime) -> int:
    """Send up denunciations that nobody here may settle: against the head, a deputy, their kin, this body; how many."""
    return denunciations.rise(by=SYSTEM, at=at)


def ring_alarms(at: datetime) -> int:
    """Warn of petitions that nobody has handled for 30, 40, 45 days; how many warnings."""
    return petitions.ring(by=SYSTEM, at=at)


def ask_solved(at: datetime) -> int:
    """Ask senders whether an answered matter is truly solved, and close what nobody replied to; how many acts."""
    return petitions.ask_due(at=at)


def note_likeness(at: datetime) -> int:
    """Reckon which new petitions read alike, as proposals for people; how many were read."""
    return petitions.note_likeness(at=at)


def reschedule_petitions(at: datetime) -> int:
    """Let the terms of petitions follow decisions on days off and office hours; how many moved."""
    return petitions.reschedule(by=SYSTEM, at=at)


def clear_sessions(at: datetime) -> int:
    """Forget sessions that have ended; how many is not counted by the store."""
    SessionStore.clear_expired()
    return 0


WORK: dict[str, Callable[[datetime], int]] = {
    "reschedule": reschedule,
    "close_unanswered": close_unanswered,
    "close_days": close_days,
    "tally_up": tally_up,
    "report_silence": report_silence,
    "close_readings": close_readings,
    "forget_readings": forget_readings,
    "mask_notices": mask_notices,
    "forget_drafts": forget_drafts,
    "close_batch": close_batch,
    "end_identity": end_identity,
    "remind_visitors": remind_visitors,
    "forget_bookings": forget_bookings,
    "exchange": exchange,
    "read_mail": read_mail,
    "send_up": send_up,
    "ring_alarms": ring_alarms,
    "reschedule_petitions": reschedule_petitions,
    "ask_solved": ask_solved,
    "note_likeness": note_likeness,
    "clear_sessions": clear_sessions,
}
"""What is looked at, in this order; each piece commits by itself and may be repeated."""


def look(at: datetime) -> dict[str, int]:
    """Do everything that is due at `at`; a piece that fails does not stop the others. Returns what was done."""
    done = {}
    for name, piece in WORK.items():
        try:
            done[name] = piece(at)
        except DatabaseError:
            log.exception("scheduled work %s failed; tried again at the next look", name)
    return done


def leave_word(at: datetime, done: dict[str, int]) -> None:
    """Say in the data folder that there was a look at `at`, and what of it failed. A full disk stops no work."""
    path = env.folder() / TRACE
    said = {"at": at.isoformat(), "failed": [name for name in WORK if name not in done]}
    try:
        path.with_name(f".{TRACE}.new").write_text(json.dumps(said), encoding="utf-8")
        os.replace(path.with_name(f".{TRACE}.new"), path)
    except OSError:
        log.exception("no word could be left of this look")


def send_notices(sender: notices.Sender) -> int:
    """One turn of the outbox; how many notices were taken on. Whatever goes wrong is logged and tried again."""
    try:
        return sender.beat(timezone.now())
    except Exception:  # a setting that cannot be read, a server that answers strangely: the other work goes on
        log.exception("the outbox was interrupted; it goes on")
        connections.close_all()
        return 0


def wait(sender: notices.Sender, seconds: float) -> None:
    """Let that time pass, and notices leave meanwhile."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        if not send_notices(sender):
            time.sleep(min(BEAT, left))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `liemchinh jobs`."""
    parser.add_argument("--once", action="store_true", help="làm một lượt rồi dừng")


def run(args: argparse.Namespace) -> int:
    """Look once, or once a minute until told to stop."""
    sender = notices.Sender()
    while True:
        at = timezone.now()
        done = look(at)
        leave_word(at, done)
        if args.once:
            while send_notices(sender):
                continue
            print(f"Đã đóng {done.get('close_unanswered', 0)} hồ sơ quá hạn bổ sung.")
            print(f"Đã khóa sổ {done.get('close_days', 0)} ngày.")
            return 0 if len(done) == len(WORK) else 1
        wait(sender, PAUSE)
        connections.close_all()

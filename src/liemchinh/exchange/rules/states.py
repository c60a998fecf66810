"""Decides where a parcel stands: which acts are told to the national portal, in which order, when it is tried again."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from liemchinh.dossiers.rules import MOVES
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.law.book import provision


class Service(StrEnum):
    """A service of the national portal, by the name that the interface gives it."""

    DOSSIER = "DongBoHoSoMC"
    PROGRESS = "CapNhatTienDoHoSoMC"


SERVICE_NAMES = {
    Service.DOSSIER: gettext_noop("Đồng bộ hồ sơ"),
    Service.PROGRESS: gettext_noop("Cập nhật tiến độ"),
}
LOOK_UP = "TraCuuHoSo"
"""The service that says whether a dossier is known there."""


class ParcelState(StrEnum):
    """Where a parcel stands between us and the national portal."""

    WAITING = "waiting"
    WRITTEN = "written"
    SENT = "sent"
    REFUSED = "refused"
    DEAD = "dead"
    SKIPPED = "skipped"


STATE_NAMES = {
    ParcelState.WAITING: gettext_noop("Chờ gửi"),
    ParcelState.WRITTEN: gettext_noop("Đã ghi ra tệp, chờ nơi nhận"),
    ParcelState.SENT: gettext_noop("Đã nhận"),
    ParcelState.REFUSED: gettext_noop("Bị từ chối"),
    ParcelState.DEAD: gettext_noop("Không gửi được"),
    ParcelState.SKIPPED: gettext_noop("Bỏ qua"),
}
UNSETTLED = frozenset({ParcelState.WAITING, ParcelState.REFUSED, ParcelState.DEAD})
"""While one of these lies there, what comes later of the same dossier waits."""
STUCK = frozenset({ParcelState.REFUSED, ParcelState.DEAD})
"""What needs a person."""

QUIET = frozenset({"choose_notices"})
"""Acts that change nothing the national portal keeps."""
TOLD = frozenset(move.verb for move in MOVES) - QUIET
_CONTENT = frozenset({"amend", "attach", "correct", "apologise", "reschedule", "reverse", "return_corrected"})
"""Acts that change what the dossier says there though its state stays."""

PAUSES = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=12),
)
"""After which pause each further attempt is made; after the last one the parcel is given up. Our choice."""

LEASE = timedelta(minutes=5)
"""How long a worker may be busy with what it has taken; after that others take it over. Our choice."""


def services_of(verb: str, *, before: int | None, after: int) -> tuple[Service, ...]:
    """What is sent after this act, in its order: the dossier when it opens or changes, its progress otherwise too."""
    if verb not in TOLD:
        return ()
    if before is None:
        return (Service.DOSSIER,)
    if before != after or verb in _CONTENT:
        return (Service.DOSSIER, Service.PROGRESS)
    return (Service.PROGRESS,)


def place(step: int, service: Service) -> int:
    """The place of a parcel among those of its dossier: by step, the dossier before its progress."""
    return 2 * step + (service is Service.PROGRESS)


@dataclass(frozen=True)
class Failure:
    """Why an attempt failed: a code, what the other side said, whether it looked at the parcel and said no.

    `away`: nobody answered at all, so nothing else will get through just now. `wait`: how long it asks us to wait.
    """

    code: str
    text: str = ""
    refused: bool = False
    away: bool = False
    wait: timedelta = timedelta()


def next_attempt(failure: Failure, *, attempts: int, at: datetime) -> datetime | None:
    """When to try again after `attempts` attempts, the last one at `at`; None: not without a person."""
    if failure.refused or attempts > len(PAUSES):
        return None
    return at + max(PAUSES[attempts - 1], failure.wait)


def state_after(failure: Failure, *, attempts: int) -> ParcelState:
    """Where a parcel stands after a failed attempt."""
    if failure.refused:
        return ParcelState.REFUSED
    return ParcelState.DEAD if attempts > len(PAUSES) else ParcelState.WAITING


def check_retry(state: ParcelState) -> None:
    """Only what is stuck is sent again by hand. Raises Refused("exchange.retry")."""
    if state not in STUCK:
        sentence = gettext_noop("Gói này đang ở trạng thái “{state}”, không gửi lại được.")
        raise Refused("exchange.retry", sentence, state=STATE_NAMES[state])


def check_skip(state: ParcelState, reason: str) -> None:
    """What is stuck may be left out, with a reason. Raises Refused("exchange.skip"), ("exchange.why")."""
    if state not in STUCK:
        sentence = gettext_noop("Gói này đang ở trạng thái “{state}”, không bỏ qua được.")
        raise Refused("exchange.skip", sentence, state=STATE_NAMES[state])
    check_reason(reason)


def check_reason(reason: str) -> None:
    """Leaving something out has a reason. Raises Refused("exchange.why")."""
    if not reason:
        raise Refused("exchange.why", gettext_noop("Ghi lý do."))


def forget_before(at: datetime) -> datetime:
    """Files of parcels accepted before this moment are deleted."""
    return at - timedelta(days=provision("exchange.payload_kept", on=local_day(at)).number())


def sync_rate(*, taken: int, opened: int) -> float | None:
    """Which part of the dossiers opened the national portal has taken (index 1.4); None of none."""
    return taken / opened if opened else None

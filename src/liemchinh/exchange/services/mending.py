"""Changes that people make: what is stuck is sent again or left out, what was set aside is read again or discarded."""

from datetime import datetime

from django.db import transaction

from liemchinh.exchange import queries, rules
from liemchinh.exchange.drivers import connected, folder, take_away
from liemchinh.exchange.models import Held, Parcel
from liemchinh.exchange.rules import ParcelState
from liemchinh.exchange.services import receiving
from liemchinh.kernel.actors import Actor
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.trail import Kind
from liemchinh.kernel.words import gettext_noop, nfc
from liemchinh.ledger import services as ledger

AT_MOST = 1000
"""Parcels sent again by one press; more, by another."""


@transaction.atomic
def retry(*, number: int, by: Actor, at: datetime) -> Parcel:
    """Have one stuck parcel tried again at once. Raises NotFound, Refused("exchange.retry")."""
    parcel = queries.kept_by(by, number=number, lock=True)
    rules.check_retry(ParcelState(parcel.state))
    _again([parcel], unit=parcel.unit, by=by, at=at)
    return parcel


@transaction.atomic
def retry_all(*, unit: str, by: Actor, at: datetime) -> int:
    """Have everything stuck at `unit` tried again; how many. Raises NotFound, Refused("exchange.none")."""
    queries.check_keeps(by, unit)
    stuck = Parcel.objects.select_for_update().filter(unit=unit, state__in=sorted(rules.STUCK))
    rows = list(stuck.order_by("id")[:AT_MOST])
    if not rows:
        raise Refused("exchange.none", gettext_noop("Không có gói nào cần gửi lại."))
    _again(rows, unit=unit, by=by, at=at)
    return len(rows)


@transaction.atomic
def skip(*, number: int, reason: str, by: Actor, at: datetime) -> Parcel:
    """Leave one stuck parcel out for good, with a reason that stays in the log: the later ones may go.

    Raises NotFound, Refused("exchange.skip"), ("exchange.why").
    """
    parcel = queries.kept_by(by, number=number, lock=True)
    why = _tidy(reason)
    rules.check_skip(ParcelState(parcel.state), why)
    if parcel.path:
        left = parcel.path
        transaction.on_commit(lambda: take_away(folder(), left))
    parcel.state, parcel.next_at, parcel.path = ParcelState.SKIPPED, None, ""
    parcel.save(update_fields=["state", "next_at", "path"])
    _note(rules.SKIPPED, [parcel], reason=why, unit=parcel.unit, by=by, at=at)
    return parcel


def read_again(*, number: int, by: Actor, at: datetime) -> Held:
    """Try once more to make a dossier of a message that was set aside, now that something has been mended.

    Raises NotFound; Refused with the reason why it still cannot be one, ("exchange.settled"), ("exchange.closed").
    """
    connection = connected()
    if connection is None:
        raise Refused("exchange.closed", gettext_noop("Chưa cấu hình kết nối Cổng dịch vụ công quốc gia."))
    with transaction.atomic():
        held = _open(queries.held_by(by, number=number, lock=True))
        receiving.again(held, connection, at=at)
        return _settle(held, "taken", rules.READ_AGAIN, "", by=by, at=at)


@transaction.atomic
def discard(*, number: int, reason: str, by: Actor, at: datetime) -> Held:
    """Delete a message that was set aside, with a reason that stays in the log.

    Raises NotFound, Refused("exchange.settled"), ("exchange.why").
    """
    held = _open(queries.held_by(by, number=number, lock=True))
    why = _tidy(reason)
    rules.check_reason(why)
    return _settle(held, "discarded", rules.DISCARDED, why, by=by, at=at)


def _open(held: Held) -> Held:
    if held.settled_at is not None:
        raise Refused("exchange.settled", gettext_noop("Tệp này đã có người xử lý."))
    return held


def _settle(held: Held, how: str, kind: Kind, reason: str, *, by: Actor, at: datetime) -> Held:
    held.settled, held.settled_at = how, at
    held.save(update_fields=["settled", "settled_at"])
    facts = {"file": held.name, "digest": held.digest, "national": held.code, "reason": reason}
    ledger.record_about(
        f"exchange.held:{held.unit}", kind=kind, by=by, at=at, unit=held.unit, facts=facts, public={"rows": 1}
    )
    transaction.on_commit(lambda: receiving.path_of(held.digest).unlink(missing_ok=True))
    return held


def _again(rows: list[Parcel], *, unit: str, by: Actor, at: datetime) -> None:
    for parcel in rows:
        parcel.state, parcel.next_at, parcel.attempts = ParcelState.WAITING, at, 0
    Parcel.objects.bulk_update(rows, ["state", "next_at", "attempts"])
    _note(rules.RETRIED, rows, reason="", unit=unit, by=by, at=at)


def _note(kind: Kind, rows: list[Parcel], *, reason: str, unit: str, by: Actor, at: datetime) -> None:
    facts = {"parcels": [[row.pk, row.step, row.service] for row in rows], "reason": reason}
    ledger.record_about(
        f"exchange.parcels:{unit}", kind=kind, by=by, at=at, unit=unit, facts=facts, public={"rows": len(rows)}
    )


def _tidy(reason: str) -> str:
    return nfc(" ".join(reason.split()))[:500]

"""Verbs on keys: registered by their holder, confirmed by a second person, retired; a lost one recovered by two."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from liemchinh.kernel.actors import Actor, Role
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.kernel.trail import Kind
from liemchinh.kernel.words import gettext_noop, nfc
from liemchinh.law.book import provision
from liemchinh.ledger import services as ledger
from liemchinh.org import queries as org
from liemchinh.sealed import rules
from liemchinh.sealed.models import Case, RecipientKey, Recovery, Wrap
from liemchinh.sealed.queries import testimony
from liemchinh.sealed.queries.chart import holder_of, is_shut_out
from liemchinh.sealed.services.ground import exactly, write


@transaction.atomic
def register_key(
    *, public: str, purpose: rules.Purpose, seat: str, private: bytes | None, by: Actor, at: datetime
) -> RecipientKey:
    """The holder of a seat gives the public half of a key pair made on their own device.

    `private` may be the private half locked with a passphrase, never open. It counts once a second person confirmed it.
    Raises NotFound for who does not hold the seat, Refused("sealed.recipient"), ("sealed.key_there").
    """
    authority = rules.check_seat(by, seat=seat, purpose=purpose)
    public = _fresh(public)
    if RecipientKey.objects.filter(seat=seat, person=by.code, purpose=purpose, retired_at__isnull=True).exists():
        raise Refused("sealed.key_there", gettext_noop("Vị trí này đã có khóa. Cho khóa cũ thôi dùng trước."))
    key = RecipientKey(
        authority_id=org.unit(authority, local_day(at)).id,
        purpose=purpose,
        person=by.code,
        seat=seat,
        public=public,
        private=rules.check_locked(private) if private else None,
        made_at=at,
    )
    key.save(force_insert=True)
    _note(key, rules.KEY_MADE, {}, by, at)
    return key


@transaction.atomic
def register_recovery(*, authority: str, public: str, second: str, by: Actor, at: datetime) -> RecipientKey:
    """Two custodians give the public half of a recovery key; each keeps one half of its secret, outside of here."""
    partner = org.actor(second, at)
    if authority not in by.offices_as(Role.CUSTODIAN) & partner.offices_as(Role.CUSTODIAN) or partner.code == by.code:
        raise NotFound(authority)
    unit = org.unit(authority, local_day(at))
    if RecipientKey.objects.filter(authority_id=unit.id, purpose="recovery", retired_at__isnull=True).exists():
        raise Refused("sealed.key_there", gettext_noop("Cơ quan đã có khóa phục hồi. Cho khóa cũ thôi dùng trước."))
    key = RecipientKey(
        authority_id=unit.id,
        purpose=rules.Purpose.RECOVERY,
        person=by.code,
        second=second,
        public=_fresh(public),
        made_at=at,
    )
    key.save(force_insert=True)
    _note(key, rules.KEY_MADE, {}, by, at)
    return key


@transaction.atomic
def confirm_key(*, key: int, fingerprint: str, by: Actor, at: datetime) -> RecipientKey:
    """A second person types the fingerprint that the holder read to them. Raises Refused("sealed.fingerprint")."""
    row = _locked(key)
    if row.authority.code not in by.offices_as(*rules.WITNESSES):
        raise NotFound(str(key))
    if by.code == row.person:
        raise Refused("sealed.own_key", gettext_noop("Khóa của mình phải do người khác xác nhận."))
    if "".join(fingerprint.split()).lower() != rules.fingerprint(row.public).replace(" ", ""):
        raise Refused("sealed.fingerprint", gettext_noop("Dấu vân khóa chưa khớp. Nghe người giữ khóa đọc lại."))
    if row.confirmed_at is None:
        row.confirmed_by, row.confirmed_at = by.code, at
        row.save(update_fields=["confirmed_by", "confirmed_at"])
        _note(row, rules.KEY_CONFIRMED, {}, by, at)
    return row


@transaction.atomic
def retire_key(*, key: int, reason: str, by: Actor, at: datetime) -> RecipientKey:
    """A key is no longer used: lost, exposed, its holder has left. Wraps stay until they are taken away."""
    row = _locked(key)
    overseers = by.offices_as(*rules.WITNESSES, Role.ADMINISTRATOR)
    if by.code not in {row.person, row.second} and row.authority.code not in overseers:
        raise NotFound(str(key))
    said = nfc(reason.strip())[:500]
    if not said:
        raise Refused("sealed.reason", gettext_noop("Ghi lý do."))
    if row.retired_at is None:
        row.retired_at, row.retired_by, row.retired_reason = at, by.code, said
        row.save(update_fields=["retired_at", "retired_by", "retired_reason"])
        _note(row, rules.KEY_RETIRED, {"reason": said}, by, at)
    return row


@transaction.atomic
def ask_recovery(*, lost: int, new: int, reason: str, by: Actor, at: datetime) -> Recovery:
    """The holder of a lost key asks that their new one be given what the recovery key of the authority opens."""
    old, fresh = _locked(lost), _locked(new)
    if by.code != fresh.person or old.person != fresh.person or old.purpose != "reader" or fresh.purpose != "reader":
        raise NotFound(str(lost))
    if fresh.confirmed_at is None or fresh.retired_at is not None or old.retired_at is None:
        sentence = gettext_noop("Cho khóa mất thôi dùng, và để người thứ hai xác nhận khóa mới, rồi mới phục hồi.")
        raise Refused("sealed.recovery_order", sentence)
    key = RecipientKey.objects.filter(
        authority_id=old.authority_id, purpose="recovery", confirmed_at__isnull=False, retired_at__isnull=True
    ).first()
    if key is None:
        raise Refused("sealed.no_recovery", gettext_noop("Cơ quan chưa có khóa phục hồi."))
    if not reason.strip():
        raise Refused("sealed.reason", gettext_noop("Ghi lý do."))
    row = Recovery(key=key, lost=old, new=fresh, asked_by=by.code, asked_at=at, reason=nfc(reason.strip())[:500])
    row.save(force_insert=True)
    _note_recovery(row, rules.RECOVERY_ASKED, by, at)
    return row


@transaction.atomic
def approve_recovery(*, recovery: int, by: Actor, at: datetime) -> Recovery:
    """One of the two keepers of the halves agrees; with both, wraps may be made anew for a limited time."""
    row = _recovery(recovery)
    if by.code not in {row.key.person, row.key.second} or by.code == row.asked_by:
        raise NotFound(str(recovery))
    if by.code in {row.first_by, row.second_by}:
        return row
    if not row.first_by:
        row.first_by, row.first_at = by.code, at
    else:
        hours = provision("sealed.recovery_open", on=local_day(at)).number()
        row.second_by, row.second_at, row.until_at = by.code, at, at + timedelta(hours=hours)
    row.save(update_fields=["first_by", "first_at", "second_by", "second_at", "until_at"])
    _note_recovery(row, rules.RECOVERY_APPROVED, by, at)
    return row


@transaction.atomic
def rewrap(*, recovery: int, case: str, sealed: bytes, by: Actor, at: datetime) -> Wrap:
    """Give the new key what the lost one could open: the case's secret, wrapped with the recovery key at hand."""
    row = _recovery(recovery)
    if by.code not in {row.key.person, row.key.second}:
        raise NotFound(str(recovery))
    if row.until_at is None or at >= row.until_at:
        raise Refused("sealed.recovery_shut", gettext_noop("Chưa đủ hai người đồng ý, hoặc đã hết thời gian phục hồi."))
    found = Case.objects.select_for_update().filter(name=case, wraps__key=row.lost).first()
    holder = holder_of(row.new, at)
    if found is None or holder is None or is_shut_out(found, holder):
        raise NotFound(case)
    known = Wrap.objects.filter(case=found, key=row.new).first()
    if known is not None:
        return known
    wrap = Wrap(case=found, key=row.new, sealed=exactly(sealed, size=rules.SECRET_SIZE))
    wrap.save(force_insert=True)
    facts = {"key": row.new_id, "recovery": row.pk}
    write(found, verb="add_recipient", by=by, at=at, facts=facts)
    return wrap


@transaction.atomic
def end_recovery(*, recovery: int, by: Actor, at: datetime) -> Recovery:
    """The recovery is over, done or not."""
    row = _recovery(recovery)
    if by.code not in {row.key.person, row.key.second, row.asked_by}:
        raise NotFound(str(recovery))
    row.ended_at = at
    row.save(update_fields=["ended_at"])
    _note_recovery(row, rules.RECOVERY_ENDED, by, at)
    return row


def _fresh(public: str) -> str:
    tidy = rules.check_recipient(public)
    if RecipientKey.objects.filter(public=tidy).exists():
        raise Refused("sealed.key_known", gettext_noop("Khóa này đã đăng ký. Tạo khóa mới."))
    return tidy


def _locked(key: int) -> RecipientKey:
    row = RecipientKey.objects.select_for_update(of=("self",)).select_related("authority").filter(pk=key).first()
    if row is None:
        raise NotFound(str(key))
    return row


def _recovery(number: int) -> Recovery:
    found = Recovery.objects.select_for_update(of=("self",)).select_related("key", "lost__authority", "new__authority")
    row = found.filter(pk=number, ended_at__isnull=True).first()
    if row is None:
        raise NotFound(str(number))
    return row


def _note(key: RecipientKey, kind: Kind, facts: Mapping[str, Any], by: Actor, at: datetime) -> None:
    ledger.record_about(
        f"sealed.key:{key.pk}",
        kind=kind,
        by=by,
        at=at,
        unit=key.authority.code,
        facts={"public": key.public, **facts},
        rows=[testimony.KEY.told(key)],
    )


def _note_recovery(row: Recovery, kind: Kind, by: Actor, at: datetime) -> None:
    ledger.record_about(
        f"sealed.recovery:{row.pk}",
        kind=kind,
        by=by,
        at=at,
        unit=row.lost.authority.code,
        facts={"reason": row.reason},
        rows=[testimony.RECOVERY.told(row)],
    )

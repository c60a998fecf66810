"""Verbs on who can open a case: one more wrapped key, one less; a custodian's half given to a successor."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from liemchinh.kernel.actors import Actor
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.sealed import queries, rules
from liemchinh.sealed.models import Case, CaseAct, RecipientKey, Share, Wrap
from liemchinh.sealed.queries.chart import holder_of, in_charge, is_shut_out
from liemchinh.sealed.services.ground import begin, done_before, exactly, write


@transaction.atomic
def add_recipient(*, case: str, key: int, sealed: bytes, by: Actor, at: datetime, token: UUID | None = None) -> Wrap:
    """Let one more person open a case: `sealed` is its secret, wrapped for them by someone who can open it.

    Raises NotFound for a key that is not in force, or whose holder the chart shuts out: nobody is told which.
    """
    if before := done_before(token, case):
        return Wrap.objects.get(case=before.case_id, key_id=key)
    row, seat = begin("add_recipient", case=case, by=by, at=at)
    target = _fit(row, key, rules.Purpose.READER, at)
    if Wrap.objects.filter(case=row, key=target).exists():
        raise Refused("sealed.reads_already", gettext_noop("Người này đã đọc được tin."))
    if Share.objects.filter(case=row, key__person=target.person).exists():
        raise Refused("sealed.reads_and_keeps", gettext_noop("Người giữ danh tính của tin này không đọc tin này."))
    wrap = Wrap(case=row, key=target, sealed=exactly(sealed, size=rules.SECRET_SIZE))
    wrap.save(force_insert=True)
    write(row, verb="add_recipient", by=by, at=at, seat=seat, facts={"key": target.pk}, token=token)
    return wrap


@transaction.atomic
def remove_recipient(
    *, case: str, key: int, reason: str, by: Actor, at: datetime, token: UUID | None = None
) -> CaseAct:
    """Take a wrapped key away. What its holder has already read, they have read. Never the last one of a person."""
    if before := done_before(token, case):
        return before
    row, seat = begin("remove_recipient", case=case, by=by, at=at)
    if reason not in rules.LEAVE_REASONS:
        raise Refused("sealed.leave_reason", gettext_noop("Chọn lý do."))
    wraps = Wrap.objects.filter(case=row, key__purpose=rules.Purpose.READER)
    gone = wraps.filter(key_id=key).first()
    if gone is None:
        raise NotFound(case)
    left = [wrap for wrap in wraps.exclude(pk=gone.pk).select_related("key__authority") if holder_of(wrap.key, at)]
    if not left:
        raise Refused("sealed.last_reader", gettext_noop("Đây là người đọc cuối cùng. Thêm người khác trước."))
    gone.delete()
    return write(
        row, verb="remove_recipient", by=by, at=at, seat=seat, facts={"key": key, "reason": reason}, token=token
    )


@transaction.atomic
def hand_over_share(*, case: str, key: int, sealed: bytes, by: Actor, at: datetime) -> Share:
    """A custodian gives their half to a successor on the same side; the old one is erased.

    Raises NotFound for who keeps no half of it, Refused for a successor who has the other half or reads the case.
    """
    row = Case.objects.select_for_update().filter(name=case).first()
    own = queries.share_of(by, case=case) if row else None
    if row is None or own is None:
        raise NotFound(case)
    rules.check_move("hand_over_share", state=rules.State(row.state), kind=rules.Report(row.kind))
    target = _fit(row, key, rules.Purpose.CUSTODIAN, at)
    if Share.objects.filter(case=row, key__person=target.person).exclude(side=own.side).exists():
        raise Refused("sealed.both_halves", gettext_noop("Người này đã giữ nửa kia. Chọn người khác."))
    if Wrap.objects.filter(case=row, key__person=target.person).exists():
        raise Refused("sealed.reads_and_keeps", gettext_noop("Người giữ danh tính của tin này không đọc tin này."))
    Share.objects.filter(case=row, key=target).delete()
    share = Share(case=row, side=own.side, key=target, sealed=exactly(sealed, size=rules.IDENTITY_SIZE))
    seat, old = own.key.seat, own.key_id
    own.delete()
    share.save(force_insert=True)
    write(row, verb="hand_over_share", by=by, at=at, seat=seat, facts={"key": target.pk, "old": old})
    return share


def _fit(case: Case, key: int, purpose: rules.Purpose, at: datetime) -> RecipientKey:
    """A key in force whose holder still has the seat and may see the case. Raises NotFound."""
    found = (
        RecipientKey.objects.select_related("authority")
        .filter(pk=key, purpose=purpose, confirmed_at__isnull=False, retired_at__isnull=True)
        .first()
    )
    holder = holder_of(found, at) if found else None
    if found is None or holder is None or is_shut_out(case, holder) or found.authority_id not in in_charge(case, at):
        raise NotFound(str(key))
    return found

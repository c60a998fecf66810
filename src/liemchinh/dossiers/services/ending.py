"""Changes that end a dossier early or mend what was written by mistake: withdrawn, stopped, corrected, reversed."""

import uuid
from datetime import datetime

from django.db import transaction
from django.db.models import F

from liemchinh.dossiers import queries, rules
from liemchinh.dossiers.models import Dossier, Event
from liemchinh.dossiers.services import acts
from liemchinh.dossiers.services.tallying import make_stale
from liemchinh.kernel.actors import APPLICANT, Actor
from liemchinh.kernel.codes import tidy_phone
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop, nfc

CORRECTABLE = {
    "applicant_name": gettext_noop("Họ tên"),
    "applicant_identity": gettext_noop("Số định danh"),
    "applicant_address": gettext_noop("Địa chỉ"),
    "applicant_phone": gettext_noop("Số điện thoại"),
    "applicant_email": gettext_noop("Thư điện tử"),
}
"""What a counter-entry may correct. Dates, codes and states follow from events and are never typed."""


@transaction.atomic
def withdraw(
    *,
    code: str,
    reason: str,
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Dossier:
    """End a dossier at the applicant's request, as long as nothing has been signed."""
    given = {"reason": nfc(reason.strip())}
    fetch = queries.of_applicant if by == APPLICANT else queries.handled_by
    act = acts.begin("withdraw", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step, fetch=fetch)
    return _end(act, given)


@transaction.atomic
def stop(
    *,
    code: str,
    reason_code: str,
    reason: str,
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Dossier:
    """End a dossier that cannot go on, for a coded and a written reason."""
    given = {
        "reason_code": reason_code if reason_code in rules.STOP_REASONS else "",
        "reason": nfc(reason.strip()),
    }
    act = acts.begin("stop", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    return _end(act, given)


def _end(act: acts.Act, given: dict[str, str]) -> Dossier:
    if not act.repeated:
        act.dossier.in_transit = False
        act.dossier.answer_due_at = None
        act.dossier.finished_at = act.at
        acts.write(act, facts=given, reason=given["reason"])
    return act.dossier


@transaction.atomic
def correct(
    *,
    code: str,
    changes: dict[str, str],
    reason: str,
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Dossier:
    """Correct facts about the applicant by a counter-entry that keeps the old and the new value.

    Raises Refused("dossiers.correct_field") for a field that is not correctable, ("dossiers.correct_nothing") when
    nothing would change.
    """
    given = {"reason": nfc(reason.strip())}
    act = acts.begin("correct", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.dossier
    dossier = act.dossier
    stray = sorted(set(changes) - set(CORRECTABLE))
    if stray:
        sentence = gettext_noop("Không sửa được mục {names} bằng bút toán này.")
        raise Refused("dossiers.correct_field", sentence, names=", ".join(stray))
    changed = {}
    for name, typed in changes.items():
        new = tidy_phone(typed) if name == "applicant_phone" else nfc(typed.strip())
        old = getattr(dossier, name)
        if new != old:
            changed[name] = {"old": old, "new": new}
            setattr(dossier, name, new)
    if not changed:
        raise Refused("dossiers.correct_nothing", gettext_noop("Không có gì khác với nội dung đang ghi."))
    if not dossier.applicant_name:
        raise Refused("dossiers.applicant", gettext_noop("Chưa ghi họ tên người nộp hồ sơ."))
    dossier.applicant_folded = acts.folded(dossier.applicant_name)
    acts.write(act, facts={"changed": changed}, reason=given["reason"])
    return dossier


@transaction.atomic
def reverse(
    *,
    code: str,
    reason: str,
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Dossier:
    """Undo the move that ended a dossier by mistake, by a counter-entry: state, turn and clocks are as before it."""
    given = {"reason": nfc(reason.strip())}
    act = acts.begin("reverse", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.dossier
    dossier = act.dossier
    undone = Event.objects.filter(dossier=dossier, undoes__isnull=False).values_list("undoes", flat=True)
    last = Event.objects.filter(dossier=dossier, state=dossier.state).exclude(state_before=F("state"))
    ending = last.exclude(step__in=undone).order_by("-step").first()
    if ending is None or ending.state_before is None:
        sentence = gettext_noop("Hồ sơ bị từ chối ngay tại quầy, không có bước trước để trở lại. Hãy lập hồ sơ mới.")
        raise Refused("dossiers.reverse_first", sentence)
    back_to = rules.State(ending.state_before)
    make_stale(dossier.finished_at)
    dossier.returned_at = None
    dossier.in_transit = _was_on_its_way(dossier)
    if back_to is not rules.State.DONE:
        dossier.finished_at = None
    turn = rules.Awaits(ending.awaits_before)
    office = queries.office_of(dossier.authority, local_day(at))
    if rules.is_unchecked(back_to, turn):
        dossier.check_due_at = rules.check_due(at, office=office)
    elif back_to is rules.State.SUPPLEMENT:
        dossier.answer_due_at = rules.answer_due(at, office=office)
    acts.write(act, facts={"undoes": ending.step}, reason=given["reason"], undoes=ending)
    return dossier


def _was_on_its_way(dossier: Dossier) -> bool:
    """Whether its papers had been sent and not yet taken over when it ended."""
    carried = Event.objects.filter(dossier=dossier, verb__in=("hand_over", "take_over")).order_by("-step").first()
    return carried is not None and carried.verb == "hand_over" and bool(carried.facts["paper"])

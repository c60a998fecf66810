"""Changes while a denunciation is verified: given to a seat, reported on, extended, held up, withdrawn, ended."""

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction

from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop, nfc
from liemchinh.petitions import rules
from liemchinh.petitions.models import Petition, Petitioner
from liemchinh.petitions.queries import denunciations, fetch, recusal
from liemchinh.petitions.rules import denunciations as law
from liemchinh.petitions.services import acts
from liemchinh.petitions.services.denunciations.secrecy import check_secret


@transaction.atomic
def verify(
    *,
    code: str,
    document: str,
    seat: str,
    reason: str,
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Petition:
    """The head gives the verification to a seat of this authority; `reason` says what is to be verified.

    Raises Refused("petitions.recused") for a seat whose holder is the accused, near to or under them, and for a seat
    that verifies nothing here: the answer is the same.
    """
    given = {"document": nfc(document.strip()), "seat": seat, "reason": nfc(reason.strip())}
    act = acts.begin("verify_denunciation", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.petition
    petition, on = act.petition, local_day(at)
    held = denunciations.verifying_seats(petition, on=on).get(seat)
    person, unit = (held.person, held.unit) if held else ("", "")
    rules.recusal.check_verifier(person, unit, recusal.ties(petition, on=on, whole=True))
    assert held is not None
    check_secret(petition, given["reason"])
    petition.seat_id = held.id
    acts.write(act, facts={**given, "person": person}, reason=reason, document=given["document"])
    return petition


@transaction.atomic
def report(
    *,
    code: str,
    document: str,
    verified: str,
    suggested: str,
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Petition:
    """The verifier reports what was found and what the conclusion should be (`suggested`: a `Verdict`)."""
    given = {
        "document": nfc(document.strip()),
        "verified": nfc(verified.strip()),
        "suggested": law.check_listed(suggested, {str(key): name for key, name in law.VERDICT_NAMES.items()}),
    }
    act = acts.begin("report_denunciation", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if not act.repeated:
        acts.write(act, facts=given, document=given["document"])
    return act.petition


@transaction.atomic
def extend(
    *,
    code: str,
    document: str,
    criteria: Collection[str],
    days: int,
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Petition:
    """The head extends the term by a decision with this number: how often depends on how many criteria hold.

    Raises Refused("denunciations.extension", ".days", ".overdue").
    """
    given: dict[str, Any] = {"document": nfc(document.strip()), "criteria": sorted(criteria), "days": days}
    act = acts.begin("extend_denunciation", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.petition
    petition, on = act.petition, local_day(at)
    kept = law.check_all_listed(criteria, law.CRITERIA)
    grade = law.check_extension(kept, extended=petition.extended, days=days, on=on)
    if petition.due_at is None or at > petition.due_at:
        sentence = gettext_noop("Thời hạn giải quyết đã hết nên không gia hạn được nữa.")
        raise Refused("denunciations.overdue", sentence)
    until = rules.extended_until(petition.due_at, days, office=act.office)
    petition.extended += 1
    petition.complexity, petition.criteria = grade.value, kept
    facts = {**given, "criteria": kept, "time": petition.extended, "old_due": petition.due_at.isoformat()}
    acts.write(act, facts=facts, until=until, document=given["document"])
    return petition


@transaction.atomic
def suspend(
    *,
    code: str,
    document: str,
    reason_code: str,
    reason: str,
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Petition:
    """The head stops the clock until another result is there; the decision is sent within five working days."""
    given = {"document": nfc(document.strip()), "reason_code": reason_code, "reason": nfc(reason.strip())}
    act = acts.begin("suspend_denunciation", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.petition
    law.check_listed(reason_code, law.SUSPENSIONS)
    check_secret(act.petition, given["reason"])
    acts.write(act, facts=given, reason=reason, document=given["document"])
    return act.petition


@transaction.atomic
def resume(
    *,
    code: str,
    document: str,
    reason: str,
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Petition:
    """What was waited for is there: the clock goes on, without the time of waiting."""
    given = {"document": nfc(document.strip()), "reason": nfc(reason.strip())}
    act = acts.begin("resume_denunciation", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.petition
    check_secret(act.petition, given["reason"])
    last = fetch.last_event(act.petition, "verify_denunciation", "report_denunciation")
    verifying = last is not None and last.verb == "verify_denunciation"
    turn = rules.Awaits.INSPECTOR if verifying else rules.Awaits.CHAIR
    acts.write(act, facts=given, reason=reason, document=given["document"], awaits=turn)
    return act.petition


@transaction.atomic
def withdraw(
    *,
    code: str,
    form_used: str,
    scope: str,
    withdrawn: Collection[int],
    signs: Collection[str] = (),
    words: str = "",
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Petition:
    """Write down that some or all of the denouncers (numbers) take it back, wholly or in part (`words`: which part).

    It ends nothing: the head decides whether it may end (`terminate`). `signs` are those of `STILL_SETTLED`.
    """
    given = {
        "form_used": law.check_listed(form_used, law.WITHDRAWAL_FORMS),
        "scope": law.check_listed(scope, law.SCOPES),
        "withdrawn": sorted(withdrawn),
    }
    act = acts.begin("withdraw_denunciation", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.petition
    standing = Petitioner.objects.filter(petition=act.petition, withdrawn_at__isnull=True)
    rows = list(standing.filter(number__in=withdrawn).order_by("number"))
    if len(rows) != len(set(withdrawn)):
        raise Refused("denunciations.who", gettext_noop("Có người không đứng tên tố cáo này, hoặc đã rút rồi."))
    if scope == "part" and not words.strip():
        raise Refused("denunciations.part", gettext_noop("Ghi nội dung tố cáo được rút."))
    if scope == "whole":
        for row in rows:
            row.withdrawn_at = at
            row.save(update_fields=["withdrawn_at"])
    facts = {**given, "signs": law.check_all_listed(signs, law.STILL_SETTLED), "words": nfc(words.strip())}
    acts.write(act, facts=facts, beside=rows if scope == "whole" else ())
    return act.petition


@transaction.atomic
def terminate(
    *,
    code: str,
    document: str,
    reason_code: str,
    reason: str,
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Petition:
    """The head ends the settlement on one of the three grounds; a withdrawal alone is not always enough (33.3)."""
    given = {"document": nfc(document.strip()), "reason_code": reason_code, "reason": nfc(reason.strip())}
    act = acts.begin("terminate_denunciation", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.petition
    petition = act.petition
    taken, left = denunciations.withdrawals(petition)
    law.check_termination(reason_code, taken, left=left)
    check_secret(petition, given["reason"])
    petition.outcome, petition.result_number = reason_code, given["document"]
    acts.write(act, facts=given, reason=reason, document=given["document"])
    return petition

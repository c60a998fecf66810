"""Changes before a denunciation is settled: its check, whether it is renewed, accepted, refused, kept as a lead."""

import uuid
from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from liemchinh.kernel.actors import Actor
from liemchinh.kernel.codes import tidy_code
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop, nfc
from liemchinh.law.deadlines import due_under
from liemchinh.org import queries as org
from liemchinh.petitions import rules
from liemchinh.petitions.models import Petition
from liemchinh.petitions.queries import recusal
from liemchinh.petitions.rules import denunciations as law
from liemchinh.petitions.services import acts
from liemchinh.petitions.services.denunciations.secrecy import check_secret


@transaction.atomic
def prolong_check(
    *,
    code: str,
    reason_code: str,
    reason: str,
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Petition:
    """Ten working days instead of seven for the check, counted from receipt, for one of the two reasons of the law."""
    given = {"reason_code": law.check_listed(reason_code, law.LONGER_CHECK), "reason": reason.strip()}
    act = acts.begin("prolong_check", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.petition
    petition, office = act.petition, act.office
    found = due_under("denunciations.check_far", petition.received_at, calendar=office.calendar, hours=office.hours)
    petition.sort_due_at = found.due_at
    acts.write(act, facts={"reason_code": reason_code, "basis": found.provision.cite()}, reason=reason)
    return petition


@transaction.atomic
def renew(
    *,
    code: str,
    reason_code: str,
    reason: str,
    earlier: str = "",
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Petition:
    """Say that this is a denunciation made again (articles 37, 38): the superior has its own terms for that.

    `earlier` is the code of the case below, when it is in this system. Raises Refused("denunciations.earlier") for a
    code that is no denunciation of a body under this authority; whether it exists is not told.
    """
    given = {"reason_code": law.check_listed(reason_code, law.RENEWALS), "reason": reason.strip()}
    act = acts.begin("renew_denunciation", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.petition
    petition = act.petition
    petition.instance = law.RENEWED
    if earlier.strip():
        petition.earlier = _case_below(earlier, petition, at)
    duty = "denunciation_overdue_demand" if reason_code == "overdue" else "denunciation_review"
    due = rules.duty_due(duty, petition.received_at, office=act.office).due_at
    facts = {"reason_code": reason_code, "earlier": petition.earlier.code if petition.earlier else ""}
    acts.write(act, facts=facts, reason=reason, opens={duty: due})
    return petition


def _case_below(typed: str, petition: Petition, at: datetime) -> Petition:
    found = Petition.objects.select_related("authority").filter(code=tidy_code(typed)).exclude(pk=petition.pk).first()
    above = {unit.code for unit in org.above(found.authority, local_day(at))[1:]} if found is not None else set()
    if found is not None and found.content == rules.Content.DENUNCIATION and petition.authority.code in above:
        return found
    sentence = gettext_noop("Mã này không phải một tố cáo của cơ quan cấp dưới. Để trống nếu vụ việc chưa có ở đây.")
    raise Refused("denunciations.earlier", sentence)


@transaction.atomic
def demand_report(
    *,
    code: str,
    document: str,
    body: str,
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Petition:
    """The superior demands a report about an overdue denunciation; the body below has five working days."""
    given = {"document": nfc(document.strip()), "body": nfc(body.strip())}
    act = acts.begin("demand_report", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.petition
    if act.petition.instance != law.RENEWED:
        raise _not_renewed()
    acts.write(act, facts=given, document=given["document"])
    return act.petition


@transaction.atomic
def propose(
    *,
    code: str,
    proposal: str,
    reason: str,
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Petition:
    """The officer who checked it proposes to the head what to do."""
    given = {"proposal": law.check_listed(proposal, law.PROPOSALS), "reason": reason.strip()}
    act = acts.begin("propose_denunciation", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if not act.repeated:
        acts.write(act, facts={"proposal": proposal}, reason=reason)
    return act.petition


@transaction.atomic
def accept(
    *,
    code: str,
    document: str,
    matter: str,
    met: Collection[str],
    ground: str = "",
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Petition:
    """The head accepts it by a decision with the number `document`: thirty days begin.

    `matter` is what is accepted, in words that the accused will read: nothing of it may lead to the denouncer. `met`
    names the conditions that hold (all must), `ground` is one of `REVIEW_GROUNDS` when it was made again. Raises
    Refused("denunciations.conditions", ".leak", ".listed") and Refused("petitions.must_climb").
    """
    given = {"document": nfc(document.strip()), "matter": nfc(matter.strip())}
    act = acts.begin("accept_denunciation", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.petition
    petition, on = act.petition, local_day(at)
    law.check_conditions(met)
    rules.recusal.check_settles(recusal.must_climb(petition, on=on))
    if petition.instance == law.RENEWED:
        law.check_listed(ground, law.REVIEW_GROUNDS)
    check_secret(petition, given["matter"])
    budget, found = law.settlement_term(on)
    petition.budget_amount, petition.budget_unit, petition.basis = budget.amount, budget.unit.value, found.cite()
    petition.accepted_at, petition.within, petition.eligible = at, True, True
    facts = {**given, "basis": found.cite(), "ground": ground}
    acts.write(act, facts=facts, opens=press(act), document=given["document"])
    return petition


@transaction.atomic
def refuse(
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
    """It is not accepted, for a reason of the law; the denouncer is told at once, by the paper with this number."""
    given = {"document": nfc(document.strip()), "reason_code": reason_code, "reason": nfc(reason.strip())}
    act = acts.begin("refuse_denunciation", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.petition
    petition = act.petition
    law.check_listed(reason_code, law.REFUSALS)
    petition.eligible, petition.outcome, petition.result_number = False, reason_code, given["document"]
    acts.write(act, facts=given, reason=reason, opens=press(act), document=given["document"])
    return petition


@transaction.atomic
def keep_settled(
    *,
    code: str,
    document: str,
    reason: str,
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Petition:
    """The superior has reviewed the earlier case: it was settled rightly, and is not settled again (37.2a)."""
    given = {"document": nfc(document.strip()), "reason": nfc(reason.strip())}
    act = acts.begin("keep_settled", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.petition
    if act.petition.instance != law.RENEWED:
        raise _not_renewed()
    act.petition.outcome, act.petition.result_number = "renewed_right", given["document"]
    acts.write(act, facts=given, reason=reason, document=given["document"])
    return act.petition


@transaction.atomic
def keep_lead(
    *,
    code: str,
    reason_code: str,
    body: str,
    subject: str,
    evidence: str,
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Petition:
    """No denunciation in law, but clear about whom and with what evidence: a lead for the body that inspects (25.2)."""
    given = {
        "reason_code": law.check_listed(reason_code, law.LEADS),
        "body": nfc(body.strip()),
        "subject": nfc(subject.strip()),
        "evidence": nfc(evidence.strip()),
    }
    act = acts.begin("keep_lead", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.petition
    act.petition.outcome, act.petition.forwarded_to, act.petition.eligible = "lead", given["body"], False
    acts.write(act, facts=given, opens=press(act))
    return act.petition


@transaction.atomic
def settle_at_once(
    *,
    code: str,
    document: str,
    reason: str,
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Petition:
    """Article 43: a plain breach in the field that this authority manages, stopped and dealt with at once.

    `document` is the record or decision in the file of administrative sanctions, with which this one is kept.
    """
    given = {"document": nfc(document.strip()), "reason": nfc(reason.strip())}
    act = acts.begin("settle_at_once", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.petition
    petition = act.petition
    rules.recusal.check_settles(recusal.must_climb(petition, on=local_day(at)))
    petition.accepted_at, petition.outcome, petition.result_number = at, "at_once", given["document"]
    acts.write(act, facts=given, reason=reason, opens=press(act), document=given["document"])
    return petition


def press(act: acts.Act) -> dict[str, datetime | None]:
    """The answer to whoever sent it on, within twenty days of its receipt (article 26.2); nothing when nobody did."""
    petition = act.petition
    if rules.Source(petition.source) not in rules.SENT_ON:
        return {}
    due = rules.duty_due("denunciation_press", petition.received_at, office=act.office).due_at
    return {"denunciation_press": due}


def _not_renewed() -> Refused:
    sentence = gettext_noop("Việc này chỉ dành cho tố cáo tiếp. Hãy ghi nhận tố cáo tiếp trước.")
    return Refused("denunciations.not_renewed", sentence)

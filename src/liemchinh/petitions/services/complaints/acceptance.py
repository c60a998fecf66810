"""Changes before settlement begins: a proposal to accept, acceptance with its term, refusal by a ground of the law."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import local_day
from liemchinh.kernel.words import gettext_noop, nfc
from liemchinh.law.deadlines import budget_of
from liemchinh.petitions import rules
from liemchinh.petitions.models import Petition
from liemchinh.petitions.queries import complaints as queries
from liemchinh.petitions.services import acts


@dataclass(frozen=True)
class Examined:
    """What was examined before a complaint is accepted.

    `known_on`: the day on which the complainant received or learnt of the decision; for a second complaint the day of
    receiving the first decision, or the day on which its term ran out. `obstacle`: a time not counted. `excuse`: the
    good reason of a late one. `earlier`: code of the first case here; `first_decision`: its decision otherwise.
    `criteria` and `complex_reason`: why the case is complex from the start.
    """

    known_on: date
    instance: int = rules.complaints.FIRST
    all_signed: bool = True
    representative_paper: str = ""
    remote: bool = False
    dismissal: bool = False
    obstacle: rules.complaints.Obstacle | None = None
    excuse: str = ""
    earlier: str = ""
    first_decision: str = ""
    decision_ref: str = ""
    criteria: Sequence[str] = ()
    complex_reason: str = ""


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
    """The desk lays before the head whether to accept, and why (`proposal`: a code of `PROPOSALS`)."""
    given = {
        "proposal": proposal if proposal in rules.complaints.PROPOSALS else "",
        "reason": nfc(reason.strip()),
    }
    act = acts.begin("propose_complaint", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if not act.repeated:
        acts.write(act, facts=given, reason=given["reason"])
    return act.petition


@transaction.atomic
def accept(
    *,
    code: str,
    document: str,
    examined: Examined,
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Petition:
    """Accept a complaint: its instance and its term are set, by the law of this day, and the clock starts.

    Raises Refused: "complaints.unsigned", ".joint", ".instance", ".first", ".earlier", ".late", ".known", ".obstacle",
    ".criterion".
    """
    given: dict[str, Any] = {"document": nfc(document.strip()), "instance": examined.instance}
    act = acts.begin("accept_complaint", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.petition
    petition, on = act.petition, local_day(at)
    disciplinary = queries.is_disciplinary(petition)
    paper = nfc(examined.representative_paper.strip())
    first_decision, excuse = nfc(examined.first_decision.strip()), nfc(examined.excuse.strip())
    rules.complaints.check_acceptable(rules.complaints.Signed(petition.people, examined.all_signed, paper))
    rules.complaints.check_instance(
        examined.instance,
        commune=queries.settles_first_only(petition, on),
        has_first=bool(examined.earlier or first_decision),
    )
    if examined.instance == rules.complaints.SECOND and examined.earlier:
        petition.earlier = _first(examined.earlier, petition)
    in_time = rules.complaints.in_time(
        known_on=examined.known_on,
        lodged_on=local_day(petition.received_at),
        instance=examined.instance,
        remote=examined.remote,
        disciplinary=disciplinary,
        dismissal=examined.dismissal,
        obstacles=[examined.obstacle] if examined.obstacle else [],
        office=act.office,
    )
    rules.complaints.check_late(in_time.ok, excuse)
    criteria, complex_reason = list(examined.criteria), nfc(examined.complex_reason.strip())
    if criteria or complex_reason:
        rules.complaints.check_complex(criteria, complex_reason, on=on)
    complexity = rules.Complexity.COMPLEX if complex_reason else rules.Complexity.NORMAL
    term = rules.complaints.settlement_term(
        instance=examined.instance,
        complexity=complexity,
        remote=examined.remote,
        disciplinary=disciplinary,
        accepted_on=on,
    )
    budget = budget_of(term)
    petition.instance, petition.remote = examined.instance, examined.remote
    petition.complexity, petition.criteria = complexity, criteria
    petition.budget_amount, petition.budget_unit = budget.amount, budget.unit.value
    petition.basis, petition.accepted_at = term.cite(), at
    petition.decision_ref = nfc(examined.decision_ref.strip()) or petition.decision_ref
    petition.decision_on = petition.decision_on or examined.known_on
    obstacle = examined.obstacle
    facts = given | {
        "basis": term.cite(),
        "term": budget.words(),
        "known_on": examined.known_on.isoformat(),
        "in_time": in_time.ok,
        "lodging_basis": in_time.provision.cite(),
        "last_day": local_day(in_time.reading.due_at).isoformat() if in_time.reading.due_at else "",
        "obstacle": [obstacle.since.isoformat(), obstacle.until.isoformat(), obstacle.reason] if obstacle else [],
        "excuse": excuse,
        "representative_paper": paper,
        "remote": examined.remote,
        "dismissal": examined.dismissal,
        "earlier": petition.earlier.code if petition.earlier else "",
        "first_decision": first_decision,
        "criteria": criteria,
        "complex_reason": complex_reason,
    }
    acts.write(act, facts=facts, reason=excuse, document=given["document"])
    return petition


def _first(code: str, second: Petition) -> Petition | None:
    first = queries.case_called(code)
    nothing = {"settled": False, "overdue": False, "below": False, "first": False}
    facts = queries.standing_before(first, second=second) if first is not None else nothing
    rules.complaints.check_earlier(**facts)
    return first


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
    """Refuse acceptance by one of the nine grounds of article 11, in words that the complainant reads."""
    given = {"document": nfc(document.strip()), "reason_code": reason_code, "reason": nfc(reason.strip())}
    act = acts.begin("refuse_complaint", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.petition
    grounds = rules.complaints.REFUSAL_GROUNDS
    rules.complaints.check_ground(reason_code, grounds, what=gettext_noop("lý do không thụ lý"))
    act.petition.outcome, act.petition.result_number = f"refused:{reason_code}", given["document"][:100]
    acts.write(act, facts=given, reason=given["reason"], document=given["document"])
    return act.petition

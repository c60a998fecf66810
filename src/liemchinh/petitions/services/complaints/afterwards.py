"""Changes after a complaint is settled: its file lent, how execution goes, a review from above, settled anew."""

import uuid
from datetime import date, datetime

from django.db import transaction

from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import local_day
from liemchinh.kernel.words import nfc
from liemchinh.law.deadlines import budget_of
from liemchinh.petitions import rules as room
from liemchinh.petitions.models import Petition
from liemchinh.petitions.queries import beside as standing
from liemchinh.petitions.queries import complaints as queries
from liemchinh.petitions.rules import beside as rules
from liemchinh.petitions.services import acts


@transaction.atomic
def lend_file(
    *,
    code: str,
    document: str,
    borrower: str,
    body: str,
    pages: str = "",
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Petition:
    """Hand the file to who settles the second complaint, to a court or to who reviews it (articles 14.2đ, 34.2).

    `borrower` is a code of `BORROWERS`, `pages` how many numbered pages it has. Raises Refused("petitions.listed").
    """
    given = {"document": nfc(document.strip()), "borrower": borrower, "body": nfc(body.strip())}
    act = acts.begin("lend_file", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.petition
    rules.check_one_of(borrower, rules.BORROWERS)
    acts.write(act, facts=given | {"pages": nfc(pages.strip())}, document=given["document"][:200])
    return act.petition


@transaction.atomic
def note_execution(
    *,
    code: str,
    executed: str,
    said: str,
    document: str = "",
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Petition:
    """Write down how the execution of a decision goes (`executed`: a code of `EXECUTED`; articles 46 and 58).

    What is done closes the duty to execute. Raises Refused("petitions.listed").
    """
    given = {"executed": executed, "said": nfc(said.strip())}
    act = acts.begin("note_execution", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.petition
    rules.check_one_of(executed, rules.EXECUTED)
    number = nfc(document.strip())
    closes = ["complaint_execute"] if executed == "done" else []
    acts.write(act, facts=given | {"document": number}, reason=given["said"][:2000], closes=closes, document=number)
    return act.petition


@transaction.atomic
def order_review(
    *,
    code: str,
    document: str,
    body: str,
    review_ground: str,
    reason: str,
    day: date,
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Petition:
    """Write down that `body` above wants the settlement looked into, why, and by which day it is to hear of it.

    Decree 124/2020/NĐ-CP, article 38; since 1/7/2026 the chair of the province does this for a commune. Raises
    Refused("complaints.review_ground"), ("complaints.reviewed"), ("complaints.day").
    """
    given = {
        "document": nfc(document.strip()),
        "body": nfc(body.strip()),
        "review_ground": review_ground,
        "reason": nfc(reason.strip()),
        "report_by": day.isoformat(),
    }
    act = acts.begin("order_review", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.petition
    rules.check_review(review_ground, standing.reviewed(act.petition), on=local_day(at), day=day)
    office = act.office
    due = office.hours.closes_at(office.calendar.working_from(day), office.calendar)
    acts.write(act, facts=given, reason=given["reason"], opens={"complaint_review": due})
    return act.petition


@transaction.atomic
def note_review(
    *,
    code: str,
    document: str,
    review_result: str,
    reason: str,
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Petition:
    """Write down what came of a review (`review_result`: a code of `REVIEW_RESULTS`) and what was directed.

    Raises Refused("petitions.listed"), ("complaints.no_review").
    """
    given = {
        "document": nfc(document.strip()),
        "review_result": review_result,
        "reason": nfc(reason.strip()),
    }
    act = acts.begin("note_review", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.petition
    rules.check_review_result(review_result, standing.reviewed(act.petition))
    acts.write(act, facts=given, reason=given["reason"], document=given["document"][:200])
    return act.petition


@transaction.atomic
def settle_anew(
    *,
    code: str,
    document: str,
    reason: str,
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Petition:
    """Take a settled complaint up again because a review found its settlement unlawful.

    The decree names no term for this; the term of the same instance counts from this day, by its law. What was heard,
    verified and talked over before does not count for the new decision. Raises Refused("complaints.not_again").
    """
    given = {"document": nfc(document.strip()), "reason": nfc(reason.strip())}
    act = acts.begin("settle_anew", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.petition
    petition = act.petition
    rules.check_anew(standing.reviewed(petition))
    term = room.complaints.settlement_term(
        instance=petition.instance,
        complexity=room.Complexity(petition.complexity),
        remote=petition.remote,
        disciplinary=queries.is_disciplinary(petition),
        accepted_on=local_day(at),
    )
    budget = budget_of(term)
    facts = given | {"old_outcome": petition.outcome, "old_decision": petition.result_number, "basis": term.cite()}
    petition.budget_amount, petition.budget_unit, petition.basis = budget.amount, budget.unit.value, term.cite()
    petition.accepted_at, petition.outcome, petition.result_number = at, "", ""
    petition.extended = 0
    acts.write(act, facts=facts, reason=given["reason"], document=given["document"][:200])
    return petition

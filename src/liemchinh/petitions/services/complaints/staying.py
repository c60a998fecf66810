"""Changes of a running complaint's course: found complex, suspended, continued, withdrawn from, ended undecided."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop, nfc
from liemchinh.law.book import law_on
from liemchinh.law.deadlines import budget_of
from liemchinh.petitions import rules
from liemchinh.petitions.models import Petition
from liemchinh.petitions.queries import complaints as queries
from liemchinh.petitions.queries import fetch
from liemchinh.petitions.services import acts


@transaction.atomic
def deem_complex(
    *,
    code: str,
    document: str,
    reason: str,
    criteria: Sequence[str] = (),
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Petition:
    """Find a case complex, in writing: its term becomes the longer one, counted from acceptance, pauses left out.

    Raises Refused("complaints.complex_twice"), ("complaints.criterion"), ("complaints.complex_late").
    """
    given = {"document": nfc(document.strip()), "reason": nfc(reason.strip())}
    act = acts.begin("deem_complex", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.petition
    petition, on = act.petition, local_day(at)
    if petition.complexity != rules.Complexity.NORMAL:
        raise Refused("complaints.complex_twice", gettext_noop("Vụ việc đã được xác định là phức tạp rồi."))
    rules.complaints.check_complex(criteria, given["reason"], on=on)
    assert petition.accepted_at is not None  # a case at work has been accepted: a constraint of its table
    term = rules.complaints.settlement_term(
        instance=petition.instance,
        complexity=rules.Complexity.COMPLEX,
        remote=petition.remote,
        disciplinary=queries.is_disciplinary(petition),
        accepted_on=local_day(petition.accepted_at),
    )
    until = rules.complaints.longer_until(budget_of(term), fetch.happened(petition), office=act.office, at=at)
    petition.complexity, petition.criteria = rules.Complexity.COMPLEX, list(criteria)
    petition.basis, petition.extended = term.cite(), petition.extended + 1
    facts = given | {"criteria": list(criteria), "basis": term.cite(), "term": budget_of(term).words()}
    acts.write(act, facts=facts, reason=given["reason"], until=until)
    return petition


@transaction.atomic
def suspend(
    *,
    code: str,
    document: str,
    reason_code: str,
    reason: str,
    proof: str,
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Petition:
    """Suspend settlement by a ground of article 11a.1, with what proves it: from now on the time is not counted."""
    given = {
        "document": nfc(document.strip()),
        "reason_code": reason_code,
        "reason": nfc(reason.strip()),
        "proof": nfc(proof.strip()),
    }
    act = acts.begin("suspend_complaint", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.petition
    grounds = rules.complaints.SUSPENSION_GROUNDS
    rules.complaints.check_ground(reason_code, grounds, what=gettext_noop("căn cứ tạm đình chỉ"))
    acts.write(act, facts=given, reason=given["reason"])
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
    """Continue settlement when the ground is gone: the term runs on from this decision, for whoever's turn it was."""
    given = {"document": nfc(document.strip()), "reason": nfc(reason.strip())}
    act = acts.begin("resume_complaint", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.petition
    held = fetch.last_event(act.petition, "suspend_complaint")
    turn = rules.Awaits(held.awaits_before) if held is not None else rules.Awaits.CHAIR
    acts.write(act, facts=given, reason=given["reason"], awaits=turn)
    return act.petition


@transaction.atomic
def withdraw(
    *,
    code: str,
    document: str,
    people: Sequence[int],
    whole: bool,
    words: str = "",
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Petition:
    """Write down that some or all withdraw, wholly or in part (`words`: what), by a signed letter or minutes.

    Whoever withdraws wholly drops out and the case goes on for the others; when nobody is left it is the head's turn to
    end it. Raises Refused("complaints.withdraw_who"), (".withdraw_part"), (".withdraw_words").
    """
    given = {"document": nfc(document.strip()), "people": sorted(set(people))}
    act = acts.begin("withdraw_complaint", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.petition
    petition, on = act.petition, local_day(at)
    rows = queries.people(petition)
    leaving = [row for row in rows if row.number in set(people) and row.withdrawn_at is None]
    remaining = queries.left(petition, rows)
    staying = list(range(remaining - len(leaving)))
    rules.complaints.check_withdrawal(on=on, whole=whole, leaving=[row.number for row in leaving], staying=staying)
    said = nfc(words.strip())
    if not whole and not said:
        sentence = gettext_noop("Rút một phần: hãy ghi nội dung được rút.")
        raise Refused("complaints.withdraw_words", sentence)
    turn = None
    if whole:
        for row in leaving:
            row.withdrawn_at = at
            row.save(update_fields=["withdrawn_at"])
        turn = None if staying else rules.Awaits.CHAIR
    facts = given | {"whole": whole, "words": said, "left": len(staying) if whole else remaining}
    acts.write(act, facts=facts, reason=said, awaits=turn, beside=leaving if whole else ())
    return petition


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
    """End settlement without a decision on the matter, by a ground of article 11a.2.

    Raises Refused("complaints.ground"), ("complaints.still_complaining"), ("complaints.not_accepted_yet").
    """
    given = {"document": nfc(document.strip()), "reason_code": reason_code, "reason": nfc(reason.strip())}
    act = acts.begin("terminate_complaint", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.petition
    petition, on = act.petition, local_day(at)
    grounds = rules.complaints.termination_grounds(on)
    rules.complaints.check_ground(reason_code, grounds, what=gettext_noop("căn cứ đình chỉ"))
    rules.complaints.check_termination(
        reason_code,
        accepted=petition.accepted_at is not None,
        left=queries.left(petition, queries.people(petition)),
    )
    petition.outcome, petition.result_number = f"terminated:{reason_code}", given["document"][:100]
    opens = {"complaint_termination": None} if "complaints.suspension_sent" in law_on(on) else {}
    acts.write(act, facts=given, reason=given["reason"], opens=opens, document=given["document"])
    return petition

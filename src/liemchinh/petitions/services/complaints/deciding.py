"""Changes from the decision on: decided, sent, made public, given to be carried out, closed."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import local_day, short_day
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop, nfc
from liemchinh.petitions import rules
from liemchinh.petitions.models import Petition
from liemchinh.petitions.queries import complaints as queries
from liemchinh.petitions.services import acts


@transaction.atomic
def decide(
    *,
    code: str,
    document: str,
    verdict: str,
    measure: str,
    findings: str,
    conclusion: str,
    legal_basis: str = "",
    compensation: str = "",
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Petition:
    """Sign the decision: right, partly right or wrong, and what becomes of what was complained of. The clock stops.

    Raises Refused: "complaints.nobody_left", ".dialogue", ".verdict", ".measure".
    """
    given = {
        "document": nfc(document.strip()),
        "verdict": verdict,
        "measure": measure,
        "findings": nfc(findings.strip()),
        "conclusion": nfc(conclusion.strip()),
    }
    act = acts.begin("decide_complaint", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.petition
    petition = act.petition
    disciplinary = queries.is_disciplinary(petition)
    rules.complaints.check_decision(
        queries.progress(petition),
        instance=petition.instance,
        disciplinary=disciplinary,
        verdict=verdict,
        measure=measure,
        left=queries.left(petition, queries.people(petition)),
    )
    petition.outcome, petition.result_number = verdict, given["document"][:100]
    petition.finished_at = at
    opens = rules.complaints.duties_of_decision(
        instance=petition.instance,
        disciplinary=disciplinary,
        remote=petition.remote,
        source=rules.Source(petition.source),
    )
    facts: dict[str, Any] = given | {"legal_basis": nfc(legal_basis.strip()), "compensation": nfc(compensation.strip())}
    facts |= {"instance": petition.instance}
    acts.write(act, facts=facts, reason=given["conclusion"][:2000], opens=dict.fromkeys(opens))
    return petition


@transaction.atomic
def send(
    *,
    code: str,
    document: str,
    recipients: str,
    duties: Sequence[str],
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Petition:
    """Write down that papers have been sent: which (`duties`), to whom, by which letter or receipt (`document`).

    Raises Refused("complaints.nothing_to_send") when none of them is owed.
    """
    given: dict[str, Any] = {
        "document": nfc(document.strip()),
        "recipients": nfc(recipients.strip()),
        "duties": sorted(set(duties) & set(rules.complaints.SENT)),
    }
    act = acts.begin("send_complaint", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.petition
    owed = {duty.kind for duty in queries.open_duties(act.petition)}
    sent = [kind for kind in given["duties"] if kind in owed]
    if not sent:
        raise Refused("complaints.nothing_to_send", gettext_noop("Không còn văn bản nào phải gửi."))
    acts.write(act, facts=given, closes=sent, document=given["document"][:200])
    return act.petition


@transaction.atomic
def publish(
    *,
    code: str,
    form: str,
    place: str,
    since: date,
    until: date | None = None,
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Petition:
    """Write down that the decision is public: in which way, where, from which day until which.

    Raises Refused("complaints.ground") for an unknown way, ("complaints.posted_short"), ("complaints.since").
    """
    given = {"form": form, "place": nfc(place.strip())}
    act = acts.begin("publish_complaint", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.petition
    decided = queries.decided_at(act.petition)
    rules.complaints.check_ground(form, rules.complaints.PUBLICATION_FORMS, what=gettext_noop("hình thức công khai"))
    if decided is None or since < local_day(decided.at) or since > local_day(at):
        sentence = gettext_noop("Ngày công khai phải từ ngày ra quyết định đến hôm nay.")
        raise Refused("complaints.since", sentence)
    rules.complaints.check_publication(form, since, until)
    facts = given | {"since": since.isoformat(), "until": until.isoformat() if until else ""}
    acts.write(act, facts=facts, document=f"{given['place']}, {short_day(since)}"[:200])
    return act.petition


@transaction.atomic
def enforce(
    *,
    code: str,
    document: str,
    body: str,
    day: date,
    reason: str = "",
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Petition:
    """Give a decision that holds to a body to carry out by a day, in writing (Decree 124/2020/NĐ-CP, article 13).

    Raises Refused("complaints.not_effective") while it does not hold yet, ("complaints.day") for a day that has passed.
    """
    given = {"document": nfc(document.strip()), "body": nfc(body.strip()), "day": day.isoformat()}
    act = acts.begin("enforce_complaint", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.petition
    rules.complaints.check_closing("executed", on=local_day(at), holds_after=_holds_after(act.petition), open_duties=[])
    if day <= local_day(at):
        raise Refused("complaints.day", gettext_noop("Ngày phải thi hành xong phải sau hôm nay."))
    office = act.office
    due = office.hours.closes_at(office.calendar.working_from(day), office.calendar)
    acts.write(act, facts=given, reason=reason, opens={"complaint_execute": due}, document=given["document"])
    return act.petition


@transaction.atomic
def close(
    *,
    code: str,
    how: str,
    reason: str,
    document: str = "",
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Petition:
    """Close a decided case (`how`: a code of `CLOSINGS`) once everything owed to the people in it has been done.

    Raises Refused("complaints.ground"), ("complaints.owed"), ("complaints.not_effective").
    """
    given = {"how": how, "reason": nfc(reason.strip())}
    act = acts.begin("close_complaint", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.petition
    rules.complaints.check_ground(how, rules.complaints.CLOSINGS, what=gettext_noop("cách kết thúc"))
    owed = [duty.kind for duty in queries.open_duties(act.petition) if duty.kind in rules.complaints.OWED]
    rules.complaints.check_closing(how, on=local_day(at), holds_after=_holds_after(act.petition), open_duties=owed)
    said = nfc(document.strip())
    acts.write(act, facts=given | {"document": said}, reason=given["reason"], document=said)
    return act.petition


def _holds_after(petition: Petition) -> date:
    decided = queries.decided_at(petition)
    assert decided is not None  # only a decided case comes here: the table's origins
    disciplinary = queries.is_disciplinary(petition)
    return rules.complaints.effective_after(decided.at, remote=petition.remote, disciplinary=disciplinary)

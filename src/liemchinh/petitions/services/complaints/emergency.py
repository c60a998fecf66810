"""Changes about the contested decision itself: its execution stayed while the complaint is settled, the stay lifted."""

import uuid
from datetime import date, datetime

from django.db import transaction

from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import local_day
from liemchinh.kernel.words import nfc
from liemchinh.petitions.models import Petition
from liemchinh.petitions.queries import beside as standing
from liemchinh.petitions.queries import complaints as queries
from liemchinh.petitions.rules import beside as rules
from liemchinh.petitions.services import acts


@transaction.atomic
def stay_execution(
    *,
    code: str,
    document: str,
    reason: str,
    until: date,
    executors: str = "",
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Petition:
    """Stay the execution of the contested decision to the end of the day `until`: it would do harm hard to repair.

    `executors`: who else has to execute it and is told. Law on Complaints, article 35. Raises Refused:
    "complaints.stay_discipline", ".stayed", ".stay_until".
    """
    given = {"document": nfc(document.strip()), "reason": nfc(reason.strip()), "until": until.isoformat()}
    act = acts.begin("stay_execution", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.petition
    petition, office = act.petition, act.office
    rules.check_stay(
        until,
        on=local_day(at),
        due=local_day(petition.due_at) if petition.due_at else None,
        disciplinary=queries.is_disciplinary(petition),
        standing_until=standing.stayed_until(petition, on=local_day(at)),
    )
    assert petition.due_at is not None  # without a term there is nothing left of it, and the check has refused
    last = min(office.hours.closes_at(office.calendar.working_from(until), office.calendar), petition.due_at)
    facts = given | {"executors": nfc(executors.strip())}
    acts.write(act, facts=facts, reason=given["reason"], opens={"complaint_stay": last})
    return petition


@transaction.atomic
def lift_stay(
    *,
    code: str,
    document: str,
    reason: str,
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Petition:
    """Lift the stay at once when its reason is gone (article 35). Raises Refused("complaints.no_stay")."""
    given = {"document": nfc(document.strip()), "reason": nfc(reason.strip())}
    act = acts.begin("lift_stay", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.petition
    rules.check_lifting(standing.stayed_until(act.petition, on=local_day(at)))
    acts.write(act, facts=given, reason=given["reason"], document=given["document"][:200])
    return act.petition

"""What asking others shares in every class: each letter opens a duty of its own, and its answer closes that one."""

from datetime import date, datetime
from typing import Any

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.petitions.models import Duty, PetitionEvent
from liemchinh.petitions.queries import beside as standing
from liemchinh.petitions.services import acts


def write_asking(act: acts.Act, *, facts: dict[str, Any], duty: str, day: date | None) -> PetitionEvent:
    """Carry out a letter that asks: `duty` waits for its answer, until `day` where the law gives no term."""
    office = act.office
    moment = office.hours.closes_at(office.calendar.working_from(day), office.calendar) if day else None
    told = facts | {"day": day.isoformat() if day else ""}
    return acts.write(act, facts=told, reason=str(facts["question"])[:2000], opens={duty: moment})


def write_answer(act: acts.Act, *, ask: int, facts: dict[str, Any]) -> PetitionEvent:
    """Carry out the record of an answer: `ask` is the step of the letter that asked.

    Raises Refused("petitions.not_asked") when no such letter waits for one.
    """
    asked = {event.step: event for event in standing.unanswered(act.petition)}.get(ask)
    if asked is None:
        raise Refused("petitions.not_asked", gettext_noop("Yêu cầu này không có, hoặc đã có trả lời."))
    duty = _waiting(act, asked.at)
    if duty is not None:
        duty.done_at, duty.done_by, duty.document = act.at, act.by.code, str(facts["document"])[:200]
        duty.save(update_fields=["done_at", "done_by", "document"])
    told = facts | {"ask": ask, "asked": asked.facts["asked"]}
    return acts.write(act, facts=told, reason=str(facts["said"])[:2000], beside=[duty] if duty else [])


def _waiting(act: acts.Act, since: datetime) -> Duty | None:
    kinds = ("complaint_information", "complaint_answer", "denunciation_answer")
    rows = Duty.objects.filter(petition=act.petition, kind__in=kinds, opened_at=since, done_at__isnull=True)
    return rows.order_by("number").first()

"""Changes while a complaint is looked into: minutes with the parties, what others are asked for, what they answer."""

import uuid
from datetime import date, datetime
from typing import Any

from django.db import transaction

from liemchinh.kernel.actors import Actor, Role
from liemchinh.kernel.days import local_day
from liemchinh.kernel.words import nfc
from liemchinh.petitions.models import Petition
from liemchinh.petitions.queries import complaints as queries
from liemchinh.petitions.rules import Complexity
from liemchinh.petitions.rules import beside as rules
from liemchinh.petitions.services import acts
from liemchinh.petitions.services.asking import write_answer, write_asking


@transaction.atomic
def hear(
    *,
    code: str,
    whom: str,
    attended: str,
    held_on: date,
    place: str,
    said: str,
    who: str = "",
    presided: str = "",
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Petition:
    """Write the minutes of one meeting with one side (`whom`: a code of `PARTIES`; `who`: names, one a line).

    Law on Complaints, articles 13.2c and 29.3. Raises Refused("petitions.listed") and Refused("petitions.held_on").
    """
    given = {"whom": whom, "held_on": held_on.isoformat(), "place": nfc(place.strip()), "said": nfc(said.strip())}
    act = acts.begin("hear_party", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.petition
    rules.check_one_of(whom, rules.PARTIES)
    rules.check_one_of(attended, rules.ATTENDED)
    rules.check_held(held_on, on=local_day(at), since=local_day(act.petition.received_at))
    facts = given | {"attended": attended, "who": nfc(who.strip()), "presided": nfc(presided.strip())}
    acts.write(act, facts=facts, reason=given["said"][:2000])
    return act.petition


@transaction.atomic
def ask(
    *,
    code: str,
    document: str,
    asked: str,
    body: str,
    question: str,
    day: date | None = None,
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Petition:
    """Ask others: for papers, the first file, an expert's finding, an opinion, a council (`asked`: a code of `ASKED`).

    Papers are due by the law's seven days, the rest by `day`. Time goes on: to wait for a finding uncounted, suspend
    settlement. Raises what `rules.beside.check_asking` raises.
    """
    given: dict[str, Any] = {
        "document": nfc(document.strip()),
        "asked": asked,
        "body": nfc(body.strip()),
        "question": nfc(question.strip()),
    }
    act = acts.begin("ask_others", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.petition
    petition = act.petition
    duty = rules.check_asking(
        asked,
        instance=petition.instance,
        head=petition.authority.code in by.authorities_as(Role.CHAIR),
        disciplinary=queries.is_disciplinary(petition),
        is_complex=petition.complexity != Complexity.NORMAL,
        day=day,
        on=local_day(at),
    )
    write_asking(act, facts=given, duty=duty, day=day if duty == "complaint_answer" else None)
    return petition


@transaction.atomic
def note_answer(
    *,
    code: str,
    ask: int,
    document: str,
    said: str,
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Petition:
    """Write down what came back: the papers, the finding, the opinion or the council's minutes (`ask`: its step)."""
    given = {"ask": ask, "document": nfc(document.strip()), "said": nfc(said.strip())}
    act = acts.begin("note_others", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if not act.repeated:
        write_answer(act, ask=ask, facts=given)
    return act.petition

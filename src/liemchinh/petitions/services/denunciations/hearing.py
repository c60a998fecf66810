"""Changes while a denunciation is looked into: harm prevented, a crime passed on, people heard, experts asked.

Whatever others read, the verifier among them, is compared with what is known of who denounced, before it is written.
"""

import uuid
from datetime import date, datetime
from typing import Any

from django.db import transaction

from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import local_day
from liemchinh.kernel.words import nfc
from liemchinh.petitions.models import Petition
from liemchinh.petitions.rules import beside as rules
from liemchinh.petitions.services import acts
from liemchinh.petitions.services.asking import write_answer, write_asking
from liemchinh.petitions.services.denunciations.secrecy import check_secret


@transaction.atomic
def prevent_harm(
    *,
    code: str,
    measure: str,
    said: str,
    document: str = "",
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Petition:
    """Write down how harm is prevented at once (`measure`: a code of `PREVENTED`), and who was told (article 27.2).

    Raises Refused("petitions.listed"), ("denunciations.leak").
    """
    given = {"measure": measure, "said": nfc(said.strip())}
    act = acts.begin("prevent_harm", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.petition
    rules.check_one_of(measure, rules.PREVENTED)
    check_secret(act.petition, given["said"])
    acts.write(act, facts=given | {"document": nfc(document.strip())}, reason=given["said"][:2000])
    return act.petition


@transaction.atomic
def pass_to_police(
    *,
    code: str,
    document: str,
    body: str,
    reason: str,
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Petition:
    """Pass the file, or a copy of it, to the body that investigates: the act has signs of a crime (27.1, 36.2).

    The case here goes on until a ground of the law ends it. Raises Refused("denunciations.leak").
    """
    given = {"document": nfc(document.strip()), "body": nfc(body.strip()), "reason": nfc(reason.strip())}
    act = acts.begin("pass_to_police", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.petition
    check_secret(act.petition, given["reason"])
    acts.write(act, facts=given, reason=given["reason"], document=given["document"])
    return act.petition


@transaction.atomic
def hear_denouncer(
    *,
    code: str,
    attended: str,
    held_on: date,
    place: str,
    said: str,
    copies: int,
    presided: str = "",
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Petition:
    """Write the minutes of a meeting with who denounced (Decree 31/2019/NĐ-CP, article 11): for the head's eyes.

    Raises Refused("petitions.listed"), ("petitions.held_on"), ("denunciations.copies").
    """
    return _heard(
        "hear_denouncer",
        code=code,
        given={
            "held_on": held_on.isoformat(),
            "place": nfc(place.strip()),
            "said": nfc(said.strip()),
            "copies": copies,
        },
        more={"attended": attended, "presided": nfc(presided.strip())},
        held_on=held_on,
        by=by,
        at=at,
        token=token,
        seen_step=seen_step,
    )


@transaction.atomic
def hear_accused(
    *,
    code: str,
    whom: str,
    attended: str,
    held_on: date,
    place: str,
    said: str,
    copies: int,
    who: str = "",
    presided: str = "",
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Petition:
    """Write the minutes of a meeting with the accused or somebody else (`whom`: a code of `HEARD`).

    Decree 31/2019/NĐ-CP, articles 12 and 13.2. They read it, so it may not lead to who denounced. Raises Refused:
    "petitions.listed", "petitions.held_on", "denunciations.copies", "denunciations.leak".
    """
    return _heard(
        "hear_accused",
        code=code,
        given={
            "whom": rules.check_one_of(whom, rules.HEARD),
            "held_on": held_on.isoformat(),
            "place": nfc(place.strip()),
            "said": nfc(said.strip()),
            "copies": copies,
        },
        more={"attended": attended, "who": nfc(who.strip()), "presided": nfc(presided.strip())},
        held_on=held_on,
        by=by,
        at=at,
        token=token,
        seen_step=seen_step,
    )


def _heard(
    verb: str,
    *,
    code: str,
    given: dict[str, Any],
    more: dict[str, Any],
    held_on: date,
    by: Actor,
    at: datetime,
    token: uuid.UUID | None,
    seen_step: int | None,
) -> Petition:
    act = acts.begin(verb, code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.petition
    on = local_day(at)
    rules.check_one_of(more["attended"], rules.ATTENDED)
    rules.check_held(held_on, on=on, since=local_day(act.petition.received_at))
    rules.check_copies(given["copies"], on=on)
    reason = ""
    if verb == "hear_accused":
        check_secret(act.petition, given["said"], given["place"], more["who"])
        reason = given["said"][:2000]
    acts.write(act, facts=given | more, reason=reason)
    return act.petition


@transaction.atomic
def ask_expert(
    *,
    code: str,
    document: str,
    asked: str,
    body: str,
    question: str,
    day: date,
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Petition:
    """Ask for papers or for an expert's finding (`asked`: a code of `ASKED_OF_DENUNCIATIONS`), to come by `day`.

    The time of a finding is not counted once settlement is suspended for it (Decree 31/2019/NĐ-CP, article 15.4).
    Raises Refused("petitions.listed"), ("petitions.ask_day"), ("denunciations.leak").
    """
    given = {
        "document": nfc(document.strip()),
        "asked": rules.check_one_of(asked, rules.ASKED_OF_DENUNCIATIONS),
        "body": nfc(body.strip()),
        "question": nfc(question.strip()),
        "day": day.isoformat(),
    }
    act = acts.begin("ask_expert", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.petition
    rules.check_answer_day(day, on=local_day(at))
    check_secret(act.petition, given["question"])
    write_asking(act, facts=given, duty="denunciation_answer", day=day)
    return act.petition


@transaction.atomic
def note_expert(
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
    """Write down the papers or the finding that came back (`ask`: the step of the letter that asked).

    Raises Refused("petitions.not_asked"), ("denunciations.leak").
    """
    finding = nfc(said.strip())
    given = {"ask": ask, "document": nfc(document.strip()), "said": finding}
    act = acts.begin("note_expert", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if not act.repeated:
        check_secret(act.petition, finding)
        write_answer(act, ask=ask, facts=given)
    return act.petition

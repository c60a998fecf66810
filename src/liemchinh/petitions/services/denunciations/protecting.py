"""Changes about the protection of a denouncer who gave their name: asked for, decided, ended.

The words of a request stay with who may know the denouncer; nothing of them is the reason of an event.
"""

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction

from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import local_day
from liemchinh.kernel.words import nfc
from liemchinh.petitions.models import Petition
from liemchinh.petitions.queries import beside as standing
from liemchinh.petitions.rules import State
from liemchinh.petitions.rules import beside as rules
from liemchinh.petitions.rules.denunciations import check_all_listed
from liemchinh.petitions.services import acts


@transaction.atomic
def ask_protection(
    *,
    code: str,
    protected: Collection[str],
    said: str,
    urgent: bool = False,
    document: str = "",
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Petition:
    """Write down that protection is asked for, or found needed (`protected`: codes of `PROTECTED`).

    `urgent`: asked by word or telephone, the letter follows (article 50.3). Raises Refused("denunciations.listed").
    """
    given: dict[str, Any] = {"protected": sorted(protected), "said": nfc(said.strip())}
    act = acts.begin("ask_protection", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.petition
    given["protected"] = check_all_listed(protected, rules.PROTECTED)
    acts.write(act, facts=given | {"urgent": urgent, "document": nfc(document.strip())})
    return act.petition


@transaction.atomic
def decide_protection(
    *,
    code: str,
    document: str,
    protection: str,
    reason: str,
    measures: Collection[str] = (),
    body: str = "",
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Petition:
    """Decide on protection (`protection`: a code of `PROTECTIONS`): which `measures`, carried out by which `body`.

    The law lets the head act unasked (51.1). Raises Refused("petitions.listed"), ("denunciations.listed").
    """
    given = {"document": nfc(document.strip()), "protection": protection, "reason": nfc(reason.strip())}
    act = acts.begin("decide_protection", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.petition
    rules.check_one_of(protection, rules.PROTECTIONS)
    kept = check_all_listed(measures, rules.PROTECTED)
    rules.check_measures(protection, kept)
    acts.write(act, facts=given | {"measures": kept, "body": nfc(body.strip())})
    return act.petition


@transaction.atomic
def end_protection(
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
    """End protection by a ground of article 54.2 as it reads that day.

    Raises Refused("denunciations.protection_ground"), ("denunciations.no_protection").
    """
    given = {"document": nfc(document.strip()), "reason_code": reason_code, "reason": nfc(reason.strip())}
    act = acts.begin("end_protection", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.petition
    petition = act.petition
    ended = petition.state in (State.DECIDED, State.DONE, State.TERMINATED)
    rules.check_protection_end(reason_code, standing.protecting(petition), on=local_day(at), ended=ended)
    acts.write(act, facts=given)
    return petition

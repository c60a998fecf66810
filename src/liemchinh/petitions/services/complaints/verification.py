"""Changes while a complaint is examined: verification given and reported, the dialogue announced and held."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop, nfc
from liemchinh.petitions import rules
from liemchinh.petitions.models import Petition
from liemchinh.petitions.queries import complaints as queries
from liemchinh.petitions.queries import fetch
from liemchinh.petitions.services import acts


@transaction.atomic
def verify(
    *,
    code: str,
    document: str,
    seat: str,
    reason: str,
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Petition:
    """The head gives verification to an inspector's seat, or gives it again after a report that is not enough.

    `reason` says what is to be verified. Raises Refused("complaints.verifier") when nobody sits there, or whoever does
    is concerned by the complaint.
    """
    given = {"document": nfc(document.strip()), "seat": seat}
    act = acts.begin("verify_complaint", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.petition
    chosen = {held.code: held for held in queries.verifiers(act.petition, local_day(at))}.get(seat)
    if chosen is None:
        sentence = gettext_noop("Vị trí này không có người xác minh được vụ việc: chưa có người, hoặc có liên quan.")
        raise Refused("complaints.verifier", sentence)
    act.petition.seat_id = chosen.id
    acts.write(act, facts=given | {"person": chosen.person}, reason=reason)
    return act.petition


@transaction.atomic
def report(
    *,
    code: str,
    document: str,
    findings: str,
    proposed: str,
    differs: bool,
    conclusion: str = "",
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Petition:
    """The verifier reports what was found and what to decide (`proposed`: a verdict).

    `differs`: the demand and the findings still differ, so the law asks for a dialogue also the first time.
    """
    given = {
        "document": nfc(document.strip()),
        "findings": nfc(findings.strip()),
        "proposed": proposed if proposed in set(rules.complaints.Verdict) else "",
    }
    act = acts.begin("report_complaint", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if not act.repeated:
        acts.write(act, facts=given | {"differs": differs, "conclusion": nfc(conclusion.strip())})
    return act.petition


@transaction.atomic
def invite(
    *,
    code: str,
    document: str,
    held_at: datetime,
    place: str,
    matters: str = "",
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Petition:
    """Announce a dialogue: when, where, about what. Raises Refused("complaints.dialogue_notice") when too near."""
    given = {"document": nfc(document.strip()), "held_at": held_at.isoformat(), "place": nfc(place.strip())}
    act = acts.begin("invite_dialogue", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.petition
    rules.complaints.check_notice(local_day(at), local_day(held_at))
    acts.write(act, facts=given | {"matters": nfc(matters.strip())})
    return act.petition


@transaction.atomic
def hold_dialogue(
    *,
    code: str,
    presided: str,
    attendance: str,
    result: str,
    opinions: str = "",
    secretary: str = "",
    others: str = "",
    excuse: str = "",
    copies: int = 0,
    unsigned: str = "",
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Petition:
    """Write the minutes of a dialogue that had been announced and whose hour has come.

    `attendance` is a code of `ATTENDANCE`; an excused absence needs its `excuse`. `unsigned`: who did not sign and why.
    Raises Refused("complaints.not_invited"), ("complaints.excuse"), ("complaints.copies").
    """
    given = {
        "presided": nfc(presided.strip()),
        "attendance": attendance if attendance in rules.complaints.ATTENDANCE else "",
        "result": nfc(result.strip()),
    }
    act = acts.begin("hold_dialogue", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.petition
    called = fetch.last_event(act.petition, "invite_dialogue")
    held_at = datetime.fromisoformat(called.facts["held_at"]) if called is not None else None
    if called is None or held_at is None or not queries.progress(act.petition).invited or at < held_at:
        sentence = gettext_noop("Chưa có thông báo đối thoại, hoặc chưa đến giờ đối thoại đã thông báo.")
        raise Refused("complaints.not_invited", sentence)
    if attendance == "excused" and not excuse.strip():
        sentence = gettext_noop("Hãy ghi lý do chính đáng của người khiếu nại vắng mặt.")
        raise Refused("complaints.excuse", sentence)
    rules.complaints.check_copies(copies, on=local_day(at))
    words: Sequence[tuple[str, str]] = (
        ("opinions", opinions),
        ("secretary", secretary),
        ("others", others),
        ("excuse", excuse),
        ("unsigned", unsigned),
    )
    facts: dict[str, Any] = {name: nfc(value.strip()) for name, value in words}
    facts |= {"held_at": called.facts["held_at"], "place": called.facts["place"], "invited": called.step}
    acts.write(act, facts=given | facts | {"copies": copies}, reason=given["result"][:2000])
    return act.petition

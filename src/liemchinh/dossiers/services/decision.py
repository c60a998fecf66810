"""Changes on the way to a result: submitted, endorsed, sent back, signed, issued, apologised for."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from liemchinh.dossiers import queries, rules
from liemchinh.dossiers.models import Dossier
from liemchinh.dossiers.services import acts
from liemchinh.dossiers.services.appraisal import who_works
from liemchinh.dossiers.services.files import Upload
from liemchinh.dossiers.services.returning import attach_result, result_kept
from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop, nfc

GRANTED, DENIED = "granted", "denied"
OUTCOMES = {GRANTED: gettext_noop("Đồng ý giải quyết"), DENIED: gettext_noop("Từ chối giải quyết, có lý do")}


@transaction.atomic
def submit(
    *,
    code: str,
    outcome: str,
    summary: str,
    by: Actor,
    at: datetime,
    reason_code: str = "",
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Dossier:
    """The specialist proposes a result. A refusal needs its coded reason and its words (19.3)."""
    given = {"outcome": outcome if outcome in OUTCOMES else "", "summary": nfc(summary.strip())}
    act = acts.begin("submit", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.dossier
    if outcome == DENIED:
        if reason_code not in rules.REFUSAL_REASONS or not given["summary"]:
            sentence = gettext_noop("Đề nghị từ chối phải chọn loại lý do và ghi rõ lý do.")
            raise Refused("dossiers.denial_reason", sentence)
        given["reason_code"] = reason_code
    if act.dossier.partners:
        rules.check_may_submit([queries.share_of(part) for part in queries.parts_of(act.dossier)])
    act.dossier.proposal = {**given, "by": by.code}
    acts.write(act, facts=given, reason=given["summary"])
    return act.dossier


@transaction.atomic
def endorse(
    *, code: str, by: Actor, at: datetime, token: uuid.UUID | None = None, seen_step: int | None = None
) -> Dossier:
    """The head agrees with the proposed result and sends it up for signature."""
    act = acts.begin("endorse", code=code, by=by, at=at, token=token, seen_step=seen_step)
    if act.repeated:
        return act.dossier
    act.dossier.proposal = {**act.dossier.proposal, "endorsed_by": by.code}
    acts.write(act, facts={})
    return act.dossier


@transaction.atomic
def send_back(
    *,
    code: str,
    reason: str,
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Dossier:
    """Head or leader sends the proposal back to be done again, saying why; the clock does not wait."""
    given = {"reason": nfc(reason.strip())}
    act = acts.begin("send_back", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.dossier
    act.dossier.proposal = {}
    acts.write(act, facts={}, reason=given["reason"], awaits=who_works(act.dossier))
    return act.dossier


@transaction.atomic
def sign(
    *, code: str, by: Actor, at: datetime, token: uuid.UUID | None = None, seen_step: int | None = None
) -> Dossier:
    """The leader signs the proposed result; from here the applicant can no longer withdraw."""
    act = acts.begin("sign", code=code, by=by, at=at, token=token, seen_step=seen_step)
    if act.repeated:
        return act.dossier
    dossier = act.dossier
    proposal = dossier.proposal
    dossier.outcome = proposal["outcome"]
    acts.write(act, facts={name: proposal.get(name, "") for name in ("outcome", "summary", "reason_code")})
    return dossier


@transaction.atomic
def sign_many(
    *, codes: list[str], by: Actor, at: datetime, seen_steps: Mapping[str, int] | None = None
) -> list[Dossier]:
    """Sign several results that were each shown to the leader: all of them or none.

    `seen_steps` says by code at which step each was shown: what has changed since is not signed ("dossiers.stale").
    """
    seen = seen_steps or {}
    return [sign(code=code, by=by, at=at, seen_step=seen.get(code)) for code in codes]


def issue(
    *,
    code: str,
    number: str,
    result: Upload | None = None,
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Dossier:
    """The clerk books the result under its number and sends it to the one-stop: both clocks stop here.

    With `result` (a PDF) it is handed out as an electronic document too, signed by the agency's key.
    """
    kept = result_kept("issue", code=code, result=result, by=by, at=at, number=number, token=token) if result else []
    given: dict[str, Any] = {"number": nfc(number.strip())}
    with transaction.atomic():
        act = acts.begin("issue", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
        if act.repeated:
            return act.dossier
        act.dossier.result_number = given["number"]
        act.dossier.finished_at = at
        attached = attach_result(act, kept) if kept else []
        if attached:
            given["result"] = kept[0].sha256
        acts.write(act, facts=given, to_unit=act.dossier.desk, attached=attached)
    return act.dossier


@transaction.atomic
def apologise(
    *,
    code: str,
    reason_code: str,
    reason: str,
    new_day: date,
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Dossier:
    """Apologise before the date is missed and promise a new one, once; the index keeps the old one (19.6)."""
    given = {
        "reason_code": reason_code if reason_code in rules.LATE_REASONS else "",
        "reason": nfc(reason.strip()),
        "new_day": new_day.isoformat(),
    }
    act = acts.begin("apologise", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.dossier
    dossier = act.dossier
    until = rules.check_apology(
        due_at=dossier.due_at,
        new_day=new_day,
        at=at,
        apologised=dossier.apologised,
        office=queries.office_of(dossier.authority, local_day(at)),
    )
    old = dossier.due_at.isoformat() if dossier.due_at else ""
    dossier.apologised = True
    acts.write(act, facts={**given, "old_due": old}, reason=given["reason"], until=until)
    return dossier

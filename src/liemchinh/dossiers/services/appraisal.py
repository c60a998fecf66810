"""Changes during appraisal: a supplement proposed, asked, received or never answered; an obligation asked and met."""

import uuid
from datetime import datetime

from django.db import transaction

from liemchinh.dossiers import queries, rules
from liemchinh.dossiers.models import Dossier
from liemchinh.dossiers.services import acts
from liemchinh.kernel.actors import SYSTEM, Actor
from liemchinh.kernel.days import local_day
from liemchinh.kernel.words import nfc


@transaction.atomic
def propose_supplement(
    *,
    code: str,
    missing: list[str],
    reason: str,
    by: Actor,
    at: datetime,
    excuse: str = "",
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Dossier:
    """The specialist lists what is missing and why; only the one-stop may speak to the applicant.

    Checked here already, so that a request that the law does not allow never reaches the desk: see
    `rules.check_supplement` for `excuse`.
    """
    items = [nfc(item.strip()) for item in missing if item.strip()]
    given = {"missing": items, "reason": reason.strip()}
    act = acts.begin("propose_supplement", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.dossier
    exception = _check_supplement(act, excuse)
    act.dossier.proposal = {**given, "excuse": excuse.strip(), "exception": exception, "by": by.code}
    facts = {**given, "excuse": excuse.strip()}
    acts.write(act, facts=facts, reason=reason.strip(), to_unit=act.dossier.desk)
    return act.dossier


@transaction.atomic
def ask_supplement(
    *, code: str, by: Actor, at: datetime, token: uuid.UUID | None = None, seen_step: int | None = None
) -> Dossier:
    """The one-stop sends the proposed request: both clocks wait, and 15 days for the answer begin."""
    act = acts.begin("ask_supplement", code=code, by=by, at=at, token=token, seen_step=seen_step)
    if act.repeated:
        return act.dossier
    dossier = act.dossier
    proposal = dossier.proposal
    exception = _check_supplement(act, proposal.get("excuse", ""))
    dossier.supplements_asked += 1
    dossier.index_exception = dossier.index_exception or exception
    office = queries.office_of(dossier.authority, local_day(at))
    dossier.answer_due_at = rules.answer_due(at, office=office)
    facts = {**proposal, "stage": "appraisal", "request": dossier.supplements_asked}
    dossier.proposal = {}
    acts.write(act, facts=facts, reason=proposal["reason"], until=dossier.answer_due_at)
    return dossier


@transaction.atomic
def take_supplement(
    *,
    code: str,
    components: list[dict[str, str | int]],
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Dossier:
    """The missing papers are there: the legal term starts again, the index goes on."""
    act = acts.begin("take_supplement", code=code, by=by, at=at, token=token, seen_step=seen_step)
    if act.repeated:
        return act.dossier
    dossier = act.dossier
    dossier.components = [*dossier.components, *components]
    dossier.answer_due_at = None
    division = queries.place_of(dossier).division
    acts.write(act, facts={"components": components}, awaits=who_works(dossier), to_unit=division)
    return dossier


def close_unanswered(*, at: datetime, limit: int = 200) -> list[str]:
    """Close dossiers whose 15 days passed without an answer, each in its own transaction; returns the codes."""
    due = Dossier.objects.filter(answer_due_at__lte=at).order_by("answer_due_at", "id")
    return [code for code in due.values_list("code", flat=True)[:limit] if _close_one(code, at)]


@transaction.atomic
def _close_one(code: str, at: datetime) -> bool:
    dossier = queries.locked(code)
    if dossier.answer_due_at is None or dossier.answer_due_at > at:
        return False  # answered in the meantime
    act = acts.Act(dossier, rules.MOVE["close_unanswered"], SYSTEM, at, token=None)
    rules.check_move(act.move, queries.place_of(dossier))
    dossier.answer_due_at = None
    dossier.finished_at = at
    acts.write(act, facts={}, reason=act.move.kind.sentence)
    return True


@transaction.atomic
def ask_obligation(
    *,
    code: str,
    document: str,
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Dossier:
    """A tax or charge notice has gone out: the clocks wait, where the procedure's version says so.

    Raises Refused("dossiers.no_pause") when it does not.
    """
    given = {"document": nfc(document.strip())}
    act = acts.begin("ask_obligation", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if not act.repeated:
        acts.write(act, facts=given, reason=given["document"])
    return act.dossier


@transaction.atomic
def meet_obligation(
    *,
    code: str,
    document: str,
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Dossier:
    """The obligation is met, by this document: the clocks go on."""
    given = {"document": nfc(document.strip())}
    act = acts.begin("meet_obligation", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if not act.repeated:
        acts.write(act, facts=given, reason=given["document"], awaits=who_works(act.dossier))
    return act.dossier


def _check_supplement(act: acts.Act, excuse: str) -> bool:
    dossier = act.dossier
    if dossier.received_at is None:
        return False
    return rules.check_supplement(
        asked_before=dossier.supplements_asked,
        received_at=dossier.received_at,
        at=act.at,
        excuse=excuse.strip(),
        sector_days=dossier.version.supplement_days,
        office=queries.office_of(dossier.authority, local_day(act.at)),
    )


def who_works(dossier: Dossier) -> rules.Awaits:
    """The specialist who holds it, or the head when nobody does yet."""
    return rules.Awaits.SPECIALIST if dossier.seat_id else rules.Awaits.HEAD

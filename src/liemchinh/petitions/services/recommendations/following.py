"""Changes after the answer: the sender asked whether it is truly solved, confirmed, opened again, closed unsolved."""

import uuid
from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from liemchinh.kernel.actors import APPLICANT, SYSTEM, Actor
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop, nfc
from liemchinh.law.deadlines import budget_of
from liemchinh.petitions import rules
from liemchinh.petitions.models import Duty, Petition
from liemchinh.petitions.queries import fetch
from liemchinh.petitions.rules import recommendations as own
from liemchinh.petitions.services import acts
from liemchinh.petitions.services.recommendations.telling import tell_sender

AT_ONCE = 200
"""Petitions that one tick of the worker asks about."""


def ask_due(*, at: datetime, most: int = AT_ONCE) -> int:
    """Ask every sender whose answer is old enough, and close what nobody replied to; how many acts. Repeatable."""
    done = 0
    for kind, verb in (("ask_solved", ask_solved), ("solved_reply", close_silent)):
        due = Duty.objects.filter(
            kind=kind, done_at__isnull=True, due_at__lte=at, petition__state=rules.State.DECIDED
        ).order_by("due_at", "id")
        for code in list(due.values_list("petition__code", flat=True)[:most]):
            try:
                verb(code=code, by=SYSTEM, at=at)
            except Refused:
                continue  # somebody was faster
            done += 1
    return done


@transaction.atomic
def ask_solved(*, code: str, by: Actor, at: datetime) -> Petition:
    """Ask the sender whether the matter is truly solved: by the ways they chose, and on the page they follow."""
    act = acts.begin("ask_solved", code=code, by=by, at=at, fetch_by=fetch.by_clock)
    event = acts.write(act, facts={})
    tell_sender(event, "petition_asked_solved")
    return act.petition


@transaction.atomic
def say_solved(
    *,
    code: str,
    by: Actor,
    at: datetime,
    words: str = "",
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
    fetch_by: Callable[..., Petition] = fetch.handled_by,
) -> Petition:
    """The sender says so, on their page (`fetch_by`: `fetch.of_citizen`) or by telephone to the office."""
    act = acts.begin("say_solved", code=code, by=by, at=at, token=token, seen_step=seen_step, fetch_by=fetch_by)
    if act.repeated:
        return act.petition
    act.petition.outcome = own.Solved.CONFIRMED.value
    acts.write(act, facts={"words": nfc(words.strip())[:2000]})
    return act.petition


@transaction.atomic
def close_silent(*, code: str, by: Actor, at: datetime) -> Petition:
    """Nobody replied in the time that was given: done, counted as answered without a reply, never as confirmed."""
    act = acts.begin("close_silent", code=code, by=by, at=at, fetch_by=fetch.by_clock)
    act.petition.outcome = own.Solved.SILENT.value
    acts.write(act, facts={})
    return act.petition


@transaction.atomic
def reopen(
    *,
    code: str,
    reason: str,
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
    fetch_by: Callable[..., Petition] = fetch.handled_by,
) -> Petition:
    """Take it up again because it is not solved: a new term begins, and the times it was reopened are counted.

    Raises Refused("petitions.reopen_late") after the window since the last answer.
    """
    said = nfc(reason.strip())
    act = acts.begin(
        "reopen",
        code=code,
        by=by,
        at=at,
        given={"reason": said},
        token=token,
        seen_step=seen_step,
        fetch_by=fetch_by,
    )
    if act.repeated:
        return act.petition
    petition = act.petition
    last = fetch.last_event(petition, "answer", "close_unsolved", "admit_unsolved")
    own.check_reopen(last.at if last else None, at)
    basis = own.answer_term(at)
    term = budget_of(basis)
    petition.budget_amount, petition.budget_unit, petition.basis = term.amount, str(term.unit), basis.cite()
    petition.outcome, petition.reopened = "", petition.reopened + 1
    turn = rules.Awaits.SPECIALIST if petition.seat_id else rules.Awaits.HEAD
    facts = {"times": petition.reopened, "basis": basis.cite(), "citizen": by == APPLICANT}
    acts.write(act, facts=facts, reason=said[:2000], awaits=turn)
    return petition


@transaction.atomic
def close_unsolved(
    *,
    code: str,
    reason_code: str,
    reason: str,
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Petition:
    """Say openly that it cannot be solved now, and why: a state of its own, counted apart from what was solved."""
    given = {"reason_code": reason_code if reason_code in own.UNSOLVED_REASONS else "", "reason": nfc(reason.strip())}
    return _unsolved("close_unsolved", code, given, by, at, token, seen_step)


@transaction.atomic
def admit_unsolved(
    *,
    code: str,
    reason_code: str,
    reason: str,
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Petition:
    """The same after an answer: what was answered has not solved it, and that is said."""
    given = {"reason_code": reason_code if reason_code in own.UNSOLVED_REASONS else "", "reason": nfc(reason.strip())}
    return _unsolved("admit_unsolved", code, given, by, at, token, seen_step)


def _unsolved(
    verb: str,
    code: str,
    given: dict[str, str],
    by: Actor,
    at: datetime,
    token: uuid.UUID | None,
    seen_step: int | None,
) -> Petition:
    act = acts.begin(verb, code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.petition
    if len(given["reason"]) > 2000:
        raise Refused("petitions.reason_long", gettext_noop("Lý do dài quá 2.000 ký tự."))
    act.petition.outcome = own.Solved.UNSOLVED.value
    acts.write(act, facts={"reason_code": given["reason_code"]}, reason=given["reason"])
    return act.petition

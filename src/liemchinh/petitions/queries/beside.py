"""Shows what stands beside the course of a case: a stay, minutes of people heard, letters unanswered, a review."""

from datetime import date

from liemchinh.petitions.models import Petition, PetitionEvent
from liemchinh.petitions.queries import fetch
from liemchinh.petitions.rules.beside import DECLINED, Protecting, Reviewed

STARTS = ("accept_complaint", "accept_denunciation", "settle_anew")
"""Acts that begin a settlement: what was done before the last of them does not count for it."""


def began(petition: Petition) -> int:
    """The step at which the settlement that counts began; 0 before any."""
    start = fetch.last_event(petition, *STARTS)
    return start.step if start is not None else 0


def stayed_until(petition: Petition, *, on: date) -> date | None:
    """The last day of the stay that stands on a day: not lifted, not run out, ended by no decision; else None."""
    ends = ("lift_stay", "decide_complaint", "terminate_complaint")
    last = fetch.last_event(petition, "stay_execution", *ends)
    if last is None or last.verb != "stay_execution":
        return None
    until = date.fromisoformat(last.facts["until"])
    return until if on <= until else None


def asked(petition: Petition) -> list[PetitionEvent]:
    """Every letter that asked others for something, in order."""
    return _of(petition, "ask_others", "ask_expert")


def answers(petition: Petition) -> dict[int, PetitionEvent]:
    """The answers that came, by the step of the letter that asked."""
    return {event.facts["ask"]: event for event in _of(petition, "note_others", "note_expert")}


def unanswered(petition: Petition) -> list[PetitionEvent]:
    """The letters that wait for their answer, in order. Two queries."""
    known = answers(petition)
    return [event for event in asked(petition) if event.step not in known]


def heard(petition: Petition) -> list[str]:
    """Whom the minutes of this settlement are of: codes of `rules.beside.HEARD`."""
    since = began(petition)
    return [event.facts["whom"] for event in _of(petition, "hear_accused") if event.step > since]


def reviewed(petition: Petition) -> Reviewed:
    """How far the review of this settlement has come; a case settled anew begins without one."""
    last = fetch.last_event(petition, "order_review", "note_review", "settle_anew")
    if last is None or last.verb == "settle_anew":
        return Reviewed()
    return Reviewed(waiting=last.verb == "order_review", result=last.facts.get("review_result", ""))


def protecting(petition: Petition) -> Protecting:
    """How far the protection of who denounced has come."""
    waiting = stands = False
    for event in _of(petition, "ask_protection", "decide_protection", "end_protection"):
        if event.verb == "ask_protection":
            waiting = True
        elif event.verb == "decide_protection":
            waiting, stands = False, stands or event.facts["protection"] != DECLINED
        else:
            stands = False
    return Protecting(waiting, stands)


def _of(petition: Petition, *verbs: str) -> list[PetitionEvent]:
    return list(PetitionEvent.objects.filter(petition=petition, verb__in=verbs).order_by("step"))

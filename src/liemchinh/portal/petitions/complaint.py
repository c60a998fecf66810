"""What the page of a complaint tells its sender: the dialogue, a suspension, how it ended, what may be done next."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from liemchinh.kernel.days import local_day
from liemchinh.petitions import rules
from liemchinh.petitions.queries import complaints as queries

if TYPE_CHECKING:
    from liemchinh.petitions.models import Petition, PetitionEvent

_TOLD = (
    *("refuse_complaint", "suspend_complaint", "terminate_complaint", "decide_complaint"),
    *("invite_dialogue", "hold_dialogue"),
)


@dataclass(frozen=True)
class Panel:
    """What to tell. `words` are the office's own, shown to whoever has the key only."""

    instance: int
    talk_at: datetime | None = None
    place: str = ""
    ground: str = ""
    words: str = ""
    verdict: str = ""
    measure: str = ""
    holds_from: date | None = None
    again: str = ""
    basis: str = ""


def complaint_panel(petition: "Petition", *, has_key: bool) -> Panel | None:
    """The panel of a complaint; None for other classes and while there is nothing to tell."""
    if petition.content != rules.Content.COMPLAINT:
        return None
    events = list(petition.events.filter(verb__in=_TOLD).order_by("step"))
    last = {event.verb: event for event in events}
    if "decide_complaint" in last:
        return _decided(petition, last["decide_complaint"], has_key=has_key)
    ended = last.get("refuse_complaint") or last.get("terminate_complaint")
    held = last.get("suspend_complaint") if petition.state == rules.State.SUSPENDED else None
    told = ended or held
    if told is not None:
        grounds = {
            "refuse_complaint": rules.complaints.REFUSAL_GROUNDS,
            "terminate_complaint": rules.complaints.TERMINATION_GROUNDS,
            "suspend_complaint": rules.complaints.SUSPENSION_GROUNDS,
        }[told.verb]
        ground = grounds.get(told.facts.get("reason_code", ""), "")
        return Panel(petition.instance, ground=ground, words=told.reason if has_key else "")
    called, talked = last.get("invite_dialogue"), last.get("hold_dialogue")
    if called is None or (talked is not None and talked.step > called.step):
        return None
    place = called.facts["place"] if has_key else ""
    return Panel(petition.instance, talk_at=datetime.fromisoformat(called.facts["held_at"]), place=place)


def _decided(petition: "Petition", decided: "PetitionEvent", *, has_key: bool) -> Panel:
    disciplinary = queries.is_disciplinary(petition)
    last_day = rules.complaints.effective_after(decided.at, remote=petition.remote, disciplinary=disciplinary)
    again, basis = "", ""
    if petition.instance == rules.complaints.FIRST:
        term = rules.complaints.lodging_again(
            remote=petition.remote, disciplinary=disciplinary, on=local_day(decided.at)
        )
        again, basis = term.words(), term.cite()
    return Panel(
        petition.instance,
        verdict=rules.complaints.VERDICT_NAMES[rules.complaints.Verdict(decided.facts["verdict"])],
        measure=rules.complaints.MEASURES[decided.facts["measure"]],
        words=decided.reason if has_key else "",
        holds_from=last_day + timedelta(days=1),
        again=again,
        basis=basis,
    )

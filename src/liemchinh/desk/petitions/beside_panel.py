"""What the page of a case says of the acts beside its course: a stay, minutes, letters unanswered, a review."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from liemchinh.face.shapes import Fact
from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import local_day, short_day
from liemchinh.kernel.words import joined, shown
from liemchinh.petitions import queries, rules
from liemchinh.petitions.queries import beside as standing
from liemchinh.petitions.rules import beside as law

if TYPE_CHECKING:
    from liemchinh.petitions.models import Petition, PetitionEvent

OF_THE_DENOUNCER = frozenset({"hear_denouncer", "ask_protection", "decide_protection", "end_protection"})
"""Acts whose words may lead to who denounced: shown to who may know them."""
TEMPLATE = "desk/petitions/panel_beside.html"


def panel(petition: "Petition", actor: Actor, at: datetime) -> tuple[str, dict[str, Any]] | None:
    """The panel; None while nothing of the kind has been done that `actor` may read."""
    named = queries.denunciations.knows_who(actor, petition)
    open_to = rules.BESIDE if named else rules.BESIDE - OF_THE_DENOUNCER
    events = list(petition.events.filter(verb__in=open_to).order_by("step"))
    if not events:
        return None
    until = standing.stayed_until(petition, on=local_day(at))
    waiting = {event.step for event in standing.unanswered(petition)}
    return TEMPLATE, {
        "stay": short_day(until) if until else "",
        "undecided": named and standing.protecting(petition).waiting,
        "facts": [fact for event in events for fact in _facts(event, waiting)],
    }


def _facts(event: "PetitionEvent", waiting: set[int]) -> Iterator[Fact]:
    told = event.facts
    label = shown(rules.MOVE[event.verb].label)
    match event.verb:
        case "stay_execution":
            until = gettext("{document}, đến hết ngày {day}. {reason}")
            yield Fact(label, until.format(document=told["document"], day=_day(told["until"]), reason=event.reason))
        case "hear_party":
            yield Fact(label, f"{shown(law.PARTIES[told['whom']])}, {_day(told['held_on'])}. {told['said']}")
        case "hear_accused":
            yield Fact(label, f"{shown(law.HEARD[told['whom']])}, {_day(told['held_on'])}. {told['said']}")
        case "hear_denouncer":
            yield Fact(label, f"{_day(told['held_on'])}. {told['said']}")
        case "ask_others" | "ask_expert":
            said = f"{shown(law.ASKED[told['asked']])}: {told['body']}, {told['document']}"
            yield Fact(
                gettext("Đã yêu cầu"), f"{said}. {gettext('Chưa có trả lời.')}" if event.step in waiting else said
            )
        case "note_others" | "note_expert":
            yield Fact(gettext("Đã nhận"), f"{shown(law.ASKED[told['asked']])}, {told['document']}. {told['said']}")
        case "lend_file":
            yield Fact(label, f"{shown(law.BORROWERS[told['borrower']])}: {told['body']}, {told['document']}")
        case "note_execution":
            yield Fact(label, f"{shown(law.EXECUTED[told['executed']])}. {told['said']}")
        case "order_review":
            ground = shown(law.REVIEW_GROUNDS[told["review_ground"]])
            yield Fact(label, f"{told['body']}, {told['document']}. {ground}. {event.reason}")
        case "note_review":
            yield Fact(label, f"{shown(law.REVIEW_RESULTS[told['review_result']])}, {told['document']}. {event.reason}")
        case "prevent_harm":
            yield Fact(label, f"{shown(law.PREVENTED[told['measure']])}. {told['said']}")
        case "ask_protection":
            yield Fact(label, f"{joined('; ', [law.PROTECTED[code] for code in told['protected']])}. {told['said']}")
        case "decide_protection":
            yield Fact(label, f"{shown(law.PROTECTIONS[told['protection']])}, {told['document']}. {told['reason']}")
        case "end_protection":
            yield Fact(label, f"{shown(law.PROTECTION_ENDS[told['reason_code']])}, {told['document']}")
        case _:
            yield Fact(label, f"{told.get('document', '')}. {event.reason}".strip(". "))


def _day(written: str) -> str:
    return short_day(date.fromisoformat(written))

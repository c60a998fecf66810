"""What the program would propose for an unsorted petition, with the words it rests on. A person decides beside it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from liemchinh.kernel.actors import Actor, Role
from liemchinh.petitions import rules
from liemchinh.petitions.rules.proposal import (
    CONFIDENCE_NAMES,
    RULE_NAMES,
    Facts,
    Proposal,
    Reason,
    propose,
)

if TYPE_CHECKING:
    from liemchinh.petitions.models import Petition

TEMPLATE = "desk/petitions/proposal.html"
SHOWN = 4_000
"""Letters of the text that are shown with the words marked; the whole text stands on the page anyway."""


@dataclass(frozen=True)
class Piece:
    """A stretch of the text, marked or not."""

    words: str
    marked: bool


def proposal_for(petition: "Petition") -> Proposal:
    """The proposal for a petition as it stands."""
    text = f"{petition.subject}\n{petition.text}".strip()
    return propose(text, Facts(petitioners=petition.people, files=petition.files.count()))


def panel(petition: "Petition", actor: Actor, at: datetime) -> tuple[str, dict[str, Any]] | None:
    """The panel of the petition's page, while it waits to be sorted, for those who sort."""
    waits = petition.state in rules.UNHANDLED and petition.content == rules.Content.UNSORTED
    if not waits or not actor.has(Role.RECEPTION, Role.CHAIR):
        return None
    return TEMPLATE, shown(petition)


def shown(petition: "Petition") -> dict[str, Any]:
    """What the panel says."""
    said = proposal_for(petition)
    by_rule: dict[str, list[str]] = {}
    for reason in said.reasons:
        words = by_rule.setdefault(reason.rule, [])
        if reason.words and reason.words not in words:
            words.append(reason.words)
    return {
        "abstains": said.abstains,
        "content": rules.CONTENT_NAMES[said.content],
        "confidence": CONFIDENCE_NAMES[said.confidence],
        "restricted": said.restricted,
        "flags": [rules.FLAG_NAMES[flag] for flag in said.flags],
        "reasons": [(RULE_NAMES[rule], words) for rule, words in by_rule.items()],
        "pieces": list(pieces(said.text[:SHOWN], said.reasons)),
    }


def pieces(text: str, reasons: Iterable[Reason]) -> Iterable[Piece]:
    """The text cut at the words that the proposal rests on."""
    at = 0
    for reason in sorted(reasons, key=lambda one: (one.start, -one.end)):
        if reason.start < at or reason.end > len(text) or reason.start == reason.end:
            continue
        if reason.start > at:
            yield Piece(text[at : reason.start], False)
        yield Piece(text[reason.start : reason.end], True)
        at = reason.end
    if at < len(text):
        yield Piece(text[at:], False)


def proposed(petition: "Petition") -> dict[str, Any]:
    """What is kept beside the finding of whoever sorts: class, confidence, flags; no words of the letter."""
    said = proposal_for(petition)
    return {
        "content": str(said.content),
        "confidence": str(said.confidence),
        "flags": list(said.flags),
        "restricted": said.restricted,
    }

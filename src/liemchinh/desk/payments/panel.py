"""The panel of a dossier's page that says what it owes; shown to whoever sees the dossier."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from liemchinh.desk.payments.charges import READERS, chip_of
from liemchinh.dossiers.rules import State
from liemchinh.face.shapes import Chip
from liemchinh.kernel.actors import Actor, Role
from liemchinh.payments import queries, rules

if TYPE_CHECKING:
    from liemchinh.dossiers.models import Dossier


@dataclass(frozen=True)
class Fees:
    """Charges with their chips; whether this person may open and add them; whether the paused dossier may go on."""

    lines: list[tuple[Any, Chip]]
    opens: bool
    adds: bool
    go_on: bool


def fees_of(dossier: "Dossier", actor: Actor) -> Fees:
    """The panel of one dossier. One query."""
    charges = queries.charges_of(dossier.code)
    code = dossier.authority.code
    receives = code in actor.authorities_as(Role.RECEIVER, Role.SPECIALIST, Role.HEAD)
    settled = bool(charges) and all(charge.sum.settled for charge in charges)
    return Fees(
        lines=[(charge, chip_of(charge)) for charge in charges],
        opens=actor.has(*READERS),
        adds=rules.collects(actor, code) and dossier.erased_at is None,
        go_on=settled and receives and dossier.state == State.OBLIGATION,
    )

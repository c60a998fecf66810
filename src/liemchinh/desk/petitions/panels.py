"""What a class of petition adds to the petition's page: each answers with a template and its context, or nothing."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from liemchinh.desk.petitions import beside_panel, complaint_panel, denunciation, duplicates, proposal, publishing
from liemchinh.kernel.actors import Actor

if TYPE_CHECKING:
    from liemchinh.petitions.models import Petition

Panel = Callable[["Petition", Actor, datetime], tuple[str, dict[str, Any]] | None]

PANELS: list[Panel] = [
    proposal.panel,
    complaint_panel.panel,
    denunciation.panel,
    beside_panel.panel,
    publishing.panel,
    duplicates.panel,
]
"""In the order in which they stand on the page."""


def panels_of(petition: "Petition", actor: Actor, at: datetime) -> list[tuple[str, dict[str, Any]]]:
    """The panels that this petition has for this person."""
    return [shown for panel in PANELS if (shown := panel(petition, actor, at)) is not None]

"""Shows the errors of the office that wait for their right result."""

from dataclasses import dataclass
from datetime import datetime

from liemchinh.dossiers.models import Correction
from liemchinh.kernel.actors import Actor, Role

MOST_SHOWN = 200


@dataclass(frozen=True)
class OpenCorrection:
    """One error that is not made good yet, and whether its days are over."""

    row: Correction
    late: bool


def open_corrections(actor: Actor, *, at: datetime) -> list[OpenCorrection]:
    """Those of the actor's one-stop or authority, the earliest date first. One query."""
    codes = actor.authorities_as(Role.RECEIVER, Role.LEADER)
    rows = Correction.objects.filter(fixed_at__isnull=True, dossier__authority__code__in=codes)
    rows = rows.select_related("dossier__version").order_by("due_at", "id")
    return [OpenCorrection(row, late=row.due_at < at) for row in rows[:MOST_SHOWN]] if codes else []

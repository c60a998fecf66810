"""Shows which open dossiers a change of units touches: what lies in units that are to end, and what has lost its home.

Counts only: an administrator arranges where dossiers go without seeing whose they are.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet

from liemchinh.dossiers import rules
from liemchinh.dossiers.models import Dossier
from liemchinh.kernel.actors import Actor, Role
from liemchinh.kernel.days import local_day

ARRANGERS = (Role.LEADER, Role.ADMINISTRATOR)
"""Roles that bring dossiers home after a change of units; the table of moves names the same."""


@dataclass(frozen=True)
class Lying:
    """How many open dossiers of an authority lie in one of its divisions; `division` is empty for the one-stop's."""

    authority: str
    division: str
    count: int


def lying_in(units: Iterable[int]) -> list[Lying]:
    """Open dossiers of those authorities, and in those divisions, by authority and division. One query."""
    ids = list(units)
    return _counted(_open().filter(Q(authority_id__in=ids) | Q(division_id__in=ids)))


def homeless(actor: Actor, *, at: datetime) -> list[Lying]:
    """Open dossiers that lie in a division that has ended, of the authorities that `actor` answers for. One query."""
    codes = actor.authorities_as(*ARRANGERS)
    return _counted(_without_home(local_day(at)).filter(authority__code__in=codes)) if codes else []


def left_behind(actor: Actor, *, authority: str, division: str, at: datetime, limit: int) -> list[str]:
    """Codes of such dossiers of one division, the most urgent first; none for who does not answer for them."""
    if authority not in actor.authorities_as(*ARRANGERS):
        return []
    rows = _without_home(local_day(at)).filter(authority__code=authority, division__code=division)
    return list(rows.order_by("due_at", "id").values_list("code", flat=True)[:limit])


def _open() -> QuerySet[Dossier]:
    return Dossier.objects.filter(state__in=[int(state) for state in rules.OPEN])


def _without_home(on: date) -> QuerySet[Dossier]:
    return _open().filter(division__closed_on__lte=on)


def _counted(rows: QuerySet[Dossier]) -> list[Lying]:
    counted = rows.values_list("authority__code", "division__code").annotate(n=Count("id"))
    ordered = counted.order_by("authority__code", "division__code")
    return [Lying(authority, division or "", count) for authority, division, count in ordered]

"""Shows the shares of other units: those of one dossier, those that wait for an actor's unit, the silent ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from liemchinh.dossiers import rules
from liemchinh.dossiers.models import Dossier, Part
from liemchinh.kernel.actors import Actor
from liemchinh.law.clocks import Budget, Unit

AT_WORK = [int(state) for state in (rules.State.PROCESSING, *rules.PAUSED)]
MOST_SHOWN = 200


@dataclass(frozen=True)
class PartShown:
    """A part with its dossier, for a list."""

    part: Part
    share: rules.Share
    late: bool


def share_of(part: Part) -> rules.Share:
    """A stored part as the rules read it. Its unit must have been fetched."""
    return rules.Share(
        number=part.number,
        unit=part.unit.code,
        kind=rules.PartKind(part.kind),
        stage=part.stage,
        asked_at=part.asked_at,
        due_at=part.due_at,
        answered_at=part.answered_at,
        silent_at=part.silent_at,
        recalled_at=part.recalled_at,
    )


def term_of(part: Part) -> Budget:
    """The term that was set for it."""
    return Budget(part.term_amount, Unit(part.term_unit))


def parts_of(dossier: Dossier) -> list[Part]:
    """All parts of a dossier, by number. One query."""
    return list(Part.objects.filter(dossier=dossier).select_related("unit").order_by("number"))


def waiting_parts(actor: Actor, *, at: datetime) -> list[PartShown]:
    """What the actor's units have been asked and have not answered, the earliest date first. One query."""
    units = actor.units_as(*rules.PARTNER_ROLES) | actor.authorities_as(*rules.PARTNER_ROLES)
    rows = _open().filter(unit__code__in=units) if units else _open().none()
    return _shown(list(rows.order_by("due_at", "id")[:MOST_SHOWN]), at)


def asked_by_us(actor: Actor, *, at: datetime) -> list[PartShown]:
    """What the actor's own desk, division or authority has asked of others and not been answered, earliest first."""
    near = Q(dossier__authority__code__in=actor.authorities_as(*rules.ALL_OF_AUTHORITY))
    near |= Q(dossier__division__code__in=actor.units_as(*rules.OWN_DIVISION))
    return _shown(list(_open().filter(near).order_by("due_at", "id")[:MOST_SHOWN]), at)


def answered_by_us(actor: Actor, *, limit: int = 50) -> list[Part]:
    """What the actor's units have answered, the latest first: they keep their own words, not the dossier."""
    units = actor.units_as(*rules.PARTNER_ROLES) | actor.authorities_as(*rules.PARTNER_ROLES)
    rows = Part.objects.filter(unit__code__in=units, answered_at__isnull=False)
    return list(rows.select_related("dossier__version", "unit").order_by("-answered_at", "-id")[:limit])


def silent_parts(at: datetime, *, limit: int = 200) -> list[tuple[str, int]]:
    """Dossier code and number of the parts whose term is over without an answer that nobody has been told of."""
    rows = _open().filter(due_at__lte=at, silent_at__isnull=True).order_by("due_at", "id")
    return list(rows.values_list("dossier__code", "number")[:limit])


def _open() -> QuerySet[Part]:
    rows = Part.objects.filter(asked_at__isnull=False, answered_at__isnull=True, recalled_at__isnull=True)
    return rows.filter(dossier__state__in=AT_WORK).select_related("unit", "dossier__version", "dossier__authority")


def _shown(parts: Sequence[Part], at: datetime) -> list[PartShown]:
    return [PartShown(part, share_of(part), late=part.due_at is not None and part.due_at < at) for part in parts]

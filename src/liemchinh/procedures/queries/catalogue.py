"""Shows the catalogue: public facts, for everyone, about one day, at a fixed number of queries."""

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

import yaml
from django.db.models import Count, Q, QuerySet

from liemchinh.kernel.errors import NotFound
from liemchinh.ledger.queries import remembered
from liemchinh.org.queries.units import HasId
from liemchinh.procedures import rules
from liemchinh.procedures.models import AuthorityTransfer, Channel, Offering, Procedure, ProcedureVersion

ROOM = "procedures"
"""Our name in the ledger: every verb of this room moves its head there, so what was read stays true until then."""
NEAREST = 3
HEAVY = ("raw", "findings", "sequence", "conditions", "legal_basis", "results")
"""Long columns that lists do not show."""


@dataclass(frozen=True)
class Search:
    """What a search found, best first; where nothing fits, the nearest names instead."""

    found: list[ProcedureVersion]
    nearest: list[ProcedureVersion] = field(default_factory=list)


def in_force(on: date) -> QuerySet[ProcedureVersion]:
    """The published versions in force on that day."""
    return ProcedureVersion.objects.filter(published_at__isnull=False, valid_from__lte=on).filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=on)
    )


def version_on(code: str, on: date) -> ProcedureVersion:
    """The version of a procedure in force on that day, with all its parts, for reading only. Raises NotFound.

    One query, six after a change of the catalogue.
    """
    parts = ("channels", "components", "steps", "exemptions")
    version = remembered(
        ROOM,
        ("version on", code, on),
        lambda: in_force(on).filter(procedure__code=code).select_related("procedure").prefetch_related(*parts).first(),
    )
    if version is None:
        raise NotFound(code)
    return version


def published(key: int) -> ProcedureVersion:
    """The published version with this id, its raw cells left out, for reading only. Raises NotFound.

    One query, two after a change of the catalogue.
    """
    rows = ProcedureVersion.objects.filter(pk=key, published_at__isnull=False)
    version = remembered(ROOM, ("published", key), lambda: rows.defer("raw").select_related("procedure").first())
    if version is None:
        raise NotFound(str(key))
    return version


def versions_of(code: str) -> list[ProcedureVersion]:
    """Every published version of a procedure, the newest first. One query."""
    rows = ProcedureVersion.objects.filter(procedure__code=code, published_at__isnull=False)
    return list(rows.defer(*HEAVY).select_related("procedure").order_by("-number"))


def level_on(procedure: Procedure, day: date) -> frozenset[rules.Level]:
    """The levels that decide on a procedure on that day, transfers of authority counted in. Two queries."""
    version = in_force(day).filter(procedure=procedure).defer(*HEAVY).first()
    if version is None:
        version = (
            ProcedureVersion.objects.filter(procedure=procedure, published_at__isnull=False)
            .defer(*HEAVY)
            .order_by("number")
            .first()
        )
    moves = [
        rules.Move(row.on, rules.Level(row.from_level), rules.Level(row.to_level))
        for row in AuthorityTransfer.objects.filter(procedure=procedure).order_by("on", "id")
    ]
    return rules.levels_on(version.levels if version else (), moves, day)


def search(text: str, *, on: date, field: str = "", level: str = "", unit: HasId | None = None) -> Search:
    """Procedures whose name or code answers `text`, missing tone marks forgiven, exact tones first.

    An empty text lists all. `field`, `level` (a `rules.Level`) and `unit` (what it offers) narrow the list.
    Order: how well it answers, the shortest name first since it is the plainest, then id. Two queries, three where
    nothing fits.
    """
    rows = in_force(on)
    if field:
        rows = rows.filter(field=field)
    if level:
        rows = rows.filter(**{f"at_{level}": True}) if level in _LEVEL_COLUMNS else rows.none()
    if unit is not None:
        rows = rows.filter(procedure__in=_offered(unit, on))
    want = rules.wanted(text, synonyms())
    if not want.phrases:
        return Search(_in_order(rows)) if not want.typed else Search([], [])
    fits = Q(procedure__code__startswith=want.typed)
    for words in want.phrases:
        every = Q()
        for word in words:
            every &= Q(folded__contains=word)
        fits |= every
    found = list(rows.filter(fits).defer(*HEAVY).select_related("procedure"))
    found.sort(key=lambda row: (rules.rank(want, row.name, row.folded), len(row.name), row.name, row.id))
    if found:
        return Search(found)
    scored = [
        (rules.nearness(want, folded), name, id_) for id_, name, folded in rows.values_list("id", "name", "folded")
    ]
    best = sorted((-score, name, id_) for score, name, id_ in scored if score > 0)[:NEAREST]
    near = {row.id: row for row in _in_order(rows.filter(id__in=[id_ for *_, id_ in best]))}
    return Search([], [near[id_] for *_, id_ in best])


def offered_by(unit: HasId, on: date) -> list[ProcedureVersion]:
    """What an authority takes in on that day, by field, name and id, with the channels. Two queries."""
    rows = in_force(on).filter(procedure__in=_offered(unit, on))
    return list(
        rows.defer(*HEAVY).select_related("procedure").prefetch_related("channels").order_by("field", "name", "id")
    )


def offered_channel(code: str, channel_id: int, *, unit: HasId, on: date) -> Channel:
    """One way of filing of a procedure that the unit offers on that day, for reading only. Raises NotFound.

    One query, two after a change of the catalogue.
    """
    channel = remembered(
        ROOM,
        ("channel", code, channel_id, unit.id, on),
        lambda: (
            Channel.objects.filter(
                id=channel_id,
                version__in=in_force(on).filter(procedure__code=code, procedure__in=_offered(unit, on)),
            )
            .select_related("version__procedure")
            .first()
        ),
    )
    if channel is None:
        raise NotFound(code)
    return channel


def fields(on: date, *, unit: HasId | None = None) -> list[tuple[str, int]]:
    """Every field with its number of procedures in force, by name. One query."""
    rows = in_force(on)
    if unit is not None:
        rows = rows.filter(procedure__in=_offered(unit, on))
    counted = rows.exclude(field="").values("field").annotate(count=Count("id")).order_by("field")
    return [(row["field"], row["count"]) for row in counted]


def online_counts(unit: HasId, on: date) -> dict[str, int]:
    """How many of the unit's procedures are online wholly, partly, or not (`rules.Online`). One query."""
    rows = in_force(on).filter(procedure__in=_offered(unit, on))
    counted = rows.values("online_level_new").annotate(count=Count("id")).order_by()
    counts = {row["online_level_new"] or str(rules.Online.NONE): row["count"] for row in counted}
    return {str(level): counts.get(str(level), 0) for level in rules.Online}


def offering_units(on: date) -> list[int]:
    """Ids of the authorities that take in any procedure on that day, in order. One query."""
    rows = Offering.objects.filter(offered_from__lte=on)
    rows = rows.filter(Q(offered_until__isnull=True) | Q(offered_until__gt=on))
    return list(rows.order_by("unit_id").values_list("unit_id", flat=True).distinct())


def offered_procedures(unit: HasId, on: date) -> set[int]:
    """Ids of the procedures that an authority takes in on that day. One query."""
    return {row["procedure_id"] for row in _offered(unit, on)}


def units_offering(code: str, on: date) -> list[int]:
    """Ids of the authorities that take in this procedure on that day, in order. One query."""
    rows = Offering.objects.filter(procedure__code=code, offered_from__lte=on)
    rows = rows.filter(Q(offered_until__isnull=True) | Q(offered_until__gt=on))
    return list(rows.order_by("unit_id").values_list("unit_id", flat=True).distinct())


def transfers_of(code: str) -> list[AuthorityTransfer]:
    """Every move of a procedure from one level to another, earliest first. One query."""
    return list(AuthorityTransfer.objects.filter(procedure__code=code).order_by("on", "id"))


@cache
def synonyms() -> dict[str, list[str]]:
    """Everyday words, folded, with their names in the statutes: `data/synonyms.yaml`."""
    text = resources.files("liemchinh.procedures").joinpath("data/synonyms.yaml").read_text(encoding="utf-8")
    loaded: dict[str, list[str]] = yaml.safe_load(text)
    return loaded


_LEVEL_COLUMNS = {
    str(level) for level in (rules.Level.MINISTRY, rules.Level.PROVINCE, rules.Level.COMMUNE, rules.Level.OTHER)
}


def _offered(unit: HasId, on: date) -> QuerySet[Offering, Any]:
    rows = Offering.objects.filter(unit_id=unit.id, offered_from__lte=on)
    return rows.filter(Q(offered_until__isnull=True) | Q(offered_until__gt=on)).values("procedure_id")


def _in_order(rows: QuerySet[ProcedureVersion]) -> list[ProcedureVersion]:
    return list(rows.defer(*HEAVY).select_related("procedure").order_by("name", "id"))

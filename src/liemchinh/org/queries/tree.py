"""The tree on a day: what is valid then, the way up from a unit, everything below it. For this room only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Q

from liemchinh.kernel.errors import NotFound
from liemchinh.org import rules

ROOM = "org"
"""Our name in the ledger: every verb of this room writes an entry, so what was read stays true until its head moves."""

MAX_DEPTH = 8
"""No tree of offices is deeper; it also ends a walk should a ring ever be forced into the tables."""


@dataclass(frozen=True)
class Step:
    id: int
    code: str
    kind: rules.UnitKind


def valid(on: date) -> Q:
    return Q(valid_from__lte=on) & (Q(valid_until__isnull=True) | Q(valid_until__gt=on))


def exists(on: date) -> Q:
    return Q(opened_on__lte=on) & (Q(closed_on__isnull=True) | Q(closed_on__gt=on))


_CHAIN = """
WITH RECURSIVE chain(start_id, unit_id, depth) AS (
    SELECT id, id, 0 FROM org_unit WHERE id IN ({places})
    UNION ALL
    SELECT chain.start_id, place.parent_id, chain.depth + 1
    FROM chain JOIN org_unitplace AS place ON place.unit_id = chain.unit_id
    WHERE place.valid_from <= %s AND (place.valid_until IS NULL OR place.valid_until > %s)
    AND chain.depth < %s
)
SELECT chain.start_id, unit.id, unit.code, unit.kind
FROM chain JOIN org_unit AS unit ON unit.id = chain.unit_id
ORDER BY chain.start_id, chain.depth
"""

_BELOW = """
WITH RECURSIVE below(unit_id, depth) AS (
    SELECT id, 0 FROM org_unit WHERE id = %s
    UNION ALL
    SELECT place.unit_id, below.depth + 1
    FROM below JOIN org_unitplace AS place ON place.parent_id = below.unit_id
    JOIN org_unit AS child ON child.id = place.unit_id
    WHERE place.valid_from <= %s AND (place.valid_until IS NULL OR place.valid_until > %s)
    AND below.depth < %s AND child.kind IN ({kinds})
)
SELECT unit_id FROM below
"""

_CAME = """
WITH RECURSIVE came(heir_id, unit_id, depth) AS (
    SELECT id, id, 0 FROM org_unit WHERE id IN ({places})
    UNION
    SELECT came.heir_id, succession.old_id, came.depth + 1
    FROM came JOIN org_succession AS succession ON succession.new_id = came.unit_id
    JOIN org_unit AS old ON old.id = succession.old_id
    WHERE succession.kind IN (%s, %s) AND succession."on" <= %s AND old.closed_on <= %s AND came.depth < %s
)
SELECT DISTINCT came.heir_id, unit.id, unit.code FROM came JOIN org_unit AS unit ON unit.id = came.unit_id
WHERE came.depth > 0
"""


def ways_up(ids: Sequence[int], on: date) -> dict[int, list[Step]]:
    """From each unit upwards, itself first: one recursive query for all of them."""
    chains: dict[int, list[Step]] = {key: [] for key in ids}
    if not chains:
        return chains
    places = ", ".join(["%s"] * len(chains))
    day = connection.ops.adapt_datefield_value(on)
    with connection.cursor() as cursor:
        # only placeholders are formatted in, never a value
        cursor.execute(_CHAIN.format(places=places), [*chains, day, day, MAX_DEPTH])
        for start, key, code, kind in cursor.fetchall():
            chains[start].append(Step(key, code, rules.UnitKind(kind)))
    return chains


def ids_below(root: int, on: date, through: frozenset[rules.UnitKind] = frozenset(rules.UnitKind)) -> set[int]:
    """Ids of `root` and of all units under it that are reached through units of those kinds."""
    kinds = sorted(kind.value for kind in through)
    day = connection.ops.adapt_datefield_value(on)
    with connection.cursor() as cursor:
        statement = _BELOW.format(kinds=", ".join(["%s"] * len(kinds)))
        cursor.execute(statement, [root, day, day, MAX_DEPTH, *kinds])
        return {key for (key,) in cursor.fetchall()}


def inherited(ids: Sequence[int], on: date) -> dict[int, dict[int, str]]:
    """What has become each unit by that day and is no more, merged or split, in any number of steps: codes by id.

    One recursive query for all of them. A unit that lives on after giving parts away has left nothing.
    """
    found: dict[int, dict[int, str]] = {key: {} for key in ids}
    if not found:
        return found
    day = connection.ops.adapt_datefield_value(on)
    kinds = [rules.SuccessionKind.MERGED.value, rules.SuccessionKind.SPLIT.value]
    with connection.cursor() as cursor:
        statement = _CAME.format(places=", ".join(["%s"] * len(found)))
        cursor.execute(statement, [*found, *kinds, day, day, MAX_DEPTH * 4])
        for heir, key, code in cursor.fetchall():
            found[heir][key] = code
    return found


def nearest_authority(chain: Sequence[Step]) -> Step:
    for step in chain:
        if step.kind in rules.AUTHORITIES:
            return step
    raise NotFound(chain[0].code if chain else "unit")

"""How to reach a unit and when its doors are open: one source for receipts and for the public directory."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from liemchinh.kernel.words import fold
from liemchinh.law.hours import STANDARD, OfficeHours
from liemchinh.ledger.queries import remembered
from liemchinh.org import rules
from liemchinh.org.models import Contact, Unit, UnitHours
from liemchinh.org.queries.tree import ROOM, exists, valid, ways_up
from liemchinh.org.queries.units import HasId, UnitOnDay, on_day_in_order


@dataclass(frozen=True)
class ContactShown:
    """A published contact: its kind and label, the value, a note, and the unit it belongs to."""

    kind: rules.ContactKind
    label: str
    value: str
    note: str
    unit: str


@dataclass(frozen=True)
class DirectoryLine:
    """A unit in the public directory with its own contacts."""

    unit: UnitOnDay
    contacts: tuple[ContactShown, ...]


def contacts(unit: HasId, on: date) -> list[ContactShown]:
    """How to reach the unit that day, in the order of `rules.ContactKind`.

    For each kind that the unit does not have, the nearest unit above answers, as `rules.has_fallback` allows.
    """
    key = unit.id
    return list(remembered(ROOM, ("contacts", key, on), lambda: tuple(_contacts(key, on))))


def _contacts(key: int, on: date) -> list[ContactShown]:
    chain = ways_up([key], on)[key]
    own = _contacts_of([step.id for step in chain], on)
    shown: dict[rules.ContactKind, list[ContactShown]] = {}
    beyond = False
    for step in chain:
        for kind, found in own.get(step.id, {}).items():
            if kind not in shown and rules.has_fallback(kind, beyond_authority=beyond):
                shown[kind] = found
        beyond = beyond or step.kind in rules.AUTHORITIES
    return [contact for kind in rules.ContactKind for contact in shown.get(kind, [])]


def office_hours(unit: HasId, on: date) -> OfficeHours:
    """Office hours of the unit that day: its own, else those of the nearest above, else the standard."""
    key = unit.id
    return remembered(ROOM, ("hours", key, on), lambda: _office_hours(key, on))


def _office_hours(key: int, on: date) -> OfficeHours:
    chain = [step.id for step in ways_up([key], on)[key]]
    rows = dict(UnitHours.objects.filter(valid(on), unit_id__in=chain).values_list("unit_id", "hours"))
    for step in chain:
        if step in rows:
            return OfficeHours.from_json(rows[step])
    return STANDARD


def directory(
    on: date, *, province: str = "", search: str = "", limit: int = 50, offset: int = 0
) -> list[DirectoryLine]:
    """Public directory: provinces, departments and communes open that day, with contacts, by name.

    `province` (its code) keeps the province and what stands under it; `search` forgives missing diacritics.
    At most `limit` lines from `offset`; four queries whatever the size.
    """
    rows = _directory_rows(on, province=province, search=search)[offset : offset + limit]
    page = on_day_in_order(list(rows), on)
    own = _contacts_of([line.id for line in page], on)
    return [
        DirectoryLine(
            unit=line,
            contacts=tuple(c for kind in rules.ContactKind for c in own.get(line.id, {}).get(kind, [])),
        )
        for line in page
    ]


def directory_size(on: date, *, province: str = "", search: str = "") -> int:
    """How many lines `directory` has in all."""
    return _directory_rows(on, province=province, search=search).count()


def _contacts_of(ids: Sequence[int], on: date) -> dict[int, dict[rules.ContactKind, list[ContactShown]]]:
    found: dict[int, dict[rules.ContactKind, list[ContactShown]]] = {}
    rows = Contact.objects.filter(valid(on), unit_id__in=ids).select_related("unit").order_by("kind", "position", "id")
    for row in rows:
        kind = rules.ContactKind(row.kind)
        shown = ContactShown(kind, rules.CONTACT_NAMES[kind], row.value, row.note, row.unit.code)
        found.setdefault(row.unit_id, {}).setdefault(kind, []).append(shown)
    return found


def _directory_rows(on: date, *, province: str, search: str) -> QuerySet[Unit]:
    kinds = [rules.UnitKind.PROVINCE, rules.UnitKind.DEPARTMENT, rules.UnitKind.COMMUNE]
    named: dict[str, Any] = {}
    if search.strip():
        named["names__folded__contains"] = fold(search)
    name_today = Q(names__valid_from__lte=on) & (Q(names__valid_until__isnull=True) | Q(names__valid_until__gt=on))
    rows = Unit.objects.filter(exists(on), name_today, kind__in=kinds, **named)
    if province:
        under = Q(places__parent__code=province, places__valid_from__lte=on) & (
            Q(places__valid_until__isnull=True) | Q(places__valid_until__gt=on)
        )
        rows = rows.filter(Q(code=province) | under)
    return rows.order_by("names__folded", "code")

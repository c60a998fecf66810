"""Verbs on units: open, rename, merge, split, move, close, give a code. Each names a day."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import fold, gettext_noop
from liemchinh.org import queries, rules
from liemchinh.org.models import Holding, Succession, Unit, UnitCode, UnitName, UnitPlace
from liemchinh.org.queries import testimony
from liemchinh.org.queries.tree import valid, ways_up
from liemchinh.org.services.ground import (
    authority_code,
    check_administers,
    end_periods,
    locked,
    locked_all,
    note,
    standing,
)


@transaction.atomic
def open_unit(
    *,
    code: str,
    kind: rules.UnitKind,
    name: str,
    on: date,
    parent: str = "",
    locality: rules.LocalityType = rules.LocalityType.NONE,
    admin_code: str = "",
    decision: str = "",
    by: Actor,
    at: datetime,
) -> queries.UnitOnDay:
    """Open a unit from that day under `parent` (its code; none for a province or a ministry).

    `code` is for life: the agency identifier where there is one. Raises Refused, NotFound.
    """
    code = rules.check_unit_code(code)
    rules.check_type(kind, locality)
    above = locked(parent) if parent else None
    rules.check_place(kind, rules.UnitKind(above.kind) if above else None)
    if above is None:
        rules.check_may_administer(by, [])
    else:
        check_administers(by, above, at)
        rules.check_open(standing(above), on)
    admin_code = rules.check_admin_code(admin_code, kind)
    _check_code_free(code, admin_code)
    unit = Unit.objects.create(code=code, kind=kind, admin_code=admin_code, opened_on=on)
    _name(unit, name, locality, on, decision)
    if above is not None:
        UnitPlace.objects.create(unit=unit, parent=above, valid_from=on, decision=decision)
    if admin_code:
        UnitCode.objects.create(unit=unit, scheme=rules.CodeScheme.ADMIN, code=admin_code, valid_from=on)
    note(
        f"unit:{code}",
        kind=rules.UNIT_OPENED,
        unit=authority_code(unit, at),
        on=on,
        facts={"unit": code, "kind": kind.value, "parent": parent, "decision": decision},
        touched=testimony.all_of([unit.id]),
        by=by,
        at=at,
    )
    return queries.unit(code, on)


@transaction.atomic
def rename(
    *, code: str, name: str, locality: rules.LocalityType, on: date, decision: str, by: Actor, at: datetime
) -> queries.UnitOnDay:
    """From that day the unit bears this name and statutory type.

    What it was called before stays on record.
    """
    unit = locked(code)
    check_administers(by, unit, at)
    rules.check_open(standing(unit), on)
    rules.check_type(rules.UnitKind(unit.kind), locality)
    end_periods(UnitName.objects.filter(unit=unit), on)
    _name(unit, name, locality, on, decision)
    _succeed(unit, unit, on, rules.SuccessionKind.RENAMED, decision)
    facts = {"unit": code, "name": name, "type": locality.value, "decision": decision}
    note(
        f"unit:{code}",
        kind=rules.UNIT_RENAMED,
        unit=authority_code(unit, at),
        on=on,
        facts=facts,
        touched=[unit.names.all(), unit.became.filter(on=on)],
        by=by,
        at=at,
    )
    return queries.unit(code, on)


@transaction.atomic
def merge(*, codes: Sequence[str], into: str, on: date, decision: str, by: Actor, at: datetime) -> queries.UnitOnDay:
    """On that day the units `codes` end and `into`, which exists by then, takes over.

    Communes of a merged province move along; divisions, centres and seats of the merged units end with them.
    """
    *olds, new = locked_all([*codes, into])
    for unit in (*olds, new):
        check_administers(by, unit, at)
    rules.check_merge([standing(old) for old in olds], standing(new), on)
    touched = [old.id for old in olds]
    for old in olds:
        children = _children(old, on)
        fates = {child.code: rules.fate_in_merge(rules.UnitKind(child.kind)) for child in children}
        rules.check_nothing_blocks(fates)
        for child in children:
            if fates[child.code] == rules.Fate.MOVES:
                _place(child, new, on, decision)
                touched.append(child.id)
        touched += _end(old, on)
        _succeed(old, new, on, rules.SuccessionKind.MERGED, decision)
    facts = {"units": list(codes), "into": into, "decision": decision}
    authority = authority_code(new, at)
    note(
        f"unit:{into}",
        kind=rules.UNITS_MERGED,
        unit=authority,
        on=on,
        to=into,
        facts=facts,
        touched=testimony.all_of(touched),
        by=by,
        at=at,
    )
    return queries.unit(into, on)


@transaction.atomic
def split(
    *, code: str, into: Sequence[str], on: date, decision: str, keep: bool = False, by: Actor, at: datetime
) -> list[queries.UnitOnDay]:
    """On that day parts of the unit, or all of it, become the units `into`, which exist by then.

    With `keep` the unit lives on, smaller; without, it ends with its divisions, centres and seats.
    Authorities under it must have been moved before.
    """
    old, *news = locked_all([code, *into])
    for unit in (old, *news):
        check_administers(by, unit, at)
    rules.check_split(standing(old), [standing(new) for new in news], on)
    touched = [old.id]
    if not keep:
        _check_empty_of_authorities(old, on)
        touched += _end(old, on)
    for new in news:
        _succeed(old, new, on, rules.SuccessionKind.SPLIT, decision)
    facts = {"unit": code, "into": list(into), "keep": keep, "decision": decision}
    authority = authority_code(old, at)
    rows = testimony.all_of(touched)
    note(f"unit:{code}", kind=rules.UNIT_SPLIT, unit=authority, on=on, facts=facts, touched=rows, by=by, at=at)
    found = queries.units([new.id for new in news], on)
    return [found[new.id] for new in news]


@transaction.atomic
def move(*, code: str, parent: str, on: date, decision: str, by: Actor, at: datetime) -> queries.UnitOnDay:
    """From that day the unit, with everything under it, stands under `parent`."""
    unit, above = locked_all([code, parent])
    check_administers(by, unit, at)
    check_administers(by, above, at)
    rules.check_open(standing(unit), on)
    rules.check_open(standing(above), on)
    rules.check_place(rules.UnitKind(unit.kind), rules.UnitKind(above.kind))
    rules.check_no_cycle(code, parent, [step.code for step in ways_up([above.id], on)[above.id]])
    _place(unit, above, on, decision)
    _succeed(unit, unit, on, rules.SuccessionKind.MOVED, decision)
    facts = {"unit": code, "parent": parent, "decision": decision}
    authority = authority_code(unit, at)
    note(
        f"unit:{code}",
        kind=rules.UNIT_MOVED,
        unit=authority,
        on=on,
        to=parent,
        facts=facts,
        touched=[unit.places.all(), unit.became.filter(on=on)],
        by=by,
        at=at,
    )
    return queries.unit(code, on)


@transaction.atomic
def close(*, code: str, on: date, decision: str, by: Actor, at: datetime) -> None:
    """On that day the unit ends without successor, its divisions, centres and seats with it."""
    unit = locked(code)
    check_administers(by, unit, at)
    rules.check_end(standing(unit), on)
    _check_empty_of_authorities(unit, on)
    authority = authority_code(unit, at)
    rows = testimony.all_of(_end(unit, on))
    facts = {"unit": code, "decision": decision}
    note(f"unit:{code}", kind=rules.UNIT_CLOSED, unit=authority, on=on, facts=facts, touched=rows, by=by, at=at)


@transaction.atomic
def give_code(
    *, unit: str, scheme: rules.CodeScheme, code: str, on: date, by: Actor, at: datetime
) -> queries.UnitOnDay:
    """From that day the unit also answers to `code`; an earlier code of that scheme ends but still finds it.

    An agency identifier given here stands in the dossier codes from that day on.
    """
    row = locked(unit)
    check_administers(by, row, at)
    rules.check_open(standing(row), on)
    code = rules.check_unit_code(code)
    if scheme == rules.CodeScheme.ADMIN:
        code = rules.check_admin_code(code, rules.UnitKind(row.kind))
    owner = UnitCode.objects.filter(scheme=scheme, code=code, valid_until__isnull=True).first()
    if owner is not None or Unit.objects.filter(code=code).exclude(id=row.id).exists():
        raise Refused("org.code_taken", gettext_noop("Mã “{written}” đã thuộc về một đơn vị."), written=code)
    end_periods(UnitCode.objects.filter(unit=row, scheme=scheme), on)
    UnitCode.objects.update_or_create(
        unit=row, scheme=scheme, code=code, defaults={"valid_from": on, "valid_until": None}
    )
    if scheme == rules.CodeScheme.ADMIN:
        row.admin_code = code
        row.save(update_fields=["admin_code"])
    facts = {"unit": unit, "scheme": scheme.value, "code": code}
    note(
        f"unit:{unit}",
        kind=rules.CODE_GIVEN,
        unit=authority_code(row, at),
        on=on,
        facts=facts,
        touched=[Unit.objects.filter(pk=row.pk), row.codes.all()],
        by=by,
        at=at,
    )
    return queries.unit(unit, max(on, local_day(at)))


def _check_code_free(code: str, admin_code: str) -> None:
    taken = Unit.objects.filter(code=code).exists() or UnitCode.objects.filter(code=code).exists()
    if taken:
        raise Refused("org.code_taken", gettext_noop("Mã “{written}” đã thuộc về một đơn vị."), written=code)
    if admin_code and Unit.objects.filter(admin_code=admin_code, closed_on__isnull=True).exists():
        raise Refused("org.code_taken", gettext_noop("Mã “{written}” đã thuộc về một đơn vị."), written=admin_code)


def _name(unit: Unit, name: str, locality: rules.LocalityType, on: date, decision: str) -> None:
    name = rules.check_name(name)
    UnitName.objects.create(
        unit=unit,
        valid_from=on,
        name=name,
        short_name=rules.short_name(name, locality),
        folded=fold(name),
        type=locality,
        decision=decision,
    )


def _place(unit: Unit, parent: Unit, on: date, decision: str) -> None:
    end_periods(UnitPlace.objects.filter(unit=unit), on)
    UnitPlace.objects.create(unit=unit, parent=parent, valid_from=on, decision=decision)


def _succeed(old: Unit, new: Unit, on: date, kind: rules.SuccessionKind, decision: str) -> None:
    Succession.objects.create(old=old, new=new, on=on, kind=kind, decision=decision)


def _children(unit: Unit, on: date) -> list[Unit]:
    """What stands directly under the unit on that day, locked; refused if something is to join it later."""
    places = UnitPlace.objects.filter(parent=unit)
    later = places.filter(valid_from__gt=on).order_by("valid_from").values_list("valid_from", flat=True).first()
    rules.check_after_last_change(later, on)
    ids = places.filter(valid(on)).values_list("unit_id", flat=True)
    return list(Unit.objects.select_for_update().filter(id__in=list(ids)).order_by("id"))


def _check_empty_of_authorities(unit: Unit, on: date) -> None:
    rules.check_nothing_blocks(
        {child.code: rules.fate_in_end(rules.UnitKind(child.kind)) for child in _children(unit, on)}
    )


def _end(unit: Unit, on: date) -> list[int]:
    """End the unit, what is still under it, and all its periods: names to seats and their holders.

    Returns the ids of all units that ended.
    """
    ended = [unit.id]
    for child in _children(unit, on):
        rules.check_end(standing(child), on)
        ended += _end(child, on)
    for rows in (unit.names, unit.places, unit.codes, unit.contacts, unit.hours):
        end_periods(rows.all(), on)
    end_periods(Holding.objects.filter(seat__unit=unit), on, "held_from", "held_until")
    end_periods(unit.seats.all(), on, "opened_on", "closed_on")
    unit.closed_on = on
    unit.save(update_fields=["closed_on"])
    return ended

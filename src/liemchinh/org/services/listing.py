"""Brings in the list of provinces and communes: thousands of units, few statements, one ledger entry."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from liemchinh.kernel.actors import Actor
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import fold, gettext_noop
from liemchinh.org import rules
from liemchinh.org.models import Succession, Unit, UnitCode, UnitName, UnitPlace
from liemchinh.org.services.ground import end_periods, note

BATCH = 500  # rows a statement: SQLite and PostgreSQL both limit the parameters of one
COUNTRY = "VN"
"""Under this name a list of the whole country stands in the public log."""


@dataclass(frozen=True)
class ListingDone:
    """What an import did: units in the list, those that were new, renamed, and already as listed."""

    units: int
    new: int
    renamed: int
    unchanged: int


@transaction.atomic
def import_units(
    *, rows: Iterable[rules.Listed], totals: Iterable[rules.Total], by: Actor, at: datetime
) -> ListingDone:
    """Bring the units up to the list; a second time nothing changes. Refused whole if the totals do not fit.

    New units open on the day of their first row; a later row of a known unit renames it on its day. A unit
    that is not in the list is left alone; one that would change its province is refused: that takes a
    decision and `move`.
    """
    rules.check_may_administer(by, [])
    names = rules.by_unit(rows)
    rules.check_totals(names, totals)
    known = {unit.code: unit for unit in Unit.objects.select_for_update().order_by("id") if unit.code in names}
    _check_free(names, known)
    _check_places(names, known)
    fresh = {code: listed for code, listed in names.items() if code not in known}
    _open(fresh, known)
    renamed = _rename({code: listed for code, listed in names.items() if code not in fresh}, known)
    done = ListingDone(len(names), len(fresh), len(renamed), len(names) - len(fresh) - len(renamed))
    if done.new or done.renamed:
        facts = {"units": done.units, "new": done.new, "renamed": done.renamed, "list": _digest(names)}
        note(
            "catalogue:units",
            kind=rules.UNITS_IMPORTED,
            unit=COUNTRY,
            facts=facts,
            touched=_touched([known[code].id for code in (*fresh, *renamed)]),
            by=by,
            at=at,
        )
    return done


def _check_free(names: dict[str, list[rules.Listed]], known: dict[str, Unit]) -> None:
    """No new unit takes the administrative code of another that is still open."""
    listed = {rows[0].admin_code: code for code, rows in names.items() if code not in known}
    open_units = Unit.objects.filter(closed_on__isnull=True).exclude(admin_code="")
    for admin_code, code in open_units.values_list("admin_code", "code"):
        if admin_code in listed and listed[admin_code] != code:
            sentence = gettext_noop("Mã hành chính {written} đang thuộc về đơn vị {unit}.")
            raise Refused("org.code_taken", sentence, written=admin_code, unit=code)


def _check_places(names: dict[str, list[rules.Listed]], known: dict[str, Unit]) -> None:
    places = UnitPlace.objects.filter(valid_until__isnull=True, unit__kind=rules.UnitKind.COMMUNE)
    for place in places.select_related("unit", "parent"):
        want = names[place.unit.code][-1].province if place.unit.code in known else ""
        if want and place.parent.code != want:
            sentence = gettext_noop("Đơn vị {unit} đang thuộc {now}, danh mục ghi {want}. Hãy ghi việc chuyển trước.")
            raise Refused("org.list_moved", sentence, unit=place.unit.code, now=place.parent.code, want=want)


def _open(fresh: dict[str, list[rules.Listed]], known: dict[str, Unit]) -> None:
    units = [
        Unit(code=code, kind=rows[0].kind, admin_code=rows[0].admin_code, opened_on=rows[0].valid_from)
        for code, rows in fresh.items()
    ]
    for unit in Unit.objects.bulk_create(units, batch_size=BATCH):
        known[unit.code] = unit
    later = [rows[1:] for rows in fresh.values()]
    every = [(known[code], rows) for code, rows in fresh.items()]
    UnitName.objects.bulk_create([name for unit, rows in every for name in _names(unit, rows)], batch_size=BATCH)
    UnitPlace.objects.bulk_create(
        [
            UnitPlace(unit=unit, parent=known[rows[0].province], valid_from=rows[0].valid_from)
            for unit, rows in every
            if rows[0].province
        ],
        batch_size=BATCH,
    )
    UnitCode.objects.bulk_create(
        [
            UnitCode(
                unit=unit,
                scheme=rules.CodeScheme.ADMIN,
                code=rows[0].admin_code,
                valid_from=rows[0].valid_from,
            )
            for unit, rows in every
            if rows[0].admin_code
        ],
        batch_size=BATCH,
    )
    _tell_renamings([(known[row.code], row) for rows in later for row in rows])


def _rename(listed: dict[str, list[rules.Listed]], known: dict[str, Unit]) -> list[str]:
    """Give known units the names they do not have yet; returns the codes of the units that changed."""
    last: dict[int, UnitName] = {}
    for name in UnitName.objects.exclude(type="").order_by("unit_id", "valid_from"):
        last[name.unit_id] = name
    changed = []
    for code, rows in listed.items():
        now = last[known[code].id]
        coming = [row for row in rows if row.valid_from > now.valid_from]
        coming = [row for row in coming if (row.full_name, row.type) != (now.name, now.type)]
        if not coming:
            continue
        changed.append(code)
        end_periods(UnitName.objects.filter(unit=known[code]), coming[0].valid_from)
        UnitName.objects.bulk_create(_names(known[code], coming))
        _tell_renamings([(known[code], row) for row in coming])
    return changed


def _names(unit: Unit, rows: Sequence[rules.Listed]) -> list[UnitName]:
    ends = [row.valid_from for row in rows[1:]] + [None]
    return [
        UnitName(
            unit=unit,
            valid_from=row.valid_from,
            valid_until=until,
            name=row.full_name,
            short_name=row.name,
            folded=fold(row.full_name),
            type=row.type,
        )
        for row, until in zip(rows, ends, strict=True)
    ]


def _tell_renamings(renamed: Sequence[tuple[Unit, rules.Listed]]) -> None:
    Succession.objects.bulk_create(
        [
            Succession(old=unit, new=unit, on=row.valid_from, kind=rules.SuccessionKind.RENAMED, decision="")
            for unit, row in renamed
        ]
    )


def _touched(unit_ids: list[int]) -> list[QuerySet[Any]]:
    """What an import makes or changes: units, their names, places and codes, and renamings."""
    return [
        Unit.objects.filter(id__in=unit_ids),
        *(model._default_manager.filter(unit_id__in=unit_ids) for model in (UnitName, UnitPlace, UnitCode)),
        Succession.objects.filter(old_id__in=unit_ids),
    ]


def _digest(names: dict[str, list[rules.Listed]]) -> str:
    """SHA-256 of the list, so that two installations can tell whether they hold the same one."""
    lines = [
        f"{row.code},{row.admin_code},{row.full_name},{row.province},{row.valid_from.isoformat()}\n"
        for rows in names.values()
        for row in rows
    ]
    return hashlib.sha256("".join(lines).encode()).hexdigest()

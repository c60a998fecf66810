"""Shows where the tallies differ from the dossiers that they add up: leaders and the public read sums nobody may bend.

Counts every dossier once, one authority after another, so the memory is that of one authority's groups.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Case, DateField, Q, When
from django.db.models.functions import ExtractDay, TruncMonth
from django.db.models.lookups import GreaterThanOrEqual

from liemchinh.dossiers.models import Dossier, Tally, TallyMark
from liemchinh.dossiers.queries.figures import Period
from liemchinh.dossiers.queries.tallies import COUNTS, SECOND_HALF, Group, Tallied, counted, next_half
from liemchinh.kernel.days import VIETNAM
from liemchinh.ledger.auditing.findings import Notebook, Tampering
from liemchinh.org import queries as org

TABLE = Tally._meta.db_table


def check_tallies(notebook: Notebook) -> None:
    """Write down every sum that is not what its dossiers come to. Four queries an authority, two more a part of a half.

    Half months that are marked as stale are not read by anybody before they are counted again: they are passed over.
    """
    marks = dict(TallyMark.objects.values_list("half", "until"))
    stale = set(TallyMark.objects.filter(stale=True).values_list("half", flat=True))
    codes = org.unit_codes()
    told: set[int] = set(Tally.objects.values_list("authority_id", flat=True).distinct().order_by())
    home: set[int] = set(Dossier.objects.values_list("authority_id", flat=True).distinct().order_by())
    for half in Tally.objects.exclude(half__in=marks).values_list("half", flat=True).distinct().order_by("half"):
        notebook.write(Tampering.INSERTED, TABLE, half)
    judged = {half: until for half, until in marks.items() if half not in stale}
    for authority in sorted(told | home):
        _compare(judged, authority, codes.get(authority, str(authority)), notebook)


def _compare(marks: Mapping[date, date], authority: int, code: str, notebook: Notebook) -> None:
    held: dict[date, dict[Group, dict[str, int]]] = defaultdict(dict)
    for row in Tally.objects.filter(authority_id=authority, half__in=marks).iterator():
        counts = {name: getattr(row, name) for name in COUNTS}
        held[row.half][Group(authority, row.division, row.field, row.channel)] = counts
    found = _recounted(marks, authority)
    nothing = dict.fromkeys(COUNTS, 0)
    for half in sorted(set(held) | set(found)):
        then, now = held.get(half, {}), found.get(half, {})
        for group in sorted({*then, *now}, key=lambda one: (one.division, one.field, one.channel)):
            kept, real = then.get(group, nothing), now.get(group, nothing)
            wrong = [name for name in COUNTS if kept[name] != real[name]]
            if wrong:
                place = "/".join((half.isoformat(), code, group.division, group.field, group.channel))
                notebook.write(Tampering.RECOUNTED, TABLE, place, ", ".join(wrong))


def _recounted(marks: Mapping[date, date], authority: int) -> dict[date, Tallied]:
    """What the marked days come to: whole half months together, each that is counted in part for itself."""
    found: dict[date, Tallied] = {}
    own = Q(authority_id=authority)
    whole = [half for half, until in marks.items() if until >= next_half(half)]
    for run in _runs(sorted(whole)):
        for key, sums in counted(own, run, half=_halves_of).items():
            month, second = key
            found[month.replace(day=SECOND_HALF if second else 1)] = sums
    for half in sorted(set(marks) - set(whole)):
        if marks[half] > half:
            found[half] = counted(own, Period(half, marks[half])).get((), {})
    return found


def _runs(halves: Iterable[date]) -> list[Period]:
    """Neighbouring half months as one period: mostly there is one."""
    runs: list[Period] = []
    for half in halves:
        first = runs.pop().first if runs and runs[-1].until == half else half
        runs.append(Period(first, next_half(half)))
    return runs


def _halves_of(moment: str) -> dict[str, Any]:
    """The month of a moment in Vietnam, and whether it lies in its second half."""
    return {
        "month": TruncMonth(moment, tzinfo=VIETNAM, output_field=DateField()),
        "second": Case(When(GreaterThanOrEqual(ExtractDay(moment, tzinfo=VIETNAM), SECOND_HALF), then=1), default=0),
    }

"""Changes the tallies: sums of finished days, kept so that a leader's page costs the same after a million dossiers."""

from datetime import date, datetime, timedelta

from django.db import transaction

from liemchinh.dossiers import rules
from liemchinh.dossiers.models import Dossier, Tally, TallyMark
from liemchinh.dossiers.queries.figures import Period
from liemchinh.dossiers.queries.tallies import counted_live, half_of, next_half
from liemchinh.kernel.days import local_day


def tally_up(*, at: datetime) -> list[date]:
    """Count every half month that has days behind it which no tally counts, or that is stale; returns their first days.

    May be called every minute: when nothing is left it costs two small queries. Each half month is one transaction,
    counted again as a whole, so what is done twice is done once.
    """
    until = rules.last_closable(at) + timedelta(days=1)
    first = Dossier.objects.order_by("registered_at").values_list("registered_at", flat=True).first()
    if first is None:
        return []
    marks = {mark.half: mark for mark in TallyMark.objects.all()}
    done, half = [], half_of(local_day(first))
    while half < until:
        end = min(next_half(half), until)
        mark = marks.get(half)
        if mark is None or mark.stale or mark.until < end:
            _count(half, end)
            done.append(half)
        half = next_half(half)
    return done


@transaction.atomic
def _count(half: date, until: date) -> None:
    """Count one half month up to `until`, outside of it, in place of what was counted before."""
    TallyMark.objects.select_for_update().get_or_create(half=half, defaults={"until": half})
    Tally.objects.filter(half=half).delete()
    Tally.objects.bulk_create(
        [
            Tally(
                half=half,
                authority_id=group.authority,
                division=group.division,
                field=group.field,
                channel=group.channel,
                **counts,
            )
            for group, counts in counted_live(Period(half, until)).items()
        ],
        batch_size=500,
    )
    TallyMark.objects.filter(half=half).update(until=until, stale=False)


def make_stale(*moments: datetime | None) -> None:
    """A result or a receipt of one of these moments has been undone: its half month is counted again."""
    days = {half_of(local_day(moment)) for moment in moments if moment is not None}
    if days:
        TallyMark.objects.filter(half__in=days).update(stale=True)

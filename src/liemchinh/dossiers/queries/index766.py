"""Shows the parts of the national service index that these records give: numerators and denominators, no points."""

from datetime import datetime

from django.db.models import Exists, OuterRef

from liemchinh.dossiers import rules
from liemchinh.dossiers.models import Attachment, Dossier
from liemchinh.dossiers.queries.figures import SMALL, Period, bucket, measured
from liemchinh.dossiers.queries.ratings import rated
from liemchinh.dossiers.queries.tallies import tallied
from liemchinh.kernel.days import local_day
from liemchinh.payments import queries as payments
from liemchinh.procedures import queries as procedures

OF_PROCEDURES = frozenset({"1.3", "3.1", "3.5"})
"""Parts about the catalogue: nobody can be recognised in them."""


def index_parts(*, period: Period, at: datetime) -> list[rules.Measured]:
    """Every part that can be given for a month, of all authorities together. About a dozen queries."""
    on = local_day(at)
    sums = dict.fromkeys(("received", "on_time", "late", "no_term", "supplemented"), 0)
    online = 0
    for group, counts in tallied(period).items():
        online += counts["received"] if group.channel == "online" else 0
        for name in sums:
            sums[name] += counts[name]
    kept, late = sums["on_time"], sums["late"]
    if period.first <= on < period.until:  # what is open counts as the index counts it, while the period runs
        running = measured(Dossier.objects.filter(state__in=[int(state) for state in rules.OPEN]))
        open_late = running.filter(bucket("open_late", period=period, at=at)).count()
        open_all = running.filter(bucket("open", period=period, at=at), due_at__isnull=False).count()
        in_time, all_of = kept + open_all - open_late, kept + late + open_all
    else:
        in_time, all_of = kept, kept + late
    results = kept + late + sums["no_term"]
    with_file, with_both = _digital(period)
    disliked = [one.levels.get(1, 0) for one in rated(period) if one.levels is not None]
    priced = payments.paid_from_afar(*period.span)
    catalogue = procedures.shares_of_catalogue(on)
    found = {
        "1.3": procedures.completeness(on),
        "2.1": (in_time, all_of),
        "3.1": (catalogue.online, catalogue.all),
        "3.3": (online, sums["received"]),
        "3.5": (catalogue.fee_online, catalogue.fee),
        "3.6": priced,
        "4.1": (with_file, results),
        "4.2": (with_both, results),
        "5.4": (results - late - sum(disliked), results),
    }
    return rules.measured(found, small=SMALL, public=OF_PROCEDURES)


def _digital(period: Period) -> tuple[int, int]:
    """Results of the period with a result as a file, and those of them that have a paper as a file too."""
    start, end = period.span
    done = Dossier.objects.filter(finished_at__gte=start, finished_at__lt=end)
    done = done.filter(state__in=[int(rules.State.DONE), int(rules.State.RETURNED)])
    files = Attachment.objects.filter(dossier=OuterRef("pk"))
    done = done.filter(Exists(files.filter(role=rules.FileRole.RESULT)))
    return done.count(), done.filter(Exists(files.filter(role=rules.FileRole.PAPER))).count()

"""Shows the parts of the national service index that these records give: numerators and denominators, no points.

Nothing is counted here that the public board hides: what stands beside it must not give its hidden lines away.
"""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Count, Exists, OuterRef

from liemchinh.dossiers import rules
from liemchinh.dossiers.models import Attachment, Dossier
from liemchinh.dossiers.queries.board import public_lines, public_total
from liemchinh.dossiers.queries.figures import SMALL, Period, bucket, measured
from liemchinh.dossiers.queries.ratings import rated
from liemchinh.dossiers.queries.tallies import summed, tallied
from liemchinh.kernel.days import local_day
from liemchinh.payments import queries as payments
from liemchinh.procedures import queries as procedures

OF_PROCEDURES = frozenset({"1.3", "3.1", "3.5"})
"""Parts about the catalogue: nobody can be recognised in them."""


def index_parts(*, period: Period, at: datetime) -> list[rules.Measured]:
    """Every part that can be given for a month, of all authorities together. About a dozen queries."""
    on = local_day(at)
    found_of = tallied(period)
    received = sum(counts["received"] for counts in found_of.values())
    online = sum(counts["received"] for group, counts in found_of.items() if group.channel == "online")
    lines = public_lines(period=period, at=at)
    total = public_total(lines)
    kept, late = total.kept, total.finished - total.kept
    if period.first <= on < period.until:  # what is open counts as the index counts it, while the period runs
        running = measured(Dossier.objects.filter(state__in=[int(state) for state in rules.OPEN]))
        open_late = running.filter(bucket("open_late", period=period, at=at)).count()
        open_all = running.filter(bucket("open", period=period, at=at), due_at__isnull=False).count()
        in_time, all_of = kept + open_all - open_late, kept + late + open_all
    else:
        in_time, all_of = kept, kept + late
    shown = {(line.authority, line.field) for line in lines if line.share is not None}
    told = [
        counts
        for (authority, field), counts in summed(found_of, "authority", "field").items()
        if (authority, field) in shown
    ]
    results = sum(counts["on_time"] + counts["late"] + counts["no_term"] for counts in told)
    results_late = sum(counts["late"] for counts in told)
    with_file, with_both = _digital(period, shown)
    disliked = [one.levels.get(1, 0) for one in rated(period) if one.levels is not None]
    priced = payments.paid_from_afar(*period.span)
    catalogue = procedures.shares_of_catalogue(on)
    found = {
        "1.3": procedures.completeness(on),
        "2.1": (in_time, all_of),
        "3.1": (catalogue.online, catalogue.all),
        "3.3": (online, received),
        "3.5": (catalogue.fee_online, catalogue.fee),
        "3.6": priced,
        "4.1": (with_file, results),
        "4.2": (with_both, results),
        "5.4": (results - results_late - sum(disliked), results),
    }
    return rules.measured(found, small=SMALL, public=OF_PROCEDURES)


def _digital(period: Period, shown: Collection[tuple[int, str]]) -> tuple[int, int]:
    """Results of the shown authorities and fields with a result as a file, and those with a paper as a file too."""
    start, end = period.span
    done = Dossier.objects.filter(finished_at__gte=start, finished_at__lt=end)
    done = done.filter(state__in=[int(rules.State.DONE), int(rules.State.RETURNED)])
    files = Attachment.objects.filter(dossier=OuterRef("pk"))
    done = done.filter(Exists(files.filter(role=rules.FileRole.RESULT)))
    both = Exists(files.filter(role=rules.FileRole.PAPER))
    rows = (
        done.values("authority_id", "version__field").annotate(n=Count("id"), both=Count("id", filter=both)).order_by()
    )
    told = [row for row in rows if (row["authority_id"], row["version__field"]) in shown]
    return sum(row["n"] for row in told), sum(row["both"] for row in told)

"""Shows how many open dossiers keep to which version of a procedure: what a change of the catalogue leaves as it is."""

from collections.abc import Iterable

from django.db.models import Count

from liemchinh.dossiers import rules
from liemchinh.dossiers.models import Dossier


def open_by_version(version_ids: Iterable[int]) -> dict[int, int]:
    """Open dossiers of each of these versions, everywhere; versions without any are left out. One query."""
    rows = Dossier.objects.filter(version_id__in=list(version_ids)).exclude(state__in=[int(s) for s in rules.ENDED])
    return dict(rows.order_by().values("version_id").annotate(count=Count("id")).values_list("version_id", "count"))

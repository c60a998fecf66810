"""Changes after a database was restored from an old copy: dossiers go on from the last step the public log knows."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from liemchinh.dossiers import rules
from liemchinh.dossiers.models import Counter, Dossier
from liemchinh.dossiers.queries import testimony
from liemchinh.kernel.actors import Actor
from liemchinh.ledger import services as ledger
from liemchinh.ledger.rules import Link


@transaction.atomic
def rejoin(*, lost: Iterable[tuple[Link, Mapping[str, Any]]], by: Actor, at: datetime) -> list[str]:
    """Move dossiers past the steps they lost, say so in the log, and never give their numbers out again.

    `lost` are the recovered entries, oldest first: the link each one ends, and its public part. The dossier keeps the
    state it was restored with, which the new entry tells; what was done since has to be entered again from paper.
    Returns the codes of the dossiers that lost steps.
    """
    known = list(lost)
    ends = {link.tag: link for link, _ in known}
    codes = []
    tags = sorted(ends)
    for start in range(0, len(tags), 500):
        some = tags[start : start + 500]
        for dossier in Dossier.objects.select_for_update().select_related("authority").filter(tag__in=some):
            end = ends[dossier.tag]
            if end.step <= dossier.step:
                continue
            public: dict[str, str | int] = {"no": dossier.number, "st": dossier.state}
            if dossier.due_at is not None:
                public["due"] = dossier.due_at.isoformat(timespec="seconds")
            _, link = ledger.record(
                kind=rules.REJOINED,
                by=by,
                at=at,
                unit=dossier.authority.code,
                facts={"code": dossier.code, "from": dossier.step, "to": end.step},
                public=public,
                link=end,
                rows=[testimony.whole(dossier)],
            )
            Dossier.objects.filter(pk=dossier.pk).update(step=link.step, leaf=link.leaf)
            codes.append(dossier.code)
    last, opened = rules.numbers_taken(public for _, public in known)
    for series, number in last.items():
        counter, _ = Counter.objects.select_for_update().get_or_create(series=series, defaults={"last": 0})
        Counter.objects.filter(pk=counter.pk, last__lt=number).update(last=number)
    for series, count in opened.items():
        Counter.objects.get_or_create(series=series, defaults={"last": 0})
        Counter.objects.filter(pk=series).update(last=F("last") + count)
    return codes

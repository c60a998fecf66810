"""Changes at the end of a day: each authority's day gets one last line in the public log."""

from datetime import date, datetime

from django.db import transaction

from liemchinh.dossiers import queries, rules
from liemchinh.dossiers.models import DayClosed
from liemchinh.dossiers.queries import testimony
from liemchinh.kernel.actors import SYSTEM
from liemchinh.ledger import services as ledger


def close_days(*, at: datetime) -> list[date]:
    """Close every finished day on which something happened, first to last; returns the days closed now.

    May be called every minute: when nothing is left it costs two small queries.
    """
    days = queries.days_to_close(rules.last_closable(at))
    for day in days:
        _close_day(day, at)
    return days


@transaction.atomic
def _close_day(on: date, at: datetime) -> None:
    """One day of all authorities in one transaction, so that the last closed day says which come next.

    An entry for each authority; a second worker at the same instant is stopped by the table (one a day).
    """
    for authority, figures in queries.day_figures(on).items():
        counted: dict[str, str | int] = {
            "on": on.isoformat(),
            "in": figures.received,
            "out": figures.ended,
            "late": figures.late,
            "last": figures.last,
        }
        row = DayClosed(
            authority_id=authority.id,
            on=on,
            received=figures.received,
            ended=figures.ended,
            late=figures.late,
            last=figures.last,
        )
        row.entry = ledger.record_about(
            rules.day_subject(authority.code),
            kind=rules.DAY_CLOSED,
            by=SYSTEM,
            at=at,
            unit=authority.code,
            facts=counted,
            public=counted,
            rows=[testimony.DAY.told(row)],
        )
        row.save(force_insert=True)

"""Shows figures: each is a named bucket, and the list behind a figure is the same bucket, so they always agree.

"On time" compares days, as the national index does, and minutes only where the term is in hours.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncDate, TruncMinute

from liemchinh.dossiers import rules
from liemchinh.dossiers.models import Dossier
from liemchinh.dossiers.queries.fetch import scope
from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import VIETNAM, local_day
from liemchinh.kernel.words import gettext_noop
from liemchinh.law.clocks import Unit

MINUTE = timedelta(minutes=1)
"""The whole minute of a due moment still counts, as printed on the receipt."""

SOON = timedelta(3 + 1)
"""How far ahead a queue looks: to the end of the third day from today. Our choice, not a term of law."""

SMALL = 5
"""Public figures about fewer dossiers than this are not shown: they could point at a person."""


@dataclass(frozen=True)
class Period:
    """Days of a figure: from the first day, until the first day outside."""

    first: date
    until: date

    @property
    def span(self) -> tuple[datetime, datetime]:
        """The two midnights in Vietnam that bound the period."""
        return midnight(self.first), midnight(self.until)


def midnight(day: date) -> datetime:
    """The first instant of a day in Vietnam."""
    return datetime.combine(day, time(), tzinfo=VIETNAM)


def month_of(day: date) -> Period:
    """The calendar month that holds `day`."""
    first = day.replace(day=1)
    return Period(first, (first + timedelta(days=32)).replace(day=1))


_by_day = ~Q(budget_unit=Unit.HOUR)
_kept = Q(finished_on__lte=F("due_on")) & _by_day | Q(finished_minute__lte=F("due_minute"), budget_unit=Unit.HOUR)
_result = Q(state__in=[rules.State.DONE, rules.State.RETURNED])

BUCKETS: Mapping[str, str] = {
    "received": gettext_noop("Đã tiếp nhận trong kỳ"),
    "on_time": gettext_noop("Có kết quả đúng hạn, trước hạn"),
    "late": gettext_noop("Có kết quả quá hạn"),
    "no_term": gettext_noop("Có kết quả, thủ tục không công bố thời hạn"),
    "ended": gettext_noop("Rút hoặc dừng trong kỳ"),
    "open": gettext_noop("Đang giải quyết"),
    "open_late": gettext_noop("Đang giải quyết, đã quá hạn"),
    "open_soon": gettext_noop("Đến hạn trong 3 ngày tới"),
    "paused": gettext_noop("Đang tạm dừng, chờ người nộp"),
    "waiting": gettext_noop("Chờ bổ sung trước khi tiếp nhận"),
    "to_return": gettext_noop("Có kết quả, chưa trả"),
}


def bucket(name: str, *, period: Period, at: datetime) -> Q:
    """The condition of one bucket over rows of `measured`. Raises KeyError for an unknown name."""
    start, end = period.span
    received = Q(received_at__gte=start, received_at__lt=end)
    finished = Q(finished_at__gte=start, finished_at__lt=end)
    running = Q(state__in=[int(state) for state in rules.RUNNING])
    today = midnight(local_day(at))
    overdue = running & (Q(due_at__lt=today) & _by_day | Q(due_at__lte=at - MINUTE, budget_unit=Unit.HOUR))
    return {
        "received": received,
        "on_time": finished & _result & _kept,
        "late": finished & _result & Q(due_at__isnull=False) & ~_kept,
        "no_term": finished & _result & Q(due_at__isnull=True),
        "ended": finished & Q(state__in=[rules.State.WITHDRAWN, rules.State.STOPPED]),
        "open": running,
        "open_late": overdue,
        "open_soon": running & Q(due_at__lt=today + SOON) & ~overdue,
        "paused": Q(state__in=[int(state) for state in rules.PAUSED]),
        "waiting": Q(state=rules.State.REGISTERED),
        "to_return": Q(state=rules.State.DONE),
    }[name]


def measured(rows: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """Rows with what lateness compares: two days, or two minutes where the term is in hours."""
    return rows.alias(
        finished_on=TruncDate("finished_at", tzinfo=VIETNAM),
        due_on=TruncDate("due_at", tzinfo=VIETNAM),
        finished_minute=TruncMinute("finished_at", tzinfo=VIETNAM),
        due_minute=TruncMinute("due_at", tzinfo=VIETNAM),
    )


@dataclass(frozen=True)
class Line:
    """Figures of one division or one seat: its codes, and a count for every bucket."""

    division: str
    seat: str
    counts: Mapping[str, int]

    @property
    def on_time_share(self) -> float | None:
        """Share of results in time, 0 to 1; None when there was no result with a term."""
        return share(self.counts["on_time"], self.counts["late"])


def share(kept: int, late: int) -> float | None:
    """`kept` of all results with a term; None when there was none."""
    return kept / (kept + late) if kept + late else None


def _counts(period: Period, at: datetime, names: list[str]) -> dict[str, Count]:
    return {f"n_{name}": Count("id", filter=bucket(name, period=period, at=at)) for name in names}


def leader_lines(actor: Actor, *, period: Period, at: datetime) -> list[Line]:
    """Figures of everything `actor` may see, by division and seat, in the order of their codes. One query."""
    names = list(BUCKETS)
    rows: Any = (  # the names of the counts are made here, so their types are not known
        measured(Dossier.objects.filter(scope(actor, local_day(at))).filter(_touches(period)))
        .values("division__code", "seat__code")
        .annotate(**_counts(period, at, names))
        .order_by("division__code", "seat__code")
    )
    return [
        Line(
            division=row["division__code"] or "",
            seat=row["seat__code"] or "",
            counts={name: row[f"n_{name}"] for name in names},
        )
        for row in rows
    ]


def total(lines: list[Line]) -> Line:
    """The sum of several lines."""
    return Line("", "", {name: sum(line.counts[name] for line in lines) for name in BUCKETS})


@dataclass(frozen=True)
class PublicLine:
    """Public on-time figures of one authority and field; `share` is None where too few dossiers would show people."""

    authority: int
    field: str
    finished: int
    kept: int
    share: float | None


def public_lines(*, period: Period, at: datetime) -> list[PublicLine]:
    """Public on-time figures of the period by authority and field, small numbers hidden. One query."""
    start, end = period.span
    rows: Any = (  # the names of the counts are made here, so their types are not known
        measured(Dossier.objects.filter(finished_at__gte=start, finished_at__lt=end))
        .values("authority_id", "version__field")
        .annotate(**_counts(period, at, ["on_time", "late"]))
        .order_by("authority_id", "version__field")
    )
    lines = []
    for row in rows:
        kept, finished = row["n_on_time"], row["n_on_time"] + row["n_late"]
        if finished:
            shown = share(kept, finished - kept) if finished >= SMALL else None
            lines.append(PublicLine(row["authority_id"], row["version__field"], finished, kept, shown))
    return lines


@dataclass(frozen=True)
class PublicTotal:
    """The sum of public lines. `hidden` counts the lines left out of it so that nobody can reckon them back."""

    finished: int
    kept: int
    share: float | None
    hidden: int


def public_total(lines: Sequence[PublicLine]) -> PublicTotal:
    """The sum that may stand beside its lines: small lines are in it only where together they are no longer small."""
    small = [line for line in lines if line.share is None]
    counted = lines
    if len(small) < 2 or sum(line.finished for line in small) < SMALL:
        counted = [line for line in lines if line.share is not None]
    finished, kept = sum(line.finished for line in counted), sum(line.kept for line in counted)
    return PublicTotal(
        finished=finished,
        kept=kept,
        share=share(kept, finished - kept) if finished >= SMALL else None,
        hidden=len(lines) - len(counted),
    )


def _touches(period: Period) -> Q:
    """Rows that can count in any bucket: still open, or received or finished in the period."""
    start, end = period.span
    return (
        Q(state__in=[int(state) for state in rules.OPEN])
        | Q(received_at__gte=start, received_at__lt=end)
        | Q(finished_at__gte=start, finished_at__lt=end)
    )

"""Shows figures: each is a named bucket, and the list behind a figure is the same bucket, so they always agree.

"On time" compares days, as the national index does, and minutes only where the term is in hours.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncDate, TruncMinute

from liemchinh.dossiers import rules
from liemchinh.dossiers.models import Dossier
from liemchinh.kernel.days import VIETNAM, local_day, midnight
from liemchinh.kernel.words import gettext_noop
from liemchinh.law.clocks import Unit

MINUTE = timedelta(minutes=1)
"""The whole minute of a due moment still counts, as printed on the receipt."""

SOON = timedelta(3 + 1)
"""How far ahead a queue looks: to the end of the third day from today. Our choice, not a term of law."""

NOBODY = "-"
"""As a division or a seat: the dossiers that no division, or no seat, holds yet."""

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


def month_of(day: date) -> Period:
    """The calendar month that holds `day`."""
    first = day.replace(day=1)
    return Period(first, (first + timedelta(days=32)).replace(day=1))


def month_before(month: Period) -> Period:
    """The calendar month before."""
    return month_of(month.first - timedelta(days=1))


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
    "supplemented": gettext_noop("Có kết quả trong kỳ, đã phải bổ sung"),
    "apologised": gettext_noop("Có kết quả trong kỳ, đã xin lỗi"),
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
        "supplemented": finished & _result & Q(supplements_asked__gt=0),
        "apologised": finished & _result & Q(apologised=True),
    }[name]


def measured(rows: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """Rows with what lateness compares: two days, or two minutes where the term is in hours."""
    return rows.alias(
        finished_on=TruncDate("finished_at", tzinfo=VIETNAM),
        due_on=TruncDate("due_at", tzinfo=VIETNAM),
        finished_minute=TruncMinute("finished_at", tzinfo=VIETNAM),
        due_minute=TruncMinute("due_at", tzinfo=VIETNAM),
    )


def share(kept: int, late: int) -> float | None:
    """`kept` of all results with a term, to a tenth of a percent; None when there was none."""
    return rules.honest_share(kept, kept + late)


def counts_of(period: Period, at: datetime, names: Iterable[str]) -> dict[str, Count]:
    """A count of each of those buckets over rows of `measured`, named `n_<bucket>`."""
    return {f"n_{name}": Count("id", filter=bucket(name, period=period, at=at)) for name in names}


def within(*, authority: str = "", division: str = "", seat: str = "", field: str = "") -> Q:
    """Dossiers of one authority, one division, one seat (codes; `NOBODY`: held by none), one field."""
    wanted = Q(authority__code=authority) if authority else Q()
    for name, code in (("division", division), ("seat", seat)):
        if code:
            wanted &= Q(**{f"{name}__isnull": True}) if code == NOBODY else Q(**{f"{name}__code": code})
    return wanted & Q(version__field=field) if field else wanted

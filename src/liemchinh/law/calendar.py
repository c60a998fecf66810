"""The working calendar: which days count, by which decision, and until when that is certain.

Weekends are a rule, everything else is a dated decision in `data/calendar/<year>.yaml`. Years without a file
know only weekends and the holidays with a fixed date, and every day of theirs is provisional. Later decisions, a
storm or this year's Tết, are laid over it (`Calendar.amended`): of two that speak of one day the later holds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.law.shelf import read_yaml, shelf

ONE_DAY = timedelta(days=1)
KINDS_OFF = frozenset({"holiday", "compensatory", "swap_off", "closure"})
KINDS = KINDS_OFF | {"swap_work"}


@dataclass(frozen=True)
class DeclaredDay:
    """One day that a decision makes a day off or a working day."""

    day: date
    kind: str  # holiday | compensatory | swap_off | closure | swap_work
    reason: str


@dataclass(frozen=True)
class DatedDecision:
    """A document that declares days: what the public calendar page lists."""

    year: int
    about: str
    document: str
    article: str
    url: str
    status: str  # verified | assumed
    note: str
    days: tuple[DeclaredDay, ...]

    def cite(self) -> str:
        """`khoản 3 Điều 112 Bộ luật Lao động 2019`."""
        return f"{self.article} {self.document}".strip()


@dataclass(frozen=True)
class Verdict:
    """Whether `day` counts, why (Vietnamese, lower case), and by which decision ("" for a plain working day).

    `provisional` means the calendar of that day has not been confirmed yet.
    """

    day: date
    working: bool
    kind: str  # working | weekend | holiday | compensatory | swap_off | closure | swap_work
    reason: str
    decision: str
    provisional: bool


class Calendar:
    """A set of dated decisions over the weekly rest days. Immutable; verdicts are remembered."""

    def __init__(
        self,
        decisions: Iterable[DatedDecision],
        *,
        confirmed_from: date,
        confirmed_until: date,
        weekend_decision: str = "",
        fixed: Iterable[DatedDecision] = (),
        amendments: Iterable[DatedDecision] = (),
    ) -> None:
        """`confirmed_from` and `confirmed_until` are both inside the confirmed stretch.

        `fixed` are holidays with a fixed date, for the years that no decision speaks of. Raises
        Refused("law.calendar.twice") when two `decisions` speak of one day; of `amendments` the later holds.
        """
        self.decisions = tuple(decisions)
        self.confirmed_from = confirmed_from
        self.confirmed_until = confirmed_until
        self._weekend_decision = weekend_decision
        self._declared: dict[date, tuple[DeclaredDay, DatedDecision]] = {}
        for decision in self.decisions:
            for declared in decision.days:
                if declared.day in self._declared:
                    raise Refused(
                        "law.calendar.twice",
                        gettext_noop("Ngày {day} bị hai văn bản cùng quy định."),
                        day=declared.day.isoformat(),
                    )
                self._declared[declared.day] = (declared, decision)
        self._years = {decision.year for decision in self.decisions}
        self._fixed = tuple(fixed)
        self.amendments = tuple(amendments)
        self._amended: dict[date, tuple[DeclaredDay, str]] = {}
        for decision in self.amendments:
            for declared in decision.days:
                self._amended[declared.day] = (declared, self._cite_over(declared.day, decision))
        self._verdicts: dict[date, Verdict] = {}

    def amended(self, decisions: Iterable[DatedDecision], *, confirmed_until: date | None = None) -> Calendar:
        """This calendar with `decisions` laid over it, earliest first: of two that speak of one day the later holds.

        A verdict names the document that holds and the one it replaces. `confirmed_until`: the last day up to which
        they make the calendar certain, when that is later than now.
        """
        return Calendar(
            self.decisions,
            confirmed_from=self.confirmed_from,
            confirmed_until=max(self.confirmed_until, confirmed_until or self.confirmed_until),
            weekend_decision=self._weekend_decision,
            fixed=self._fixed,
            amendments=(*self.amendments, *decisions),
        )

    def verdict(self, day: date) -> Verdict:
        """What the calendar says of `day`."""
        known = self._verdicts.get(day)
        if known is None:
            if len(self._verdicts) > 20_000:  # a stranger asking about every day of history costs no memory
                self._verdicts.clear()
            known = self._verdicts[day] = self._judge(day)
        return known

    def is_working(self, day: date) -> bool:
        """Whether `day` is a working day."""
        return self.verdict(day).working

    def next_working(self, day: date) -> date:
        """The first working day after `day`."""
        day += ONE_DAY
        while not self.verdict(day).working:
            day += ONE_DAY
        return day

    def working_from(self, day: date) -> date:
        """`day` itself when it is a working day, else the next one (Civil Code 2015, article 148.5)."""
        return day if self.is_working(day) else self.next_working(day)

    def is_confirmed(self, day: date) -> bool:
        """Whether the holidays around `day` have been decided."""
        return self.confirmed_from <= day <= self.confirmed_until

    def _judge(self, day: date) -> Verdict:
        provisional = not self.is_confirmed(day)
        if day in self._amended:
            what, cite = self._amended[day]
            return Verdict(day, what.kind not in KINDS_OFF, what.kind, what.reason, cite, provisional)
        declared = self._declared.get(day) or self._fixed_on(day)
        if declared is not None:
            what, decision = declared
            working = what.kind not in KINDS_OFF
            return Verdict(day, working, what.kind, what.reason, decision.cite(), provisional)
        if day.weekday() >= 5:
            reason = gettext_noop("nghỉ cuối tuần")
            return Verdict(day, False, "weekend", reason, self._weekend_decision, provisional)
        return Verdict(day, True, "working", gettext_noop("ngày làm việc"), "", provisional)

    def _cite_over(self, day: date, decision: DatedDecision) -> str:
        """How a verdict on `day` names this amendment: with the declaration that it replaces, if there is one."""
        before = self._amended.get(day)
        declared = self._declared.get(day) or self._fixed_on(day)
        earlier = before[1] if before else declared[1].cite() if declared else ""
        if not earlier or earlier == decision.cite():
            return decision.cite()
        return gettext_noop("{later}, thay cho {earlier}").format(later=decision.cite(), earlier=earlier)

    def _fixed_on(self, day: date) -> tuple[DeclaredDay, DatedDecision] | None:
        if day.year in self._years:
            return None
        for decision in self._fixed:
            for what in decision.days:
                if (what.day.month, what.day.day) == (day.month, day.day) and what.day <= day:
                    return what, decision
        return None


@cache
def national_calendar() -> Calendar:
    """The calendar that this release ships, read once: public holidays, compensatory days and swaps."""
    weekly = read_yaml(shelf() / "calendar" / "weekly.yaml")
    decisions: list[DatedDecision] = []
    confirmed: list[date] = []
    for path in sorted((shelf() / "calendar").glob("[0-9]*.yaml")):
        year = read_yaml(path)
        decisions += [_decision(entry, year["year"]) for entry in year["decisions"]]
        if year["confirmed"]:
            confirmed += [date(year["year"], 1, 1), date(year["year"], 12, 31)]
    fixed = read_yaml(shelf() / "calendar" / "every-year.yaml")
    latest = max(weekly["values"])
    source = weekly["values"][latest]["source"]
    return Calendar(
        decisions,
        confirmed_from=min(confirmed),
        confirmed_until=max(confirmed),
        weekend_decision=f"{source['article']} {source['document']}".strip(),
        fixed=[_decision(entry, 0) for entry in fixed["decisions"]],
    )


def _decision(entry: dict[str, Any], year: int) -> DatedDecision:
    days = tuple(
        DeclaredDay(day=day, kind=what["kind"], reason=what["reason"]) for day, what in sorted(entry["days"].items())
    )
    return DatedDecision(
        year=year,
        about=entry["about"],
        document=entry["source"]["document"],
        article=entry["source"].get("article", ""),
        url=entry["source"].get("url", ""),
        status=entry["status"],
        note=entry.get("note", ""),
        days=days,
    )

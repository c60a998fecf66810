"""What a leader asked about, and everything that is found: the page, its paper and its files say the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from liemchinh.desk.actors import actor_of
from liemchinh.desk.forms.dossiers.lists import LeaderFilter
from liemchinh.dossiers import queries, rules
from liemchinh.face.templatetags.face import number, percent
from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import local_day
from liemchinh.org import queries as org

if TYPE_CHECKING:
    from liemchinh.dossiers.models import Dossier


@dataclass(frozen=True)
class Situation:
    """One reading of the figures, as of one instant, for one reader."""

    actor: Actor
    at: datetime
    view: queries.View
    form: LeaderFilter
    names: Mapping[str, str]
    reach: queries.Reach

    @cached_property
    def found(self) -> queries.Dashboard:
        """The figures themselves."""
        return queries.dashboard(self.actor, view=self.view, at=self.at, reach=self.reach)

    @property
    def on(self) -> date:
        """The day of the reading."""
        return local_day(self.at)

    @property
    def last(self) -> date:
        """The last day of the period."""
        return self.view.period.until - timedelta(days=1)

    @cached_property
    def one(self) -> int | None:
        """The one authority that the figures are of; None where they are of several, or of none."""
        return self.found.authorities[0] if len(self.found.authorities) == 1 else None

    @cached_property
    def units(self) -> Mapping[int, org.UnitOnDay]:
        """The authorities of the figures."""
        return org.units(self.found.authorities, self.on)

    @cached_property
    def steps(self) -> queries.Steps:
        """Where time goes; only of one authority."""
        if self.one is None:
            return queries.Steps(0, {})
        return queries.steps(self.actor, view=self.view, at=self.at, authority=self.one)

    @cached_property
    def causes(self) -> Mapping[str, int] | None:
        """Why apologies were made; None where it would take too long to count."""
        if self.one is None and not queries.is_short(self.view.period):
            return None
        return queries.causes(self.actor, view=self.view, at=self.at)

    @cached_property
    def heads(self) -> list[queries.InCharge]:
        """Who headed what in the period."""
        return queries.in_charge(self.view, self.found.lines, at=self.at)

    @cached_property
    def due(self) -> "list[Dossier]":
        """What comes due next."""
        return queries.next_due(self.actor, view=self.view, at=self.at)

    @cached_property
    def seen_names(self) -> Mapping[str, str]:
        """Names of the divisions that the figures tell of, ended ones too."""
        places = {place.division for place in (*self.found.lines, *self.found.open)}
        return org.unit_names(places - {""}, self.on)

    def name(self, division: str) -> str:
        """A division by its name; the desk where there is none."""
        if division in ("", queries.NOBODY):
            return gettext("Bộ phận Một cửa, chưa chuyển phòng")
        return self.names.get(division) or self.seen_names.get(division, division)

    def list_of(
        self,
        bucket: str,
        *,
        division: str = "",
        seat: str = "",
        authority: str = "",
        period: queries.Period | None = None,
    ) -> str:
        """The address of the list behind a figure."""
        days = period or self.view.period
        asked = {
            "nhom": bucket,
            "tu": days.first.isoformat(),
            "den": (days.until - timedelta(days=1)).isoformat(),
            "don_vi": authority or self.view.authority,
            "phong": division or self.view.division,
            "vi_tri": seat,
            "linh_vuc": self.view.field,
        }
        return f"{reverse('desk:listed')}?{urlencode({name: value for name, value in asked.items() if value})}"

    def address(self, name: str = "desk:leader", *args: str, **changes: str) -> str:
        """The address of this page, its paper or one of its files, with the same filters."""
        asked = {
            "tu": self.view.period.first.isoformat(),
            "den": self.last.isoformat(),
            "don_vi": self.view.authority,
            "phong": self.view.division,
            "linh_vuc": self.view.field,
            **changes,
        }
        query = urlencode({key: value for key, value in asked.items() if value})
        return f"{reverse(name, args=args)}?{query}"

    def sentences(self) -> list[str]:
        """How things stand in three sentences: in time, late and where, open and stuck."""
        n, old = self.found.whole, self.found.before
        done, was = n["on_time"] + n["late"], old["on_time"] + old["late"]
        if done:
            first = gettext("{kept} trong {done} kết quả có thời hạn đúng hạn, {share}; kỳ trước {before}.").format(
                kept=number(n["on_time"]),
                done=number(done),
                share=percent(rules.honest_share(n["on_time"], done)),
                before=percent(rules.honest_share(old["on_time"], was)) if was else gettext("chưa có kết quả"),
            )
        else:
            first = gettext("Trong kỳ chưa có kết quả nào có thời hạn.")
        late = gettext("Quá hạn: {late} kết quả trong kỳ, {open_late} hồ sơ đang giải quyết.").format(
            late=number(n["late"]), open_late=number(n["open_late"])
        )
        worst = self.worst()
        if worst:
            late += " " + gettext("Nhiều nhất ở {unit}.").format(unit=worst)
        stuck = gettext(
            "Đang giải quyết {open} hồ sơ, {soon} đến hạn trong 3 ngày tới; "
            "{paused} tạm dừng chờ người nộp; {to_return} kết quả chưa trả."
        ).format(
            open=number(n["open"]),
            soon=number(n["open_soon"]),
            paused=number(n["paused"]),
            to_return=number(n["to_return"]),
        )
        return [first, late, stuck]

    def worst(self) -> str:
        """The unit with most that is late, by name; nothing where nothing is."""
        rows = [(row.late + row.open_late, row.name) for row in self.rows()]
        count, name = max(rows, key=lambda row: row[0], default=(0, ""))
        return name if count else ""

    def rows(self) -> "list[UnitRow]":
        """The units of the figures: divisions of one authority, authorities where there are several; by name."""
        several = self.one is None
        sums: dict[tuple[int, str], dict[str, int]] = {}
        for source in (self.found.lines, self.found.open):
            for place, counts in source.items():
                key = (place.authority, "" if several else place.division)
                line = sums.setdefault(key, {})
                for name, count in counts.items():
                    line[name] = line.get(name, 0) + count
        rows = []
        for (authority, division), counts in sums.items():
            unit = self.units[authority]
            rows.append(
                UnitRow(
                    name=unit.agency_name if several else self.name(division),
                    authority=unit.code if several else "",
                    division="" if several else division or queries.NOBODY,
                    counts=counts,
                )
            )
        return sorted(rows, key=lambda row: (row.authority, row.division))


@dataclass(frozen=True)
class UnitRow:
    """One unit with its figures; `authority` or `division` is the code that its lists are narrowed to."""

    name: str
    authority: str
    division: str
    counts: Mapping[str, int]

    @property
    def late(self) -> int:
        """Results of the period that were late."""
        return self.counts.get("late", 0)

    @property
    def open_late(self) -> int:
        """Open dossiers that are late now."""
        return self.counts.get("open_late", 0)

    @property
    def done(self) -> int:
        """Results of the period that had a term."""
        return self.counts.get("on_time", 0) + self.late

    @property
    def share(self) -> float | None:
        """Share of results in time."""
        return rules.honest_share(self.counts.get("on_time", 0), self.done)


def situation(request: HttpRequest) -> Situation:
    """What this request asks about; what it asks wrongly narrows nothing."""
    actor, at = actor_of(request), timezone.now()
    on = local_day(at)
    usual = queries.month_of(on)
    form = LeaderFilter.of(request.GET, usual=usual)
    reach = queries.reach_of(actor, on)
    units = org.units([*reach.authorities, *reach.homes], on)
    form.offer("don_vi", sorted(((unit.code, unit.agency_name) for unit in units.values()), key=lambda c: c[1]))
    authority = form.chosen("don_vi")
    names = _divisions(reach, units, authority, on)
    form.offer("phong", sorted(names.items()))
    asked = queries.View(form.period(usual), authority)
    form.offer("linh_vuc", [(name, name) for name in queries.fields_open_to(actor, reach, view=asked, at=at)])
    view = queries.View(form.period(usual), authority, form.chosen("phong"), form.chosen("linh_vuc"))
    return Situation(actor, at, view, form, names, reach)


def _divisions(reach: queries.Reach, units: Mapping[int, org.UnitOnDay], authority: str, on: date) -> dict[str, str]:
    """Names of the divisions that may be chosen: of the one authority in question, or the reader's own."""
    whole = [key for key, code in reach.authorities.items() if authority in ("", code)]
    alive = [key for key in whole if (ended := units[key].closed_on) is None or ended > on]
    if len(alive) == 1:
        return {unit.code: unit.name for unit in org.divisions(units[alive[0]], on)}
    return {} if whole else dict(org.unit_names(reach.divisions, on))

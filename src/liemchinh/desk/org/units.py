"""The tree of units on any day, and one unit with its names, codes, contacts, seats and history."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from liemchinh.desk.actors import actor_of, seated
from liemchinh.desk.forms.org import SCHEME_NAMES, DayForm
from liemchinh.desk.org.acts import ACTS
from liemchinh.face.shapes import Chip, ChipKind, Fact
from liemchinh.kernel.actors import ROLE_NAMES, Role
from liemchinh.kernel.days import local_day, short_day
from liemchinh.kernel.words import shown
from liemchinh.org import queries
from liemchinh.org.rules import KIND_NAMES, UnitKind

DEEP = frozenset({UnitKind.COMMUNE, UnitKind.DEPARTMENT, UnitKind.CENTRE, UnitKind.DIVISION})
"""Kinds whose tree is shown whole; of a province or a ministry only the first level, each with a page of its own."""


@dataclass(frozen=True)
class Line:
    """A unit in the tree as the page shows it."""

    code: str
    name: str
    kind: str
    depth: int
    seats: int
    held: int

    @property
    def rail(self) -> str:
        """What is drawn before the name so that the eye sees how deep the unit stands."""
        return "\u00a0\u00a0\u00a0" * (self.depth - 1) + "└ "


@dataclass(frozen=True)
class SeatShown:
    """A seat in words: what it may do, who holds it, whether it is open on the day."""

    line: queries.SeatLine
    roles: str
    status: Chip


@dataclass(frozen=True)
class Coming:
    """What is decided for a later day."""

    on: date
    words: str
    decision: str


@require_safe
@seated(Role.ADMINISTRATOR)
def units(request: HttpRequest) -> HttpResponse:
    """Cây đơn vị vào một ngày: hôm nay, một ngày đã qua, hoặc một ngày sắp tới theo các quyết định đã ghi."""
    actor, today = actor_of(request), local_day(timezone.now())
    form = DayForm(request.GET if "ngay" in request.GET else None, initial={"ngay": today})
    on = (form.cleaned_data["ngay"] if form.is_valid() else None) or today
    roots = queries.roots_of(actor, on)
    trees = [
        [_line(branch) for branch in queries.branches(root, on, deep=root.kind in DEEP)] for root in _tops(roots, on)
    ]
    context = {"form": form, "on": on, "today": today, "trees": trees}
    return render(request, "desk/org/units.html", context)


@require_safe
@seated(Role.ADMINISTRATOR)
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """Một đơn vị: tên và mã qua các thời kỳ, liên hệ, đơn vị bên dưới, vị trí công tác, lịch sử, thay đổi sắp tới."""
    actor, today = actor_of(request), local_day(timezone.now())
    here = queries.administered(actor, code, today)
    day = _shown_on(here, today)
    over = here.closed_on is not None and here.closed_on <= today
    passages = [passage for passage in queries.history(here) if passage.on <= today]
    named = queries.unit_names({code for one in passages for code in (one.old, one.new)}, day)
    context = {
        "unit": here,
        "status": _status(here, today),
        "facts": _facts(here, day),
        "names": queries.names_of(here),
        "codes": [(SCHEME_NAMES[one.scheme], one) for one in queries.codes_of(here)],
        "contacts": [one for one in queries.contacts(here, day) if one.unit == here.code],
        "below": [_line(one) for one in queries.branches(here, day, deep=here.kind in DEEP)[1:]],
        "opening": queries.opening_later([here.id], today),
        "seats": [_seat(line, today) for line in queries.seats_of(here, today)],
        "history": [(one, named.get(one.old, one.old), named.get(one.new, one.new)) for one in passages],
        "coming": _coming(here, today),
        "heirs": queries.answering(here, today) if over else [],
        "acts": [] if over else [(act.word, reverse("desk:unit_act", args=[here.code, act.slug])) for act in ACTS],
    }
    return render(request, "desk/org/unit.html", context)


def _tops(roots: list[queries.UnitOnDay], on: date) -> list[queries.UnitOnDay]:
    """Those that do not stand under another one of them."""
    codes = {root.code for root in roots}
    return [root for root in roots if not codes & {above.code for above in queries.above(root, on)[1:]}]


def _line(branch: queries.Branch) -> Line:
    unit = branch.unit
    return Line(unit.code, unit.name, shown(KIND_NAMES[unit.kind]), branch.depth, branch.seats, branch.held)


def _shown_on(unit: queries.UnitOnDay, today: date) -> date:
    """Today, or the nearest day on which the unit exists."""
    if unit.closed_on is not None and unit.closed_on <= today:
        return unit.closed_on - date.resolution
    return max(today, unit.opened_on)


def _status(unit: queries.UnitOnDay, today: date) -> Chip:
    if unit.opened_on > today:
        return Chip(ChipKind.PAUSED, gettext("Hoạt động từ {day}").format(day=short_day(unit.opened_on)))
    if unit.closed_on is not None and unit.closed_on <= today:
        return Chip(ChipKind.PLAIN, gettext("Kết thúc từ {day}").format(day=short_day(unit.closed_on)))
    if unit.closed_on is not None:
        return Chip(ChipKind.SOON, gettext("Đang hoạt động, kết thúc từ {day}").format(day=short_day(unit.closed_on)))
    return Chip(ChipKind.ON, gettext("Đang hoạt động"))


def _facts(unit: queries.UnitOnDay, day: date) -> list[Fact]:
    above = queries.above(unit, day)[1:]
    facts = [
        Fact(gettext("Mã đơn vị"), unit.code),
        Fact(gettext("Loại"), shown(KIND_NAMES[unit.kind])),
        Fact(gettext("Thuộc"), ", ".join(one.name for one in above) or None),
        Fact(gettext("Mã trong mã hồ sơ"), queries.agency_code(unit, day)),
    ]
    if unit.admin_code:
        facts.append(Fact(gettext("Mã đơn vị hành chính"), unit.admin_code))
    return facts


def _seat(line: queries.SeatLine, today: date) -> SeatShown:
    roles = ", ".join(shown(ROLE_NAMES[role]) for role in line.roles)
    if line.closed_on is not None and line.closed_on <= today:
        status = Chip(ChipKind.PLAIN, gettext("Đã bỏ từ {day}").format(day=short_day(line.closed_on)))
    elif line.since is None or (line.until is not None and line.until <= today):
        status = Chip(ChipKind.SOON, gettext("Chưa có người giữ"))
    elif line.since > today:
        status = Chip(ChipKind.PAUSED, gettext("Giữ từ {day}").format(day=short_day(line.since)))
    else:
        status = Chip(ChipKind.ON, gettext("Đang giữ"))
    return SeatShown(line, roles, status)


def _coming(unit: queries.UnitOnDay, today: date) -> list[Coming]:
    lines = []
    for passage in queries.history(unit):
        if passage.on > today:
            label = shown(passage.label)
            words = label if passage.old == passage.new else f"{label}: {passage.old} → {passage.new}"
            lines.append(Coming(passage.on, words, passage.decision))
    return lines

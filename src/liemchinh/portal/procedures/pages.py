"""Procedures in plain language: find one, read what it takes, print what to bring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from liemchinh.face.counting import counted
from liemchinh.face.guards import READING
from liemchinh.face.limits import limited
from liemchinh.kernel.days import local, local_day
from liemchinh.kernel.words import gettext_noop
from liemchinh.law.calendar import Calendar
from liemchinh.law.clocks import Event, Happening, Reading, read
from liemchinh.law.hours import OfficeHours
from liemchinh.org.rules import ContactKind
from liemchinh.portal.authority import authority_on
from liemchinh.portal.forms.procedures import NarrowForm
from liemchinh.procedures import queries
from liemchinh.procedures.rules import (
    CHANNEL_NAMES,
    LEVEL_NAMES,
    NATIONAL_PORTAL,
    ONLINE_NAMES,
    ChannelKind,
    Level,
    Online,
    State,
    state_of,
)

if TYPE_CHECKING:
    from liemchinh.procedures.models import Channel, ProcedureVersion

PAGE = 20
"""Procedures on one page of the list."""

ASSUMED = {
    "valid_from": gettext_noop("ngày bắt đầu áp dụng"),
    "time": gettext_noop("thời hạn"),
    "fee": gettext_noop("phí, lệ phí"),
    "online_level_old": gettext_noop("mức dịch vụ công trước đây"),
    "online_level_new": gettext_noop("mức dịch vụ công trực tuyến"),
    "portal_integrated": gettext_noop("việc có trên Cổng dịch vụ công quốc gia"),
    "pay_online": gettext_noop("việc nộp phí trực tuyến"),
    "pause_on_obligation": gettext_noop("việc tạm dừng để chờ nghĩa vụ tài chính"),
    "sequence": gettext_noop("các bước thực hiện"),
    "conditions": gettext_noop("yêu cầu, điều kiện"),
    "steps": gettext_noop("các bước nội bộ"),
}
"""What a version may only assume, in words; `steps` are the office's own and not on the page."""


@dataclass(frozen=True)
class Line:
    """One procedure in the list: its longest and shortest term and its fee in a few words."""

    version: ProcedureVersion
    term: str
    fee: str
    here: bool


@dataclass(frozen=True)
class Way:
    """One way of filing: how, for which case, by when if filed at `filed_at`, for how much."""

    channel: Channel
    name: str
    term: str
    reading: Reading | None
    fee: str


@dataclass(frozen=True)
class Paper:
    """One paper to bring; counts are None where the source does not state them."""

    name: str
    form: str
    originals: int | None
    copies: int | None


@dataclass(frozen=True)
class Bundle:
    """Papers that belong together: a case or group of the list, remarks apart."""

    title: str
    papers: tuple[Paper, ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class Notice:
    """A dated change that is coming, or the last one that came."""

    on: date
    sentence: str
    url: str = ""


@require_safe
@limited(READING)
def listing(request: HttpRequest) -> HttpResponse:
    """Find a procedure by everyday words, with or without tone marks; narrow by field, level and place."""
    on = local_day(timezone.now())
    authority = authority_on(on)
    form = NarrowForm(request.GET, fields=queries.fields(on))
    asked = form.cleaned_data if form.is_valid() else dict.fromkeys(form.fields, "")
    here = queries.offered_procedures(authority.unit, on) if authority.unit else set()
    found = queries.search(
        asked["q"],
        on=on,
        field=asked["linh_vuc"],
        level=asked["cap"],
        unit=authority.unit if asked["noi"] else None,
    )
    page = Paginator(found.found, PAGE).get_page(request.GET.get("trang"))
    shown = list(page.object_list) or found.nearest
    prefetch_related_objects(shown, "channels")
    context = {
        "narrow": form if form.is_valid() else NarrowForm(fields=queries.fields(on)),
        "words": asked["q"],
        "narrowed": any(asked.values()),
        "page": page,
        "lines": [line_of(version, here) for version in shown],
        "found": bool(found.found),
        "authority": authority,
        "phone": authority.way(ContactKind.HOTLINE, ContactKind.PHONE),
    }
    return render(request, "portal/procedures/list.html", context)


@require_safe
def procedure(request: HttpRequest, code: str) -> HttpResponse:
    """One procedure: when the result comes if filed now, what it costs, what to bring, where, by which law."""
    at = timezone.now()
    on = local_day(at)
    authority = authority_on(on)
    version = queries.version_on(code, on)
    calendar = authority.calendar
    filed_at = _next_open(at, authority.office, calendar)
    ways = [_way(channel, filed_at, authority.office, calendar) for channel in version.channels.all()]
    here = authority.unit is not None and version.procedure_id in queries.offered_procedures(authority.unit, on)
    transfers = queries.transfers_of(code)
    moved = [Notice(move.on, _moved(move.from_level, move.to_level)) for move in transfers]
    versions = queries.versions_of(code)
    coming = [
        Notice(row.valid_from, gettext("Có bản mới của thủ tục này."), reverse("portal:changes", args=[code]))
        for row in versions
        if state_of(row.valid_from, row.valid_until, on) is State.COMING
    ]
    ending = None if coming else version.valid_until
    context = {
        "version": version,
        "authority": authority,
        "here": here,
        "phone": authority.way(ContactKind.HOTLINE, ContactKind.PHONE),
        "filed_at": filed_at,
        "today": local_day(filed_at) == on,
        "ways": ways,
        "first": _first(ways),
        "bundles": bundles_of(version),
        "levels": [LEVEL_NAMES[level] for level in version.levels],
        "online": ONLINE_NAMES[Online(version.online_level_new)] if version.online_level_new else "",
        "coming": [notice for notice in (*coming, *moved) if notice.on > on],
        "ending": ending,
        "filing": version.filing,
        "national": version.filing_url or NATIONAL_PORTAL,
        "changed": len(versions) > 1,
        "past": [notice for notice in moved if notice.on <= on],
        "assumed": [ASSUMED.get(name, name) for name in version.assumed if name != "steps"],
        "from_portal": version.source == "portal",
    }
    return render(request, "portal/procedures/procedure.html", context)


@require_safe
def checklist(request: HttpRequest, code: str) -> HttpResponse:
    """The papers to bring on one printed page, with boxes to tick."""
    on = local_day(timezone.now())
    version = queries.version_on(code, on)
    context = {"version": version, "bundles": bundles_of(version), "authority": authority_on(on)}
    return render(request, "portal/procedures/checklist.html", context)


def line_of(version: ProcedureVersion, here: set[int]) -> Line:
    """A procedure in a few words: one term or two, one fee or two. Its channels must have been fetched."""
    channels = list(version.channels.all())
    terms = list(dict.fromkeys(channel.budget.words() for channel in channels if channel.budget))
    fees = list(dict.fromkeys(channel.fee for channel in channels))
    return Line(
        version=version,
        term=_few(terms) or gettext("nguồn không nêu thời hạn"),
        fee=_few(fees) or gettext("nguồn không nêu phí"),
        here=version.procedure_id in here,
    )


def _few(words: list[str]) -> str:
    """One or two of a kind as they are, more as the first and how many others."""
    if len(words) <= 2:
        return gettext(" hoặc ").join(words)
    return counted("{first} và {count} mức khác", len(words) - 1).format(first=words[0], count=len(words) - 1)


def _next_open(at: datetime, hours: OfficeHours, calendar: Calendar) -> datetime:
    """`at` while the desk can still be reached today, else the opening of the next working day."""
    day = local_day(at)
    if calendar.is_working(day) and at <= hours.closes_at(day, calendar):
        return max(local(at), hours.opens_at(day, calendar))
    return hours.opens_at(calendar.next_working(day), calendar)


def _way(channel: Channel, filed_at: datetime, hours: OfficeHours, calendar: Calendar) -> Way:
    budget, reading = channel.budget, None
    if budget is not None:
        started = Event(Happening.START, filed_at)
        reading = read(budget, [started], calendar=calendar, hours=hours)
    kind = ChannelKind(channel.kind)
    return Way(
        channel=channel,
        name=channel.name if kind is ChannelKind.OTHER and channel.name else CHANNEL_NAMES[kind],
        term=_term(channel),
        reading=reading,
        fee=channel.fee,
    )


def _term(channel: Channel) -> str:
    if channel.budget is not None:
        return channel.budget.words()
    if channel.time_amount is not None:
        return gettext("{amount} (nguồn không nêu đơn vị)").format(amount=channel.time_amount)
    return channel.time_raw or gettext("Nguồn không nêu")


def _first(ways: list[Way]) -> Way | None:
    """The way that the page leads with: at the counter where that has a term, else the first with one."""
    timed = [way for way in ways if way.reading is not None]
    return next((way for way in timed if way.channel.kind == ChannelKind.DIRECT), timed[0] if timed else None)


def bundles_of(version: ProcedureVersion) -> list[Bundle]:
    """The papers of a version, in the groups of its list; its components must have been fetched."""
    parts = list(version.components.all())
    named = any(part.group for part in parts)
    return [
        Bundle(
            title=title or (gettext("Giấy tờ khác") if named else ""),
            papers=tuple(
                Paper(_bare(part.name) or part.form, part.form if part.name else "", part.originals, part.copies)
                for part in members
                if not part.is_remark
            ),
            remarks=tuple(_bare(part.name) for part in members if part.is_remark and _bare(part.name)),
        )
        for title, group in groupby(parts, key=lambda part: part.group)
        if (members := list(group))
    ]


def _bare(text: str) -> str:
    """A line without the bullet that the source typed in front of it."""
    return text.lstrip("-–+•*· \u00a0").strip()


def _moved(from_level: str, to_level: str) -> str:
    return gettext("Thẩm quyền giải quyết chuyển từ {old} sang {new}.").format(
        old=LEVEL_NAMES[Level(from_level)].lower(), new=LEVEL_NAMES[Level(to_level)].lower()
    )

"""The calendar of an authority as a feed that calendar programs follow (RFC 5545, RFC 7986).

One appointment keeps its UID for life: moved, it comes again with a higher SEQUENCE and its new day; given up, it
comes as CANCELLED. What was posted is all that is in it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from icalendar import Calendar, Event, vDuration

from liemchinh.kernel.days import VIETNAM, short_day
from liemchinh.kernel.words import shown
from liemchinh.reception.rules.calendar import KIND_NAMES, SessionKind, SessionState

if TYPE_CHECKING:
    from liemchinh.reception.models import Session

REFRESH = timedelta(hours=6)


def written(sessions: Sequence["Session"], *, name: str, page: str, heads: dict[str, str]) -> bytes:
    """The feed of these sessions under the authority's `name`; `page` is the address of its public calendar."""
    feed = Calendar()
    feed.add("prodid", "-//Liem Chinh//Lich tiep cong dan//VI")
    feed.add("version", "2.0")
    feed.add("calscale", "GREGORIAN")
    title = gettext("Lịch tiếp công dân: {name}").format(name=name)
    feed.add("name", title)
    feed.add("x-wr-calname", title)
    feed.add("url", page)
    feed.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    for one in sessions:
        feed.add_component(_event(one, name=name, page=page, head=heads.get(one.seat, "")))
    feed.add_missing_timezones()
    return bytes(feed.to_ical())


def _event(one: "Session", *, name: str, page: str, head: str) -> Event:
    event = Event()
    event.add("uid", str(one.uid))
    event.add("dtstamp", one.changed_at)
    event.add("last-modified", one.changed_at)
    event.add("sequence", one.sequence)
    event.add("dtstart", datetime.combine(one.on, one.opens, VIETNAM))
    event.add("dtend", datetime.combine(one.on, one.closes, VIETNAM))
    event.add("summary", _summary(one, name))
    event.add("location", "; ".join([one.place, *(place for place in one.premises if place != one.place)]))
    event.add("status", "CANCELLED" if one.state == SessionState.CANCELLED else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    event.add("url", page)
    event.add("categories", [gettext("Tiếp công dân")])
    event.add("description", "\n".join(_description(one, head)))
    return event


def _summary(one: "Session", name: str) -> str:
    if one.state == SessionState.CANCELLED:
        return gettext("Đã hủy: tiếp công dân, {name}").format(name=name)
    return gettext("Tiếp công dân, {name}").format(name=name)


def _description(one: "Session", head: str) -> list[str]:
    said = [shown(KIND_NAMES[SessionKind(one.kind)])]
    if head:
        said.append(gettext("Người tiếp: {head}").format(head=head))
    if one.content:
        said.append(gettext("Nội dung: {content}").format(content=one.content))
    before = getattr(one, "instead_of", None) if one.sequence else None
    if before is not None:
        sentence = gettext("Lùi từ ngày {day}. Lý do: {reason}")
        said.append(sentence.format(day=short_day(before.on), reason=before.reason))
    if one.state == SessionState.CANCELLED:
        said.append(gettext("Lý do hủy: {reason}").format(reason=one.reason))
    return said

"""When heads receive citizens: every authority at a glance, one of them in full, its feed and its paper to post."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from liemchinh.face.guards import READING
from liemchinh.face.limits import limited
from liemchinh.face.shapes import Contact
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound
from liemchinh.kernel.words import as_written
from liemchinh.org import queries as org
from liemchinh.org.rules import ContactKind
from liemchinh.papers import Contacts, Letterhead, LookUp, Size
from liemchinh.papers import render as print_paper
from liemchinh.papers.receiving import ReceptionCalendar, ReceptionDay
from liemchinh.portal.authority import as_link
from liemchinh.portal.reception.feed import written
from liemchinh.portal.reception.lines import Line, desk_of, heads_in_words, lines_of
from liemchinh.reception.queries import calendar as queries
from liemchinh.reception.rules.frequency import Standing

SIZES: dict[str, Size] = {"A3": "A3", "A4": "A4"}
BACK = 2 * timedelta(days=31)
"""How far back held and given-up sessions are still shown."""
MOST_ON_PAPER = 24


@dataclass(frozen=True)
class Office:
    """One authority in the list: its name, its next session and how many more are posted."""

    unit: org.UnitOnDay
    next: Line | None
    more: int


@require_safe
@limited(READING)
def offices(request: HttpRequest) -> HttpResponse:
    """Lịch tiếp công dân của các cơ quan: buổi gần nhất, ai tiếp, ở đâu, đăng ký thế nào."""
    on = local_day(timezone.now())
    units = queries.receiving(on)
    coming = queries.coming([unit.id for unit in units], on=on)
    shown = []
    for unit in units:
        lines = [line for line in lines_of([one for one in coming if one.authority_id == unit.id], {}) if not line.gone]
        shown.append(Office(unit, lines[0] if lines else None, max(0, len(lines) - 1)))
    shown.sort(key=lambda office: (office.next is None, office.next.session.on if office.next else on))
    return render(request, "portal/reception/offices.html", {"offices": shown, "on": on})


@require_safe
@limited(READING)
def office(request: HttpRequest, code: str) -> HttpResponse:
    """Lịch tiếp công dân của một cơ quan: các buổi sắp tới, buổi lùi hay hủy và vì sao, nơi tiếp thường xuyên."""
    on = local_day(timezone.now())
    unit = _unit(code, on)
    heads = heads_in_words(unit, on)
    lines = lines_of(queries.coming([unit.id], on=on - BACK), heads)
    coming = [line for line in lines if line.session.on >= on]
    standing = [line for line in coming if not line.gone and line.session.state != "held"]
    months = queries.frequency(unit, first=on.replace(day=1) - timedelta(days=1), last=on, today=on)
    since = queries.kept_since(unit) or on  # of what nobody kept here, nothing is said
    context = {
        "unit": unit,
        "next": standing[0] if standing else None,
        "coming": coming,
        "past": [line for line in reversed(lines) if line.session.on < on],
        "desk": desk_of(unit, on),
        "counted": [
            one for one in months if one.standing is not Standing.FREE and (one.last >= on or since <= one.first)
        ],
        "feed": f"{settings.PUBLIC_URL}{reverse('portal:reception_feed', args=[unit.code])}",
        "phone": _phone(unit, on),
    }
    return render(request, "portal/reception/office.html", context)


@require_safe
@limited(READING)
def feed(request: HttpRequest, code: str) -> HttpResponse:
    """Lịch tiếp công dân để đăng ký trong phần mềm lịch (ICS): đổi ngày, hủy buổi thì lịch tự đổi theo."""
    on = local_day(timezone.now())
    unit = _unit(code, on)
    page = f"{settings.PUBLIC_URL}{reverse('portal:reception_office', args=[unit.code])}"
    body = written(queries.feed(unit), name=unit.agency_name, page=page, heads=heads_in_words(unit, on))
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="tiep-cong-dan-{unit.code}.ics"'
    return answer


@require_safe
@limited(READING)
def paper(request: HttpRequest, code: str) -> HttpResponse:
    """In lịch tiếp công dân để niêm yết, khổ A4 hoặc A3 (`?kho=A3`), có mã QR mở trang này."""
    on = local_day(timezone.now())
    unit = _unit(code, on)
    with translation.override("vi"), as_written():  # what hangs on a wall is Vietnamese, whoever prints it
        made = _calendar_paper(unit, on)
        body = print_paper(made, SIZES.get(request.GET.get("kho", ""), "A4"))
    response = HttpResponse(body, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="lich-tiep-cong-dan-{unit.code}.pdf"'
    return response


def _calendar_paper(unit: org.UnitOnDay, on: date) -> ReceptionCalendar:
    url = f"{settings.PUBLIC_URL}{reverse('portal:reception_office', args=[unit.code])}"
    chain = org.above(unit, on)
    desk = desk_of(unit, on)
    lines = lines_of(queries.coming([unit.id], on=on), heads_in_words(unit, on))[:MOST_ON_PAPER]
    phones = [way for way in org.contacts(unit, on) if way.kind in (ContactKind.HOTLINE, ContactKind.PHONE)]
    by_kind = {way.kind: way.value for way in reversed(phones)}
    return ReceptionCalendar(
        letterhead=Letterhead(superior=chain[1].agency_name if len(chain) > 1 else "", issuer=unit.agency_name, day=on),
        address=url.split("://", 1)[-1].rstrip("/"),
        place=desk.place,
        hours=desk.hours,
        duty=tuple(f"{day}: {who}" for day, who in desk.duty),
        rows=tuple(_row(line) for line in lines),
        look_up=LookUp(url),
        contacts=Contacts(hotline=by_kind.get(ContactKind.HOTLINE, ""), phone=by_kind.get(ContactKind.PHONE, "")),
    )


def _row(line: Line) -> ReceptionDay:
    one = line.session
    about = [text for text in (one.content, one.participants) if text and not line.gone]
    return ReceptionDay(
        day=one.on,
        hours=line.hours,
        who=line.head,
        kind=f"{line.kind}. {line.form}",
        place="; ".join([one.place, *one.premises]),
        about=". ".join(about),
        note=line.note if line.gone else "",
        moved_to=line.moved_to,
        cancelled=line.gone and line.moved_to is None,
    )


def _unit(code: str, on: date) -> org.UnitOnDay:
    """The authority of today that answers to this code. Raises NotFound."""
    found = org.resolve(code, on)
    if not found:
        raise NotFound(code)
    return org.authority_of(found[0], on)


def _phone(unit: org.UnitOnDay, on: date) -> Contact | None:
    ways = {way.kind: way for way in reversed(org.contacts(unit, on))}
    way = ways.get(ContactKind.HOTLINE) or ways.get(ContactKind.PHONE)
    return as_link(way) if way else None

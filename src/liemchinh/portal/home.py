"""The front page, the page about the site, and the two small files that machines ask for."""

from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from liemchinh.dossiers import queries as dossiers
from liemchinh.kernel.days import VIETNAM, local, local_day
from liemchinh.org.rules import ContactKind
from liemchinh.portal.authority import Authority, authority_on
from liemchinh.portal.forms.procedures import SearchForm


@dataclass(frozen=True)
class Doors:
    """The doors of the one-stop now: open until `until`, or closed until then; `reason` when today is a day off."""

    today: date
    open: bool
    until: datetime
    reason: str


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What can be done here: search a procedure, open a dossier, speak up; and whether promises are kept."""
    at = timezone.now()
    today = local_day(at)
    authority = authority_on(today)
    period, total = _kept(today, at, authority.unit.id if authority.unit else None)
    context = {
        "search": SearchForm(),
        "authority": authority,
        "doors": _doors(at, authority) if authority.unit else None,
        "phone": authority.way(ContactKind.HOTLINE, ContactKind.PHONE),
        "email": authority.way(ContactKind.EMAIL),
        "reception": authority.way(ContactKind.RECEPTION, ContactKind.ADDRESS),
        "period": period,
        "total": total,
    }
    return render(request, "portal/home/home.html", context)


def _doors(at: datetime, authority: Authority) -> Doors:
    """Whether the one-stop is open at `at`, by the working calendar and its own hours."""
    now = local(at)
    calendar = authority.calendar
    verdict = calendar.verdict(now.date())
    for opens, closes in authority.office.sessions(now.date(), calendar):
        begins = datetime.combine(now.date(), opens, VIETNAM)
        ends = datetime.combine(now.date(), closes, VIETNAM)
        if now < ends:
            return Doors(now.date(), now >= begins, ends if now >= begins else begins, "")
    following = authority.office.opens_at(calendar.next_working(now.date()), calendar)
    return Doors(now.date(), False, following, "" if verdict.working else verdict.reason)


def _kept(today: date, at: datetime, unit: int | None) -> tuple[dossiers.Period, dossiers.PublicTotal]:
    """The figure of this month, or of the last one while this month has too few results to speak of."""
    this = dossiers.month_of(today)
    for period in (this, dossiers.month_of(this.first - date.resolution)):
        lines = dossiers.public_lines(period=period, at=at)
        total = dossiers.public_total([line for line in lines if unit in (None, line.authority)])
        if total.share is not None:
            break
    return period, total


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What this site is, what it keeps about visitors, for whom it is built, and where its data can be had."""
    authority = authority_on(local_day(timezone.now()))
    return render(request, "portal/home/about.html", {"authority": authority})


@require_safe
@cache_control(max_age=3600)
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines may read: everything but dossiers, petitions and the ways into them."""
    private = ("ho-so", "h", "tra-cuu", "don", "gop-y-kin", "api")
    lines = ["User-agent: *", *(f"Disallow: /{name}/" for name in private), ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(max_age=3600)
def security(request: HttpRequest) -> HttpResponse:
    """Whom to tell about a weakness of this site (RFC 9116)."""
    today = local_day(timezone.now())
    email = authority_on(today).way(ContactKind.EMAIL)
    here = request.build_absolute_uri(reverse("portal:about"))
    lines = [
        f"Contact: {email.url if email and email.url else here}",
        f"Expires: {today.year + 1}-12-31T00:00:00Z" if today.month > 6 else f"Expires: {today.year}-12-31T00:00:00Z",
        "Preferred-Languages: vi, en",
        f"Canonical: {request.build_absolute_uri()}",
        f"Policy: {here}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")

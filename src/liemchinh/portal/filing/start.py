"""The first page of filing online: what is needed, how long, how much, where; then a draft, or the national portal."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from liemchinh.dossiers import queries, services
from liemchinh.dossiers.queries.drafts import wanted
from liemchinh.face.guards import BEGINNING
from liemchinh.face.limits import limited
from liemchinh.kernel.actors import APPLICANT
from liemchinh.kernel.days import local_day
from liemchinh.law.book import provision
from liemchinh.org.rules import ContactKind
from liemchinh.portal.authority import authority_on
from liemchinh.portal.forms.filing import UnitForm

NATIONAL_PORTAL = "https://dichvucong.gov.vn"
MINUTES_A_PAGE, PAGES = 2, 5
"""How long a page takes somebody who types on a telephone (our own guess), and the pages beside those of papers."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited(BEGINNING, "POST")
def start(request: HttpRequest, code: str) -> HttpResponse:
    """Say what filing takes and begin it; what is filed on the national portal is handed over there."""
    at = timezone.now()
    on = local_day(at)
    way = queries.way_online(code, on)
    units = [(unit.code, unit.name) for unit in way.units]
    home = authority_on(on)
    usual = home.unit.code if home.unit is not None else ""
    form = UnitForm(
        request.POST if request.method == "POST" else None,
        units=units,
        initial={"don_vi": usual if usual in dict(units) else (units[0][0] if units else "")},
    )
    if request.method == "POST" and way.here and form.is_valid():
        _, secret = services.begin_draft(procedure=code, unit=form.cleaned_data["don_vi"], by=APPLICANT, at=at)
        return redirect("portal:draft", secret)
    papers = wanted(way.version)
    context = {
        "way": way,
        "version": way.version,
        "form": form,
        "one_unit": units[0][1] if len(units) == 1 else "",
        "papers": papers,
        "minutes": MINUTES_A_PAGE * (PAGES + len(papers)),
        "terms": _words(channel.budget.words() for channel in way.channels if channel.budget is not None),
        "fees": _words(channel.fee for channel in way.channels),
        "check": provision("onestop.online_check", on=on),
        "kept": provision("onestop.draft_kept", on=on),
        "portal_url": way.portal_url or NATIONAL_PORTAL,
        "phone": home.way(ContactKind.HOTLINE, ContactKind.PHONE),
    }
    return render(request, "portal/filing/start.html", context, status=422 if form.errors else 200)


def _words(words: Iterable[str]) -> str:
    """Each once, in order."""
    return gettext(" hoặc ").join(dict.fromkeys(words))

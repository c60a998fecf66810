"""Rating: one for a dossier whose result was returned. The office sees counts, never who, never which dossier."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from liemchinh.dossiers import queries, rules, services
from liemchinh.face.guards import READING
from liemchinh.face.limits import limited
from liemchinh.kernel.actors import APPLICANT
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import Refused
from liemchinh.org import queries as org
from liemchinh.portal.authority import as_link
from liemchinh.portal.dossiers import ticket
from liemchinh.portal.forms.rating import RatingForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited(READING)
def rating(request: HttpRequest, code: str) -> HttpResponse:
    """Say in one word, and in short answers that may be left out, how one was served; once for a dossier."""
    found = queries.opened(code) if ticket.admits(request, code=code) else None
    if found is None:
        return ticket.to_the_door(code)
    may = found.state == rules.State.RETURNED and found.erased_at is None
    given = request.GET.get("xong") == "1" or (may and queries.is_rated(found))
    form = RatingForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            said = form.cleaned_data
            try:
                services.rate(
                    dossier=found,
                    level=said["level"],
                    answers=form.answers(),
                    remark=said["remark"],
                    by=APPLICANT,
                    at=timezone.now(),
                )
            except Refused as refused:
                form.refuse(refused.sentence)
                status = 409
            else:
                asked = "&them=1" if form.answers()["extra"] == "yes" else ""
                return redirect(f"{reverse('portal:rating', args=[code])}?xong=1{asked}")
    on = local_day(timezone.now())
    contacts = [as_link(way) for way in org.contacts(org.in_charge(found.authority, on), on)]
    context = {
        "dossier": found,
        "form": form if may and not given else None,
        "given": given,
        "extra": request.GET.get("them") == "1",
        "contacts": contacts,
        "small": queries.SMALL,
    }
    response = render(request, "portal/dossiers/rating.html", context, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response

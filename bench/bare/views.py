"""Three views with nothing around their one call: a read, an insert, and the product's intake without its page.

They answer in plain text and ask for no session and no CSRF token, so that the comparison is against the least
that Django can do.
"""

import uuid

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from bench.bare.models import Row
from liemchinh.dossiers import services
from liemchinh.org import queries as org
from liemchinh.petitions import services as petitions


def read(request: HttpRequest, key: int) -> HttpResponse:
    """One read by primary key."""
    return HttpResponse(Row.objects.get(pk=key).text, content_type="text/plain")


@csrf_exempt
def insert(request: HttpRequest) -> HttpResponse:
    """One insert, committed before the answer."""
    row = Row.objects.create(text=request.POST["text"], made_at=timezone.now())
    return HttpResponse(str(row.pk), content_type="text/plain", status=201)


@csrf_exempt
def intake(request: HttpRequest) -> HttpResponse:
    """`services.receive` for a posted filing, with the receiver's rights looked up as for every request."""
    at = timezone.now()
    posted = request.POST
    filing = services.Filing(
        procedure=posted["procedure"],
        channel_id=int(posted["channel"]),
        applicant=services.Applicant(
            name=posted["name"], identity=posted["identity"], address=posted["address"], phone=posted["phone"]
        ),
        components=({"name": "Tờ khai", "kind": "original", "count": 1},),
        authority=posted["authority"],
    )
    by = org.actor(posted["by"], at)
    dossier = services.receive(filing=filing, by=by, at=at, token=uuid.UUID(posted["token"]))
    return HttpResponse(dossier.code, content_type="text/plain", status=201)


@csrf_exempt
def petition(request: HttpRequest) -> HttpResponse:
    """`petitions.services.register` for a posted letter, with the officer's rights looked up as for every request."""
    at = timezone.now()
    posted = request.POST
    letter = petitions.Letter(
        subject=posted["subject"],
        text=posted["text"],
        senders=(petitions.Sender(posted["name"], posted["identity"], posted["address"], posted["phone"]),),
        authority=posted["authority"],
    )
    by = org.actor(posted["by"], at)
    entered = petitions.register(letter=letter, by=by, at=at, token=uuid.UUID(posted["token"]))
    return HttpResponse(entered.code, content_type="text/plain", status=201)

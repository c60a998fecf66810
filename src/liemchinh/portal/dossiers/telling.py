"""What an applicant has been told, and by which ways they want to be: to be read by who has opened the dossier, to be
changed by who has its key."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from liemchinh.dossiers import queries, rules, services
from liemchinh.dossiers.queries import Fact
from liemchinh.face.guards import READING
from liemchinh.face.limits import limited
from liemchinh.kernel.actors import APPLICANT
from liemchinh.kernel.errors import Refused
from liemchinh.notices import rules as notices_rules
from liemchinh.notices import services as notices
from liemchinh.notices.queries import told_about
from liemchinh.portal.dossiers import proofs, ticket
from liemchinh.portal.forms.telling import WaysForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited(READING)
def messages(request: HttpRequest, code: str) -> HttpResponse:
    """What was told about one dossier, when and by which way; change by which ways to be told."""
    fact = ticket.admits(request, code=code)
    found = queries.opened(code) if fact else None
    if found is None:
        return ticket.to_the_door(code)
    open_now = notices.open_channels()
    addresses = notices_rules.ways(
        notices_rules.Recipient(found.applicant_email, found.applicant_phone, by_email=True, by_sms=True, by_zalo=True)
    )
    form = None
    status = 200
    if fact is Fact.KEY and found.erased_at is None and found.state not in rules.ENDED:
        form = WaysForm(
            request.POST if request.method == "POST" else None,
            addresses={channel: addresses.get(channel, "") for channel in open_now},
            notify=found.notify,
        )
    if request.method == "POST":
        if fact is not Fact.KEY:  # four digits of a telephone show a dossier and change nothing
            raise Refused(proofs.KEY_ONLY_CODE, proofs.KEY_ONLY)
        if form is not None and form.is_valid():
            services.choose_notices(code=code, chosen=form.chosen(), by=APPLICANT, at=timezone.now())
            return redirect(f"{reverse('portal:messages', args=[code])}?xong=1")
        status = 422
    context = {
        "dossier": found,
        "told": told_about(code, officials=False),
        "form": form,
        "ways": [
            gettext(sentence) for channel, sentence in notices_rules.CHANNEL_NAMES.items() if found.notify.get(channel)
        ],
        "has_key": fact is Fact.KEY,
        "done": request.GET.get("xong") == "1",
    }
    response = render(request, "portal/dossiers/messages.html", context, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response

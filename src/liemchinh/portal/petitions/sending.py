"""Sending a petition: first the story, then what kind it is, whom to answer and what goes with it. No account."""

import uuid
from collections.abc import Sequence
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from liemchinh.face.guards import FILING
from liemchinh.face.limits import limited
from liemchinh.kernel.actors import APPLICANT
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import Refused
from liemchinh.org.rules import ContactKind
from liemchinh.petitions import queries, rules, services
from liemchinh.petitions.rules.proposal import propose
from liemchinh.portal.authority import authority_on
from liemchinh.portal.forms.petitions import SendForm, StoryForm
from liemchinh.portal.petitions import ticket

SIMILAR = 3


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Góp ý, phản ánh, khiếu nại, tố cáo: chọn cách gửi; hoặc xem đơn đã gửi."""
    authority = authority_on(local_day(timezone.now()))
    context = {
        "phone": authority.way(ContactKind.HOTLINE, ContactKind.PHONE),
        "email": authority.way(ContactKind.EMAIL),
        "box": authority.way(ContactKind.BOX),
        "open": bool(_offices()),
    }
    return render(request, "portal/petitions/start.html", context)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@limited(FILING, "POST")
def send(request: HttpRequest) -> HttpResponse:
    """Gửi đơn: kể sự việc, xem đơn tương tự và loại đơn được gợi ý, ghi tên, gửi; có mã ngay."""
    offices = _offices()
    if request.method != "POST":
        return render(request, "portal/petitions/story.html", {"form": StoryForm(), "offices": offices})
    if "token" not in request.POST:
        story = StoryForm(request.POST)
        if not story.is_valid():
            return render(request, "portal/petitions/story.html", {"form": story, "offices": offices}, status=422)
        return _second(request, story, offices)
    form = SendForm(request.POST, request.FILES, authorities=offices)
    if not form.is_valid():
        return _page(request, form, status=422)
    said, at = form.cleaned_data, timezone.now()
    try:
        petition = services.file(letter=_letter(form), files=said["attached"], by=APPLICANT, at=at, token=said["token"])
    except Refused as refused:
        form.add_error(None, str(refused))
        return _page(request, form, status=409)
    response = redirect("portal:petition_sent", petition.code)
    ticket.hand_out(response, request, code=petition.code, fact=queries.Fact.KEY)
    return response


def _letter(form: SendForm) -> services.Letter:
    """What the verb takes: kept close when the sender, or the words themselves, may denounce somebody."""
    said = form.cleaned_data
    proposal = propose(f"{said['subject']}\n{said['text']}")
    return services.Letter(
        subject=said["subject"],
        text=said["text"],
        place=said["place"],
        senders=(
            services.Sender(
                name=said["name"],
                identity=said["identity"],
                address=said["address"],
                phone=said["phone"],
                email=said["email"],
            ),
        ),
        source=rules.Source.WEB,
        authority=said["authority"],
        content=form.wanted,
        restricted=form.wanted is rules.Content.DENUNCIATION or proposal.restricted,
        notify={"email": said["by_email"], "sms": said["by_sms"]},
    )


def _second(request: HttpRequest, story: StoryForm, offices: list[tuple[str, str]]) -> HttpResponse:
    """The second page, with what the first one said and a class proposed."""
    said = story.cleaned_data
    proposal = propose(f"{said['subject']}\n{said['text']}")
    suggested = proposal.content if proposal.content in rules.SORTED - {rules.Content.MIXED} else rules.Content.UNSORTED
    start = {**said, "token": uuid.uuid4(), "content": str(suggested)}
    if offices:
        start["authority"] = offices[0][0]
    form = SendForm(initial=start, authorities=offices)
    return _page(request, form, similar=_similar(said["subject"], proposal.restricted))


def _similar(subject: str, restricted: bool) -> Sequence[object]:
    """Published answers that speak of the same; none beside what may be a denunciation."""
    if restricted:
        return ()
    words = " ".join(subject.split()[:4])
    wanted = queries.published.Wanted(words=words)
    return queries.published.listed(wanted, page=1, on=local_day(timezone.now())).rows[:SIMILAR]


def _page(request: HttpRequest, form: SendForm, *, similar: Sequence[object] = (), status: int = 200) -> HttpResponse:
    words = f"{form['subject'].value() or ''}\n{form['text'].value() or ''}"
    proposal = propose(words)
    context = {
        "form": form,
        "similar": similar,
        "closed": proposal.restricted,
        "denounces": proposal.content is rules.Content.DENUNCIATION,
        "one_office": len(list(form.fields["authority"].choices)) == 1,  # type: ignore[attr-defined]
    }
    return render(request, "portal/petitions/send.html", context, status=status)


def _offices() -> list[tuple[str, str]]:
    on: date = local_day(timezone.now())
    return queries.receiving(authority_on(on).unit, on)


@never_cache
@require_safe
def sent(request: HttpRequest, code: str) -> HttpResponse:
    """Đã gửi: mã đơn, mã bí mật, ngày được trả lời, giấy biên nhận để in."""
    found = queries.opened(code) if ticket.admits(request, code=code) is queries.Fact.KEY else None
    if found is None:
        return redirect("portal:petition_look_up")
    tracked = queries.tracked(found, at=timezone.now())
    return render(request, "portal/petitions/sent.html", {"petition": found, "tracked": tracked})

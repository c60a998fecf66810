"""The form itself, a page a question: saved as it goes, resumed by its link, checked, filed once.

Every page works without script. The link is the only key: pages of a draft are never stored and never indexed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liemchinh.dossiers import queries, rules, services
from liemchinh.dossiers.queries import Drafted, Fact
from liemchinh.face.counting import counted
from liemchinh.face.guards import FILING, READING
from liemchinh.face.limits import limited
from liemchinh.face.shapes import Chip, ChipKind, Task
from liemchinh.face.shapes import Fact as Line
from liemchinh.kernel.codes import grouped
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.papers import photos
from liemchinh.portal.dossiers import ticket
from liemchinh.portal.forms import filing as pages

Page = Callable[..., HttpResponse]
DONE, OPEN = gettext_noop("Đã xong"), gettext_noop("Chưa làm")


@dataclass(frozen=True)
class Ask:
    """A question as a page: its part of the address, its form."""

    slug: str
    form: type[forms.Form]


ASKS = {
    rules.Question.WHO: Ask("nguoi-nop", pages.PersonForm),
    rules.Question.CONTACT: Ask("lien-he", pages.ContactForm),
    rules.Question.REQUEST: Ask("noi-dung", pages.RequestForm),
    rules.Question.RESULT: Ask("nhan-ket-qua", pages.ResultForm),
}
QUESTION_OF = {ask.slug: question for question, ask in ASKS.items()}


def private(view: Page) -> Page:
    """Decorate a page that only the holder of its link may see: not stored, not indexed, not asked without end."""

    @never_cache
    @limited(READING)
    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return shown


def drafting(view: Page) -> Page:
    """Decorate a page of a draft: filed already, it leads to the receipt; with a new version, to what has changed."""

    @private
    @wraps(view)
    def opened(request: HttpRequest, secret: str, **kwargs: Any) -> HttpResponse:
        at = timezone.now()
        draft = queries.draft_of(secret, at=at)
        if draft.dossier_id is not None:
            return redirect("portal:filed", secret)
        found = queries.drafted(draft, at=at)
        if not found.here:
            return redirect("portal:begin_filing", draft.procedure)
        if found.changed:
            return redirect("portal:draft_version", secret)
        return view(request, secret, found, at, **kwargs)

    return opened


@require_safe
@drafting
def overview(request: HttpRequest, secret: str, found: Drafted, at: datetime) -> HttpResponse:
    """The list of what is to be done, the link to come back by, and until when it lives."""
    return _overview(request, secret, found, pages.LinkForm())


def _overview(request: HttpRequest, secret: str, found: Drafted, form: forms.Form, status: int = 200) -> HttpResponse:
    context = {
        "found": found,
        "secret": secret,
        "tasks": _tasks(secret, found),
        "link": settings.PUBLIC_URL + reverse("portal:draft", args=[secret]),
        "next": _next(secret, found),
        "last_day": local_day(found.draft.expires_at) - date.resolution,
        "form": form,
    }
    return render(request, "portal/filing/overview.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@drafting
def question(request: HttpRequest, secret: str, found: Drafted, at: datetime, slug: str) -> HttpResponse:
    """One question; what is said is saved at once."""
    asked = QUESTION_OF.get(slug)
    if asked is None:
        raise Http404
    form = _form(asked, found, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        services.save_draft(
            secret=secret,
            question=asked,
            answers=form.answers(),
            channel=form.cleaned_data.get("truong_hop") or None,
            at=at,
        )
        return _onwards(request, secret, at)
    context = {"form": form, "found": found, "secret": secret, "title": rules.QUESTION_NAMES[asked], "slug": slug}
    return render(request, "portal/filing/question.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@drafting
def paper(request: HttpRequest, secret: str, found: Drafted, at: datetime, number: int) -> HttpResponse:
    """One paper: what has arrived of it, as it arrived; more photos; or why there is none."""
    wanted = next((one for one in found.papers if one.number == number), None)
    if wanted is None:
        raise Http404
    files = found.files_of(number)
    why = found.draft.answers.get(rules.ABSENT, {}).get(str(number), "")
    there = bool(files)
    form = pages.PaperForm(initial={"khong_co": why}, there=there)
    status = 200
    if request.method == "POST":
        form = pages.PaperForm(request.POST, request.FILES, there=there)
        status = 422
        if form.is_valid():
            try:
                if form.cleaned_data["tep"]:
                    services.add_files(secret=secret, number=number, files=form.cleaned_data["tep"], at=at)
                    if "them" in request.POST:
                        return redirect("portal:draft_paper", secret, number)
                else:
                    services.set_absent(secret=secret, number=number, why=form.cleaned_data["khong_co"], at=at)
                return _onwards(request, secret, at)
            except Refused as refused:
                form.add_error("tep", str(refused))
    context = {"form": form, "found": found, "secret": secret, "paper": wanted, "files": files}
    return render(request, "portal/filing/paper.html", context, status=status)


@require_POST
@drafting
def drop(request: HttpRequest, secret: str, found: Drafted, at: datetime, file: int) -> HttpResponse:
    """Take one file back."""
    number = next((row.component for row in found.files if row.pk == file), None)
    services.drop_file(secret=secret, file=file, at=at)
    messages.success(request, gettext("Đã bỏ tệp."))
    return redirect("portal:draft_paper", secret, number) if number else redirect("portal:draft", secret)


@require_safe
@drafting
def thumbnail(request: HttpRequest, secret: str, found: Drafted, at: datetime, file: int) -> HttpResponse:
    """A small picture of a photo as it arrived, drawn anew: nothing of the sender's file itself is ever served."""
    row = next((row for row in found.files if row.pk == file), None)
    try:
        small = photos.preview(services.path_of(row.sha256).read_bytes(), row.media_type) if row else None
    except FileNotFoundError as gone:
        raise Http404 from gone
    if small is None:
        raise Http404
    response = HttpResponse(small, content_type="image/png")
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@limited(FILING, "POST")
@drafting
def review(request: HttpRequest, secret: str, found: Drafted, at: datetime) -> HttpResponse:
    """Everything once more, each with its way back; then the declaration, and it is filed."""
    if not found.is_whole:
        return redirect("portal:draft", secret)
    form = pages.DeclareForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                services.submit_draft(secret=secret, at=at)
                return redirect("portal:filed", secret)
            except Refused as refused:
                form.add_error(None, str(refused))
                status = 409
    lines = _lines(secret, found)
    context = {"form": form, "found": found, "secret": secret, "lines": lines}
    return render(request, "portal/filing/review.html", context, status=status)


@require_safe
@private
def filed(request: HttpRequest, secret: str) -> HttpResponse:
    """Received, not accepted yet: code, key, by when the one-stop answers, the paper to print."""
    at = timezone.now()
    draft = queries.draft_of(secret, at=at)
    if draft.dossier is None:
        return redirect("portal:draft", secret)
    dossier = queries.opened(draft.dossier.code)
    assert dossier is not None
    tracked = queries.tracked(dossier, at=at)
    filing = tracked.events[0]
    context = {
        "dossier": dossier,
        "secret": secret,
        "filed_at": dossier.registered_at,
        "key": grouped(dossier.key),
        "files": len(filing.facts.get("files", ())),
        "papers": len(filing.facts.get("components", ())),
        "email": bool(dossier.notify.get("email")),
    }
    response = render(request, "portal/filing/filed.html", context)
    ticket.hand_out(response, request, code=dossier.code, fact=Fact.KEY)
    return response


@require_POST
@private
def close(request: HttpRequest, secret: str) -> HttpResponse:
    """For a machine that others use: the link in its history opens nothing any more, and the ticket is taken back."""
    at = timezone.now()
    draft = queries.draft_of(secret, at=at)
    if draft.dossier is None:
        return redirect("portal:draft", secret)
    services.drop_draft(secret=secret, at=at)
    messages.success(request, gettext("Đã đóng. Muốn xem lại thì dùng mã hồ sơ và mã bí mật."))
    response = redirect("portal:look_up")
    ticket.take_back(response, code=draft.dossier.code)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@private
def version(request: HttpRequest, secret: str) -> HttpResponse:
    """The procedure has changed since: what is asked for now, and what has been sent stays."""
    at = timezone.now()
    draft = queries.draft_of(secret, at=at)
    if draft.dossier_id is not None:
        return redirect("portal:filed", secret)
    found = queries.drafted(draft, at=at)
    if not found.changed or not found.here:
        return redirect("portal:draft", secret)
    if request.method == "POST":
        services.carry_over(secret=secret, at=at)
        return redirect("portal:draft", secret)
    before = set(draft.answers.get(rules.PAPERS, {}).values())
    now = {one.name for one in found.papers}
    context = {
        "found": found,
        "secret": secret,
        "added": [one.name for one in found.papers if one.name not in before],
        "dropped": sorted(before - now),
    }
    return render(request, "portal/filing/version.html", context)


@require_POST
@limited(FILING)
@drafting
def send_link(request: HttpRequest, secret: str, found: Drafted, at: datetime) -> HttpResponse:
    """Send the draft's link to an address that is not kept with the draft."""
    form = pages.LinkForm(request.POST)
    if not form.is_valid():
        return _overview(request, secret, found, form, status=422)
    link = settings.PUBLIC_URL + reverse("portal:draft", args=[secret])
    if services.send_draft_link(secret=secret, email=form.cleaned_data["thu"], link=link, at=at):
        messages.success(request, gettext("Đã gửi đường dẫn. Thư có thể đến sau vài phút."))
    else:
        messages.warning(request, gettext("Nơi này chưa gửi được thư điện tử. Hãy chép lại hoặc in đường dẫn."))
    return redirect("portal:draft", secret)


@require_http_methods(["GET", "HEAD", "POST"])
@drafting
def discard(request: HttpRequest, secret: str, found: Drafted, at: datetime) -> HttpResponse:
    """Delete the draft and its files, after asking once."""
    if request.method == "POST":
        services.drop_draft(secret=secret, at=at)
        messages.success(request, gettext("Đã xóa hẳn phần đã ghi và các tệp."))
        return redirect("portal:begin_filing", found.draft.procedure)
    return render(request, "portal/filing/discard.html", {"found": found, "secret": secret})


def _form(asked: rules.Question, found: Drafted, data: Any) -> Any:
    """The form of a question, with what was said before."""
    before = found.draft.answers.get(str(asked), {})
    kind = ASKS[asked].form
    if kind is pages.RequestForm:
        cases = [(channel.id, _case(channel)) for channel in found.channels]
        usual = {"text": found.version.name, "truong_hop": found.draft.channel, **before}
        return pages.RequestForm(data, initial=usual, cases=cases)
    if kind is pages.ResultForm:
        return pages.ResultForm(data, initial={"method": str(rules.Return.COUNTER), **before})
    initial = getattr(kind, "initial_of")(before)  # noqa: B009 - the two forms that are left both have it
    return kind(data, initial=initial)


def _case(channel: Any) -> str:
    term = channel.budget.words() if channel.budget else ""
    return " · ".join(part for part in (channel.case or channel.name, term, channel.fee) if part)


def _tasks(secret: str, found: Drafted) -> list[Task]:
    """The pages in their order, each with what stands there."""
    chips = {True: Chip(ChipKind.DONE, DONE), False: Chip(ChipKind.PLAIN, OPEN)}
    rows = [
        Task(
            title=rules.QUESTION_NAMES[asked],
            status=chips[asked not in found.questions],
            url=reverse("portal:draft_question", args=[secret, ASKS[asked].slug]),
        )
        for asked in (rules.Question.WHO, rules.Question.CONTACT, rules.Question.REQUEST)
    ]
    left = {one.number for one in found.papers_left}
    for one in found.papers:
        files = found.files_of(one.number)
        hint = counted("{count} tệp", len(files)).format(count=len(files)) if files else ""
        url = reverse("portal:draft_paper", args=[secret, one.number])
        rows.append(Task(title=one.name, status=chips[one.number not in left], url=url, hint=hint))
    asked = rules.Question.RESULT
    url = reverse("portal:draft_question", args=[secret, ASKS[asked].slug])
    rows.append(Task(rules.QUESTION_NAMES[asked], chips[asked not in found.questions], url))
    whole = found.is_whole
    rows.append(
        Task(
            title=gettext("Kiểm tra lại và nộp"),
            status=Chip(ChipKind.PLAIN, OPEN if whole else gettext("Chưa mở")),
            url=reverse("portal:draft_review", args=[secret]) if whole else "",
            hint="" if whole else gettext("Làm xong các phần trên thì mở được."),
        )
    )
    return rows


def _next(secret: str, found: Drafted) -> str:
    """The first page that is still open, in the order of the list."""
    for asked in (rules.Question.WHO, rules.Question.CONTACT, rules.Question.REQUEST):
        if asked in found.questions:
            return reverse("portal:draft_question", args=[secret, ASKS[asked].slug])
    if found.papers_left:
        return reverse("portal:draft_paper", args=[secret, found.papers_left[0].number])
    if found.questions:
        return reverse("portal:draft_question", args=[secret, ASKS[found.questions[0]].slug])
    return reverse("portal:draft_review", args=[secret])


def _onwards(request: HttpRequest, secret: str, at: datetime) -> HttpResponse:
    """To the next open page, or to the list for who goes on later."""
    if "sau" in request.POST:
        messages.success(request, gettext("Đã lưu. Ông/bà có thể làm tiếp bất cứ lúc nào bằng đường dẫn dưới đây."))
        return redirect("portal:draft", secret)
    return redirect(_next(secret, queries.drafted(queries.draft_of(secret, at=at), at=at)))


def _lines(secret: str, found: Drafted) -> list[Line]:
    """Everything that will be filed, each line with its "Sửa"."""
    said = found.draft.answers
    to = {asked: reverse("portal:draft_question", args=[secret, ask.slug]) for asked, ask in ASKS.items()}
    who, contact = said[rules.Question.WHO], said[rules.Question.CONTACT]
    request, result = said[rules.Question.REQUEST], said[rules.Question.RESULT]
    ways = [str(words) for way, words in pages.ContactForm.base_fields["bao"].choices if contact["notify"].get(way)]  # type: ignore[attr-defined]
    lines = [
        Line(gettext("Nơi giải quyết"), found.authority.name),
        Line(gettext("Người nộp"), f"{who['name']}, {who['identity']}", to[rules.Question.WHO]),
        Line(gettext("Địa chỉ"), who["address"], to[rules.Question.WHO]),
    ]
    if who.get("principal"):
        lines.append(Line(gettext("Nộp thay"), ", ".join(who["principal"].values()), to[rules.Question.WHO]))
    lines += [
        Line(gettext("Số điện thoại"), contact["phone"], to[rules.Question.CONTACT]),
        Line(gettext("Thư điện tử"), contact["email"] or None, to[rules.Question.CONTACT]),
        Line(gettext("Báo tin qua"), ", ".join(ways) or gettext("không nhận tin"), to[rules.Question.CONTACT]),
        Line(gettext("Nội dung"), request["text"], to[rules.Question.REQUEST]),
    ]
    for one in found.papers:
        files = found.files_of(one.number)
        pages_sent = sum(file.pages or 1 for file in files)
        why = said.get(rules.ABSENT, {}).get(str(one.number), "")
        value = (
            gettext("{files} tệp, {pages} trang").format(files=len(files), pages=pages_sent)
            if files
            else gettext("Không có: {why}").format(why=why)
        )
        lines.append(Line(one.name, value, reverse("portal:draft_paper", args=[secret, one.number])))
    method = rules.RETURN_NAMES[rules.Return(result["method"])]
    value = f"{method}: {result['address']}" if result.get("address") else method
    return [*lines, Line(gettext("Nhận kết quả"), value, to[rules.Question.RESULT])]

"""Letters of the mailboxes that are no petition by themselves: why each waits, and what a person makes of it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from liemchinh.desk.actors import actor_of, seated
from liemchinh.desk.forms.petitions.media import DiscardForm
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.org.services import note_reading
from liemchinh.petitions.queries import mail as queries
from liemchinh.petitions.rules import mail as rules
from liemchinh.petitions.services import mailbox


@require_safe
@seated(*queries.RECEIVERS)
def letters(request: HttpRequest) -> HttpResponse:
    """Thư để riêng: thư trong hộp thư chưa thành đơn, vì sao, chờ người xem."""
    actor, at = actor_of(request), timezone.now()
    rows = queries.waiting(actor)
    note_reading(actor=actor, kind="list", subject="petitions.mail", found=len(rows), at=at)
    lines = [(row, _why(row.reason)) for row in rows]
    return render(request, "desk/petitions/letters.html", {"lines": lines, "total": queries.waiting_count(actor)})


@require_http_methods(["GET", "HEAD", "POST"])
@seated(*queries.RECEIVERS)
def letter(request: HttpRequest, number: int) -> HttpResponse:
    """Một thư để riêng: xem nội dung đọc được, vào sổ thành đơn, hoặc bỏ với một lý do ghi vào sổ cái."""
    actor, at = actor_of(request), timezone.now()
    item = queries.item_for(actor, number=number)
    said = request.POST.get("lam", "")
    if request.method == "POST" and said not in ("vao", "bo"):
        raise Http404
    if item.settled_at is not None and request.method != "POST":
        raise Http404
    form, status = DiscardForm(request.POST if said == "bo" else None), 200
    if request.method == "POST" and (said == "vao" or form.is_valid()):
        try:
            if said == "vao":
                petition = mailbox.take_up(number=number, by=actor, at=at)
                messages.success(request, gettext("Đã vào sổ thành đơn."))
                return redirect("desk:petition", petition.code)
            mailbox.discard(number=number, reason=form.cleaned_data["ly_do"], by=actor, at=at)
        except Refused as refused:
            messages.warning(request, str(refused))
        else:
            messages.success(request, gettext("Đã bỏ thư này."))
        return redirect("desk:petition_letters")
    if request.method == "POST":
        status = 422
    note_reading(actor=actor, kind="read", subject=f"petitions.mail/{item.pk}", authority=item.authority.code, at=at)
    try:
        text = rules.read(mailbox.raw(item)).text
    except NotFound:
        text = ""
    context = {"item": item, "why": _why(item.reason), "text": text, "form": form}
    return render(request, "desk/petitions/letter.html", context, status=status)


def _why(reason: str) -> str:
    return rules.REASON_NAMES[rules.Reason(reason)] if reason else ""

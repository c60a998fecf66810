"""A lost key: asked for by its holder, agreed by the two keepers of the recovery key, done by them in one browser."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from liemchinh.desk.actors import actor_of
from liemchinh.desk.forms import sealed as forms
from liemchinh.desk.sealed.close import READERS, close
from liemchinh.desk.sealed.envelopes import base64_of
from liemchinh.face.counting import counted
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.org import queries as org
from liemchinh.sealed import queries, rules, services


@require_http_methods(["GET", "HEAD", "POST"])
@close(*READERS)
def ask(request: HttpRequest) -> HttpResponse:
    """Đề nghị phục hồi: khóa nào mất, khóa mới nào được mở thay, vì sao."""
    actor, at = actor_of(request), timezone.now()
    own = [key for key in queries.keys_of(actor, at=at) if key.purpose == rules.Purpose.READER]
    options = {
        "lost": [(key.id, f"{key.seat}: {key.public[:12]}…") for key in own if key.retired_at],
        "new": [(key.id, f"{key.seat}: {key.public[:12]}…") for key in own if key.confirmed_at and not key.retired_at],
    }
    form, status = forms.RecoverForm(**options), 200
    if request.method == "POST":
        form, status = forms.RecoverForm(request.POST, **options), 422
        if form.is_valid():
            try:
                row = services.ask_recovery(by=actor, at=at, **form.cleaned_data)
            except Refused as refused:
                form.add_error(None, str(refused))
                status = 409
            else:
                messages.success(request, gettext("Đã ghi đề nghị. Chờ hai người giữ nửa khóa phục hồi."))
                return redirect("desk:sealed_recovery", row.pk)
    ready = bool(options["lost"] and options["new"])
    return render(request, "desk/sealed/recovery_ask.html", {"form": form, "ready": ready}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@close()
def recovery(request: HttpRequest, number: int) -> HttpResponse:
    """Một lần phục hồi: ai đã đồng ý, đến lúc nào; hai người giữ nửa khóa niêm phong lại các tin cho khóa mới."""
    actor, at = actor_of(request), timezone.now()
    found = next((one for one in queries.recoveries(actor, at=at) if one.id == number), None)
    if found is None:
        raise NotFound(str(number))
    failed, status = "", 200
    if request.method == "POST":
        try:
            done = _rewrap(request, found, at)
        except Refused as refused:
            failed, status = str(refused), 409
        else:
            messages.success(request, counted("Đã niêm phong lại {count} tin cho khóa mới.", done).format(count=done))
            return redirect("desk:sealed_recovery", number)
    keeps = actor.code != found.asked_by
    context = {
        "found": found,
        "asked_by": org.people({found.asked_by}).get(found.asked_by, found.asked_by),
        "may_agree": keeps and found.until_at is None,
        "may_rewrap": keeps and found.until_at is not None and at < found.until_at,
        "wraps": [(name, base64_of(blob)) for name, blob in found.wraps.items()],
        "failed": failed,
    }
    return render(request, "desk/sealed/recovery.html", context, status=status)


def _rewrap(request: HttpRequest, found: queries.RecoveryLine, at: datetime) -> int:
    """Every matter that came back sealed to the new key; what did not come is left as it is."""
    done = 0
    for name in found.wraps:
        blob = forms.SealedField(required=False).clean(request.POST.get(f"tin-{name}", ""))
        if blob:
            services.rewrap(recovery=found.id, case=name, sealed=blob, by=actor_of(request), at=at)
            done += 1
    return done


@require_POST
@close()
def agree(request: HttpRequest, number: int) -> HttpResponse:
    """Một người giữ nửa khóa phục hồi đồng ý."""
    services.approve_recovery(recovery=number, by=actor_of(request), at=timezone.now())
    messages.success(request, gettext("Đã ghi đồng ý của anh/chị."))
    return redirect("desk:sealed_recovery", number)


@require_POST
@close()
def end(request: HttpRequest, number: int) -> HttpResponse:
    """Kết thúc một lần phục hồi, xong hay chưa."""
    services.end_recovery(recovery=number, by=actor_of(request), at=timezone.now())
    messages.success(request, gettext("Đã kết thúc việc phục hồi."))
    return redirect("desk:sealed_keys")

"""Publishing a draft today or on a day, taking a scheduled change back, ending a procedure: each asked for twice."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from liemchinh.desk.actors import actor_of, seated
from liemchinh.desk.forms.procedures.publishing import DecidedForm, EndForm, PublishForm
from liemchinh.desk.procedures.lists import EDITORS
from liemchinh.desk.procedures.procedure import found_draft, in_words
from liemchinh.dossiers.queries.pinned import open_by_version
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.law.book import provision
from liemchinh.procedures import queries, rules, services
from liemchinh.procedures.rules import LACKING


@require_http_methods(["GET", "HEAD", "POST"])
@seated(*EDITORS)
def publish(request: HttpRequest, code: str) -> HttpResponse:
    """Công bố dự thảo: những gì đổi, bộ phận còn thiếu, hồ sơ đang giải quyết; hôm nay hoặc từ một ngày đã hẹn."""
    actor, at = actor_of(request), timezone.now()
    draft = found_draft(code)
    if draft is None:  # pressed twice: what the first press published stands there
        if request.method == "POST" and queries.versions_of(code):
            return redirect("desk:catalogue_procedure", code)
        raise NotFound(code)
    if request.method != "POST":
        return _publish_page(request, draft, PublishForm(initial={"seen": draft.revision}))
    form = PublishForm(request.POST)
    if not form.is_valid():
        return _publish_page(request, draft, form, status=422)
    said = form.cleaned_data
    try:
        version = services.publish_draft(
            code=code,
            seen=said["seen"],
            starts_on=form.starts_on(local_day(at)),
            decision=said["decision"],
            decision_on=said["decision_on"],
            reason=said["reason"],
            by=actor,
            at=at,
        )
    except Refused as refused:
        form.add_error(None, str(refused))
        return _publish_page(request, draft, form, status=409)
    if version.valid_from > local_day(at):
        messages.success(request, gettext("Đã hẹn. Bản mới tự áp dụng khi đến ngày."))
    else:
        messages.success(request, gettext("Đã công bố. Bản mới áp dụng từ hôm nay."))
    return redirect("desk:catalogue_procedure", code)


def _publish_page(request: HttpRequest, draft: Any, form: PublishForm, *, status: int = 200) -> HttpResponse:
    newest = queries.newest_version(draft.code)
    old = queries.content_of(newest) if newest else queries.blank_content("")
    sentences = [LACKING[part] for part in rules.missing_parts(draft.content)]
    on = local_day(timezone.now())
    context = {
        "draft": draft,
        "form": form,
        "sections": in_words(rules.differences(old, draft.content)),
        "lacking": [gettext(sentence) for sentence in sentences],
        "blocked": _blocked(draft.content),
        "dossiers": sum(open_by_version([newest.id]).values()) if newest else 0,
        "terms": [
            provision(f"{key}_{issuer}", on=on)
            for key in ("index.procedure_signed", "onestop.procedure_entered")
            for issuer in ("province", "ministry")
        ],
    }
    return render(request, "desk/procedures/publish.html", context, status=status)


def _blocked(content: dict[str, Any]) -> str:
    """What keeps this content from being published, in a sentence; empty when nothing does."""
    try:
        rules.check_content(content)
    except Refused as refused:
        return str(refused)
    return ""


@require_http_methods(["GET", "HEAD", "POST"])
@seated(*EDITORS)
def cancel(request: HttpRequest, code: str) -> HttpResponse:
    """Hủy một thay đổi đã hẹn trước ngày áp dụng: bản đang áp dụng tiếp tục."""
    coming = queries.coming_version(code, local_day(timezone.now()))
    if coming is None and request.method != "POST":
        raise NotFound(code)
    context = {"code": code, "coming": coming, "name": coming.name if coming else code}

    def verb(said: dict[str, Any], at: Any) -> str:
        services.cancel_change(code=code, decision=said["decision"], reason=said["reason"], by=actor_of(request), at=at)
        return gettext("Đã hủy thay đổi. Bản đang áp dụng tiếp tục.")

    return _decided(request, code, DecidedForm, verb, "desk/procedures/cancel.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@seated(*EDITORS)
def end(request: HttpRequest, code: str) -> HttpResponse:
    """Bãi bỏ thủ tục từ một ngày; hồ sơ đã tiếp nhận vẫn giải quyết xong theo bản đã nhận."""
    newest = queries.newest_version(code)
    if newest is None:
        raise NotFound(code)
    context = {
        "code": code,
        "name": newest.name,
        "ended": newest.valid_until,
        "dossiers": sum(open_by_version([newest.id]).values()),
    }

    def verb(said: dict[str, Any], at: Any) -> str:
        day: date = said["day"]
        services.end_procedure(
            code=code, ends_on=day, decision=said["decision"], reason=said["reason"], by=actor_of(request), at=at
        )
        return gettext("Đã ghi ngày hết hiệu lực.")

    return _decided(request, code, EndForm, verb, "desk/procedures/end.html", context)


def _decided(
    request: HttpRequest,
    code: str,
    kind: type[DecidedForm],
    verb: Callable[[dict[str, Any], Any], str],
    template: str,
    context: dict[str, Any],
) -> HttpResponse:
    """Ask for the decision and the reason, do it, go back to the procedure; a refusal is said on the same page."""
    form = kind(request.POST or None)
    if request.method != "POST":
        return render(request, template, {**context, "form": form})
    if not form.is_valid():
        return render(request, template, {**context, "form": form}, status=422)
    try:
        said = verb(form.cleaned_data, timezone.now())
    except Refused as refused:
        form.add_error(None, str(refused))
        return render(request, template, {**context, "form": form}, status=409)
    messages.success(request, said)
    return redirect("desk:catalogue_procedure", code)

"""Signing in by a shared service: out to it, and back with its word for who one is. It makes no accounts."""

import logging

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from liemchinh.env import SharedSignIn
from liemchinh.org import oidc, rules
from liemchinh.org.queries.identities import account_of_identity

log = logging.getLogger(__name__)

KEPT = "liemchinh.shared_sign_in"


@never_cache
@require_safe
def begin(request: HttpRequest) -> HttpResponse:
    """Vào bằng dịch vụ đăng nhập dùng chung: đưa trình duyệt sang dịch vụ ấy."""
    service = _service()
    wanted = request.GET.get("next", "")
    here = {request.get_host()}
    next_url = wanted if url_has_allowed_host_and_scheme(wanted, here, request.is_secure()) else ""
    try:
        address, kept = oidc.begin(service, back=_back(), next_url=next_url)
    except oidc.Unreachable as silent:
        log.warning("shared sign-in is not reachable: %s", silent)
        return _refused(request, gettext("Dịch vụ đăng nhập dùng chung chưa trả lời. Hãy thử lại sau."), status=502)
    request.session[KEPT] = kept
    return redirect(address)


@never_cache
@require_safe
def come_back(request: HttpRequest) -> HttpResponse:
    """Trở về từ dịch vụ đăng nhập dùng chung: đúng người có tài khoản thì vào, người lạ thì không."""
    service = _service()
    kept = request.session.pop(KEPT, {})
    try:
        claims = oidc.finish(service, back=_back(), answer=request.GET.dict(), kept=kept)
    except oidc.Unreachable as silent:
        log.warning("shared sign-in is not reachable: %s", silent)
        return _refused(request, gettext("Dịch vụ đăng nhập dùng chung chưa trả lời. Hãy thử lại sau."), status=502)
    except oidc.Untrusted as problem:
        log.warning("shared sign-in was not believed: %s", problem)
        return _refused(request, gettext("Chưa xác nhận được lần đăng nhập này. Hãy làm lại từ đầu."))
    claim, least = service.assurance
    if claim and not rules.is_assured(claims.get(claim), least):
        return _refused(request, gettext("Mức định danh của tài khoản này chưa đủ để vào trang của cán bộ."))
    subject = claims.get(service.claim)
    user = None
    if isinstance(subject, str | int) and not isinstance(subject, bool):
        user = account_of_identity(issuer=service.issuer, subject=str(subject), by_code=service.by_code)
    if user is None:
        return _refused(
            request, gettext("Danh tính này chưa nối với cán bộ nào. Hãy gọi người quản trị của cơ quan anh/chị.")
        )
    if not user.is_active:
        return _refused(request, gettext("Tài khoản này đã đóng. Hãy gọi người quản trị của cơ quan."))
    record_authentication(request, user, "shared")
    answer: HttpResponse = perform_login(request, Login(user=user, redirect_url=kept.get("next") or None))
    return answer


def _service() -> SharedSignIn:
    service: SharedSignIn | None = settings.SHARED_SIGN_IN
    if service is None:
        raise Http404
    return service


def _back() -> str:
    """Where the service sends people back to: always the desk's own name, whatever name this request came by."""
    return f"{settings.DESK_URL}{reverse('shared_sign_in_back')}"


def _refused(request: HttpRequest, sentence: str, *, status: int = 403) -> HttpResponse:
    return render(request, "account/shared_refused.html", {"sentence": sentence}, status=status)

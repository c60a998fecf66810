"""My signed-in browsers: where they are, and ending one or all others."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from liemchinh.org import rules
from liemchinh.org.queries.sessions import open_sessions
from liemchinh.org.services import sessions as doors


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def sessions(request: HttpRequest) -> HttpResponse:
    """Phiên đăng nhập của tôi: trình duyệt nào, từ lúc nào; đóng một phiên hoặc mọi phiên khác."""
    key = request.session.session_key or ""
    if request.method == "POST":
        number = request.POST.get("phien", "")
        if number == "khac":
            doors.end_sessions(request.user, except_key=key)  # type: ignore[arg-type]
            messages.success(request, gettext("Đã đóng mọi phiên khác."))
        elif number.isdecimal() and len(number) < 19:
            doors.end_session(request.user, int(number))  # type: ignore[arg-type]
            messages.success(request, gettext("Đã đóng phiên ấy."))
        return redirect("account_sessions")
    context = {
        "sessions": open_sessions(request.user, key=key, at=timezone.now()),  # type: ignore[arg-type]
        "idle": rules.IDLE_MINUTES,
        "most": rules.SESSIONS_AT_ONCE,
    }
    return render(request, "account/sessions.html", context)

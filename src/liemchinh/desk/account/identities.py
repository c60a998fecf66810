"""Which officials a shared sign-in service may let in: an administrator links and unlinks them."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from liemchinh.desk.actors import actor_of, seated
from liemchinh.desk.forms.identities import LinkForm
from liemchinh.kernel.actors import Role
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.org import services
from liemchinh.org.queries.identities import linked_identities


@require_http_methods(["GET", "HEAD", "POST"])
@seated(Role.ADMINISTRATOR)
def identities(request: HttpRequest) -> HttpResponse:
    """Danh tính đăng nhập chung: nối cán bộ với danh tính ở dịch vụ ấy, hoặc gỡ."""
    actor, at, service = actor_of(request), timezone.now(), settings.SHARED_SIGN_IN
    form = LinkForm()
    status = 200
    if request.method == "POST" and service is not None:
        if request.POST.get("go"):
            services.unlink_identity(person=request.POST["go"][:40], issuer=service.issuer, by=actor, at=at)
            messages.success(request, gettext("Đã gỡ danh tính."))
            return redirect("desk:identities")
        form, status = LinkForm(request.POST), 422
        if form.is_valid():
            said = form.cleaned_data
            try:
                services.link_identity(
                    person=said["person"], issuer=service.issuer, subject=said["subject"], by=actor, at=at
                )
            except NotFound:
                form.add_error("person", gettext("Không có cán bộ nào mang mã này trong phạm vi của anh/chị."))
            except Refused as refused:
                form.add_error("subject", str(refused))
                status = 409
            else:
                messages.success(request, gettext("Đã nối danh tính với cán bộ."))
                return redirect("desk:identities")
    context = {
        "form": form,
        "service": service,
        "links": linked_identities(actor, issuer=service.issuer, at=at) if service is not None else [],
    }
    return render(request, "desk/account/identities.html", context, status=status)

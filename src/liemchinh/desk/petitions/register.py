"""Lists of petitions: what waits for me, and the register narrowed by class, source, state, period and words."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from liemchinh.desk.actors import actor_of, seated
from liemchinh.desk.forms.petitions.lists import RegisterFilter
from liemchinh.desk.petitions.rows import pages_of, rows_of
from liemchinh.kernel.actors import Role
from liemchinh.kernel.codes import is_petition_code, tidy_code
from liemchinh.org.services import note_reading
from liemchinh.petitions import queries

HANDLERS = (Role.RECEPTION, Role.CHAIR, Role.INSPECTOR, Role.HEAD, Role.SPECIALIST)
READERS = (*HANDLERS, Role.CLERK, Role.AUDITOR, Role.OVERSEER)


@require_safe
@seated(*READERS)
def petitions(request: HttpRequest) -> HttpResponse:
    """Sổ đơn: đơn chờ tôi ở trên, rồi cả sổ, lọc theo loại, nguồn, trạng thái, kỳ và chữ trong đơn."""
    actor, at = actor_of(request), timezone.now()
    form = RegisterFilter(request.GET)
    wanted = form.wanted()
    if is_petition_code(wanted.text):
        return redirect("desk:petition", tidy_code(wanted.text))
    page = queries.listed(actor, at=at, wanted=wanted)
    kind = "search" if wanted.text else "list"
    note_reading(actor=actor, kind=kind, subject="petitions", words=wanted.text, found=page.total, at=at)
    mine = queries.queue(actor, at=at) if not form.has_changed() and actor.has(*HANDLERS) else []
    context = {
        "filter": form,
        "mine": rows_of(mine, actor, at=at),
        "rows": rows_of(page.rows, actor, at=at),
        "total": page.total,
        "more": page.more,
        "page": pages_of(page),
        "at": at,
        "may_enter": actor.has(Role.RECEPTION),
        "receives": actor.has(Role.RECEPTION, Role.CHAIR),
    }
    return render(request, "desk/petitions/register.html", context)

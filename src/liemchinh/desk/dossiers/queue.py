"""My queue: what waits for me, most urgent first, and what I wait for."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from liemchinh.desk.actors import actor_of, seated
from liemchinh.desk.dossiers.rows import pages_of, rows_of
from liemchinh.desk.forms.dossiers.lists import QueueFilter
from liemchinh.desk.frame import HANDLERS, WATCHERS
from liemchinh.dossiers import queries
from liemchinh.kernel.actors import Actor, Role

OF_PETITIONS = (Role.RECEPTION, Role.CHAIR, Role.INSPECTOR)
OF_SEALED = (Role.SEALED, Role.CUSTODIAN)


@require_safe
@seated()
def queue(request: HttpRequest) -> HttpResponse:
    """Việc của tôi: hồ sơ đang chờ mình, gấp trước; và hồ sơ của mình đang chờ người khác."""
    actor, at = actor_of(request), timezone.now()
    if elsewhere := _elsewhere(actor):
        return redirect(elsewhere)
    form = QueueFilter(request.GET)
    filters = form.filters()
    page = queries.queue(actor, at=at, filters=filters)
    lines = {row.dossier.pk: row for row in rows_of(page.rows, actor, at=at)}
    groups = [(group, [lines[dossier.pk] for dossier in group.rows]) for group in queries.by_urgency(page.rows, at=at)]
    narrowed = bool(filters.text or filters.state)
    receives = actor.has(Role.RECEIVER) and not narrowed and page.number == 1
    sent = queries.unchecked(actor, at=at) if receives else []
    context = {
        "filter": form,
        "narrowed": narrowed,
        "groups": groups,
        "sent": rows_of(sent, actor, at=at),
        "total": page.total + len(sent),
        "page": pages_of(page),
        "others": [] if narrowed else rows_of(queries.waiting_for_others(actor, at=at), actor, at=at, turn=True),
        "asked_us": len(queries.waiting_parts(actor, at=at)),
        "to_correct": queries.open_corrections(actor, at=at),
        "at": at,
        "works": actor.has(*HANDLERS),
        "watches": actor.has(*WATCHERS),
        "petitions": actor.has(*OF_PETITIONS),
        "sealed": actor.has(*OF_SEALED),
    }
    return render(request, "desk/dossiers/queue.html", context)


def _elsewhere(actor: Actor) -> str:
    """The page with the own work of those who have to do with no dossier; empty for everybody else."""
    if actor.has(*HANDLERS, *WATCHERS):
        return ""
    if actor.has(*OF_PETITIONS):
        return "desk:petitions"
    return "desk:sealed" if actor.has(*OF_SEALED) else ""

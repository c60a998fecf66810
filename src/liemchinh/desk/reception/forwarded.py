"""The list of what was sent on after a reception and has not been answered."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from liemchinh.desk.actors import actor_of, seated
from liemchinh.desk.reception.visits import READERS
from liemchinh.kernel.days import local_day
from liemchinh.org.services import note_reading
from liemchinh.reception.queries import forwarded as queries


@require_safe
@seated(*READERS)
def forwarded(request: HttpRequest) -> HttpResponse:
    """Vụ việc đã chuyển sau tiếp công dân mà nơi nhận chưa báo kết quả, lâu nhất đứng trên."""
    actor, at = actor_of(request), timezone.now()
    on = local_day(at)
    number = request.GET.get("trang", "1")
    page = queries.unanswered(actor, at=at, page=int(number) if number.isdecimal() and len(number) < 6 else 1)
    note_reading(actor=actor, kind="list", subject="reception.forwarded", found=page.paginator.count, at=at)
    rows = [(row, local_day(row.at), (on - local_day(row.at)).days) for row in page.object_list]
    context = {"page": page, "rows": rows, "term": queries.term_of_answer(on)}
    return render(request, "desk/reception/forwarded.html", context)

"""Sessions of past days from a paper book: entered on one page, counted towards the days that the law asks for."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from liemchinh.desk.actors import actor_of, seated
from liemchinh.desk.forms.reception.book import BookForm
from liemchinh.desk.reception.calendar import own_authority
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import Refused
from liemchinh.org import queries as org
from liemchinh.reception import services
from liemchinh.reception.queries import calendar as queries
from liemchinh.reception.rules import calendar as rules


@require_http_methods(["GET", "HEAD", "POST"])
@seated(*rules.PLANNERS)
def book(request: HttpRequest) -> HttpResponse:
    """Ghi các buổi đã tiếp theo sổ giấy; tính vào số ngày luật yêu cầu, không hiện trên lịch công khai."""
    actor, at = actor_of(request), timezone.now()
    on = local_day(at)
    unit = org.unit(own_authority(actor), on)
    heads = [(seat.code, f"{seat.title} {seat.person_name}".strip()) for seat in queries.heads_of(unit, on)]
    status = 200
    if request.method == "POST":
        form, status = BookForm(request.POST, heads=heads), 422
        if form.is_valid():
            said = form.cleaned_data
            try:
                made = services.record_held(
                    authority=unit.code,
                    seat=said["seat"],
                    days=said["days"],
                    what=form.plan(),
                    document=said["document"],
                    by=actor,
                    at=at,
                )
            except Refused as refused:
                form.add_error(None, str(refused))
                status = 409
            else:
                left = len(said["days"]) - len(made)
                sentence = gettext("Đã ghi {count} buổi; bỏ qua {left} ngày đã có.")
                messages.success(request, sentence.format(count=len(made), left=left))
                return redirect("desk:reception_calendar")
    else:
        form = BookForm(initial={"place": queries.regular_desk(unit, on).place}, heads=heads)
    return render(request, "desk/reception/book.html", {"form": form, "heads": heads}, status=status)

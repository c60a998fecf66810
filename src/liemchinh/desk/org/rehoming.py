"""Dossiers whose division has ended: each such division with the one that takes over, brought home in one press."""

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from liemchinh.desk.actors import actor_of, seated
from liemchinh.desk.forms.handing import RehomingForm
from liemchinh.desk.org.following import likely_homes
from liemchinh.dossiers import queries, services
from liemchinh.dossiers.queries import Lying
from liemchinh.face.counting import counted
from liemchinh.kernel.actors import Actor, Role
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import Refused
from liemchinh.org import queries as org


@dataclass(frozen=True)
class Line:
    """One ended division: the form's name for it, in words, how many dossiers, and where they may go."""

    name: str
    lying: Lying
    unit: str
    name_of_division: str
    divisions: list[tuple[str, str]]
    likely: str

    @property
    def count(self) -> int:
        """How many dossiers lie there."""
        return self.lying.count


@require_http_methods(["GET", "HEAD", "POST"])
@seated(Role.LEADER, Role.ADMINISTRATOR)
def rehoming(request: HttpRequest) -> HttpResponse:
    """Hồ sơ chờ phòng mới: hồ sơ nằm ở phòng đã kết thúc, chuyển về phòng mới theo quyết định sắp xếp."""
    actor, at = actor_of(request), timezone.now()
    lines = _lines(actor, at)
    initial = {"decision": _decision(lines, local_day(at))}
    form = RehomingForm(request.POST if request.method == "POST" else None, lines=lines, initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                moved = _carried_out(form, actor, at)
            except Refused as refused:
                form.add_error(None, str(refused))
                status = 409
            else:
                messages.success(request, counted("Đã chuyển {count} hồ sơ về phòng mới.", moved).format(count=moved))
                return redirect("desk:rehoming")
    context = {
        "form": form,
        "lines": [(line, form[line.name]) for line in lines],
        "total": sum(line.count for line in lines),
        "at_once": services.AT_ONCE,
    }
    return render(request, "desk/org/rehoming.html", context, status=status)


def _carried_out(form: RehomingForm, actor: Actor, at: datetime) -> int:
    """Bring them home, at most as many as one press may; returns how many."""
    moved = 0
    for line, division in form.chosen():
        moved += services.rehome_many(
            authority=line.lying.authority,
            division=line.lying.division,
            to=division,
            decision=form.cleaned_data["decision"],
            by=actor,
            at=at,
            limit=services.AT_ONCE - moved,
        )
    return moved


def _lines(actor: Actor, at: datetime) -> list[Line]:
    on = local_day(at)
    found = queries.homeless(actor, at=at)
    names = org.unit_names({code for one in found for code in (one.authority, one.division)}, on)
    own = actor.offices_as(*queries.ARRANGERS)
    lines = []
    for number, one in enumerate(found):
        heirs = [unit for unit in org.resolve(one.authority, on) if unit.code in own]
        choices, likely = likely_homes(names[one.division], heirs, on)
        lines.append(Line(f"dong_{number}", one, names[one.authority], names[one.division], choices, likely))
    return lines


def _decision(lines: list[Line], on: date) -> str:
    """The decision by which the first of those units ended, as it was written down then."""
    for line in lines:
        for heir in org.resolve(line.lying.authority, on):
            for passage in reversed(org.history(heir)):
                if line.lying.authority in (passage.old, passage.new) and passage.on <= on and passage.decision:
                    return passage.decision
    return ""

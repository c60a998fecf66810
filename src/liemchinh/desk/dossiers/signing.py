"""Signing: every result with its proposal and who checked it; ticked ones are shown once more, then signed together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from liemchinh.desk.actors import actor_of, seated
from liemchinh.desk.dossiers.rows import Offices, chip_of
from liemchinh.desk.forms.dossiers.lists import SignForm
from liemchinh.dossiers import queries, rules, services
from liemchinh.face.counting import counted
from liemchinh.face.shapes import Chip
from liemchinh.kernel.actors import Role
from liemchinh.kernel.errors import Refused
from liemchinh.org import queries as org

if TYPE_CHECKING:
    from liemchinh.dossiers.models import Dossier


@dataclass(frozen=True)
class Result:
    """A proposed result: what, in whose words, and who stood for it before the leader."""

    dossier: "Dossier"
    status: Chip
    outcome: str
    is_denial: bool
    summary: str
    reason: str
    proposed_by: str
    endorsed_by: str
    ticked: bool


@require_http_methods(["GET", "HEAD", "POST"])
@seated(Role.LEADER)
def sign(request: HttpRequest) -> HttpResponse:
    """Ký: từng kết quả kèm đề nghị và người kiểm tra; xem lại các kết quả đã chọn rồi ký cùng lúc."""
    actor, at = actor_of(request), timezone.now()
    rows = queries.to_sign(actor, at=at)
    form = SignForm(request.POST if request.method == "POST" else None, steps={row.code: row.step for row in rows})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            chosen = [row for row in rows if row.code in form.cleaned_data["ma"]]
            if "ky" not in request.POST:
                return render(request, "desk/dossiers/sign_check.html", {"results": _results(chosen, at, None)})
            try:
                services.sign_many(codes=form.cleaned_data["ma"], by=actor, at=at, seen_steps=form.seen_steps())
            except Refused as refused:
                form.add_error(None, str(refused))
                status = 409
            else:
                signed = counted("Đã ký {count} kết quả, chuyển văn thư phát hành.", len(chosen))
                messages.success(request, signed.format(count=len(chosen)))
                return redirect("desk:sign")
    ticked = form.ticked(all_of=request.GET.get("chon") == "ky")
    context = {"form": form, "results": _results(rows, at, ticked), "at": at}
    return render(request, "desk/dossiers/sign.html", context, status=status)


def _results(rows: Sequence["Dossier"], at: datetime, ticked: frozenset[str] | None) -> list[Result]:
    offices = Offices(at)
    names = org.people({row.proposal.get(who, "") for row in rows for who in ("by", "endorsed_by")} if rows else ())
    return [
        Result(
            dossier=row,
            status=chip_of(row, queries.standing(row, at=at, office=offices.of(row))),
            outcome=services.OUTCOMES.get(row.proposal.get("outcome", ""), ""),
            is_denial=row.proposal.get("outcome") == services.DENIED,
            summary=row.proposal.get("summary", ""),
            reason=rules.REFUSAL_REASONS.get(row.proposal.get("reason_code", ""), ""),
            proposed_by=names.get(row.proposal.get("by", ""), ""),
            endorsed_by=names.get(row.proposal.get("endorsed_by", ""), ""),
            ticked=ticked is None or row.code in ticked,
        )
        for row in rows
    ]

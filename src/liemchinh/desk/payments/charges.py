"""What is owed: the list, one charge with its code for the bank, and every act on it."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from liemchinh.desk.actors import actor_of, seated
from liemchinh.desk.forms import payments as forms
from liemchinh.dossiers import queries as dossiers
from liemchinh.face.acts import TokenForm
from liemchinh.face.shapes import Chip, ChipKind, Fact
from liemchinh.face.sheets import pdf_answer
from liemchinh.face.templatetags.face import money
from liemchinh.kernel.actors import Actor, Role
from liemchinh.kernel.codes import look_up_path
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.law.book import provision
from liemchinh.org import queries as org
from liemchinh.papers import render as press
from liemchinh.papers.qr import qr_png
from liemchinh.payments import queries, rules, services
from liemchinh.payments.rules import Standing

if TYPE_CHECKING:
    from liemchinh.payments.models import Charge

READERS = (Role.CASHIER, Role.LEADER, Role.AUDITOR, Role.OVERSEER)
LOOKS = {
    Standing.UNSET: ChipKind.SOON,
    Standing.OWED: ChipKind.ON,
    Standing.PARTLY: ChipKind.SOON,
    Standing.PAID: ChipKind.DONE,
    Standing.EXEMPT: ChipKind.DONE,
    Standing.CLOSED: ChipKind.PLAIN,
    Standing.TO_REFUND: ChipKind.SOON,
    Standing.REFUNDED: ChipKind.PLAIN,
}


@dataclass(frozen=True)
class Act:
    """An act on a charge as a page: the word of its button, what it means, its form, its verb, when it is open."""

    word: str
    about: str
    form: type[TokenForm]
    verb: Callable[..., Any]
    open_to: Callable[[rules.Sum], bool]


ACTS = {
    "thu-tien": Act(
        gettext_noop("Thu tiền mặt"),
        gettext_noop("Đếm tiền trước khi bấm. Phiếu thu có số kế tiếp trong năm; nhầm thì hủy bằng bút toán, giữ số."),
        forms.CashForm,
        services.take_cash,
        lambda charge: charge.rest > 0,
    ),
    "so-tien": Act(
        gettext_noop("Xác định số tiền"),
        gettext_noop("Chỉ thu mức đã công bố. Ghi văn bản làm căn cứ; người nộp đọc được."),
        forms.FixForm,
        services.fix_amount,
        lambda charge: not (charge.closed or charge.paid or charge.refunded),
    ),
    "mien-giam": Act(
        gettext_noop("Miễn, giảm"),
        gettext_noop("Ghi đối tượng và căn cứ. Người nộp và lãnh đạo đọc được."),
        forms.ReduceForm,
        services.reduce,
        lambda charge: not charge.closed and charge.kept < (charge.amount or 0),
    ),
    "hoan": Act(
        gettext_noop("Hoàn tiền"),
        gettext_noop("Không hoàn quá số đã thu. Cần văn bản quyết định hoàn."),
        forms.RefundForm,
        services.refund,
        lambda charge: charge.kept > 0,
    ),
    "khong-hoan": Act(
        gettext_noop("Quyết định không hoàn"),
        gettext_noop("Hồ sơ đã kết thúc mà không có kết quả. Ghi căn cứ vì sao không hoàn."),
        forms.ReasonForm,
        services.decline_refund,
        lambda charge: charge.asked_back and charge.kept > 0,
    ),
}


@dataclass(frozen=True)
class Line:
    """One movement on the page of a charge."""

    at: datetime
    word: str
    amount: int
    trace: str
    by: str
    reason: str
    slip: str = ""
    undo: str = ""
    waits: bool = False


def chip_of(charge: "Charge") -> Chip:
    """Where a charge stands."""
    standing = charge.sum.standing
    return Chip(LOOKS[standing], said_of(rules.STANDING_NAMES[standing]))


def said_of(sentence: str) -> str:
    """A sentence that was marked where it was written, in the language of the page."""
    return gettext(sentence)


@require_safe
@seated(*READERS)
def fees(request: HttpRequest) -> HttpResponse:
    """Các khoản phải nộp: chưa nộp, chờ xác định số tiền, chờ quyết định hoàn; lọc theo hồ sơ."""
    actor, on = actor_of(request), local_day(timezone.now())
    form = forms.ChargeFilter(request.GET)
    said = form.cleaned_data if form.is_valid() else {}
    view = said.get("xem") or ("all" if said.get("q") else "owed")
    page = queries.charges(actor, on=on, view=view, text=said.get("q") or "", page=said.get("trang") or 1)
    context = {
        "filter": forms.ChargeFilter({**request.GET.dict(), "xem": view}),
        "figures": queries.figures(actor, on=on),
        "reversals": len(queries.reversals_waiting(actor, on=on)),
        "rows": [(row, chip_of(row)) for row in page.object_list],
        "page": page,
        "at": timezone.now(),
    }
    return render(request, "desk/payments/fees.html", context)


@require_safe
@seated(*READERS)
def fee(request: HttpRequest, reference: str) -> HttpResponse:
    """Một khoản phải nộp: số tiền, căn cứ, mã chuyển khoản, các lần thu và hoàn, việc làm được lúc này."""
    actor, at = actor_of(request), timezone.now()
    charge = queries.charge_for(actor, reference=reference, at=at)
    account = queries.account_of(charge.authority, local_day(at))
    mine = rules.collects(actor, charge.authority.code)
    context = {
        "charge": charge,
        "status": chip_of(charge),
        "facts": _facts(charge, actor, at),
        "account": account,
        "has_code": bool(queries.code_of(charge, account)),
        "rest": charge.sum.rest,
        "lines": _lines(charge, mine=mine),
        "doors": [(slug, said_of(act.word)) for slug, act in ACTS.items() if mine and act.open_to(charge.sum)],
        "may_see_dossier": _dossier(actor, charge.subject, at) is not None,
    }
    return render(request, "desk/payments/fee.html", context)


@require_safe
@seated(*READERS)
def fee_code(request: HttpRequest, reference: str) -> HttpResponse:
    """Ảnh mã VietQR của số tiền còn phải nộp."""
    at = timezone.now()
    charge = queries.charge_for(actor_of(request), reference=reference, at=at)
    text = queries.code_of(charge, queries.account_of(charge.authority, local_day(at)))
    if not text:
        raise Http404
    return HttpResponse(qr_png(text), content_type="image/png")


@require_http_methods(["GET", "HEAD", "POST"])
@seated(Role.CASHIER)
def fee_act(request: HttpRequest, reference: str, slug: str) -> HttpResponse:
    """Một việc với khoản phải nộp: thu tiền mặt, xác định số tiền, miễn giảm, hoàn, không hoàn."""
    act = ACTS.get(slug)
    if act is None:
        raise Http404
    actor, at = actor_of(request), timezone.now()
    charge = queries.charge_for(actor, reference=reference, at=at)
    rules.check_collects(actor, charge.authority.code)
    if request.method != "POST":
        if not act.open_to(charge.sum):
            return redirect("desk:fee", reference)
        form = act.form(initial={"token": uuid.uuid4(), **_start(slug, charge, actor, at)})
        return _page(request, charge, act, form, at)
    form = act.form(request.POST)
    if not form.is_valid():
        return _page(request, charge, act, form, at, status=422)
    try:
        act.verb(reference=reference, by=actor, at=at, **form.given())
    except Refused as refused:
        form.add_error(None, str(refused))
        return _page(request, charge, act, form, at, status=409)
    messages.success(request, gettext("Đã ghi: {word}.").format(word=said_of(act.word)))
    return redirect("desk:fee", reference)


@require_http_methods(["GET", "HEAD", "POST"])
@seated(Role.CASHIER)
def fee_add(request: HttpRequest, code: str) -> HttpResponse:
    """Thêm một khoản phải nộp cho hồ sơ mà thủ tục không ghi sẵn, có văn bản làm căn cứ."""
    actor, at = actor_of(request), timezone.now()
    dossier = dossiers.handled_by(actor, code=code, at=at)
    rules.check_collects(actor, dossier.authority.code)
    start = {"token": uuid.uuid4(), "name": dossier.version.name, "kind": rules.Kind.FEE}
    form = forms.AddForm(request.POST if request.method == "POST" else None, initial=start)
    charges = queries.charges_of(dossier.code)
    context = {"form": form, "dossier": dossier, "charges": charges}
    if request.method != "POST":
        return render(request, "desk/payments/add.html", context)
    if not form.is_valid():
        return render(request, "desk/payments/add.html", context, status=422)
    said = form.given()
    same = [row for row in charges if (row.name, row.amount, row.amount_basis) == _told(said)]
    if not same:  # the same form again
        services.add_charge(subject=dossier.code, unit=dossier.authority.code, by=actor, at=at, **said)
    messages.success(request, gettext("Đã thêm khoản phải nộp."))
    return redirect("desk:dossier", dossier.code)


@require_safe
@seated(*READERS)
def payment_slip(request: HttpRequest, number: int) -> HttpResponse:
    """Phiếu thu tại quầy, khổ A5."""
    actor, at = actor_of(request), timezone.now()
    payment = queries.payment_for(actor, key=number, at=at)
    dossier = _dossier(actor, payment.charge.subject, at)
    look_up = settings.PUBLIC_URL + look_up_path(dossier.code, dossier.key) if dossier is not None else ""
    slip = queries.slip_of(payment, look_up=look_up)
    return pdf_answer(press(slip, "A5"), name=slip.slip)


def _told(said: dict[str, Any]) -> tuple[Any, ...]:
    return said["name"], said["amount"], " ".join(said["basis"].split())


def _dossier(actor: Actor, code: str, at: datetime) -> Any:
    """The dossier of a charge, or None where it does not exist for this person."""
    try:
        return dossiers.handled_by(actor, code=code, at=at)
    except NotFound:
        return None


def _start(slug: str, charge: "Charge", actor: Actor, at: datetime) -> dict[str, Any]:
    """What the form begins with: the whole rest, the applicant's name, the rule on reductions of these months."""
    if slug == "thu-tien":
        dossier = _dossier(actor, charge.subject, at)
        return {"amount": rules.grouped(charge.sum.rest), "payer": dossier.applicant_name if dossier else ""}
    if slug == "so-tien":
        return {"amount": rules.grouped(charge.amount) if charge.amount else "", "basis": charge.amount_basis}
    if slug == "mien-giam":
        return {"reason": charge.reduced_reason, "basis": charge.reduced_basis}
    if slug == "hoan":
        return {"amount": rules.grouped(charge.sum.kept), "method": rules.Method.TRANSFER}
    return {}


def _page(
    request: HttpRequest, charge: "Charge", act: Act, form: TokenForm, at: datetime, *, status: int = 200
) -> HttpResponse:
    said = {"word": said_of(act.word), "about": said_of(act.about)}
    context: dict[str, Any] = {"form": form, "charge": charge, "act": said, "status": chip_of(charge)}
    if act.verb is services.reduce:
        dossier = _dossier(actor_of(request), charge.subject, at)
        context["entitled"] = list(dossier.version.exemptions.all()) if dossier is not None else []
        context["reduction"] = _reduction(at)
    return render(request, "desk/payments/act.html", context, status=status)


def _reduction(at: datetime) -> str:
    """The reduction of these months, as far as it is known; empty when none is in force."""
    try:
        return provision("payments.digital_citizen", on=local_day(at)).cite()
    except Refused:
        return ""


def _facts(charge: "Charge", actor: Actor, at: datetime) -> list[Fact]:
    facts = [
        Fact(gettext("Loại"), said_of(rules.KIND_NAMES[rules.Kind(charge.kind)])),
        Fact(gettext("Số tiền"), money(charge.amount) if charge.amount is not None else None),
        Fact(gettext("Căn cứ"), charge.amount_basis or None),
    ]
    if charge.reduced:
        words = f"{money(charge.reduced)}. {charge.reduced_reason}. {charge.reduced_basis}"
        facts.append(Fact(gettext("Miễn, giảm"), words))
    facts.append(Fact(gettext("Đã nộp"), money(charge.paid)))
    if charge.refunded:
        facts.append(Fact(gettext("Đã hoàn"), money(charge.refunded)))
    facts.append(Fact(gettext("Còn phải nộp"), money(charge.sum.rest)))
    if charge.closed_at is not None:
        facts.append(Fact(gettext("Thôi thu vì"), charge.closed_reason))
    return facts


def _note(*, back: bool, waits: bool) -> str:
    if back:
        return gettext("Đã hủy.")
    return gettext("Chờ người thứ hai xác nhận hủy.") if waits else ""


def _lines(charge: "Charge", *, mine: bool) -> list[Line]:
    """Payments, counter-entries and refunds, first to last, with the slip to print and the way to take one back."""
    payments, refunds = queries.movements(charge)
    waiting = queries.waiting_for(row.pk for row in payments)
    names = org.people({row.by for row in payments} | {row.by for row in refunds})
    lines = []
    for row in payments:
        back = hasattr(row, "reversal")
        waits = row.pk in waiting
        word = gettext("Hủy lần thu") if row.amount < 0 else said_of(rules.METHOD_NAMES[rules.Method(row.method)])
        lines.append(
            Line(
                at=row.at,
                word=word,
                amount=row.amount,
                trace=queries.trace_of(row),
                by=names.get(row.by, row.by),
                reason=row.reason or _note(back=back, waits=waits),
                slip=reverse("desk:payment_slip", args=[row.pk]) if row.number is not None else "",
                undo=reverse("desk:payment_reverse", args=[row.pk])
                if mine and row.amount > 0 and not (back or waits)
                else "",
                waits=waits,
            )
        )
    for given in refunds:
        lines.append(
            Line(
                at=given.at,
                word=gettext("Hoàn tiền"),
                amount=-given.amount,
                trace=given.document,
                by=names.get(given.by, given.by),
                reason=given.reason,
            )
        )
    return sorted(lines, key=lambda line: line.at)

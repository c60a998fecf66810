"""The acts on one visit: the word of each button, what it means, its form, when it is open, and the verb it calls."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.http import QueryDict

from liemchinh.desk.forms.reception import following as forms
from liemchinh.desk.forms.reception.visits import AmendForm, start_of
from liemchinh.face.acts import TokenForm
from liemchinh.kernel.actors import Actor, Role
from liemchinh.kernel.days import local_day
from liemchinh.kernel.words import gettext_noop
from liemchinh.org import queries as org
from liemchinh.reception import services
from liemchinh.reception.queries import calendar
from liemchinh.reception.queries import visits as queries
from liemchinh.reception.rules import refusal
from liemchinh.reception.rules import visits as rules

if TYPE_CHECKING:
    from liemchinh.reception.models import Visit

Data = QueryDict | None
Maker = Callable[[Data, "Visit", Actor, datetime], Any]
Doer = Callable[[Any, "Visit", Actor, datetime], object]


@dataclass(frozen=True)
class Act:
    """An act on a visit as a page. `make` gives its form, filled; `do` calls the verb with a valid one."""

    word: str
    about: str
    make: Maker
    do: Doer
    open_to: Callable[["Visit"], bool]
    template: str = "desk/reception/act.html"


def _plain(form: type[TokenForm], **start: Any) -> Maker:
    def make(data: Data, visit: "Visit", actor: Actor, at: datetime) -> TokenForm:
        return form(data, initial={"token": uuid.uuid4(), **start})

    return make


def _does(verb: Callable[..., object]) -> Doer:
    def do(form: Any, visit: "Visit", actor: Actor, at: datetime) -> object:
        return verb(code=visit.code, by=actor, at=at, **form.given())

    return do


def _amending(data: Data, visit: "Visit", actor: Actor, at: datetime) -> AmendForm:
    start = start_of(visit, queries.visitors_of(visit))
    return AmendForm(data, initial={"token": uuid.uuid4(), "seen": queries.changes_seen(visit), **start})


def _amend(form: Any, visit: "Visit", actor: Actor, at: datetime) -> object:
    reason, seen = form.cleaned_data["reason"], form.cleaned_data["seen"]
    return services.amend_visit(code=visit.code, said=form.said(), reason=reason, seen=seen, by=actor, at=at)


def _refusing(data: Data, visit: "Visit", actor: Actor, at: datetime) -> forms.RefuseForm:
    grounds = refusal.grounds_on(local_day(visit.at))
    return forms.RefuseForm(data, initial={"token": uuid.uuid4()}, grounds=grounds)


def _noticing(data: Data, visit: "Visit", actor: Actor, at: datetime) -> forms.NoticeForm:
    heads = org.seat_holders(visit.authority, Role.CHAIR, local_day(at))
    signed = heads[0].name if heads else ""
    return forms.NoticeForm(data, initial={"token": uuid.uuid4(), "signed_by": signed, "issued_on": forms.today_of(at)})


def _linking(data: Data, visit: "Visit", actor: Actor, at: datetime) -> forms.MatterForm:
    people = queries.visitors_of(visit)
    known = queries.likely_matters(
        actor,
        authority=visit.authority.code,
        subject=visit.matter.subject,
        identities=[one.identity for one in people],
        names=[one.name for one in people],
    )
    return forms.MatterForm(data, initial={"token": uuid.uuid4(), "matter": str(visit.matter_id)}, known=known)


def _receiving(data: Data, visit: "Visit", actor: Actor, at: datetime) -> forms.EvidenceForm:
    first = queries.visitors_of(visit)[0]
    place = calendar.regular_desk(visit.authority, local_day(at)).place
    start = {"giver": first.name, "giver_address": first.address, "place": place, "copies": 2}
    return forms.EvidenceForm(data, initial={"token": uuid.uuid4(), **start})


def _returning(data: Data, visit: "Visit", actor: Actor, at: datetime) -> forms.ReturnForm:
    start = {"token": uuid.uuid4(), "to": queries.visitors_of(visit)[0].name}
    return forms.ReturnForm(data, initial=start, receipts=queries.receipts_of(visit))


def _return(form: Any, visit: "Visit", actor: Actor, at: datetime) -> object:
    for receipt, numbers in form.by_receipt().items():
        to = form.cleaned_data["to"]
        services.return_evidence(code=visit.code, receipt=receipt, numbers=numbers, to=to, by=actor, at=at)
    return None


def _waits(kind: rules.DutyKind) -> Callable[["Visit"], bool]:
    return lambda visit: any(row.kind == kind and row.done_at is None for row in queries.duties_of(visit))


def _holds(visit: "Visit") -> bool:
    return any(item.returned_at is None for row in queries.receipts_of(visit) for item in row.items.all())


ACTS = {
    "tra-loi": Act(
        gettext_noop("Trả lời người đến"),
        gettext_noop("Trả lời trực tiếp hoặc bằng văn bản một nội dung ở khoản 1 Điều 28 Luật Tiếp công dân."),
        _plain(forms.ReplyForm),
        _does(services.reply),
        _waits(rules.DutyKind.REPLY),
    ),
    "thong-bao": Act(
        gettext_noop("Thông báo từ chối đã ký"),
        gettext_noop("Người đứng đầu ký thông báo theo mẫu 01/TCD. In bản dự thảo ở trang lượt tiếp rồi ghi số, ngày."),
        _noticing,
        _does(services.issue_refusal_notice),
        _waits(rules.DutyKind.NOTICE),
    ),
    "bao-ket-qua": Act(
        gettext_noop("Báo kết quả cho người đến"),
        gettext_noop("Người đến đã yêu cầu được biết kết quả của cơ quan nhận đơn."),
        _plain(forms.TellForm),
        _does(services.tell_result),
        _waits(rules.DutyKind.TELL),
    ),
    "bien-nhan": Act(
        gettext_noop("Nhận tài liệu, lập biên nhận"),
        gettext_noop("Mỗi dòng một tài liệu. Chỉ nhận bản chính khi thật cần; ghi rõ tình trạng."),
        _receiving,
        _does(services.receive_evidence),
        lambda visit: not visit.refused,
        "desk/reception/evidence.html",
    ),
    "tra-tai-lieu": Act(
        gettext_noop("Trả lại tài liệu"),
        gettext_noop("Đánh dấu tài liệu trả, ghi ai nhận lại."),
        _returning,
        _return,
        _holds,
    ),
    "ket-qua": Act(
        gettext_noop("Kết quả của cơ quan nhận đơn"),
        gettext_noop("Ghi vào cột theo dõi kết quả. Người đến đã yêu cầu thì phải báo lại trong thời hạn của luật."),
        _plain(forms.ResultForm),
        _does(services.note_result),
        lambda visit: bool(visit.forwarded_to or visit.guided_to),
    ),
    "sua": Act(
        gettext_noop("Sửa điều đã ghi"),
        gettext_noop("Điều đã ghi trước được giữ cùng lý do sửa."),
        _amending,
        _amend,
        lambda visit: True,
        "desk/reception/amend.html",
    ),
    "vu-viec": Act(
        gettext_noop("Xếp vào vụ việc khác"),
        gettext_noop("Một vụ việc đếm một lần dù tiếp nhiều lượt. Chương trình chỉ gợi ý; anh/chị quyết định."),
        _linking,
        _does(services.link_matter),
        lambda visit: not visit.refused,
    ),
    "tu-choi": Act(
        gettext_noop("Từ chối tiếp"),
        gettext_noop("Chỉ từ chối khi có căn cứ. Không lợi dụng từ chối để né tránh trách nhiệm (khoản 4 Điều 4)."),
        _refusing,
        _does(services.refuse_visit),
        lambda visit: not (visit.refused or visit.petition or visit.conclusion_id),
    ),
}
"""By the last part of their address, the most pressing first."""

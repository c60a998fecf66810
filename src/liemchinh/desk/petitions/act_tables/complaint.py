"""The pages of moves that only a complaint knows, and what each warns of before."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from liemchinh.desk.forms.petitions import complaint as forms
from liemchinh.desk.forms.petitions import intake
from liemchinh.desk.petitions.act_tables.line import Act
from liemchinh.kernel.days import local_day, short_day
from liemchinh.kernel.words import shown
from liemchinh.petitions import rules
from liemchinh.petitions.queries import complaints as queries
from liemchinh.petitions.queries.fetch import office_of
from liemchinh.petitions.services import complaints

if TYPE_CHECKING:
    from liemchinh.petitions.models import Petition


def before_acceptance(petition: "Petition", at: datetime) -> list[str]:
    """The term of acceptance, the limitation, signatures and what sorting found, before anybody accepts or refuses."""
    said = []
    if petition.sort_due_at is not None and at > petition.sort_due_at:
        late = gettext("Đã quá hạn thụ lý hoặc trả lời: {day}. Hãy ghi rõ lý do trong văn bản.")
        said.append(late.format(day=short_day(local_day(petition.sort_due_at))))
    if petition.within is False:
        said.append(gettext("Khi phân loại, đơn được ghi là không thuộc thẩm quyền cơ quan này."))
    if petition.eligible is False:
        unmet = [shown(rules.CONDITION_NAMES[name]) for name, met in petition.conditions.items() if not met]
        said.append(gettext("Điều kiện xử lý còn thiếu: {names}.").format(names="; ".join(unmet)))
    if petition.people > 1:
        together = gettext("{count} người cùng khiếu nại: cần đủ chữ ký và văn bản cử người đại diện.")
        said.append(together.format(count=petition.people))
    if petition.decision_on is not None and petition.decision_on <= local_day(petition.received_at):
        found = rules.complaints.in_time(
            known_on=petition.decision_on,
            lodged_on=local_day(petition.received_at),
            disciplinary=queries.is_disciplinary(petition),
            office=office_of(petition.authority, local_day(at)),
        )
        if not found.ok and found.reading.due_at is not None:
            late = gettext("Tính từ ngày nhận quyết định, thời hiệu khiếu nại lần đầu đã hết từ {day} ({basis}).")
            said.append(late.format(day=short_day(local_day(found.reading.due_at)), basis=found.provision.cite()))
    return said


def before_verifying(petition: "Petition", at: datetime) -> list[str]:
    """Nobody there who may verify."""
    if queries.verifiers(petition, local_day(at)):
        return []
    return [gettext("Cơ quan không có người xác minh không liên quan đến vụ việc. Hãy phân quyền cho một vị trí khác.")]


def before_inviting(petition: "Petition", at: datetime) -> list[str]:
    """The earliest day that the notice allows."""
    earliest = rules.complaints.earliest_dialogue(local_day(at))
    said = gettext("Gửi thông báo hôm nay thì sớm nhất đối thoại ngày {day}.")
    return [said.format(day=short_day(earliest))]


def before_minutes(petition: "Petition", at: datetime) -> list[str]:
    """Minutes need a dialogue that was announced."""
    if queries.progress(petition).invited:
        return []
    return [gettext("Chưa có thông báo đối thoại nào đang chờ. Hãy thông báo trước.")]


def before_deeming(petition: "Petition", at: datetime) -> list[str]:
    """The case has been found complex already."""
    return [] if petition.complexity == rules.Complexity.NORMAL else [gettext("Vụ việc đã được xác định là phức tạp.")]


def before_withdrawal(petition: "Petition", at: datetime) -> list[str]:
    """What has been withdrawn is not looked into again."""
    return [gettext("Nội dung đã rút không được xem xét lại, trừ khi có căn cứ là bị ép buộc, đe dọa.")]


def before_ending(petition: "Petition", at: datetime) -> list[str]:
    """Whether anybody still complains."""
    left = queries.left(petition, queries.people(petition))
    if not left:
        return [gettext("Mọi người khiếu nại đã rút: căn cứ là rút toàn bộ khiếu nại.")]
    return [gettext("Còn {count} người chưa rút khiếu nại.").format(count=left)]


def before_decision(petition: "Petition", at: datetime) -> list[str]:
    """The dialogue that is missing, the verification that is missing, the date that has passed."""
    said, done = [], queries.progress(petition)
    disciplinary = queries.is_disciplinary(petition)
    needed = rules.complaints.needs_dialogue(done, instance=petition.instance, disciplinary=disciplinary)
    if needed and not rules.complaints.has_talked(done):
        said.append(gettext("Pháp luật buộc đối thoại trước khi quyết định, vụ việc chưa có biên bản đối thoại."))
    if not done.verified:
        said.append(gettext("Chưa có báo cáo xác minh: chỉ quyết định ngay khi tự kiểm tra lại thấy khiếu nại đúng."))
    if petition.due_at is not None and at > petition.due_at:
        said.append(gettext("Đã quá hạn giải quyết: {day}.").format(day=short_day(local_day(petition.due_at))))
    return said


def before_closing(petition: "Petition", at: datetime) -> list[str]:
    """What is still owed, and from when the decision holds."""
    owed = [duty for duty in queries.open_duties(petition) if duty.kind in rules.complaints.OWED]
    said = [gettext("Chưa làm: {label}.").format(label=shown(rules.DUTIES[duty.kind].label)) for duty in owed]
    decided = queries.decided_at(petition)
    if decided is not None:
        disciplinary = queries.is_disciplinary(petition)
        last = rules.complaints.effective_after(decided.at, remote=petition.remote, disciplinary=disciplinary)
        if local_day(at) <= last:
            said.append(gettext("Quyết định có hiệu lực từ {day}.").format(day=short_day(last + timedelta(days=1))))
    return said


OF_COMPLAINTS: dict[str, Act] = {
    "propose_complaint": Act("trinh-thu-ly", forms.ProposeForm, complaints.propose, before_acceptance),
    "accept_complaint": Act("thu-ly-khieu-nai", forms.AcceptForm, complaints.accept, before_acceptance),
    "refuse_complaint": Act("khong-thu-ly-khieu-nai", forms.RefuseForm, complaints.refuse, before_acceptance),
    "forward_complaint": Act("chuyen-khieu-nai", intake.SendForm, complaints.forward),
    "verify_complaint": Act("giao-xac-minh", forms.VerifyForm, complaints.verify, before_verifying),
    "report_complaint": Act("bao-cao-xac-minh", forms.ReportForm, complaints.report),
    "invite_dialogue": Act("thong-bao-doi-thoai", forms.InviteForm, complaints.invite, before_inviting),
    "hold_dialogue": Act("bien-ban-doi-thoai", forms.DialogueForm, complaints.hold_dialogue, before_minutes),
    "deem_complex": Act("vu-viec-phuc-tap", forms.ComplexForm, complaints.deem_complex, before_deeming),
    "suspend_complaint": Act("tam-dinh-chi-khieu-nai", forms.SuspendForm, complaints.suspend),
    "resume_complaint": Act("tiep-tuc-khieu-nai", forms.ResumeForm, complaints.resume),
    "withdraw_complaint": Act("rut-khieu-nai", forms.WithdrawForm, complaints.withdraw, before_withdrawal),
    "terminate_complaint": Act("dinh-chi-khieu-nai", forms.TerminateForm, complaints.terminate, before_ending),
    "decide_complaint": Act("quyet-dinh-khieu-nai", forms.DecideForm, complaints.decide, before_decision),
    "send_complaint": Act("gui-quyet-dinh", forms.SendForm, complaints.send),
    "publish_complaint": Act("cong-khai-quyet-dinh", forms.PublishForm, complaints.publish),
    "enforce_complaint": Act("giao-thi-hanh", forms.EnforceForm, complaints.enforce, before_closing),
    "close_complaint": Act("ket-thuc-khieu-nai", forms.CloseForm, complaints.close, before_closing),
}

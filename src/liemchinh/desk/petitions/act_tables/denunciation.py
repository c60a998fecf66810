"""The pages of moves that only a denunciation knows, and what each warns of before."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from liemchinh.desk.forms.petitions import denunciation as forms
from liemchinh.desk.petitions.act_tables.line import Act
from liemchinh.face.counting import counted
from liemchinh.kernel.days import local_day, short_day
from liemchinh.kernel.words import shown
from liemchinh.petitions import queries, rules
from liemchinh.petitions.queries import beside as standing
from liemchinh.petitions.queries import recusal
from liemchinh.petitions.rules import denunciations as law
from liemchinh.petitions.services import denunciations

if TYPE_CHECKING:
    from liemchinh.petitions.models import Petition


def before_acceptance(petition: "Petition", at: datetime) -> list[str]:
    """Whether it is for the head here, and whether the term of the check has passed."""
    said = []
    why = recusal.must_climb(petition, on=local_day(at))
    if why is not None:
        up = gettext("Cơ quan này không được giải quyết: {why}. Hãy chuyển lên cấp trên.")
        said.append(up.format(why=shown(rules.recusal.CLIMB_NAMES[why])))
    if petition.sort_due_at is not None and at > petition.sort_due_at:
        late = gettext("Đã quá hạn kiểm tra, thụ lý: {day}.")
        said.append(late.format(day=short_day(local_day(petition.sort_due_at))))
    if "criminal" in petition.flags:
        said.append(gettext("Có dấu hiệu tội phạm: chuyển ngay cơ quan điều tra, viện kiểm sát (Điều 27.1)."))
    return said


def before_verifying(petition: "Petition", at: datetime) -> list[str]:
    """Nobody there who may verify."""
    if queries.denunciations.may_verify(petition, on=local_day(at)):
        return []
    return [
        gettext("Không có ai ở cơ quan này được giao xác minh. Hãy đề nghị cấp trên giải quyết hoặc giao nơi khác.")
    ]


def before_extending(petition: "Petition", at: datetime) -> list[str]:
    """How often it has been extended."""
    if not petition.extended:
        return []
    return [counted("Đã gia hạn {count} lần.", petition.extended).format(count=petition.extended)]


def before_ending(petition: "Petition", at: datetime) -> list[str]:
    """Whether a withdrawal may end it."""
    taken, left = queries.denunciations.withdrawals(petition)
    if law.may_end_withdrawn(taken, left=left):
        return [gettext("Mọi người tố cáo đã rút toàn bộ, không ghi dấu hiệu phải tiếp tục.")]
    if taken:
        return [
            gettext("Đã có người rút, nhưng vẫn phải giải quyết: còn người đứng tên hoặc có dấu hiệu phải tiếp tục.")
        ]
    return []


def before_concluding(petition: "Petition", at: datetime) -> list[str]:
    """No report yet, or the term has passed."""
    said = []
    if queries.last_event(petition, "report_denunciation") is None:
        said.append(gettext("Chưa có báo cáo xác minh."))
    if "accused" not in standing.heard(petition):
        said.append(gettext("Chưa có biên bản làm việc với người bị tố cáo (Nghị định 31/2019/NĐ-CP, Điều 12)."))
    if petition.due_at is not None and at > petition.due_at:
        late = gettext("Đã quá hạn giải quyết: {day}. Người tố cáo có quyền tố cáo tiếp lên cấp trên (Điều 38).")
        said.append(late.format(day=short_day(local_day(petition.due_at))))
    return said


def before_closing(petition: "Petition", at: datetime) -> list[str]:
    """What is still owed."""
    owed = queries.denunciations.open_duties(petition) & set(law.BEFORE_CLOSING)
    return [gettext("Chưa làm: {label}.").format(label=shown(rules.DUTIES[kind].label)) for kind in sorted(owed)]


OF_DENUNCIATIONS: dict[str, Act] = {
    "propose_denunciation": Act("trinh-to-cao", forms.ProposeForm, denunciations.propose, before_acceptance),
    "prolong_check": Act("keo-dai-kiem-tra", forms.ProlongForm, denunciations.prolong_check),
    "renew_denunciation": Act("to-cao-tiep", forms.RenewForm, denunciations.renew),
    "demand_report": Act("yeu-cau-bao-cao", forms.DemandForm, denunciations.demand_report),
    "accept_denunciation": Act("thu-ly-to-cao", forms.AcceptForm, denunciations.accept, before_acceptance),
    "refuse_denunciation": Act("khong-thu-ly-to-cao", forms.RefuseForm, denunciations.refuse, before_acceptance),
    "keep_settled": Act("khong-giai-quyet-lai", forms.KeepSettledForm, denunciations.keep_settled),
    "keep_lead": Act("nguon-tin", forms.LeadForm, denunciations.keep_lead),
    "settle_at_once": Act("xu-ly-ngay", forms.AtOnceForm, denunciations.settle_at_once, before_acceptance),
    "verify_denunciation": Act("giao-xac-minh-to-cao", forms.VerifyForm, denunciations.verify, before_verifying),
    "report_denunciation": Act("bao-cao-xac-minh-to-cao", forms.ReportForm, denunciations.report),
    "extend_denunciation": Act("gia-han-to-cao", forms.ExtendForm, denunciations.extend, before_extending),
    "suspend_denunciation": Act("tam-dinh-chi-to-cao", forms.SuspendForm, denunciations.suspend),
    "resume_denunciation": Act("tiep-tuc-to-cao", forms.ResumeForm, denunciations.resume),
    "withdraw_denunciation": Act("rut-to-cao", forms.WithdrawForm, denunciations.withdraw),
    "terminate_denunciation": Act("dinh-chi-to-cao", forms.TerminateForm, denunciations.terminate, before_ending),
    "conclude_denunciation": Act("ket-luan-to-cao", forms.ConcludeForm, denunciations.conclude, before_concluding),
    "send_denunciation": Act("gui-van-ban-to-cao", forms.SendForm, denunciations.send),
    "act_on_denunciation": Act("xu-ly-ket-luan", forms.ActOnForm, denunciations.act_on),
    "publish_denunciation": Act("cong-khai-ket-luan", forms.PublishForm, denunciations.publish),
    "follow_denunciation": Act("giao-theo-doi", forms.FollowForm, denunciations.follow),
    "report_following": Act("bao-cao-thuc-hien", forms.FollowedForm, denunciations.report_following),
    "close_denunciation": Act("ket-thuc-to-cao", forms.CloseForm, denunciations.close, before_closing),
}

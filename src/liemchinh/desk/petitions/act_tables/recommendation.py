"""The pages of moves that only recommendations and reflections know."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from liemchinh.desk.forms.petitions import recommendation as forms
from liemchinh.desk.forms.petitions.line import ActForm, ReasonForm
from liemchinh.desk.petitions.act_tables.line import Act
from liemchinh.face.counting import counted
from liemchinh.kernel.days import local_day
from liemchinh.petitions import services
from liemchinh.petitions.queries import published
from liemchinh.petitions.rules.publishing import uncleared

if TYPE_CHECKING:
    from liemchinh.petitions.models import Petition


def before_answering(petition: "Petition", at: datetime) -> list[str]:
    """To how many people an answer goes."""
    joined = petition.duplicates.count()
    if not joined:
        return []
    said = gettext("Câu trả lời gửi chung cho người gửi {count} đơn. Không nêu tên, địa chỉ của ai trong đó.")
    return [said.format(count=joined + 1)]


def before_publishing(petition: "Petition", at: datetime) -> list[str]:
    """What still stands in the way, and that everybody will read it."""
    draft = published.draft_of(petition)
    if draft is None:
        return [gettext("Chưa soạn bản công khai.")]
    said = [gettext("Ai cũng đọc được, kể cả máy tìm kiếm. Rút lại được, nhưng người khác có thể đã chép.")]
    left = len(uncleared(published.alarms_of(draft, on=local_day(at)), draft.cleared))
    if left:
        said.append(counted("Còn {count} chỗ có thể lộ người, chưa công khai được.", left).format(count=left))
    return said


def before_preparing(petition: "Petition", at: datetime) -> list[str]:
    """That one's own words are looked at by somebody else."""
    return [gettext("Chỗ nào máy báo nhầm, người thứ hai xác nhận; người soạn không tự xác nhận.")]


OF_RECOMMENDATIONS: dict[str, Act] = {
    "route": Act("giao-phong", forms.RouteForm, services.route),
    "reroute": Act("giao-phong-khac", forms.RerouteForm, services.reroute),
    "allot": Act("giao-nguoi", forms.AllotForm, services.allot),
    "ask_petitioner": Act("hoi-them", forms.AskForm, services.ask_petitioner),
    "hear_petitioner": Act("loi-dap", forms.HearForm, services.hear_petitioner),
    "draft_answer": Act("du-thao-tra-loi", forms.DraftForm, services.draft_answer),
    "answer": Act("tra-loi-nguoi-gui", forms.AnswerForm, services.answer, before_answering),
    "close_unsolved": Act("chua-giai-quyet-duoc", forms.UnsolvedForm, services.close_unsolved),
    "admit_unsolved": Act("tra-loi-ma-chua-xong", forms.UnsolvedForm, services.admit_unsolved),
    "say_solved": Act("xac-nhan-da-xong", forms.SolvedForm, services.say_solved),
    "reopen": Act("mo-lai", forms.ReopenForm, services.reopen),
    "prepare_answer": Act("soan-cong-khai", forms.PrepareForm, services.prepare_answer, before_preparing),
    "clear_findings": Act("bao-nham", forms.ClearForm, services.clear_findings),
    "publish_answer": Act("cong-khai-tra-loi", ActForm, services.publish_answer, before_publishing),
    "withdraw_answer": Act("rut-cong-khai", forms.WithdrawForm, services.withdraw_answer),
    "merge": Act("gop-don", forms.MergeForm, services.merge),
    "unmerge": Act("tach-khoi-don-trung", ReasonForm, services.unmerge),
    "tell_apart": Act("khong-trung", forms.ApartForm, services.tell_apart),
}

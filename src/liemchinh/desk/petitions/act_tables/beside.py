"""The pages of the acts beside the course of a case, and what each warns of before."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from liemchinh.desk.forms.petitions import beside as forms
from liemchinh.desk.petitions.act_tables.line import Act
from liemchinh.kernel.days import local_day, short_day
from liemchinh.petitions import rules
from liemchinh.petitions.queries import beside as standing
from liemchinh.petitions.services import complaints, denunciations

if TYPE_CHECKING:
    from liemchinh.petitions.models import Petition


def before_staying(petition: "Petition", at: datetime) -> list[str]:
    """A stay that stands already."""
    until = standing.stayed_until(petition, on=local_day(at))
    if until is None:
        return []
    return [gettext("Đã có quyết định tạm đình chỉ thi hành đến hết ngày {day}.").format(day=short_day(until))]


def before_lifting(petition: "Petition", at: datetime) -> list[str]:
    """No stay to lift."""
    stands = standing.stayed_until(petition, on=local_day(at))
    return [] if stands else [gettext("Không có quyết định tạm đình chỉ thi hành nào.")]


def before_asking(petition: "Petition", at: datetime) -> list[str]:
    """That time goes on meanwhile."""
    return [gettext("Thời hạn vẫn chạy. Chỉ quyết định tạm đình chỉ giải quyết mới làm thời hạn dừng.")]


def before_answer(petition: "Petition", at: datetime) -> list[str]:
    """Nothing waits for an answer."""
    return [] if standing.unanswered(petition) else [gettext("Không có yêu cầu nào đang chờ trả lời.")]


def before_anew(petition: "Petition", at: datetime) -> list[str]:
    """Only a review makes it lawful; the term is our reading."""
    said = []
    if standing.reviewed(petition).result != rules.beside.AGAIN:
        said.append(gettext("Chưa có kết luận của cấp trên rằng việc giải quyết có vi phạm."))
    said.append(gettext("Nghị định không nêu thời hạn giải quyết lại: hệ thống tính lại từ đầu thời hạn của lần này."))
    return said


OF_COMPLAINTS: dict[str, Act] = {
    "stay_execution": Act("tam-dinh-chi-thi-hanh", forms.StayForm, complaints.stay_execution, before_staying),
    "lift_stay": Act("huy-tam-dinh-chi-thi-hanh", forms.LiftForm, complaints.lift_stay, before_lifting),
    "hear_party": Act("bien-ban-lam-viec", forms.HearForm, complaints.hear),
    "ask_others": Act("yeu-cau-giam-dinh-tu-van", forms.AskForm, complaints.ask, before_asking),
    "note_others": Act("ghi-tra-loi", forms.AnswerForm, complaints.note_answer, before_answer),
    "lend_file": Act("chuyen-ho-so", forms.LendForm, complaints.lend_file),
    "note_execution": Act("ket-qua-thi-hanh", forms.ExecutionForm, complaints.note_execution),
    "order_review": Act("yeu-cau-xem-xet", forms.ReviewForm, complaints.order_review),
    "note_review": Act("ket-qua-xem-xet", forms.ReviewedForm, complaints.note_review),
    "settle_anew": Act("giai-quyet-lai", forms.AnewForm, complaints.settle_anew, before_anew),
}
OF_DENUNCIATIONS: dict[str, Act] = {
    "prevent_harm": Act("ngan-chan", forms.PreventForm, denunciations.prevent_harm),
    "pass_to_police": Act("chuyen-co-quan-dieu-tra", forms.PoliceForm, denunciations.pass_to_police),
    "ask_protection": Act("de-nghi-bao-ve", forms.AskProtectionForm, denunciations.ask_protection),
    "decide_protection": Act("quyet-dinh-bao-ve", forms.DecideProtectionForm, denunciations.decide_protection),
    "end_protection": Act("cham-dut-bao-ve", forms.EndProtectionForm, denunciations.end_protection),
    "hear_denouncer": Act("bien-ban-nguoi-to-cao", forms.DenouncerForm, denunciations.hear_denouncer),
    "hear_accused": Act("bien-ban-nguoi-bi-to-cao", forms.AccusedForm, denunciations.hear_accused),
    "ask_expert": Act("trung-cau-giam-dinh", forms.ExpertForm, denunciations.ask_expert, before_asking),
    "note_expert": Act("ghi-ket-luan-giam-dinh", forms.AnswerForm, denunciations.note_expert, before_answer),
}
OF_BESIDE = OF_COMPLAINTS | OF_DENUNCIATIONS

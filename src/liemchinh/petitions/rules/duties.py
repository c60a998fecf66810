"""Decides what must follow an act and by when: sending, publishing, telling, reporting, executing, asking."""

from dataclasses import dataclass
from datetime import datetime

from liemchinh.kernel.words import gettext_noop
from liemchinh.law.clocks import Reading
from liemchinh.law.deadlines import Deadline, due_under
from liemchinh.petitions.rules.terms import Office


@dataclass(frozen=True)
class DutyKind:
    """One thing that must follow. `law` is the rule that gives its term, counted from the act that opened it.

    `told`: the person who sent the petition sees this date on their page. An empty `law` means that the act itself
    names the day.
    """

    code: str
    label: str
    law: str
    told: bool = True


COMMON = (
    DutyKind("handle", gettext_noop("Xử lý đơn, không để quá hạn"), "petitions.unhandled", told=False),
    DutyKind("forward", gettext_noop("Chuyển đơn đến nơi có thẩm quyền"), "petitions.forward"),
    DutyKind("forward_feedback", gettext_noop("Nơi nhận báo lại kết quả"), "petitions.forward_feedback"),
    DutyKind("urge_answer", gettext_noop("Nơi bị đôn đốc báo cáo"), "petitions.urge_answer", told=False),
)
OF_COMPLAINTS = (
    DutyKind("complaint_send", gettext_noop("Gửi quyết định giải quyết lần đầu"), "complaints.first_sent"),
    DutyKind("complaint_send_second", gettext_noop("Gửi quyết định giải quyết lần hai"), "complaints.second_sent"),
    DutyKind(
        "complaint_send_discipline",
        gettext_noop("Gửi quyết định giải quyết lần hai về kỷ luật"),
        "complaints.discipline_sent",
    ),
    DutyKind(
        "complaint_front", gettext_noop("Báo kết quả cho nơi chuyển khiếu nại"), "complaints.front_answer", told=False
    ),
    DutyKind("complaint_publish", gettext_noop("Công khai quyết định giải quyết"), "complaints.published"),
    DutyKind("complaint_suspension", gettext_noop("Gửi quyết định tạm đình chỉ"), "complaints.suspension_sent"),
    DutyKind("complaint_resumption", gettext_noop("Gửi quyết định tiếp tục giải quyết"), "complaints.suspension_sent"),
    DutyKind("complaint_termination", gettext_noop("Gửi quyết định đình chỉ"), "complaints.suspension_sent"),
    DutyKind("complaint_effect", gettext_noop("Quyết định có hiệu lực, tổ chức thi hành"), "complaints.effect"),
    DutyKind(
        "complaint_effect_remote",
        gettext_noop("Quyết định có hiệu lực, tổ chức thi hành (vùng sâu, vùng xa)"),
        "complaints.effect_remote",
    ),
    DutyKind(
        "complaint_effect_discipline",
        gettext_noop("Quyết định về kỷ luật có hiệu lực, tổ chức thi hành"),
        "complaints.effect_discipline",
    ),
    DutyKind("complaint_execute", gettext_noop("Thi hành xong quyết định giải quyết"), ""),
    DutyKind("complaint_stay", gettext_noop("Hết hạn tạm đình chỉ thi hành quyết định bị khiếu nại"), ""),
    DutyKind(
        "complaint_information",
        gettext_noop("Nơi được yêu cầu cung cấp tài liệu, giải trình"),
        "complaints.evidence",
        told=False,
    ),
    DutyKind("complaint_answer", gettext_noop("Nơi giám định, nơi được hỏi ý kiến trả lời"), "", told=False),
    DutyKind("complaint_review", gettext_noop("Báo cáo cấp trên việc giải quyết khiếu nại"), "", told=False),
)
OF_DENUNCIATIONS = (
    DutyKind(
        "denunciation_told",
        gettext_noop("Báo thụ lý cho người tố cáo, báo nội dung cho người bị tố cáo"),
        "denunciations.accepted_told",
    ),
    DutyKind(
        "denunciation_press",
        gettext_noop("Báo kết quả cho nơi chuyển tố cáo"),
        "denunciations.press_answer",
        told=False,
    ),
    DutyKind("denunciation_suspension", gettext_noop("Gửi quyết định tạm đình chỉ"), "denunciations.suspension_sent"),
    DutyKind(
        "denunciation_resumption", gettext_noop("Gửi quyết định tiếp tục giải quyết"), "denunciations.suspension_sent"
    ),
    DutyKind("denunciation_termination", gettext_noop("Gửi quyết định đình chỉ"), "denunciations.suspension_sent"),
    DutyKind("denunciation_send", gettext_noop("Gửi, thông báo kết luận"), "denunciations.conclusion_sent"),
    DutyKind("denunciation_act", gettext_noop("Xử lý kết luận"), "denunciations.acted_on", told=False),
    DutyKind("denunciation_publish", gettext_noop("Công khai kết luận"), "denunciations.published"),
    DutyKind("denunciation_answer", gettext_noop("Nơi giám định, nơi được yêu cầu trả lời"), "", told=False),
    DutyKind("denunciation_measures", gettext_noop("Nơi được kiến nghị báo kết quả xử lý"), "", told=False),
    DutyKind(
        "denunciation_follow_up",
        gettext_noop("Báo cáo việc thực hiện kết luận"),
        "denunciations.follow_up_report",
        told=False,
    ),
    DutyKind("denunciation_review", gettext_noop("Xem xét tố cáo tiếp"), "denunciations.renewed_review"),
    DutyKind(
        "denunciation_overdue_demand",
        gettext_noop("Yêu cầu cấp dưới báo cáo tố cáo quá hạn"),
        "denunciations.overdue_demand",
    ),
    DutyKind(
        "denunciation_overdue_report",
        gettext_noop("Cấp dưới báo cáo tố cáo quá hạn"),
        "denunciations.overdue_report",
        told=False,
    ),
)
OF_RECOMMENDATIONS = (
    DutyKind("publish_answer", gettext_noop("Công khai câu hỏi và trả lời"), "petitions.answer_published", told=False),
    DutyKind("ask_solved", gettext_noop("Hỏi người gửi: việc đã xong thật chưa"), "petitions.solved_asked"),
    DutyKind("solved_reply", gettext_noop("Chờ người gửi trả lời đã xong hay chưa"), "petitions.solved_reply"),
    DutyKind("answer_sender", gettext_noop("Báo kết quả cho nơi chuyển đơn"), "petitions.answer_sender", told=False),
)

DUTIES = {kind.code: kind for kind in (*COMMON, *OF_COMPLAINTS, *OF_DENUNCIATIONS, *OF_RECOMMENDATIONS)}


def duty_due(code: str, since: datetime, *, office: Office, story: bool = True) -> Deadline:
    """By when the duty `code` opened at `since` must be done, with the provision and (`story`) every day explained."""
    return due_under(DUTIES[code].law, since, calendar=office.calendar, hours=office.hours, story=story)


def is_late(reading: Reading, at: datetime) -> bool:
    """Whether the duty is overdue at `at`: its last day runs to the end of office hours."""
    return reading.due_at is not None and at > reading.due_at

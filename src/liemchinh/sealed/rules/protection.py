"""Decides about protection: which measures there are, when it ends (Law on Denunciations arts. 47-58)."""

from collections.abc import Collection
from datetime import date
from enum import StrEnum

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop


class Measure(StrEnum):
    """What is protected: articles 56, 57 and 58."""

    SECRECY = "secrecy"
    JOB = "job"
    LABOUR = "labour"
    LIFE = "life"
    HEALTH = "health"
    PROPERTY = "property"
    HONOUR = "honour"


MEASURES = {
    Measure.SECRECY: gettext_noop("Bí mật thông tin (Điều 56)"),
    Measure.JOB: gettext_noop("Vị trí công tác của cán bộ, công chức, viên chức (khoản 1 Điều 57)"),
    Measure.LABOUR: gettext_noop("Việc làm theo hợp đồng lao động (khoản 2 Điều 57)"),
    Measure.LIFE: gettext_noop("Tính mạng (Điều 58)"),
    Measure.HEALTH: gettext_noop("Sức khỏe (Điều 58)"),
    Measure.PROPERTY: gettext_noop("Tài sản (Điều 58)"),
    Measure.HONOUR: gettext_noop("Danh dự, nhân phẩm (Điều 58)"),
}


class EndGround(StrEnum):
    """Why protection ends: article 54.2."""

    CONCLUDED = "concluded"
    NO_GROUND = "no_ground"
    ASKED = "asked"
    DUTY = "duty"


END_GROUNDS = {
    EndGround.CONCLUDED: gettext_noop("Đã có kết luận, hoặc đình chỉ giải quyết (điểm a khoản 2 Điều 54)"),
    EndGround.NO_GROUND: gettext_noop("Không còn căn cứ bảo vệ (điểm b khoản 2 Điều 54)"),
    EndGround.ASKED: gettext_noop("Người được bảo vệ đề nghị (điểm b khoản 2 Điều 54)"),
    EndGround.DUTY: gettext_noop("Người được bảo vệ cố ý không làm nghĩa vụ (điểm c khoản 2 Điều 54)"),
}


class Harm(StrEnum):
    """How somebody strikes back at a reporter."""

    DISMISSAL = "dismissal"
    TRANSFER = "transfer"
    DISCIPLINE = "discipline"
    INCOME = "income"
    THREAT = "threat"
    VIOLENCE = "violence"
    PROPERTY = "property"
    ISOLATION = "isolation"
    EXPOSURE = "exposure"
    OTHER = "other"


HARMS = {
    Harm.DISMISSAL: gettext_noop("Cho thôi việc"),
    Harm.TRANSFER: gettext_noop("Điều chuyển trái ý muốn"),
    Harm.DISCIPLINE: gettext_noop("Kỷ luật, đánh giá xấu"),
    Harm.INCOME: gettext_noop("Cắt giảm thu nhập, quyền lợi"),
    Harm.THREAT: gettext_noop("Đe dọa"),
    Harm.VIOLENCE: gettext_noop("Hành hung"),
    Harm.PROPERTY: gettext_noop("Phá hoại tài sản"),
    Harm.ISOLATION: gettext_noop("Cô lập, bôi nhọ"),
    Harm.EXPOSURE: gettext_noop("Lộ danh tính"),
    Harm.OTHER: gettext_noop("Việc khác"),
}

DUTY_SINCE = date(2026, 7, 1)
"""Law 136/2025/QH15: since then protection ends too when the protected person deliberately fails their duties."""


def check_measures(measures: Collection[str]) -> list[str]:
    """The measures, known and in one order. Raises Refused("sealed.measures") for none or a strange one."""
    known = {measure.value for measure in Measure}
    if not measures or not set(measures) <= known:
        raise Refused("sealed.measures", gettext_noop("Chọn ít nhất một nội dung cần bảo vệ."))
    return [measure.value for measure in Measure if measure.value in measures]


def check_end(ground: EndGround, *, on: date) -> EndGround:
    """The ground, if the law knew it on that day. Raises Refused("sealed.end_ground")."""
    if ground is EndGround.DUTY and on < DUTY_SINCE:
        raise Refused(
            "sealed.end_ground", gettext_noop("Trước ngày 01/7/2026 luật chưa có căn cứ này để chấm dứt bảo vệ.")
        )
    return ground

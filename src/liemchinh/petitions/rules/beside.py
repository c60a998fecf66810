"""Decides what the acts beside the course of a case need: a stay, minutes, questions to others, execution, a review."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from liemchinh.kernel.days import short_day
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.law.book import law_on, provision
from liemchinh.petitions.rules.complaints.terms import SECOND
from liemchinh.petitions.rules.rights import name_needs
from liemchinh.petitions.rules.states import Content

PARTIES = {
    "complainant": gettext_noop("Người khiếu nại, người đại diện, người được ủy quyền"),
    "accused": gettext_noop("Người bị khiếu nại"),
    "related": gettext_noop("Người có quyền, nghĩa vụ liên quan"),
    "other": gettext_noop("Cơ quan, tổ chức, cá nhân khác"),
}
"""Who is heard about a complaint (Law on Complaints, article 29.3)."""
HEARD = {
    "accused": gettext_noop("Người bị tố cáo"),
    "other": gettext_noop("Cơ quan, tổ chức, cá nhân khác"),
}
"""Who is heard about a denunciation besides the denouncer (Decree 31/2019/NĐ-CP, articles 12 and 13.2)."""
ATTENDED = {
    "signed": gettext_noop("Có mặt, đã ký biên bản"),
    "unsigned": gettext_noop("Có mặt, không ký biên bản"),
    "written": gettext_noop("Giải trình bằng văn bản"),
    "absent": gettext_noop("Đã mời mà không đến, không giải trình"),
}

INFORMATION, FIRST_FILE, APPRAISAL, OPINION, COUNCIL = "information", "file", "appraisal", "opinion", "council"
ASKED = {
    INFORMATION: gettext_noop("Yêu cầu cung cấp thông tin, tài liệu, giải trình"),
    FIRST_FILE: gettext_noop("Yêu cầu hồ sơ giải quyết lần đầu"),
    APPRAISAL: gettext_noop("Trưng cầu giám định"),
    OPINION: gettext_noop("Tham khảo ý kiến cơ quan, chuyên gia"),
    COUNCIL: gettext_noop("Lập Hội đồng tư vấn"),
}
"""What others are asked for in a complaint (articles 14.1a, 15.1, 29.3d, 36.2)."""
ASKED_OF_DENUNCIATIONS = {code: ASKED[code] for code in (INFORMATION, APPRAISAL)}
ASKED_DUTY = {
    INFORMATION: "complaint_information",
    FIRST_FILE: "complaint_information",
    APPRAISAL: "complaint_answer",
    OPINION: "complaint_answer",
    COUNCIL: "complaint_answer",
}
"""Which duty waits for the answer: of seven days by the law, or until the day that the letter names."""
SECOND_ONLY = frozenset({FIRST_FILE, COUNCIL})

BORROWERS = {
    "second": gettext_noop("Người giải quyết khiếu nại lần hai"),
    "court": gettext_noop("Tòa án"),
    "superior": gettext_noop("Cấp trên xem xét việc giải quyết"),
}
EXECUTED = {
    "done": gettext_noop("Đã thi hành xong"),
    "part": gettext_noop("Mới thi hành một phần"),
    "obstacle": gettext_noop("Có vướng mắc"),
    "urged": gettext_noop("Đã đôn đốc, kiểm tra"),
}
REVIEW_GROUNDS = {
    "unlawful": gettext_noop("Việc giải quyết có vi phạm pháp luật, gây thiệt hại"),
    "new_facts": gettext_noop("Có tình tiết mới làm thay đổi nội dung vụ việc"),
}
AGAIN = "again"
REVIEW_RESULTS = {
    "lawful": gettext_noop("Giải quyết đúng pháp luật, chấm dứt việc xem xét"),
    AGAIN: gettext_noop("Giải quyết có vi phạm, phải giải quyết lại"),
}
PREVENTED = {
    "own": gettext_noop("Áp dụng biện pháp thuộc thẩm quyền"),
    "police": gettext_noop("Báo ngay cho công an"),
    "other": gettext_noop("Báo ngay cho cơ quan có thẩm quyền khác"),
}
"""How harm is prevented at once (Law on Denunciations, article 27.2)."""

PROTECTED = {
    "secret": gettext_noop("Bí mật thông tin"),
    "post": gettext_noop("Vị trí công tác, việc làm"),
    "life": gettext_noop("Tính mạng, sức khỏe, tài sản, danh dự, nhân phẩm"),
}
"""What is protected (Law on Denunciations, articles 56, 57 and 58)."""
DECLINED = "declined"
PROTECTIONS = {
    "own": gettext_noop("Áp dụng biện pháp bảo vệ thuộc thẩm quyền"),
    "other": gettext_noop("Yêu cầu, đề nghị cơ quan có thẩm quyền áp dụng"),
    DECLINED: gettext_noop("Không áp dụng, thông báo lý do cho người tố cáo"),
}
"""What is decided about a request (article 51)."""
PROTECTION_ENDS = {
    "concluded": gettext_noop("Đã kết luận nội dung tố cáo hoặc đình chỉ giải quyết (Điều 54.2a)"),
    "gone": gettext_noop("Căn cứ bảo vệ không còn, hoặc người được bảo vệ đề nghị (Điều 54.2b)"),
    "duty": gettext_noop("Người được bảo vệ cố ý không thực hiện nghĩa vụ (Điều 54.2c)"),
}

NEEDS = {
    "protected": gettext_noop("nội dung cần bảo vệ"),
    "protection": gettext_noop("quyết định về bảo vệ"),
    "until": gettext_noop("ngày hết tạm đình chỉ"),
    "whom": gettext_noop("người được làm việc"),
    "place": gettext_noop("địa điểm"),
    "held_on": gettext_noop("ngày gặp làm việc"),
    "said": gettext_noop("nội dung"),
    "asked": gettext_noop("việc yêu cầu"),
    "question": gettext_noop("nội dung yêu cầu"),
    "ask": gettext_noop("yêu cầu được trả lời"),
    "borrower": gettext_noop("nơi mượn hồ sơ"),
    "executed": gettext_noop("tình hình thi hành"),
    "report_by": gettext_noop("ngày phải báo cáo"),
    "review_ground": gettext_noop("căn cứ xem xét"),
    "review_result": gettext_noop("kết quả xem xét"),
    "copies": gettext_noop("số bản"),
}
name_needs(NEEDS, Content.COMPLAINT, Content.DENUNCIATION)
name_needs(
    {"measure": gettext_noop("biện pháp ngăn chặn"), "day": gettext_noop("ngày phải trả lời")}, Content.DENUNCIATION
)


def check_one_of(given: str, known: Mapping[str, str]) -> str:
    """`given` when the list has it. Raises Refused("petitions.listed")."""
    if given not in known:
        raise Refused("petitions.listed", gettext_noop("Hãy chọn một mục trong danh sách."))
    return given


def check_held(held_on: date, *, on: date, since: date) -> None:
    """Minutes are of a day that has come, not before the petition did. Raises Refused("petitions.held_on")."""
    if not since <= held_on <= on:
        sentence = gettext_noop("Ngày làm việc phải từ ngày nhận đơn ({since}) đến hôm nay.")
        raise Refused("petitions.held_on", sentence, since=short_day(since))


def check_stay(until: date, *, on: date, due: date | None, disciplinary: bool, standing_until: date | None) -> None:
    """Whether execution may be stayed until the end of the day `until` (Law on Complaints, article 35).

    `due` is the last day of settlement: the stay may not outlast what is left of it. `standing_until` is the last day
    of a stay that stands. Raises Refused: "complaints.stay_discipline", ".stayed", ".stay_until".
    """
    if disciplinary:
        sentence = gettext_noop("Chương về quyết định kỷ luật không có việc tạm đình chỉ thi hành.")
        raise Refused("complaints.stay_discipline", sentence)
    if standing_until is not None:
        sentence = gettext_noop("Quyết định bị khiếu nại đang được tạm đình chỉ thi hành đến hết ngày {day}.")
        raise Refused("complaints.stayed", sentence, day=short_day(standing_until))
    if due is None or on > due:
        sentence = gettext_noop("Thời hạn giải quyết đã hết nên không còn thời gian để tạm đình chỉ thi hành.")
        raise Refused("complaints.stay_until", sentence)
    if not on <= until <= due:
        sentence = gettext_noop("Tạm đình chỉ thi hành không được quá thời hạn giải quyết: đến hết ngày {day}.")
        raise Refused("complaints.stay_until", sentence, day=short_day(due))


def check_lifting(standing_until: date | None) -> None:
    """Only a stay that stands can be lifted. Raises Refused("complaints.no_stay")."""
    if standing_until is None:
        raise Refused("complaints.no_stay", gettext_noop("Không có quyết định tạm đình chỉ thi hành nào để hủy bỏ."))


def check_asking(
    asked: str, *, instance: int, head: bool, disciplinary: bool, is_complex: bool, day: date | None, on: date
) -> str:
    """What may be asked of others in a complaint, by whom, until when; the code of the duty that waits for it.

    A council of advice, and the file of the first instance, belong to the second one; only the head forms a council,
    and only in a complex case (articles 15.1đ, 36.2). Raises Refused("petitions.listed"), ("complaints.ask_second"),
    ("complaints.ask_head"), ("complaints.ask_complex") and ("petitions.ask_day").
    """
    check_one_of(asked, ASKED)
    if asked in SECOND_ONLY and instance != SECOND:
        sentence = gettext_noop("Việc “{what}” chỉ có khi giải quyết khiếu nại lần hai.")
        raise Refused("complaints.ask_second", sentence, what=ASKED[asked])
    if asked == COUNCIL and (not head or disciplinary):
        sentence = gettext_noop("Chỉ người giải quyết khiếu nại lần hai lập Hội đồng, và không lập về kỷ luật.")
        raise Refused("complaints.ask_head", sentence)
    if asked == COUNCIL and not is_complex:
        sentence = gettext_noop(
            "Chỉ lập Hội đồng tư vấn cho vụ việc phức tạp. Hãy làm “Xác định vụ việc phức tạp” trước."
        )
        raise Refused("complaints.ask_complex", sentence)
    duty = ASKED_DUTY[asked]
    if duty == "complaint_answer":
        check_answer_day(day, on=on)
    return duty


def check_answer_day(day: date | None, *, on: date) -> None:
    """A letter that asks says by when. Raises Refused("petitions.ask_day")."""
    if day is None or day <= on:
        raise Refused("petitions.ask_day", gettext_noop("Hãy ghi ngày phải trả lời, sau hôm nay."))


def review_grounds_on(on: date) -> dict[str, str]:
    """For what a settlement may be looked into once more by the law of a day (Decree 124/2020/NĐ-CP, article 38)."""
    found = law_on(on).get("complaints.review_grounds")
    named = found.value if found is not None and isinstance(found.value, list) else []
    return {code: REVIEW_GROUNDS[str(code)] for code in map(str, named)}


@dataclass(frozen=True)
class Reviewed:
    """How far a review of the settlement has come: ordered and not reported yet, or its result."""

    waiting: bool = False
    result: str = ""


def check_review(ground: str, standing: Reviewed, *, on: date, day: date) -> None:
    """A review is ordered on a ground of the day's law, to be reported by a later day.

    Raises Refused("complaints.review_ground"), ("complaints.reviewed") while one is under way, ("complaints.day").
    """
    if ground not in review_grounds_on(on):
        sentence = gettext_noop("Ngày này pháp luật không có căn cứ xem xét lại như vậy.")
        raise Refused("complaints.review_ground", sentence)
    if standing.waiting:
        raise Refused("complaints.reviewed", gettext_noop("Đang có một lần xem xét chưa có kết quả."))
    if day <= on:
        raise Refused("complaints.day", gettext_noop("Ngày phải báo cáo phải sau hôm nay."))


def check_review_result(result: str, standing: Reviewed) -> None:
    """Raises Refused("petitions.listed"), ("complaints.no_review") when none is under way."""
    check_one_of(result, REVIEW_RESULTS)
    if not standing.waiting:
        raise Refused("complaints.no_review", gettext_noop("Không có yêu cầu xem xét nào đang chờ kết quả."))


def check_anew(standing: Reviewed) -> None:
    """A settled case is settled anew only when a review says so. Raises Refused("complaints.not_again")."""
    if standing.waiting or standing.result != AGAIN:
        sentence = gettext_noop("Chỉ giải quyết lại khi cấp trên đã kết luận việc giải quyết có vi phạm.")
        raise Refused("complaints.not_again", sentence)


def least_copies(*, on: date) -> int:
    """How many copies minutes of a denunciation have at least (Decree 31/2019/NĐ-CP, articles 11.2 and 12.2)."""
    return provision("denunciations.minutes_copies", on=on).number()


def check_copies(copies: int, *, on: date) -> None:
    """Raises Refused("denunciations.copies") for fewer than the law asks for."""
    if copies < least_copies(on=on):
        sentence = gettext_noop("Biên bản phải lập ít nhất {least} bản.")
        raise Refused("denunciations.copies", sentence, least=least_copies(on=on))


def check_heard(heard: Collection[str], *, unheard: str) -> None:
    """Nobody is found guilty or not without having been asked: minutes with the accused, or why there are none.

    `heard`: codes of `HEARD` of the minutes since acceptance. Law on Denunciations, articles 31.4 and 35.1; Decree
    31/2019/NĐ-CP, article 12.1. Raises Refused("denunciations.unheard").
    """
    if "accused" not in heard and not unheard:
        sentence = gettext_noop(
            "Chưa có biên bản làm việc với người bị tố cáo. Hãy làm việc, hoặc ghi vì sao không làm việc được."
        )
        raise Refused("denunciations.unheard", sentence)


@dataclass(frozen=True)
class Protecting:
    """How far protection has come: asked for and undecided, or in force."""

    waiting: bool = False
    stands: bool = False


def protection_ends_on(on: date) -> dict[str, str]:
    """The grounds of article 54.2 on a day: the failed duty of the protected person is one by its rule in the book."""
    found = law_on(on).get("denunciations.protection_ends")
    named = found.value if found is not None and isinstance(found.value, list) else []
    return {code: PROTECTION_ENDS[code] for code in map(str, named)}


def check_measures(protection: str, measures: Collection[str]) -> None:
    """A protection that is granted says what is protected (article 52.2d). Raises Refused("petitions.listed")."""
    if protection != DECLINED and not measures:
        raise Refused("petitions.listed", gettext_noop("Hãy chọn một mục trong danh sách."))


def check_protection_end(ground: str, standing: Protecting, *, on: date, ended: bool) -> None:
    """Protection ends on a ground of the day's law; `ended`: a conclusion or a termination has been signed.

    Raises Refused("denunciations.protection_ground"), ("denunciations.no_protection").
    """
    if ground not in protection_ends_on(on) or (ground == "concluded" and not ended):
        sentence = gettext_noop("Ngày này không có căn cứ chấm dứt bảo vệ như vậy (Điều 54.2 Luật Tố cáo).")
        raise Refused("denunciations.protection_ground", sentence)
    if not standing.stands:
        raise Refused("denunciations.no_protection", gettext_noop("Không có biện pháp bảo vệ nào đang áp dụng."))

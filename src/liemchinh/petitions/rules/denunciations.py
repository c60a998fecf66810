"""Decides on denunciations (tố cáo): conditions, criteria, extensions, withdrawal, endings, what may be published.

Law 25/2018/QH14 as consolidated in 2026; Decree 31/2019/NĐ-CP as amended by Decree 156/2026/NĐ-CP.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from liemchinh.kernel.codes import tidy_phone
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import fold, gettext_noop, joined, nfc
from liemchinh.law.book import Provision, provision
from liemchinh.law.clocks import Budget
from liemchinh.law.deadlines import budget_of
from liemchinh.petitions.rules.redaction import check_addresses
from liemchinh.petitions.rules.redaction.names import known_names
from liemchinh.petitions.rules.redaction.reading import read
from liemchinh.petitions.rules.rights import name_needs
from liemchinh.petitions.rules.states import Complexity, Content

RENEWED = 2
"""`Petition.instance` of a denunciation that was made again to the superior."""

CONDITIONS = {
    "form": gettext_noop(
        "Đơn ghi ngày, họ tên, địa chỉ, cách liên hệ, hành vi, người bị tố cáo và có chữ ký (Điều 23)"
    ),
    "capacity": gettext_noop("Người tố cáo đủ năng lực hành vi dân sự, hoặc có người đại diện"),
    "within": gettext_noop("Vụ việc thuộc thẩm quyền giải quyết"),
    "basis": gettext_noop("Có cơ sở xác định người vi phạm, hành vi vi phạm pháp luật"),
}
"""Điều kiện thụ lý (article 29.1): all of them, or it is not accepted."""

REFUSALS = {
    "form": gettext_noop("Không thực hiện theo Điều 23 (đơn, họ tên, địa chỉ, chữ ký)"),
    "capacity": gettext_noop("Người tố cáo không đủ năng lực hành vi dân sự và không có người đại diện"),
    "within": gettext_noop("Không thuộc thẩm quyền giải quyết"),
    "basis": gettext_noop("Không có cơ sở xác định người vi phạm, hành vi vi phạm"),
    "complaint": gettext_noop("Khiếu nại đã giải quyết đúng, không có chứng cứ người giải quyết vi phạm (Điều 29.1)"),
    "withdrawn": gettext_noop("Mọi người tố cáo đã rút toàn bộ trước khi thụ lý"),
}
"""Why a denunciation is not accepted; the denouncer is told at once (article 24.1)."""

LEADS = {
    "nameless": gettext_noop("Không rõ họ tên, địa chỉ người tố cáo"),
    "unfound": gettext_noop("Không xác định được người tố cáo"),
    "false_name": gettext_noop("Dùng họ tên của người khác"),
    "other_form": gettext_noop("Không bằng đơn, không trình bày trực tiếp (Điều 22)"),
    "sent_on": gettext_noop("Nơi khác chuyển đến, không đủ điều kiện thụ lý (Điều 26.1b)"),
}
"""Why something is no denunciation in law and may yet be a lead for an inspection (articles 25 and 26)."""

LONGER_CHECK = {
    "places": gettext_noop("Phải kiểm tra, xác minh tại nhiều địa điểm"),
    "authorised": gettext_noop("Phải ủy quyền cho cơ quan khác kiểm tra, xác minh"),
}
PROPOSALS = {
    "accept": gettext_noop("Thụ lý"),
    "refuse": gettext_noop("Không thụ lý"),
    "review": gettext_noop("Xem xét tố cáo tiếp"),
}

CRITERIA = {
    "places": gettext_noop("Một nội dung nhưng phải xác minh từ hai địa điểm trở lên"),
    "matters": gettext_noop("Từ hai nội dung phải xác minh trở lên"),
    "many": gettext_noop("Nhiều người tố cáo một nội dung, hoặc liên quan quyền lợi của nhiều người"),
    "foreign": gettext_noop("Có yếu tố nước ngoài"),
    "bodies": gettext_noop("Liên quan trách nhiệm quản lý của nhiều cơ quan, tổ chức"),
    "opinions": gettext_noop("Các cơ quan liên quan còn ý kiến khác nhau"),
    "evidence": gettext_noop("Tài liệu, chứng cứ mâu thuẫn, cần thời gian kiểm tra, đánh giá"),
}
"""Tiêu chí vụ việc phức tạp: the seven of Decree 31/2019/NĐ-CP, article 3.2, from a to g."""

SUSPENSIONS = {
    "other": gettext_noop("Đợi kết quả giải quyết của nơi khác hoặc của vụ việc liên quan (Điều 34.1a)"),
    "appraisal": gettext_noop("Đợi kết quả giám định bổ sung, giám định lại (Điều 34.1b)"),
    "expert": gettext_noop("Trưng cầu giám định, thời gian giám định không tính (Nghị định 31/2019/NĐ-CP, Điều 15.4)"),
}
TERMINATIONS = {
    "withdrawn": gettext_noop("Người tố cáo rút toàn bộ nội dung tố cáo (Điều 34.3a)"),
    "death": gettext_noop("Người bị tố cáo chết, nội dung chỉ liên quan trách nhiệm của người ấy (Điều 34.3b)"),
    "judged": gettext_noop("Đã có bản án, quyết định có hiệu lực (Điều 34.3c)"),
}
STILL_SETTLED = {
    "violation": gettext_noop("Hành vi bị tố cáo có dấu hiệu vi phạm pháp luật"),
    "coerced": gettext_noop("Người tố cáo bị đe dọa, ép buộc, mua chuộc"),
    "slander": gettext_noop("Lợi dụng tố cáo để vu khống, xúc phạm, gây thiệt hại"),
}
"""Signs for which a withdrawn one is settled all the same (article 33.3; Decree 156/2026/NĐ-CP, article 1.4)."""
WITHDRAWAL_FORMS = {
    "letter": gettext_noop("Đơn rút tố cáo (Mẫu số 02)"),
    "minutes": gettext_noop("Biên bản ghi nhận việc rút tố cáo (Mẫu số 03)"),
}
SCOPES = {"whole": gettext_noop("Rút toàn bộ"), "part": gettext_noop("Rút một phần")}


class Verdict(StrEnum):
    """What the conclusion says of the denunciation (article 35.2c)."""

    RIGHT = "right"
    PARTLY = "partly"
    WRONG = "wrong"


VERDICT_NAMES = {
    Verdict.RIGHT: gettext_noop("Tố cáo đúng"),
    Verdict.PARTLY: gettext_noop("Tố cáo đúng một phần"),
    Verdict.WRONG: gettext_noop("Tố cáo sai sự thật"),
}
MEASURES = {
    "discipline": gettext_noop("Xử lý kỷ luật"),
    "sanction": gettext_noop("Xử phạt vi phạm hành chính"),
    "repair": gettext_noop("Buộc khắc phục hậu quả"),
    "recommend": gettext_noop("Kiến nghị cơ quan khác xử lý"),
    "restore": gettext_noop("Khôi phục quyền, lợi ích của người bị tố cáo"),
    "slanderer": gettext_noop("Xử lý người cố ý tố cáo sai sự thật"),
    "police": gettext_noop("Chuyển cơ quan điều tra, viện kiểm sát"),
    "none": gettext_noop("Không có biện pháp nào phải áp dụng"),
}
PUBLICATION_FORMS = {
    "meeting": gettext_noop("Công bố tại cuộc họp"),
    "posting": gettext_noop("Niêm yết tại trụ sở, nơi tiếp công dân"),
    "portal": gettext_noop("Đăng trên cổng thông tin, mạng nội bộ"),
    "media": gettext_noop("Thông báo trên phương tiện thông tin đại chúng"),
}
FOLLOWERS = {
    "inspectorate": gettext_noop("cơ quan thanh tra cùng cấp"),
    "unit": gettext_noop("đơn vị tham mưu"),
}
"""Who may be charged with following up, by its name in the rule `denunciations.follow_up_bodies`."""
RENEWALS = {
    "overdue": gettext_noop("Quá thời hạn mà chưa được giải quyết (Điều 38)"),
    "wrong": gettext_noop("Cho rằng việc giải quyết không đúng pháp luật (Điều 37)"),
}
REVIEW_GROUNDS = {
    "inaccurate": gettext_noop("Kết quả xác minh, kết luận thiếu chính xác hoặc thiếu khách quan"),
    "missed": gettext_noop("Bỏ sót, bỏ lọt thông tin, chứng cứ quan trọng"),
    "law": gettext_noop("Áp dụng không đúng pháp luật khi xác minh, kết luận"),
    "authority": gettext_noop("Giải quyết không đúng thẩm quyền (Điều 37.2b)"),
    "unjust": gettext_noop("Vi phạm pháp luật nghiêm trọng hoặc không khách quan (Điều 38.5)"),
}
"""Why a renewed denunciation is settled once more by the superior (articles 37.3, 37.2b, 38.5)."""
SENT = {
    "denunciation_told": gettext_noop("Thông báo thụ lý và nội dung tố cáo"),
    "denunciation_suspension": gettext_noop("Quyết định tạm đình chỉ"),
    "denunciation_resumption": gettext_noop("Quyết định tiếp tục giải quyết"),
    "denunciation_termination": gettext_noop("Quyết định đình chỉ"),
    "denunciation_send": gettext_noop("Kết luận nội dung tố cáo"),
}
"""What may be sent, by the duty that it meets."""
BEFORE_CLOSING = (*SENT, "denunciation_act", "denunciation_publish", "denunciation_measures")
"""Duties that must be met before a case is closed."""

NEEDS = {
    "proposal": gettext_noop("đề xuất"),
    "seat": gettext_noop("người xác minh"),
    "matter": gettext_noop("nội dung tố cáo được thụ lý"),
    "subject": gettext_noop("người, hành vi được nêu rõ"),
    "evidence": gettext_noop("tài liệu, chứng cứ cụ thể"),
    "verified": gettext_noop("kết quả xác minh"),
    "suggested": gettext_noop("kiến nghị xử lý"),
    "criteria": gettext_noop("tiêu chí phức tạp"),
    "days": gettext_noop("số ngày gia hạn"),
    "form_used": gettext_noop("đơn rút hoặc biên bản"),
    "scope": gettext_noop("rút toàn bộ hay một phần"),
    "withdrawn": gettext_noop("người rút tố cáo"),
    "verdict": gettext_noop("kết luận đúng, sai"),
    "grounds": gettext_noop("căn cứ pháp luật"),
    "responsibility": gettext_noop("trách nhiệm của từng cơ quan, cá nhân"),
    "recipients": gettext_noop("nơi nhận"),
    "sent": gettext_noop("văn bản đã gửi"),
    "measures": gettext_noop("biện pháp xử lý"),
    "form": gettext_noop("hình thức công khai"),
    "posted": gettext_noop("nơi và thời gian công khai"),
    "extract": gettext_noop("nội dung công khai"),
    "followed": gettext_noop("kết quả thực hiện"),
}
name_needs(NEEDS, Content.DENUNCIATION)


def check_listed(given: str, known: Mapping[str, str]) -> str:
    """`given` when the law's list has it. Raises Refused("denunciations.listed")."""
    if given not in known:
        raise Refused("denunciations.listed", gettext_noop("Hãy chọn một mục trong danh sách của luật."))
    return given


def check_all_listed(given: Iterable[str], known: Mapping[str, str]) -> list[str]:
    """Those given, each once, in the order of the law. Raises Refused("denunciations.listed")."""
    wanted = set(given)
    if wanted - set(known):
        raise Refused("denunciations.listed", gettext_noop("Hãy chọn các mục trong danh sách của luật."))
    return [code for code in known if code in wanted]


def check_conditions(met: Collection[str]) -> None:
    """All conditions of article 29.1 hold. Raises Refused("denunciations.conditions") naming those that do not."""
    missing = [name for code, name in CONDITIONS.items() if code not in met]
    if missing:
        sentence = gettext_noop("Chưa đủ điều kiện thụ lý: {names}.")
        raise Refused("denunciations.conditions", sentence, names=joined("; ", missing))


def settlement_term(accepted_on: date) -> tuple[Budget, Provision]:
    """The term of settlement by the law of the day of acceptance, which the case keeps to its end (article 30.1)."""
    found = provision("denunciations.settlement", on=accepted_on)
    return budget_of(found), found


def complexity(criteria: Collection[str], *, on: date) -> Complexity:
    """How involved a case with these criteria is (Decree 31/2019/NĐ-CP, article 3)."""
    count = len(set(criteria) & set(CRITERIA))
    if count >= provision("denunciations.very_complex_from", on=on).number():
        return Complexity.VERY_COMPLEX
    if count >= provision("denunciations.complex_from", on=on).number():
        return Complexity.COMPLEX
    return Complexity.NORMAL


def extensions_allowed(grade: Complexity, *, on: date) -> int:
    """How often the term may be extended in all (article 30.2 and 30.3)."""
    if grade is Complexity.NORMAL:
        return 0
    rule = "very_complex" if grade is Complexity.VERY_COMPLEX else "complex"
    return provision(f"denunciations.extensions_{rule}", on=on).number()


def check_extension(criteria: Collection[str], *, extended: int, days: int, on: date) -> Complexity:
    """Whether one more extension of `days` is lawful; the grade of the case.

    `extended`: how often it has been. Raises Refused("denunciations.extension") and Refused("denunciations.days").
    """
    grade = complexity(criteria, on=on)
    allowed = extensions_allowed(grade, on=on)
    if extended >= allowed:
        sentence = gettext_noop(
            "Vụ việc có {count} tiêu chí phức tạp: được gia hạn {allowed} lần, đã gia hạn {extended} lần."
        )
        raise Refused("denunciations.extension", sentence, count=len(set(criteria)), allowed=allowed, extended=extended)
    most = provision("denunciations.extension", on=on).number()
    if not 0 < days <= most:
        raise Refused("denunciations.days", gettext_noop("Mỗi lần gia hạn từ 1 đến {most} ngày."), most=most)
    return grade


@dataclass(frozen=True)
class Withdrawal:
    """One recorded withdrawal: whole or part, with which of the signs for which it must be settled all the same."""

    scope: str
    signs: tuple[str, ...] = ()


def may_end_withdrawn(withdrawals: Sequence[Withdrawal], *, left: int) -> bool:
    """Whether the case may end because it was withdrawn.

    Nobody is left behind it (`left`), each took back the whole, and no sign says that it must be settled.
    """
    whole = bool(withdrawals) and all(one.scope == "whole" for one in withdrawals)
    return whole and left == 0 and not any(one.signs for one in withdrawals)


def check_termination(ground: str, withdrawals: Sequence[Withdrawal], *, left: int) -> None:
    """Raise Refused("denunciations.still_settled") when a withdrawal does not end this case (articles 33.3, 34.3a)."""
    check_listed(ground, TERMINATIONS)
    if ground == "withdrawn" and not may_end_withdrawn(withdrawals, left=left):
        sentence = gettext_noop(
            "Chưa đình chỉ được: còn người chưa rút toàn bộ, hoặc có dấu hiệu vi phạm, ép buộc, vu khống."
        )
        raise Refused("denunciations.still_settled", sentence)


def check_faults(said: str, *, renewed: bool) -> None:
    """One that is settled again says what was wrong before (article 37.4b). Raises Refused("denunciations.faults")."""
    if renewed and not said:
        sentence = gettext_noop("Giải quyết lại: hãy kết luận về vi phạm, sai lầm của lần giải quyết trước (nếu có).")
        raise Refused("denunciations.faults", sentence)


def check_follower(body: str, *, on: date) -> str:
    """Who may be charged with following up that day. Raises Refused("denunciations.follower")."""
    allowed = provision("denunciations.follow_up_bodies", on=on).value
    if body not in FOLLOWERS or not isinstance(allowed, list) or str(FOLLOWERS[body]) not in allowed:
        sentence = gettext_noop("Ngày này chỉ giao theo dõi được cho: {names}.")
        names = joined(", ", [str(name) for name in allowed]) if isinstance(allowed, list) else ""
        raise Refused("denunciations.follower", sentence, names=names)
    return body


def check_closing(open_duties: Collection[str]) -> None:
    """Raise Refused("denunciations.open") when something the law wants done has not been."""
    if set(open_duties) & set(BEFORE_CLOSING):
        sentence = gettext_noop(
            "Còn việc phải làm trước khi kết thúc: gửi, xử lý, công khai kết luận, kết quả kiến nghị."
        )
        raise Refused("denunciations.open", sentence)


@dataclass(frozen=True)
class Denouncer:
    """What is known of one who denounced, and must not be in any paper that others read."""

    name: str = ""
    identity: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""


LEAK_NAMES = {
    "name": gettext_noop("họ tên"),
    "identity": gettext_noop("số giấy tờ"),
    "address": gettext_noop("địa chỉ"),
    "phone": gettext_noop("số điện thoại"),
    "email": gettext_noop("thư điện tử"),
}


def leaks(text: str, denouncers: Iterable[Denouncer]) -> list[str]:
    """Which facts about the denouncers `text` would tell, as names of `LEAK_NAMES`; names compared without marks."""
    reading = read(text)
    digits, bare = _digits(text), fold(text)
    found: set[str] = set()
    for one in denouncers:
        if one.name and any(True for _ in known_names(reading, [one.name])):
            found.add("name")
        if check_addresses(text, _houses(one.address)):
            found.add("address")
        if len(_digits(one.identity)) >= _SHORTEST_NUMBER and _digits(one.identity) in digits:
            found.add("identity")
        if len(tidy_phone(one.phone)) >= _SHORTEST_NUMBER and tidy_phone(one.phone)[1:] in digits:
            found.add("phone")
        if one.email and fold(one.email) in bare:
            found.add("email")
    return [name for name in LEAK_NAMES if name in found]


_SHORTEST_NUMBER = 6
_VILLAGES = ("thon ", "ap ", "to ", "xom ", "ban ", "buon ", "lang ", "khu ", "khom ", "doi ", "phum ", "soc ")


def _houses(address: str) -> list[str]:
    """The parts of an address that lead to one house: those with a number, but for villages and quarters.

    Where it happened may be said, although the denouncer lives in the same village.
    """
    parts = [part.strip() for part in address.replace(";", ",").split(",")]
    return [part for part in parts if re.search(r"\d", part) and not fold(part).startswith(_VILLAGES)]


def _digits(text: str) -> str:
    """The digits of `text`, those of one written number together and apart from the next."""
    joined_up = re.sub(r"(?<=\d)[\s.\-–]{1,2}(?=\d)", "", text)
    return " ".join(re.findall(r"\d+", joined_up))


def check_secret(text: str, denouncers: Iterable[Denouncer], *, accused: Iterable[str] = ()) -> None:
    """Refuse words that others will read and that lead to a denouncer (articles 8.3, 40.3, 56).

    `accused` are names that may be said, whole: one of them may be like a denouncer's. Raises
    Refused("denunciations.leak") saying which kind of fact, never the fact itself.
    """
    for name in accused:
        if name.strip():
            text = re.sub(re.escape(nfc(name.strip())), "…", nfc(text), flags=re.IGNORECASE)
    found = leaks(text, denouncers)
    if found:
        sentence = gettext_noop("Nội dung này làm lộ người tố cáo: {names}. Hãy viết lại, không nhắc đến người tố cáo.")
        raise Refused("denunciations.leak", sentence, names=joined(", ", [LEAK_NAMES[name] for name in found]))

"""Papers of a complaint that stay between offices: who verifies, why the case is complex, who carries it out."""

from datetime import date

from liemchinh.kernel.days import moment, short_day
from liemchinh.kernel.words import gettext_noop
from liemchinh.org import queries as org
from liemchinh.papers.press import Paper
from liemchinh.petitions import rules
from liemchinh.petitions.models import Petition, PetitionEvent
from liemchinh.petitions.queries.papers import complaint_parts as parts
from liemchinh.petitions.queries.papers import office


def verification(petition: Petition, event: PetitionEvent, site: str) -> Paper:
    """The decision that gives verification to somebody."""
    person = str(event.facts.get("person", ""))
    name = org.people([person]).get(person, "")
    title = petition.seat.title if petition.seat is not None else ""
    return parts.letter(
        petition,
        event,
        site,
        named="Quyết định",
        about="Về việc giao xác minh nội dung khiếu nại",
        suffix="/QĐ-UBND",
        grounds=(parts.LAW, parts.DECREE),
        facts=parts.given(petition),
        articles=(
            f"Giao ông (bà) {name}{f', {title},' if title else ''} xác minh nội dung khiếu nại nêu trên. "
            f"Nội dung xác minh: {event.reason}",
            "Người được giao xác minh có quyền, nghĩa vụ theo khoản 3 Điều 29 Luật Khiếu nại và báo cáo kết quả "
            f"trước khi hết thời hạn giải quyết{_until(petition)}.",
            "Người được giao xác minh, người bị khiếu nại và cơ quan, tổ chức, cá nhân có liên quan chịu trách nhiệm "
            "thi hành Quyết định này./.",
        ),
        recipients=("Như Điều 3", "Người khiếu nại"),
    )


def _until(petition: Petition) -> str:
    return f", {moment(petition.due_at)}" if petition.due_at else ""


def complexity(petition: Petition, event: PetitionEvent, site: str) -> Paper:
    """The finding that a case is complex, for the file (Decree 124/2020/NĐ-CP, article 3a.2)."""
    named = [rules.complaints.CRITERIA[code] for code in event.facts.get("criteria", [])]
    return parts.letter(
        petition,
        event,
        site,
        named="Văn bản",
        about="Xác định vụ việc khiếu nại phức tạp",
        suffix="/UBND",
        grounds=(parts.LAW, parts.DECREE),
        paragraphs=("Người giải quyết khiếu nại xác định vụ việc sau đây là vụ việc phức tạp:",),
        facts=(
            *parts.given(petition),
            *(("Tiêu chí (khoản 1 Điều 3a)", str(name)) for name in named),
            ("Lý do", event.reason),
            ("Thời hạn giải quyết", f"{event.facts['term']} kể từ ngày thụ lý ({event.facts['basis']})"),
            ("Hết hạn", moment(event.until) if event.until else ""),
        ),
        recipients=("Người khiếu nại", "Người xác minh"),
    )


def execution(petition: Petition, event: PetitionEvent, site: str) -> Paper:
    """Who carries the decision out, until when (Decree 124/2020/NĐ-CP, article 13)."""
    facts = event.facts
    return parts.letter(
        petition,
        event,
        site,
        named="Công văn",
        about="Về việc tổ chức thi hành quyết định giải quyết khiếu nại có hiệu lực pháp luật",
        suffix="/UBND",
        addressee=facts["body"],
        paragraphs=(
            f"Quyết định số {petition.result_number} giải quyết khiếu nại của {office.sender(petition)} "
            f"về việc {parts.matter(petition)} đã có hiệu lực pháp luật.",
            f"Giao {facts['body']} tổ chức thi hành, xong chậm nhất ngày {_day(facts['day'])} và báo cáo kết quả.",
            event.reason,
        ),
        recipients=("Như trên", "Người khiếu nại"),
    )


def _day(written: object) -> str:
    return short_day(date.fromisoformat(str(written))) if written else ""


INSIDE = {
    "giao-xac-minh": (gettext_noop("Quyết định giao xác minh"), "verify_complaint", verification),
    "vu-viec-phuc-tap": (gettext_noop("Văn bản xác định vụ việc phức tạp"), "deem_complex", complexity),
    "giao-thi-hanh": (gettext_noop("Văn bản giao thi hành"), "enforce_complaint", execution),
}
"""Papers that do not go to the complainant, or go without their secret."""

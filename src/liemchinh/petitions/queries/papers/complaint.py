"""Papers that only a complaint has: forms 03, 04, 14, 14a and 14b, the decision, and those no form is prescribed for.

Forms are those of Decree 124/2020/NĐ-CP as replaced by Decree 155/2026/NĐ-CP (read in one scanned copy); what was done
before 1/7/2026 prints the same words without the number of a form.
"""

from collections.abc import Callable
from datetime import datetime

from liemchinh.kernel.days import local_day, moment, short_day
from liemchinh.kernel.words import gettext_noop
from liemchinh.papers.dialogue import DialogueMinutes
from liemchinh.papers.forms import LookUp
from liemchinh.papers.letters import Letter
from liemchinh.papers.press import Paper
from liemchinh.petitions import rules
from liemchinh.petitions.models import Petition, PetitionEvent
from liemchinh.petitions.queries import complaints as queries
from liemchinh.petitions.queries.fetch import last_event
from liemchinh.petitions.queries.papers import complaint_parts as parts
from liemchinh.petitions.queries.papers import office
from liemchinh.petitions.queries.papers.complaint_inside import INSIDE
from liemchinh.petitions.queries.papers.line import PaperKind


def acceptance(petition: Petition, event: PetitionEvent, site: str) -> Paper:
    """Form 03: that it is accepted, by which term, until when."""
    facts, agency = event.facts, parts.agency(petition, event)
    nth = "lần hai" if facts.get("instance") == rules.complaints.SECOND else "lần đầu"
    until = queries.first_due(petition, event)
    told = ["Như trên", "Cơ quan thanh tra nhà nước cùng cấp"]
    return parts.letter(
        petition,
        event,
        site,
        named="Thông báo",
        about="Về việc thụ lý giải quyết khiếu nại",
        suffix="/TB-UBND",
        form=parts.form_since(event, "03"),
        addressee=office.sender(petition),
        paragraphs=(f"{agency} đã nhận được đơn khiếu nại của:",),
        facts=(
            *parts.given(petition, numbers=True),
            ("Ngày nhận đơn", short_day(local_day(petition.received_at))),
            (
                "Kết quả xem xét",
                "Căn cứ quy định của pháp luật về khiếu nại, đơn khiếu nại đủ điều kiện thụ lý giải quyết " + nth,
            ),
            ("Thời hạn giải quyết", f"{facts['term']} kể từ ngày thụ lý ({facts['basis']})"),
            ("Hết hạn", moment(until) if until else ""),
            ("Vụ việc phức tạp", str(facts.get("complex_reason", ""))),
        ),
        recipients=(*told, *([petition.source_name] if petition.source_name else [])),
        promised_at=until,
    )


def refusal(petition: Petition, event: PetitionEvent, site: str) -> Paper:
    """Form 04: that it is not accepted, and why."""
    ground = rules.complaints.REFUSAL_GROUNDS.get(event.facts["reason_code"], "")
    return parts.letter(
        petition,
        event,
        site,
        named="Thông báo",
        about="Về việc không thụ lý giải quyết khiếu nại",
        suffix="/TB-UBND",
        form=parts.form_since(event, "04"),
        addressee=office.sender(petition),
        paragraphs=(
            "Sau khi xem xét nội dung đơn khiếu nại, căn cứ Điều 11 của Luật Khiếu nại, "
            f"{parts.agency(petition, event)} nhận thấy đơn khiếu nại của {office.sender(petition)} "
            f"về việc {parts.matter(petition)} không đủ điều kiện để thụ lý giải quyết vì: {ground}.",
            event.reason,
            "Vậy thông báo để ông (bà) được biết./.",
        ),
        recipients=("Như trên", *([petition.source_name] if petition.source_name else [])),
    )


def invitation(petition: Petition, event: PetitionEvent, site: str) -> Paper:
    """When, where and about what people are to talk."""
    facts = event.facts
    return parts.letter(
        petition,
        event,
        site,
        named="Thông báo",
        about="Về việc tổ chức đối thoại trong giải quyết khiếu nại",
        suffix="/TB-UBND",
        addressee=office.sender(petition),
        paragraphs=(
            f"{parts.agency(petition, event)} đang giải quyết khiếu nại của {office.sender(petition)} "
            f"về việc {parts.matter(petition)}. Cơ quan tổ chức đối thoại như sau:",
        ),
        facts=(
            ("Thời gian", moment(datetime.fromisoformat(facts["held_at"]))),
            ("Địa điểm", facts["place"]),
            ("Nội dung", facts.get("matters", "")),
            (
                "Lưu ý",
                "Ông (bà) mang theo giấy tờ tùy thân và tài liệu, bằng chứng. Vắng mặt không có lý do chính đáng thì "
                "việc giải quyết khiếu nại vẫn tiếp tục.",
            ),
        ),
        recipients=("Như trên", *parts.PARTIES[1:], "Cơ quan, tổ chức có liên quan"),
    )


def minutes(petition: Petition, event: PetitionEvent, site: str) -> Paper:
    """Form 14, from what was written down of the dialogue."""
    facts = event.facts
    called = petition.events.filter(step=facts.get("invited")).first()
    told = last_event(petition, "report_complaint")
    attendance = rules.complaints.ATTENDANCE[facts["attendance"]]
    excuse = facts.get("excuse", "")
    return DialogueMinutes(
        letterhead=office.letterhead(petition, event),
        held_at=datetime.fromisoformat(facts["held_at"]),
        place=facts["place"],
        presided=facts["presided"],
        secretary=facts.get("secretary", ""),
        complainants=tuple((row.name, row.identity) for row in queries.people(petition) if row.withdrawn_at is None),
        attendance=f"{attendance}: {excuse}" if excuse else f"{attendance}",
        accused=parts.accused(petition),
        others=tuple(line.strip() for line in facts.get("others", "").splitlines() if line.strip()),
        matters=called.facts.get("matters", "") if called is not None else "",
        findings=told.facts.get("findings", "") if told is not None and told.step < event.step else "",
        opinions=facts.get("opinions", ""),
        result=facts["result"],
        copies=facts["copies"],
        made_at=event.at,
        unsigned=facts.get("unsigned", ""),
        code=petition.code,
        look_up=office.look_up(petition, site) if site else LookUp(),
        contacts=office.contacts(petition, event.at),
    )


def _stayed(
    petition: Petition, event: PetitionEvent, site: str, *, about: str, form: str, articles: tuple[str, ...]
) -> Letter:
    return parts.letter(
        petition,
        event,
        site,
        named="Quyết định",
        about=about,
        suffix="/QĐ-UBND",
        form=parts.form_since(event, form),
        grounds=(parts.LAW, parts.DECREE),
        facts=parts.given(petition),
        articles=articles,
        recipients=("Như Điều 3", *parts.PARTIES),
    )


CARRIED = "Các cơ quan, tổ chức, cá nhân có liên quan và người khiếu nại chịu trách nhiệm thi hành Quyết định này./."


def suspension(petition: Petition, event: PetitionEvent, site: str) -> Paper:
    """Form 14a for a suspension: from now on the time is not counted."""
    ground = rules.complaints.SUSPENSION_GROUNDS.get(event.facts["reason_code"], "")
    return _stayed(
        petition,
        event,
        site,
        about="Về việc tạm đình chỉ giải quyết khiếu nại",
        form="14a",
        articles=(
            f"Tạm đình chỉ giải quyết khiếu nại nêu trên. Lý do: {ground}. {event.reason} "
            f"Tài liệu chứng minh: {event.facts.get('proof', '')}. Căn cứ khoản 1 Điều 11a Luật Khiếu nại.",
            "Quyết định này có hiệu lực thi hành kể từ ngày ký. Thời gian tạm đình chỉ không tính vào thời hạn giải "
            "quyết khiếu nại.",
            CARRIED,
        ),
    )


def resumption(petition: Petition, event: PetitionEvent, site: str) -> Paper:
    """Form 14b: the term runs on."""
    return _stayed(
        petition,
        event,
        site,
        about="Về việc tiếp tục giải quyết khiếu nại",
        form="14b",
        articles=(
            f"Tiếp tục giải quyết khiếu nại nêu trên. Căn cứ tạm đình chỉ không còn: {event.reason}",
            "Thời hạn giải quyết khiếu nại tiếp tục được tính từ ngày ban hành Quyết định này.",
            CARRIED,
        ),
    )


def termination(petition: Petition, event: PetitionEvent, site: str) -> Paper:
    """Form 14a for a termination."""
    ground = rules.complaints.TERMINATION_GROUNDS.get(event.facts["reason_code"], "")
    return _stayed(
        petition,
        event,
        site,
        about="Về việc đình chỉ giải quyết khiếu nại",
        form="14a",
        articles=(
            f"Đình chỉ giải quyết khiếu nại nêu trên. Lý do: {ground}. {event.reason} "
            f"Căn cứ {'khoản 2 Điều 11a' if local_day(event.at) >= rules.complaints.NEW_LAW else 'Điều 10'} "
            "Luật Khiếu nại.",
            "Quyết định này có hiệu lực thi hành kể từ ngày ký.",
            CARRIED,
        ),
    )


def decision(petition: Petition, event: PetitionEvent, site: str) -> Paper:
    """The decision, with everything that articles 31, 40, 54 and 56 ask of it."""
    facts = event.facts
    second = facts.get("instance") == rules.complaints.SECOND
    nth = "lần hai" if second else "lần đầu"
    talk = last_event(petition, "hold_dialogue")
    told = ""
    if talk is not None:
        attended = rules.complaints.ATTENDANCE[talk.facts["attendance"]]
        told = f"{attended}. {talk.facts['result']}"
    accepted = last_event(petition, "accept_complaint")
    before = str(accepted.facts.get("first_decision", "")) if accepted is not None else ""
    if petition.earlier is not None:
        first = petition.earlier
        name = rules.complaints.VERDICT_NAMES.get(rules.complaints.Verdict(first.outcome), "") if first.outcome else ""
        before = f"{first.result_number}: {name}" if first.result_number else "Lần đầu quá hạn chưa giải quyết"
    verdict = rules.complaints.VERDICT_NAMES[rules.complaints.Verdict(facts["verdict"])]
    measure = rules.complaints.MEASURES[facts["measure"]]
    return parts.letter(
        petition,
        event,
        site,
        named="Quyết định",
        about=f"Về việc giải quyết khiếu nại {nth}",
        suffix="/QĐ-UBND",
        grounds=(parts.LAW, parts.DECREE),
        facts=(
            *parts.given(petition),
            ("Kết quả giải quyết lần đầu", before if second else ""),
            ("Kết quả xác minh", facts["findings"]),
            ("Kết quả đối thoại", told),
            ("Căn cứ pháp luật", facts.get("legal_basis", "")),
            ("Kết luận", f"{verdict}. {facts['conclusion']}"),
        ),
        articles=(
            f"{measure}.",
            *([f"Bồi thường thiệt hại, vấn đề khác: {facts['compensation']}"] if facts.get("compensation") else []),
            _rights(petition, second=second, at=event.at),
            "Người khiếu nại, người bị khiếu nại, người có quyền, nghĩa vụ liên quan và cơ quan, tổ chức, cá nhân có "
            "liên quan chịu trách nhiệm thi hành Quyết định này./.",
        ),
        recipients=(
            *parts.PARTIES,
            "Người giải quyết khiếu nại lần đầu" if second else "Thủ trưởng cấp trên trực tiếp",
            "Cơ quan thanh tra nhà nước cùng cấp",
            *([petition.source_name] if petition.source_name else []),
        ),
    )


def _rights(petition: Petition, *, second: bool, at: datetime) -> str:
    """What the complainant may still do, and until when."""
    disciplinary = queries.is_disciplinary(petition)
    if second:
        return "Nếu không đồng ý, người khiếu nại có quyền khởi kiện vụ án hành chính tại Tòa án theo quy định."
    term = rules.complaints.lodging_again(remote=petition.remote, disciplinary=disciplinary, on=local_day(at))
    return (
        f"Trong thời hạn {term.words()} kể từ ngày nhận được Quyết định này ({term.cite()}), nếu không đồng ý, người "
        "khiếu nại có quyền khiếu nại lần hai đến người có thẩm quyền giải quyết khiếu nại lần hai, hoặc khởi kiện vụ "
        "án hành chính tại Tòa án."
    )


Fill = Callable[[Petition, PetitionEvent, str], Paper]


def _plain(fill: Fill) -> Fill:
    """The same paper for everybody else: without the secret by which the complainant follows the case."""
    return lambda petition, event, site: fill(petition, event, "")


TO_PARTIES = {
    "thu-ly": (
        gettext_noop("Thông báo thụ lý"),
        gettext_noop("Thông báo thụ lý (bản của người khiếu nại)"),
        "accept_complaint",
        acceptance,
    ),
    "khong-thu-ly": (
        gettext_noop("Thông báo không thụ lý"),
        gettext_noop("Thông báo không thụ lý (bản của người khiếu nại)"),
        "refuse_complaint",
        refusal,
    ),
    "thong-bao-doi-thoai": (
        gettext_noop("Thông báo đối thoại"),
        gettext_noop("Thông báo đối thoại (bản của người khiếu nại)"),
        "invite_dialogue",
        invitation,
    ),
    "bien-ban-doi-thoai": (
        gettext_noop("Biên bản đối thoại"),
        gettext_noop("Biên bản đối thoại (bản của người khiếu nại)"),
        "hold_dialogue",
        minutes,
    ),
    "tam-dinh-chi": (
        gettext_noop("Quyết định tạm đình chỉ"),
        gettext_noop("Quyết định tạm đình chỉ (bản của người khiếu nại)"),
        "suspend_complaint",
        suspension,
    ),
    "tiep-tuc": (
        gettext_noop("Quyết định tiếp tục giải quyết"),
        gettext_noop("Quyết định tiếp tục giải quyết (bản của người khiếu nại)"),
        "resume_complaint",
        resumption,
    ),
    "dinh-chi": (
        gettext_noop("Quyết định đình chỉ"),
        gettext_noop("Quyết định đình chỉ (bản của người khiếu nại)"),
        "terminate_complaint",
        termination,
    ),
    "quyet-dinh": (
        gettext_noop("Quyết định giải quyết khiếu nại"),
        gettext_noop("Quyết định giải quyết khiếu nại (bản của người khiếu nại)"),
        "decide_complaint",
        decision,
    ),
}
"""Papers that go to several: one copy for all of them, and one for the complainant with the way to follow the case."""

ORDER = (
    *("thu-ly", "khong-thu-ly", "giao-xac-minh", "thong-bao-doi-thoai", "bien-ban-doi-thoai", "vu-viec-phuc-tap"),
    *("tam-dinh-chi", "tiep-tuc", "dinh-chi", "quyet-dinh", "giao-thi-hanh"),
)
"""As a case goes: the page lists them so, the complainant's own copy after the common one."""


def _kinds(name: str) -> dict[str, PaperKind]:
    if name in INSIDE:
        label, verb, fill = INSIDE[name]
        return {name: PaperKind(label, frozenset({verb}), _plain(fill))}
    label, own, verb, fill = TO_PARTIES[name]
    return {
        name: PaperKind(label, frozenset({verb}), _plain(fill)),
        f"{name}-cua-nguoi-khieu-nai": PaperKind(own, frozenset({verb}), fill, told=True),
    }


OF_COMPLAINTS: dict[str, PaperKind] = {found: kind for name in ORDER for found, kind in _kinds(name).items()}

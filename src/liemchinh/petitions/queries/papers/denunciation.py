"""Papers that only a denunciation has, after the forms of Decree 31/2019/NĐ-CP. None of them names the denouncer.

The one exception goes to the denouncer alone: the notices of acceptance and of refusal.
"""

from collections.abc import Callable
from datetime import date, datetime

from liemchinh.kernel.days import full_day, local_day, short_day
from liemchinh.kernel.words import gettext_noop, shown
from liemchinh.org import queries as org
from liemchinh.papers.forms import LookUp
from liemchinh.papers.letters import Letter
from liemchinh.papers.press import Paper
from liemchinh.petitions.models import Petition, PetitionEvent
from liemchinh.petitions.queries.denunciations import accused
from liemchinh.petitions.queries.fetch import as_happened, happened, last_event, office_of
from liemchinh.petitions.queries.papers import office
from liemchinh.petitions.queries.papers.line import PaperKind
from liemchinh.petitions.rules import denunciations as law
from liemchinh.petitions.rules import settlement

LAW = "Căn cứ Luật Tố cáo số 25/2018/QH14 được sửa đổi, bổ sung bởi Luật số 136/2025/QH15;"
OLD_LAW = "Căn cứ Luật Tố cáo số 25/2018/QH14;"
DECREE = (
    "Căn cứ Nghị định số 31/2019/NĐ-CP ngày 10/4/2019 của Chính phủ, "
    "được sửa đổi, bổ sung bởi Nghị định số 156/2026/NĐ-CP;"
)
OLD_DECREE = "Căn cứ Nghị định số 31/2019/NĐ-CP ngày 10/4/2019 của Chính phủ;"
AMENDED = date(2026, 7, 1)
SECRET = "Văn bản này không ghi thông tin về người tố cáo; không tìm cách xác định người tố cáo (Luật Tố cáo, Điều 8)."
BLANK = "…" * 12
"""Room to write in by hand whom nobody has named yet."""
BOTH = ("Người tố cáo", "Người bị tố cáo", "Cơ quan, tổ chức, cá nhân có liên quan")


def acceptance(petition: Petition, event: PetitionEvent, site: str) -> Paper:
    """Quyết định thụ lý tố cáo (form 04): what is accepted and how long it may take."""
    due = _due(petition, event)
    until = f" Thời hạn hết ngày {short_day(local_day(due))}." if due else ""
    return decision(
        petition,
        event,
        "Về việc thụ lý tố cáo",
        "Mẫu số 04",
        grounds=("Xét kết quả kiểm tra thông tin về người tố cáo và điều kiện thụ lý tố cáo.",),
        articles=(
            f"Thụ lý giải quyết tố cáo đối với: {_accused(petition, event)}. "
            f"Nội dung tố cáo được thụ lý: {stop(event.facts['matter'])}",
            f"Thời hạn giải quyết tố cáo là {petition.budget_amount} ngày kể từ ngày thụ lý, "
            f"không kể thời gian gia hạn, tạm đình chỉ.{until}",
            "Các cơ quan, tổ chức, cá nhân có liên quan chịu trách nhiệm thi hành Quyết định này.",
        ),
        recipients=("Như Điều 3", "Người được giao xác minh"),
    )


def told_denouncer(petition: Petition, event: PetitionEvent, site: str) -> Paper:
    """Thông báo việc thụ lý tố cáo (form 05), to the denouncer alone."""
    due = _due(petition, event)
    words = (
        f"Ngày {short_day(local_day(event.at))}, cơ quan đã ra Quyết định số {event.facts['document']} thụ lý tố cáo.",
        f"Nội dung được thụ lý: {stop(event.facts['matter'])}",
        f"Thời hạn giải quyết hết ngày {full_day(local_day(due))}, trừ khi được gia hạn hoặc tạm đình chỉ."
        if due
        else "",
        "Họ tên, địa chỉ, bút tích và thông tin khác về ông (bà) được giữ bí mật. Khi bị đe dọa, trả thù, "
        "đề nghị ông (bà) báo ngay để được bảo vệ theo Chương VI Luật Tố cáo.",
    )
    return letter(
        petition,
        event,
        "Thông báo",
        "Về việc thụ lý tố cáo",
        "Mẫu số 05",
        words,
        addressee=office.sender(petition),
        recipients=("Như trên",),
        look_up=office.look_up(petition, site),
        code=petition.code,
        own_number=False,
        promised_at=due,
    )


def told_accused(petition: Petition, event: PetitionEvent, site: str) -> Paper:
    """Thông báo về nội dung tố cáo (form 06), to the accused: what, never who, and what they may do."""
    words = (
        f"Cơ quan đã thụ lý tố cáo theo Quyết định số {event.facts['document']}.",
        f"Nội dung tố cáo: {stop(event.facts['matter'])}",
        "Đề nghị ông (bà), quý cơ quan giải trình bằng văn bản về nội dung trên, cung cấp thông tin, tài liệu, "
        "bằng chứng liên quan (Luật Tố cáo, Điều 10; Nghị định 31/2019/NĐ-CP, Điều 12).",
        "Nghiêm cấm đe dọa, trả thù, trù dập người tố cáo và tìm cách tiết lộ thông tin về người tố cáo.",
    )
    return letter(
        petition,
        event,
        "Thông báo",
        "Về nội dung tố cáo",
        "Mẫu số 06",
        words,
        addressee=accused(petition, local_day(event.at)),
        recipients=("Như trên",),
        note=SECRET,
        own_number=False,
    )


def refusal(petition: Petition, event: PetitionEvent, site: str) -> Paper:
    """Why it is not accepted, or not settled again: to the denouncer alone."""
    again = event.verb == "keep_settled"
    code = event.facts.get("reason_code", "")
    words = (
        f"Ngày {short_day(local_day(petition.received_at))}, cơ quan nhận được tố cáo của ông (bà).",
        "Sau khi xem xét hồ sơ giải quyết trước đó, việc giải quyết tố cáo là đúng quy định của pháp luật nên cơ quan "
        "không giải quyết lại vụ việc (Luật Tố cáo, điểm a khoản 2 Điều 37)."
        if again
        else f"Tố cáo không đủ điều kiện thụ lý: {_lower(law.REFUSALS.get(code, ''))}.",
        f"Lý do cụ thể: {stop(event.reason)}",
    )
    return letter(
        petition,
        event,
        "Thông báo",
        "Về việc không giải quyết lại vụ việc tố cáo" if again else "Về việc không thụ lý tố cáo",
        "",
        words,
        addressee=office.sender(petition),
        recipients=("Như trên",),
        look_up=office.look_up(petition, site),
        code=petition.code,
    )


def demand(petition: Petition, event: PetitionEvent, site: str) -> Paper:
    """The superior asks the body below why an overdue denunciation is not settled (38.2)."""
    words = (
        "Cơ quan nhận được tố cáo tiếp về một vụ việc thuộc thẩm quyền giải quyết của quý cơ quan, đã quá thời hạn quy "
        "định tại Điều 30 Luật Tố cáo mà chưa được giải quyết.",
        "Trong thời hạn 05 ngày làm việc kể từ ngày nhận được văn bản này, đề nghị báo cáo quá trình giải quyết, "
        "lý do chậm giải quyết và trách nhiệm giải quyết tố cáo (Luật Tố cáo, khoản 2, khoản 3 Điều 38).",
    )
    return letter(
        petition,
        event,
        "Công văn",
        "Về việc báo cáo giải quyết tố cáo quá thời hạn",
        "",
        words,
        addressee=event.facts["body"],
        recipients=("Như trên",),
        note=SECRET,
    )


def verification(petition: Petition, event: PetitionEvent, site: str) -> Paper:
    """Who is to verify what (31.2); the verifier is not told who denounced."""
    return decision(
        petition,
        event,
        "Về việc giao xác minh nội dung tố cáo",
        "",
        articles=(
            f"Giao {_named(event.facts.get('person', ''))} xác minh nội dung tố cáo đối với "
            f"{_accused(petition, event)}.",
            f"Nội dung xác minh: {stop(event.reason)}",
            "Người được giao xác minh có quyền và trách nhiệm theo khoản 5 Điều 31 Luật Tố cáo; báo cáo kết quả bằng "
            "văn bản trước khi hết thời hạn giải quyết.",
        ),
        recipients=("Người được giao xác minh",),
    )


def extension(petition: Petition, event: PetitionEvent, site: str) -> Paper:
    """Quyết định gia hạn giải quyết tố cáo (form 01): which criteria, how many days, until when."""
    names = [_lower(law.CRITERIA[code]) for code in event.facts["criteria"]]
    until = f", đến hết ngày {short_day(local_day(event.until))}" if event.until else ""
    return decision(
        petition,
        event,
        "Về việc gia hạn giải quyết tố cáo",
        "Mẫu số 01",
        grounds=(f"Xét vụ việc có tiêu chí: {'; '.join(names)}.",),
        articles=(
            f"Gia hạn lần {event.facts['time']} thời hạn giải quyết tố cáo {event.facts['days']} ngày{until}.",
            "Các cơ quan, tổ chức, cá nhân có liên quan chịu trách nhiệm thi hành Quyết định này.",
        ),
        recipients=BOTH,
    )


def suspension(petition: Petition, event: PetitionEvent, site: str) -> Paper:
    """The clock stops, why."""
    return _staying(petition, event, "tạm đình chỉ giải quyết tố cáo", law.SUSPENSIONS)


def resumption(petition: Petition, event: PetitionEvent, site: str) -> Paper:
    """The clock goes on."""
    return _staying(petition, event, "tiếp tục giải quyết tố cáo", {})


def termination(petition: Petition, event: PetitionEvent, site: str) -> Paper:
    """The settlement ends, why."""
    return _staying(petition, event, "đình chỉ giải quyết tố cáo", law.TERMINATIONS)


def conclusion(petition: Petition, event: PetitionEvent, site: str) -> Paper:
    """Kết luận nội dung tố cáo (form 12)."""
    told = event.facts
    verdict = law.VERDICT_NAMES[law.Verdict(told["verdict"])]
    taken = last_event(petition, "accept_denunciation")
    matter = str(taken.facts["matter"]) if taken is not None else petition.subject
    on = local_day(event.at)
    parts = (
        ("Nội dung tố cáo", f"Người bị tố cáo: {accused(petition, on)}. {stop(matter)}"),
        ("Giải trình của người bị tố cáo", told.get("unheard", "")),
        ("Kết quả xác minh", told["verified"]),
        ("Căn cứ pháp luật", told["grounds"]),
        ("Kết luận", f"{verdict}"),
        ("Trách nhiệm của cơ quan, tổ chức, cá nhân liên quan", told.get("responsibility", "")),
        ("Việc giải quyết tố cáo trước đó", told.get("earlier_faults", "")),
        ("Biện pháp xử lý, kiến nghị", told.get("proposals", "")),
    )
    written = [(name, said) for name, said in parts if said]
    words = (
        *_grounds(on),
        *(f"{number}. {name}. {stop(said)}" for number, (name, said) in enumerate(written, start=1)),
        "Trong thời hạn 07 ngày làm việc kể từ ngày ban hành kết luận, người giải quyết tố cáo xử lý theo thẩm quyền "
        "hoặc kiến nghị xử lý (Luật Tố cáo, Điều 36).",
    )
    return letter(
        petition,
        event,
        "Kết luận",
        "Nội dung tố cáo",
        "Mẫu số 12",
        words,
        recipients=("Người bị tố cáo", "Cơ quan quản lý người bị tố cáo", "Cơ quan, tổ chức, cá nhân có liên quan"),
        note=SECRET,
    )


def extract(petition: Petition, event: PetitionEvent, site: str) -> Paper:
    """What is posted: the words that passed the check, and until when they hang."""
    until = event.facts.get("until", "")
    ways = [_lower(law.PUBLICATION_FORMS[code]) for code in event.facts["form"]]
    words = (
        stop(event.facts["extract"]),
        f"Hình thức công khai: {'; '.join(ways)}. {stop(event.facts['posted'])}",
        f"Công khai đến hết ngày {short_day(date.fromisoformat(until))}." if until else "",
    )
    return letter(
        petition,
        event,
        "Thông báo",
        "Công khai kết luận nội dung tố cáo",
        "",
        words,
        recipients=("Nơi công khai",),
        note="Công khai theo Điều 40 Luật Tố cáo, Điều 6 Nghị định 31/2019/NĐ-CP. Không có thông tin về người tố cáo.",
    )


def _staying(petition: Petition, event: PetitionEvent, what: str, named: dict[str, str]) -> Paper:
    code = event.facts.get("reason_code", "")
    why = f"{shown(named[code])}. " if code in named else ""
    return decision(
        petition,
        event,
        f"Về việc {what}",
        "",
        articles=(
            f"{what.capitalize()} đối với {_accused(petition, event)}. Lý do: {why}{stop(event.reason)}",
            "Các cơ quan, tổ chức, cá nhân có liên quan chịu trách nhiệm thi hành Quyết định này.",
        ),
        recipients=BOTH,
    )


def decision(
    petition: Petition,
    event: PetitionEvent,
    about: str,
    form: str,
    *,
    articles: tuple[str, ...],
    grounds: tuple[str, ...] = (),
    recipients: tuple[str, ...] = (),
) -> Letter:
    return Letter(
        letterhead=office.letterhead(petition, event, event.facts.get("document", "")),
        named="Quyết định",
        about=about,
        form=form,
        suffix="",
        grounds=(*_grounds(local_day(event.at)), *grounds),
        articles=articles,
        recipients=recipients,
        signatory=office.chair(petition, event.at),
        note=SECRET,
        contacts=office.contacts(petition, event.at),
    )


def letter(
    petition: Petition,
    event: PetitionEvent,
    named: str,
    about: str,
    form: str,
    words: tuple[str, ...],
    *,
    addressee: str | None = None,
    recipients: tuple[str, ...] = (),
    note: str = "",
    code: str = "",
    look_up: LookUp | None = None,
    own_number: bool = True,
    promised_at: datetime | None = None,
) -> Letter:
    number = event.facts.get("document", "") if own_number else ""  # a notice of a decision has a number of its own
    return Letter(
        letterhead=office.letterhead(petition, event, number),
        named=named,
        about=about,
        form=form,
        suffix="" if number else "/TB-UBND",
        addressee=addressee,
        paragraphs=tuple(line for line in words if line),
        recipients=recipients,
        signatory=office.chair(petition, event.at),
        note=note,
        code=code,
        look_up=look_up or LookUp(),
        promised_at=promised_at,
        contacts=office.contacts(petition, event.at),
    )


def _grounds(on: date) -> tuple[str, ...]:
    return (OLD_LAW, OLD_DECREE) if on < AMENDED else (LAW, DECREE)


def _due(petition: Petition, event: PetitionEvent) -> datetime | None:
    """The date that was promised at this act, whatever came later."""
    if petition.budget is None:
        return None
    known = [one for one in happened(petition) if one.step < event.step]
    history = [*known, as_happened(event)]
    office_then = office_of(petition.authority, local_day(event.at))
    return settlement(petition.budget, history, office=office_then, now=event.at).due_at


def _accused(petition: Petition, event: PetitionEvent) -> str:
    return accused(petition, local_day(event.at)) or BLANK


def _named(person: str) -> str:
    return org.people([person]).get(person, person)


def stop(words: str) -> str:
    """Words as a sentence that ends."""
    words = words.strip()
    return words if words.endswith((".", "!", "?", "…")) else f"{words}."


def _lower(words: str) -> str:
    said = str(shown(words))
    return said[:1].lower() + said[1:]


def _kind(label: str, verbs: str, fill: Callable[[Petition, PetitionEvent, str], Paper], told: bool) -> PaperKind:
    return PaperKind(label, frozenset(verbs.split()), fill, told=told, names=fill in (told_denouncer, refusal))


OF_DENUNCIATIONS = {
    "thu-ly-to-cao": _kind(gettext_noop("Quyết định thụ lý tố cáo"), "accept_denunciation", acceptance, False),
    "bao-nguoi-to-cao": _kind(gettext_noop("Thông báo cho người tố cáo"), "accept_denunciation", told_denouncer, True),
    "bao-nguoi-bi-to-cao": _kind(
        gettext_noop("Thông báo cho người bị tố cáo"), "accept_denunciation", told_accused, False
    ),
    "khong-thu-ly-to-cao": _kind(
        gettext_noop("Thông báo không thụ lý tố cáo"), "refuse_denunciation keep_settled", refusal, True
    ),
    "yeu-cau-bao-cao": _kind(gettext_noop("Yêu cầu báo cáo tố cáo quá hạn"), "demand_report", demand, False),
    "giao-xac-minh-to-cao": _kind(
        gettext_noop("Quyết định giao xác minh tố cáo"), "verify_denunciation", verification, False
    ),
    "gia-han-to-cao": _kind(gettext_noop("Quyết định gia hạn"), "extend_denunciation", extension, True),
    "tam-dinh-chi-to-cao": _kind(gettext_noop("Quyết định tạm đình chỉ"), "suspend_denunciation", suspension, True),
    "tiep-tuc-to-cao": _kind(gettext_noop("Quyết định tiếp tục giải quyết"), "resume_denunciation", resumption, True),
    "dinh-chi-to-cao": _kind(gettext_noop("Quyết định đình chỉ"), "terminate_denunciation", termination, True),
    "ket-luan-to-cao": _kind(gettext_noop("Kết luận nội dung tố cáo"), "conclude_denunciation", conclusion, False),
    "cong-khai-ket-luan": _kind(gettext_noop("Bản công khai kết luận"), "publish_denunciation", extract, False),
}

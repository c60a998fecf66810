"""Papers of the acts beside the course of a case: a stay, minutes of people heard, letters that ask, a file handed on.

None of a denunciation names who denounced, but the minutes with them, which only those who may know them see.
"""

from collections.abc import Callable
from datetime import date

from liemchinh.kernel.days import local_day, short_day
from liemchinh.kernel.words import gettext_noop
from liemchinh.law.book import provision
from liemchinh.papers.forms import LookUp
from liemchinh.papers.hearing import HearingMinutes
from liemchinh.papers.press import Paper
from liemchinh.petitions.models import Petition, PetitionEvent
from liemchinh.petitions.queries.denunciations import accused
from liemchinh.petitions.queries.fetch import last_event
from liemchinh.petitions.queries.papers import complaint_parts as parts
from liemchinh.petitions.queries.papers import denunciation as other
from liemchinh.petitions.queries.papers import office
from liemchinh.petitions.queries.papers.line import PaperKind
from liemchinh.petitions.rules import beside as rules

Fill = Callable[[Petition, PetitionEvent, str], Paper]
_EXECUTORS = "Những người có trách nhiệm thi hành khác"


def stay(petition: Petition, event: PetitionEvent, site: str) -> Paper:
    """The contested decision is not executed for the time being (Law on Complaints, article 35)."""
    facts = event.facts
    return parts.letter(
        petition,
        event,
        site,
        named="Quyết định",
        about="Về việc tạm đình chỉ thi hành quyết định hành chính bị khiếu nại",
        suffix="/QĐ-UBND",
        grounds=(parts.LAW, "Xét thấy việc thi hành quyết định bị khiếu nại sẽ gây hậu quả khó khắc phục;"),
        facts=parts.given(petition),
        articles=(
            f"Tạm đình chỉ thi hành {petition.decision_ref or 'quyết định hành chính bị khiếu nại nêu trên'}, kể từ "
            f"ngày ký đến hết ngày {_day(facts['until'])}, hoặc đến khi có quyết định giải quyết khiếu nại, quyết định "
            f"hủy bỏ việc tạm đình chỉ nếu sớm hơn. Lý do: {other.stop(event.reason)}",
            "Quyết định này có hiệu lực kể từ ngày ký.",
            "Người khiếu nại, người bị khiếu nại, người có quyền, nghĩa vụ liên quan và những người có trách nhiệm thi "
            "hành chịu trách nhiệm thi hành Quyết định này./.",
        ),
        recipients=(*parts.PARTIES, facts.get("executors") or _EXECUTORS),
    )


def lifting(petition: Petition, event: PetitionEvent, site: str) -> Paper:
    """The stay is lifted because its reason is gone."""
    stayed = last_event(petition, "stay_execution")
    number = stayed.facts["document"] if stayed is not None else ""
    return parts.letter(
        petition,
        event,
        site,
        named="Quyết định",
        about="Về việc hủy bỏ quyết định tạm đình chỉ thi hành quyết định hành chính bị khiếu nại",
        suffix="/QĐ-UBND",
        grounds=(parts.LAW, "Xét thấy lý do của việc tạm đình chỉ không còn;"),
        facts=parts.given(petition),
        articles=(
            f"Hủy bỏ Quyết định số {number} tạm đình chỉ thi hành quyết định hành chính bị khiếu nại. "
            f"Lý do: {other.stop(event.reason)}",
            "Quyết định này có hiệu lực kể từ ngày ký.",
            "Người khiếu nại, người bị khiếu nại, người có quyền, nghĩa vụ liên quan và những người có trách nhiệm thi "
            "hành chịu trách nhiệm thi hành Quyết định này./.",
        ),
        recipients=(*parts.PARTIES, _EXECUTORS),
    )


def minutes(petition: Petition, event: PetitionEvent, site: str) -> Paper:
    """What one side of a complaint said when it was heard."""
    return _minutes(
        petition,
        event,
        about=f"Về khiếu nại: {parts.matter(petition)}",
        side=rules.PARTIES[event.facts["whom"]],
        who=_lines(event.facts.get("who", "")) or _names(petition, event.facts["whom"]),
        note=parts.NO_FORM,
    )


def minutes_denouncer(petition: Petition, event: PetitionEvent, site: str) -> Paper:
    """Form 08 with who denounced: theirs, and for those who may know them."""
    return _minutes(
        petition,
        event,
        about=f"Về nội dung tố cáo đối với: {accused(petition, date.fromisoformat(event.facts['held_on']))}",
        side="Người tố cáo",
        who=_people(petition),
        form="Mẫu số 08",
    )


def minutes_accused(petition: Petition, event: PetitionEvent, site: str) -> Paper:
    """Form 08 with the accused or somebody else: never who denounced."""
    whom = accused(petition, date.fromisoformat(event.facts["held_on"]))
    ours = event.facts["whom"] == "accused"
    return _minutes(
        petition,
        event,
        about=f"Về nội dung tố cáo đối với: {whom}",
        side=rules.HEARD[event.facts["whom"]],
        who=_lines(event.facts.get("who", "")) or ((whom,) if ours and whom else ()),
        form="Mẫu số 08",
        note=other.SECRET,
    )


def asking(petition: Petition, event: PetitionEvent, site: str) -> Paper:
    """The letter that asks for papers, an expert's finding, an opinion, or that forms a council."""
    facts, council = event.facts, event.facts["asked"] == rules.COUNCIL
    until, term = facts["day"], provision("complaints.evidence", on=local_day(event.at))
    words = (
        f"{parts.agency(petition, event)} đang giải quyết khiếu nại của {office.sender(petition)} "
        f"về việc {parts.matter(petition)}.",
        f"{rules.ASKED[facts['asked']]}: {other.stop(facts['question'])}",
        f"Đề nghị trả lời bằng văn bản chậm nhất ngày {_day(until)}."
        if until
        else f"Đề nghị cung cấp trong thời hạn {term.words()}, kể từ ngày có yêu cầu ({term.cite()}).",
    )
    if council:
        return parts.letter(
            petition,
            event,
            site,
            named="Quyết định",
            about="Về việc thành lập Hội đồng tư vấn giải quyết khiếu nại lần hai",
            suffix="/QĐ-UBND",
            grounds=(parts.LAW,),
            facts=parts.given(petition),
            articles=(
                f"Thành lập Hội đồng tư vấn giải quyết khiếu nại nêu trên gồm: {other.stop(facts['body'])}",
                f"Hội đồng cho ý kiến về: {other.stop(facts['question'])} Ý kiến bằng văn bản gửi người giải quyết "
                f"khiếu nại chậm nhất ngày {_day(until)}.",
                "Các thành viên Hội đồng và người được giao xác minh chịu trách nhiệm thi hành Quyết định này./.",
            ),
            recipients=("Như Điều 1", "Người được giao xác minh"),
        )
    return parts.letter(
        petition,
        event,
        site,
        named="Công văn",
        about=f"Về việc {_lower(rules.ASKED[facts['asked']])}",
        suffix="/UBND",
        addressee=facts["body"],
        paragraphs=words,
    )


def expert(petition: Petition, event: PetitionEvent, site: str) -> Paper:
    """Form 09: an expert is asked; or papers are. Neither says who denounced."""
    facts = event.facts
    appraisal = facts["asked"] == rules.APPRAISAL
    words = (
        f"Cơ quan đang giải quyết tố cáo đối với {accused(petition, local_day(event.at))}.",
        f"{'Nội dung yêu cầu giám định' if appraisal else 'Đề nghị cung cấp thông tin, tài liệu'}: "
        f"{other.stop(facts['question'])}",
        f"Đề nghị gửi {'kết luận giám định' if appraisal else 'thông tin, tài liệu'} chậm nhất ngày "
        f"{_day(facts['day'])}.",
    )
    return other.letter(
        petition,
        event,
        "Công văn",
        "Về việc trưng cầu giám định" if appraisal else "Về việc cung cấp thông tin, tài liệu",
        "Mẫu số 09" if appraisal else "",
        words,
        addressee=facts["body"],
        recipients=("Như trên", *(("Người tố cáo", "Cơ quan, tổ chức, cá nhân có liên quan") if appraisal else ())),
        note=other.SECRET,
    )


def police(petition: Petition, event: PetitionEvent, site: str) -> Paper:
    """The file goes to the body that investigates."""
    words = (
        "Qua tiếp nhận, xử lý tố cáo, cơ quan nhận thấy hành vi bị tố cáo có dấu hiệu của tội phạm: "
        f"{other.stop(event.reason)}",
        "Cơ quan chuyển hồ sơ, tài liệu để quý cơ quan xử lý theo quy định của pháp luật (Luật Tố cáo, Điều 27, 36) và "
        "đề nghị thông báo kết quả xử lý.",
    )
    return other.letter(
        petition,
        event,
        "Công văn",
        "Về việc chuyển hồ sơ có dấu hiệu tội phạm",
        "",
        words,
        addressee=event.facts["body"],
        recipients=("Như trên",),
        note=other.SECRET,
    )


def protection(petition: Petition, event: PetitionEvent, site: str) -> Paper:
    """The decision about protection: it names the protected person, so only who may know them sees it."""
    facts = event.facts
    who = "; ".join(_people(petition))
    measures = [_lower(rules.PROTECTED[code]) for code in facts["measures"]]
    declined = facts["protection"] == rules.DECLINED
    words = [
        f"{rules.PROTECTIONS[facts['protection']]} đối với: {who}.",
        f"Nội dung bảo vệ: {'; '.join(measures)}." if measures else "",
        f"Cơ quan, tổ chức, cá nhân thực hiện: {facts['body']}." if facts["body"] else "",
        f"Lý do: {other.stop(event.facts['reason'])}",
        "" if declined else "Thực hiện từ ngày ký đến khi chấm dứt theo khoản 2 Điều 54 Luật Tố cáo.",
    ]
    return other.decision(
        petition,
        event,
        "Về việc bảo vệ người tố cáo" if not declined else "Về việc không áp dụng biện pháp bảo vệ",
        "",
        articles=tuple(line for line in words if line),
        recipients=("Người được bảo vệ", *([facts["body"]] if facts["body"] else [])),
    )


def lending(petition: Petition, event: PetitionEvent, site: str) -> Paper:
    """The slip with which the file is handed on."""
    facts = event.facts
    return parts.letter(
        petition,
        event,
        site,
        named="Phiếu chuyển",
        about="Về việc chuyển hồ sơ giải quyết khiếu nại",
        suffix="/PC-UBND",
        addressee=facts["body"],
        facts=(
            *parts.given(petition),
            ("Chuyển cho", rules.BORROWERS[facts["borrower"]]),
            ("Quyết định giải quyết", petition.result_number),
            ("Số trang đã đánh số", facts.get("pages", "")),
        ),
        paragraphs=("Chuyển hồ sơ giải quyết khiếu nại sau đây theo yêu cầu; đề nghị trả lại khi dùng xong.",),
    )


def _minutes(
    petition: Petition,
    event: PetitionEvent,
    *,
    about: str,
    side: str,
    who: tuple[str, ...],
    form: str = "",
    note: str = "",
) -> HearingMinutes:
    facts = event.facts
    return HearingMinutes(
        letterhead=office.letterhead(petition, event),
        about=about,
        held_on=date.fromisoformat(facts["held_on"]),
        place=facts["place"],
        presided=facts.get("presided", ""),
        side=side,
        who=who,
        attended=rules.ATTENDED[facts["attended"]],
        said=facts["said"],
        copies=int(facts.get("copies", 0)),
        form=form,
        note=note,
        code=petition.code,
        look_up=LookUp(),
        contacts=office.contacts(petition, event.at),
    )


def _people(petition: Petition) -> tuple[str, ...]:
    rows = petition.petitioners.filter(withdrawn_at__isnull=True).order_by("number")
    return tuple(f"{row.name}, {row.address}" if row.address else row.name for row in rows)


def _names(petition: Petition, whom: str) -> tuple[str, ...]:
    if whom == "complainant":
        return tuple(name for _, name in parts.who(petition)[:1])
    said = parts.accused(petition) if whom == "accused" else ""
    return (said,) if said else ()


def _lines(words: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in words.splitlines() if line.strip())


def _day(written: object) -> str:
    return short_day(date.fromisoformat(str(written))) if written else ""


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


def _plain(label: str, verb: str, fill: Fill) -> PaperKind:
    """A paper that carries no secret of who sent the petition."""
    return PaperKind(label, frozenset({verb}), lambda petition, event, site: fill(petition, event, ""))


def _own(label: str, verb: str, fill: Fill) -> PaperKind:
    """The complainant's own copy, with the way to follow the case."""
    return PaperKind(label, frozenset({verb}), fill, told=True)


OF_BESIDE: dict[str, PaperKind] = {
    "tam-dinh-chi-thi-hanh": _plain(gettext_noop("Quyết định tạm đình chỉ thi hành"), "stay_execution", stay),
    "tam-dinh-chi-thi-hanh-cua-nguoi-khieu-nai": _own(
        gettext_noop("Quyết định tạm đình chỉ thi hành (bản của người khiếu nại)"), "stay_execution", stay
    ),
    "huy-tam-dinh-chi-thi-hanh": _plain(gettext_noop("Quyết định hủy bỏ tạm đình chỉ thi hành"), "lift_stay", lifting),
    "huy-tam-dinh-chi-thi-hanh-cua-nguoi-khieu-nai": _own(
        gettext_noop("Quyết định hủy bỏ tạm đình chỉ thi hành (bản của người khiếu nại)"), "lift_stay", lifting
    ),
    "bien-ban-lam-viec": _plain(gettext_noop("Biên bản làm việc"), "hear_party", minutes),
    "yeu-cau-giam-dinh-tu-van": _plain(
        gettext_noop("Văn bản yêu cầu tài liệu, giám định, tư vấn"), "ask_others", asking
    ),
    "chuyen-ho-so": _plain(gettext_noop("Phiếu chuyển hồ sơ"), "lend_file", lending),
    "bien-ban-nguoi-to-cao": PaperKind(
        gettext_noop("Biên bản làm việc với người tố cáo"),
        frozenset({"hear_denouncer"}),
        minutes_denouncer,
        names=True,
    ),
    "bao-ve-nguoi-to-cao": PaperKind(
        gettext_noop("Quyết định về bảo vệ người tố cáo"),
        frozenset({"decide_protection"}),
        protection,
        names=True,
    ),
    "bien-ban-nguoi-bi-to-cao": _plain(
        gettext_noop("Biên bản làm việc với người bị tố cáo, người khác"), "hear_accused", minutes_accused
    ),
    "trung-cau-giam-dinh": _plain(gettext_noop("Văn bản trưng cầu giám định, yêu cầu tài liệu"), "ask_expert", expert),
    "chuyen-co-quan-dieu-tra": _plain(
        gettext_noop("Văn bản chuyển hồ sơ có dấu hiệu tội phạm"), "pass_to_police", police
    ),
}

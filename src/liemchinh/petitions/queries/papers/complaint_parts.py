"""What the papers of a complaint share: its letterhead, its people, what it is about."""

from datetime import datetime

from liemchinh.kernel.days import local_day
from liemchinh.org import queries as org
from liemchinh.org.rules import UnitKind
from liemchinh.papers.forms import LookUp
from liemchinh.papers.letters import Letter
from liemchinh.petitions import rules
from liemchinh.petitions.models import Petition, PetitionEvent
from liemchinh.petitions.queries import complaints as queries
from liemchinh.petitions.queries.papers import office

LAW = "Căn cứ Luật Khiếu nại ngày 11 tháng 11 năm 2011, đã được sửa đổi, bổ sung;"
DECREE = "Căn cứ Nghị định số 124/2020/NĐ-CP ngày 19 tháng 10 năm 2020 của Chính phủ, đã được sửa đổi, bổ sung;"
PARTIES = ("Người khiếu nại", "Người bị khiếu nại", "Người có quyền, nghĩa vụ liên quan")
NO_FORM = (
    "Ghi chú: Chúng tôi chưa đọc được mẫu của văn bản này trong Nghị định số 124/2020/NĐ-CP. Bố cục theo Nghị định "
    "số 30/2020/NĐ-CP và nội dung mà Luật Khiếu nại yêu cầu."
)


def form_since(event: PetitionEvent, number: str) -> str:
    """The number of the form, for papers made since the decree that prescribes it."""
    return f"Mẫu số {number}" if local_day(event.at) >= rules.complaints.NEW_LAW else ""


def letter(
    petition: Petition,
    event: PetitionEvent,
    site: str,
    *,
    named: str,
    about: str,
    suffix: str,
    form: str = "",
    addressee: str | None = None,
    grounds: tuple[str, ...] = (),
    paragraphs: tuple[str, ...] = (),
    facts: tuple[tuple[str, str], ...] = (),
    articles: tuple[str, ...] = (),
    recipients: tuple[str, ...] = ("Như trên",),
    promised_at: datetime | None = None,
) -> Letter:
    """One document of the complaint. Only the complainant's own copy, made with a `site`, carries their secret."""
    number = str(event.facts.get("document", ""))
    return Letter(
        letterhead=office.letterhead(petition, event, number),
        named=named,
        about=about,
        form=form,
        suffix="" if number else suffix,
        addressee=addressee,
        grounds=grounds,
        paragraphs=tuple(line for line in paragraphs if line),
        facts=tuple((label, value) for label, value in facts if value),
        articles=articles,
        recipients=recipients,
        signatory=office.chair(petition, event.at),
        note="" if form else NO_FORM,
        code=petition.code,
        role=head_of(petition, event),
        look_up=office.look_up(petition, site) if site else LookUp(),
        promised_at=promised_at if site else None,
        contacts=office.contacts(petition, event.at),
    )


def head_of(petition: Petition, event: PetitionEvent) -> str:
    """What the head of the body that settles it is called under a paper."""
    on = local_day(event.at)
    body = org.in_charge(petition.authority, on)
    kind = org.units([body.id], on)[body.id].kind
    return "Chủ tịch" if kind in (UnitKind.COMMUNE, UnitKind.PROVINCE) else "Thủ trưởng"


def agency(petition: Petition, event: PetitionEvent) -> str:
    """The name of the body that settles it."""
    return office.letterhead(petition, event).issuer


def who(petition: Petition, *, numbers: bool = False) -> tuple[tuple[str, str], ...]:
    """The complainants: name and address, one line each when there are several; the identity number only on form 03."""
    everybody = queries.people(petition)
    rows = [row for row in everybody if row.withdrawn_at is None] or everybody
    if len(rows) == 1 and petition.people == 1:
        row = rows[0]
        return (
            ("Người khiếu nại", row.name),
            ("Địa chỉ", row.address),
            ("Số căn cước/định danh cá nhân/hộ chiếu", row.identity if numbers else ""),
        )
    lines = [
        (f"Người khiếu nại {number}", ", ".join(part for part in (row.name, row.address) if part))
        for number, row in enumerate(rows, start=1)
    ]
    unnamed = max(petition.people - len(everybody), 0)
    return (*lines, *((("Cùng khiếu nại", f"{unnamed} người khác, theo danh sách kèm theo"),) if unnamed else ()))


def accused(petition: Petition) -> str:
    """Whom it complains of, as written and by unit."""
    on = local_day(petition.received_at)
    unit = petition.about.get("unit", "")
    name = org.unit_names([unit], on).get(unit, "") if unit else ""
    return ", ".join(part for part in (petition.about.get("words", ""), name) if part)


def matter(petition: Petition) -> str:
    """What it complains of."""
    known = petition.decision_ref
    return f"{petition.subject} ({known})" if known and known not in petition.subject else petition.subject


def given(petition: Petition, *, numbers: bool = False) -> tuple[tuple[str, str], ...]:
    """Who complains of whom about what: the lines that every paper begins with."""
    return (
        *who(petition, numbers=numbers),
        ("Người bị khiếu nại", accused(petition)),
        ("Khiếu nại về việc", matter(petition)),
    )

"""Papers that every class of petition has: the receipt, and the letter that goes with each lawful way out."""

from liemchinh.kernel.days import full_day, local_day, short_day
from liemchinh.kernel.words import gettext_noop
from liemchinh.papers.forms import LookUp
from liemchinh.papers.letters import Letter
from liemchinh.papers.press import Paper
from liemchinh.petitions import rules
from liemchinh.petitions.models import Petition, PetitionEvent
from liemchinh.petitions.queries.fetch import office_of
from liemchinh.petitions.queries.papers import office
from liemchinh.petitions.queries.papers.line import PaperKind


def receipt(petition: Petition, event: PetitionEvent, site: str) -> Paper:
    """What the sender takes home: code, secret, the day by which they are answered."""
    due = rules.check_due(
        rules.Content.UNSORTED, petition.received_at, office=office_of(petition.register, local_day(event.at))
    ).due_at
    files = [file["name"] for file in event.facts.get("files", [])]
    facts = [
        ("Số vào sổ", f"{petition.number}/{petition.year}"),
        ("Người gửi", office.sender(petition)),
        ("Địa chỉ", office.address(petition)),
        ("Nội dung chính", petition.subject),
        ("Ngày cơ quan nhận", short_day(local_day(petition.received_at))),
        ("Bản chụp, giấy tờ kèm theo", "; ".join(files) or "không có"),
    ]
    answer = f"Cơ quan trả lời về việc xử lý đơn chậm nhất vào {full_day(local_day(due))}." if due else ""
    return Letter(
        letterhead=office.letterhead(petition, event, str(petition.number)),
        named="Giấy biên nhận đơn",
        suffix="/BN-UBND",
        facts=tuple(facts),
        closing=answer,
        recipients=("Người gửi đơn",),
        role="Người nhận đơn",
        note="Giữ kín mã bí mật: ai có mã này đọc được việc xử lý đơn.",
        promised_at=due,
        code=petition.code,
        look_up=office.look_up(petition, site),
        contacts=office.contacts(petition, event.at),
    )


def guidance(petition: Petition, event: PetitionEvent, site: str) -> Paper:
    """Where the sender should go with it, once."""
    words = (
        f"Ngày {short_day(local_day(petition.received_at))}, cơ quan nhận được đơn của ông (bà) về: {petition.subject}",
        f"Nội dung này thuộc thẩm quyền giải quyết của {event.facts['body']}.",
        f"Lý do: {event.reason}",
        "Đề nghị ông (bà) gửi đơn, kèm giấy tờ liên quan, đến cơ quan nêu trên để được giải quyết theo quy định.",
    )
    return _letter(petition, event, site, "Hướng dẫn", "Về việc gửi đơn đến cơ quan có thẩm quyền", words, "/HD-UBND")


def forwarding(petition: Petition, event: PetitionEvent, site: str) -> Paper:
    """To the competent body, with the sender told. Of a denunciation nobody is named."""
    hidden = petition.restricted
    who = "một công dân (thông tin người tố cáo được giữ bí mật)" if hidden else office.sender(petition)
    words = (
        f"Ngày {short_day(local_day(petition.received_at))}, cơ quan nhận được đơn của {who}.",
        f"Nội dung đơn: {petition.subject}",
        "Sau khi xem xét, nội dung đơn không thuộc thẩm quyền giải quyết của cơ quan.",
        f"Cơ quan chuyển đơn và tài liệu kèm theo đến {event.facts['body']} để giải quyết theo thẩm quyền, "
        "và đề nghị báo lại kết quả.",
    )
    return _letter(
        petition,
        event,
        site,
        "Phiếu chuyển đơn",
        "",
        words,
        "/PC-UBND",
        addressee=event.facts["body"],
        recipients=("Như trên", "Người gửi đơn (để biết)"),
        secret=False,
    )


def returning(petition: Petition, event: PetitionEvent, site: str) -> Paper:
    """Back to whoever sent it on."""
    words = (
        f"Cơ quan nhận được đơn do {event.facts['body']} chuyển đến, nội dung: {petition.subject}",
        f"Cơ quan trả lại đơn vì: {event.reason}",
    )
    return _letter(
        petition, event, site, "Phiếu trả đơn", "", words, "/PT-UBND", addressee=event.facts["body"], secret=False
    )


def urging(petition: Petition, event: PetitionEvent, site: str) -> Paper:
    """To a subordinate that has let a case go overdue."""
    words = (
        f"Cơ quan nhận được đơn về: {petition.subject}",
        "Vụ việc thuộc thẩm quyền của quý cơ quan và đã quá thời hạn giải quyết.",
        "Đề nghị giải quyết dứt điểm và báo cáo kết quả, nêu rõ nguyên nhân chậm và trách nhiệm.",
    )
    return _letter(
        petition, event, site, "Công văn đôn đốc", "", words, "/UBND", addressee=event.facts["body"], secret=False
    )


def splitting(petition: Petition, event: PetitionEvent, site: str) -> Paper:
    """Tells the sender that their letter has become several, each followed by itself."""
    words = (
        f"Đơn của ông (bà) về “{petition.subject}” có nhiều nội dung khác loại.",
        "Mỗi nội dung được xử lý theo thủ tục riêng. Cơ quan đã vào sổ thành các đơn sau: "
        + "; ".join(event.facts["into"])
        + ".",
    )
    return _letter(petition, event, site, "Thông báo", "Về việc tách đơn có nhiều nội dung", words, "/TB-UBND")


def _letter(
    petition: Petition,
    event: PetitionEvent,
    site: str,
    named: str,
    about: str,
    words: tuple[str, ...],
    suffix: str,
    *,
    addressee: str = "",
    recipients: tuple[str, ...] = ("Như trên",),
    secret: bool = True,
) -> Letter:
    return Letter(
        letterhead=office.letterhead(petition, event, event.facts.get("document", "")),
        named=named,
        about=about,
        suffix="" if event.facts.get("document") else suffix,
        addressee=addressee or office.sender(petition),
        paragraphs=tuple(line for line in words if not line.endswith(": ")),
        recipients=recipients,
        signatory=office.chair(petition, event.at),
        code=petition.code if secret else "",
        look_up=office.look_up(petition, site) if secret else LookUp(),
        contacts=office.contacts(petition, event.at),
    )


OF_ALL = {
    "bien-nhan": PaperKind(
        gettext_noop("Giấy biên nhận đơn"), frozenset({"register", "file"}), receipt, told=True, names=True
    ),
    "huong-dan": PaperKind(gettext_noop("Giấy hướng dẫn"), frozenset({"guide"}), guidance, told=True),
    "phieu-chuyen": PaperKind(
        gettext_noop("Phiếu chuyển đơn"), frozenset({"forward", "forward_complaint"}), forwarding
    ),
    "phieu-tra": PaperKind(gettext_noop("Phiếu trả đơn"), frozenset({"return"}), returning),
    "don-doc": PaperKind(gettext_noop("Công văn đôn đốc"), frozenset({"urge"}), urging),
    "tach-don": PaperKind(gettext_noop("Thông báo tách đơn"), frozenset({"split"}), splitting, told=True),
}

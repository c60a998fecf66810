"""Letters of petitions and papers of reception as they look: places, the sign at the end, no lonely signature."""

import re
from dataclasses import replace
from datetime import date

import pytest

from liemchinh.papers.letters import Letter
from liemchinh.papers.visits import ConclusionNotice, ConclusionTask, RefusalNotice, RegisterLine, VisitRegister
from tests.papers import samples
from tests.papers.reading import ink, pages, pdf, text

HEAD = replace(samples.HEAD, desk_sign="UBND")
LETTER = Letter(
    letterhead=HEAD,
    named="Thông báo",
    about="Về việc thụ lý giải quyết khiếu nại",
    addressee=samples.NAME,
    paragraphs=("Ủy ban nhân dân xã Mẫu đã nhận được đơn khiếu nại.",),
    facts=(("Ngày nhận đơn", "26/10/2026"), ("Hết hạn", "17 giờ, thứ Hai, 30/11/2026")),
    recipients=("Như trên", "Cơ quan thanh tra nhà nước cùng cấp"),
    signatory=samples.CLERK,
    look_up=samples.LOOK,
    promised_at=samples.DUE,
)
SENTENCE = (
    "Đề nghị ông (bà) gửi đơn, kèm giấy tờ liên quan, đến cơ quan có thẩm quyền để được giải quyết theo quy định."
)


def test_a_letter_ends_with_the_sign_names_its_places_and_shows_the_promised_day_as_a_leaf() -> None:
    said = text(LETTER)
    assert "Hết hạn: 17 giờ, thứ Hai, 30/11/2026./." in said
    assert "- Như trên; - Cơ quan thanh tra nhà nước cùng cấp; - Lưu: VT, hồ sơ." in said
    assert "Thứ Sáu" in said
    assert text(replace(LETTER, closing="Vậy thông báo để ông (bà) được biết./.")).count("./.") == 1
    left, _top, right, bottom = ink(pages(LETTER)[0])
    assert left >= 29.8
    assert right >= 14.8
    assert bottom >= 20


def test_what_nobody_knows_yet_is_a_dotted_line_and_who_is_not_addressed_is_not_greeted() -> None:
    assert "Kính gửi: . . ." in text(replace(LETTER, addressee=""))
    assert re.search(r"Địa chỉ: ?\. ?\.", text(replace(LETTER, facts=(("Địa chỉ", ""), *LETTER.facts))))
    assert "Kính gửi" not in text(replace(LETTER, addressee=None))
    refusal = RefusalNotice(HEAD, "", None, "", None, "", "khiếu nại", "", "", "khoản 3 Điều 9 Luật Tiếp công dân")
    assert "của ông (bà) . . ." in text(refusal)


@pytest.mark.parametrize("count", range(14, 17))
def test_a_signature_never_stands_alone_on_its_page(count: int) -> None:
    last = pdf(replace(LETTER, paragraphs=(SENTENCE,) * count)).pages[-1].extract_text()
    assert "Hết hạn" in last or "Trần Văn Mẫu" not in last
    notice = ConclusionNotice(
        HEAD,
        date(2026, 11, 6),
        "Chủ tịch",
        "",
        "\n".join([SENTENCE] * count),
        (),
        (ConclusionTask("Đo lại", "Phòng Kinh tế", samples.DUE.date()),),
    )
    last = pdf(notice).pages[-1].extract_text()
    assert "Đơn vị có trách nhiệm" in last or "NGƯỜI ĐỨNG ĐẦU" not in last


def test_a_visit_of_the_register_stays_on_one_page() -> None:
    line = RegisterLine(1, date(2026, 11, 1), samples.NAME, "", SENTENCE * 2, "Khiếu nại", "", "", "x", "", "", "")
    lines = tuple(replace(line, number=number) for number in range(1, 31))
    register = VisitRegister(HEAD, date(2026, 11, 1), date(2026, 11, 30), samples.RECEIVED, lines)
    said = [page.extract_text() for page in pdf(register).pages]
    assert len(said) > 2
    assert sum(" ".join(page.split()).count("theo quy định.") for page in said) == 60
    for page in said:
        assert " ".join(page.split()).count("Đề nghị ông") % 2 == 0

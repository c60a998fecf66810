"""Every notice, written with the longest facts there can be, keeps every limit and says nothing it should not."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liemchinh.notices import rules
from liemchinh.notices.rules import TEMPLATES, Channel

EXTREME = {name: "Ặ" * limit for name, limit in rules.FACTS.items()} | {
    "code": "H99.123.456.789.012-20260918-" + "9" * 21,
    "link": "https://motcua.xa-mau.tinh-mau.vidu.vn/" + "x" * 460,
    "day": "thứ Sáu, ngày 25 tháng 12 năm 2026",
    "time": "17 giờ 00, 25/12/2026",
    "on": "25/12/2026",
    "state": "Yêu cầu thực hiện nghĩa vụ tài chính",
    "count": "99",
    "hours": "99",
}
USUAL = EXTREME | {
    "code": "H99.12-260918-0042",
    "link": "https://motcua.vidu.vn/tra-cuu/?ma=H99.12-260918-0042",
    "office": "Ủy ban nhân dân xã An Mẫu",
}
GSM = set("@$\n\r _!\"#%&'()*+,-./:;<=>?^{}\\[~]|€" + string.ascii_letters + string.digits)


@pytest.mark.parametrize("name", TEMPLATES)
@pytest.mark.parametrize("facts", [EXTREME, USUAL], ids=["extreme", "usual"])
def test_every_notice_keeps_every_limit(name: str, facts: dict[str, str]) -> None:
    template = TEMPLATES[name]
    told = rules.checked(name, facts)
    letter = rules.letter(template, told)
    assert "\n" not in letter.subject and len(letter.subject) <= 120
    assert told["link"] in letter.text and "{" not in letter.subject + letter.text
    if Channel.SMS in template.channels:
        text = rules.short_message(template, told)
        assert rules.septets(text) <= rules.LIMIT and set(text) <= GSM
        assert told["code"] in text
        assert ("?" in text) == ("?" in told["link"] and told["link"] in text), "a sign was lost"
    if Channel.ZALO in template.channels and facts is USUAL:
        data = rules.zalo_data(template, told)
        assert set(data) == set(rules.ZALO_PARAMETERS)
        for parameter, text in data.items():
            assert 0 < len(text) <= rules.ZALO_PARAMETERS[parameter][1], parameter
        assert data["ma_ho_so"] == told["code"]


def test_a_short_message_carries_its_link_when_there_is_room_and_never_half_of_it() -> None:
    usual = rules.short_message(TEMPLATES["received"], rules.checked("received", USUAL))
    extreme = rules.short_message(TEMPLATES["received"], rules.checked("received", EXTREME))
    assert usual.endswith(USUAL["link"]) and "https" not in extreme


def test_the_day_of_an_appointment_reads_without_diacritics() -> None:
    facts = {"code": "H99.12-260918-0042", "day": "thứ Sáu, 25/9/2026"}
    assert (
        rules.short_message(TEMPLATES["received"], facts)
        == "Ho so H99.12-260918-0042 da tiep nhan. Hen tra: thu Sau, 25/9/2026."
    )


def test_a_code_too_long_for_zalo_is_not_cut() -> None:
    with pytest.raises(ValueError, match="ma_ho_so"):
        rules.zalo_data(TEMPLATES["received"], rules.checked("received", EXTREME))


@pytest.mark.parametrize(
    ("facts", "why"),
    [({}, "needs"), ({**USUAL, "name": "Nguyễn Thị Thí Dụ"}, "no place"), ({**USUAL, "code": "9" * 51}, "longer")],
)
def test_a_notice_takes_no_strange_fact_and_misses_none(facts: dict[str, str], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        rules.checked("received", facts)


def test_no_notice_has_a_place_for_a_person_or_a_reason() -> None:
    assert not {"name", "applicant", "reason", "request", "missing", "phone", "identity", "key"} & set(rules.FACTS)


@given(st.text(max_size=200))
def test_whatever_is_written_arrives_in_signs_that_every_telephone_shows(text: str) -> None:
    plain = rules.plain(text)
    assert set(plain) <= GSM
    assert rules.plain(plain) == plain


@given(st.text(max_size=300), st.text(max_size=300))
def test_no_fact_breaks_a_line_of_the_head(day: str, office: str) -> None:
    try:
        told = rules.checked("received", {"code": "H99.12-260918-0042", "day": day, "office": office})
    except ValueError:
        assert not day.split()
        return
    assert all("\n" not in text and "\r" not in text for text in told.values())
    assert all(len(text) <= rules.FACTS[name] for name, text in told.items())

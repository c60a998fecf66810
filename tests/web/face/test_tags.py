"""The tags say dates, numbers and states in one way, to eyes and to ears."""

from datetime import UTC, date, datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory

from liemchinh.face.shapes import Chip, ChipKind, Fact, Knot, KnotState
from liemchinh.law.calendar import national_calendar
from liemchinh.law.clocks import Budget, Event, Happening, read
from liemchinh.law.hours import STANDARD
from tests.web.face.specimen import CHIPS, KNOTS, LATE_KNOTS, at, reading


def drawn(source: str, **given: Any) -> str:
    """The template `source` with the face's tags."""
    return Template("{% load face %}" + source).render(Context(given))


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.hidden, self.depth, self.said = 0, 0, ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.depth += 1
        if not self.hidden and ("aria-hidden", "true") in attrs:
            self.hidden = self.depth

    def handle_endtag(self, tag: str) -> None:
        if self.hidden == self.depth:
            self.hidden = 0
        self.depth -= 1

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.said += data


def heard(html: str) -> str:
    """What a screen reader says: the text outside aria-hidden parts."""
    parser = _Text()
    parser.feed(html)
    return " ".join(parser.said.split())


def test_a_leaf_is_one_moment_with_its_full_text_for_ears() -> None:
    html = drawn("{% leaf due label='Hẹn trả' %}", due=at(25, 17))
    assert 'datetime="2026-09-25T17:00+07:00"' in html
    assert heard(html) == "Hẹn trả: thứ Sáu, ngày 25 tháng 9 năm 2026, trước 17 giờ"
    assert "<b>Thứ Sáu</b><i>25</i>" in html


def test_a_leaf_of_an_instant_shows_the_day_in_vietnam() -> None:
    html = drawn("{% leaf due %}", due=datetime(2026, 9, 24, 18, 0, tzinfo=UTC))
    assert "<i>25</i>" in html
    assert 'datetime="2026-09-25T01:00+07:00"' in html


def test_a_leaf_of_a_plain_day_promises_no_hour() -> None:
    html = drawn("{% leaf day %}", day=date(2026, 9, 25))
    assert 'datetime="2026-09-25"' in html
    assert "trước" not in html


def test_an_old_leaf_says_that_it_no_longer_holds_and_is_not_called_late() -> None:
    html = drawn("{% leaf due struck=True late=True %}", due=at(25, 17))
    assert heard(html).startswith("ngày cũ, không còn áp dụng: thứ Sáu")
    assert "quá hạn" not in html


def test_a_provisional_leaf_says_so_to_eyes_and_ears() -> None:
    html = drawn("{% leaf due provisional=True %}", due=at(25, 17))
    assert heard(html).endswith("ngày tạm tính")
    assert "Tạm tính" in html


@pytest.mark.parametrize("status", CHIPS)
def test_a_chip_always_carries_its_word_and_a_shape_unless_plain(status: Chip) -> None:
    html = drawn("{% chip status %}", status=status)
    assert heard(html) == status.word
    assert ("<svg" in html) == (status.kind is not ChipKind.PLAIN)


def test_chips_have_different_shapes_so_they_are_told_apart_without_colour() -> None:
    shapes = {drawn("{% chip status %}", status=chip).partition("<svg")[2].partition("</svg>")[0] for chip in CHIPS[:5]}
    assert len(shapes) == 5


def test_a_chip_may_be_a_mapping_and_its_word_is_escaped() -> None:
    html = drawn("{% chip status %}", status={"kind": "late", "word": "<b>Quá hạn</b>"})
    assert "&lt;b&gt;" in html
    assert "chip-late" in html


def test_an_unknown_kind_of_chip_is_refused() -> None:
    with pytest.raises(ValueError):
        Chip("urgent", "Gấp")  # type: ignore[arg-type]


def test_the_thread_marks_one_knot_as_the_current_step_and_says_each_state() -> None:
    html = drawn("{% thread knots %}", knots=KNOTS)
    assert html.count('aria-current="step"') == 1
    said = heard(html)
    assert "Thẩm định Phòng Kinh tế đang ở đây" in said.replace("– ", "")
    assert said.count("đã xong") == 2
    assert said.count("chưa đến") == 2


def test_a_late_knot_says_late_in_words() -> None:
    assert "đang ở đây, đã chậm" in heard(drawn("{% thread knots %}", knots=LATE_KNOTS))


def test_a_note_on_the_thread_is_escaped() -> None:
    html = drawn("{% thread knots %}", knots=[Knot("Trả lại", KnotState.NOW, note="<script>")])
    assert "<script>" not in html


def test_the_why_table_has_exactly_the_steps_of_the_engine_in_their_order() -> None:
    steps = reading()
    html = drawn("{% why reading %}", reading=steps)
    assert html.count("<tr class=") == len(steps.steps)
    said, position = heard(html), 0
    for step in steps.steps:
        position = said.index(step.sentence, position)


def test_a_long_term_is_told_in_few_lines_first_and_whole_below() -> None:
    start = Event(kind=Happening.START, at=at(18, 9))
    long = read(Budget.parse("45 ngày làm việc"), [start], calendar=national_calendar(), hours=STANDARD)
    html = drawn("{% why reading %}", reading=long)
    assert html.count("<tr class=") == len(long.steps)
    assert html.count("<li>") == len(long.lines()) < len(long.steps)


def test_no_reading_leaves_no_empty_table() -> None:
    assert drawn("{% why reading %}", reading=None).strip() == ""


def test_a_code_is_grouped_for_reading_but_copies_unchanged() -> None:
    html = drawn("{% code text %}", text="H99.12-260918-0042")
    assert heard(html) == "H99.12-260918-0042"
    assert html.count("<wbr>") == 2


@pytest.mark.parametrize(
    ("filter_", "value", "expected"),
    [
        ("number", 1234567, "1.234.567"),
        ("number", 1234.5, "1.234,5"),
        ("number", -3, "−3"),
        ("number", 0, "0"),
        ("number", None, "–"),
        ("percent", 0.125, "12,5\u00a0%"),
        ("percent", 1, "100\u00a0%"),
        ("money", 15000, "15.000\u00a0đồng"),
        ("money", 0, "không thu tiền"),
        ("money", None, "–"),
        ("money_short", 1111000, "1.111.000\u00a0₫"),
        ("clock", at(25, 7, 5), "07:05"),
        ("clock_day", at(25, 17), "17:00, 25/9/2026"),
        ("hour", at(18, 9, 10), "9 giờ 10"),
        ("moment", at(18, 9, 10), "9 giờ 10, thứ Sáu, 18/9/2026"),
        ("full_day", date(2026, 9, 25), "thứ Sáu, 25/9/2026"),
        ("short_day", datetime(2026, 9, 24, 18, tzinfo=UTC), "25/9/2026"),
        ("short_day", None, ""),
    ],
)
def test_figures_and_days_are_written_the_house_way(filter_: str, value: object, expected: str) -> None:
    assert drawn("{{ value|" + filter_ + " }}", value=value) == expected


def test_pages_keep_the_other_filters_and_leave_them_out_of_nothing() -> None:
    request = RequestFactory().get("/viec?linh_vuc=ho-tich&trang=4")
    html = drawn("{% pagination page %}", page=Paginator(range(490), 50).page(4), request=request)
    assert 'href="?linh_vuc=ho-tich&amp;trang=5"' in html
    assert html.count("aria-current") == 1
    assert "Dòng 151 đến 200 trong 490" in heard(html)


def test_a_list_of_one_page_has_no_pagination() -> None:
    request = RequestFactory().get("/viec")
    assert drawn("{% pagination page %}", page=Paginator([1], 50).page(1), request=request).strip() == ""


def test_an_address_changes_one_parameter_and_may_drop_another() -> None:
    request = RequestFactory().get("/viec?trang=4&q=%C4%91%E1%BA%A5t")
    assert drawn("{% address xep='han' trang=None %}", request=request) == "?q=%C4%91%E1%BA%A5t&amp;xep=han"


def test_a_fact_that_is_false_or_zero_is_still_shown() -> None:
    assert "<dd>0</dd>" in drawn("{% facts items %}", items=[Fact("Số giấy tờ", 0)])

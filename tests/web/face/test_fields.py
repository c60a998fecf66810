"""Fields: what is wrong is said at the field and at the top, and both lead to the same place."""

import re
import unicodedata
from datetime import date
from typing import Any

import pytest
from django import forms
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from liemchinh.face.fields import DayField, WordsField
from tests.web.face.specimen import Sample


def drawn(source: str, **context: Any) -> str:
    """The template `source` with the face's tags."""
    return Template("{% load face %}" + source).render(Context(context))


class Born(forms.Form):
    """One day."""

    day = DayField(label="Ngày sinh", help_text="Ví dụ 27 3 1958.")
    left_on = DayField(label="Ngày đi", required=False)


def sent(day: str, month: str, year: str) -> Born:
    """The form as the browser sends it."""
    return Born({"day": day, "day_thang": month, "day_nam": year})


@given(st.dates(min_value=date(1000, 1, 1)))
def test_any_day_written_in_three_boxes_comes_back_as_that_day(day: date) -> None:
    form = sent(f" {day.day:02d}", str(day.month), str(day.year))
    assert form.is_valid()
    assert form.cleaned_data["day"] == day
    assert form.cleaned_data["left_on"] is None


@pytest.mark.parametrize(
    ("boxes", "code"),
    [
        (("", "", ""), "required"),
        (("31", "2", "1958"), "day"),
        (("29", "2", "2026"), "day"),
        (("2", "", "1958"), "incomplete"),
        (("hai", "3", "1958"), "numbers"),
        (("2", "3", "58"), "year"),
        (("-2", "3", "1958"), "numbers"),
    ],
)
def test_each_wrong_day_has_its_own_sentence(boxes: tuple[str, str, str], code: str) -> None:
    form = sent(*boxes)
    assert not form.is_valid()
    assert [problem.code for problem in form.errors.as_data()["day"]] == [code]


def test_a_wrong_day_keeps_what_was_typed() -> None:
    html = drawn("{% field form.day %}", form=sent("31", "2", "1958"))
    assert re.findall(r'value="(\d+)"', html) == ["31", "2", "1958"]


def test_words_are_stored_in_one_unicode_form() -> None:
    decomposed = unicodedata.normalize("NFD", "Nguyễn Thị Ẩn")
    assert WordsField().clean(f"  {decomposed} ") == "Nguyễn Thị Ẩn"


def test_every_link_of_the_error_summary_leads_to_something_that_can_be_filled_in() -> None:
    form = Sample({}, {})
    summary = drawn("{% error_summary form %}", form=form)
    page = drawn("{% for bound in form %}{% field bound %}{% endfor %}", form=form)
    targets = re.findall(r'href="#([^"]+)"', summary)
    assert len(targets) == len(form.errors) > 5
    for target in targets:
        assert re.search(rf'<(input|select|textarea)[^>]*\bid="{target}"', page), target


def test_every_id_that_a_field_refers_to_exists_once() -> None:
    page = drawn("{% for bound in form %}{% field bound %}{% endfor %}", form=Sample({}, {}))
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    referred = {name for text in re.findall(r'aria-describedby="([^"]+)"', page) for name in text.split()}
    referred |= set(re.findall(r'\bfor="([^"]+)"', page))
    assert referred <= set(ids)


def test_a_wrong_field_is_marked_invalid_and_described_by_hint_and_error() -> None:
    html = drawn("{% field form.name %}", form=Sample({}, {}))
    assert 'aria-describedby="id_name_hint id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert "Chưa ghi: Họ và tên" in html


def test_a_field_in_order_is_not_marked_and_only_its_hint_describes_it() -> None:
    html = drawn("{% field form.name %}", form=Sample())
    assert 'aria-describedby="id_name_hint"' in html
    assert "aria-invalid" not in html
    assert "is-invalid" not in html


def test_a_form_that_names_its_own_sentence_is_quoted_word_for_word() -> None:
    class Own(forms.Form):
        phone = WordsField(label="Điện thoại", error_messages={"required": "Ghi số để chúng tôi báo tin."})

    assert "Ghi số để chúng tôi báo tin." in drawn("{% error_summary form %}", form=Own({}))


def test_what_is_wrong_with_the_whole_form_is_in_the_summary_without_a_link() -> None:
    class Whole(forms.Form):
        def clean(self) -> None:
            raise forms.ValidationError("Mã hoặc mã bí mật chưa khớp. Xem lại giấy hẹn.")

    html = drawn("{% error_summary form %}", form=Whole({}))
    assert "Xem lại giấy hẹn." in html
    assert "href" not in html


def test_no_error_leaves_no_summary() -> None:
    assert drawn("{% error_summary form %}", form=Sample()).strip() == ""


def test_a_chosen_option_stays_chosen_and_typed_markup_stays_text() -> None:
    form = Sample({"channel": "buu-chinh", "name": '"><script>alert(1)</script>'}, {})
    html = drawn("{% field form.channel %}{% field form.name %}", form=form)
    assert re.search(r'value="buu-chinh" checked', html)
    assert "<script>" not in html


def test_a_label_may_be_the_heading_of_a_page_with_one_question() -> None:
    assert "<h1" in drawn("{% field form.name heading=True %}", form=Sample())
    assert "<legend" in drawn("{% field form.channel heading=True %}", form=Sample())


def test_only_what_may_be_left_out_is_marked() -> None:
    assert "không bắt buộc" in drawn("{% field form.note %}", form=Sample())
    assert "không bắt buộc" not in drawn("{% field form.name %}", form=Sample())


def test_words_keep_no_sign_that_makes_them_read_otherwise_than_they_are_stored() -> None:
    assert WordsField().clean("L\u00ea \u202eTh\u00ed\u202c \u2066D\u1ee5\u2069\x08\x1b") == "L\u00ea Th\u00ed D\u1ee5"
    assert WordsField().clean("m\u1ed9t\r\n\thai \U0001f600") == "m\u1ed9t\r\n\thai \U0001f600"
    with pytest.raises(forms.ValidationError):
        WordsField().clean("\u202e")

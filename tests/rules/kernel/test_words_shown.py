"""A sentence is kept as it was written and shown in the reader's language."""

from collections.abc import Iterator

import pytest

from liemchinh.kernel import words
from liemchinh.kernel.words import Sentence, as_written, gettext_noop

ENGLISH = {"Còn {days} ngày": "{days} days left", "Quá hạn <b>": "Late <b>"}


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    before = list(words._shown_in)
    words.show_with(lambda sentence: ENGLISH.get(sentence, sentence))
    yield
    words._shown_in[:] = before


def test_filled_in_or_put_on_a_page_it_speaks_the_readers_language() -> None:
    left = gettext_noop("Còn {days} ngày")
    assert left.format(days=2) == "2 days left"
    assert f"{gettext_noop('Quá hạn <b>')}!" == "Late <b>!"
    assert gettext_noop("Quá hạn <b>").__html__() == "Late &lt;b&gt;"


def test_kept_and_compared_it_stays_what_was_written() -> None:
    late = gettext_noop("Quá hạn <b>")
    assert late == "Quá hạn <b>" and str(late) == "Quá hạn <b>" and {late: 1}["Quá hạn <b>"] == 1
    assert isinstance(late, Sentence) and type(str(late)) is str
    assert gettext_noop("").format() == ""


def test_official_papers_and_what_is_kept_are_vietnamese_whoever_reads() -> None:
    with as_written():
        assert gettext_noop("Còn {days} ngày").format(days=2) == "Còn 2 ngày"
    assert gettext_noop("Còn {days} ngày").format(days=2) == "2 days left"

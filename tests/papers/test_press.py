"""The press: safe with any text, the same bytes each time, readable in fifty years and by a screen reader."""

import threading
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liemchinh.kernel.errors import Refused
from liemchinh.papers import Component, Paper, Size, render
from liemchinh.papers.press import families, find_fonts, font_folders, printable
from tests.papers import samples
from tests.papers.reading import fonts, pdf, text

HOSTILE = (
    "#eval(read('/etc/passwd'))",
    "*đậm* _nghiêng_ `mã` $x^2$",
    'dấu " và \\ và ] và ) và }',
    "= Tiêu đề",
    "<nhãn> @nguồn",
    "// chú thích /* dài */",
    "a~b -- c --- d...",
    "#set page(width: 1cm)",
    "\\u{41}",
)


@pytest.mark.parametrize("words", HOSTILE)
def test_what_a_citizen_writes_is_printed_and_never_obeyed(words: str) -> None:
    component = Component(words, words, 1)
    paper = replace(samples.RECEIPT, request=words, components=(component,), fee=words)
    for size in paper.sizes:
        # Narrow columns may turn a line anywhere in a long word.
        found = text(paper, size).replace(" ", "")  # type: ignore[arg-type]
        assert found.count(words.replace(" ", "")) >= 3


@settings(max_examples=25)
@given(st.text(max_size=60))
def test_any_text_at_all_can_be_printed(words: str) -> None:
    paper = replace(samples.REFUSAL, request=words, reason=words, desk=words)
    assert 1 <= len(pdf(paper).pages) <= 4  # sixty line breaks fill pages; nothing else may


def test_a_direction_override_cannot_turn_a_number_round() -> None:
    assert printable("001\u202e991\u202c000") == "001991000"
    assert printable("a\x00b\u200bc\ud800d") == "abcd"
    assert printable("  hai   chỗ \r\n\n dòng hai ") == "hai chỗ\ndòng hai"
    assert printable("e\u0302\u0301") == "ế"


def test_a_sign_no_font_has_does_not_stop_the_receipt() -> None:
    paper = replace(samples.RECEIPT, request="Đăng ký 😀 khai sinh")
    assert "khai sinh" in text(paper)


@pytest.mark.parametrize("paper", samples.FILLED, ids=lambda paper: paper.form)
def test_the_same_paper_gives_the_same_bytes(paper: Paper) -> None:
    assert render(paper) == render(replace(paper))


def test_another_name_gives_other_bytes() -> None:
    other = replace(samples.RECEIPT, submitter="Lê Thị Mẫu")
    assert render(other) != render(samples.RECEIPT)


@pytest.mark.parametrize("paper", samples.FILLED, ids=lambda paper: paper.form)
def test_the_file_is_archival_tagged_titled_and_in_vietnamese(paper: Paper) -> None:
    reader = pdf(paper)
    catalogue = reader.trailer["/Root"]
    assert catalogue["/Lang"] == "vi-VN"
    assert catalogue["/MarkInfo"]["/Marked"].value is True
    assert reader.metadata is not None
    assert str(reader.metadata.title).startswith(paper.title)
    assert str(getattr(paper, "code", "")) in str(reader.metadata.title)
    described = catalogue["/Metadata"].get_object().get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in described
    assert "<pdfaid:conformance>B</pdfaid:conformance>" in described
    assert "<pdfuaid:part>1</pdfuaid:part>" in described


def test_the_file_bears_the_papers_day_and_not_todays() -> None:
    metadata = pdf(samples.RECEIPT).metadata
    assert metadata is not None
    assert metadata.creation_date is not None
    assert metadata.creation_date.astimezone(samples.DUE.tzinfo).date() == date(2026, 9, 18)


def test_a_document_is_set_in_tinos_and_every_font_is_in_the_file() -> None:
    for paper in samples.FILLED:
        used = fonts(pdf(paper))
        assert used
        assert all(used.values())
        if "Tinos" in families()["serif"]:
            assert any(name.startswith("Tinos") for name in used)
            assert not any(name.startswith(("Libertinus", "NewCM", "DejaVu")) for name in used)


@pytest.mark.parametrize(
    ("paper", "size"), [(samples.REFUSAL, "A5"), (samples.CONTROL, "80mm"), (samples.RECEIPT, "A3")]
)
def test_a_form_is_refused_on_a_size_it_does_not_come_in(paper: Paper, size: Size) -> None:
    with pytest.raises(Refused) as refused:
        render(paper, size)
    assert refused.value.code == "papers.size"
    assert size in str(refused.value)
    assert "A4" in str(refused.value)


def test_an_instant_without_a_time_zone_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="time zone"):
        render(replace(samples.RECEIPT, due_at=datetime(2026, 9, 25, 17)))  # noqa: DTZ001


def test_four_threads_never_get_each_others_paper() -> None:
    found: dict[str, str] = {}

    def clerk(desk: int) -> None:
        for turn in range(5):
            code = f"H99.12-260918-{desk}{turn}00"
            found[code] = text(replace(samples.RECEIPT, code=code))

    desks = [threading.Thread(target=clerk, args=(desk,)) for desk in range(4)]
    for desk in desks:
        desk.start()
    for desk in desks:
        desk.join()
    assert len(found) == 20
    assert all(f"Mã hồ sơ: {code}" in words for code, words in found.items())


def test_fonts_are_searched_in_the_named_folders_first(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    folders = font_folders({"LIEMCHINH_FONTS": f"{tmp_path}:{other}:{tmp_path / 'absent'}"})
    assert folders[:2] == [tmp_path, other]
    assert tmp_path / "absent" not in folders


def test_without_any_font_on_the_machine_there_is_still_one_for_vietnamese(tmp_path: Path) -> None:
    assert "Libertinus Serif" in find_fonts([tmp_path]).families()

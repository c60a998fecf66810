"""Two letters are compared by what they say, not by marks or signs; persons are counted, not letters."""

from hypothesis import given
from hypothesis import strategies as st

from liemchinh.kernel.words import fold
from liemchinh.petitions.rules.likeness import LIKE, Sender, bands, compared, likeness, packed, persons, runs, unpacked

LETTER = "Đoạn đường trước nhà văn hóa hỏng nặng, xe không đi được khi trời mưa, đề nghị xã sửa sớm."


def test_marks_and_signs_do_not_count_and_a_short_text_is_like_nothing() -> None:
    assert likeness(runs(LETTER), runs(fold(LETTER).replace(",", " -"))) == 1.0
    assert runs("Đường hỏng nặng") == frozenset() and bands(frozenset()) == ()
    assert likeness(frozenset(), frozenset()) == 0.0


def test_an_edited_copy_shares_a_band_and_another_matter_none() -> None:
    edited = LETTER.replace("hỏng nặng", "hư hỏng nhiều") + " Gửi lần 2."
    other = "Xóm mới chưa có điện, bà con đề nghị ngành điện kéo dây về từng nhà trước mùa nắng nóng năm nay."
    assert likeness(runs(LETTER), runs(edited)) >= LIKE > likeness(runs(LETTER), runs(other))
    assert set(bands(runs(LETTER))) & set(bands(runs(edited)))
    assert not set(bands(runs(LETTER))) & set(bands(runs(other)))


@given(st.lists(st.sampled_from("mot hai ba bon nam sau bay tam".split()), min_size=8, max_size=40))
def test_bands_are_the_same_on_every_reading_and_fit_a_column(words: list[str]) -> None:
    found = bands(runs(" ".join(words)))
    assert found == bands(runs(" ".join(words))) and len(found) == 40 and tuple(unpacked(packed(found))) == found
    assert all(-(2**63) <= value < 2**63 for value in found)


@given(st.text(max_size=80), st.text(max_size=80))
def test_side_by_side_nothing_of_either_text_is_lost(first: str, second: str) -> None:
    pieces = compared(first, second)
    ours = " ".join(piece.text for piece in pieces if piece.kind in ("same", "gone")).split()
    assert [fold(word) for word in ours] == [fold(word) for word in " ".join(first.split()).split()]


def test_ten_letters_of_one_person_are_one_and_two_of_a_household_are_two() -> None:
    me = Sender("001088000111", "0999000111", "hoang van mau", "Thôn Mẫu")
    without = Sender("", "0999000111", "hoang van mau", "")
    wife = Sender("", "0999000111", "le thi mau", "Thôn Mẫu")
    assert persons([me, without, me]) == 1 and persons([me, wife]) == 2
    assert persons([Sender("", "", "", ""), Sender("", "", "", "")]) == 2 and persons([]) == 0


def test_two_letters_meet_through_a_third() -> None:
    by_identity, by_home = Sender("1", "", "an", ""), Sender("", "", "an", "Thôn Mẫu")
    both = Sender("1", "", "an", "thon mau")
    assert persons([by_identity, by_home]) == 2 and persons([by_identity, by_home, both]) == 1

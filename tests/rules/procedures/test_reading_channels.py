"""The portal's table of channels: every way the layout can print a time and a fee."""

import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liemchinh.procedures.parsing import Outcome, parse_row
from liemchinh.procedures.parsing.channels import ParsedChannel, read_channels
from liemchinh.procedures.parsing.durations import read_duration
from liemchinh.procedures.parsing.fees import money, read_exemptions, read_fee
from liemchinh.procedures.parsing.text import plain

HEADER = "Hình thức nộpThời gianPhí, lệ phíMô tả"


def lines(text: str, *prose: str) -> tuple[ParsedChannel, ...]:
    return read_channels(plain(HEADER + text), prose)[0]


def times(text: str, *prose: str) -> list[tuple[int | None, str | None]]:
    return [(line.time.amount, line.time.unit) for line in lines(text, *prose)]


def test_each_line_keeps_its_own_time_fee_and_description() -> None:
    direct, online = lines(
        "Trực tiếp7 Ngày làm việc20,000 Việt Nam Đồng(20.000 đồng/lần)Nộp tại Công an xã.Trực tuyến60 NgàyMiễn phí"
    )
    assert (direct.kind, direct.time.amount, direct.time.unit) == ("direct", 7, "working_day")
    assert (direct.fees[0].dong, direct.fees[0].note) == (20_000, "20.000 đồng/lần")
    assert direct.description == "Nộp tại Công an xã."
    assert (online.kind, online.time.amount, online.time.unit) == ("online", 60, "day")
    assert online.fees[0].state == "free"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("24 Giờ", (24, "hour")),
        ("8 Giờ làm việc", (8, "hour")),
        ("4 Giờ hành chính", (4, "hour")),
        ("2 Tháng", (2, "month")),
        ("1 Năm", (12, "month")),
        ("2 Tuần", (14, "day")),
        ("0,5 Ngày làm việc", (4, "hour")),
        ("1/2 Ngày làm việc", (4, "hour")),
        ("120 Phút", (2, "hour")),
        ("10 (mười) Ngày làm việc", (10, "working_day")),
        ("07  Ngày   làm việc", (7, "working_day")),
        ("7 NGÀY LÀM VIỆC", (7, "working_day")),
        ("Không quá 05 ngày làm việc", (5, "working_day")),
        ("Ngay trong ngày làm việc", (1, "working_day")),
    ],
)
def test_a_time_is_read_in_every_unit_the_portal_may_print(written: str, read: tuple[int, str]) -> None:
    assert times(f"Trực tiếp{written}Miễn phí") == [read]


def test_a_range_takes_the_longer_limit_and_says_so() -> None:
    (line,) = lines("Trực tiếp5-7 Ngày làm việcMiễn phí")
    assert (line.time.amount, line.time.outcome) == (7, Outcome.PARTLY)


def test_an_unknown_unit_is_named_not_guessed() -> None:
    (line,) = lines("Trực tiếp5 Ca làm việcMiễn phí")
    assert line.time.unit is None and "Ca làm việc" in line.time.reason


def test_half_a_calendar_day_fits_no_clock_and_is_left_open() -> None:
    (line,) = lines("Trực tiếp1/2 NgàyMiễn phí")
    assert (line.time.amount, line.time.unit, line.time.outcome) == (None, None, Outcome.PARTLY)


def test_a_bare_number_has_no_unit_unless_the_row_itself_names_it() -> None:
    (line,) = lines("Trực tiếp3Miễn phí", "Nộp hồ sơ và chờ kết quả.")
    assert line.time.is_bare
    (line,) = lines("Trực tiếp3Miễn phí", "Trong thời hạn 03 ngày làm việc kể từ ngày nhận hồ sơ, cấp giấy.")
    assert (line.time.unit, line.time.unit_from) == ("working_day", "prose")
    assert "03 ngày làm việc" in line.time.evidence


def test_a_bare_number_is_not_completed_from_a_step_shorter_than_another_step() -> None:
    prose = "Không quá 01 ngày làm việc thì chuyển hồ sơ. Trong thời hạn 20 ngày thẩm định."
    (line,) = lines("Trực tiếp1Miễn phí", prose)
    assert line.time.is_bare


def test_a_bare_number_named_with_two_units_stays_bare() -> None:
    (line,) = lines("Trực tiếp5Miễn phí", "Trong thời hạn 05 ngày làm việc. Trong thời hạn 5 ngày.")
    assert line.time.is_bare


def test_a_limit_that_the_description_gives_in_another_kind_of_day_is_kept_and_doubted() -> None:
    (line,) = lines("Trực tiếp7 NgàyMiễn phí07 ngày làm việc, kể từ ngày nhận đủ hồ sơ.")
    assert (line.time.amount, line.time.unit, line.time.outcome) == (7, "day", Outcome.PARTLY)
    (line,) = lines("Trực tiếp7 NgàyMiễn phí07 ngày, kể từ ngày nhận; cấp trong 7 ngày làm việc.")
    assert line.time.outcome is Outcome.FULLY


def test_one_day_is_a_working_day_where_the_result_comes_the_next_working_day() -> None:
    prose = "Nhận sau 15 giờ thì trả kết quả cho người yêu cầu trong ngày làm việc tiếp theo."
    assert times("Trực tiếp1Miễn phí", prose) == [(1, "working_day")]


def test_a_bare_time_glued_to_its_fee_is_parted_where_only_one_cut_is_possible() -> None:
    (line,) = lines("Trực tiếp1200 VNĐ")
    assert (line.time.amount, line.time.unit, line.fees[0].dong) == (1, None, 200)


def test_a_bare_time_glued_to_its_fee_is_left_whole_where_two_cuts_are_possible() -> None:
    (line,) = lines("Trực tiếp1250 VNĐ")
    assert line.time.outcome is Outcome.NOT and line.fees[0].outcome is Outcome.NOT
    assert line.fees[0].raw == "1250 VNĐ"


def test_a_sister_line_decides_how_glued_digits_are_cut() -> None:
    first, second = lines("Trực tiếp1250 VNĐTrực tuyến12Miễn phí")
    assert (first.time.amount, first.fees[0].dong) == (12, 50)
    assert second.time.amount == 12


def test_channel_names_inside_a_description_open_no_line() -> None:
    text = (
        "Trực tiếp5 Ngày làm việcMiễn phí- Trực tuyến: nộp qua Cổng dịch vụ công. - Trực tiếp: tại trụ sở."
        " Trực tiếp nộp trong 5 ngày, phí 20.000 đồng.Trực tuyến5 Ngày làm việcMiễn phí"
    )
    assert [line.kind for line in lines(text)] == ["direct", "online"]


def test_a_second_case_without_a_channel_name_is_a_line_of_the_same_channel() -> None:
    first, second = lines("Trực tiếp15 NgàyMiễn phíThông thường10 Ngày làm việc20,000 Việt Nam Đồng(gấp)")
    assert (first.kind, second.kind) == ("direct", "direct")
    assert (second.time.amount, second.fees[0].dong) == (10, 20_000)
    assert first.case != second.case


def test_cases_are_named_by_what_tells_the_lines_apart() -> None:
    text = (
        "Trực tuyến5 Ngày làm việc145 USD(Thẻ dưới 2 năm: 145 USD)"
        "Trực tuyến5 Ngày làm việc155 USD(Thẻ trên 2 năm: 155 USD)"
    )
    assert [line.case for line in lines(text)] == ["Thẻ dưới 2 năm: 145 USD", "Thẻ trên 2 năm: 155 USD"]


def test_an_unknown_channel_at_the_head_of_the_table_is_kept_as_another_way() -> None:
    first, second = lines("Nộp qua ứng dụng5 NgàyMiễn phíTrực tiếp7 NgàyMiễn phí")
    assert (first.kind, first.name, first.time.amount) == ("other", "Nộp qua ứng dụng", 5)
    assert second.kind == "direct"


def test_a_table_without_header_with_line_breaks_and_in_decomposed_letters_reads_the_same() -> None:
    glued = lines("Trực tiếp5 Ngày làm việc50.000 đồng(ghi chú)mô tảTrực tuyến3 NgàyMiễn phí")
    broken = "Trực tiếp\n5 Ngày làm việc\n50.000 đồng\n(ghi chú)\nmô tả\r\nTrực tuyến\u00a0\n3 Ngày\nMiễn phí"
    assert read_channels(plain(broken))[0] == glued
    assert read_channels(plain(unicodedata.normalize("NFD", broken)))[0] == glued


def test_two_fees_on_one_line_are_both_kept() -> None:
    (line,) = lines("Trực tiếp5 Ngày50,000 Việt Nam Đồng(Phí thẩm định)30,000 Việt Nam Đồng(Lệ phí)Nộp tại sở")
    assert [fee.dong for fee in line.fees] == [50_000, 30_000]
    assert line.description == "Nộp tại sở"


def test_labelled_fees_of_the_older_layout_are_read() -> None:
    (line,) = lines("Trực tiếp5 NgàyPhí : 50000 Đồng(thẩm định)Lệ phí : 30000 Đồng")
    assert [(fee.dong, fee.note) for fee in line.fees] == [(50_000, "Phí: thẩm định"), (30_000, "Lệ phí")]


def test_a_fee_in_words_the_layout_does_not_know_is_reported_and_the_next_line_survives() -> None:
    first, second = lines("Trực tiếp7 Ngày làm việcMức thu theo biểuTrực tuyến7 Ngày làm việcMiễn phí")
    assert first.fees[0].outcome is Outcome.NOT and first.time.amount == 7
    assert second.fees[0].state == "free"


def test_a_line_without_fee_at_the_end_of_the_cell_is_kept() -> None:
    assert times("Trực tiếp20 Ngày") == [(20, "day")]


def test_a_cell_that_is_no_table_is_reported_whole() -> None:
    channels, findings = read_channels("Liên hệ cơ quan để biết thêm")
    assert channels == () and findings[0].outcome is Outcome.NOT


# Fees -----------------------------------------------------------------------------------------------------


def test_a_number_that_lost_its_thousands_is_kept_and_doubted() -> None:
    fee = read_fee("40 Việt Nam Đồng", "40.000đ/giấy thông hành")
    assert fee.dong == 40 and "40.000 đồng" in fee.doubt and fee.outcome is Outcome.PARTLY


def test_dong_that_the_note_calls_dollars_is_doubted() -> None:
    assert "USD" in read_fee("155 VNĐ", "Thẻ tạm trú: 155 USD/thẻ").doubt


def test_a_foreign_fee_is_not_turned_into_dong() -> None:
    fee = read_fee("2.5 USD", "/bản")
    assert (fee.dong, fee.foreign, fee.currency) == (None, Decimal("2.5"), "USD")


def test_free_with_a_price_in_its_note_is_not_free() -> None:
    assert read_fee("Miễn phí", "Lệ phí cấp giấy phép: 135.000 đồng/lần").state == "varies"


def test_a_price_without_its_currency_is_still_a_price() -> None:
    assert read_fee("Miễn phí", "Cho một loại hình: 8.000.000/lần").state == "varies"
    assert read_fee("160,000 Việt Nam Đồng", "+ 160.000/hộ chiếu").doubt == ""


def test_free_with_only_its_exemptions_is_free() -> None:
    assert read_fee("Miễn phí", "Miễn lệ phí cho người khuyết tật").state == "free"


def test_a_share_is_no_sum_of_money() -> None:
    assert read_fee("50 %").outcome is Outcome.NOT


def test_exemptions_are_listed_one_group_each() -> None:
    free = "Miễn lệ phí cho người có công với cách mạng; người thuộc hộ nghèo; người khuyết tật."
    note = f"Do tỉnh quyết định. {free}"
    assert read_exemptions([note, note]) == (
        "người có công với cách mạng",
        "người thuộc hộ nghèo",
        "người khuyết tật",
    )


@given(st.integers(0, 10**10))
def test_a_sum_grouped_by_points_or_commas_reads_back(dong: int) -> None:
    assert money(f"{dong:,}") == dong
    assert money(f"{dong:,}".replace(",", ".")) == dong


# Whatever comes -------------------------------------------------------------------------------------------


@given(
    st.integers(1, 400),
    st.sampled_from(["Ngày làm việc", "Ngày", "Giờ", "Tháng"]),
    st.sampled_from(["Trực tiếp", "Trực tuyến", "Dịch vụ bưu chính"]),
    st.one_of(st.just("Miễn phí"), st.integers(1000, 10**9).map(lambda dong: f"{dong:,} Việt Nam Đồng")),
    st.sampled_from(["", "(ghi chú)", "(a (b) c)"]),
)
def test_any_well_formed_line_is_read_fully(amount: int, unit: str, name: str, fee: str, note: str) -> None:
    channels, findings = read_channels(HEADER + f"{name}{amount} {unit}{fee}{note}" * 2)
    assert [(line.name, line.time.amount) for line in channels] == [(name, amount)] * 2
    assert all(found.outcome is Outcome.FULLY for found in findings)


@given(st.text(alphabet="TrựctiếpKhôngcóthôngtin 0123456789Ngày làm việcMiễn phí(),.VNĐđồng\n", max_size=300))
def test_no_text_makes_the_reader_fail(text: str) -> None:
    parse_row({"ma_thu_tuc": "1.000001", "ten_thu_tuc": "x", "cach_thuc_thuc_hien": text, "thanh_phan_ho_so": text})


@given(st.text(max_size=60))
def test_no_time_cell_makes_the_reader_fail_or_invent_a_unit(text: str) -> None:
    read = read_duration(text)
    assert (read.unit is None) or (read.amount is not None)

"""What the citizen reads under "Vì sao là ngày này?"."""

from datetime import date

from liemchinh.law.clocks import Event, Happening
from tests.rules.law.test_known_answers import at, extend, reading, restart, resume, start, suspend


def test_every_day_of_a_term_has_its_line_and_every_skipped_day_its_decision() -> None:
    found = reading("5 ngày làm việc", start("2026-02-12T09:30"))
    days = [step.day for step in found.steps if step.kind in ("counted", "skipped")]
    assert days == [date(2026, 2, day) for day in range(13, 27)]
    assert [step.number for step in found.steps if step.kind == "counted"] == [1, 2, 3, 4, 5]
    assert all(step.decision for step in found.steps if step.kind == "skipped")
    tet = next(step for step in found.steps if step.day == date(2026, 2, 17))
    assert (tet.sentence, tet.decision) == (
        "Thứ Ba, 17/2/2026: không tính, mùng Một Tết Nguyên đán.",
        "Thông báo 9441/TB-BNV",
    )


def test_a_working_saturday_says_by_which_decision_it_counts() -> None:
    found = reading("3 ngày làm việc", start("2026-08-20T09:30"))
    saturday = next(step for step in found.steps if step.day == date(2026, 8, 22))
    assert saturday.sentence == "Ngày làm việc thứ 2: thứ Bảy, 22/8/2026, làm bù cho thứ Hai 31/8/2026."
    assert saturday.decision == "Thông báo 9441/TB-BNV"


def test_the_opening_line_says_that_the_first_day_is_not_counted_and_by_which_law() -> None:
    opening = reading("5 ngày làm việc", start("2026-02-12T09:30")).steps[0]
    assert opening.kind == "started"
    assert "Không tính ngày này" in opening.sentence
    assert opening.decision == "khoản 2 Điều 147 Bộ luật Dân sự 2015"


def test_a_pause_tells_how_far_it_moves_the_end_and_what_was_used_before() -> None:
    found = reading(
        "5 ngày làm việc", start("2026-01-12T09:30"), suspend("2026-01-14T10:00"), resume("2026-01-16T10:00")
    )
    told = "\n".join(step.sentence for step in found.steps)
    assert "Tạm dừng từ 10 giờ, thứ Tư, 14/1/2026: chờ ông/bà bổ sung giấy tờ." in told
    assert "Thứ Tư, 14/1/2026: tính 2 giờ 30 phút, tạm dừng 5 giờ 30 phút." in told
    assert "Thứ Năm, 15/1/2026: tạm dừng, không tính." in told
    assert "Hạn lùi thêm 16 giờ làm việc" in told
    assert "Ngày làm việc thứ 5: thứ Tư, 21/1/2026." in told


def test_a_pause_on_the_day_of_receipt_is_made_up_at_the_end() -> None:
    found = reading(
        "1 ngày làm việc", start("2026-03-02T09:00"), suspend("2026-03-02T10:00"), resume("2026-03-02T11:00")
    )
    assert found.due_at == at("2026-03-04T08:30")
    assert "Bù cho thời gian tạm dừng ngay trong ngày đầu." in found.steps[-2].sentence


def test_a_month_without_that_day_and_a_weekend_are_both_explained() -> None:
    told = reading("1 tháng", start("2026-01-31T09:30")).lines()
    assert any("không có ngày 31" in line and "khoản 3 Điều 148" in line for line in told)
    assert any("Hạn chuyển sang hết ngày làm việc kế tiếp" in line and "khoản 5 Điều 148" in line for line in told)


def test_a_long_term_stays_readable_and_its_data_complete() -> None:
    found = reading("180 ngày", start("2026-01-05T09:30"))
    assert sum(step.kind == "counted" for step in found.steps) == 180
    assert len(found.lines()) < 10
    assert any("Ngày thứ 1 đến thứ 180" in line for line in found.lines())


def test_a_long_term_of_working_days_is_told_week_by_week() -> None:
    found = reading("30 ngày làm việc", start("2026-03-02T09:30"))
    assert sum(step.kind == "counted" for step in found.steps) == 30
    assert "Ngày làm việc thứ 5 đến thứ 9: từ thứ Hai, 9/3/2026 đến thứ Sáu, 13/3/2026." in found.lines()
    assert len(found.lines()) < 20


def test_a_last_day_used_in_part_is_told_in_hours() -> None:
    found = reading(
        "5 ngày làm việc", start("2026-03-02T09:00"), suspend("2026-03-04T15:00"), resume("2026-03-05T09:30")
    )
    assert found.due_at == at("2026-03-10T11:30")
    assert found.steps[-2].sentence == ("Thứ Ba, 10/3/2026: tính 4 giờ. Đã dùng 5 ngày làm việc trong 5 ngày làm việc.")


def test_days_off_after_the_last_counted_day_are_not_counted() -> None:
    # Ten days from 4 March end on Saturday the 14th; the pause from Sunday to Wednesday moves the end to it.
    found = reading("10 ngày", start("2026-03-04T09:00"), suspend("2026-03-15T09:00"), resume("2026-03-18T09:00"))
    told = {step.day.day: step.kind for step in found.steps if step.day and step.day.month == 3}
    assert (told[14], told[16], told[17]) == ("counted", "suspended", "suspended")
    assert [step.kind for step in found.steps if step.day == date(2026, 3, 15)] == ["suspended", "skipped"]


def test_neighbouring_days_off_are_drawn_together_for_the_page_only() -> None:
    found = reading("3 ngày làm việc", start("2026-03-05T09:30"))
    weekend = [step for step in found.steps if step.kind == "skipped"]
    assert len(weekend) == 2
    assert sum("nghỉ cuối tuần" in line for line in found.lines()) == 1


def test_the_first_term_is_told_briefly_and_the_new_one_in_full_after_a_restart() -> None:
    found = reading(
        "2 ngày làm việc", start("2026-03-02T09:00"), suspend("2026-03-03T09:00"), restart("2026-03-05T09:00")
    )
    kinds = [step.kind for step in found.steps]
    assert kinds == ["started", "suspended", "restarted", "counted", "skipped", "skipped", "counted", "due"]


def test_a_basis_given_with_an_event_is_shown_with_it() -> None:
    pause = Event(Happening.SUSPEND, at("2026-03-03T09:00"), reason="chờ nộp thuế.", basis="Điều 5 Luật X")
    step = reading("2 ngày làm việc", start("2026-03-02T09:00"), pause).steps[1]
    assert step.line() == "Tạm dừng từ 9 giờ, thứ Ba, 3/3/2026: chờ nộp thuế. (Điều 5 Luật X)"


def test_no_sentence_has_an_unfilled_place() -> None:
    found = reading(
        "15 ngày",
        start("2026-02-12T09:00"),
        suspend("2026-02-20T09:00"),
        resume("2026-02-24T09:00"),
        extend("2026-02-26T09:00", "2026-03-20T17:00"),
        suspend("2026-03-03T09:00"),
        resume("2026-03-05T09:00"),
        restart("2026-03-10T09:00"),
        suspend("2026-03-12T09:00"),
    )
    for step in found.steps:
        assert "{" not in step.sentence and step.sentence[0].isupper() and step.sentence.endswith(".")

"""What a version says: its seven parts, its words, and what differs between two of them."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liemchinh.kernel.errors import Refused
from liemchinh.law.calendar import national_calendar
from liemchinh.procedures import rules
from liemchinh.procedures.rules import Filing, Level, Move, Seventh, Standing, State

WHOLE: dict[str, Any] = {
    "values": {
        "name": "Thủ tục mẫu",
        "field": "Hộ tịch",
        "at_commune": True,
        "executing": "Ủy ban nhân dân cấp xã",
        "subjects": ["Công dân Việt Nam"],
        "sequence": "Nộp rồi nhận.",
        "online_level_new": "full",
        "partial_reason": "",
        "filing": "here",
        "filing_url": "",
        "results": [{"name": "Giấy mẫu", "code": "KQ.1"}],
        "legal_basis": [{"name": "Luật Mẫu", "number": "1/2020/QH14"}],
        "supplement_days": None,
        "supplement_basis": None,
    },
    "channels": [
        {"kind": "direct", "case": "", "time_amount": 3, "time_unit": "working_day", "fee_state": "free"},
        {
            "kind": "online",
            "case": "",
            "time_amount": 8,
            "time_unit": "hour",
            "fee_state": "amount",
            "fee_amount": 8000,
        },
    ],
    "components": [{"name": "Tờ khai", "form": "Mẫu 1", "group": "", "originals": 1, "copies": 2}],
    "steps": [{"role": "receiver", "name": "Tiếp nhận", "hours": "0.50"}, {"role": "leader", "name": "Ký", "hours": 7}],
    "exemptions": [{"who": "Hộ nghèo", "basis": ""}],
}


def changed(**parts: Any) -> dict[str, Any]:
    values = {**WHOLE["values"], **parts.pop("values", {})}
    return {**WHOLE, **parts, "values": values}


def test_a_whole_content_lacks_nothing_and_an_empty_one_lacks_all_seven() -> None:
    assert rules.missing_parts(WHOLE) == ()
    empty = {"values": {}, "channels": [], "components": [], "steps": [], "exemptions": []}
    assert rules.missing_parts(empty) == tuple(Seventh) and set(rules.LACKING) == set(Seventh)


@pytest.mark.parametrize(
    ("content", "lacks"),
    [
        (changed(values={"name": "  "}), Seventh.NAME),
        (changed(values={"sequence": ""}), Seventh.SEQUENCE),
        (changed(components=[]), Seventh.COMPONENTS),
        (changed(values={"subjects": []}), Seventh.SUBJECTS),
        (changed(values={"executing": ""}), Seventh.EXECUTING),
        (changed(channels=[{"kind": "direct", "time_amount": 3, "time_unit": ""}]), Seventh.TERM),
    ],
)
def test_each_missing_part_is_named(content: dict[str, Any], lacks: Seventh) -> None:
    assert rules.missing_parts(content) == (lacks,)


def test_a_content_is_told_in_words_and_no_two_lines_have_one_name() -> None:
    twice = changed(components=[*WHOLE["components"], *WHOLE["components"]])
    lines = {(line.section, line.label): line.text for line in rules.spoken(twice)}
    assert lines["channels", "Trực tuyến"] == "8 giờ làm việc; 8.000\u00a0đồng"
    assert lines["components", "Tờ khai"] == lines["components", "Tờ khai (2)"] == "1 bản chính; 2 bản sao; mẫu Mẫu 1"
    assert lines["steps", "Bước 1"] == "Tiếp nhận và trả kết quả: Tiếp nhận (0,5 giờ làm việc)"
    assert lines["filing", "Nơi nộp trực tuyến"] == "Nộp trực tuyến tại đây"
    assert len(lines) == len(rules.spoken(twice))


def test_a_difference_says_what_was_and_what_is() -> None:
    new = changed(values={"name": "Thủ tục mới"}, exemptions=[], channels=WHOLE["channels"][:1])
    found = [(line.section, line.label, bool(line.was), bool(line.now)) for line in rules.differences(WHOLE, new)]
    assert found == [
        ("identity", "Tên thủ tục", True, True),
        ("channels", "Trực tuyến", True, False),
        ("exemptions", "Hộ nghèo", True, False),
    ]
    assert rules.differences(WHOLE, WHOLE) == []


@given(st.text(alphabet="ab \n", max_size=40), st.text(alphabet="ab \n", max_size=40))
def test_the_pieces_of_a_comparison_give_both_texts_back(was: str, now: str) -> None:
    found = rules.pieces(was, now)
    assert "".join(piece.words for piece in found if piece.state != "new") == was
    assert "".join(piece.words for piece in found if piece.state != "gone") == now


# Publishing -------------------------------------------------------------------------------------------------

DAY = date(2026, 9, 15)


@pytest.mark.parametrize(
    ("start", "versions", "code"),
    [
        (date(2026, 9, 14), [], "procedures.past"),
        (date(2026, 9, 20), [Standing(date(2026, 10, 1), None)], "procedures.scheduled"),
        (date(2026, 9, 20), [Standing(date(2025, 7, 1), date(2026, 10, 1))], "procedures.overlap"),
    ],
)
def test_no_version_starts_in_the_past_or_inside_another(start: date, versions: list[Standing], code: str) -> None:
    with pytest.raises(Refused) as refused:
        rules.check_start(start, DAY, versions)
    assert refused.value.code == code


def test_a_version_may_start_today_and_after_what_was_cancelled_or_ended() -> None:
    rules.check_start(DAY, DAY, [Standing(date(2025, 7, 1), None)])
    cancelled = Standing(date(2026, 10, 1), date(2026, 10, 1))
    rules.check_start(date(2026, 9, 20), DAY, [cancelled, Standing(date(2025, 7, 1), date(2026, 9, 20))])


@given(st.dates(), st.none() | st.dates(), st.dates())
def test_a_version_is_always_in_one_state(first: date, until: date | None, on: date) -> None:
    state = rules.state_of(first, until, on)
    in_force = first <= on and (until is None or on < until)
    assert (state is State.IN_FORCE) == in_force
    assert (state is State.CANCELLED) == (until is not None and until <= first)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (changed(values={"name": ""}), "procedures.name"),
        (changed(channels=[{**WHOLE["channels"][1], "time_unit": ""}]), "procedures.term"),
        (changed(channels=[{**WHOLE["channels"][1], "fee_amount": None}]), "procedures.fee"),
        (changed(steps=[{"role": "receiver", "name": "x", "hours": 0}]), "procedures.step"),
        (changed(values={"online_level_new": "partial"}), "procedures.partial"),
        (changed(values={"supplement_days": 3}), "procedures.supplement"),
        (changed(values={"filing": "elsewhere"}), "procedures.filing"),
        (changed(channels=WHOLE["channels"][:1]), "procedures.filing_way"),
        (changed(values={"filing_url": "https://dichvucong.gov.vn/x"}), "procedures.filing_url"),
        (changed(values={"filing": "national", "filing_url": "http://dichvucong.gov.vn"}), "procedures.filing_url"),
        (changed(values={"filing": "national", "filing_url": "https://a@b.vn/"}), "procedures.filing_url"),
        (changed(values={"filing": "national", "filing_url": "javascript:alert(1)"}), "procedures.filing_url"),
    ],
)
def test_what_is_half_said_cannot_be_published(content: dict[str, Any], code: str) -> None:
    rules.check_content(WHOLE)
    with pytest.raises(Refused) as refused:
        rules.check_content(content)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("online", "integrated", "kinds", "filing"),
    [
        ("full", True, ["online"], Filing.NATIONAL),
        ("partial", False, ["online"], Filing.HERE),
        ("", True, ["direct"], Filing.NONE),
        ("none", False, ["direct", "post"], Filing.NONE),
        ("", True, ["online"], Filing.NATIONAL),
    ],
)
def test_what_the_national_portal_carries_is_filed_there(
    online: str, integrated: bool, kinds: list[str], filing: Filing
) -> None:
    channels = [{"kind": kind} for kind in kinds]
    assert rules.usual_filing(online=online, integrated=integrated, channels=channels) == filing


def test_the_internal_steps_are_held_against_the_shortest_term_in_working_hours() -> None:
    assert rules.steps_hours(WHOLE) == Decimal("7.5") and rules.shortest_hours(WHOLE, DAY) == 8
    assert rules.shortest_hours(changed(channels=WHOLE["channels"][:1]), DAY) == 24
    calendar_days = [{**WHOLE["channels"][0], "time_unit": "day"}]
    assert rules.shortest_hours(changed(channels=calendar_days), DAY) is None


def test_a_decision_of_a_people_s_committee_is_a_province_s() -> None:
    assert rules.issuer_of("812/QĐ-UBND") == "province" and rules.issuer_of("3152/QĐ-BTP") == "ministry"


@pytest.mark.parametrize(
    ("entered", "in_time"), [(date(2026, 9, 10), True), (date(2026, 9, 11), False), (date(2026, 9, 3), True)]
)
def test_a_province_enters_within_five_working_days_of_signing(entered: date, in_time: bool) -> None:
    """Signed on Thursday 3 September 2026, the first working day after the National Day."""
    told = rules.timeliness(
        decision="812/QĐ-UBND",
        signed_on=date(2026, 9, 3),
        entered_on=entered,
        starts_on=date(2026, 9, 10),
        calendar=national_calendar(),
    )
    assert (told.enter_by, told.is_entered_in_time) == (date(2026, 9, 10), in_time)
    assert (told.sign_by, told.is_signed_in_time) == (date(2026, 9, 3), True)


def test_the_provincial_plan_s_sum_is_found_again_each_procedure_counted_once() -> None:
    """1,866 procedures: 1,477 of the province, 278 of the former district, 111 of the commune (some named twice)."""
    moved = Move(date(2025, 7, 1), Level.DISTRICT, Level.COMMUNE)
    records = [([Level.PROVINCE], ())] * 1400 + [([Level.PROVINCE, Level.COMMUNE], ())] * 77
    records += [([Level.COMMUNE], (moved,))] * 278 + [([Level.COMMUNE], ())] * 111
    before, after = (rules.count_levels(records, day) for day in (date(2025, 6, 30), date(2025, 7, 1)))
    once = {row.level: row.once for row in before.levels if row.once}
    assert before.total == after.total == sum(once.values()) == 1866
    assert once == {Level.PROVINCE: 1477, Level.DISTRICT: 278, Level.COMMUNE: 111}
    assert {row.level: row.once for row in after.levels if row.once} == {Level.PROVINCE: 1477, Level.COMMUNE: 389}
    assert next(row.named for row in after.levels if row.level is Level.COMMUNE) == 77 + 389


def test_codes_are_read_from_a_pasted_list_or_a_csv_file() -> None:
    text = '\ufeffMã;Tên\r\n1.001193;Khai sinh\n\n 1.001193 \n"2.000815",x\n01/TTHC-MAU\tTên'
    assert rules.read_codes(text) == ["1.001193", "2.000815", "01/TTHC-MAU"]
    for bad in ("", "a b", "<b>", "x" * 61, "../x"):
        with pytest.raises(Refused):
            rules.check_code(bad)

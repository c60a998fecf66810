"""The law book: what was the law on that day, and where does it stand written."""

from datetime import date
from pathlib import Path

import pytest

from liemchinh.kernel.errors import Refused
from liemchinh.law.book import EFFECTS, law_on, provision, read_rule, rule_book
from liemchinh.law.clocks import Unit
from liemchinh.law.deadlines import UNITS, budget_of
from liemchinh.law.shelf import shelf


def test_a_citation_reads_as_a_lawyer_writes_it() -> None:
    assert provision("onestop.late_notice", on=date(2026, 3, 2)).cite() == "khoản 6 Điều 19 Nghị định 118/2025/NĐ-CP"


def test_every_value_names_its_source_and_how_sure_it_is() -> None:
    for rule in rule_book():
        assert rule.description
        assert rule.provisions
        for found in rule.provisions:
            assert found.source.document
            assert found.source.url.startswith("https://")
            assert found.source.article or found.note, found.key
            assert found.status == "verified" or found.note, found.key
            assert found.words()


def test_values_follow_each_other_without_overlap() -> None:
    for rule in rule_book():
        for before, after in zip(rule.provisions, rule.provisions[1:], strict=False):
            assert before.until is not None
            assert before.since < before.until <= after.since


def test_every_effect_has_words() -> None:
    effects = {found.value for rule in rule_book() for found in rule.provisions if found.unit == "effect"}
    assert effects <= set(EFFECTS)


def test_every_file_on_the_shelf_is_a_rule_or_a_calendar() -> None:
    rules = {path for path in shelf().glob("*/*.yaml") if path.parent.name != "calendar"}
    assert len(rules) + 1 == len(rule_book())  # and the weekly rest days


def test_a_rule_nobody_wrote_is_unknown() -> None:
    with pytest.raises(Refused) as refused:
        provision("onestop.nowhere", on=date(2026, 3, 2))
    assert refused.value.code == "law.unknown"


def test_a_rule_before_its_time_is_not_in_force() -> None:
    with pytest.raises(Refused) as refused:
        provision("onestop.online_alert", on=date(2025, 6, 30))
    assert refused.value.code == "law.not_in_force"
    assert "30/6/2025" in str(refused.value)


def test_the_law_of_a_day_is_the_rules_in_force_on_it() -> None:
    before, after = law_on(date(2025, 6, 30)), law_on(date(2025, 7, 1))
    assert "onestop.appraisal_autoclose" not in before
    assert after["onestop.appraisal_autoclose"].value == 15
    assert before["onestop.late_notice"].source.document == "Nghị định 61/2018/NĐ-CP"


def test_a_provision_becomes_a_term_of_the_clocks() -> None:
    found = provision("onestop.online_check", on=date(2026, 3, 2))
    assert (budget_of(found).amount, budget_of(found).unit) == (8, Unit.HOUR)
    assert set(UNITS.values()) == set(Unit)


def test_a_rule_of_words_is_not_a_count() -> None:
    with pytest.raises(TypeError):
        provision("onestop.transfer_cutoff", on=date(2026, 3, 2)).number()


RULE = """
description: "Thử"
unit: working_day
values:
  2020-01-01:
    value: 3
    source: {document: Nghị định A, article: Điều 1, url: "https://vanban.chinhphu.vn"}
    status: assumed
    note: "thử"
  2021-01-01:
    value: null
    source: {document: Nghị định C, article: Điều 3, url: "https://vanban.chinhphu.vn"}
    status: verified
  2022-01-01:
    value: 5
    until: 2023-01-01
    source: {document: Nghị định B, article: Điều 2, url: "https://vanban.chinhphu.vn"}
    status: verified
"""


def test_a_repealed_rule_has_no_value_until_it_is_made_again(tmp_path: Path) -> None:
    path = tmp_path / "thu.yaml"
    path.write_text(RULE, encoding="utf-8")
    rule = read_rule(path)
    days = [
        date(2019, 12, 31),
        date(2020, 1, 1),
        date(2020, 12, 31),
        date(2021, 1, 1),
        date(2022, 1, 1),
        date(2023, 1, 1),
    ]
    values = [found.value if (found := rule.on(day)) else None for day in days]
    assert values == [None, 3, 3, None, 5, None]


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("status: verified", "status: chắc"),
        ("unit: working_day", "unit: tuần"),
        ("document: Nghị định B, ", ""),
    ],
)
def test_a_slip_in_a_rule_names_the_file(tmp_path: Path, wrong: str, right: str) -> None:
    path = tmp_path / "thu.yaml"
    path.write_text(RULE.replace(wrong, right), encoding="utf-8")
    with pytest.raises(ValueError, match="thu.yaml"):
        read_rule(path)

"""Bringing in the list of the country: whole, twice, and never half."""

import argparse
import json
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from liemchinh.kernel.actors import SYSTEM
from liemchinh.kernel.days import VIETNAM
from liemchinh.ledger.models import Entry
from liemchinh.org import importing, queries, rules, services
from liemchinh.org.models import Unit, UnitCode, UnitName, UnitPlace
from tests.refusals import refused
from tests.rooms.org.ground import acting

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=VIETNAM)
DAY = date(2026, 11, 20)
ROWS = importing.read_units()
SMALL = [row for row in ROWS if "H57" in (row.code, row.province) or row.code == "H05"]


def bring(rows: list[rules.Listed]) -> services.ListingDone:
    return services.import_units(rows=rows, totals=[], by=SYSTEM, at=NOW)


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    importing.add_arguments(parser)
    return importing.run(parser.parse_args(words))


@pytest.mark.django_db
def test_the_whole_country_comes_in_once_and_a_second_time_changes_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    tables = (Unit, UnitName, UnitPlace, UnitCode, Entry)
    before = [model.objects.count() for model in tables]
    assert run("--json") == 0
    first = json.loads(capsys.readouterr().out)
    assert (first["units"], first["new"], first["unchanged"]) == (3355, 3355, 0)
    after = [model.objects.count() for model in tables]
    assert [b - a for a, b in zip(before, after, strict=True)] == [3355, 3358, 3321, 3355, 1]
    assert run() == 0
    assert "Giữ nguyên: 3355" in capsys.readouterr().out
    assert [model.objects.count() for model in tables] == after
    ward = queries.resolve("00070", DAY)[0]
    assert (ward.name, queries.authority_of(ward, DAY).code) == ("Phường Hoàn Kiếm", "00070")
    assert [u.code for u in queries.above(ward, DAY)] == ["00070", "H26"]
    assert len(queries.subtree("H26", DAY)) == 127


@pytest.mark.django_db
def test_a_province_is_called_by_the_type_it_had_on_the_day() -> None:
    bring(SMALL)
    assert queries.unit("H05", date(2026, 9, 19)).name == "Tỉnh Bắc Ninh"
    assert queries.unit("H05", date(2026, 9, 20)).name == "Thành phố Bắc Ninh"


@pytest.mark.django_db
def test_a_later_line_renames_a_known_commune_on_its_day() -> None:
    bring(SMALL)
    old = next(row for row in SMALL if row.type == rules.LocalityType.COMMUNE)
    done = bring([*SMALL, replace(old, type=rules.LocalityType.WARD, valid_from=date(2026, 12, 1))])
    assert (done.new, done.renamed) == (0, 1)
    assert queries.unit(old.code, date(2026, 11, 30)).type == rules.LocalityType.COMMUNE
    assert queries.unit(old.code, date(2026, 12, 1)).name == f"Phường {old.name}"


@pytest.mark.django_db
def test_a_commune_that_changed_province_is_left_to_a_decision() -> None:
    bring(SMALL)
    moved = [replace(row, province="H05") if row.province else row for row in SMALL]
    with refused("org.list_moved", "H57", "H05"):
        bring(moved)


def test_units_outside_the_list_are_left_alone(province: str) -> None:
    bring(SMALL)
    assert queries.unit("H88.12", DAY).name == "Xã Đồi Xanh"


def test_nobody_but_the_house_brings_in_a_list(staff: dict[str, str]) -> None:
    with refused("org.not_administrator"):
        services.import_units(rows=SMALL, totals=[], by=acting("CB-TINH"), at=NOW)


@pytest.mark.django_db
def test_a_list_whose_counts_do_not_fit_brings_in_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("provinces.csv", "totals.csv"):
        (tmp_path / name).write_bytes((importing.DATA / name).read_bytes())
    lines = (importing.DATA / "communes.csv").read_text().splitlines(keepends=True)
    (tmp_path / "communes.csv").write_text("".join(lines[:-1]))
    assert run("--from", str(tmp_path)) == 1
    assert "Danh mục thiếu hoặc thừa" in capsys.readouterr().err
    assert not Unit.objects.filter(code="H57").exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("code,name\n1,2\n", "thiếu cột"),
        ("code,name,type,province,valid_from\n00070,X,thôn,H26,2025-07-01\n", "thôn"),
        ("code,name,type,province,valid_from\n00070,X,xã,H26,1/7/2025\n", "1/7/2025"),
        ("code,name,type,province,valid_from\n00070,X\n", "dòng 2"),
    ],
)
def test_a_broken_list_is_refused_in_a_sentence(
    text: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("provinces.csv", "totals.csv"):
        (tmp_path / name).write_bytes((importing.DATA / name).read_bytes())
    (tmp_path / "communes.csv").write_text(text)
    assert run("--from", str(tmp_path)) == 1
    assert said in capsys.readouterr().err
    assert run("--from", str(tmp_path / "nowhere")) == 1

"""Importing rows of the national portal: nothing lost, nothing twice, every doubt told."""

import argparse
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from liemchinh.kernel.actors import SYSTEM, Actor, Role, SeatHeld
from liemchinh.kernel.days import VIETNAM
from liemchinh.kernel.errors import Refused
from liemchinh.ledger.models import Entry
from liemchinh.procedures import importing, queries, services
from liemchinh.procedures.models import Procedure, ProcedureVersion, UnreadLine
from tests.rooms.procedures.rows import HEADER, row

pytestmark = pytest.mark.django_db
AT = datetime(2026, 9, 7, 9, 0, tzinfo=VIETNAM)
LATER = datetime(2026, 10, 5, 9, 0, tzinfo=VIETNAM)


def bring(*rows: Any, at: datetime = AT) -> services.ImportReport:
    return services.import_rows(rows, by=SYSTEM, at=at)


def test_a_row_becomes_a_published_version_with_all_its_parts() -> None:
    bring(row())
    version = queries.version_on("1.900001", AT.date())
    direct, online = version.channels.all()
    assert (direct.budget.words(), direct.fee_amount, online.fee_state) == ("7 ngày làm việc", 20_000, "free")
    assert [(paper.name, paper.form, paper.originals, paper.copies) for paper in version.components.all()] == [
        ("Tờ khai", "Mau 1.doc", 1, 0),
        ("Ảnh", "", 0, 2),
    ]
    assert [exemption.who for exemption in version.exemptions.all()] == ["hộ nghèo"]
    assert version.results == [{"name": "Giấy mẫu", "code": "KQ.G15.000001"}]
    assert version.raw == [row()] and version.published_at == AT


def test_the_same_rows_again_change_nothing_and_write_nothing() -> None:
    bring(row(), row("1.900002"))
    before = (ProcedureVersion.objects.count(), Entry.objects.count())
    report = bring(row(), row("1.900002"), at=LATER)
    assert (report.versions_new, report.versions_unchanged) == (0, 2)
    assert (ProcedureVersion.objects.count(), Entry.objects.count()) == before


def test_a_changed_word_makes_one_new_version_and_ends_the_old_one_that_day() -> None:
    bring(row(), row("1.900002"))
    report = bring(row(name="Thủ tục mẫu, sửa"), row("1.900002"), at=LATER)
    assert (report.versions_new, report.versions_unchanged) == (1, 1)
    assert queries.version_on("1.900001", AT.date()).name == "Thủ tục mẫu"
    assert queries.version_on("1.900001", LATER.date()).name == "Thủ tục mẫu, sửa"
    old, new = ProcedureVersion.objects.filter(procedure__code="1.900001").order_by("number")
    assert old.valid_until == new.valid_from == LATER.date()


def test_an_import_writes_one_entry_for_itself_and_one_for_each_version() -> None:
    before = Entry.objects.count()
    bring(row(), row("1.900002"))
    kinds = list(Entry.objects.order_by("id").values_list("kind", flat=True))
    assert kinds[before:] == ["procedures.published", "procedures.published", "procedures.imported"]
    bring(row(name="x"), at=LATER)
    procedure = Procedure.objects.get(code="1.900001")
    assert procedure.step == 2 == Entry.objects.filter(tag=procedure.tag).count()


def test_rows_with_one_code_are_one_procedure_and_all_are_kept() -> None:
    report = bring(row(), row(name="Bản sau"), row())
    version = queries.version_on("1.900001", AT.date())
    assert (report.rows, report.versions_new, len(version.raw)) == (3, 1, 2)
    assert any("cùng mã" in failure["reason"] for failure in report.failures)
    assert bring(row(), row(name="Bản sau"), row(), at=LATER).versions_new == 0


def test_a_row_without_code_or_cells_is_not_lost() -> None:
    report = bring({"ten_thu_tuc": "Chỉ có tên"}, {"la": 1})
    assert (report.rows_lost, report.versions_new) == (0, 2)
    assert {"Chỉ có tên"} < {version.name for version in ProcedureVersion.objects.all()}


def test_a_name_longer_than_its_column_is_cut_and_kept_whole_in_the_raw_row() -> None:
    bring(row(name="a" * 5000))
    version = queries.version_on("1.900001", AT.date())
    assert len(version.name) == 1000 and version.raw[0]["ten_thu_tuc"] == "a" * 5000


def test_a_bare_number_is_no_time_limit_and_is_told() -> None:
    report = bring(row(cach_thuc_thuc_hien=HEADER + "Trực tiếp3Miễn phíTrực tuyến3 NgàyMiễn phí"))
    assert (report.times_stated, report.times_parsed, report.times_without_unit) == (1, 1, 1)
    assert [failure["cell"] for failure in report.failures] == ["time"]
    direct = queries.version_on("1.900001", AT.date()).channels.first()
    assert (direct.time_amount, direct.budget, direct.time_raw) == (3, None, "3")


def test_several_fees_on_one_line_are_not_added_up() -> None:
    bring(row(cach_thuc_thuc_hien=HEADER + "Trực tiếp3 Ngày50,000 Việt Nam Đồng(a)30,000 Việt Nam Đồng(b)"))
    (line,) = queries.version_on("1.900001", AT.date()).channels.all()
    assert (line.fee_state, line.fee_amount) == ("varies", None)
    assert "50,000 Việt Nam Đồng(a)" in line.fee_note and "30,000 Việt Nam Đồng(b)" in line.fee_note


def test_a_foreign_fee_keeps_its_currency() -> None:
    bring(row(cach_thuc_thuc_hien=HEADER + "Trực tiếp3 Ngày10 USD(/bản)"))
    (line,) = queries.version_on("1.900001", AT.date()).channels.all()
    assert (line.fee_amount, line.fee_foreign, line.fee_currency) == (None, 10, "USD")


def test_an_official_without_the_catalogue_cannot_import() -> None:
    clerk = Actor("c", "C", (SeatHeld("s", "H99.12", "H99.12", frozenset({Role.CLERK})),))
    with pytest.raises(Refused):
        services.import_rows([row()], by=clerk, at=AT)
    assert not Procedure.objects.filter(code="1.900001").exists()


def test_a_new_reading_keeps_what_the_authority_decided_before() -> None:
    services.load_catalogue(by=SYSTEM, at=AT)
    ours = queries.version_on("1.004222", AT.date())
    bring(row("1.004222", "Đăng ký thường trú"), at=LATER)
    theirs = queries.version_on("1.004222", LATER.date())
    assert (theirs.source, theirs.online_level_new) == ("portal", ours.online_level_new)
    assert [step.name for step in theirs.steps.all()] == [step.name for step in ours.steps.all()]
    assert "steps" in theirs.assumed and "sequence" not in theirs.assumed


# The command ----------------------------------------------------------------------------------------------


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    importing.add_arguments(parser)
    return importing.run(parser.parse_args(words))


def written(path: Path, *lines: str) -> str:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


def test_broken_lines_are_kept_named_and_do_not_stop_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = json.dumps(row(), ensure_ascii=False)
    name = written(tmp_path / "a.jsonl", good, '{"ma_thu_tuc": ', "[1, 2]", "", "null", good.replace("1.900001", "1.9"))
    assert run(name, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["rows"], told["rows_lost"], told["versions_new"]) == (5, 3, 2)
    assert [f["code"] for f in told["failures"] if f["cell"] == "row"] == [
        "a.jsonl:2",
        "a.jsonl:3",
        "a.jsonl:5",
    ]
    assert {line.text for line in UnreadLine.objects.all()} == {'{"ma_thu_tuc": ', "[1, 2]", "null"}


def test_the_json_is_one_object_with_the_agreed_names(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(written(tmp_path / "a.jsonl", json.dumps(row())), "--json")
    told = json.loads(capsys.readouterr().out)
    assert {
        "rows",
        "rows_lost",
        "versions_new",
        "versions_unchanged",
        "channels",
        "times_stated",
        "times_parsed",
        "fees_stated",
        "fees_parsed",
        "components_stated",
        "components_parsed",
        "failures",
    } <= set(told)


def test_a_file_may_be_one_list_and_begin_with_a_byte_order_mark(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps([row(), row("1.900002")], indent=1), encoding="utf-8-sig")
    run(str(path), "--json")
    assert json.loads(capsys.readouterr().out)["versions_new"] == 2


def test_the_report_for_people_names_each_doubt_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    odd = row(cach_thuc_thuc_hien=HEADER + "Trực tiếp3 Ngày40 Việt Nam Đồng(40.000đ/giấy)")
    run(written(tmp_path / "a.jsonl", json.dumps(odd)))
    out = capsys.readouterr().out
    assert "Đã đọc 1 dòng, không đọc được 0." in out
    assert "1.900001  Phí, lệ phí: ghi chú nêu 40.000 đồng | Trực tiếp: 40 Việt Nam Đồng(40.000đ/giấy)" in out


def test_a_missing_file_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(Refused):
        run(str(tmp_path / "khong-co.jsonl"))


BROKEN = {
    "lists in lists": "[" * 100_000,
    "half a sign": json.dumps(row(name="a\ud800")),
    "a null sign": json.dumps(row(name="a\0b")),
    "a number without end": '{"ma_thu_tuc": "1.900001", "so": 1e999}',
    "bytes that are no text": "\0\1\2",
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_line_that_no_table_can_keep_is_told_and_the_others_are_brought_in(what: str, tmp_path: Path) -> None:
    file = tmp_path / "thu-tuc.jsonl"
    file.write_text(f"{BROKEN[what]}\n{json.dumps(row('1.900002'))}\n", encoding="utf-8")
    report = bring(*importing.read_lines(file))
    assert (report.rows, report.rows_lost, report.versions_new) == (2, 1, 1)
    assert "\0" not in UnreadLine.objects.get().text

"""What leaves the house: everything of an authority with a decision, nothing about a person without one."""

import csv
import json
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

from liemchinh.dossiers import services as dossiers
from liemchinh.jobs.export import scope, writing
from liemchinh.jobs.export.command import export
from liemchinh.kernel.actors import Actor
from liemchinh.kernel.errors import NotFound
from liemchinh.ledger.core.proof import LogProof
from liemchinh.ledger.models import Entry
from liemchinh.ledger.verify.reading import read_evidence
from tests import builders
from tests.builders import MORNING
from tests.cast import Cast
from tests.refusals import refused
from tests.rooms.ledger.book import Book
from tests.rooms.ledger.conftest import book as book

ABOUT_PEOPLE = ("Nguyễn Thị Thí Dụ", "000000000012", "0999123456")


def taken(folder: Path, by: Actor, *, personal: bool = False, decision: str = "", **asked: Any) -> dict[str, int]:
    told = {"authority": "", "since": None, "until": None, **asked}
    return export(folder, personal=personal, decision=decision, by=by, **told)


def words(folder: Path) -> str:
    return "".join(
        path.read_text("utf-8-sig") for path in folder.rglob("*") if path.suffix in {".jsonl", ".csv", ".md"}
    )


def rows(folder: Path, table: str) -> list[dict[str, Any]]:
    lines = (folder / "bang" / f"{table}.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_without_a_decision_no_word_about_a_person_leaves(book: Book, cast: Cast, tmp_path: Path) -> None:
    ours = builders.asked(cast)
    book.seal()
    folder = tmp_path / "out"
    counted = taken(folder, cast.clerk.actor)
    said = words(folder)
    for secret in (*ABOUT_PEOPLE, ours.key):
        assert secret not in said
    assert {"by", "reason", "facts"}.isdisjoint(rows(folder, "dossiers_event")[0])
    assert counted["dossiers_dossier"] == 1 and counted["dossiers_event"] >= 3
    assert not (folder / "tep").exists() and not (folder / "bang-chung").exists()
    assert {"code", "state", "registered_at", "due_at", "authority_id"} <= set(rows(folder, "dossiers_dossier")[0])
    entry = Entry.objects.get(kind="dossiers.exported")
    assert ABOUT_PEOPLE[0] not in bytes(entry.entry).decode()
    assert json.loads(bytes(entry.entry))["rows"] == 1


def test_with_a_decision_everything_of_ours_leaves_and_proves_itself(
    book: Book, cast: Cast, tmp_path: Path, settings: Any
) -> None:
    settings.FILES_ROOT = tmp_path / "files"
    ours = builders.asked(cast)
    applicant = dossiers.Applicant(name="Trần Văn Bên Cạnh", phone="0988 000 111")
    theirs = dossiers.receive(filing=builders.filing(applicant=applicant), by=cast.stranger.actor, at=MORNING)
    book.seal()
    folder = tmp_path / "out"
    counted = taken(folder, cast.leader.actor, personal=True, decision="12/QĐ-UBND")
    said = words(folder)
    assert all(secret in said for secret in ABOUT_PEOPLE)
    assert theirs.code not in said and "Bên Cạnh" not in said
    assert {row["code"] for row in rows(folder, "dossiers_dossier")} == {ours.code}
    with (folder / "bang" / "dossiers_dossier.csv").open(encoding="utf-8-sig", newline="") as sheet:
        assert next(csv.DictReader(sheet))["code"] == ours.code
    assert counted["bang-chung"] == len(list((folder / "bang-chung").rglob("*.tlog-proof"))) >= 3
    (proof,) = read_evidence((folder / "bang-chung" / ours.tag / "1.tlog-proof").read_bytes())
    assert isinstance(proof, LogProof)
    assert (folder / "so-cai" / str(MORNING.year) / "checkpoint").is_file()
    done = subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=folder, check=False)
    assert done.returncode == 0


def test_only_seats_of_the_authority_take_its_records_out(cast: Cast, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        taken(tmp_path / "a", cast.stranger_leader.actor, authority=cast.commune)
    with refused("dossiers.who"):
        taken(tmp_path / "b", cast.specialist.actor)
    with refused("dossiers.who"):
        taken(tmp_path / "c", cast.administrator.actor, authority=cast.commune, personal=True, decision="1")
    with refused("dossiers.decision"):
        taken(tmp_path / "d", cast.leader.actor, personal=True)
    assert list(tmp_path.iterdir()) == []
    assert not Entry.objects.filter(kind="dossiers.exported").exists()


def test_a_period_takes_the_dossiers_registered_in_it_with_all_that_hangs_on_them(cast: Cast, tmp_path: Path) -> None:
    first = builders.received(cast)
    second = builders.received(cast, MORNING + timedelta(days=1))
    day = MORNING.date() + timedelta(days=1)
    counted = taken(tmp_path / "out", cast.clerk.actor, since=day)
    assert [row["code"] for row in rows(tmp_path / "out", "dossiers_dossier")] == [second.code]
    assert {row["dossier_id"] for row in rows(tmp_path / "out", "dossiers_event")} == {second.pk}
    assert counted["ledger_entry"] == Entry.objects.filter(tag=second.tag).count()
    taken(tmp_path / "before", cast.clerk.actor, until=day)
    assert [row["code"] for row in rows(tmp_path / "before", "dossiers_dossier")] == [first.code]


def test_every_table_is_exported_or_left_out_with_a_reason(cast: Cast) -> None:
    wanted = scope.Wanted({}, None, None, personal=True)
    chosen, left = scope.tables(wanted)
    rooms = {"ledger", "org", "payments", "notices", "procedures", "dossiers", "exchange", "risk"}
    rooms |= {"reception", "petitions", "sealed"}
    every = {model._meta.db_table for room in rooms for model in apps.get_app_config(room).get_models()}
    known = {table.name for table in chosen} | set(left)
    assert known <= every
    undeclared = {name for name in every - known if name.split("_")[0] not in {"exchange", "risk"}}
    assert undeclared == set()
    secret = {column for table in chosen for column in table.columns if column in {"token", "password", "secret"}}
    assert secret == set()


def test_a_sheet_holds_no_formula() -> None:
    assert [writing.cell(one) for one in ("=1+1", "@x", "-2", -2, None, True)] == ["'=1+1", "'@x", "'-2", "-2", "", "1"]


def test_a_denunciation_never_leaves_even_with_a_decision(
    book: Book, cast: Cast, tmp_path: Path, settings: Any
) -> None:
    settings.FILES_ROOT = tmp_path / "files"
    open_one = builders.sorted_petition(cast, "recommendation")
    closed = builders.sorted_petition(cast, "denunciation", subject="Tố cáo việc kín")
    book.seal()
    folder = tmp_path / "out"
    taken(folder, cast.leader.actor, personal=True, decision="12/QĐ-UBND")
    said = words(folder)
    assert open_one.code in said and closed.code not in said and "việc kín" not in said
    for table in ("petitions_petitionevent", "petitions_petitioner", "petitions_duty"):
        assert {row["petition_id"] for row in rows(folder, table)} == {open_one.pk}, table

"""`liemchinh draw` from the list to the recomputed result, on a machine that fetches nothing."""

import csv
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from liemchinh import cli
from liemchinh.jobs import draw
from liemchinh.kernel.days import VIETNAM
from liemchinh.ledger.draws.beacon import beacon_time
from tests.cast import Cast
from tests.refusals import refused

# A round as the network published it; it came out in August 2025, when the cast was in office.
ROUND = 21_000_000
SIGNATURE = "971cbe88adc436f6411fd26d51887ede7ba144264cd05edec6645b5e170a7702d16082947a85d89c89cb47cd8eb7d817"
RANDOMNESS = "36ecd957580ee415f951370e2a5e13273be97de9072418aaf14d38242979e3c1"
DRAWN = datetime.fromtimestamp(beacon_time(ROUND), VIETNAM)
COMMAND = next(one for one in cli.COMMANDS if one.name == "draw")


def said(*words: str) -> int:
    parser = cli.Parser(COMMAND)
    draw.add_arguments(parser)
    return draw.run(parser.parse_args(list(words)))


@pytest.fixture
def desk(cast: Cast, data: Path, tmp_path: Path) -> Path:
    """A folder with a list of 30 people in 3 units, and the beacon on a stick."""
    rows = [
        f"{number:012d},H99.{number % 3},{'deputy' if number < 6 else 'other'},"
        f"{'abroad' if number == 29 else ''},Người {number}"
        for number in range(30)
    ]
    (tmp_path / "list.csv").write_text("id,unit,stratum,excluded,name\n" + "\n".join(rows) + "\n")
    beacon = {"round": ROUND, "randomness": RANDOMNESS, "signature": SIGNATURE}
    (tmp_path / "beacon.json").write_text(json.dumps(beacon))
    return tmp_path


def announce(desk: Path, *words: str) -> int:
    return said(
        *("announce", str(desk / "list.csv"), "--by", "lanhdao", "--period", "2025"),
        *("--basis", "Kế hoạch 01/KH-VD", "--lottery", "Xổ số miền Bắc", "--lottery-on", "2025-08-21"),
        *("--round", str(ROUND), "--private", str(desk / "private.csv"), *words),
    )


def leaf_in(told: str) -> str:
    return told.partition("Dấu: ")[2].split()[0][:16]


def test_from_a_list_to_a_result_that_anyone_computes_again(
    cast: Cast, desk: Path, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said("secret") == 0
    secret, commitment = (line.rsplit(" ", 1)[1] for line in capsys.readouterr().out.splitlines())
    with time_machine.travel(DRAWN - timedelta(days=2), tick=False):
        assert announce(desk, "--party", f"Mặt trận={commitment}", "--party", "Thanh niên=" + "a" * 64) == 0
    told = capsys.readouterr().out
    leaf = leaf_in(told)
    assert f"lượt {ROUND}" in told
    with time_machine.travel(DRAWN - timedelta(hours=1), tick=False):
        assert said("reveal", leaf, "--by", "lanhdao", "--party", "Mặt trận", "--secret", secret) == 0
        assert said("list") == 0
    assert "đã báo" in capsys.readouterr().out
    with time_machine.travel(DRAWN + timedelta(hours=1), tick=False):
        words = ("--beacon", str(desk / "beacon.json"), "--lottery", "00471", "--private", str(desk / "private.csv"))
        assert said("run", leaf, "--by", "lanhdao", *words) == 0
    told = capsys.readouterr().out
    assert "(cấp trưởng, cấp phó)" in told
    assert "Người " in told
    assert "Bỏ qua số bí mật của Thanh niên" in told
    folder = data / "ledger" / "draws" / leaf
    assert "Người " not in "".join(path.read_text() for path in folder.iterdir())
    assert said("check", str(folder / "pool.csv"), str(folder / "result.json")) == 0
    told = capsys.readouterr().out
    assert "KHÔNG KHỚP" not in told
    assert "Khớp: Tính lại ra đúng 1 đơn vị và 1 người trúng thăm" in told


def test_the_private_list_is_for_nobody_else_and_explains_every_tag(desk: Path, data: Path) -> None:
    with time_machine.travel(DRAWN - timedelta(days=2), tick=False):
        announce(desk)
    assert (desk / "private.csv").stat().st_mode & 0o777 == 0o600
    with (desk / "private.csv").open(newline="") as source:
        rows = list(csv.DictReader(source))
    (folder,) = (data / "ledger" / "draws").iterdir()
    public = (folder / "pool.csv").read_text()
    assert len(rows) == 30
    assert all(row["tag"] in public and row["salt"] not in public for row in rows)


def test_a_private_list_that_cannot_be_written_is_shown_once(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (desk / "private.csv").write_text("mine\n")
    with time_machine.travel(DRAWN - timedelta(days=2), tick=False), refused("draws.private"):
        announce(desk)
    assert capsys.readouterr().err.count("Người ") == 30
    assert (desk / "private.csv").read_text() == "mine\n"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--party", "không có dấu bằng"), "draws.party"),
        (("--lottery-on", "21/8/2025"), "draws.day"),
        (("--unit", "H99.12", "--digits", "0"), "draws.announcement_part"),
        (("--unit", "H99"), "draws.seat"),
    ],
)
def test_what_cannot_be_announced_is_refused_in_a_sentence(desk: Path, words: tuple[str, ...], code: str) -> None:
    with time_machine.travel(DRAWN - timedelta(days=2), tick=False), refused(code):
        announce(desk, *words)
    assert not (desk / "private.csv").exists()


def test_files_that_are_not_there_are_named(desk: Path) -> None:
    changes: Any = {"--by": "lanhdao", "--beacon": str(desk / "none.json"), "--lottery": "00471"}
    words = [word for pair in changes.items() for word in pair]
    with refused("draws.file", "none.json"):
        said("run", "ab" * 8, *words)
    (desk / "list.csv").unlink()
    with refused("draws.file", "list.csv"):
        announce(desk)

"""`liemchinh due`, as a clerk or a script types it."""

import argparse
import json
import subprocess
import sys

import pytest

from liemchinh.law import due


def answer(capsys: pytest.CaptureFixture[str], *typed: str) -> tuple[int, str, str]:
    parser = argparse.ArgumentParser()
    due.add_arguments(parser)
    status = due.run(parser.parse_args(typed))
    printed = capsys.readouterr()
    return status, printed.out, printed.err


def first_line(capsys: pytest.CaptureFixture[str], *typed: str) -> str:
    return answer(capsys, *typed)[1].splitlines()[0]


def test_the_first_line_is_the_due_moment_and_the_rest_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = answer(capsys, "2026-02-12T09:30", "5 working days")
    lines = out.splitlines()
    assert (status, err) == (0, "")
    assert lines[0] == "2026-02-26T17:00:00+07:00"
    assert "Thứ Ba, 17/2/2026: không tính, mùng Một Tết Nguyên đán. (Thông báo 9441/TB-BNV)" in lines
    assert len(lines) == 1 + 1 + 14 + 1  # the moment, the opening, 13 to 26 February, the end


@pytest.mark.parametrize(
    ("typed", "due_at"),
    [
        (("2025-12-31", "1 working day"), "2026-01-05T17:00:00+07:00"),
        (("2026-02-12T02:30:00+00:00", "5 ngày làm việc"), "2026-02-26T17:00:00+07:00"),
        (("2026-02-12", "8 giờ"), "2026-02-12T17:00:00+07:00"),
        (
            ("2026-03-02", "5 working days", "--suspend", "2026-03-04..2026-03-06"),
            "2026-03-11T17:00:00+07:00",
        ),
        (
            (
                "2026-03-02",
                "5 working days",
                "--suspend",
                "2026-03-05..2026-03-06",
                "--suspend",
                "2026-03-04..2026-03-05",
            ),
            "2026-03-11T17:00:00+07:00",
        ),
        (
            ("2026-03-02", "5 working days", "--suspend", "2026-03-04..2026-03-04"),
            "2026-03-09T17:00:00+07:00",
        ),
        (("2026-03-02", "5 working days", "--restart", "2026-03-11T10:00"), "2026-03-18T17:00:00+07:00"),
        (
            ("2026-03-02", "5 working days", "--suspend", "2026-03-04..", "--restart", "2026-03-11T10:00"),
            "2026-03-18T17:00:00+07:00",
        ),
        (("2026-03-02", "5 working days", "--extend", "2026-03-13"), "2026-03-13T17:00:00+07:00"),
        (("2026-03-02", "5 working days", "--suspend", "2026-03-04.."), "suspended"),
    ],
)
def test_pauses_restarts_and_extensions_are_taken_into_account(
    capsys: pytest.CaptureFixture[str], typed: tuple[str, ...], due_at: str
) -> None:
    assert first_line(capsys, *typed) == due_at


def test_json_is_one_object_with_the_same_answer(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = answer(capsys, "2026-02-12T09:30", "5 working days", "--json")
    told = json.loads(out)
    assert told["due_at"] == "2026-02-26T17:00:00+07:00"
    assert told["steps"][-1]["kind"] == "due"


@pytest.mark.parametrize(
    "typed",
    [
        ("hôm qua", "5 working days"),
        ("2026-02-30", "5 working days"),
        ("9999-12-31", "5 working days"),
        ("0001-01-01", "5 working days"),
        ("2026-02-12", "năm ngày"),
        ("2026-02-12", "5 working days", "--suspend", "2026-02-13"),
        ("2026-02-12", "5 working days", "--suspend", "2026-02-24..2026-02-13"),
        ("2026-02-12", "5 working days", "--suspend", "2026-02-10..2026-02-13"),
        ("2026-02-12", "5 working days", "--suspend", "2026-02-13..", "--suspend", "2026-02-24.."),
        ("2026-02-12", "5 working days", "--extend", "2026-02-13"),
        ("2026-02-12", "5 working days", "--restart", "mai"),
    ],
)
def test_bad_input_is_one_sentence_and_status_two(capsys: pytest.CaptureFixture[str], typed: tuple[str, ...]) -> None:
    status, out, err = answer(capsys, *typed)
    assert (status, out) == (2, "")
    assert err.strip().endswith(".")
    assert "{" not in err


def test_the_law_floor_loads_without_django() -> None:
    program = "import sys; import liemchinh.law.due, liemchinh.law.deadlines; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0

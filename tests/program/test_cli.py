"""The command `liemchinh` speaks to a clerk: clear help, clear refusals, honest exit status."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from liemchinh import cli


def said(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "liemchinh.cli", *words],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_help_names_every_command_with_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--help"]) == 0
    page = capsys.readouterr().out
    for command in cli.COMMANDS:
        assert command.summary in page
        assert f"$ {command.example}" in page
    assert "manage" not in page


def test_nothing_said_shows_the_help_and_is_a_misuse(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([]) == 2
    assert "Cách dùng" in capsys.readouterr().out


def test_an_unknown_command_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["nonsense"]) == 2
    assert "nonsense" in capsys.readouterr().err


@pytest.mark.parametrize("command", cli.COMMANDS, ids=lambda command: command.name)
def test_every_command_offers_its_own_help_and_changes_nothing(command: cli.Command, data: Path) -> None:
    done = said(command.name, "--help")
    assert done.returncode == 0, done.stderr
    assert "Cách dùng: liemchinh " + command.name in done.stdout
    assert command.example in done.stdout
    assert callable(import_module(command.module).run)
    assert not data.exists()


def test_a_wrong_option_is_refused_in_vietnamese() -> None:
    done = said("due", "2026-02-12T09:30", "5 working days", "--nothing")
    assert done.returncode == 2
    assert "không hiểu: --nothing" in done.stderr


def test_due_starts_without_django() -> None:
    code = "import sys; from liemchinh.cli import main; main(['due', '2026-02-12T09:30', '5 working days']); "
    done = subprocess.run(
        [sys.executable, "-c", code + "assert 'django' not in sys.modules"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("2026-02-26T")


def test_a_reader_that_stops_reading_is_no_error() -> None:
    command = f"{sys.executable} -m liemchinh.cli --help | head -1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")

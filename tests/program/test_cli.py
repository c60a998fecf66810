"""The command `liemchinh` speaks to a clerk: clear help, clear refusals, honest exit status."""

import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from liemchinh import cli, env


def said(*words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "liemchinh.cli", *words],
        env={**os.environ, "DATABASE_URL": "", **settings},
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


WRONG_SETTINGS = {
    "an address of no database": {"DATABASE_URL": "foo://x"},
    "a word that is no address": {"DATABASE_URL": "foo"},
    "a level of the log that there is not": {"LIEMCHINH_LOG_LEVEL": "LOUD"},
    "a short key": {"LIEMCHINH_SECRET_KEY": "ngan"},
    "an empty key file": {"LIEMCHINH_SECRET_KEY_FILE": os.devnull},
    "a key file that is no text": {"LIEMCHINH_SECRET_KEY_FILE": sys.executable},
    "the home of nobody": {"LIEMCHINH_DATA": "~khong-co-ai-ten-nay/x"},
    "a printed address that leads nowhere": {"LIEMCHINH_PUBLIC_URL": "motcua"},
}


@pytest.mark.parametrize("what", WRONG_SETTINGS)
def test_a_wrong_setting_is_named_in_a_sentence(what: str, data: Path) -> None:
    wrong = WRONG_SETTINGS[what]
    done = said("jobs", "--once", **wrong)
    assert done.returncode == 2
    assert done.stderr.startswith(next(iter(wrong))) and done.stderr.count("\n") == 1


def test_a_database_that_does_not_answer_is_said_in_a_sentence(data: Path) -> None:
    done = said("jobs", "--once", DATABASE_URL="postgres://ten:matkhau@127.0.0.1:1/x")
    assert done.returncode == 1
    assert done.stderr.startswith("Không mở được cơ sở dữ liệu") and done.stderr.count("\n") == 1
    assert "matkhau" not in done.stderr


def test_an_empty_setting_is_one_that_was_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIEMCHINH_DATA", "")
    assert env.folder() == Path("data").resolve()


@pytest.mark.parametrize("audience", ["public", "desk"])
def test_neither_site_takes_forms_from_the_other(audience: str, data: Path) -> None:
    code = "from liemchinh import settings; print(*settings.CSRF_TRUSTED_ORIGINS)"
    sites = {"LIEMCHINH_PUBLIC_URL": "https://public.example", "LIEMCHINH_DESK_URL": "https://desk.example"}
    settings = {**os.environ, **sites, "LIEMCHINH_AUDIENCE": audience}
    done = subprocess.run([sys.executable, "-c", code], env=settings, capture_output=True, text=True, timeout=60)
    assert done.stdout.split() == [f"https://{audience}.example"]

"""`verify.py`, the single file: runs anywhere with nothing installed, and says word for word what the package says."""

import ast
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from liemchinh.ledger.core.note import parse_note
from liemchinh.ledger.core.promise import digits
from liemchinh.ledger.core.proof import Opening
from liemchinh.ledger.verify import bundle, command
from liemchinh.ledger.verify.bundle import Clash
from tests.rules.ledger import paperwork
from tests.rules.ledger.paperwork import AT, HOUR, book, entry_of, promise, record_of, salt_of

BARE = [sys.executable, "-I", "-S"]  # the standard library and nothing else
FULL = [sys.executable, "-I"]  # with what is installed, `cryptography` among it


def run(how: list[str], file: Path, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*how, str(file), *words],
        cwd=file.parent,
        env={"PATH": os.environ["PATH"], "PYTHONUTF8": "1"},
        input=stdin,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("elsewhere") / "verify.py"
    file.write_text(bundle.source(), encoding="utf-8")
    return file


@dataclass(frozen=True)
class Files:
    trust: str
    log: str
    handed: list[str]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """Good and bad evidence of every kind, beside a published log."""
    folder = tmp_path_factory.mktemp("evidence")
    log = book(folder / "log", seen=AT + 2 * HOUR)
    good = log.proof(7).to_bytes()
    forged = parse_note(log.note).signatures[0].payload
    texts = {
        "good": good,
        "other-entry": log.proof(7, Opening(log.entries[8], record_of(8), salt_of(8))).to_bytes(),
        "other-record": log.proof(7, Opening(log.entries[7], record_of(8), salt_of(8))).to_bytes(),
        "bent-signature": good.replace(forged.hex().encode(), b"").replace(b"index 7", b"index 6"),
        "kept": digits(promise(entry_of(8))).encode(),
        "kept-with-salt": digits(promise(entry_of(7), salt=salt_of(7))).encode(),
        "dropped": b"https://x.example/h/a/b#" + digits(promise(entry_of(9999))).encode(),
        "stranger": digits(promise(entry_of(7), by=paperwork.key("ai-do.example/p"))).encode(),
        "wrong-digit": digits(promise(entry_of(7))).replace("1", "2", 1).encode(),
        "picture": b"\x89PNG\r\n",
    }
    handed = []
    for name, content in texts.items():
        (folder / name).write_bytes(content)
        handed.append(str(folder / name))
    return Files(str(paperwork.policy_file(folder)), str(log.root), handed)


@pytest.mark.parametrize("how", [BARE, FULL], ids=["bare", "with what is installed"])
def test_alone_it_says_word_for_word_what_the_package_says(alone: Path, files: Files, how: list[str]) -> None:
    words = [*files.handed, "--policy", files.trust, "--log", files.log, "--json"]
    program = "import sys; from liemchinh import cli; sys.exit(cli.main(['verify', *sys.argv[1:]]))"
    package = subprocess.run([sys.executable, "-c", program, *words], capture_output=True, text=True, check=False)
    single = run(how, alone, *words)
    assert (single.stdout, single.returncode, single.stderr) == (package.stdout, 1, "")
    rulings = [json.loads(line)["ruling"] for line in single.stdout.splitlines()]
    assert rulings == [
        *("match", "mismatch", "mismatch", "mismatch"),
        *("match", "match", "dropped", "unclear", "unclear", "unclear"),
    ]


def test_the_bare_run_has_no_cryptography(alone: Path) -> None:
    probe = alone.with_name("probe.py")
    probe.write_text("import cryptography", encoding="utf-8")
    assert "ModuleNotFoundError" in run(BARE, probe).stderr
    assert run(FULL, probe).returncode == 0


def test_alone_it_reads_the_keyboard_and_tells_its_exit_status(alone: Path, files: Files) -> None:
    good, kept = files.handed[0], digits(promise(entry_of(7)))
    assert run(BARE, alone, good, "--policy", files.trust).returncode == 0
    told = run(BARE, alone, "-", good, "--policy", files.trust, stdin=kept)
    assert told.returncode == 0
    assert "Khớp" in told.stdout
    assert run(BARE, alone, "-", "--policy", files.trust, stdin=kept).returncode == 1
    assert run(BARE, alone, good).returncode == 2
    assert run(BARE, alone).returncode == 2


def test_it_speaks_vietnamese_into_a_pipe_that_was_not_made_for_it(alone: Path, files: Files) -> None:
    told = subprocess.run(
        [sys.executable, "-S", str(alone), files.handed[0], "--policy", files.trust],
        env={"PATH": os.environ["PATH"], "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=False,
    )
    assert (told.returncode, told.stderr) == (0, b"")
    assert "Khớp" in told.stdout.decode()


def test_the_draw_is_there_too(alone: Path) -> None:
    told = run(BARE, alone, "draw", "--help")
    assert told.returncode == 0
    assert "RESULT.json" in told.stdout


def test_every_line_of_it_is_a_line_of_the_repository() -> None:
    text = bundle.source()
    names = [line.split()[2] for line in text.splitlines() if line.startswith("# ──")]
    assert names[-1] == bundle.FIRST
    assert len(names) == len(set(names)) > 15
    left = text.removeprefix(bundle.HEADER)
    for name in names:
        ours = (bundle.ROOT / Path(*name.split("."))).with_suffix(".py").read_text(encoding="utf-8").splitlines()
        part, left = left.split(name + "\n", 1)
        body = left.split("\n\n# ──")[0].splitlines()
        assert [line for line in body if line not in ours] == []
        dropped = "\n".join(line for line in ours if line not in body)
        assert all(isinstance(node, ast.ImportFrom) for node in ast.parse(dropped).body)
    imported = {node.module for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ImportFrom)}
    assert not [place for place in imported if place and place.startswith((bundle.PACKAGE, "django"))]


@pytest.mark.parametrize(
    ("module", "why"),
    [
        ("from liemchinh.ledger.core.merkle import leaf_hash as h\n", "another name"),
        ("from liemchinh.ledger.core import merkle\n", "may not be"),
        ("import liemchinh.ledger.core.merkle\n", "only"),
        ("def f():\n    from liemchinh.ledger.core.merkle import HASH\n", "inside a block"),
        ("from liemchinh.ledger.queries import waiting\n", "may not be"),
        ("from liemchinh.ledger.core.merkle import HASH\n\n\ndef leaf_hash(): ...\n", "leaf_hash"),
        ("from liemchinh.ledger.core.merkle import leaf_hash\nfrom ast import parse as HASH\n", "HASH"),
    ],
)
def test_modules_that_would_not_fit_together_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str, why: str
) -> None:
    first = tmp_path / "liemchinh" / "ledger" / "verify" / "alone.py"
    first.parent.mkdir(parents=True)
    first.write_text(module, encoding="utf-8")
    for other in ("ledger/core/merkle.py", "kernel/errors.py", "kernel/words.py"):
        copy = tmp_path / "liemchinh" / other
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes((bundle.ROOT / "liemchinh" / other).read_bytes())
    monkeypatch.setattr(bundle, "ROOT", tmp_path)
    with pytest.raises(Clash, match=why):
        bundle.source.__wrapped__()


def test_the_command_writes_it(tmp_path: Path) -> None:
    from argparse import ArgumentParser

    parser = ArgumentParser()
    command.add_arguments(parser)
    assert command.run(parser.parse_args(["--write", str(tmp_path / "verify.py")])) == 0
    assert (tmp_path / "verify.py").read_text(encoding="utf-8") == bundle.source()

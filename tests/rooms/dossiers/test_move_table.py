"""The move table as a lawyer reads it is the one that the program obeys."""

import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from liemchinh.dossiers import rules

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def reference() -> Iterator[Any]:
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        yield import_module("reference")
    finally:
        sys.path.remove(str(ROOT / "scripts"))


def test_the_printed_table_is_what_the_program_obeys(reference: Any) -> None:
    written = (ROOT / "docs" / "law" / "moves.md").read_text("utf-8")
    assert written == reference.moves()


def test_the_printed_table_has_a_line_for_every_move_with_its_article(reference: Any) -> None:
    lines = [line for line in reference.moves().splitlines() if line.startswith("| ")][1:]
    assert len(lines) == len(rules.MOVES)
    for line, move in zip(lines, rules.MOVES, strict=True):
        assert f"`{move.verb}`" in line and line.endswith(f"| {move.article} |")
        assert line.count("|") == 11

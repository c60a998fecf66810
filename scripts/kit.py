"""Put witness, monitor and verifier into one file that runs on any computer with Python 3.11 or later.

    .venv/bin/python scripts/kit.py [liemchinh-witness.pyz]

Only `kernel` and the parts of `ledger` that know neither Django nor the database go in; the same sources give the
same bytes. A witness needs the library `cryptography` beside it only for speed and for ML-DSA keys.
"""

from __future__ import annotations

import ast
import hashlib
import sys
import zipfile
from pathlib import Path

from liemchinh.jobs.monitor import graph

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "src"
FIRST = "liemchinh.ledger.monitor.kit"
MOVES = "liemchinh/ledger/monitor/moves.json"
MAY_HOLD = tuple(
    f"liemchinh.{room}" for room in ("kernel", "ledger.core", "ledger.draws", "ledger.monitor", "ledger.verify")
) + ("liemchinh.ledger.witness",)
SHEBANG = b"#!/usr/bin/env python3\n"
MAIN = """import sys

if sys.version_info < (3, 11):
    sys.exit("Cần Python 3.11 trở lên.")

from liemchinh.ledger.monitor.kit import main

sys.exit(main())
"""
MOMENT = (1980, 1, 1, 0, 0, 0)  # the same sources give the same file, whenever it is made


class Stray(Exception):
    """A module of the kit asks for a part of the program that may not go in."""


def modules() -> dict[str, Path]:
    """The kit's own entry and everything of the package that it needs, by name, with the packages they lie in."""
    found: dict[str, Path] = {}
    ahead = [FIRST]
    while ahead:
        name = ahead.pop()
        if name in found:
            continue
        path = SOURCES.joinpath(*name.split("."))
        path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
        package = name in ("liemchinh", "liemchinh.ledger")
        if not package and not name.startswith(MAY_HOLD):
            raise Stray(name)
        found[name] = path
        if "." in name:
            ahead.append(name.rpartition(".")[0])
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                ahead += [alias.name for alias in node.names if alias.name.startswith("liemchinh")]
            elif isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("liemchinh"):
                ahead.append(node.module)
                inside = [f"{node.module}.{alias.name}" for alias in node.names]
                ahead += [name for name in inside if SOURCES.joinpath(*name.split(".")).with_suffix(".py").exists()]
    return found


def write(target: Path) -> int:
    """Write the kit to `target`; how many modules are in it."""
    found = modules()
    files = {path.relative_to(SOURCES).as_posix(): path.read_bytes() for path in found.values()}
    files |= {
        MOVES: graph().to_json().encode(),
        "__main__.py": MAIN.encode(),
        "LICENSE": (ROOT / "LICENSE").read_bytes(),
    }
    with target.open("wb") as sink:
        sink.write(SHEBANG)
        with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in sorted(files):
                entry = zipfile.ZipInfo(name, MOMENT)
                entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
                archive.writestr(entry, files[name])
    target.chmod(0o755)
    return len(found)


def main(words: list[str]) -> int:
    """Write the kit and print what it is and its hash, so that others can compare."""
    target = Path(words[0] if words else "liemchinh-witness.pyz")
    count = write(target)
    print(f"{target}: {count} mô-đun, {target.stat().st_size:,} byte")
    print(f"SHA-256 {hashlib.sha256(target.read_bytes()).hexdigest()}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

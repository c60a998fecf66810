"""Makes `verify.py`: the sources of the verifier and of all it needs, one after another, unchanged but for one thing.

The imports between these modules are left out, for all their names now stand in one file; so no two modules may give
a name twice. What is in the file is line by line what is in the repository.
"""

import ast
import sys
from functools import cache
from pathlib import Path

PACKAGE = "liemchinh"
FIRST = "liemchinh.ledger.verify.alone"
MAY_HOLD = ("liemchinh.kernel.", "liemchinh.ledger.core.", "liemchinh.ledger.draws.", "liemchinh.ledger.verify.")
ROOT = Path(__file__).resolve().parents[3]

HEADER = '''#!/usr/bin/env python3
"""verify.py: kiểm tra bằng chứng, lời hứa và bốc thăm của sổ công khai, không cần mạng, không cần cài gì.

  python3 verify.py ho-so.tlog-proof --policy policy
  python3 verify.py "https://…/h/…#1234…" --policy policy --log https://…/ledger
  python3 verify.py draw pool.csv result.json

Needs Python 3.11 or later and nothing else; with the library `cryptography` signatures are checked faster.
Put together from the sources of Liêm Chính (Apache License 2.0), which are repeated here word for word, module after
module, without the imports between them. Change the modules, not this file.
"""

import sys

if sys.version_info < (3, 11):
    sys.exit("Cần Python 3.11 trở lên.")
'''


class Clash(Exception):
    """The modules cannot stand in one file; the message says which name or import is in the way."""


@cache
def source() -> str:
    """The text of `verify.py`. Raises Clash when the modules do not fit into one file."""
    modules: dict[str, str] = {}
    _gather(FIRST, modules)
    _check_names(modules)
    return HEADER + "".join(f"\n\n# {'─' * 20} {name}\n{body}" for name, body in modules.items())


def _gather(name: str, modules: dict[str, str]) -> None:
    """Add the module after all it needs, with its imports from the package blanked out."""
    if not name.startswith(MAY_HOLD):
        raise Clash(f"{name} may not be part of the single file")
    text = (ROOT / Path(*name.split("."))).with_suffix(".py").read_text(encoding="utf-8")
    lines = text.splitlines(keepends=True)
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if _is_ours(node) and node not in tree.body:
            raise Clash(f"{name}: an import from the package inside a block")
    for statement in tree.body:
        if isinstance(statement, ast.ImportFrom) and statement.module == "__future__":
            raise Clash(f"{name}: a future import can only stand first")
        if not _is_ours(statement):
            continue
        if not isinstance(statement, ast.ImportFrom) or not statement.module:
            raise Clash(f"{name}: only `from module import name`")
        if any(alias.asname or alias.name == "*" for alias in statement.names):
            raise Clash(f"{name}: an import under another name")
        if statement.module not in modules:
            _gather(statement.module, modules)
        for number in range(statement.lineno - 1, statement.end_lineno or statement.lineno):
            lines[number] = ""
    modules[name] = "".join(lines)


def _is_ours(node: ast.AST) -> bool:
    if isinstance(node, ast.ImportFrom):
        return node.level > 0 or (node.module or "").partition(".")[0] == PACKAGE
    return isinstance(node, ast.Import) and any(alias.name.partition(".")[0] == PACKAGE for alias in node.names)


def _check_names(modules: dict[str, str]) -> None:
    """No name may be given by two modules, nor be imported as two different things."""
    given: dict[str, str] = {}
    for name, body in modules.items():
        for word, meaning in _names_in(ast.parse(body), name).items():
            if given.setdefault(word, meaning) != meaning:
                raise Clash(f"{word}: given by {given[word]} and by {meaning}")


def _names_in(tree: ast.Module, module: str) -> dict[str, str]:
    """Names that a module binds at its top, each with what it means: where it is from."""
    found: dict[str, str] = {}
    for statement in tree.body:
        match statement:
            case ast.Import(names=names):
                found |= {(alias.asname or alias.name.partition(".")[0]): f"import {alias.name}" for alias in names}
            case ast.ImportFrom(module=place, names=names):
                found |= {(alias.asname or alias.name): f"{place}.{alias.name}" for alias in names}
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                found[name] = module
            case _:
                bound = (node for node in ast.walk(statement) if isinstance(node, ast.Name))
                found |= {node.id: module for node in bound if isinstance(node.ctx, ast.Store)}
    return found


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.write(source())

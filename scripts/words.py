"""The sentences of the program and their English: found in the code, kept in one catalogue, checked, compiled.

    .venv/bin/python scripts/words.py update      find every sentence; new ones join the catalogue without English
    .venv/bin/python scripts/words.py missing     those without English, as JSON, with where they are said
    .venv/bin/python scripts/words.py fill FILE   take English from a JSON file {"sentence": "English", …}
    .venv/bin/python scripts/words.py check       exit 1 when one is missing, stale, or its places do not agree
    .venv/bin/python scripts/words.py compile     the catalogue as the program reads it

The Vietnamese of the source is the sentence itself. Nothing but Python is needed: no gettext tools.
"""

from __future__ import annotations

import argparse
import ast
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

import polib

ROOT = Path(__file__).resolve().parent.parent
CODE = ROOT / "src" / "liemchinh"
CATALOGUE = CODE / "locale" / "en" / "LC_MESSAGES" / "django.po"
SINGULAR = {"gettext", "gettext_noop", "gettext_lazy", "_"}
PLURAL = {"ngettext", "ngettext_lazy"}
COUNTED = {"counted"}  # one sentence in Vietnamese, two in English
TEMPLATE = re.compile(
    r"""\{%-?\s*(?:translate|trans)\s+(?P<quote>["'])(?P<words>.*?)(?P=quote)"""
    r"""|_\((?P<inner>["'])(?P<said>.*?)(?P=inner)\)"""
    r"""|\{%-?\s*block(?:translate|trans)\b(?P<options>[^%]*)%\}(?P<block>.*?)\{%-?\s*endblock(?:translate|trans)\s*-?%\}""",
    re.DOTALL,
)
COUNT = re.compile(r"(\w+)=[\w.]+\|(?:length\|)?(?:number|length)\b")
VERBS = {"as", "does", "has", "is", "its", "this", "was"}
SPLIT = re.compile(r"\{%-?\s*plural\s*-?%\}")
VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
PLACE = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True, order=True)
class Said:
    """One sentence: its words, and those for several where the language of the source marks them."""

    one: str
    many: str = ""


def in_code(path: Path) -> Iterator[Said]:
    """The sentences that a module marks. Parts written beside each other are one literal."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"), str(path))):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        words = [part.value for part in node.args[:2] if isinstance(part, ast.Constant) and isinstance(part.value, str)]
        if name in SINGULAR and words and isinstance(node.args[0], ast.Constant):
            yield Said(words[0])
        elif name in PLURAL and len(words) == 2:
            yield Said(words[0], words[1])
        elif name in COUNTED and words:
            yield Said(words[0], words[0])


def in_template(path: Path) -> Iterator[Said]:
    """The sentences that a template marks, as Django looks them up."""
    for found in TEMPLATE.finditer(path.read_text("utf-8")):
        if found["block"] is not None:
            trimmed = re.search(r"\btrimmed\b", found["options"]) is not None
            parts = [_looked_up(part, trimmed=trimmed) for part in SPLIT.split(found["block"])]
            yield Said(*parts)
        else:
            yield Said((found["words"] or found["said"]).replace("%", "%%"))


def _looked_up(block: str, *, trimmed: bool) -> str:
    if trimmed:
        block = " ".join(line.strip() for line in block.strip().splitlines())
    return VARIABLE.sub(r"%(\1)s", block.replace("%", "%%"))


def sentences() -> dict[Said, list[str]]:
    """Every sentence of the program, and where it is said."""
    found: dict[Said, list[str]] = defaultdict(list)
    for path in sorted(CODE.rglob("*.py")):
        if "migrations" not in path.parts:
            for said in in_code(path):
                found[said].append(str(path.relative_to(CODE)))
    for path in sorted(CODE.rglob("*")):
        if "templates" in path.parts and path.suffix in {".html", ".txt"}:
            for said in in_template(path):
                found[said].append(str(path.relative_to(CODE)))
    merged: dict[str, Said] = {}
    for said in sorted(found, reverse=True):  # with its plural first: a catalogue has one entry for one sentence
        merged.setdefault(said.one, said)
    return {
        said: sorted({place for other in found if other.one == said.one for place in found[other]})
        for said in sorted(merged.values())
        if said.one.strip()
    }


def catalogue() -> polib.POFile:
    """What is kept, or a new catalogue."""
    if CATALOGUE.exists():
        return polib.pofile(str(CATALOGUE), wrapwidth=110)
    book = polib.POFile(wrapwidth=110)
    book.metadata = {
        "Project-Id-Version": "liemchinh",
        "Language": "en",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    return book


def update() -> polib.POFile:
    """The catalogue with exactly the sentences of the program, in their order; English that is there is kept."""
    old = {entry.msgid: entry for entry in catalogue()}
    book = catalogue()
    book.clear()
    for said, places in sentences().items():
        known = old.get(said.one)
        entry = polib.POEntry(msgid=said.one, occurrences=[(place, "") for place in places])
        if said.many:
            entry.msgid_plural = said.many
            entry.msgstr_plural = {0: "", 1: ""}
            if known is not None:
                kept = known.msgstr_plural or {0: known.msgstr, 1: known.msgstr}
                entry.msgstr_plural = {0: kept.get(0, ""), 1: kept.get(1, "")}
        elif known is not None:
            entry.msgstr = known.msgstr or (known.msgstr_plural or {}).get(1, "")
        book.append(entry)
    return book


def is_filled(entry: polib.POEntry) -> bool:
    """Whether it has its English."""
    return bool(entry.msgstr) or bool(entry.msgstr_plural) and all(entry.msgstr_plural.values())


def places_of(text: str) -> set[str]:
    """The names that are filled in, in either way of writing them."""
    try:
        named = {name.split(".")[0].split("[")[0] for _, name, _, _ in Formatter().parse(text) if name}
    except ValueError:
        named = set()
    return named | set(PLACE.findall(text))


def faults() -> list[str]:
    """What is wrong with the catalogue, a line each."""
    kept, wanted = catalogue(), sentences()
    told = []
    ids = {entry.msgid for entry in kept}
    told += [
        f"not in the catalogue: {said.one!r} ({places[0]})" for said, places in wanted.items() if said.one not in ids
    ]
    told += [f"said nowhere: {msgid!r}" for msgid in sorted(ids - {said.one for said in wanted})]
    for entry in kept:
        if not is_filled(entry):
            told.append(f"no English: {entry.msgid!r}")
            continue
        for english in [entry.msgstr] if entry.msgstr else entry.msgstr_plural.values():
            lost = places_of(english) ^ places_of(entry.msgid)
            if lost and not (entry.msgid_plural and lost <= places_of(entry.msgid)):
                told.append(f"places differ {sorted(lost)}: {entry.msgid!r} → {english!r}")
            if (
                entry.msgid[:1].isspace() != english[:1].isspace()
                or entry.msgid[-1:].isspace() != english[-1:].isspace()
            ):
                told.append(f"blank at an edge differs: {entry.msgid!r} → {english!r}")
    return told


def of_one() -> list[str]:
    """Sentences of templates that would say `1 dossiers` in English, a line each.

    Looked at are those whose only number (given as `|number` or `|length`) stands before a noun of several.
    """
    english = {entry.msgid: entry.msgstr for entry in catalogue() if entry.msgstr}
    told = []
    for path in sorted(CODE.rglob("*.html")):
        for found in TEMPLATE.finditer(path.read_text("utf-8")):
            numbers = COUNT.findall(found["options"] or "")
            if found["block"] is None or SPLIT.search(found["block"]) or len(numbers) != 1:
                continue
            key = _looked_up(found["block"], trimmed=re.search(r"\btrimmed\b", found["options"]) is not None)
            several = re.compile(rf"(?<!than )(?<!least )(?<!most )%\({numbers[0]}\)s (?:\w+ )?(\w+s)\b")
            nouns = set(several.findall(english.get(key, ""))) - VERBS
            if nouns:
                told.append(f"no form for one ({path.relative_to(CODE)}): {english[key]!r}")
    return told


def fill(path: Path) -> int:
    """Take English from a file; how many sentences it filled."""
    given: dict[str, str | list[str]] = json.loads(path.read_text("utf-8"))
    book, filled = update(), 0
    for entry in book:
        english = given.get(entry.msgid)
        if english is None:
            continue
        if entry.msgid_plural:
            one, many = (english, english) if isinstance(english, str) else english
            entry.msgstr_plural = {0: one, 1: many}
        else:
            entry.msgstr = english if isinstance(english, str) else english[-1]
        filled += 1
    save(book)
    return filled


def save(book: polib.POFile) -> None:
    """Write the catalogue."""
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    book.save(str(CATALOGUE))


def main() -> int:
    """Do the one thing asked; exit status 1 when a check failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("update", "missing", "fill", "check", "compile"))
    parser.add_argument("file", nargs="?", type=Path)
    args = parser.parse_args()
    if args.what == "update":
        save(update())
    elif args.what == "missing":
        left = {
            entry.msgid: [entry.msgid_plural, *(place for place, _ in entry.occurrences[:2])]
            for entry in update()
            if not is_filled(entry)
        }
        print(json.dumps(left, ensure_ascii=False, indent=0))
    elif args.what == "fill":
        print(fill(args.file), "filled")
    elif args.what == "compile":
        catalogue().save_as_mofile(str(CATALOGUE.with_suffix(".mo")))
    else:
        told = [*faults(), *of_one()]
        print("\n".join(told[:200]))
        return 1 if told else 0
    return 0


if __name__ == "__main__":
    sys.exit(main())

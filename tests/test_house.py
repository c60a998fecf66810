"""What holds the house together and imports cannot show: furniture, words, sources, documents."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
import yaml

from liemchinh import cli, env
from liemchinh.kernel.trail import Kind

ROOT = Path(__file__).resolve().parent.parent
CODE = ROOT / "src" / "liemchinh"

# Floors from the ground up, as pyproject.toml gives them to import-linter.
FLOORS = (
    {"kernel"},
    {"law", "papers"},
    {"ledger"},
    {"org"},
    {"payments", "notices"},
    {"procedures", "reception"},
    {"dossiers", "petitions", "sealed"},
    {"exchange", "risk"},
    {"face"},
    {"portal", "desk", "api", "jobs"},
)
ROOMS = (
    *("ledger", "org", "payments", "notices", "procedures", "reception"),
    *("dossiers", "petitions", "sealed", "exchange", "risk"),
)
FURNITURE = ("README.md", "rules", "models", "services", "queries")
READING = 420  # lines that fit in one reading; a longer file becomes a folder
MARKERS = {"gettext", "gettext_noop", "gettext_lazy", "ngettext", "pgettext", "pgettext_lazy", "_"}


def python_files(*folders: Path) -> list[Path]:
    return sorted(
        path
        for folder in folders or (CODE,)
        for path in folder.rglob("*.py")
        if "migrations" not in path.parts and "__pycache__" not in path.parts
    )


def templates() -> list[Path]:
    return sorted(path for path in CODE.rglob("*") if "templates" in path.parts and path.suffix in {".html", ".txt"})


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


def place(path: Path, node: ast.AST | None = None) -> str:
    line = f":{node.lineno}" if isinstance(node, ast.expr | ast.stmt) else ""
    return f"{path.relative_to(ROOT)}{line}"


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call):
            function = node.func
            name = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
            yield name, node


def nothing(found: list[str]) -> None:
    """There must be nothing left to mend; what there is, is shown whole."""
    assert not found, "\n" + "\n".join(found)


def has(folder: Path, name: str) -> bool:
    return (folder / name).exists() or (folder / f"{name}.py").is_file() or (folder / name / "__init__.py").is_file()


# Furniture ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_has_the_same_furniture(room: str) -> None:
    nothing([name for name in FURNITURE if not has(CODE / room, name)])


@pytest.mark.parametrize("floor", ["kernel", "law", "papers", "face"])
def test_every_floor_below_and_beside_the_rooms_says_what_it_is_for(floor: str) -> None:
    assert (CODE / floor / "README.md").is_file()


def test_every_folder_has_a_floor() -> None:
    folders = {path.parent.name for path in CODE.glob("*/__init__.py")}
    assert folders == set().union(*FLOORS)


def test_nothing_is_called_a_drawer_for_odds_and_ends() -> None:
    drawers = {"utils", "helpers", "managers", "signals", "common", "misc"}
    assert [place(path) for path in python_files() if path.stem in drawers or path.parent.name in drawers] == []


def test_every_file_fits_in_one_reading() -> None:
    long = {
        place(path): lines
        for path in python_files(CODE, ROOT / "scripts")
        if (lines := len(path.read_text("utf-8").splitlines())) > READING
    }
    assert long == {}


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        place(path)
        for path in python_files()
        if path.stem not in {"apps", "__init__"} and not ast.get_docstring(tree_of(path))
    ]
    nothing(silent)


def test_tables_store_and_decide_nothing_on_saving() -> None:
    saving = [
        place(path, node)
        for room in ROOMS
        for path in python_files(CODE / room)
        if path.stem == "models" or path.parent.name == "models"
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef) and node.name in {"save", "delete", "clean", "full_clean"}
    ]
    nothing(saving)


def test_verbs_take_who_and_when_by_name() -> None:
    """`by` and `at` are never positional: nobody can mistake one person or moment for another."""
    positional = []
    for room in ROOMS:
        folder = CODE / room / "services"
        door = folder / "__init__.py" if folder.is_dir() else CODE / room / "services.py"
        # what a folder of verbs does not offer at its door is its own business
        offered = {name.name for node in tree_of(door).body if isinstance(node, ast.ImportFrom) for name in node.names}
        for path in python_files(folder) if folder.is_dir() else [door]:
            for node in tree_of(path).body:
                if isinstance(node, ast.FunctionDef) and (path == door or node.name in offered):
                    unnamed = {argument.arg for argument in (*node.args.posonlyargs, *node.args.args)}
                    if unnamed & {"by", "at"}:
                        positional.append(f"{place(path, node)} {node.name}")
    nothing(positional)


def test_no_term_is_counted_in_bare_days() -> None:
    """A number of days in a room belongs to the law book, with its article. A step of one day is a walk."""
    bare = []
    steps = {0, 1, 31, 32}  # to the next day; over the end of a month
    for path in python_files(*(CODE / name for floor in FLOORS[2:] for name in floor)):
        for name, call in calls(path):
            if name == "timedelta":
                for word in call.keywords:
                    value = word.value
                    if word.arg in {"days", "weeks"} and isinstance(value, ast.Constant) and value.value not in steps:
                        bare.append(place(path, call))
    nothing(bare)


def test_foreign_keys_point_to_the_same_room_or_a_lower_floor() -> None:
    from django.apps import apps

    height = {name: number for number, floor in enumerate(FLOORS) for name in floor}
    upward = []
    for model in apps.get_models():
        here = model._meta.app_label
        if here not in height:
            continue
        for field in model._meta.get_fields():
            if not (field.concrete and field.is_relation and field.related_model):
                continue
            there = field.related_model._meta.app_label
            if there in height and there != here and height[there] >= height[here]:
                upward.append(f"{here}.{model.__name__}.{field.name} → {there}")
    nothing(upward)


# The law book -----------------------------------------------------------------------------------------------


def law_values() -> Iterator[tuple[str, Any]]:
    """Every dated value of the law book: where it stands, and what it says."""
    for path in sorted((CODE / "law" / "data").rglob("*.yaml")):
        for day, said in (yaml.safe_load(path.read_text("utf-8")).get("values") or {}).items():
            for number, entry in enumerate(said if isinstance(said, list) else [said]):
                yield f"{path.relative_to(CODE)} {day} #{number}", entry


def test_every_value_of_the_law_book_names_its_source_and_how_sure_it_is() -> None:
    values = list(law_values())
    assert len(values) > 10
    unsourced = [
        where
        for where, entry in values
        if not isinstance(entry, dict)
        or not (entry.get("source") or {}).get("document")
        or entry.get("status", entry.get("standing")) not in {"verified", "assumed"}
    ]
    nothing(unsourced)


# The ledger -------------------------------------------------------------------------------------------------


def kinds() -> dict[str, tuple[str, Kind]]:
    """Every kind of ledger entry declared in a room's rules: where, and what it says."""
    found: dict[str, tuple[str, Kind]] = {}

    def collect(room: str, value: object) -> None:
        if isinstance(value, Kind):
            found[value.code] = (room, value)
        elif isinstance(value, dict):
            for inner in value.values():
                collect(room, inner)
        elif isinstance(value, list | tuple | set | frozenset):
            for inner in value:
                collect(room, inner)

    for room in ROOMS:
        rules = CODE / room / "rules"
        names = [f"{path.stem}" for path in rules.glob("[!_]*.py")] if rules.is_dir() else []
        for module in (f"liemchinh.{room}.rules", *(f"liemchinh.{room}.rules.{name}" for name in names)):
            for value in vars(import_module(module)).values():
                collect(room, value)
    return found


def test_every_kind_of_ledger_entry_has_a_public_sentence_and_a_privacy_note() -> None:
    assert len(kinds()) >= 5
    for code, (room, kind) in kinds().items():
        assert code.startswith(f"{room}."), f"{code} is declared in {room}"
        assert kind.sentence.strip(), code
        assert kind.privacy.strip(), code


# Sentences --------------------------------------------------------------------------------------------------


def refusals(path: Path) -> Iterator[tuple[ast.Call, str, set[str]]]:
    """Every `Refused(code, sentence, **facts)` whose sentence can be read off: call, sentence, facts."""
    for scope in ast.walk(tree_of(path)):
        if not isinstance(scope, ast.FunctionDef | ast.Module):
            continue
        sentences = [
            (node.lineno, target.id, node.value)
            for node in ast.walk(scope)
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        ]
        for node in scope.body:
            for call in ast.walk(node):
                if isinstance(scope, ast.Module) and isinstance(node, ast.FunctionDef | ast.ClassDef):
                    break
                if not (isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Refused"):
                    continue
                if len(call.args) < 2 or any(word.arg is None for word in call.keywords):
                    continue
                said = call.args[1]
                if isinstance(said, ast.Name):
                    written = [value for line, name, value in sentences if name == said.id and line < call.lineno]
                    said = written[-1] if written else said
                if isinstance(said, ast.Call) and said.args and isinstance(said.args[0], ast.Constant):
                    yield call, str(said.args[0].value), {word.arg for word in call.keywords if word.arg}


def test_every_marked_sentence_can_be_extracted() -> None:
    """A marked sentence is one literal: what is computed, no translator will ever see."""
    computed = [
        place(path, call)
        for path in python_files()
        for name, call in calls(path)
        if name in MARKERS
        and call.args
        and not all(isinstance(part, ast.Constant) and isinstance(part.value, str) for part in call.args[:1])
        and "sentence" not in ast.unparse(call.args[0])  # translating what was marked where it was written
    ]
    allowed = {path for path in computed if path.startswith(("src/liemchinh/face", "src/liemchinh/api"))}
    nothing([where for where in computed if where not in allowed])


def test_every_refusal_fills_the_places_of_its_sentence() -> None:
    unfilled = []
    for path in python_files():
        for call, sentence, facts in refusals(path):
            wanted = {name.split(".")[0].split("[")[0] for _, name, _, _ in Formatter().parse(sentence) if name}
            if wanted - facts:
                unfilled.append(f"{place(path, call)} {sorted(wanted - facts)}")
    nothing(unfilled)


def test_the_errors_of_a_form_are_summed_up_once() -> None:
    """Every page has its summary from its frame, in the block `errors`: written again it would stand there twice."""
    frames = {"face/base.html", "sealed/base.html"}
    nothing(
        [
            place(path)
            for path in templates()
            if not any(str(path).endswith(frame) for frame in frames)
            and any(
                "{% error_summary form %}" in line
                for line in path.read_text("utf-8").splitlines()
                if "block errors" not in line
            )
        ]
    )


@pytest.mark.parametrize("path", templates(), ids=place)
def test_every_template_can_be_translated(path: Path) -> None:
    from django.utils.translation.template import templatize

    templatize(path.read_text("utf-8"), origin=str(path))


def test_people_are_addressed_as_the_house_does() -> None:
    rude = re.compile(r"\b(bạn|quý khách)\b", re.IGNORECASE)
    said = [place(path) for path in templates() if rude.search(path.read_text("utf-8"))]
    for path in python_files():
        if {"data", "parsing"} & set(path.parts):
            continue  # what the national portal says is read, not said, there
        said += [
            place(path, call)
            for name, call in calls(path)
            if name in MARKERS and call.args and isinstance(call.args[0], ast.Constant)
            if rude.search(str(call.args[0].value))
        ]
    nothing(said)


def test_no_field_hides_its_label_inside_itself() -> None:
    files = [*templates(), *python_files(*(CODE / name for name in ("face", "portal", "desk")))]
    assert [
        place(path) for path in files if re.search(r"placeholder=|[\"']placeholder[\"']:", path.read_text("utf-8"))
    ] == []


def test_no_page_carries_style_or_script_inside() -> None:
    inside = re.compile(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=\"|javascript:", re.IGNORECASE)
    nothing([place(path) for path in templates() if inside.search(path.read_text("utf-8"))])


# Documents --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def reference() -> Iterator[Any]:
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        yield import_module("reference")
    finally:
        sys.path.remove(str(ROOT / "scripts"))


def test_the_reference_says_what_the_program_says(reference: Any) -> None:
    """Commands, settings, pages and the API are documented from the program: `make docs` writes them."""
    nothing(reference.stale())


def test_every_setting_is_declared_and_explained() -> None:
    mentioned = {
        name for path in python_files() for name in re.findall(r"LIEMCHINH_[A-Z][A-Z_]*[A-Z]", path.read_text("utf-8"))
    }
    assert mentioned - set(env.SETTINGS) == set()
    nothing([setting.name for setting in env.SETTINGS.values() if len(setting.meaning) < 10])


def test_every_page_says_what_it_is_for(reference: Any) -> None:
    silent = [
        name
        for audience in ("public", "desk")
        for name, _, view in reference.named_pages(audience)
        if not (view.__doc__ or "").strip() and "ninja" not in view.__module__
    ]
    nothing(silent)


def documents() -> list[Path]:
    tracked = subprocess.run(["git", "ls-files", "*.md"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in tracked.stdout.split() if (ROOT / name).is_file()]


def anchors(text: str) -> set[str]:
    headings = re.findall(r"^#+\s+(.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def without_code(text: str) -> str:
    return re.sub(r"`[^`\n]*`", "", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL))


def test_every_link_in_the_documents_leads_somewhere() -> None:
    broken = []
    for path in documents():
        for target in re.findall(r"\]\(([^)\s]+)\)", without_code(path.read_text("utf-8"))):
            if re.match(r"[a-z]+:", target):
                continue
            name, _, anchor = target.partition("#")
            there = (path.parent / name).resolve() if name else path
            titled = not anchor or there.suffix != ".md" or anchor in anchors(there.read_text("utf-8"))
            if not there.exists() or not titled:
                broken.append(f"{place(path)} → {target}")
    nothing(broken)


def test_every_command_in_the_documents_exists() -> None:
    words = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    commands = {command.name for command in cli.COMMANDS} | {"manage", "--help"}
    unknown = []
    for path in documents():
        for block in re.findall(r"^```(?:sh|bash|console|shell)\n(.*?)^```", path.read_text("utf-8"), re.M | re.S):
            for line in block.splitlines():
                for program, word in re.findall(r"(?:^|[\s/$])(make|liemchinh)\s+([a-z-]+)", line.split("#")[0]):
                    if word not in (words if program == "make" else commands):
                        unknown.append(f"{place(path)}: {program} {word}")
                for script in re.findall(r"(?:^|\s)((?:scripts|bench|src|tests)/[\w/.-]+)", line):
                    if not (ROOT / script).exists():
                        unknown.append(f"{place(path)}: {script}")
    nothing(unknown)


def test_the_lead_documents_are_there() -> None:
    nothing([name for name in ("README.md", "LICENSE") if not (ROOT / name).is_file()])

"""Write `docs/reference/` and `docs/api/` from the program itself: commands, settings, pages and API.

    .venv/bin/python scripts/reference.py [--check]

With `--check` nothing is written; the exit status tells whether the files are what the program says.
"""

from __future__ import annotations

import inspect
import json
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs"
NOTE = "<!-- Written by `make docs` from the program itself; a change made here is lost. -->\n"


def commands() -> str:
    """One section a command: what it is for, an example, and every option as the program prints it."""
    from liemchinh import cli

    # The width of the help follows the terminal; a file must not.
    os.environ["COLUMNS"] = "100"
    lines = [
        NOTE,
        "# Commands",
        "",
        "The program is `.venv/bin/liemchinh`; `liemchinh --help` lists these.",
        "",
    ]
    for command in cli.COMMANDS:
        parser = cli.Parser(command)
        import_module(command.module).add_arguments(parser)
        help_text = "\n".join(line.rstrip() for line in parser.format_help().strip().splitlines())
        lines += [f"## liemchinh {command.name}", "", "```text", help_text, "```", ""]
    return "\n".join(lines)


def settings() -> str:
    """One row a setting: its name, its default and its meaning."""
    from liemchinh import env

    lines = [
        NOTE,
        "# Settings",
        "",
        "Everything that differs between two instances is said in the environment. A secret may instead be",
        "given as `NAME_FILE`, the path of a file that holds it.",
        "",
        "| Name | Default | Meaning |",
        "|---|---|---|",
    ]
    for setting in env.SETTINGS.values():
        default = f"`{setting.default}`" if setting.default else "(empty)"
        secret = f" Secret: `{setting.name}_FILE` works too." if setting.secret else ""
        lines.append(f"| `{setting.name}` | {default} | {setting.meaning}{secret} |")
    return "\n".join([*lines, ""])


def named_pages(audience: str) -> Iterator[tuple[str, str, Callable[..., object]]]:
    """Name, address and view of every page of ours that `audience` can ask for."""
    from django.urls import URLPattern, get_resolver

    def walk(patterns: list[object], at: str, space: str) -> Iterator[tuple[str, str, Callable[..., object]]]:
        for entry in patterns:
            address = at + str(entry.pattern)  # type: ignore[attr-defined]
            if isinstance(entry, URLPattern):
                view = inspect.unwrap(entry.callback)
                # the API describes itself, better, in openapi.yaml
                ours = view.__module__.startswith("liemchinh.") and not address.startswith("api/")
                if entry.name and ours:
                    yield f"{space}{entry.name}", "/" + address, view
            else:
                deeper = f"{space}{entry.namespace}:" if entry.namespace else space  # type: ignore[attr-defined]
                yield from walk(entry.url_patterns, address, deeper)  # type: ignore[attr-defined]

    yield from walk(get_resolver(f"liemchinh.urls_{audience}").url_patterns, "", "")


def pages() -> str:
    """One row a page: its name, its address, and the first sentence of its view."""
    lines = [NOTE, "# Pages", ""]
    for audience, title in (("public", "Public site"), ("desk", "Officials' site")):
        lines += [f"## {title}", "", "| Name | Address | What it is for |", "|---|---|---|"]
        for name, address, view in named_pages(audience):
            words = re.split(r"(?<=\.)\s", " ".join((inspect.getdoc(view) or "").split()), maxsplit=1)[0]
            lines.append(f"| `{name}` | `{address.replace('|', chr(92) + '|')}` | {words} |")
        lines.append("")
    return "\n".join(lines)


def openapi() -> str:
    """The description of the API, as served, with a fixed order."""
    from liemchinh.urls_api import api

    plain = json.loads(json.dumps(api.get_openapi_schema(), default=str))
    text: str = yaml.safe_dump(plain, allow_unicode=True, sort_keys=False, width=120)
    return "# Written by `make docs` from the program itself; a change made here is lost.\n" + text


HAPPENINGS = {
    "": "–",
    "start": "bắt đầu",
    "suspend": "tạm dừng",
    "resume": "chạy tiếp",
    "extend": "lùi đến ngày hẹn mới",
    "supersede": "tính lại từ đầu",
    "stop": "kết thúc",
}
REACHES = {
    "authority": "của đơn vị",
    "division": "của phòng",
    "seat": "đang giữ hồ sơ",
    "system": "hệ thống",
    "partner": "của đơn vị được hỏi",
    "applicant": "người nộp",
}


def moves() -> str:
    """One row a lawful act on a dossier, as the move table says it, in the words of the law it stands on."""
    from liemchinh.dossiers import rules
    from liemchinh.dossiers.rules.rights import NEED_NAMES, OPENING
    from liemchinh.kernel.actors import ROLE_NAMES
    from liemchinh.papers import between, forms

    slips = (forms.Receipt, forms.SupplementSlip, forms.RefusalSlip, forms.ApologyLetter, forms.StopNotice)
    ours = (forms.ControlSlip, forms.Acknowledgement, between.Consultation)
    form_of = {slip.template: slip.form or slip.title for slip in (*slips, *ours)}
    assert set(form_of) >= {move.paper for move in rules.MOVES} - {""}
    lines = [
        NOTE,
        "# Bảng bước xử lý hồ sơ",
        "",
        "Mọi việc làm được trên một hồ sơ, và không việc nào khác. Trạng thái mang số của Cổng Dịch vụ công quốc gia.",
        "Sửa bảng này ở `src/liemchinh/dossiers/rules/moves/`, mỗi bước một đoạn.",
        "",
        "| Việc | Từ trạng thái | Khi đến lượt | Đến trạng thái | Ai làm | Cần có | Giấy | Đồng hồ luật "
        "| Đồng hồ chỉ số | Căn cứ |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for move in rules.MOVES:
        origins = [f"{int(state)} {rules.STATE_NAMES[state]}" for state in sorted(move.origins)]
        origins = (["chưa có hồ sơ"] if move.verb in OPENING else []) + origins
        turns = [rules.AWAITS_NAMES[turn] for turn in rules.Awaits if turn in move.turn]
        people = [f"{ROLE_NAMES[role]} {REACHES[reach]}" if role else REACHES[reach] for role, reach in move.who]
        to = f"{int(move.to)} {rules.STATE_NAMES[move.to]}" if move.to is not None else "giữ nguyên"
        cells = (
            f"{move.label} (`{move.verb}`)",
            "mọi trạng thái" if move.origins == frozenset(rules.State) else "; ".join(origins),
            ("; ".join(turns) or "bất cứ lúc nào") + ("; chỉ người đến lượt" if move.own_turn else ""),
            "như trước bước bị đảo" if move.verb == "reverse" else to,
            "; ".join(people),
            "; ".join(NEED_NAMES[need] for need in move.needs) or "–",
            form_of.get(move.paper, "–"),
            HAPPENINGS[str(move.legal or "")],
            HAPPENINGS[str(move.index or "")],
            move.article,
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([*lines, ""])


PETITION_REACHES = {
    "authority": "của đơn vị",
    "division": "của phòng được giao",
    "seat": "được giao đơn",
    "system": "hệ thống",
    "citizen": "người gửi đơn",
}


def petition_moves() -> str:
    """One row a lawful act on a petition, as the move table says it, in the words of the law it stands on."""
    from liemchinh.kernel.actors import ROLE_NAMES
    from liemchinh.petitions import rules
    from liemchinh.petitions.queries.papers import PAPERS

    lines = [
        NOTE,
        "# Bảng bước xử lý đơn",
        "",
        "Mọi việc làm được trên một đơn khiếu nại, tố cáo, kiến nghị, phản ánh, và không việc nào khác.",
        "Sửa bảng này ở `src/liemchinh/petitions/rules/moves/`, mỗi bước một đoạn.",
        "",
        "| Việc | Loại đơn | Từ trạng thái | Đến trạng thái | Ai làm | Cần có | Giấy | Thời hạn | Mở việc phải làm "
        "| Có hiệu lực | Căn cứ |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for move in rules.MOVES:
        origins = "; ".join(rules.STATE_NAMES[state] for state in sorted(move.origins)) or "chưa có đơn"
        people = [
            f"{ROLE_NAMES[role]} {PETITION_REACHES[reach]}" if role else PETITION_REACHES[reach]
            for role, reach in move.who
        ]
        papers = [kind.label for kind in PAPERS.values() if move.verb in kind.verbs]
        spans = [f"từ {move.since:%d/%m/%Y}"] if move.since else []
        spans += [f"đến trước {move.until:%d/%m/%Y}"] if move.until else []
        cells = (
            f"{move.label} (`{move.verb}`)",
            "; ".join(rules.CONTENT_NAMES[content] for content in rules.Content if content in move.contents)
            or "mọi loại",
            "mọi trạng thái" if move.origins == frozenset(rules.State) else origins,
            rules.STATE_NAMES[move.to] if move.to is not None else "giữ nguyên",
            "; ".join(people),
            "; ".join(rules.need_name(move, need) for need in move.needs) or "–",
            "; ".join(papers) or "–",
            HAPPENINGS[str(move.legal or "")],
            "; ".join(rules.DUTIES[duty].label for duty in move.opens) or "–",
            ", ".join(spans) or "–",
            move.article,
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([*lines, ""])


FILES: dict[str, Callable[[], str]] = {
    "reference/commands.md": commands,
    "reference/settings.md": settings,
    "reference/pages.md": pages,
    "api/openapi.yaml": openapi,
    "law/moves.md": moves,
    "law/petitions.md": petition_moves,
}


def stale() -> list[str]:
    """Names of the committed files that are not what the program says now. Django must be set up."""
    return [
        name
        for name, written in FILES.items()
        if not (FOLDER / name).is_file() or (FOLDER / name).read_text("utf-8") != written()
    ]


def main(words: list[str]) -> int:
    """Write the files, or with `--check` only compare them."""
    with tempfile.TemporaryDirectory(prefix="liemchinh-docs-") as data:
        os.environ |= {"LIEMCHINH_DATA": data, "DJANGO_SETTINGS_MODULE": "liemchinh.settings"}
        import django

        django.setup()
        names = stale()
        if "--check" not in words:
            for name in names:
                (FOLDER / name).parent.mkdir(parents=True, exist_ok=True)
                (FOLDER / name).write_text(FILES[name](), "utf-8")
                print(f"docs/{name}")
            return 0
    for name in names:
        print(f"docs/{name} không khớp với chương trình: chạy make docs")
    return 1 if names else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

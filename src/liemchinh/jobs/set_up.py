"""`liemchinh set-up FILE`: opens the offices, seats and first accounts of a real authority, from one YAML file.

`docs/examples/xa.yaml` is such a file. Passwords are made here, shown once, and changed by their owners.
"""

import argparse
import secrets
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

from liemchinh.jobs.plan import ContactPlan, Plan, SeatPlan, UnitPlan, carry_out
from liemchinh.kernel.actors import Role
from liemchinh.kernel.days import VIETNAM
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.org.rules import ContactKind, LocalityType, UnitKind

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_UNIT = {"code", "kind", "name", "parent", "locality", "agency", "contacts", "catalogue"}
_SEAT = {"code", "unit", "title", "roles", "person", "name", "employer"}


def read_plan(text: str) -> Plan:
    """The plan in a YAML text. Raises Refused("setup.file") with the entry and the word that cannot be read."""
    try:
        told = yaml.safe_load(text)
    except yaml.YAMLError as wrong:
        sentence = gettext_noop("Tệp không đọc được như YAML: {reason}")
        raise Refused("setup.file", sentence, reason=str(wrong).replace("\n", " ")) from wrong
    if not isinstance(told, Mapping) or not isinstance(told.get("since"), date):
        raise Refused("setup.file", gettext_noop("Tệp phải có mục “since”: ngày bắt đầu, ví dụ 2026-12-01."))
    return Plan(
        on=told["since"],
        decision=str(told.get("decision", "")),
        units=tuple(_read(_unit, entry, _UNIT, "units", number) for number, entry in _entries(told, "units")),
        seats=tuple(_read(_seat, entry, _SEAT, "seats", number) for number, entry in _entries(told, "seats")),
    )


def _entries(told: Mapping[str, Any], name: str) -> list[tuple[int, Any]]:
    entries = told.get(name) or []
    if not isinstance(entries, list):
        raise Refused("setup.file", gettext_noop("Mục “{name}” phải là một danh sách."), name=name)
    return list(enumerate(entries, 1))


def _read(make: Any, entry: Any, known: set[str], name: str, number: int) -> Any:
    where = f"{name}[{number}]"
    if not isinstance(entry, Mapping):
        raise Refused("setup.file", gettext_noop("Mục {where} phải gồm các cặp tên: giá trị."), where=where)
    stray = set(entry) - known
    if stray:
        sentence = gettext_noop("Mục {where} có trường lạ: {names}.")
        raise Refused("setup.file", sentence, where=where, names=", ".join(map(str, sorted(stray, key=str))))
    try:
        return make(entry)
    except KeyError as missing:
        sentence = gettext_noop("Mục {where} thiếu trường {field}.")
        raise Refused("setup.file", sentence, where=where, field=missing) from missing
    except (TypeError, ValueError) as wrong:
        sentence = gettext_noop("Mục {where} có giá trị chưa đúng: {reason}.")
        raise Refused("setup.file", sentence, where=where, reason=wrong) from wrong


def _unit(entry: Mapping[str, Any]) -> UnitPlan:
    contacts = [dict(contact) for contact in entry.get("contacts") or []]
    return UnitPlan(
        code=str(entry["code"]),
        kind=UnitKind(entry["kind"]),
        name=str(entry["name"]),
        parent=str(entry.get("parent", "")),
        locality=LocalityType(entry.get("locality", "")),
        agency=str(entry.get("agency", "")),
        contacts=tuple(
            ContactPlan(ContactKind(contact["kind"]), str(contact["value"]), str(contact.get("note", "")))
            for contact in contacts
        ),
        takes_in_catalogue=bool(entry.get("catalogue", False)),
    )


def _seat(entry: Mapping[str, Any]) -> SeatPlan:
    return SeatPlan(
        code=str(entry["code"]),
        unit=str(entry["unit"]),
        title=str(entry["title"]),
        roles=tuple(Role(role) for role in entry["roles"]),
        person=str(entry["person"]),
        name=str(entry["name"]),
        employer=str(entry["employer"]),
    )


def _first_password(username: str) -> str:
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(3))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `liemchinh set-up`."""
    parser.add_argument("file", type=Path, metavar="TỆP", help="tệp YAML tả đơn vị, vị trí và người giữ vị trí")


def run(args: argparse.Namespace) -> int:
    """Carry the file out and show the first passwords, once."""
    try:
        text = args.file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        sentence = gettext_noop("Không đọc được tệp {file}: {reason}.")
        raise Refused("setup.file", sentence, file=args.file, reason=getattr(problem, "strerror", problem)) from problem
    done = carry_out(read_plan(text), at=datetime.now(VIETNAM), password=_first_password)
    print(f"Đã mở {len(done.units)} đơn vị và {len(done.seats)} vị trí mới; phần đã có giữ nguyên.")
    if done.passwords:
        print("Mật khẩu lần đầu, chỉ hiện một lần này. Mỗi người đổi ngay sau khi vào:")
        for username, first in done.passwords.items():
            print(f"  {username:<24} {first}")
    return 0

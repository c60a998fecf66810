"""`liemchinh erase`: erases the personal data of an ended thing, by a decision and by two people, never by one.

A dossier, a petition or a visit of the register: its code says which. Each of the two shows with their own password
who they are. Afterwards the database is asked to overwrite what it only marked as free; what lies in backups is for
those who keep them.
"""

import argparse
import getpass
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from liemchinh.dossiers import queries as dossiers_shown
from liemchinh.dossiers import services as dossiers
from liemchinh.kernel.actors import Actor
from liemchinh.kernel.codes import is_petition_code, is_visit_code, tidy_code
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.org import queries as org
from liemchinh.org import signin
from liemchinh.org.services import sessions
from liemchinh.petitions import queries as petitions_shown
from liemchinh.petitions import services as petitions
from liemchinh.reception import services as reception


@dataclass(frozen=True)
class Room:
    """How one room erases: whose code it is, what the thing is called, the verbs.

    `finish` removes the files that a cut-off erasure has left, and says how many there were. `app` is the room's name:
    its tables lose bytes.
    """

    app: str
    owns: Callable[[str], bool]
    name: str
    ask: Callable[..., Any]
    erase: Callable[..., Any]
    finish: Callable[[str], int]


ROOMS = (
    Room(
        app="petitions",
        owns=is_petition_code,
        name="đơn",
        ask=petitions.ask_erasure,
        erase=petitions.erase,
        finish=lambda code: petitions.destroy(petitions_shown.erased_files(code)),
    ),
    Room(
        app="reception",
        owns=is_visit_code,
        name="lượt tiếp",
        ask=reception.ask_erasure,
        erase=reception.erase,
        finish=lambda code: 0,  # a visit has no files: what was handed over is paper
    ),
    Room(
        app="dossiers",
        owns=lambda code: True,  # the code of a dossier has the form that its authority was given
        name="hồ sơ",
        ask=dossiers.ask_erasure,
        erase=dossiers.erase,
        finish=lambda code: dossiers.destroy(dossiers_shown.erased_files(code)),
    ),
)
"""The first that owns a code has it."""
SHARED = ("ledger", "notices")
"""Rooms in which erased bytes lay, whatever was erased."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words and options of `liemchinh erase`."""
    parser.add_argument(
        "word",
        choices=["request", "approve", "finish"],
        help=gettext_noop(
            "request: người thứ nhất đề nghị · approve: lãnh đạo khác duyệt, dữ liệu mất hẳn · "
            "finish: làm nốt khi lần duyệt bị ngắt giữa chừng"
        ),
    )
    parser.add_argument("code", help=gettext_noop("mã hồ sơ, mã đơn (DT.…) hoặc mã lượt tiếp (TD.…) đã xong"))
    parser.add_argument("--decision", default="", help=gettext_noop("số quyết định cho xóa, ví dụ 12/QĐ-UBND"))
    parser.add_argument("--reason", default="", help=gettext_noop("căn cứ; đừng ghi tên hay số định danh ai"))
    parser.add_argument("--by", default="", help=gettext_noop("tên đăng nhập của người làm; chương trình hỏi mật khẩu"))


def run(args: argparse.Namespace) -> int:
    """Ask, or erase; prints what was done and what comes next."""
    code = tidy_code(args.code)
    room = next(room for room in ROOMS if room.owns(code))
    if args.word == "request":
        room.ask(code=code, decision=args.decision, reason=args.reason, by=person(args.by), at=timezone.now())
        print(f"Đã ghi đề nghị xóa dữ liệu cá nhân của {room.name} {code} vào sổ cái. Chưa có gì bị xóa.")
        print(f"Một lãnh đạo khác duyệt: liemchinh erase approve {code} --decision {args.decision} --by TÊN")
        return 0
    with _overwritten(*SHARED, room.app):
        if args.word == "approve":
            room.erase(code=code, decision=args.decision, by=person(args.by), at=timezone.now())
            print(f"Đã xóa dữ liệu cá nhân của {room.name} {code}. Các bước vẫn còn trong sổ công khai.")
            print("Bản sao lưu cũ vẫn còn dữ liệu này: hủy theo quy chế lưu trữ của cơ quan.")
        else:
            print(f"Đã bỏ thêm {room.finish(code)} tệp của {room.name} {code}.")
    return 0


def person(username: str) -> Actor:
    """Who this is, by the password they type; wrong ones count as at the sign-in page."""
    if not username:
        raise Refused("erase.by", gettext_noop("Ghi tên đăng nhập của người làm: --by TÊN"))
    at, hashed = timezone.now(), signin.name_hash("name", username)
    try:
        signin.check_not_locked(hashed, at)
    except ValidationError as locked:
        sentence = gettext_noop("Chưa nhận mật khẩu của {name}. {reason}")
        raise Refused("erase.locked", sentence, name=username, reason=" ".join(locked.messages)) from locked
    asking = f"Mật khẩu của {username}: "
    typed = getpass.getpass(asking) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None or not user.check_password(typed):
        sessions.note_failure(name_hash=hashed, at=at)
        raise Refused("erase.password", gettext_noop("Tên đăng nhập hoặc mật khẩu chưa đúng."))
    sessions.clear_failures(name_hash=hashed)
    return org.actor_for(user, at)


@contextmanager
def _overwritten(*rooms: str) -> Iterator[None]:
    """Inside, what is erased is to be overwritten too, as far as the database offers it."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA secure_delete = ON")
        yield
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            for room in rooms:
                for model in apps.get_app_config(room).get_models():
                    cursor.execute(f"VACUUM {model._meta.db_table}")

"""`liemchinh erase`: erases the personal data of an ended dossier, by a decision and by two people, never by one.

Each of the two shows with their own password who they are. Afterwards the database is asked to overwrite what it only
marked as free; what lies in backups is for those who keep them.
"""

import argparse
import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from liemchinh.dossiers import queries, services
from liemchinh.kernel.actors import Actor
from liemchinh.kernel.codes import tidy_code
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.org import queries as org
from liemchinh.org import signin
from liemchinh.org.services import sessions

TABLES = ("ledger_entry", "dossiers_dossier", "dossiers_event", "dossiers_attachment")
"""Where the erased bytes lay."""


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
    parser.add_argument("code", help=gettext_noop("mã hồ sơ đã kết thúc"))
    parser.add_argument("--decision", default="", help=gettext_noop("số quyết định cho xóa, ví dụ 12/QĐ-UBND"))
    parser.add_argument("--reason", default="", help=gettext_noop("căn cứ; đừng ghi tên hay số định danh ai"))
    parser.add_argument("--by", default="", help=gettext_noop("tên đăng nhập của người làm; chương trình hỏi mật khẩu"))


def run(args: argparse.Namespace) -> int:
    """Ask, or erase; prints what was done and what comes next."""
    code = tidy_code(args.code)
    if args.word == "request":
        services.ask_erasure(
            code=code, decision=args.decision, reason=args.reason, by=person(args.by), at=timezone.now()
        )
        print(f"Đã ghi đề nghị xóa dữ liệu cá nhân của hồ sơ {code} vào sổ cái. Chưa có gì bị xóa.")
        print(f"Một lãnh đạo khác duyệt: liemchinh erase approve {code} --decision {args.decision} --by TÊN")
        return 0
    with _overwritten():
        if args.word == "approve":
            services.erase(code=code, decision=args.decision, by=person(args.by), at=timezone.now())
            print(f"Đã xóa dữ liệu cá nhân của hồ sơ {code}. Các bước của hồ sơ vẫn còn trong sổ công khai.")
            print("Bản sao lưu cũ vẫn còn dữ liệu này: hủy theo quy chế lưu trữ của cơ quan.")
        else:
            gone = services.destroy(queries.erased_files(code))
            print(f"Đã bỏ thêm {gone} tệp của hồ sơ {code}.")
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
def _overwritten() -> Iterator[None]:
    """Inside, what is erased is to be overwritten too, as far as the database offers it."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA secure_delete = ON")
        yield
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            for table in TABLES:
                cursor.execute(f"VACUUM {table}")

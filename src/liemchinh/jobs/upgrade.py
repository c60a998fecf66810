"""`liemchinh upgrade-check`: whether this version may take over the data as it lies here. Changes nothing.

Run the new version's command on the old version's data, before it serves: 0 means go on, 1 means not yet, with the
reasons; `deploy/` calls it.
"""

import argparse
import json
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.core.exceptions import FieldError
from django.db import DatabaseError, connection, models, transaction
from django.db.models import ExpressionWrapper, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from liemchinh import env
from liemchinh.jobs.audit import TESTIMONIES
from liemchinh.jobs.backup.command import last_made, program_version
from liemchinh.jobs.doctor import stored
from liemchinh.jobs.doctor.findings import Finding, error, note
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.prepare import missing_migrations

YOUNG = timedelta(hours=24)
"""An upgrade without a backup younger than this may lose a day's work."""
ROOM = 2.5
"""Times its own size that a database may need while its tables are changed."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `liemchinh upgrade-check`."""
    parser.add_argument("--json", action="store_true", help="in cho máy đọc: các bước sẽ làm và điều ngăn cản")
    parser.add_argument(
        "--no-backup", action="store_true", help="không đòi bản sao lưu trong ngày (bản do cách khác lập)"
    )


def run(args: argparse.Namespace) -> int:
    """Look and tell; 1 when something stands in the way."""
    steps, found = examine(backup=not args.no_backup)
    blocked = any(finding.level == "error" for finding in found)
    if args.json:
        said = {
            "version": program_version(),
            "steps": [f"{app}.{name}" for app, name in steps],
            "ready": not blocked,
            "findings": [finding.as_json() for finding in found],
        }
        print(json.dumps(said, ensure_ascii=False, indent=1))
        return int(blocked)
    print(f"Phiên bản này: {program_version()}.")
    print(f"{len(steps)} bước cập nhật bảng:" if steps else "Bảng dữ liệu đã đúng phiên bản này.")
    for app, name in steps:
        print(f"  {app}.{name}")
    for finding in found:
        print(f"- {finding.said()}")
        print(f"    → {finding.mended()}")
    print("Chưa nâng cấp được." if blocked else "Nâng cấp được.")
    return int(blocked)


def examine(*, backup: bool = True) -> tuple[list[tuple[str, str]], list[Finding]]:
    """The steps that this version would take on these tables, in order, and what speaks against taking them."""
    try:
        steps = sorted(missing_migrations())
    except Refused as refused:
        how = gettext_noop("Kiểm tra biến {name}; nếu dữ liệu mới hơn, cài đúng phiên bản đã ghi nó.")
        return [], [error(refused.code, gettext_noop("{reason}"), how, reason=refused, name=env.DATABASE_URL)]
    found: list[Finding] = []
    if not _applied():
        return steps, [note("upgrade.empty", gettext_noop("Chưa có dữ liệu nào."), gettext_noop("Mở bình thường."))]
    if backup:
        found += _backup()
    found += _room()
    if connection.vendor == "sqlite":
        found += [finding for finding in stored.settings() if finding.code == "database.damaged"]
    found += _orphans()
    found += _unkept()
    return steps, found


def _applied() -> bool:
    return "django_migrations" in connection.introspection.table_names()


def _backup() -> Iterator[Finding]:
    made = last_made()
    if made is None or timezone.now() - made[0] > YOUNG:
        yield error(
            "upgrade.backup",
            gettext_noop("Chưa có bản sao lưu nào trong 24 giờ qua."),
            gettext_noop("Chạy liemchinh backup NƠI bằng phiên bản đang dùng, rồi kiểm tra lại."),
        )


def _room() -> Iterator[Finding]:
    if connection.vendor != "sqlite":
        return
    path = Path(str(connection.settings_dict["NAME"]))
    size, free = path.stat().st_size, shutil.disk_usage(path.parent).free
    if free < size * ROOM:
        yield error(
            "upgrade.room",
            gettext_noop("Ổ đĩa còn {free:.1f} GB, đổi bảng cần tới {needed:.1f} GB."),
            gettext_noop("Dọn hoặc thêm ổ đĩa trước."),
            free=free / (1 << 30),
            needed=size * ROOM / (1 << 30),
        )


def _orphans() -> Iterator[Finding]:
    """Rows that point to nothing stop a change of tables half-way."""
    try:
        connection.check_constraints()
    except DatabaseError as problem:
        yield error(
            "upgrade.orphans",
            gettext_noop("Có dòng trỏ tới dòng không tồn tại: {reason}."),
            gettext_noop("Chạy liemchinh audit --sentences, phục hồi dòng bị mất từ bản sao lưu."),
            reason=type(problem).__name__,
        )


def _unkept() -> Iterator[Finding]:
    """Rows that break a constraint this version will put on their table, as far as today's columns can tell."""
    present = set(connection.introspection.table_names())
    for testimony in TESTIMONIES:
        for model in sorted(testimony.models(), key=lambda one: one._meta.db_table):
            table = model._meta.db_table
            coming = [one for one in model._meta.constraints if isinstance(one, models.CheckConstraint)]
            if table not in present or not coming:
                continue
            for constraint in coming:
                if not _is_kept(table, constraint.name) and (wrong := _breaking(model, constraint)):
                    yield error(
                        "upgrade.bad_rows",
                        gettext_noop("{count} dòng của bảng {table} trái ràng buộc {name}."),
                        gettext_noop("Chạy liemchinh audit --sentences để biết dòng nào, sửa rồi kiểm tra lại."),
                        count=wrong,
                        table=table,
                        name=constraint.name,
                    )


def _is_kept(table: str, name: str) -> bool:
    """Whether the database itself keeps this constraint: then no row can break it."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = %s", [table])
            return f'"{name}"' in str(cursor.fetchone())
        cursor.execute("SELECT 1 FROM pg_constraint WHERE conrelid = %s::regclass AND conname = %s", [table, name])
        return cursor.fetchone() is not None


def _breaking(model: type[models.Model], constraint: models.CheckConstraint) -> int:
    """How many rows a constraint would not let stand; 0 when it speaks of columns that are yet to come."""
    kept = Coalesce(ExpressionWrapper(constraint.condition, output_field=models.BooleanField()), Value(True))
    try:
        with transaction.atomic():
            return model._default_manager.annotate(_kept=kept).filter(_kept=False).count()
    except (DatabaseError, FieldError):
        return 0

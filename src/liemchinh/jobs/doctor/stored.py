"""The database: whether it answers, is of this version, guards what is append-only, and keeps what it was told."""

from collections.abc import Iterator
from datetime import UTC, datetime

from django.db import connection

from liemchinh import env
from liemchinh.jobs.doctor.configured import faces_others
from liemchinh.jobs.doctor.findings import Finding, error, warning
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.prepare import missing_migrations

GUARDED = {
    *(f"dossiers_{name}" for name in ("correction", "dayclosed", "dossier", "event", "part", "rating", "ratingslip")),
    *(f"ledger_{name}" for name in ("checkpoint", "entry", "shard", "tile")),
    *(f"org_{name}" for name in ("calendardecision", "kinship", "reading", "readingday")),
    *(
        f"payments_{name}"
        for name in ("account", "charge", "payment", "refund", "reversal", "setaside", "statement", "statementline")
    ),
    *(
        f"petitions_{name}"
        for name in (
            *("duty", "petition", "petitionevent", "petitioner"),
            *("publication", "publicationfile", "samematter"),
        )
    ),
    *(
        f"reception_{name}"
        for name in (
            *("conclusion", "evidenceitem", "evidencereceipt", "receptiontask", "refusal"),
            *("visit", "visitchange", "visitduty"),
        )
    ),
    "risk_casenote",
    *(
        f"sealed_{name}"
        for name in (
            *("batch", "case", "caseact", "identityanswer", "identityrequest", "piece", "protection"),
            *("protectioncheck", "recipientkey", "recovery", "retaliation"),
        )
    ),
    *(f"procedures_{name}" for name in ("channel", "component", "exemption", "procedureversion", "step")),
}
"""Tables whose rows triggers keep as they are; a test compares this with a fresh database."""
SKEW = 2.0
"""Seconds by which the database's clock may differ from ours."""


def reachable() -> Iterator[Finding]:
    """The database answers and its tables are those of this version."""
    try:
        missing = missing_migrations()
    except Refused as refused:
        yield error(
            refused.code,
            gettext_noop("{reason}"),
            gettext_noop("Kiểm tra biến {name}, mật khẩu, và dịch vụ cơ sở dữ liệu có đang chạy không."),
            reason=refused,
            name=env.DATABASE_URL,
        )
        return
    if missing:
        yield warning(
            "database.behind",
            gettext_noop("Bảng dữ liệu còn thiếu {count} bước cập nhật."),
            gettext_noop("Sao lưu, chạy liemchinh upgrade-check, rồi mở lại: lệnh đầu tiên sẽ cập nhật bảng."),
            count=len(missing),
        )


def settings() -> Iterator[Finding]:
    """The database stores Vietnamese, and what it says is kept survives a power cut."""
    if connection.vendor == "sqlite":
        yield from _sqlite()
    else:
        yield from _postgresql()


def _asked(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return str(cursor.fetchone()[0])


def _sqlite() -> Iterator[Finding]:
    if _asked("PRAGMA journal_mode").lower() != "wal" or int(_asked("PRAGMA synchronous")) < 2:
        yield error(
            "database.lax",
            gettext_noop("SQLite không chạy ở chế độ WAL và ghi chắc (FULL): mất điện có thể mất hồ sơ."),
            gettext_noop("Đừng đổi cấu hình cơ sở dữ liệu; để thư mục dữ liệu trên ổ đĩa của chính máy này."),
        )
    if _asked("PRAGMA encoding").upper() != "UTF-8":
        yield error(
            "database.encoding",
            gettext_noop("Cơ sở dữ liệu không lưu chữ UTF-8."),
            gettext_noop("Lập cơ sở dữ liệu mới rồi phục hồi vào đó."),
        )
    said = _asked("PRAGMA quick_check(1)")
    if said != "ok":
        yield error(
            "database.damaged",
            gettext_noop("Tệp cơ sở dữ liệu bị hỏng: {reason}."),
            gettext_noop("Dừng ngay, giữ nguyên tệp, phục hồi bản sao lưu gần nhất (docs/operations.md)."),
            reason=said,
        )


def _postgresql() -> Iterator[Finding]:
    if _asked("SHOW server_encoding") != "UTF8":
        yield error(
            "database.encoding",
            gettext_noop("Cơ sở dữ liệu không lưu chữ UTF-8."),
            gettext_noop("Lập cơ sở dữ liệu mới rồi phục hồi vào đó."),
        )
    for name in ("fsync", "full_page_writes", "synchronous_commit"):
        if _asked(f"SHOW {name}") == "off":
            make = error if faces_others() else warning
            yield make(
                "database.lax",
                gettext_noop("PostgreSQL đặt {name}=off: mất điện có thể mất hồ sơ đã báo là nhận."),
                gettext_noop("Đặt {name}=on trong postgresql.conf rồi nạp lại."),
                name=name,
            )
    began = datetime.now(UTC)
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        theirs: datetime = cursor.fetchone()[0]
    ended = datetime.now(UTC)
    apart = max((began - theirs).total_seconds(), (theirs - ended).total_seconds(), 0.0)
    if apart > SKEW:
        yield error(
            "clock.apart",
            gettext_noop("Đồng hồ máy chủ dữ liệu lệch {seconds:.0f} giây so với máy này."),
            gettext_noop("Bật đồng bộ giờ (NTP) trên cả hai máy."),
            seconds=apart,
        )
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if bool(cursor.fetchone()[0]) and faces_others():
            yield warning(
                "database.superuser",
                gettext_noop("Chương trình vào cơ sở dữ liệu bằng tài khoản toàn quyền."),
                gettext_noop("Lập một tài khoản thường, là chủ của cơ sở dữ liệu này và không gì khác."),
            )


def tables_with_guards() -> set[str]:
    """The tables on which a trigger stands that refuses; those that only lay rows elsewhere do not count."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT DISTINCT tbl_name FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%RAISE(%'")
        else:
            cursor.execute(
                "SELECT DISTINCT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
                " WHERE NOT tgisinternal AND tgenabled <> 'D' AND NOT tgdeferrable"
            )
        return {str(name) for (name,) in cursor.fetchall()}


def tables_that_empty() -> set[str]:
    """The append-only tables that TRUNCATE would empty: row triggers do not see it. SQLite has no such statement."""
    if connection.vendor == "sqlite":
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
            " WHERE NOT tgisinternal AND tgenabled <> 'D' AND tgtype & 32 <> 0"  # 32: on TRUNCATE
        )
        return GUARDED - {str(name) for (name,) in cursor.fetchall()}


def guards() -> Iterator[Finding]:
    """Every append-only table still has its triggers, and they are on."""
    for table in sorted(GUARDED - tables_with_guards() | tables_that_empty()):
        yield error(
            "database.unguarded",
            gettext_noop("Bảng {table} mất trình canh chỉ cho thêm: dòng cũ sửa hoặc xóa được mà không ai cản."),
            gettext_noop(
                "Chạy liemchinh audit để biết có gì đã đổi; phục hồi trình canh từ bản sao lưu hoặc bảng mới."
            ),
            table=table,
        )


CHECKS = (reachable, settings, guards)

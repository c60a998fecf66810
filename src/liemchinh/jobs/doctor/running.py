"""What should be going on: scheduled work, backups, a confirmed calendar, a law book that has been read."""

import json
import smtplib
import socket
from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.utils import timezone

from liemchinh import env
from liemchinh.exchange import queries as exchange
from liemchinh.exchange.drivers import connected
from liemchinh.jobs import worker
from liemchinh.jobs.backup.command import last_made
from liemchinh.jobs.doctor.configured import EVERYWHERE, faces_others
from liemchinh.jobs.doctor.findings import Finding, error, note, warning
from liemchinh.jobs.doctor.home import home
from liemchinh.kernel.words import gettext_noop
from liemchinh.law.book import rule_book
from liemchinh.law.calendar import national_calendar
from liemchinh.notices import queries as notices

LATE = timedelta(seconds=10 * worker.PAUSE)
"""The scheduled work looks every minute; this long without a look, and it does not run."""
OLD = timedelta(hours=48)
"""A nightly backup may be missed once."""
AHEAD = timedelta(hours=24 * 60)
"""A promised date may lie this far ahead: the calendar should be confirmed so far."""


def jobs() -> Iterator[Finding]:
    """The scheduled work has looked lately, and nothing of it failed."""
    try:
        said = json.loads((env.folder() / worker.TRACE).read_text("utf-8"))
        at, failed = datetime.fromisoformat(said["at"]), list(said["failed"])
    except (OSError, ValueError, KeyError):
        yield warning(
            "jobs.never",
            gettext_noop("Việc định kỳ chưa chạy lần nào trên dữ liệu này."),
            gettext_noop("Mở liemchinh serve, hoặc liemchinh jobs nếu trang chạy ở máy khác."),
        )
        return
    if timezone.now() - at > LATE:
        yield error(
            "jobs.late",
            gettext_noop("Việc định kỳ chạy lần cuối lúc {at:%H:%M %d/%m/%Y}: hồ sơ quá hạn bổ sung không tự đóng."),
            gettext_noop("Mở liemchinh serve, hoặc liemchinh jobs nếu trang chạy ở máy khác."),
            at=timezone.localtime(at),
        )
    for name in failed:
        yield error(
            "jobs.failed",
            gettext_noop("Việc định kỳ “{name}” hỏng ở lượt vừa rồi."),
            gettext_noop("Xem nhật ký (logger liemchinh.jobs.worker); việc được làm lại mỗi phút."),
            name=name,
        )


def backups() -> Iterator[Finding]:
    """There is a backup, and it is young."""
    made = last_made()
    if made is None:
        make = error if faces_others() else note
        yield make(
            "backup.never",
            gettext_noop("Chưa có bản sao lưu nào."),
            gettext_noop("Chạy liemchinh backup NƠI --keep 14 mỗi đêm (deploy/systemd có sẵn lịch)."),
        )
    elif timezone.now() - made[0] > OLD:
        yield error(
            "backup.old",
            gettext_noop("Bản sao lưu gần nhất từ {at:%d/%m/%Y} ở {where}."),
            gettext_noop("Xem vì sao lịch sao lưu dừng: systemctl status liemchinh-backup.timer"),
            at=timezone.localtime(made[0]),
            where=made[1],
        )


def calendar() -> Iterator[Finding]:
    """The days off are known as far ahead as dates are promised."""
    until = national_calendar().confirmed_until
    if until < timezone.localdate() + AHEAD:
        yield warning(
            "calendar.ends",
            gettext_noop("Lịch nghỉ mới được xác nhận tới {until:%d/%m/%Y}; ngày hẹn sau đó là tạm tính."),
            gettext_noop("Cập nhật chương trình, hoặc ghi quyết định ngày nghỉ ở trang quản lý lịch."),
            until=until,
        )


def law() -> Iterator[Finding]:
    """How many values in force nobody has read in the official text."""
    today = timezone.localdate()
    assumed = [rule.key for rule in rule_book() if (value := rule.on(today)) and value.status == "assumed"]
    if assumed:
        yield note(
            "law.assumed",
            gettext_noop("{count} trị số pháp luật đang dùng còn là giả định."),
            gettext_noop("Đối chiếu từng trị số với văn bản gốc: docs/law/assumed.md"),
            count=len(assumed),
        )


def outbox() -> Iterator[Finding]:
    """Notices leave."""
    now = timezone.now()
    seen = notices.overview(at=now)
    if seen.oldest is not None and now - seen.oldest > LATE:
        yield error(
            "notices.late",
            gettext_noop("Thông báo cũ nhất chưa gửi từ {at:%H:%M %d/%m/%Y}."),
            gettext_noop("Kiểm tra cấu hình gửi thư, Zalo, SMS: liemchinh notices"),
            at=timezone.localtime(seen.oldest),
        )
    dead = sum(seen.reasons.values())
    if dead:
        yield warning(
            "notices.dead",
            gettext_noop("{count} thông báo không gửi được và đã thôi gửi lại."),
            gettext_noop("Xem vì sao ở trang Thông báo hoặc liemchinh notices, sửa rồi gửi lại."),
            count=dead,
        )
    if seen.zalo_lost:
        yield error(
            "notices.zalo",
            gettext_noop("Zalo không còn nhận quyền gửi của cơ quan."),
            gettext_noop("Xin lại quyền: liemchinh notices --help"),
        )


def portal() -> Iterator[Finding]:
    """The national portal is told, and what came from it has become dossiers. Says nothing without a connection."""
    try:
        if connected() is None:
            return
    except env.BadSetting as problem:
        yield error(
            "exchange.settings",
            gettext_noop("Mô tả kết nối Cổng dịch vụ công quốc gia chưa dùng được: {problem}"),
            gettext_noop("Sửa tệp mô tả kết nối: docs/exchange.md"),
            problem=problem,
        )
        return
    now = timezone.now()
    seen = exchange.overview(at=now)
    if seen.oldest is not None and now - seen.oldest > LATE:
        yield warning(
            "exchange.late",
            gettext_noop("Gói đồng bộ cũ nhất chưa tới Cổng dịch vụ công quốc gia từ {at:%H:%M %d/%m/%Y}."),
            gettext_noop("Xem vì sao: liemchinh exchange status"),
            at=timezone.localtime(seen.oldest),
        )
    stuck = sum(seen.reasons.values())
    if stuck or seen.held:
        yield warning(
            "exchange.stuck",
            gettext_noop("{stuck} gói bị vướng, {held} tệp từ Cổng để riêng chờ xử lý."),
            gettext_noop("Xử lý ở trang Cổng dịch vụ công quốc gia, mục Quản lý."),
            stuck=stuck,
            held=seen.held,
        )


CHECKS = (home, jobs, backups, calendar, law, outbox, portal)


def mail() -> Iterator[Finding]:
    """The mail server answers and takes our name and password. Goes over the network: only when asked for."""
    told = env.text(env.SMTP)
    if not told or told == "folder":
        return
    parts = urlsplit(told)
    host = parts.hostname or ""
    try:
        if parts.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=10)
        else:
            server = smtplib.SMTP(host, parts.port or 587, timeout=10)
        with server:
            server.ehlo()
            if parts.scheme == "smtp" and server.has_extn("starttls"):
                server.starttls()
                server.ehlo()
            if parts.username and env.text(env.SMTP_PASSWORD):
                server.login(parts.username, env.text(env.SMTP_PASSWORD))
    except smtplib.SMTPAuthenticationError:
        yield error(
            "mail.password",
            gettext_noop("Máy chủ thư {host} không nhận tên hoặc mật khẩu."),
            gettext_noop("Kiểm tra {name} và {password}."),
            host=host,
            name=env.SMTP,
            password=env.SMTP_PASSWORD,
        )
    except (OSError, smtplib.SMTPException) as problem:
        yield error(
            "mail.away",
            gettext_noop("Không nói được với máy chủ thư {host}: {reason}."),
            gettext_noop("Kiểm tra {name}, tường lửa và cổng."),
            host=host,
            reason=type(problem).__name__,
            name=env.SMTP,
        )


def sites() -> Iterator[Finding]:
    """Both sites answer where they are said to listen. Goes over the network: only when asked for."""
    for name in (env.PUBLIC_BIND, env.DESK_BIND):
        host, _, port = env.text(name).rpartition(":")
        asked = "localhost" if host.strip("[]") in EVERYWHERE else host.strip("[]")
        try:
            socket.create_connection((asked, int(port)), timeout=3).close()
        except OSError:
            yield warning(
                "site.away",
                gettext_noop("Không ai trả lời ở {address} ({name})."),
                gettext_noop("Mở liemchinh serve."),
                address=env.text(name),
                name=name,
            )


OVER_NETWORK = (mail, sites)

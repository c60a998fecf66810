"""The machine: room on the disk, whose the folders are, fonts, built pages, versions. No database is asked."""

import os
import re
import shutil
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

from liemchinh import env
from liemchinh.jobs.doctor.findings import Finding, error, note, warning
from liemchinh.kernel.words import gettext_noop

FULL, TIGHT = 1 << 30, 5 << 30
"""Bytes: below the first a commune's database may stop within days, below the second somebody should look."""
BUILT = datetime(2026, 1, 1, tzinfo=UTC)
"""No clock is right that stands before this program was written."""


def folder() -> Iterator[Finding]:
    """The data folder is there, ours to write, and closed to other accounts."""
    data = env.folder()
    if not data.is_dir():
        yield warning(
            "folder.none",
            gettext_noop("Chưa có thư mục dữ liệu {folder}."),
            gettext_noop("Kiểm tra biến {name}; lệnh đầu tiên dùng dữ liệu sẽ tạo thư mục."),
            folder=data,
            name=env.DATA,
        )
        return
    if not os.access(data, os.W_OK | os.X_OK):
        yield error(
            "folder.closed",
            gettext_noop("Tài khoản đang chạy không ghi được vào {folder}."),
            gettext_noop("Chạy lệnh dưới tài khoản của chương trình, hoặc chown thư mục cho nó."),
            folder=data,
        )
    for name in ("", "db", "keys", "files", "draws"):
        path = data / name
        if path.is_dir() and stat.S_IMODE(path.stat().st_mode) & 0o077:
            yield error(
                "folder.mode",
                gettext_noop("Tài khoản khác trên máy vào được {path}."),
                gettext_noop("Chạy: chmod 700 {path}"),
                path=path,
            )
    owner = data.stat().st_uid
    for path in (data / "db", data / "files", data / "ledger", data / "keys"):
        if path.is_dir() and path.stat().st_uid != owner:
            yield warning(
                "folder.owner",
                gettext_noop("{path} thuộc tài khoản khác với thư mục dữ liệu: có lệnh đã chạy bằng tài khoản khác."),
                gettext_noop("chown -R về tài khoản của chương trình, và chạy mọi lệnh dưới tài khoản đó."),
                path=path,
            )


def disk() -> Iterator[Finding]:
    """There is room to write."""
    data = env.folder()
    here = next((path for path in (data, *data.parents) if path.is_dir()), Path("/"))
    free = shutil.disk_usage(here).free
    if free < TIGHT:
        make = error if free < FULL else warning
        yield make(
            "disk.full",
            gettext_noop("Ổ đĩa của {folder} còn {free:.1f} GB."),
            gettext_noop("Dọn hoặc thêm ổ đĩa trước khi đầy: khi đầy, không tiếp nhận được hồ sơ nào."),
            folder=here,
            free=free / (1 << 30),
        )
    files = os.statvfs(here)
    if files.f_files and files.f_favail < 10_000:
        yield error(
            "disk.inodes",
            gettext_noop("Ổ đĩa của {folder} chỉ còn chỗ cho {count} tệp nữa."),
            gettext_noop("Xóa tệp nhỏ thừa, hoặc chuyển thư mục dữ liệu sang ổ khác."),
            folder=here,
            count=files.f_favail,
        )


def clock() -> Iterator[Finding]:
    """The clock is possible, and stands in no other century."""
    now = datetime.now(UTC)
    if now < BUILT or now.year > BUILT.year + 30:
        yield error(
            "clock.wrong",
            gettext_noop("Đồng hồ máy ghi {now:%d/%m/%Y}."),
            gettext_noop("Bật đồng bộ giờ: timedatectl set-ntp true. Đừng mở trang khi giờ sai: hạn trả bị tính sai."),
            now=now,
        )
    synced = Path("/run/systemd/timesync")
    if synced.is_dir() and not (synced / "synchronized").exists():
        yield warning(
            "clock.alone",
            gettext_noop("Đồng hồ máy chưa được đồng bộ với máy chủ giờ."),
            gettext_noop("Chạy: timedatectl set-ntp true, rồi xem timedatectl status."),
        )


def fonts() -> Iterator[Finding]:
    """Papers are set in the faces that they are made for."""
    from liemchinh.papers.press import families

    here = families()
    if here["serif"][:1] != ["Tinos"] or here["sans"][:1] != ["Arimo"]:
        yield warning(
            "fonts.other",
            gettext_noop("Giấy tờ in bằng phông {serif} vì máy chưa có Tinos và Arimo."),
            gettext_noop("Cài gói fonts-croscore, hoặc chỉ biến {name} tới thư mục chứa phông."),
            serif=here["serif"][0],
            name=env.FONTS,
        )


def pages() -> Iterator[Finding]:
    """The style sheets have been built."""
    import liemchinh

    built = Path(liemchinh.__file__).parent / "face" / "static" / "face"
    if not any(built.rglob("*.css")):
        yield error(
            "static.none",
            gettext_noop("Chưa dựng giao diện: trang hiện chữ trơn, không kiểu."),
            gettext_noop("Chạy make setup trong thư mục mã nguồn, hoặc cài từ gói dựng sẵn."),
        )


def versions() -> Iterator[Finding]:
    """Every library this program asks for is here, and not older than it asks for."""
    try:
        wanted = metadata.requires("liemchinh") or []
    except metadata.PackageNotFoundError:
        wanted = []
    for line in wanted:
        if "extra ==" in line:
            continue
        match = re.match(r"([A-Za-z0-9_.-]+)(?:\[[^]]*\])?\s*(?:\(?>=\s*([0-9.]+))?", line)
        if match is None:
            continue
        name, least = match.group(1), match.group(2) or "0"
        try:
            here = metadata.version(name)
        except metadata.PackageNotFoundError:
            here = ""
        if not here or _number(here) < _number(least):
            yield error(
                "library.old",
                gettext_noop("Thư viện {name} {here}, cần từ {least}."),
                gettext_noop("Cài lại đúng bộ thư viện: pip install -r requirements.lock"),
                name=name,
                here=here or "—",
                least=least,
            )


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:4])


def account() -> Iterator[Finding]:
    """A service has an account of its own."""
    if os.geteuid() == 0:
        yield note(
            "account.root",
            gettext_noop("Lệnh này đang chạy bằng root."),
            gettext_noop("Cho chương trình một tài khoản riêng (deploy/systemd) và chạy lệnh dưới tài khoản đó."),
        )


CHECKS = (folder, disk, clock, fonts, pages, versions, account)

"""Settings that contradict each other, or the world: found without Django, which might not start on them."""

import os
import stat
from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

from liemchinh import env, logs
from liemchinh.jobs.doctor.findings import Finding, error, note, warning
from liemchinh.kernel.words import gettext_noop

EVERYWHERE = {"0.0.0.0", "::"}  # nosec B104 - looked for, not bound
_READABLE = {
    env.DEBUG: env.flag,
    env.HTTPS: env.flag,
    env.PROXIES: env.number,
    env.CODE_FORM: lambda name: env.code_form(),
    env.PUBLIC_URL: lambda name: env.public_url(),
    env.DESK_URL: lambda name: env.desk_url(),
    env.LEDGER_ORIGIN: lambda name: env.ledger_origin(),
    env.SECRET_KEY: lambda name: env.secret_key(),
    env.DATABASE_URL: env.text,
    env.LOG_LEVEL: lambda name: env.one_of(name, ("DEBUG", "INFO", "WARNING", "ERROR")),
    env.LOG_FORMAT: lambda name: env.one_of(name, (logs.TEXT, logs.JSON)),
}


def readable() -> Iterator[Finding]:
    """Every setting can be read; a name nobody knows is a slip of the pen."""
    for name, read in _READABLE.items():
        try:
            read(name)
        except env.BadSetting as bad:
            yield error(
                "setting.bad",
                gettext_noop("Biến {name} không dùng được. {reason}"),
                gettext_noop("Sửa biến {name} theo docs/reference/settings.md."),
                name=name,
                reason=bad,
            )
    twins = {f"{name}_FILE" for name, setting in env.SETTINGS.items() if setting.secret}
    for name in sorted(os.environ):
        if name.startswith("LIEMCHINH_") and name not in env.SETTINGS and name not in twins:
            yield warning(
                "setting.unknown",
                gettext_noop("Không có biến nào tên {name}: chương trình không đọc nó."),
                gettext_noop("Xem tên đúng ở docs/reference/settings.md, hoặc bỏ biến này."),
                name=name,
            )


def is_local(host: str) -> bool:
    """Whether a host name means only this machine."""
    if host in {"localhost", "testserver"} or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def faces_others() -> bool:
    """Whether this instance is meant for other machines than its own."""
    return any(not is_local(host) for host in env.words(env.HOSTS))


def addresses() -> Iterator[Finding]:
    """Names, addresses and transport agree with each other."""
    hosts = env.words(env.HOSTS)
    if "*" in hosts:
        yield error(
            "hosts.any",
            gettext_noop("{name} nhận mọi tên miền (*): kẻ lạ dựng được liên kết mang tên miền của họ."),
            gettext_noop("Ghi đúng các tên miền của cơ quan vào {name}."),
            name=env.HOSTS,
        )
    https = env.flag(env.HTTPS)
    for name, url in ((env.PUBLIC_URL, env.public_url()), (env.DESK_URL, env.desk_url())):
        parts = urlsplit(url)
        host = parts.hostname or ""
        if env.text(name) and not is_local(host) and host not in hosts and not _covered(host, hosts):
            yield error(
                "hosts.missing",
                gettext_noop("{name} là {url} nhưng {hosts} không có {host}: trang sẽ trả lời 400."),
                gettext_noop("Thêm {host} vào {hosts}."),
                name=name,
                url=url,
                host=host,
                hosts=env.HOSTS,
            )
        if faces_others() and not env.text(name):
            yield warning(
                "url.missing",
                gettext_noop("Chưa đặt {name}: liên kết và mã QR trên giấy sẽ ghi {url}."),
                gettext_noop("Đặt {name} là địa chỉ người dân (hoặc cán bộ) thật sự gõ, ví dụ https://motcua.xa.vn."),
                name=name,
                url=url,
            )
        if https and env.text(name) and parts.scheme != "https":
            yield error(
                "url.plain",
                gettext_noop("{https}=1 nhưng {name} bắt đầu bằng http://: biểu mẫu sẽ bị từ chối."),
                gettext_noop("Đổi {name} thành https://."),
                https=env.HTTPS,
                name=name,
            )
    if faces_others() and not https:
        yield error(
            "https.off",
            gettext_noop("Máy khác vào được trang mà {name} chưa là 1: mật khẩu và phiên đi qua mạng không mã hóa."),
            gettext_noop("Đặt proxy có chứng chỉ TLS phía trước (deploy/nginx), rồi đặt {name}=1."),
            name=env.HTTPS,
        )
    if https and env.number(env.PROXIES) == 0:
        yield error(
            "proxies.none",
            gettext_noop("{https}=1 nhưng {name}=0: không đọc được giao thức và địa chỉ người dùng từ proxy."),
            gettext_noop("Đặt {name} là số proxy tin cậy đứng trước, thường là 1."),
            https=env.HTTPS,
            name=env.PROXIES,
        )


def _covered(host: str, hosts: list[str]) -> bool:
    return any(pattern.startswith(".") and f".{host}".endswith(pattern) for pattern in hosts)


def doors() -> Iterator[Finding]:
    """Nothing stands open that should be shut."""
    others = faces_others()
    if env.flag(env.DEBUG):
        make = error if others else warning
        yield make(
            "debug.on",
            gettext_noop("{name}=1: trang lỗi hiện mã nguồn và cấu hình cho người xem."),
            gettext_noop("Bỏ {name} hoặc đặt 0, rồi mở lại."),
            name=env.DEBUG,
        )
    if not env.require_totp() and not env.demo_mark().exists():
        yield warning(
            "totp.off",
            gettext_noop("Lãnh đạo và quản trị vào chỉ bằng mật khẩu ({name}=0)."),
            gettext_noop("Đặt {name}=1; mỗi người cài mã dùng một lần ở trang tài khoản."),
            name=env.REQUIRE_TOTP,
        )
    if env.demo_mark().exists() and others:
        yield error(
            "demo.open",
            gettext_noop("Đây là dữ liệu mẫu với mật khẩu ai cũng biết, mà máy khác vào được."),
            gettext_noop("Dùng thư mục {name} khác cho hệ thống thật."),
            name=env.DATA,
        )
    for name in (env.PUBLIC_BIND, env.DESK_BIND):
        host = env.text(name).rpartition(":")[0]
        if host.strip("[]") in EVERYWHERE:
            yield warning(
                "bind.all",
                gettext_noop("{name} mở trên mọi mạng của máy: có thể vòng qua proxy."),
                gettext_noop("Đặt {name} là 127.0.0.1 (proxy cùng máy) hoặc địa chỉ mạng nội bộ."),
                name=name,
            )
    if env.text(env.LOG_LEVEL) == "DEBUG" and others:
        yield warning(
            "log.debug",
            gettext_noop("{name}=DEBUG: nhật ký đầy rất nhanh."),
            gettext_noop("Đặt {name}=INFO."),
            name=env.LOG_LEVEL,
        )


def secret() -> Iterator[Finding]:
    """The key that signs cookies is there, is kept, and is nobody else's to read."""
    kept = env.folder() / "keys" / "secret_key"
    if env.text(env.SECRET_KEY):
        if kept.is_file() and kept.read_text("ascii", "replace").strip() != env.text(env.SECRET_KEY):
            yield note(
                "secret.two",
                gettext_noop("Có hai khóa cookie: một trong biến {name}, một trong thư mục dữ liệu (không dùng)."),
                gettext_noop("Giữ một khóa: xóa tệp {path} nếu luôn dùng biến."),
                name=env.SECRET_KEY,
                path=kept,
            )
        return
    if not kept.is_file():
        yield warning(
            "secret.none",
            gettext_noop("Chưa có khóa cookie trong {folder}."),
            gettext_noop("Lệnh đầu tiên dùng dữ liệu sẽ tạo nó; sau khi phục hồi, chép lại khóa cũ trước."),
            folder=kept.parent,
        )
        return
    if stat.S_IMODE(kept.stat().st_mode) & 0o077:
        yield error(
            "secret.mode",
            gettext_noop("Tài khoản khác trên máy đọc được khóa cookie {path}: họ vào được như bất kỳ ai."),
            gettext_noop("Chạy: chmod 600 {path}"),
            path=kept,
        )


CHECKS = (readable, addresses, doors, secret)

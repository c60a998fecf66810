"""`liemchinh demo`: an invented commune that lives, on this machine, with accounts for every role."""

import argparse
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from liemchinh import env, serving
from liemchinh.dossiers import queries as dossiers
from liemchinh.jobs import demo_keys, founding, sample_letters
from liemchinh.jobs.simulate import simulate
from liemchinh.kernel.codes import look_up_path
from liemchinh.org import queries as org
from liemchinh.payments import services as payments

PASSWORD = "an mau 2026 dung hen"
DOSSIERS, SEED = 120, 12

ACCOUNTS = (
    ("tiepnhan1", "tiếp nhận và trả kết quả"),
    ("truongphong", "lãnh đạo phòng"),
    ("hotich", "chuyên viên thụ lý"),
    ("lanhdao", "lãnh đạo ký"),
    ("vanthu", "văn thư phát hành"),
    ("thuquy", "thu phí, đối chiếu ngân hàng"),
    ("tiepnhan2", "tiếp nhận, thu phí"),
    ("danhmuc", "quản lý danh mục"),
    ("quantri", "quản trị hệ thống"),
    ("tiepdan", "tiếp công dân, xử lý đơn"),
    ("xacminh", "xác minh khiếu nại, tố cáo"),
    ("truongkinhte", "lãnh đạo phòng Kinh tế: trả lời phản ánh"),
    ("chutich", "người đứng đầu: tiếp dân, ký quyết định"),
    ("tinkin", "nhận tin niêm phong"),
    ("giudanhtinh1", "giữ danh tính, người thứ nhất"),
    ("giudanhtinh2", "giữ danh tính, người thứ hai"),
    ("tinkintinh", "nhận tin niêm phong cấp tỉnh"),
    ("giudanhtinhtinh1", "giữ danh tính cấp tỉnh, người thứ nhất"),
    ("giudanhtinhtinh2", "giữ danh tính cấp tỉnh, người thứ hai"),
    ("thanhtra", "thanh tra tỉnh"),
    ("giamsat", "theo dõi cấp tỉnh"),
    ("kiemtra", "kiểm tra, chỉ đọc"),
    ("tiepnhan1.binhmau", "người ngoài: xã bên cạnh"),
)


@contextmanager
def _told(what: str) -> Iterator[None]:
    print(f"… {what}", file=sys.stderr, flush=True)
    start = time.monotonic()
    yield
    print(f"  xong sau {time.monotonic() - start:.1f} giây", file=sys.stderr, flush=True)


def build() -> bool:
    """Build the demo commune if it is not there: all of it or nothing. Returns whether anything was built."""
    if founding.is_founded():
        return False
    now = timezone.now()
    with transaction.atomic():
        with _told("Lập tỉnh Sông Mẫu, hai xã mẫu với 94 thủ tục, cấp tài khoản"):
            founding.found(password=PASSWORD, accounts=[username for username, _ in ACCOUNTS])
        with _told(f"Cho {DOSSIERS} hồ sơ mẫu sống qua 45 ngày"):
            simulate(dossiers=DOSSIERS, seed=SEED, now=now)
        with _told("Cho 12 đơn, 3 buổi tiếp công dân và 3 lượt tiếp đi hết chặng của mình"):
            sample_letters.write(now)
        with _told("Mở tài khoản nhận phí mẫu, hai người xác nhận"):
            _open_account(now)
        with _told("Tạo khóa mẫu cho kênh niêm phong"):
            demo_keys.give(passphrase=PASSWORD, at=now)
    env.demo_mark().touch(mode=0o600)
    return True


def _open_account(now: datetime) -> None:
    """An invented account, proposed by the cashier and confirmed by the leader, so that codes can be tried."""
    row = payments.propose_account(
        authority=founding.COMMUNE,
        bin_code="970400",
        bank="Ngân hàng Mẫu",
        number="000000000012",
        holder="ỦY BAN NHÂN DÂN XÃ AN MẪU",
        document="Công văn mẫu số 02/KB-MAU",
        by=org.actor("thuquy", now),
        at=now,
    )
    payments.confirm_account(account=row.pk, number=row.number, by=org.actor("lanhdao", now), at=now)


def tell() -> str:
    """What a visitor needs: addresses, one account a role, three things to try."""
    public, desk = env.public_url(), env.desk_url()
    clerk = org.actor("tiepnhan1", timezone.now())
    shown = dossiers.listed(clerk, at=timezone.now(), filters=dossiers.Filters(state=4)).rows
    lines = [
        "",
        "Xã An Mẫu (hư cấu) đã sẵn sàng.",
        "",
        f"  Trang công khai   {public}",
        f"  Trang của cán bộ  {desk}",
        "",
        f"Tài khoản cán bộ, mật khẩu chung: {PASSWORD}",
        *(f"  {username:<20} {role}" for username, role in ACCOUNTS),
        "Bản xem thử không hỏi mã dùng một lần; chạy thật thì lãnh đạo và quản trị phải có.",
        "",
        *_about_keys(),
        "Ba việc nên thử:",
    ]
    if shown:
        one = shown[0]
        lines += [
            f"  1. Xem một hồ sơ như người nộp: {public}{look_up_path(one.code, one.key)}",
            "     rồi mở “Vì sao là ngày này?”.",
        ]
    lines += [
        f"  2. Vào {desk} bằng tiepnhan1, chọn “Tiếp nhận”, nhận một hồ sơ và in giấy hẹn.",
        f"  3. Vào {desk} bằng lanhdao, xem bảng điều hành: mỗi con số mở ra danh sách của nó.",
        "",
    ]
    return "\n".join(lines)


def _about_keys() -> list[str]:
    """Where the demo's key files are, if it has any, and what they are for."""
    if not demo_keys.folder().is_dir():
        return []
    return [
        f"Kênh niêm phong ({env.public_url()}/gop-y-kin/): tệp khóa mẫu ở {demo_keys.folder()},",
        "mỗi người một tệp TÊN.age, mật khẩu của khóa là mật khẩu chung ở trên. Trang /kin/ hỏi tệp này khi mở tin.",
        "Máy chủ không giữ bản nào khác. Chạy thật thì mỗi người tự tạo khóa trên máy của mình.",
        "",
    ]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `liemchinh demo`."""
    parser.add_argument("--no-serve", action="store_true", help="chỉ dựng dữ liệu mẫu rồi dừng")


def run(args: argparse.Namespace) -> int:
    """Build what is missing, say what to try, and serve until Ctrl-C."""
    if not args.no_serve:
        serving.check_free([env.PUBLIC_BIND, env.DESK_BIND])  # before a minute's work, not after it
    build()
    print(tell(), flush=True)
    return 0 if args.no_serve else serving.serve()

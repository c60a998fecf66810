"""Take the pictures of the documentation from a demo commune that this program builds, serves and throws away.

    .venv/bin/python scripts/screenshots.py            # writes docs/images/*.png

Every person in the pictures is invented, and so is the commune. The pictures change only when the pages do, apart from
the day: the demo is always as of today.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
WIDTH, TALLEST = 1280, 2100
MOST_BYTES = 250_000
SPEAKS: dict[str, str | float | bool] = {**os.environ, "LANGUAGE": "vi", "LANG": "vi_VN.UTF-8"}
"""A Vietnamese browser writes days in its own boxes day first."""
PASSWORD = "an mau 2026 dung hen"


@dataclass(frozen=True)
class Commune:
    """A served demo commune, and the address of one dossier as its receipt gives it."""

    public: str
    desk: str
    receipt: str


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def commune() -> Iterator[Commune]:
    """Build the demo in a temporary folder and serve it until the pictures are taken."""
    public, desk = (f"127.0.0.1:{_free_port()}" for _ in range(2))
    program = [sys.executable, "-m", "liemchinh.cli"]
    with tempfile.TemporaryDirectory(prefix="liemchinh-pictures-") as folder:
        env = {
            **os.environ,
            "DATABASE_URL": "",
            "LIEMCHINH_DATA": folder,
            "LIEMCHINH_PUBLIC_BIND": public,
            "LIEMCHINH_DESK_BIND": desk,
            "LIEMCHINH_PUBLIC_URL": f"http://{public}",
            "LIEMCHINH_DESK_URL": f"http://{desk}",
        }
        told = subprocess.run([*program, "demo", "--no-serve"], env=env, check=True, capture_output=True, text=True)
        receipt = re.search(r"http://\S+/h/\S+", told.stdout)
        assert receipt, "the demo named no dossier to look at"
        serve = subprocess.Popen([*program, "serve"], env=env, stdout=subprocess.PIPE, text=True)
        try:
            assert serve.stdout
            for line in serve.stdout:
                if "Ctrl-C" in line:
                    break
            yield Commune(f"http://{public}", f"http://{desk}", receipt.group())
        finally:
            serve.terminate()
            serve.wait(20)


def keep(page: Page, name: str) -> None:
    """Write the page as it stands, cut at `TALLEST`, in few enough colours to stay small."""
    page.evaluate("scrollTo(0, 0)")
    height = min(TALLEST, page.evaluate("document.documentElement.scrollHeight"))
    page.set_viewport_size({"width": WIDTH, "height": height})
    page.mouse.move(0, 0)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    page.set_viewport_size({"width": WIDTH, "height": 800})
    small = picture.quantize(128, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    path = IMAGES / f"{name}.png"
    small.save(path, optimize=True)
    size = path.stat().st_size
    print(f"{path.relative_to(ROOT)}: {picture.width}×{picture.height}, {size / 1000:.0f} KB", flush=True)
    assert size <= MOST_BYTES, f"{name}.png is too large"


def sign_in(browser: Browser, at: Commune, username: str) -> Page:
    """One official at the desk."""
    page = browser.new_context(locale="vi-VN", viewport={"width": WIDTH, "height": 800}).new_page()
    page.goto(at.desk)
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.get_by_role("button", name="Đăng xuất").wait_for()
    return page


def public_pictures(browser: Browser, at: Commune) -> None:
    """What a citizen sees."""
    page = browser.new_context(locale="vi-VN", viewport={"width": WIDTH, "height": 800}).new_page()
    page.goto(at.public)
    page.reload()  # letters of the house are taken from the second page on: the first must not wait for them
    keep(page, "home")
    page.get_by_label("Tìm thủ tục").fill("dang ky khai sinh")
    page.get_by_role("button", name="Tìm").click()
    page.locator(".entries a").first.click()
    keep(page, "procedure")
    page.goto(at.receipt)
    page.get_by_text("Vì sao là ngày này?").click()
    keep(page, "tracking")


def desk_pictures(browser: Browser, at: Commune) -> None:
    """What officials see."""
    page = sign_in(browser, at, "tiepnhan1")
    page.goto(f"{at.desk}/tiep-nhan/?thu_tuc=1.004884")
    page.get_by_label("Họ tên hoặc tên tổ chức").fill("Trịnh Thị Mẫu Xuân")
    page.get_by_label("Số điện thoại").last.fill("0999 123 456")
    for box in page.get_by_label(re.compile("^Đã nộp: ")).all()[:3]:
        box.check()
    keep(page, "counter")
    page = sign_in(browser, at, "lanhdao")
    page.goto(f"{at.desk}/bang-dieu-hanh/")
    keep(page, "leader")


def main() -> int:
    """Take them all."""
    program = next((path for name in ("chromium", "google-chrome") if (path := shutil.which(name))), None)
    if program is None:
        print("Chưa có Chromium. Chạy: apt-get install --no-install-recommends chromium", file=sys.stderr)
        return 1
    IMAGES.mkdir(parents=True, exist_ok=True)
    with commune() as at, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--lang=vi"], env=SPEAKS)
        public_pictures(browser, at)
        desk_pictures(browser, at)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())

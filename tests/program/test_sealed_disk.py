"""Who has the whole machine after a sealed report was filed, database, files, logs and processes, cannot read it."""

import base64
import http.client
import io
import os
import re
import signal
import unicodedata
import urllib.parse
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.program.test_serving import Served, gone

PAGE = "/gop-y-kin/"
WORDS = (
    "Ông Mẫu Tham nhận phong bì lúc nửa đêm ở cầu Mẫu, ngày mười hai tháng chín, "
    "có hai người thợ hồ đứng gần đó trông thấy và nhớ biển số xe của ông ta."
)
NAME, ADDRESS, CONTACT = "Bà Mẫu Nhân Chứng Kín", "xóm Mẫu Kín số bảy", "0999 000 777"
MORE = "Hôm sau ông ta còn gọi điện dọa tôi không được nói với ai."
DEVICE = "May anh Mau Nhan Chung"


def spelt(secret: str) -> Iterator[bytes]:
    """The secret as any of the usual programs might have left it behind."""
    forms = {secret, secret.lower(), secret.upper(), unicodedata.normalize("NFD", secret)}
    forms |= {"".join(sign for sign in unicodedata.normalize("NFD", secret) if not unicodedata.combining(sign))}
    for form in forms:
        for raw in (form.encode(), form.encode("utf-16-le"), form.encode("utf-16-be"), form.encode("utf-32-le")):
            yield raw
            yield raw.hex().encode()
            yield raw.hex().upper().encode()
            yield raw[::-1]
            for shift in range(3):  # base64 of a longer text holds it in one of three ways
                inner = base64.b64encode(b"\0" * shift + raw)
                yield inner[-(-shift * 8 // 6) : len(inner) // 4 * 4 - 4]
        yield urllib.parse.quote(form).encode()
        yield urllib.parse.quote_plus(form).encode()
        yield form.encode("unicode_escape")
        yield str([form]).encode()
        yield form.encode("cp1258", "replace")


def haystacks(data: Path, served: Served, said: str) -> Iterator[tuple[str, bytes]]:
    """Everything an administrator has: all files, also unpacked where they are packed, output, environment, memory."""
    for path in sorted(data.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            yield str(path.relative_to(data)), content
            for start in (match.start() for match in re.finditer(rb"\x1f\x8b|\x78[\x01\x9c\xda]", content)):
                opener = zlib.decompressobj(47)
                try:
                    yield f"{path.name} unpacked at {start}", opener.decompress(content[start : start + 200_000])
                except zlib.error:
                    continue
    yield "what the program said", said.encode()
    for pid in [served.process.pid, *served.children()]:
        for name in ("environ", "cmdline"):
            try:
                yield f"{name} of {pid}", Path(f"/proc/{pid}/{name}").read_bytes()
            except OSError:
                continue


class Reporter:
    """A browser without script: posts forms, keeps no cookie."""

    def __init__(self, port: int) -> None:
        self.port = port

    def post(self, fields: dict[str, str], files: dict[str, tuple[str, bytes]] | None = None) -> str:
        edge = "bien-gioi-mau"
        body = io.BytesIO()
        for name, value in fields.items():
            body.write(f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode())
        for name, (filename, content) in (files or {}).items():
            head = f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\n'
            body.write(f"{head}Content-Type: image/jpeg\r\n\r\n".encode() + content + b"\r\n")
        body.write(f"--{edge}--\r\n".encode())
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        line.request(
            "POST",
            PAGE,
            body.getvalue(),
            {"Content-Type": f"multipart/form-data; boundary={edge}", "User-Agent": "Trinh duyet Mau Kin 7.1"},
        )
        answer = line.getresponse()
        assert answer.getheader("Set-Cookie") is None
        html = answer.read().decode()
        line.close()
        return html


def field(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found, f"{name} in {html[:3000]}"
    return found.group(1)


@pytest.fixture
def founded(data: Path) -> Path:
    """A commune with readers and custodians whose keys are in force, in a process of its own."""
    import subprocess
    import sys

    code = (
        "from liemchinh.prepare import prepare; prepare()\n"
        "from tests.cast import Cast, found_cast\nfrom tests.sealing import ready\n"
        "from django.utils import timezone\nfound_cast()\nready(Cast(), at=timezone.now())\n"
    )
    environment = {**os.environ, "LIEMCHINH_DATA": str(data), "DATABASE_URL": ""}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True, cwd=Path(__file__).parents[2])
    return data


def photo() -> bytes:
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x010F] = DEVICE
    Image.new("RGB", (64, 48), "green").save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_the_whole_machine_holds_no_word_no_code_and_no_name_of_a_report(founded: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("LIEMCHINH_HOME_UNIT", "H99.12")
    monkeypatch.setenv("LIEMCHINH_LOG_LEVEL", "DEBUG")
    served = Served(founded)
    said = ""
    try:
        said = served.await_ready()
        reporter = Reporter(served.public)
        form = reporter.post({"buoc": "viet"})
        shown = re.search(r'class="big-code">([0-9 ]{24})<', form)
        assert shown, form[:3000]
        code = shown.group(1)
        report = {
            "buoc": "niem-phong",
            "phieu": field(form, "phieu"),
            "loai": "named",
            "ve": "unit:H99.12.03",
            "noi_dung": WORDS,
            "ho_ten": NAME,
            "dia_chi": ADDRESS,
            "lien_he": CONTACT,
        }
        refused = reporter.post({**report, "ma_go_lai": "1234"})
        assert WORDS in refused, "what was typed is given back, not kept"
        done = reporter.post({**report, "ma_go_lai": code}, {"tep": ("anh bi mat.jpg", photo())})
        assert "Tin đã được niêm phong" in done, done[:3000]
        opened = reporter.post({"buoc": "mo", "ma": code})
        more = {"buoc": "gui-them", "phieu": field(opened, "phieu"), "noi_dung": MORE}
        assert "Đã niêm phong và gửi thêm" in reporter.post(more)
        pids = [served.process.pid, *served.children()]
        found = list(haystacks(founded, served, said))
    finally:
        os.killpg(served.process.pid, signal.SIGINT)
        said += served.process.communicate(timeout=30)[0]
        assert gone(pids)
    found += list(haystacks(founded, served, said))
    assert sum(len(content) for _, content in found) > 1_000_000, "there was something to look through"
    assert any(b"petitions_petition" in content for _, content in found), "the database is among it"
    secrets = [WORDS, WORDS[20:50], WORDS[60:100], NAME, ADDRESS, CONTACT, MORE, MORE[10:40]]
    secrets += [code, code.replace(" ", ""), code.replace(" ", "-"), "anh bi mat.jpg", DEVICE, "Trinh duyet Mau Kin"]
    for secret in secrets:
        for spelling in spelt(secret):
            assert len(spelling) >= 8, (secret, spelling)
            for place, content in found:
                assert spelling not in content, f"“{secret}” as {spelling[:60]!r} in {place}"


def test_the_search_would_find_a_word_that_was_left_behind(tmp_path: Path) -> None:
    for left in (
        WORDS.encode(),
        base64.b64encode(b"x" + WORDS.encode()),
        zlib.compress(WORDS.encode()),
        WORDS.encode("utf-16-le"),
        urllib.parse.quote(WORDS).encode(),
    ):
        (tmp_path / "left.bin").write_bytes(b"\0" * 64 + left)
        content = (tmp_path / "left.bin").read_bytes()
        piles = [content]
        for start in (match.start() for match in re.finditer(rb"\x78[\x01\x9c\xda]", content)):
            piles.append(zlib.decompressobj(47).decompress(content[start:]))
        assert any(spelling in pile for spelling in spelt(WORDS[20:50]) for pile in piles), left[:40]

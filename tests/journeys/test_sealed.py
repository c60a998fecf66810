"""Sealed reports in real browsers: keys made on the device, reports with and without script, the answer, the identity.

What leaves a browser is watched: no request of the desk, none of a reporter with script, carries a word in the clear.
"""

import io
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page, Request, expect

from tests.interop.terminal import with_passphrase
from tests.journeys.conftest import Commune
from tests.journeys.eyes import Look
from tests.journeys.stage import Stage

PASSPHRASE = "mận ổi na roi chuối xoài"
HEARD = "Trưởng phòng Mẫu Kinh Tế nhận phong bì hồng ở quán Mẫu Gió ba lần trong tháng Tám"
SEEN = "Tôi đã thấy xe chở cát Mẫu Sông ban đêm, cân ở bến Mẫu Đò không ghi sổ"
WITNESS = "Bà Mẫu Nhân Chứng Bảy"
ANSWER = "Ông/bà thấy việc ấy vào ngày nào?"
REASON = "Cần hỏi trực tiếp về ngày nhận phong bì"
AGREED = "Đúng thẩm quyền"


@dataclass
class Office:
    """The commune's people at their own machines, each with a key file on a stick of their own."""

    stage: Stage
    sticks: Path
    sent: list[bytes] = field(default_factory=list)
    pages: dict[str, Page] = field(default_factory=dict)

    def at_desk(self, username: str) -> Page:
        """Their browser; what it sends is kept."""
        if username not in self.pages:
            self.pages[username] = self.stage.officer(username)
            self.pages[username].on("request", self._keep)
        return self.pages[username]

    def _keep(self, request: Request) -> None:
        self.sent.append((request.post_data_buffer or b"") + request.url.encode())

    def says_nothing_in_the_clear(self, *words: str) -> None:
        """No request of any desk carried one of these."""
        said = [word for word in words if any(word.encode() in body for body in self.sent)]
        assert said == [], "sent in the clear"

    def stick(self, username: str) -> Path:
        """Their key file."""
        return self.sticks / f"{username}.age"

    def make_key(self, username: str, what: str, *, look: Look | None = None, keep: bool = False) -> str:
        """Make a key, open it again from the stick, register it; gives the fingerprint on the holder's own screen."""
        page = self.at_desk(username)
        page.goto(f"{self.stage.desk}/kin/khoa/")
        page.get_by_role("link", name=f"Tạo khóa: {what}").click()
        page.get_by_label("Mật khẩu của khóa").fill(PASSPHRASE)
        page.get_by_label("Ghi lại mật khẩu ấy").fill("khác")
        page.get_by_role("button", name="Tạo khóa và lưu tệp").click()
        expect(page.locator("[data-said]")).to_have_text("Hai lần ghi mật khẩu khác nhau.")
        page.get_by_label("Ghi lại mật khẩu ấy").fill(PASSPHRASE)
        with page.expect_download() as saved:
            page.get_by_role("button", name="Tạo khóa và lưu tệp").click()
        saved.value.save_as(self.stick(username))
        page.get_by_label("Tệp khóa vừa lưu").set_input_files(self.stick(username))
        page.get_by_label("Mật khẩu vừa đặt").fill(PASSPHRASE)
        page.get_by_role("button", name="Mở thử").click()
        expect(page.locator("[data-done]")).to_be_visible()
        fingerprint = page.locator("[data-fingerprint]").inner_text()
        if look:
            look(page, "a key is made")
        if keep:
            page.get_by_label("Gửi cho máy chủ giữ một bản").check()
        page.locator("[data-done]").get_by_role("button", name="Đăng ký khóa").click()
        expect(page.locator("main")).to_contain_text("Chờ người thứ hai xác nhận")
        return fingerprint

    def confirm(self, username: str, whose: str, fingerprint: str, *, look: Look | None = None) -> None:
        """A second person types what they heard."""
        page = self.at_desk(username)
        page.goto(f"{self.stage.desk}/kin/khoa/")
        page.get_by_role("link", name=re.compile(f"^{whose}: ")).click()
        if look:
            look(page, "a key is confirmed")
        page.get_by_label("Vân tay nghe đọc").fill(fingerprint)
        page.get_by_role("button", name="Xác nhận khóa này").click()
        expect(page.locator("main")).to_contain_text("Đã xác nhận")

    def unlock(self, username: str, *, stick: bool = True) -> Page:
        """Open what the page holds, with the file from the stick or the locked copy on the page."""
        page = self.at_desk(username)
        if stick:
            page.get_by_label("Tệp khóa").set_input_files(self.stick(username))
        page.get_by_label("Mật khẩu của khóa").fill(PASSPHRASE)
        page.get_by_role("button", name="Mở", exact=True).click()
        expect(page.locator("[data-sealed-opened]")).to_be_visible()
        return page

    def open(self, username: str, name: str) -> Page:
        """Open a report by its name."""
        self.at_desk(username).goto(f"{self.stage.desk}/kin/tin/{name}/")
        return self.unlock(username)


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    """Each passphrase costs a second or two of one processor, on purpose; a busy machine takes longer."""
    expect.set_options(timeout=40_000)
    yield
    expect.set_options(timeout=5_000)


OTHERS = """
import sys
import django; django.setup()
import pyrage
from django.utils import timezone
from liemchinh.org import queries as org
from liemchinh.sealed import queries, rules, services
at, folder, left_out = timezone.now(), sys.argv[1], sys.argv[2]
commune = {"tinkin": "reader", "xacminh": "reader", "giudanhtinh1": "custodian", "giudanhtinh2": "custodian"}
province = {"tinkintinh": "reader", "giudanhtinhtinh1": "custodian", "giudanhtinhtinh2": "custodian"}
for chair, people in (("chutich", commune), ("chutichtinh", province)):
    for code, purpose in people.items():
        who, made = org.actor(code, at), pyrage.x25519.Identity.generate()
        for old in queries.keys_of(who, at=at):
            if old.retired_at is None:
                services.retire_key(key=old.id, reason="Làm lại từ đầu", by=who, at=at)
        if code == left_out:
            continue
        public, seat = str(made.to_public()), who.seats[0].code
        about = {"public": public, "purpose": rules.Purpose(purpose), "seat": seat, "private": None}
        row = services.register_key(**about, by=who, at=at)
        services.confirm_key(key=row.pk, fingerprint=rules.fingerprint(public), by=org.actor(chair, at), at=at)
        with open(f"{folder}/{code}.age", "w") as stick:
            stick.write(f"# public key: {public}\\n{made}\\n")
"""
"""Keys of everybody but one, as `age-keygen` makes them: without a passphrase, which would cost seconds each."""


def give_keys(data: Path, sticks: Path, *, left_out: str) -> None:
    """Everybody has a fresh key on a stick but `left_out`, who makes one in the browser; earlier keys are retired."""
    ours = {"DATABASE_URL": "", "LIEMCHINH_DATA": str(data), "DJANGO_SETTINGS_MODULE": "liemchinh.settings"}
    command = [sys.executable, "-c", OTHERS, str(sticks), left_out]
    done = subprocess.run(command, env={**os.environ, **ours}, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr


def photo() -> FilePayload:
    """A photograph that says where it was taken."""
    picture = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "MAY ANH MAU KIN"
    Image.new("RGB", (320, 200), (90, 120, 90)).save(picture, "JPEG", exif=exif)
    return {"name": "Bến Mẫu Đò.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()}


def write(page: Page, stage: Stage, kind: str, words: str, *, look: Look | None = None) -> str:
    """Fill in a report about the economics division; gives the code on the page, typed back."""
    seen = look or (lambda page, state: None)
    page.goto(f"{stage.public}/gop-y-kin/")
    seen(page, "sealed, before writing")
    page.get_by_role("button", name="Viết tin", exact=True).click()
    seen(page, "sealed, writing")
    page.get_by_label(kind).check()
    page.get_by_label("Tin nói về ai, nơi nào?").select_option("unit:H99.12.03")
    page.get_by_label("Việc gì đã xảy ra?").fill(words)
    code = page.locator(".big-code").inner_text()
    page.get_by_label("Gõ lại mã ở trên").fill(code)
    return code


def send(page: Page) -> str:
    """Seal and send; gives the name of the report."""
    page.get_by_role("button", name="Niêm phong và gửi").click()
    expect(page.locator("h1")).to_have_text("Tin đã được niêm phong và nhận")
    return page.locator(".facts dd").first.inner_text()


def test_reports_with_and_without_script_are_read_asked_about_and_answered(
    stage: Stage, commune: Commune, look: Look, tmp_path: Path
) -> None:
    give_keys(commune.data, tmp_path, left_out="tinkin")
    office = Office(stage, tmp_path)
    look(_home(office, "tinkin"), "sealed, nobody has a key yet")
    fingerprint = office.make_key("tinkin", "đọc tin", look=look)
    office.confirm("chutich", "Tô Thị Mẫu Thu", fingerprint, look=look)

    # without script: a denunciation by name, sealed by the server as it arrives
    reporter = stage.citizen(scripts=False, width=360)
    code = write(reporter, stage, "Tố cáo có tên", HEARD)
    reporter.get_by_label("Họ tên").fill(WITNESS)
    reporter.get_by_label("Địa chỉ").fill("xóm Mẫu Kín")
    named = send(reporter)
    assert reporter.context.cookies() == []

    # with script: a lead, sealed in the browser; not a word of it leaves in the clear
    other = stage.citizen()
    left: list[bytes] = []
    other.on("request", lambda request: left.append(request.post_data_buffer or b""))
    write(other, stage, "Báo tin không nêu tên", SEEN, look=look)
    other.get_by_label("Tài liệu, ảnh").set_input_files([photo()])
    other.get_by_label("Gõ lại mã ở trên").fill("1111")
    other.get_by_role("button", name="Niêm phong và gửi").click()
    expect(other.locator("[data-said]")).to_have_text("Mã gõ lại chưa khớp với mã ở trên.")
    other.get_by_label("Gõ lại mã ở trên").fill(other.locator(".big-code").inner_text())
    lead = send(other)
    look(other, "sealed, received")
    assert len(left) >= 3, "the parcel was seen going out"
    for word in ("Mẫu Sông", "Mẫu Đò", "MAY ANH MAU KIN"):
        assert not any(word.encode() in body for body in left), word

    # the reader opens both
    home = _home(office, "tinkin")
    expect(home.locator("tbody tr")).to_have_count(2)
    look(home, "sealed, list")
    page = office.open("tinkin", lead)
    expect(page.locator(".opened-text").first).to_contain_text(SEEN)
    with page.expect_download() as saved:
        page.get_by_role("button", name=re.compile("^Lưu 01-")).click()
    picture = Path(saved.value.path()).read_bytes()
    assert Image.open(io.BytesIO(picture)).size == (320, 200)
    assert b"MAY ANH MAU KIN" not in picture
    page = office.open("tinkin", named)
    expect(page.locator(".opened-text").first).to_contain_text(HEARD)
    expect(page.locator("main")).not_to_contain_text(WITNESS)
    look(page, "sealed, opened")

    # the same with the ordinary age program
    with page.expect_download() as saved:
        page.get_by_role("link", name="Tải cả tin (.zip)").click()
    with zipfile.ZipFile(saved.value.path()) as folder:
        folder.extractall(tmp_path)
    (report,) = tmp_path.glob("01-report-*.age")
    with_passphrase(["age", "-d", "-i", str(office.stick("tinkin")), "-o", "tin.key", "khoa.age"], PASSPHRASE, tmp_path)
    subprocess.run(["age", "-d", "-i", "tin.key", "-o", "01.zip", report.name], cwd=tmp_path, check=True)
    assert HEARD in zipfile.ZipFile(tmp_path / "01.zip").read("tin.txt").decode()

    # a question; the reporter reads it with the code and answers, without script
    _act(office, "tinkin", named, "Đánh dấu đã đọc")
    page = _begin(office, "tinkin", named, "Hỏi người gửi")
    look(page, "sealed, a question")
    page.get_by_label("Lời gửi người báo tin").fill(ANSWER)
    page.get_by_role("button", name="Hỏi người gửi").click()
    expect(page.locator("main")).to_contain_text("Đã ghi: Hỏi người gửi.")
    reporter.goto(f"{stage.public}/gop-y-kin/")
    reporter.get_by_label("Mã 20 chữ số").fill(code)
    reporter.get_by_role("button", name="Xem", exact=True).click()
    expect(reporter.locator("main")).to_contain_text(ANSWER)
    reporter.get_by_label("Viết thêm, hoặc trả lời").fill("Ngày rằm Mẫu tháng Bảy")
    reporter.get_by_role("button", name="Niêm phong và gửi").click()
    expect(reporter.locator("main")).to_contain_text("Đã niêm phong và gửi thêm")
    other.goto(f"{stage.public}/gop-y-kin/")
    other.get_by_label("Mã 20 chữ số").fill(code)
    other.get_by_role("button", name="Xem", exact=True).click()
    look(other, "sealed, followed by its reporter")
    page = office.open("tinkin", named)
    expect(page.locator(".opened-text").last).to_have_text("Ngày rằm Mẫu tháng Bảy")

    office.says_nothing_in_the_clear(PASSPHRASE, ANSWER, HEARD, SEEN, WITNESS, "AGE-SECRET-KEY")


def test_one_more_reader_is_let_in_two_custodians_open_the_identity_and_a_package_leaves_sealed(
    stage: Stage, commune: Commune, look: Look, tmp_path: Path
) -> None:
    give_keys(commune.data, tmp_path, left_out="giudanhtinh2")
    office = Office(stage, tmp_path)
    fingerprint = office.make_key("giudanhtinh2", "giữ danh tính", keep=True)
    office.confirm("chutich", "Quách Thị Mẫu Xuân", fingerprint)
    reporter = stage.citizen()
    write(reporter, stage, "Tố cáo có tên", HEARD)
    reporter.get_by_label("Họ tên").fill(WITNESS)
    reporter.get_by_label("Địa chỉ").fill("xóm Mẫu Kín")
    named = send(reporter)

    # one more reader, by a key that is wrapped in the browser
    page = _begin(office, "tinkin", named, "Thêm người đọc")
    expect(page.get_by_role("button", name="Thêm người đọc")).to_be_disabled()
    office.unlock("tinkin")
    page.get_by_label("Lương Văn Mẫu Phong").check()
    look(page, "sealed, one more reader")
    page.get_by_role("button", name="Thêm người đọc").click()
    expect(page.locator("main")).to_contain_text("Đã ghi: Thêm người đọc.")
    expect(office.open("xacminh", named).locator(".opened-text").first).to_contain_text(HEARD)

    # the identity, by two custodians together, for the one who asked
    page = _begin(office, "xacminh", named, "Xin mở danh tính")
    page.get_by_label("Vì sao cần biết danh tính").fill(REASON)
    page.get_by_role("button", name="Xin mở danh tính").click()
    expect(page.locator("main")).to_contain_text("đang chờ hai người giữ danh tính")
    for custodian in ("giudanhtinh1", "giudanhtinh2"):
        desk = office.at_desk(custodian)
        desk.goto(f"{stage.desk}/kin/danh-tinh/")
        desk.get_by_role("link", name=re.compile("^Lương Văn Mẫu Phong")).click()
        office.unlock(custodian, stick=custodian == "giudanhtinh1")
        expect(desk.locator("main")).to_contain_text(REASON)
        desk.get_by_label("Vì sao anh/chị trả lời như vậy").fill(AGREED)
        look(desk, "sealed, a custodian answers")
        desk.get_by_role("button", name="Đồng ý, đưa nửa của tôi").click()
        expect(desk.locator("main")).to_contain_text("Đã ghi câu trả lời của anh/chị.")
    page = office.open("xacminh", named)
    expect(page.locator("main")).to_contain_text(AGREED)
    page.get_by_role("link", name=re.compile("được mở, xem trước")).click()
    page.get_by_role("button", name="Lấy phong bì ra xem").click()
    office.unlock("xacminh")
    expect(page.locator("[data-identity]")).to_contain_text(WITNESS)
    look(page, "sealed, the identity")

    # a package for the body above, sealed to its key, noted by its fingerprint alone
    theirs = tmp_path / "theirs.txt"
    subprocess.run(["age-keygen", "-o", str(theirs)], check=True, capture_output=True)
    public = re.search(r"age1\w+", theirs.read_text()).group()  # type: ignore[union-attr]
    _act(office, "tinkin", named, "Đánh dấu đã đọc")
    page = _begin(office, "tinkin", named, "Chuyển cơ quan có thẩm quyền")
    office.unlock("tinkin")
    page.get_by_label("Mã cơ quan nhận").fill("H99")
    page.get_by_label("Văn bản chuyển").fill("3/UBND")
    page.get_by_label("Khóa công khai của cơ quan nhận").fill(public)
    with page.expect_download() as saved:
        page.get_by_role("button", name="Tạo gói chuyển").click()
    saved.value.save_as(tmp_path / "goi.age")
    look(page, "sealed, a package")
    page.get_by_role("button", name="Chuyển cơ quan có thẩm quyền").click()
    expect(page.locator("main")).to_contain_text("Đã chuyển cơ quan có thẩm quyền")
    subprocess.run(["age", "-d", "-i", theirs, "-o", "goi.zip", "goi.age"], cwd=tmp_path, check=True)
    with zipfile.ZipFile(tmp_path / "goi.zip") as package:
        whole = b"\n".join(package.read(name) for name in package.namelist()).decode()
        assert HEARD in whole
        assert named not in whole + "".join(package.namelist())

    office.says_nothing_in_the_clear(PASSPHRASE, REASON, AGREED, HEARD, WITNESS, "AGE-SECRET-KEY")


def _home(office: Office, username: str) -> Page:
    page = office.at_desk(username)
    page.goto(f"{office.stage.desk}/kin/")
    return page


def _begin(office: Office, username: str, name: str, act: str) -> Page:
    page = office.at_desk(username)
    page.goto(f"{office.stage.desk}/kin/tin/{name}/")
    page.get_by_role("link", name=act, exact=True).click()
    return page


def _act(office: Office, username: str, name: str, act: str) -> None:
    page = _begin(office, username, name, act)
    page.get_by_role("button", name=act, exact=True).click()
    expect(page.locator("main")).to_contain_text(f"Đã ghi: {act}.")

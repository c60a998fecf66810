"""A citizen checks what the office gave them: on the site, from a copy on the disk, without network, without script."""

import re
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from liemchinh.ledger.core.promise import digits
from liemchinh.ledger.core.proof import LogProof, parse_opening, parse_proof
from liemchinh.ledger.signer.client import Signer
from tests.journeys.conftest import Commune
from tests.journeys.eyes import Look
from tests.journeys.stage import Receipt, Stage

SEALED = re.compile(r"Số [\d.]+ trong sổ công khai")
FAKE_CAMERA = """code => {
  navigator.mediaDevices.getUserMedia = async () => document.createElement('canvas').captureStream(5);
  window.BarcodeDetector = class {
    static async getSupportedFormats() { return ['qr_code']; }
    async detect() { return [{rawValue: code}]; }
  };
}"""


def sealed(page: Page, stage: Stage, receipt: Receipt) -> Page:
    """Follow a dossier until its first step stands in the book."""
    stage.follow(page, receipt)
    for _ in range(30):
        if page.get_by_role("link", name="Tải bằng chứng").count():
            break
        page.wait_for_timeout(500)
        page.reload()
    expect(page.locator(".soi-chi li").first).to_contain_text(SEALED)
    return page


def proof_of(page: Page, tmp_path: Path) -> Path:
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Tải bằng chứng").first.click()
    path = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def changed(path: Path) -> Path:
    """The same proof with one hash of its path changed."""
    proof = parse_proof(path.read_bytes())
    hashes = [bytes(reversed(proof.hashes[0])), *proof.hashes[1:]]
    other = path.with_name("sua.tlog-proof")
    other.write_bytes(LogProof(proof.index, tuple(hashes), proof.note, proof.extra).to_bytes())
    return other


def promise_of(commune: Commune, proof: Path) -> str:
    """What the receipt's QR code holds behind the `#`, as the signer signs it."""
    opening = parse_opening(parse_proof(proof.read_bytes()).extra)
    return digits(Signer(commune.data / "signer").promise(opening.leaf, at=1_788_742_800, within=3600))


def verdict(page: Page) -> str:
    """What the last check came to, once it is shown."""
    expect(page.get_by_role("heading", name="Kết quả")).to_be_focused()
    return str(page.locator("#ket-qua [data-verdict]").first.get_attribute("data-verdict"))


def test_an_applicant_takes_the_proof_home_and_checks_it(
    stage: Stage, commune: Commune, look: Look, tmp_path: Path
) -> None:
    receipt = stage.receive(stage.officer("tiepnhan1"))
    page = sealed(stage.citizen(), stage, receipt)
    look(page, "dossier with its proofs")
    path = proof_of(page, tmp_path)
    page.goto(f"{stage.public}/verify/")
    look(page, "checking, nothing yet")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_label("Tệp bằng chứng").set_input_files(path)
    assert verdict(page) == "khop"
    result = page.locator("#ket-qua")
    expect(result).to_contain_text("Khớp: mục này có trong sổ công khai.")
    expect(result).to_contain_text("Tiếp nhận hồ sơ, cấp giấy hẹn")
    expect(result).to_contain_text("chưa có bên chứng kiến nào")
    expect(result).to_contain_text("Chưa kiểm, không kiểm được")
    look(page, "checking, good")
    page.get_by_label("Tệp bằng chứng").set_input_files(changed(path))
    assert verdict(page) == "khong-khop"
    look(page, "checking, bad")
    page.get_by_label("Tệp bằng chứng").set_input_files(path)
    page.get_by_text("Bộ khóa dùng để kiểm tra").click()
    page.get_by_role("textbox", name="Bộ khóa").fill("quorum none\n")
    page.get_by_role("button", name="Kiểm tra", exact=True).click()
    assert verdict(page) == "chua-du"
    look(page, "checking, unknown")
    assert asked == [], "nothing left the browser"


def test_a_scanned_receipt_leads_from_its_page_to_the_check_of_its_promise(
    stage: Stage, commune: Commune, look: Look, tmp_path: Path
) -> None:
    receipt = stage.receive(stage.officer("tiepnhan1"))
    page = sealed(stage.citizen(), stage, receipt)
    proof = proof_of(page, tmp_path)
    promise = promise_of(commune, proof)
    expect(page.get_by_text("Giấy này có lời hứa đã ký.")).to_be_hidden()
    page.goto("about:blank")
    page.goto(f"{stage.public}/h/{receipt.code}/{receipt.key}#{promise}")
    expect(page).to_have_url(re.compile(r"/ho-so/[^#]+#\d+$"))
    expect(page.get_by_text("Giấy này có lời hứa đã ký.")).to_be_visible()
    look(page, "dossier from a scanned receipt")
    page.get_by_role("link", name="Kiểm tra lời hứa trên giấy").click()
    assert verdict(page) == "khop"
    expect(page.locator("#ket-qua")).to_contain_text("Khớp: lời hứa trên giấy này là thật.")
    expect(page.locator("#ket-qua")).to_contain_text("Mục ấy đã có trong sổ chưa.")
    page.get_by_label("Tệp bằng chứng").set_input_files(proof)
    expect(page.locator("#ket-qua h3").first).to_have_text("Khớp: lời hứa trên giấy đã được giữ.")
    look(page, "checking, paper and file")
    page.get_by_role("link", name="Tìm mục này trong sổ đang công bố").first.click()
    expect(page.get_by_role("heading", name=re.compile("^Mục số"))).to_be_visible()
    look(page, "entry found")
    wrong = promise[:-1] + str((int(promise[-1]) + 1) % 10)
    page.goto(f"{stage.public}/verify/#{wrong}")
    assert verdict(page) == "khong-khop"


def test_a_copy_on_the_disk_checks_without_any_network(
    stage: Stage, commune: Commune, browser: Browser, tmp_path: Path, look: Look
) -> None:
    receipt = stage.receive(stage.officer("tiepnhan1"))
    page = sealed(stage.citizen(), stage, receipt)
    proof = proof_of(page, tmp_path)
    page.goto(f"{stage.public}/verify/")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Lưu trang kiểm tra về máy").click()
    copy = tmp_path / "luu.html"
    waiting.value.save_as(copy)
    context = browser.new_context(offline=True)
    complaints: list[str] = []
    context.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    alone = context.new_page()
    alone.goto(copy.as_uri())
    alone.get_by_label("Tệp bằng chứng").set_input_files(proof)
    assert verdict(alone) == "khop"
    alone.get_by_label("Tệp bằng chứng").set_input_files(changed(proof))
    assert verdict(alone) == "khong-khop"
    alone.goto("about:blank")
    alone.goto(f"{copy.as_uri()}#{promise_of(commune, proof)}")
    assert verdict(alone) == "khop"
    assert complaints == []
    link = alone.get_by_role("link", name="Tìm mục này trong sổ đang công bố")
    assert (link.get_attribute("href") or "").startswith(f"{stage.public}/ledger/?tim=")
    tried = alone.evaluate(f"fetch('{stage.public}/ledger/policy').then(() => 'sent', () => 'stopped')")
    assert tried == "stopped"
    context.set_offline(False)
    tried = alone.evaluate(f"fetch('{stage.public}/ledger/policy').then(() => 'sent', () => 'stopped')")
    assert tried == "stopped", "with a network, too: the copy's own policy forbids it"
    context.close()


def test_a_code_before_the_camera_is_checked_at_once(stage: Stage, commune: Commune, tmp_path: Path) -> None:
    receipt = stage.receive(stage.officer("tiepnhan1"))
    page = sealed(stage.citizen(), stage, receipt)
    promise = promise_of(commune, proof_of(page, tmp_path))
    address = f"{stage.public}/h/{receipt.code}/{receipt.key}#{promise}"
    page.context.add_init_script(f"({FAKE_CAMERA})('{address}')")
    page.goto(f"{stage.public}/verify/")
    page.get_by_role("button", name="Quét bằng máy ảnh").click()
    assert verdict(page) == "khop"
    expect(page.locator("video")).to_be_hidden()
    page.get_by_label("Địa chỉ hoặc dãy số").fill("")
    picture = tmp_path / "giay.png"
    page.screenshot(path=picture)
    page.get_by_label("Tệp bằng chứng").set_input_files(picture)
    expect(page.locator("#ket-qua h3")).to_have_text("Khớp: lời hứa trên giấy này là thật.")


def test_a_promise_kept_as_a_file_is_checked_like_the_one_on_paper(
    stage: Stage, commune: Commune, tmp_path: Path
) -> None:
    receipt = stage.receive(stage.officer("tiepnhan1"))
    page = sealed(stage.citizen(), stage, receipt)
    file = tmp_path / "loi-hua.txt"
    file.write_text(f"Lời hứa ghi sổ: #{promise_of(commune, proof_of(page, tmp_path))}\n", "utf-8")
    page.goto(f"{stage.public}/verify/")
    page.get_by_label("Tệp bằng chứng").set_input_files(file)
    assert verdict(page) == "khop"
    other = tmp_path / "khac.txt"
    other.write_text("một tệp khác\n", "utf-8")
    page.get_by_label("Tệp bằng chứng").set_input_files(other)
    assert verdict(page) == "chua-du"


def test_without_script_the_page_says_honestly_how_to_check(stage: Stage, look: Look) -> None:
    page = stage.citizen(scripts=False)
    page.goto(f"{stage.public}/verify/")
    expect(page.get_by_text("Phần kiểm tra cần JavaScript bật")).to_be_visible()
    expect(page.get_by_text("python3 verify.py")).to_be_visible()
    expect(page.get_by_role("button", name="Kiểm tra", exact=True)).to_be_hidden()


def test_the_book_is_read_and_searched_without_script(stage: Stage, look: Look) -> None:
    stage.receive(stage.officer("tiepnhan1"))
    page = stage.citizen(scripts=False)
    page.goto(f"{stage.public}/ledger/")
    expect(page.get_by_role("heading", name="Mới ghi")).to_be_visible()
    page.locator(".entries a").first.click()
    expect(page.get_by_role("heading", name=re.compile("^Mục số"))).to_be_visible()
    page.get_by_label("Dấu hoặc số của mục").fill("0123 4567 89ab cdef")
    page.get_by_role("button", name="Tìm").click()
    expect(page.get_by_role("heading", name="Không thấy mục này")).to_be_visible()
    page = stage.citizen()
    page.goto(f"{stage.public}/ledger/")
    look(page, "book")
    page.goto(f"{stage.public}/ledger/?tim=0123456789abcdef")
    look(page, "book, nothing found")
    page.goto(f"{stage.public}/ledger/?tim=x")
    look(page, "book, mistaken")
    page.goto(f"{stage.public}/ledger/la-gi/")
    look(page, "book explained")

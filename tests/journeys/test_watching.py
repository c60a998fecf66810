"""Those who look on: the next commune, the auditor, the leader. What each may see, and what nobody may do."""

import re

from playwright.sync_api import expect

from tests.journeys.eyes import Look
from tests.journeys.stage import Stage


def test_a_stranger_from_the_next_commune_finds_nothing_there(stage: Stage, look: Look) -> None:
    receipt = stage.receive(stage.officer("tiepnhan1"))
    stranger = stage.officer("tiepnhan1.binhmau")
    for path in ("", "giay/receipt/", "chuyen-phong/", "sua/", "xong/"):
        answer = stranger.goto(f"{stage.desk}/ho-so/{receipt.code}/{path}")
        assert answer is not None and answer.status == 404, path
    look(stranger, "desk, not found")
    stranger.goto(f"{stage.desk}/tim/?q={receipt.code}")
    expect(stranger.locator("main")).to_contain_text("0 hồ sơ khớp")
    look(stranger, "search, nothing")


def test_an_auditor_reads_everything_and_changes_nothing(stage: Stage, look: Look) -> None:
    receipt = stage.to_specialist()
    auditor = stage.officer("kiemtra")
    auditor.goto(stage.desk)
    look(auditor, "start of an auditor")
    auditor.goto(f"{stage.desk}/tim/?q={receipt.phone}")
    look(auditor, "search, found")
    auditor.get_by_role("link", name=receipt.code).click()
    expect(auditor.get_by_role("heading", name="Lịch sử")).to_be_visible()
    expect(auditor.locator("main form")).to_have_count(0)
    expect(auditor.locator("main a[href$='/sua/'], main a[href$='/dinh-kem/']")).to_have_count(0)
    look(auditor, "dossier of an auditor")
    auditor.goto(f"{stage.desk}/quan-ly/luot-xem/?xem={receipt.code}")
    expect(auditor.locator("main")).to_contain_text("Đinh Văn Mẫu Uy")
    look(auditor, "log of looks")
    citizen = stage.follow(stage.citizen(), receipt)
    citizen.get_by_text(re.compile(r"^\d cán bộ đã mở hồ sơ này\.$")).click()
    look(citizen, "who has looked")
    for path in ("/tiep-nhan/", "/ky/", f"/ho-so/{receipt.code}/trinh-ket-qua/"):
        answer = auditor.goto(stage.desk + path)
        assert answer is not None and answer.status in (403, 404, 409), path


def test_each_figure_of_the_leader_opens_a_list_of_that_length(stage: Stage, look: Look) -> None:
    stage.receive(stage.officer("tiepnhan1"))
    leader = stage.officer("lanhdao")
    leader.goto(f"{stage.desk}/bang-dieu-hanh/")
    look(leader, "leader's page")
    cells = [(cell.get_attribute("href"), cell.inner_text().strip()) for cell in leader.locator("main td a").all()]
    figures = [(address, int(found[0])) for address, text in cells if (found := re.match(r"\d+\b(?!\.)", text))]
    assert len(figures) >= 4
    for address, figure in figures[:8]:
        leader.goto(f"{stage.desk}{address}")
        expect(leader.locator(".toolbar .muted")).to_contain_text(re.compile(rf"^{figure} hồ sơ"))
        assert leader.locator("tbody tr").count() == min(figure, 50)
    look(leader, "list behind a figure")


def test_a_queue_is_walked_with_j_and_k_unless_switched_off(stage: Stage) -> None:
    page = stage.officer("tiepnhan1")
    stage.receive(page)
    page.goto(stage.desk)
    links = page.locator("a.row-link")
    page.locator("h1").click()
    page.keyboard.press("j")
    expect(links.first).to_be_focused()
    page.keyboard.press("j")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(links.first).to_be_focused()
    page.get_by_label("Dùng phím").uncheck()
    page.reload()
    expect(page.get_by_label("Dùng phím")).not_to_be_checked()
    page.keyboard.press("j")
    expect(links.first).not_to_be_focused()
    page.get_by_label("Dùng phím").check()


def test_signing_in_tells_a_mistake_and_never_which_half_was_wrong(stage: Stage, look: Look) -> None:
    page = stage.citizen()
    page.goto(stage.desk)
    look(page, "sign-in")
    said = []
    for name in ("tiepnhan2", "khong.co.ai"):
        page.goto(stage.desk)
        page.get_by_label("Tên đăng nhập").fill(name)
        page.get_by_label("Mật khẩu").fill("không phải mật khẩu này")
        page.get_by_role("button", name="Đăng nhập").click()
        expect(page.locator(".error-summary")).to_be_focused()
        said.append(page.locator(".error-summary").inner_text())
    assert said[0] == said[1]
    look(page, "sign-in, mistaken")
    page = stage.officer("tiepnhan2")
    page.goto(stage.desk)
    page.get_by_role("link", name="Tài khoản").click()
    look(page, "account")

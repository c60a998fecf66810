"""The sample page in a real browser: no violation of WCAG, no overflow, nothing inline, and light to load."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import liemchinh.face
from liemchinh.face.middleware import HEADERS
from tests.web.face import specimen

ROOT = Path(__file__).resolve().parents[3]
STATIC = Path(liemchinh.face.__file__).parent / "static"
CHROMIUM = Path("/usr/bin/chromium")
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

needs_browser = pytest.mark.skipif(
    not (CHROMIUM.exists() and AXE.exists()), reason="needs Chromium and axe-core: make setup installs both"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Debian's Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as player:
        opened = player.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield opened
        opened.close()


def show(browser: Any, pages: dict[str, str], path: str, *, width: int = 1280, **options: Any) -> tuple[Any, list[str]]:
    """Open a ready page without a server, under the house's headers; and what the console complained of."""

    def answer(route: Any) -> None:
        where = re.sub(r"^https?://[^/]+", "", route.request.url).split("?")[0]
        if where.startswith("/static/"):
            file = STATIC / where.removeprefix("/static/")
            route.fulfill(body=file.read_bytes(), content_type=TYPES[file.suffix])
        else:
            route.fulfill(body=pages[where], headers={**HEADERS, "Content-Type": "text/html; charset=utf-8"})

    page = browser.new_page(viewport={"width": width, "height": 800}, **options)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda problem: complaints.append(str(problem)))
    page.route("**/*", answer)
    page.goto(f"http://localhost{path}")
    return page, complaints


@pytest.fixture
def pages() -> dict[str, str]:
    """The sample page of both audiences, in usual and in large letters."""
    return {
        f"/{audience}{'/to' if large else ''}": specimen.page(audience, large=large)
        for audience in ("portal", "desk")
        for large in (False, True)
    }


@needs_browser
@pytest.mark.parametrize("path", ["/portal", "/desk"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_no_violation(browser: Any, pages: dict[str, str], path: str, width: int) -> None:
    page, _ = show(browser, pages, path, width=width, bypass_csp=True)
    page.add_script_tag(path=str(AXE))
    found = page.evaluate("only => axe.run({runOnly: only}).then(result => result.violations)", WCAG)
    page.close()
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []


@needs_browser
@pytest.mark.parametrize("path", ["/portal", "/desk", "/portal/to", "/desk/to"])
def test_nothing_has_to_be_scrolled_sideways(browser: Any, pages: dict[str, str], path: str) -> None:
    page, _ = show(browser, pages, path)
    wide = {}
    for width in (320, 360, 768, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        wide[width] = page.evaluate("document.documentElement.scrollWidth")
    page.close()
    assert all(scrolls <= width for width, scrolls in wide.items()), wide


@needs_browser
def test_the_strict_policy_blocks_nothing_of_ours(browser: Any, pages: dict[str, str]) -> None:
    for path in pages:
        page, complaints = show(browser, pages, path)
        page.close()
        assert complaints == []


@needs_browser
def test_after_a_refused_form_the_summary_has_the_focus_and_its_links_reach_the_fields(
    browser: Any, pages: dict[str, str]
) -> None:
    page, _ = show(browser, pages, "/portal")
    assert page.evaluate("document.activeElement.id") == "loi"
    page.click(".error-summary a[href='#id_born_on_0']")
    assert page.evaluate("document.activeElement.id") == "id_born_on_0"
    page.close()


@needs_browser
def test_j_and_k_walk_through_a_queue_and_can_be_switched_off(browser: Any, pages: dict[str, str]) -> None:
    page, _ = show(browser, pages, "/desk")
    page.evaluate("document.activeElement.blur()")
    where = "[...document.querySelectorAll('a.row-link')].indexOf(document.activeElement)"
    seen = []
    for key in ("j", "j", "k"):
        page.keyboard.press(key)
        seen.append(page.evaluate(where))
    page.uncheck("[data-keys-switch]")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    seen.append(page.evaluate(where))
    page.close()
    assert seen == [0, 1, 0, -1]


@needs_browser
def test_without_script_the_page_is_the_same_and_why_opens(browser: Any, pages: dict[str, str]) -> None:
    page, _ = show(browser, pages, "/portal", java_script_enabled=False)
    page.click("details.why summary >> nth=0")
    assert page.locator("details.why >> nth=0").locator("table").is_visible()
    page.close()


@needs_browser
def test_tall_vietnamese_letters_are_not_cut_in_chips_headings_and_buttons(browser: Any, pages: dict[str, str]) -> None:
    page, _ = show(browser, pages, "/desk")
    cut = page.evaluate(
        """() => [...document.querySelectorAll('.chip, h1, h2, .btn, td, .form-label')]
            .filter(one => one.scrollHeight > one.clientHeight + 1)
            .filter(one => getComputedStyle(one).overflow !== 'visible')
            .map(one => one.outerHTML.slice(0, 80))"""
    )
    page.close()
    assert cut == []


@needs_browser
def test_targets_are_large_enough_for_a_thumb(browser: Any, pages: dict[str, str]) -> None:
    """48 px for what is pressed on the portal, 32 at the desk."""
    for path, least in (("/portal", 48), ("/desk", 32)):
        page, _ = show(browser, pages, path, width=360)
        small = page.evaluate(
            """least => ['.btn', '.form-control', '.form-select', '.form-check', '.page-link']
                .flatMap(kind => [...document.querySelectorAll(kind)])
                .map(one => [one.getBoundingClientRect().height, one.outerHTML.slice(0, 60)])
                .filter(([height]) => height > 0 && height < least - .5)""",
            least,
        )
        page.close()
        assert small == []


def test_pages_hold_no_inline_style_or_script(pages: dict[str, str]) -> None:
    for html in pages.values():
        assert not re.search(r"\sstyle\s*=|<style|\son[a-z]+\s*=|javascript:", html)
        assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", html))


def test_a_first_visit_to_the_portal_is_light(pages: dict[str, str]) -> None:
    """ux: 75 KB with fonts, 32 KB before the first text, 8 requests."""
    html = pages["/portal"].encode()
    sheet = (STATIC / "face" / "portal.css").read_bytes()
    asked = re.findall(rb'(?:href|src)="/static/(face/[^"]+)"', html)
    fonts = re.findall(rb"url\(\"?([^\")]+\.woff2)", sheet)
    before_text = sum(len(gzip.compress(part, 9)) for part in (html, sheet))
    others = [STATIC / name.decode() for name in asked if not name.endswith(b".css")]
    others += [STATIC / "face" / name.decode() for name in fonts]
    whole = before_text + sum(min(len(gzip.compress(p.read_bytes(), 9)), p.stat().st_size) for p in others)
    assert before_text <= 32 * 1024
    assert whole <= 75 * 1024
    assert 2 + len(others) <= 8

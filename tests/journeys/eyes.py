"""What is looked at on every page: WCAG 2.2, no sideways scroll, reach at 400 %, targets, words, a title."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Page

Look = Callable[[Page, str], None]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
BY_WIDTH = ["target-size", "color-contrast", "scrollable-region-focusable"]
"""What axe can see otherwise in a narrow window; everything else is the same document."""
WIDTHS = (320, 360, 768, 1280)
ZOOMED = {"width": 320, "height": 256}
"""A window of 1280 by 1024 at 400 %."""
PORTAL_TARGET, DESK_TARGET = 48, 24
"""Least height in pixels of the portal's buttons, and of the desk's."""

_LEAN = "resultTypes: ['violations'], preload: false"
"""Axe need not describe what is right, nor fetch style sheets again: half its time."""
_AXE = f"tags => axe.run(document, {{runOnly: {{type: 'tag', values: tags}}, {_LEAN}}})"
_NARROW = f"rules => axe.run(document, {{runOnly: {{type: 'rule', values: rules}}, {_LEAN}}})"
_WIDE = """() => [...document.querySelectorAll('body *')]
  .filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .slice(0, 3).map(e => e.outerHTML.slice(0, 80))"""
_BUTTONS = """() => [...document.querySelectorAll('main .btn:not(.btn-link)')]
  .filter(e => e.checkVisibility()).map(e => [e.textContent.trim(), Math.ceil(e.getBoundingClientRect().height)])"""
_HIDDEN = """() => [...document.querySelectorAll('main .btn-primary')].filter(e => e.checkVisibility()).filter(e => {
  e.scrollIntoView({block: 'center', behavior: 'instant'});
  const box = e.getBoundingClientRect();
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return !(top && (e === top || e.contains(top)));
}).map(e => e.textContent.trim())"""
_RING = """() => {
  const e = document.activeElement, style = getComputedStyle(e), box = e.getBoundingClientRect();
  return {
    tag: e.tagName, id: e.id, text: (e.textContent || e.value || '').trim().slice(0, 40),
    ring: style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth), seen: box.width > 0 && box.height > 0,
  };
}"""
_NOT_OURS = re.compile(r"(?<![-/\w])(bạn|quý khách|UBND|thành công!)(?=\W|$)", re.IGNORECASE)
"""Words that the house does not use for people or for itself; numbers of documents (12/XN-UBND) are what they are."""


def faults(page: Page, axe: str) -> list[str]:
    """All that is wrong with the page as it stands, a line each. The window is as wide afterwards as before."""
    page.wait_for_load_state()
    if page.evaluate("matchMedia('(scripting: none)').matches"):
        with _twin(page) as twin:
            return _faults(twin, axe)
    return _faults(page, axe)


@contextmanager
def _twin(page: Page) -> Iterator[Page]:
    """The same document where the tester's own script can run: without script a browser never ends a wait, so axe
    would never answer. The page's scripts stay away; styles come from the site as before."""
    browser = page.context.browser
    assert browser
    whole, address = page.content().replace("noscript>", "div>"), page.url.partition("#")[0]
    context = browser.new_context(viewport=page.viewport_size, locale="vi-VN")
    try:
        twin = context.new_page()
        twin.route(
            "**/*", lambda route: route.abort() if route.request.resource_type == "script" else route.continue_()
        )
        twin.route(address, lambda route: route.fulfill(body=whole, content_type="text/html; charset=utf-8"))
        twin.goto(address)
        yield twin
    finally:
        context.close()


def _faults(page: Page, axe: str) -> list[str]:
    wrong = _violations(page, axe)
    window = page.viewport_size or {"width": 1280, "height": 800}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        inner, outer = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        if inner != outer:
            wrong.append(f"sideways scroll at {width} px: {inner} > {outer} {page.evaluate(_WIDE)}")
    page.set_viewport_size(ZOOMED)  # type: ignore[arg-type]
    wrong += [f"covered at 400 %: {text}" for text in page.evaluate(_HIDDEN)]
    page.set_viewport_size(window)
    page.evaluate("scrollTo({top: 0, behavior: 'instant'})")
    least = PORTAL_TARGET if page.locator("body.portal").count() else DESK_TARGET
    wrong += [f"button of {height} px: {text}" for text, height in page.evaluate(_BUTTONS) if height < least]
    if page.locator("h1").count() != 1:
        wrong.append(f"{page.locator('h1').count()} first headings")
    if page.locator(".error-summary").count() and not page.title().startswith("Lỗi:"):
        wrong.append(f"an error that the title does not tell: {page.title()}")
    return wrong + words_out_of_place(page)


def glance(page: Page, axe: str) -> list[str]:
    """All that is wrong with the page, and what axe sees of it on a telephone besides."""
    wrong = faults(page, axe)
    window = page.viewport_size or {"width": 1280, "height": 800}
    page.set_viewport_size({"width": 360, "height": 800})
    found: dict[str, Any] = page.evaluate(_NARROW, BY_WIDTH)
    page.set_viewport_size(window)
    return wrong + [f"at 360 px, {one}" for one in _named(found)]


def words_out_of_place(page: Page) -> list[str]:
    """Words of the house's own text that speak to people wrongly. Names of procedures are the law's, not ours."""
    text: str = page.locator("body").inner_text()
    return [f"the word “{found.group()}”" for found in _NOT_OURS.finditer(text)]


def focus(page: Page) -> dict[str, Any]:
    """Where the keyboard is: tag, id, words, width of the focus ring in px, and whether it is on the page."""
    found: dict[str, Any] = page.evaluate(_RING)
    return found


def _violations(page: Page, axe: str) -> list[str]:
    page.evaluate(axe)
    found: dict[str, Any] = page.evaluate(_AXE, WCAG)
    return _named(found)


def _named(found: dict[str, Any]) -> list[str]:
    return [
        f"{wrong['id']}: {wrong['help']} ({' '.join(str(part) for part in node['target'])})"
        for wrong in found["violations"]
        for node in wrong["nodes"]
    ]

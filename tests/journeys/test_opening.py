"""The first look: both sites open, for everyone, with and without a mouse or scripts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.conftest import Commune


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_the_home_page_opens_without_barrier_at_every_width(
    page: Page, commune: Commune, axe: Callable[[Page], list[str]], width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(commune.public)
    assert page.locator("h1").count() == 1
    assert axe(page) == []
    # nobody has to scroll sideways
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_the_desk_opens_with_sign_in(page: Page, commune: Commune, axe: Callable[[Page], list[str]]) -> None:
    page.goto(commune.desk)
    assert page.locator("input[type=password]").count() == 1
    assert axe(page) == []


def test_the_home_page_is_whole_without_scripts(browser: Browser, commune: Commune) -> None:
    context = browser.new_context(java_script_enabled=False, locale="vi-VN")
    try:
        bare = context.new_page()
        answer = bare.goto(commune.public)
        assert answer is not None
        assert answer.ok
        assert bare.locator("main").inner_text().strip()
    finally:
        context.close()

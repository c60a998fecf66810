"""The public site as a whole, by plain requests: no script, no image, no account."""

import gzip
import re
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils import timezone

from liemchinh.face.guards import READING
from liemchinh.face.limits import count
from tests import builders
from tests.cast import Cast

pytestmark = pytest.mark.django_db

PAGES = (
    "/",
    "/gioi-thieu/",
    "/thu-tuc/",
    "/thu-tuc/?q=khai+sinh",
    f"/thu-tuc/{builders.PROCEDURE}/",
    f"/thu-tuc/{builders.PROCEDURE}/giay-to/",
    "/tra-cuu/",
    "/danh-ba/",
    "/danh-ba/H99.12/",
    "/luat/",
    "/luat/lich/",
    "/luat/tinh-ngay/",
    "/dung-hen/",
    "/tiep-cong-dan/",
    "/tiep-cong-dan/H99.12/",
    "/tiep-cong-dan/lich-hen/",
    "/ledger/",
    "/ledger/la-gi/",
    "/verify/",
)


def links(page: str, at: str) -> set[str]:
    """Addresses on this site that a page links to, without their fragments."""
    found = {urljoin(at, unescape(link)) for link in re.findall(r'href="([^"]+)"', page)}
    return {link.partition("#")[0] for link in found if urlsplit(link).scheme == "" and link.startswith("/")}


def test_every_link_of_every_page_leads_somewhere(public: Client, cast: Cast, clock: Any, opened: Any) -> None:
    dossier = builders.asked(cast)
    opened(dossier)
    wanted: dict[str, str] = {}
    for path in (*PAGES, f"/ho-so/{dossier.code}/", f"/ho-so/{dossier.code}/vi-sao/"):
        answer = public.get(path)
        assert answer.status_code == 200, path
        for link in links(answer.content.decode(), path):
            if not link.startswith(("/static/", "/chu-to", "/tieng")):
                wanted.setdefault(link, path)
    assert len(wanted) > 40
    # no signer runs here: promises that wait are refused in a sentence
    fine = {link: 409 if "/loi-hua/" in link else 200 for link in wanted}
    assert {link: page for link, page in wanted.items() if public.get(link).status_code != fine[link]} == {}


def test_a_citizen_without_script_gets_from_the_question_to_the_reason(public: Client, cast: Cast, clock: Any) -> None:
    dossier = builders.received(cast)
    home = public.get("/").content.decode()
    assert 'action="/thu-tuc/"' in home
    found = public.get("/thu-tuc/", {"q": "dang ky thuong tru"}).content.decode()
    assert f"/thu-tuc/{builders.PROCEDURE}/" in found
    assert "/tra-cuu/" in links(found, "/thu-tuc/")
    form = public.get("/tra-cuu/").content.decode()
    names = re.findall(r'<input[^>]+name="(\w+)"', form)
    assert names == ["csrfmiddlewaretoken", "ma", "bi_mat"]
    page = public.post("/tra-cuu/", {"ma": dossier.code, "bi_mat": dossier.key}, follow=True)
    there = page.redirect_chain[-1][0]
    ways = links(page.content.decode(), there)
    assert f"{there}vi-sao/" in ways
    assert f"{there}giay/receipt.pdf" in ways
    assert "Vậy hạn là 17 giờ, thứ Tư, 16/9/2026." in public.get(f"{there}vi-sao/").content.decode()


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_one_heading_its_own_title_and_a_named_language(
    public: Client, cast: Cast, clock: Any, path: str
) -> None:
    page = public.get(path).content.decode()
    assert page.count("<h1") == 1
    assert '<html lang="vi"' in page
    title = re.search(r"<title>(.+?)</title>", page)
    assert title is not None
    assert not title[1].startswith("Cổng một cửa")


def test_a_first_visit_is_light(public: Client, cast: Cast, clock: Any) -> None:
    """Page, style, script, mark and all four fonts in 75 kB, and what the first text needs in 32 kB, compressed."""
    page = public.get(f"/thu-tuc/{builders.PROCEDURE}/").content
    names = re.findall(r'(?:href|src)="/static/([^"]+)"', page.decode())
    files = {name: finders.find(name) for name in names}
    if not all(files.values()):
        pytest.skip("the style sheets are not built: run make setup")
    sheet = next(Path(str(path)).read_bytes() for name, path in files.items() if name.endswith(".css"))
    fonts = [finders.find(f"face/{name}") for name in set(re.findall(r"[\w-]+\.woff2", sheet.decode()))]
    packed = [len(gzip.compress(Path(str(path)).read_bytes())) for path in files.values()]
    html = len(gzip.compress(page))
    assert html + len(gzip.compress(sheet)) < 32_000
    assert html + sum(packed) + sum(Path(str(path)).stat().st_size for path in fonts) < 75_000


@pytest.mark.parametrize("path", PAGES)
def test_no_page_asks_a_third_party_or_carries_code_inside(public: Client, cast: Cast, clock: Any, path: str) -> None:
    answer = public.get(path)
    page = answer.content.decode()
    assert re.findall(r'(?:src|srcset|action)="(?:https?:)?//', page) == []
    assert re.findall(r'<link[^>]+href="https?:', page) == []
    assert "<style" not in page
    assert " style=" not in page
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("address", ["/thu-tuc/?q=khai", "/danh-ba/?q=an", "/dung-hen/", "/api/v1/procedures?q=khai"])
def test_whoever_asks_without_end_is_told_to_wait(public: Client, cast: Cast, bare_cache: None, address: str) -> None:
    assert public.get(address).status_code == 200
    for _ in range(READING.times - 1):
        count(READING, "127.0.0.1", at=timezone.now())
    told = public.get(address)
    assert told.status_code == 429
    assert int(told["Retry-After"]) > 0

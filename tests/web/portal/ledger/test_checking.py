"""The page that checks papers, before any script runs: what it carries, what it may do, and the copy to keep."""

import base64
import hashlib
import re
import subprocess
from pathlib import Path

import pytest
from django.test import Client

from liemchinh.portal.ledger import checking, words
from tests.cast import Cast
from tests.rooms.ledger.book import Book, tell
from tests.web.portal.ledger.test_same_answers import node

pytestmark = pytest.mark.django_db


def test_the_page_carries_the_keys_and_the_words_it_needs(book: Book, cast: Cast, public: Client) -> None:
    tell("a")
    book.seal()
    page = public.get("/verify/").content.decode()
    assert str(book.policy.logs[0]).replace("+", "&#x2B;") in page or str(book.policy.logs[0]) in page
    for code in words.kinds():
        assert f'data-code="{code}"' in page
    assert "verify.py" in page
    assert "Chúng tôi không nhận tệp để kiểm tra hộ" in page


def test_only_this_page_may_ask_for_the_camera(cast: Cast, public: Client) -> None:
    assert "camera=(self)" in public.get("/verify/")["Permissions-Policy"]
    assert "camera=()" in public.get("/ledger/")["Permissions-Policy"]


def test_the_page_asks_no_server_for_anything(cast: Cast, public: Client) -> None:
    page = public.get("/verify/").content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    assert "<form" not in main
    for path in checking.SOURCES.glob("*.js"):
        source = path.read_text("utf-8")
        assert not re.search(r"fetch\(|XMLHttpRequest|sendBeacon|WebSocket|EventSource|importScripts", source), path


def test_the_copy_to_keep_is_one_file_that_may_reach_nobody(book: Book, cast: Cast, public: Client) -> None:
    tell("a")
    book.seal()
    answer = public.get("/verify/luu.html")
    page = answer.content.decode()
    assert answer["Content-Disposition"] == 'attachment; filename="kiem-tra-giay-hen.html"'
    inside = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)
    assert inside is not None
    for policy in (inside[1].replace("&#x27;", "'"), answer["Content-Security-Policy"]):
        assert "default-src 'none'" in policy
        assert "'unsafe" not in policy
        assert "'self'" not in policy
        for tag in ("style", 'script type="module"'):
            content = page.split(f"<{tag}>", 1)[1].split(f"</{tag.split()[0]}>", 1)[0]
            digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
            assert f"'sha256-{digest}'" in policy
    assert re.findall(r"<(?:link|img|script)[^>]+(?:src|href)=", page) == []
    assert {link.rsplit("/", 1)[1] for link in re.findall(r'href="([^"]+)"', page)} == {"verify.py", "policy"}
    assert len(page) < 120_000


def test_all_modules_become_one_script_that_is_a_script(tmp_path: Path) -> None:
    script = checking._script()
    assert {path.stem for path in checking.SOURCES.glob("*.js")} == set(checking.ORDER)
    assert not re.search(r"^(?:import|export)\b", script, re.MULTILINE)
    file = tmp_path / "one.mjs"
    file.write_text(script, "utf-8")
    done = subprocess.run([*node(), "--check", str(file)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr

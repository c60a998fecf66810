"""The page beside the on-time rate: cases, their innocent causes, and the unit's own words."""

from datetime import timedelta
from typing import Any

from liemchinh.dossiers import services
from liemchinh.risk.models import CaseNote
from tests import builders
from tests.cast import Cast
from tests.web.desk.conftest import TODAY
from tests.web.desk.pages import text_of


def test_a_case_is_shown_with_what_is_innocent_about_it_and_can_be_explained(sit: Any, cast: Cast) -> None:
    code = builders.assigned(cast, TODAY - timedelta(hours=3)).code
    services.withdraw(code=code, reason="Xin rút.", by=cast.receiver.actor, at=TODAY - timedelta(hours=1))
    builders.received(cast, TODAY - timedelta(minutes=30))
    browser = sit(cast.head)
    page = text_of(browser.get("/can-xem/"))
    assert code in page and "chưa phải kết luận về ai" in page and "Người dân đổi ý" in page
    said = {"pattern": "refiled", "dossier": code, "text": "Người nộp đổi ý."}
    assert browser.post("/can-xem/", said | {"text": ""}).status_code == 422
    assert browser.post("/can-xem/", said).status_code == 302
    assert "Người nộp đổi ý." in text_of(browser.get("/can-xem/"))
    assert sit(cast.stranger_head).post("/can-xem/", said).status_code == 404
    assert sit(cast.specialist).get("/can-xem/").status_code == 403
    assert CaseNote.objects.count() == 1
    other = text_of(sit(cast.overseer).get("/can-xem/", {"don_vi": cast.commune}))
    assert code in other and "Ghi lời giải thích" not in other

"""The page of declared kin: each declares their own, an administrator for their staff, nobody else sees it."""

from datetime import date
from typing import Any

from liemchinh.org import queries
from tests.cast import Cast
from tests.web.desk.conftest import TODAY
from tests.web.desk.pages import text_of

URL = "/quan-ly/nguoi-than/"


def test_kin_is_declared_and_ended_and_strangers_see_nothing(sit: Any, cast: Cast) -> None:
    browser = sit(cast.inspector)
    assert "Chưa khai quan hệ nào" in text_of(browser.get(URL))
    typed = {"relative": "Phạm Văn Mẫu Dũng", "relation": "sibling"}
    several = browser.post(URL, typed)  # the commune next door has somebody of the same name
    assert several.status_code == 422 and "hotich (H99.12" in text_of(several)
    typed["relative"] = cast.specialist.username
    assert browser.post(URL, typed).status_code == 302
    assert browser.post(URL, typed).status_code == 409  # pressed twice
    assert queries.kin_of([cast.specialist.username], TODAY.date()) == {"xacminh"}
    assert "Anh, chị, em ruột" in text_of(browser.get(URL))
    assert browser.post(URL, {"relative": "không ai", "relation": "child"}).status_code == 422
    for member, sees in ((cast.specialist, True), (cast.chair, True), (cast.auditor, True), (cast.reception, False)):
        assert ("Anh, chị, em ruột</td>" in text_of(sit(member).get(URL))) is sees, member
    for member in (cast.stranger, cast.stranger_chair, cast.stranger_inspector):
        browser = sit(member)
        assert "Anh, chị, em ruột</td>" not in text_of(browser.get(URL))
        answer = browser.post(URL, {"tie": "xacminh/hotich", "reason": "tò mò"})
        assert answer.status_code == 422
    browser = sit(cast.administrator)
    answer = browser.post(URL, {"person": "tiepdan", "relative": "chutich.binhmau", "relation": "child_in_law"})
    assert answer.status_code == 302
    outside = browser.post(URL, {"person": "tiepdan.binhmau", "relative": "chutich", "relation": "child"})
    assert outside.status_code == 422
    assert browser.post(URL, {"tie": "xacminh/hotich", "reason": "khai nhầm"}).status_code == 302
    tomorrow = TODAY.date() + date.resolution
    assert queries.kin_of([cast.specialist.username], tomorrow) == frozenset()
    assert queries.kin_of(["chutich.binhmau"], TODAY.date()) == {"tiepdan"}

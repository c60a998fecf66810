"""Several units on one dossier, as their people see it."""

from typing import Any

from liemchinh.dossiers import queries
from tests import builders
from tests.cast import Cast
from tests.web.desk.conftest import TODAY
from tests.web.desk.pages import text_of


def form(browser: Any, path: str) -> dict[str, Any]:
    page = browser.get(path)
    bound = page.context["form"]
    return {"token": str(bound["token"].value()), "seen_step": bound["seen_step"].value()}


def asked(sit: Any, cast: Cast, **more: Any) -> str:
    code = builders.assigned(cast).code
    path = f"/ho-so/{code}/hoi-y-kien/"
    browser = sit(cast.specialist)
    said = {"kind": "opinion", "divisions": [cast.economy], "question": "Đất có tranh chấp không?"}
    said |= {"term": "2 ngày làm việc", "stage": 1, **more}
    answer = browser.post(path, form(browser, path) | said)
    assert answer.status_code == 302, text_of(answer)
    return str(code)


def test_a_question_goes_out_and_its_answer_comes_back(sit: Any, cast: Cast) -> None:
    code = asked(sit, cast)
    partner = sit(cast.other_specialist)
    assert "được hỏi về 1 hồ sơ" in text_of(partner.get("/"))
    listed = text_of(partner.get("/phoi-hop/"))
    assert code in listed and "Đất có tranh chấp không?" in listed
    page = text_of(partner.get(f"/ho-so/{code}/"))
    assert "Nguyễn Thị Thí Dụ" in page and "0999" not in page.replace(code, ""), "a part needs no telephone"
    path = f"/ho-so/{code}/tra-loi/"
    said = {"number": 1, "agrees": "yes", "answer": "Không có tranh chấp.", "document": "15/KT"}
    assert partner.post(path, form(partner, path) | said).status_code == 302
    assert partner.get(f"/ho-so/{code}/").status_code == 404, "once answered, it is no longer theirs to read"
    assert "Không có tranh chấp." in text_of(partner.get("/phoi-hop/"))
    lead = text_of(sit(cast.specialist).get(f"/ho-so/{code}/"))
    assert "Không có tranh chấp." in lead and "15/KT" in lead and "đồng ý" in lead


def test_the_page_says_what_is_missing_or_unknown(sit: Any, cast: Cast) -> None:
    code = builders.assigned(cast).code
    path = f"/ho-so/{code}/hoi-y-kien/"
    browser = sit(cast.specialist)
    said = {"kind": "opinion", "question": "Có không?", "term": "mấy ngày", "stage": 1, "others": "H00.77"}
    refused = browser.post(path, form(browser, path) | said)
    assert refused.status_code == 422
    page = text_of(refused)
    assert "Không hiểu thời hạn" in page and "Không có đơn vị mang mã H00.77" in page
    nobody = browser.post(path, form(browser, path) | said | {"others": "", "term": "8 giờ"})
    assert "Chưa chọn đơn vị nào." in text_of(nobody)
    assert queries.waiting_parts(cast.other_head.actor, at=TODAY) == []


def test_nobody_else_reads_or_answers(sit: Any, cast: Cast) -> None:
    code = asked(sit, cast)
    for who in (cast.stranger_specialist, cast.stranger_head):
        assert sit(who).get(f"/ho-so/{code}/tra-loi/").status_code == 404
        assert code not in text_of(sit(who).get("/phoi-hop/"))
    assert sit(cast.specialist).get(f"/ho-so/{code}/tra-loi/").status_code == 409


def test_a_question_is_recalled_with_its_reason(sit: Any, cast: Cast) -> None:
    code = asked(sit, cast)
    path = f"/ho-so/{code}/rut-cau-hoi/"
    browser = sit(cast.specialist)
    assert browser.post(path, form(browser, path) | {"number": 1, "reason": "Đã tự tra được."}).status_code == 302
    assert "Đã rút lại" in text_of(browser.get(f"/ho-so/{code}/"))
    assert sit(cast.other_specialist).get(f"/ho-so/{code}/").status_code == 404

"""The counter: one page, no script, nothing typed twice, nothing lost."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from liemchinh.dossiers import queries
from liemchinh.dossiers.rules import State
from tests import builders
from tests.cast import Cast
from tests.web.desk.conftest import TODAY
from tests.web.desk.pages import form_of, text_of

CARD = "000000000034|012345678|Lê Thị Mẫu Hoa|01021990|Nữ|Thôn Mẫu 2, xã An Mẫu|10052021"


def picture() -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (20, 20), "white").save(drawn, "PNG")
    return drawn.getvalue()


@pytest.fixture
def counter(sit: Any, cast: Cast) -> Any:
    return sit(cast.receiver)


def filled(counter: Any, **changes: Any) -> dict[str, Any]:
    """The page with the procedure chosen, a person written and the first paper ticked."""
    data = form_of(counter.get(f"/tiep-nhan/?thu_tuc={builders.PROCEDURE}"))
    data |= {"name": "Lê Thị Mẫu Hoa", "phone": "0999 000 034", "g0_co": "on", "lam": "receive"}
    return {**data, **changes}


def found(cast: Cast, response: Any) -> Any:
    code = response["Location"].split("/")[2]
    return queries.handled_by(cast.receiver.actor, code=code, at=TODAY)


def test_a_scanned_identity_card_fills_in_the_person(counter: Any) -> None:
    data = form_of(counter.get("/tiep-nhan/"))
    page = counter.post("/tiep-nhan/", {**data, "quet": CARD, "lam": "tim"})
    said = form_of(page)
    assert said["name"] == ["Lê Thị Mẫu Hoa"]
    assert said["identity"] == ["000000000034"]
    assert said["address"] == ["Thôn Mẫu 2, xã An Mẫu"]
    assert said["quet"] == [""]


def test_a_person_who_came_before_is_found_by_phone(counter: Any, cast: Cast) -> None:
    before = builders.received(cast)
    data = form_of(counter.get("/tiep-nhan/"))
    page = counter.post("/tiep-nhan/", {**data, "quet": "0999.123.456"})
    said = form_of(page)
    assert said["name"] == ["Nguyễn Thị Thí Dụ"]
    assert said["identity"] == ["000000000012"]
    assert before.code in text_of(page)


def test_what_a_scanner_cannot_read_is_said_and_kept(counter: Any) -> None:
    page = counter.post("/tiep-nhan/", {**form_of(counter.get("/tiep-nhan/")), "quet": "12 x"})
    assert "Chưa nhận ra “12 x”" in text_of(page)
    assert form_of(page)["quet"] == ["12 x"]


def test_a_procedure_is_found_without_marks_and_chosen_by_one_press(counter: Any) -> None:
    data = {**form_of(counter.get("/tiep-nhan/")), "name": "Lê Thị Mẫu Hoa", "tim": "thuong tru"}
    page = counter.post("/tiep-nhan/", data)
    assert f'value="{builders.PROCEDURE}"' in text_of(page)
    chosen = counter.post("/tiep-nhan/", {**form_of(page), "chon": builders.PROCEDURE})
    said = form_of(chosen)
    assert said["procedure"] == [builders.PROCEDURE]
    assert said["name"] == ["Lê Thị Mẫu Hoa"], "what was typed before is kept"
    assert len(said["channel"]) == 1
    assert "Nhận lúc này thì hẹn trả" in text_of(chosen)


def test_the_date_is_shown_with_its_reasons_before_anything_is_accepted(counter: Any) -> None:
    page = text_of(counter.get(f"/tiep-nhan/?thu_tuc={builders.PROCEDURE}"))
    assert 'datetime="2026-09-24T17:00+07:00"' in page
    assert "Vì sao là ngày này?" in page


def test_receiving_leads_to_the_receipt(counter: Any, cast: Cast) -> None:
    answer = counter.post("/tiep-nhan/", filled(counter))
    assert answer.status_code == 302
    dossier = found(cast, answer)
    assert dossier.state == State.RECEIVED
    assert dossier.applicant_phone == "0999000034"
    assert len(dossier.components) == 1
    page = counter.get(answer["Location"])
    assert "Mã bí mật" in text_of(page)
    printed = counter.get(f"/ho-so/{dossier.code}/giay/receipt/?kho=A5")
    assert printed["Content-Type"] == "application/pdf"
    assert printed.content.startswith(b"%PDF-")


def test_the_same_page_sent_twice_is_one_dossier(counter: Any) -> None:
    data = filled(counter)
    first, second = counter.post("/tiep-nhan/", data), counter.post("/tiep-nhan/", data)
    assert first["Location"] == second["Location"]


def test_a_wrong_page_comes_back_with_everything_typed(counter: Any) -> None:
    page = counter.post("/tiep-nhan/", filled(counter, name="", phone="12", request_text="Việc cần làm"))
    assert page.status_code == 422
    said, words = form_of(page), text_of(page)
    assert "<title>Lỗi: " in words
    assert "Chưa ghi: Họ tên hoặc tên tổ chức" in words
    assert "Số điện thoại có 9 đến 11 chữ số, đã ghi 2." in words
    assert said["request_text"] == ["Việc cần làm"]
    assert said["phone"] == ["12"]
    assert said["g0_co"] == ["on"]


def test_an_incomplete_dossier_is_registered_with_one_list_and_no_clock(counter: Any, cast: Cast) -> None:
    data = filled(counter, lam="register", g1_thieu="on", missing_other="Giấy ủy quyền", reason="Còn thiếu hai giấy.")
    dossier = found(cast, counter.post("/tiep-nhan/", data))
    assert dossier.state == State.REGISTERED
    assert dossier.due_at is None
    assert len(queries.last_event(dossier, "register").facts["missing"]) == 2


def test_a_request_without_a_list_is_not_a_request(counter: Any) -> None:
    page = counter.post("/tiep-nhan/", filled(counter, lam="register", reason="Thiếu."))
    assert page.status_code == 422
    assert "Chưa đánh dấu giấy nào còn thiếu" in text_of(page)


def test_a_refusal_needs_its_kind_and_its_words(counter: Any, cast: Cast) -> None:
    page = counter.post("/tiep-nhan/", filled(counter, lam="refuse"))
    assert page.status_code == 422
    data = filled(counter, lam="refuse", reason_code="authority", reason="Thuộc thẩm quyền cấp tỉnh.")
    assert found(cast, counter.post("/tiep-nhan/", data)).state == State.REFUSED


def test_scans_are_kept_with_the_dossier_and_come_back_only_as_downloads(counter: Any, cast: Cast) -> None:
    scans = [SimpleUploadedFile("giấy tờ.png", picture())]
    dossier = found(cast, counter.post("/tiep-nhan/", filled(counter, scans=scans)))
    file = dossier.attachments.get()
    answer = counter.get(f"/ho-so/{dossier.code}/tep/{file.pk}/")
    assert b"".join(answer.streaming_content) == picture()
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]


def test_a_file_that_is_not_what_it_says_stops_everything_before_it_begins(counter: Any, cast: Cast) -> None:
    before = queries.listed(cast.receiver.actor, at=TODAY, filters=queries.Filters()).total
    scans = [SimpleUploadedFile("don.pdf", b"<script>alert(1)</script>")]
    page = counter.post("/tiep-nhan/", filled(counter, scans=scans))
    assert page.status_code == 422
    assert "don.pdf" in text_of(page)
    assert queries.listed(cast.receiver.actor, at=TODAY, filters=queries.Filters()).total == before


def test_a_paper_cannot_be_handed_in_and_missing(counter: Any) -> None:
    page = counter.post("/tiep-nhan/", filled(counter, g0_thieu="on"))
    assert page.status_code == 422
    assert "vừa đánh dấu đã nộp vừa còn thiếu" in text_of(page)


def test_nobody_receives_for_an_authority_that_is_not_theirs(counter: Any, cast: Cast) -> None:
    data = filled(counter, authority=cast.stranger.actor.seats[0].authority)
    assert counter.post("/tiep-nhan/", data).status_code == 404


def test_a_procedure_that_is_not_offered_cannot_be_chosen(counter: Any) -> None:
    page = counter.get("/tiep-nhan/?thu_tuc=9.999999")
    assert form_of(page)["procedure"] == [""]


def test_only_scans_need_nobody_to_carry_them(counter: Any, cast: Cast) -> None:
    dossier = found(cast, counter.post("/tiep-nhan/", filled(counter, g0_loai="electronic")))
    assert dossier.paper is False


def test_the_number_of_queries_of_the_counter(counter: Any, django_assert_num_queries: Any) -> None:
    counter.get("/tiep-nhan/")
    with django_assert_num_queries(11):
        counter.get("/tiep-nhan/")
    with django_assert_num_queries(20):
        counter.get(f"/tiep-nhan/?thu_tuc={builders.PROCEDURE}")


def test_signs_that_no_database_takes_break_nothing(counter: Any) -> None:
    data = form_of(counter.get("/tiep-nhan/"))
    for typed in ({"tim": "a\0b"}, {"quet": "\0"}, {"chon": "\0"}, {"lam": "receive", "name": "a\0"}):
        assert counter.post("/tiep-nhan/", {**data, **typed}).status_code in (200, 422)
    assert counter.post("/tiep-nhan/", filled(counter, name="Lê\0 Thị")).status_code == 422


def test_a_refusal_keeps_no_scans_and_says_so(counter: Any) -> None:
    scans = [SimpleUploadedFile("a.png", picture())]
    data = filled(counter, lam="refuse", reason_code="authority", reason="Thuộc cấp tỉnh.", scans=scans)
    page = counter.post("/tiep-nhan/", data)
    assert page.status_code == 422
    assert "Hồ sơ bị từ chối không kèm tệp." in text_of(page)

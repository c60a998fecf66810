"""The register of visits at the desk: written, refused, answered, concluded on pages; strangers find nothing."""

import csv
import io
from typing import Any

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from liemchinh.org.models import Reading
from liemchinh.reception.models import Conclusion, ReceptionTask, Visit
from tests.cast import Cast
from tests.web.desk.pages import form_of, text_of

HOME = "/tiep-dan/"


def filled(browser: Any, path: str, **said: Any) -> dict[str, Any]:
    """The form of a page with its values, and what a person types."""
    form = form_of(browser.get(path))
    return {**{name: values[0] if len(values) == 1 else values for name, values in form.items()}, **said}


def press(browser: Any, path: str, **said: Any) -> Any:
    return browser.post(path, filled(browser, path, **said))


def words_of(answer: Any) -> str:
    pages = PdfReader(io.BytesIO(answer.content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


SAID = {
    "n0_name": "Nguyễn Văn Thí Mẫu",
    "n0_address": "Thôn Mẫu",
    "n0_identity": "001099000001",
    "subject": "Bồi thường đất thôn Mẫu",
    "summary": "Đề nghị xem lại diện tích được bồi thường.",
    "content": "complaint",
    "lam": "ghi",
}


def written(browser: Any, **said: Any) -> Visit:
    answer = press(browser, f"{HOME}ghi/", **{**SAID, **said})
    assert answer.status_code == 302, text_of(answer)
    return Visit.objects.latest("id")


def test_a_visit_is_written_down_asked_whether_it_is_known_and_found_in_the_register(sit: Any, cast: Cast) -> None:
    browser = sit(cast.reception)
    scanned = press(browser, f"{HOME}ghi/", quet="001099000001|||x", lam="quet")
    assert scanned.status_code == 200
    wrong = press(browser, f"{HOME}ghi/", **{**SAID, "n0_identity": "12", "people": "0"})
    assert wrong.status_code == 422
    assert "12 chữ số, đã ghi 2" in text_of(wrong)
    sent = filled(browser, f"{HOME}ghi/", **SAID)
    for _ in range(2):  # a second press of the same form
        answer = browser.post(f"{HOME}ghi/", sent)
        assert answer.status_code == 302 or "Có phải vụ việc đã tiếp?" in text_of(answer)
    first = Visit.objects.get()
    assert answer["Location"] == f"{HOME}luot/{first.code}/" if answer.status_code == 302 else True
    asked = press(browser, f"{HOME}ghi/", **{**SAID, "n0_name": "Trần Thị Thí Mẫu"})
    assert (asked.status_code, Visit.objects.count()) == (200, 1)
    assert "Có phải vụ việc đã tiếp?" in text_of(asked)
    again = written(browser, vu_viec=str(first.matter_id), n0_name="Trần Thị Thí Mẫu", answered="on")
    assert (again.matter_id, again.occasion) == (first.matter_id, 2)
    secret = written(browser, vu_viec="new", content="denunciation", n0_name="Phạm Thị Kín Mẫu", subject="Nhận tiền")
    assert secret.restricted
    page = text_of(browser.get(HOME))
    assert "3 lượt đã ghi" in page
    assert "Trả lời người đến: Nguyễn Văn Thí Mẫu" in page
    assert "Phạm Thị Kín Mẫu" in text_of(browser.get(f"{HOME}so/"))
    assert "Trần Thị Thí Mẫu" in text_of(browser.get(f"{HOME}so/?q=tran+thi"))
    book = load_workbook(io.BytesIO(b"".join(browser.get(f"{HOME}so/?tai=xlsx").streaming_content)))
    rows = list(book.active.iter_rows(min_row=7, values_only=True))
    assert [row[5] for row in rows] == ["Khiếu nại", "Khiếu nại", "Tố cáo"]
    assert Reading.objects.filter(kind="export", subject="reception.register").count() == 1
    browser = sit(cast.auditor)
    answer = browser.get(f"{HOME}so/?don_vi=H99.12&tai=csv")
    lines = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert (len(lines), len(lines[0])) == (4, 12)
    assert lines[3][2:6] == ["Được giữ bí mật", "Được giữ bí mật", "Được giữ bí mật", "Tố cáo"]
    paper = words_of(browser.get(f"{HOME}so/?don_vi=H99.12&tai=pdf"))
    assert "SỔ TIẾP CÔNG DÂN" in paper
    assert "(12)" in paper
    assert "Mẫu số 03/TCD Nghị định 154/2026/NĐ-CP" in paper
    assert "Kín Mẫu" not in paper
    assert browser.get(f"{HOME}luot/{secret.code}/").status_code == 404
    assert browser.get(f"{HOME}luot/{first.code}/").status_code == 200


def test_the_register_asks_the_database_as_often_for_one_line_as_for_fifty(
    sit: Any, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    from tests.rooms.reception.ground import recorded
    from tests.web.desk.conftest import TODAY

    for number in range(12):
        recorded(cast, TODAY, subject=f"Việc {number}")
    browser = sit(cast.reception)
    browser.get(f"{HOME}so/")
    with django_assert_max_num_queries(18):
        assert text_of(browser.get(f"{HOME}so/")).count("Thôn Mẫu") == 12


def test_a_refusal_is_explained_noticed_in_three_days_and_printed(sit: Any, cast: Cast) -> None:
    browser = sit(cast.reception)
    visit = written(browser)
    one = f"{HOME}luot/{visit.code}/"
    assert press(browser, f"{one}tu-choi/", ground="9.3", reason="Đã rà soát").status_code == 409
    assert press(browser, f"{one}tu-choi/", ground="4.1h", reason="x", document="TB 1").status_code == 409
    done = press(browser, f"{one}tu-choi/", ground="9.3", reason="Đã rà soát, vẫn kéo dài", document="TB 45/TB-UBND")
    assert done.status_code == 302
    page = text_of(browser.get(one))
    assert "Ban hành thông báo từ chối tiếp công dân" in page
    assert "Hạn 18/9/2026" in page
    assert "khoản 3 Điều 4 Nghị định 154/2026/NĐ-CP" in page
    assert "………" in words_of(browser.get(f"{one}giay/tu-choi/"))  # a draft, to be signed
    assert press(browser, f"{one}thong-bao/", number="7/TB-UBND").status_code == 302
    paper = words_of(browser.get(f"{one}giay/tu-choi/"))
    for word in ("Mẫu số 01/TCD", "07/TB", "Nguyễn Văn Thí Mẫu", "khoản 3 Điều 9 Luật Tiếp công dân", "TB 45/TB-UBND"):
        assert word in paper
    assert "1 lượt từ chối tiếp" in text_of(browser.get(f"{HOME}so/"))


def test_papers_are_taken_against_a_receipt_and_given_back(sit: Any, cast: Cast) -> None:
    browser = sit(cast.reception)
    one = f"{HOME}luot/{written(browser).code}/"
    empty = press(browser, f"{one}bien-nhan/", place="Phòng tiếp công dân")
    assert empty.status_code == 409
    lines = {
        "g0_name": "Quyết định 12",
        "g0_pages": "3",
        "g0_copy": "copy",
        "g1_name": "Ảnh đất",
        "g1_copy": "original",
    }
    sent = filled(browser, f"{one}bien-nhan/", place="Phòng tiếp công dân", **lines)
    for _ in range(2):
        assert browser.post(f"{one}bien-nhan/", sent).status_code == 302
    assert "Giấy biên nhận số 2" not in text_of(browser.get(one))
    paper = words_of(browser.get(f"{one}giay/bien-nhan-so-1/"))
    for word in ("Mẫu số 02/TCD", "GIẤY BIÊN NHẬN", "Quyết định 12", "Bản chính", "02 bản"):
        assert word in paper
    assert browser.get(f"{one}giay/bien-nhan-so-2/").status_code == 404
    assert press(browser, f"{one}tra-tai-lieu/", lines=["1.2"], to="Nguyễn Văn Thí Mẫu").status_code == 302
    assert "đã trả Nguyễn Văn Thí Mẫu" in text_of(browser.get(one))
    assert press(browser, f"{one}sua/", people="3", reason="Đếm lại").status_code == 302
    assert "Đếm lại" in text_of(browser.get(one))
    assert press(browser, f"{one}tra-loi/", outcome="accepted", document="TB thụ lý 3").status_code == 302
    assert "tra-loi" not in text_of(browser.get(one))


def test_what_the_head_concluded_becomes_work_with_a_day_for_a_unit(sit: Any, cast: Cast) -> None:
    browser = sit(cast.chair)
    assert "Không có lượt tiếp nào của người đứng đầu" in text_of(browser.get(f"{HOME}ket-luan/moi/"))
    regular = written(browser)
    visit = written(browser, kind="scheduled", vu_viec="new")
    secret = written(browser, kind="scheduled", vu_viec="new", content="denunciation", n0_name="Phạm Thị Kín Mẫu")
    tasks = {"v0_what": "Đo lại thửa đất", "v0_unit": "H99.12.03", "v0_due": "30/9/2026", "v0_contact": "Phòng Kinh tế"}
    said = {"codes": [visit.code, secret.code], "document": "12/TB-UBND", "content": "Giao đo lại.\nBáo cáo kết quả."}
    late = press(browser, f"{HOME}ket-luan/moi/", **said, **{**tasks, "v0_due": "1/9/2026"})
    assert late.status_code == 409
    assert press(browser, f"{HOME}ket-luan/moi/", **{**said, "codes": [regular.code]}).status_code == 422
    sent = filled(browser, f"{HOME}ket-luan/moi/", **said, **tasks)
    for _ in range(2):
        answer = browser.post(f"{HOME}ket-luan/moi/", sent)
    made = Conclusion.objects.get()
    task = ReceptionTask.objects.get()
    one = f"{HOME}ket-luan/{made.pk}/"
    paper = words_of(browser.get(f"{one}giay/"))
    for word in ("12/TB-UBND", "Kết luận việc tiếp công dân", "Đo lại thửa đất", "Phòng Kinh tế", "30/9/2026"):
        assert word in paper
    assert "Kín Mẫu" not in paper  # it goes to other bodies
    assert press(browser, one, to="Phòng Kinh tế\nThanh tra", citizens="on").status_code == 302
    assert "Thanh tra" in text_of(browser.get(one))
    assert "12/TB-UBND" in text_of(browser.get(f"{HOME}luot/{visit.code}/"))
    work = f"{HOME}viec/{task.pk}/"
    assert press(browser, f"{work}?viec=doi-han", due_on="5/10/2026", reason="Chờ bản đồ").status_code == 302
    assert press(browser, f"{work}?viec=don-doc", document="Gọi điện").status_code == 302
    browser = sit(cast.other_head)  # the unit it was given to
    assert "Đo lại thửa đất" in text_of(browser.get(f"{HOME}viec/"))
    page = text_of(browser.get(work))
    assert "Chờ bản đồ" in page
    assert "Đổi hạn" not in page.split("Việc làm được")[-1]
    assert browser.get(one).status_code == 403
    assert press(browser, f"{work}?viec=xong", document="BC 5").status_code == 302
    task.refresh_from_db()
    assert (task.document, task.done_by) == ("BC 5", cast.other_head.username)
    browser = sit(cast.chair)
    assert press(browser, f"{work}?viec=gui-ket-qua").status_code == 302
    assert "Không có việc nào" in text_of(browser.get(f"{HOME}viec/?xem=open"))
    browser = sit(cast.head)  # another unit
    assert browser.get(work).status_code == 404
    assert answer.status_code in (302, 422)


@pytest.mark.parametrize("who", ["stranger_reception", "stranger_chair", "auditor", "receiver", "specialist"])
def test_strangers_and_readers_write_nothing(sit: Any, cast: Cast, who: str) -> None:
    visit = written(sit(cast.reception), kind="scheduled")
    one = f"{HOME}luot/{visit.code}/"
    reads = who == "auditor"
    stranger = who.startswith("stranger")
    browser = sit(getattr(cast, who))
    assert browser.get(one).status_code == (200 if reads else 404 if stranger else 403)
    for slug in ("sua", "tu-choi", "tra-loi", "bien-nhan", "vu-viec", "ket-qua"):
        answer = browser.post(f"{one}{slug}/", {"token": "x"})
        assert answer.status_code == (404 if stranger else 403), slug
    assert browser.get(f"{one}giay/tu-choi/").status_code == (404 if reads or stranger else 403)
    assert browser.get(f"{HOME}ket-luan/1/").status_code == (404 if reads or stranger else 403)
    assert browser.get(f"{HOME}ket-luan/1/giay/").status_code == (404 if reads or stranger else 403)
    assert Visit.objects.get().amended == 0

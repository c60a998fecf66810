"""The catalogue at the desk: whom it opens to, from a draft to a scheduled change and back, many moved at once."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from liemchinh.kernel.actors import SYSTEM
from liemchinh.kernel.errors import NotFound
from liemchinh.procedures import queries, services
from liemchinh.procedures.models import AuthorityTransfer, VersionDraft
from tests import builders
from tests.cast import Cast
from tests.rooms.procedures.rows import row
from tests.web.desk.conftest import TODAY
from tests.web.desk.pages import form_of, text_of

CODE = "1.004222"
HERE = f"/quan-ly/danh-muc/{CODE}/"
READ = (HERE, f"{HERE}so-sanh/")
WRITE = (
    f"{HERE}du-thao/",
    *(
        f"{HERE}du-thao/{slug}/"
        for slug in (
            *("nhan-dien", "cach-nop", "giay-to", "quy-trinh", "mien-giam"),
            *("trinh-tu", "ket-qua", "can-cu", "noi-nop"),
        )
    ),
    f"{HERE}cong-bo/",
    f"{HERE}bai-bo/",
)


def boxes(name: str, day: int, month: int, year: int) -> dict[str, int]:
    """A day as its three boxes send it."""
    return {name: day, f"{name}_thang": month, f"{name}_nam": year}


def drafted(cast: Cast) -> VersionDraft:
    return services.start_draft(code=CODE, by=cast.editor.actor, at=TODAY)


def save(browser: Any, path: str, **said: str) -> Any:
    data = form_of(browser.get(path), "")
    return browser.post(path, {**{name: values[-1:] for name, values in data.items()}, **said})


def test_everybody_seated_reads_and_only_editors_write(sit: Any, cast: Cast) -> None:
    drafted(cast)
    browser = sit(cast.editor)
    assert {path: browser.get(path).status_code for path in (*READ, *WRITE)} == dict.fromkeys((*READ, *WRITE), 200)
    for who in (cast.receiver, cast.stranger, cast.leader, cast.auditor):
        browser = sit(who)
        assert {browser.get(path).status_code for path in READ} == {200}
        assert {browser.get(path).status_code for path in (*WRITE, f"{HERE}huy/")} == {403}
        assert {browser.post(path).status_code for path in (*WRITE, f"{HERE}huy/")} == {403}
    assert 'href="/quan-ly/danh-muc/moi/"' not in text_of(browser.get("/quan-ly/danh-muc/"))
    browser.logout()
    assert {browser.get(path).status_code for path in (*READ, *WRITE)} == {302}
    assert VersionDraft.objects.get().revision == 1


def test_what_is_not_there_is_not_found(sit: Any, cast: Cast) -> None:
    browser = sit(cast.editor)
    for path in (
        *("/quan-ly/danh-muc/9.999999/", f"{HERE}du-thao/", f"{HERE}huy/", f"{HERE}so-sanh/", f"{HERE}cong-bo/"),
        *(f"{HERE}so-sanh/?cu=1&moi=77", f"{HERE}so-sanh/?cu=x&moi=1", f"{HERE}du-thao/khac/"),
    ):
        assert browser.get(path).status_code == 404, path


def test_from_a_draft_to_a_scheduled_change_and_back(sit: Any, cast: Cast) -> None:
    builders.assigned(cast)
    browser = sit(cast.editor)
    assert "Soạn bản mới" in text_of(browser.get(HERE))
    assert browser.post(f"{HERE}du-thao/")["Location"] == f"{HERE}du-thao/"
    assert "Chưa đổi gì" in text_of(browser.get(f"{HERE}du-thao/"))
    old = queries.version_on(CODE, TODAY.date()).channels.all()[0]
    assert (old.time_amount, old.time_unit) == (7, "working_day")
    assert save(browser, f"{HERE}du-thao/cach-nop/", d0_time_amount="5").status_code == 302
    steps = browser.post(
        f"{HERE}du-thao/quy-trinh/",
        {**form_of(browser.get(f"{HERE}du-thao/quy-trinh/")), "d1_bo": "on", "d0_thu_tu": "900", "them": "1"},
    )
    assert steps["Location"].endswith("?them=1")
    compared = text_of(browser.get(f"{HERE}so-sanh/"))
    assert "<del>" in compared and "bỏ: </span>7<" in compared and "thêm: </span>5<" in compared

    page = browser.get(f"{HERE}cong-bo/")
    said = {**form_of(page), "decision": "812/QĐ-UBND", "reason": "Cắt thời hạn", "when": "day"}
    said |= {**boxes("decision_on", 10, 9, 2026), **boxes("day", 1, 10, 2026)}
    assert browser.post(f"{HERE}cong-bo/", {**said, "decision": ""}).status_code == 422
    done = browser.post(f"{HERE}cong-bo/", said)
    assert done["Location"] == HERE, text_of(done)[:3000]
    assert browser.post(f"{HERE}cong-bo/", said)["Location"] == HERE  # pressed twice, published once
    coming = queries.coming_version(CODE, TODAY.date())
    assert coming is not None and coming.channels.all()[0].time_amount == 5
    shown = text_of(browser.get(HERE))
    assert "đã hẹn áp dụng từ ngày 1/10/2026" in shown and "Nhập và công khai đúng hạn" in shown
    assert "đổi từ 1/10/2026" in text_of(browser.get("/quan-ly/danh-muc/?tinh_trang=coming"))

    taken = browser.post(f"{HERE}huy/", {"decision": "900/QĐ-UBND", "reason": "Chưa đủ điều kiện"})
    assert taken["Location"] == HERE and queries.coming_version(CODE, TODAY.date()) is None
    assert browser.post(f"{HERE}huy/", {"decision": "900/QĐ-UBND", "reason": "x"}).status_code == 409
    assert "Đã hủy hoặc thay trước khi áp dụng" in text_of(browser.get(HERE))


@pytest.mark.parametrize(
    ("slug", "said", "sentence"),
    [
        ("nhan-dien", {"name": ""}, "Lỗi"),
        ("cach-nop", {"d0_time_unit": ""}, "Thời hạn cần cả con số và đơn vị tính."),
        ("cach-nop", {"d0_fee_state": "amount", "d0_fee_amount": ""}, "Cách nộp có thu phí phải ghi số tiền."),
        ("giay-to", {"d0_name": ""}, "Chưa ghi: Tên giấy tờ."),
        ("quy-trinh", {"d0_hours": "0"}, "Số giờ phải lớn hơn 0."),
        ("noi-nop", {"filing_url": "http://x.vn"}, "phải bắt đầu bằng https://"),
        ("noi-nop", {"supplement_days": "3"}, "Ghi cả số ngày và căn cứ"),
        ("can-cu", {"dong": "9999999"}, "Lỗi"),
    ],
)
def test_a_section_half_said_is_shown_again_with_what_is_wrong(
    sit: Any, cast: Cast, slug: str, said: dict[str, str], sentence: str
) -> None:
    draft = drafted(cast)
    answer = save(sit(cast.editor), f"{HERE}du-thao/{slug}/", **said)
    assert answer.status_code == 422 and sentence in text_of(answer)
    draft.refresh_from_db()
    assert draft.revision == 1


def test_every_section_saved_as_it_was_changes_nothing(sit: Any, cast: Cast) -> None:
    """What a form cannot show (the raw cells of a source, a foreign fee) is not lost by saving it."""
    services.import_rows(
        [row(cach_thuc_thuc_hien="Hình thức nộpThời gianPhí, lệ phíMô tảTrực tiếp3 Ngày10 USD(/bản)Gửi kèm tem")],
        by=SYSTEM,
        at=builders.MORNING,
    )
    browser = sit(cast.editor)
    for code in (CODE, "1.900001"):
        draft = services.start_draft(code=code, by=cast.editor.actor, at=TODAY)
        steps = [{"role": "leader", "name": "Ký", "hours": hours} for hours in ("10", "0.5", "1200")]
        draft = services.save_draft(code=code, seen=1, parts={"steps": steps}, by=cast.editor.actor, at=TODAY)
        before = draft.content
        for path in WRITE[1:-2]:
            here = path.replace(CODE, code)
            assert browser.post(here, form_of(browser.get(here))).status_code == 302, here
        draft.refresh_from_db()
        assert draft.content == before and draft.revision == 11


def test_two_editors_do_not_overwrite_each_other(sit: Any, cast: Cast) -> None:
    drafted(cast)
    browser = sit(cast.editor)
    path = f"{HERE}du-thao/nhan-dien/"
    stale = form_of(browser.get(path))
    assert save(browser, path, name="Tên thứ nhất").status_code == 302
    late = browser.post(path, {**stale, "name": "Tên thứ hai"})
    assert late.status_code == 409 and "lưu ở nơi khác" in text_of(late) and "Tên thứ hai" in text_of(late)
    assert browser.post(f"{HERE}du-thao/", {"bo": "1", "seen": "1"}).status_code == 302
    assert queries.draft_of(CODE).name == "Tên thứ nhất"
    browser.post(f"{HERE}du-thao/", {"bo": "1", "seen": "2"})
    with pytest.raises(NotFound):
        queries.draft_of(CODE)


def test_a_new_procedure_is_seen_as_a_draft_until_it_is_published(sit: Any, cast: Cast) -> None:
    browser = sit(cast.editor)
    path = "/quan-ly/danh-muc/moi/"
    assert browser.post(path, {"code": "a b", "name": "x"}).status_code == 422
    assert browser.post(path, {"code": CODE, "name": "x"}).status_code == 409
    made = browser.post(path, {"code": "H99/01", "name": "Thủ tục riêng của xã"})
    assert made["Location"] == "/quan-ly/danh-muc/H99/01/du-thao/"
    page = text_of(browser.get(made["Location"]))
    assert page.count("Còn thiếu") == 4 and "Thủ tục riêng của xã" in text_of(browser.get("/quan-ly/danh-muc/"))
    assert "chưa được công bố lần nào" in text_of(browser.get("/quan-ly/danh-muc/H99/01/"))
    assert browser.get("/quan-ly/danh-muc/H99/01/so-sanh/").status_code == 200


def test_an_end_is_written_once_with_its_decision(sit: Any, cast: Cast) -> None:
    browser = sit(cast.editor)
    said = {"decision": "9/QĐ-UBND", "reason": "Luật mới", **boxes("day", 1, 10, 2026)}
    assert browser.post(f"{HERE}bai-bo/", {**said, "reason": ""}).status_code == 422
    assert browser.post(f"{HERE}bai-bo/", said)["Location"] == HERE
    assert browser.post(f"{HERE}bai-bo/", said).status_code == 409
    assert "Thủ tục hết hiệu lực từ ngày 1/10/2026" in text_of(browser.get(HERE))


def test_many_procedures_move_between_levels_after_a_look_at_what_it_does(sit: Any, cast: Cast) -> None:
    browser = sit(cast.editor)
    path = "/quan-ly/danh-muc/chuyen-cap/"
    start = form_of(browser.get(path))
    said = {**start, **boxes("day", 1, 10, 2026), "decision": "1/NQ-MAU"}
    said |= {"from_level": ["district"], "to_level": ["commune"], "codes": ""}
    assert browser.post(path, {**said}).status_code == 422
    csv = SimpleUploadedFile("ma.csv", f"Mã,Tên\n{CODE},x\n1.001193,y\n0.000000,z\n".encode("utf-8-sig"))
    seen = browser.post(path, {**said, "file": csv, "ghi": "1"})
    assert "2 thủ tục chuyển từ cấp huyện sang cấp xã" in text_of(seen) and "0.000000" in text_of(seen)
    assert AuthorityTransfer.objects.count() == 0  # a list with an unknown code moves nothing
    sure = {**said, "codes": f"{CODE}\n1.001193"}
    seen = browser.post(path, sure)
    assert "2 đơn vị bắt đầu tiếp nhận" in text_of(seen) and AuthorityTransfer.objects.count() == 0
    done = browser.post(path, {**sure, "ghi": "1"}, follow=True)
    assert "Đã chuyển 2 thủ tục." in text_of(done) and "Cấp huyện" in text_of(done)
    assert "Từ cấp huyện sang cấp xã." in text_of(browser.get(HERE))


def test_the_list_is_paged_at_a_fixed_number_of_queries(sit: Any, cast: Cast) -> None:
    browser = sit(cast.editor)

    def asked(path: str) -> int:
        browser.get(path)
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(path).status_code == 200
        return len(seen)

    paths = ("/quan-ly/danh-muc/", "/quan-ly/danh-muc/?q=khai+sinh&du=thieu&cap=commune", "/quan-ly/danh-muc/so-luong/")
    before = [asked(path) for path in paths]
    services.import_rows([row(f"5.{n:06}", f"Thủ tục {n}") for n in range(60)], by=SYSTEM, at=builders.MORNING)
    assert [asked(path) for path in paths] == before
    assert max(before) <= 18, before
    page = text_of(browser.get("/quan-ly/danh-muc/?trang=3"))
    assert "154 thủ tục" in page and "Đủ bảy bộ phận: 94/154" in page
    assert "thiếu 1/7" in text_of(browser.get("/quan-ly/danh-muc/?du=thieu"))

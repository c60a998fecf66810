"""Filing online without script: each page saves itself, the link resumes it, it is filed once, mended by its key."""

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from liemchinh.dossiers import queries, services
from liemchinh.dossiers.models import Dossier, Draft, DraftFile
from liemchinh.dossiers.rules import Awaits, State
from liemchinh.face.guards import SENDING
from liemchinh.face.limits import count
from tests import builders
from tests.cast import Cast
from tests.rooms.dossiers import afar
from tests.rooms.dossiers.ground import png

pytestmark = pytest.mark.django_db

ANSWERS: dict[str, dict[str, Any]] = {
    "nguoi-nop": {"cho": "self", **afar.WHO},
    "lien-he": {"phone": "0999 123 456", "email": "thi.du@example.vn", "bao": ["email"]},
    "noi-dung": {"text": "Xin 2 bản sao giấy khai sinh"},
    "nhan-ket-qua": {"method": "counter"},
}


def said(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status, answer.content.decode()[:900]
    return " ".join(answer.content.decode().split())


def photo(color: int = 3, name: str = "cccd.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, png(color), "image/png")


def begin(public: Client) -> str:
    """Begin on the first page; the address of the draft."""
    answer = public.post(f"/nop/{afar.HERE}/", {"don_vi": "H99.12"})
    assert answer.status_code == 302
    address: str = answer["Location"]
    assert re.fullmatch(r"/nop/ho-so/[\w-]{22}/", address)
    return address


def fill(public: Client, draft: str) -> None:
    for slug, answers in ANSWERS.items():
        assert public.post(f"{draft}{slug}/", answers).status_code == 302
    assert public.post(f"{draft}giay-to/1/", {"tep": photo()}).status_code == 302
    assert public.post(f"{draft}giay-to/2/", {"khong_co": "Tôi xin cho mình."}).status_code == 302


def test_the_first_page_says_what_it_takes_and_begins(public: Client, cast: Cast, clock: Any) -> None:
    page = said(public.get(f"/nop/{afar.HERE}/"))
    for words in ("Căn cước điện tử", "1 ngày làm việc", "8 giờ làm việc", "30 ngày", "Khoảng 14 phút".lower()[6:]):
        assert words in page, words
    assert "Xã An Mẫu" in page and "Xã Bình Mẫu" in page, "two communes offer it: one is chosen first"
    begin(public)
    assert Draft.objects.get().unit == cast.commune
    assert public.post(f"/nop/{afar.HERE}/", {"don_vi": "H99"}).status_code == 422
    assert f"/nop/{afar.HERE}/" in said(public.get(f"/thu-tuc/{afar.HERE}/"))


def test_what_belongs_on_the_national_portal_is_handed_over(public: Client, cast: Cast, clock: Any) -> None:
    page = said(public.get(f"/nop/{builders.PROCEDURE}/"))
    assert 'href="https://dichvucong.gov.vn"' in page and "Bắt đầu" not in page
    public.post(f"/nop/{builders.PROCEDURE}/", {"don_vi": "H99.12"})
    assert Draft.objects.count() == 0
    assert public.get("/nop/9.999999/").status_code == 404


def test_from_the_first_question_to_the_paper_without_script(
    public: Client, cast: Cast, clock: Any, settings: Any
) -> None:
    draft = begin(public)
    assert "Làm xong các phần trên" in said(public.get(draft))
    assert public.get(f"{draft}kiem-tra/").status_code == 302, "nothing to review yet"
    step = public.post(f"{draft}nguoi-nop/", ANSWERS["nguoi-nop"])
    assert step["Location"] == f"{draft}lien-he/", "one page leads to the next that is open"
    later = public.post(f"{draft}lien-he/", {**ANSWERS["lien-he"], "sau": "1"}, follow=True)
    assert later.redirect_chain[-1][0] == draft and "Đã lưu." in said(later)
    assert 'value="0999123456"' in said(Client().get(f"{draft}lien-he/")), "the link resumes it in another browser"
    fill(public, draft)
    page = said(public.get(draft))
    assert page.count("Đã xong") == 6
    page = said(public.get(f"{draft}kiem-tra/"))
    for words in ("Nguyễn Thị Thí Dụ, 000000000012", "1 tệp, 1 trang", "Không có: Tôi xin cho mình.", "Sửa"):
        assert words in page, words
    assert "Hãy đánh dấu" in said(public.post(f"{draft}kiem-tra/", {}), 422)
    answer = public.post(f"{draft}kiem-tra/", {"cam_doan": "on"}, follow=True)
    page = said(answer)
    dossier = Dossier.objects.get()
    assert answer.redirect_chain[-1][0] == f"{draft}xong/"
    assert dossier.code in page.replace("<wbr>", "").replace("<span>", "").replace("</span>", "")
    assert "chưa phải giấy tiếp nhận" in page and 'datetime="2026-09-08T15:00+07:00"' in page
    public.post(f"{draft}kiem-tra/", {"cam_doan": "on"})
    assert public.get(f"{draft}lien-he/")["Location"] == f"{draft}xong/", "going back leads to the receipt"
    assert Dossier.objects.count() == 1
    paper = public.get(f"/ho-so/{dossier.code}/giay/acknowledgement.pdf")
    assert (paper.status_code, paper["Content-Type"]) == (200, "application/pdf")
    tracking = said(public.get(f"/ho-so/{dossier.code}/"))
    closed = public.post(f"{draft}dong/")
    assert closed["Location"] == "/tra-cuu/"
    assert {public.get(f"{draft}{path}").status_code for path in ("", "xong/", "kiem-tra/")} == {404}
    assert public.get(f"/ho-so/{dossier.code}/").status_code == 302, "on a shared machine nothing is left to open"
    assert "chờ Bộ phận Một cửa kiểm tra" in tracking and "trước <strong>15 giờ, thứ Ba, 8/9/2026" in tracking


def test_a_wrong_answer_comes_back_with_its_words_and_its_sentence(public: Client, cast: Cast, clock: Any) -> None:
    draft = begin(public)
    wrong = {
        "nguoi-nop": ({**ANSWERS["nguoi-nop"], "identity": "12345678901"}, "ông/bà đã ghi 11"),
        "lien-he": ({"phone": "12", "bao": ["email"]}, "9 đến 11 chữ số"),
        "nhan-ket-qua": ({"method": "post"}, "Chưa ghi địa chỉ nhận bưu phẩm."),
    }
    for slug, (answers, words) in wrong.items():
        page = said(public.post(f"{draft}{slug}/", answers), 422)
        assert words in page and "<title>Lỗi:" in page
    page = said(public.post(f"{draft}nguoi-nop/", {**ANSWERS["nguoi-nop"], "cho": "other"}), 422)
    assert "Chưa ghi họ tên người ủy quyền." in page
    page = said(public.post(f"{draft}giay-to/1/", {}), 422)
    assert "Chưa chọn tệp nào" in page
    both = {"tep": photo(), "khong_co": "Không có."}
    assert "Hãy bỏ một" in said(public.post(f"{draft}giay-to/1/", both), 422)
    assert Draft.objects.get().answers.keys() == {"version", "papers"}, "nothing wrong was kept"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("don.heic", b"\0\0\0\x18ftypheic" + b"\0" * 40, "Hãy gửi ảnh JPG hoặc PDF"),
        ("tai.pdf", b"%PDF-1.7 not really", "hỏng, không đọc được"),
        ("anh.jpg", b"<html><script>alert(1)</script>", "chưa mở được"),
    ],
)
def test_a_file_that_cannot_be_kept_is_named_with_its_cure(
    public: Client, cast: Cast, clock: Any, name: str, content: bytes, words: str
) -> None:
    draft = begin(public)
    page = said(public.post(f"{draft}giay-to/1/", {"tep": SimpleUploadedFile(name, content)}), 422)
    assert name in page and words in page
    assert DraftFile.objects.count() == 0


def test_people_see_what_has_arrived_and_take_it_back(public: Client, cast: Cast, clock: Any) -> None:
    draft = begin(public)
    two = {"tep": [photo(1, "trang 1.png"), photo(2, "trang 2.png")], "them": "1"}
    assert public.post(f"{draft}giay-to/1/", two)["Location"] == f"{draft}giay-to/1/"
    page = said(public.get(f"{draft}giay-to/1/"))
    first, second = DraftFile.objects.order_by("id")
    assert "trang 1.png" in page and f"{draft}tep/{first.pk}.png" in page
    small = public.get(f"{draft}tep/{first.pk}.png")
    assert (small["Content-Type"], small["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert "sandbox" in small["Content-Security-Policy"] and "no-store" in small["Cache-Control"]
    with Image.open(io.BytesIO(small.content)) as picture:
        assert picture.format == "PNG"
    public.post(f"{draft}tep/{second.pk}/bo/")
    assert DraftFile.objects.count() == 1
    stranger = begin(public)
    assert public.get(f"{stranger}tep/{first.pk}.png").status_code == 404, "a file opens with its own draft's link only"
    assert public.post(f"{stranger}tep/{first.pk}/bo/").status_code == 404
    public.post(f"{draft}xoa/")
    assert (Draft.objects.count(), DraftFile.objects.count()) == (1, 0)


def test_a_draft_is_nobodys_without_its_link_and_is_kept_by_no_machine(public: Client, cast: Cast, clock: Any) -> None:
    draft = begin(public)
    strange = "/nop/ho-so/" + "A" * 22 + "/"
    paths = ("", "nguoi-nop/", "giay-to/1/", "kiem-tra/", "xong/", "xoa/", "ban-moi/", "tep/1.png")
    assert {public.get(f"{strange}{path}").status_code for path in paths} == {404}
    posts = ("nguoi-nop/", "giay-to/1/", "kiem-tra/", "xoa/", "tep/1/bo/", "gui-duong-dan/")
    assert {public.post(f"{strange}{path}", {}).status_code for path in posts} == {404}
    for path in ("", "nguoi-nop/", "giay-to/1/", "xoa/"):
        answer = public.get(f"{draft}{path}")
        assert "no-store" in answer["Cache-Control"] and answer["X-Robots-Tag"] == "noindex", path
        assert answer["Referrer-Policy"] == "same-origin"
    assert public.get(f"{draft}giay-to/9/").status_code == 404
    assert public.get(f"{draft}khong-co/").status_code == 404
    clock.move_to(builders.at("2026-10-08 00:01"))
    assert public.get(draft).status_code == 404, "its thirty days are over"


def test_floods_are_stopped_before_a_byte_is_read(public: Client, cast: Cast, clock: Any, bare_cache: None) -> None:
    draft = begin(public)
    path = f"{draft}giay-to/1/"
    for size, status in ((51 * 1024 * 1024, 413), (10, 422)):
        assert public.post(path, {}, headers={"content-length": str(size)}).status_code in (status, 403)
    assert public.post(f"{draft}lien-he/", {}, headers={"content-length": str(300 * 1024)}).status_code == 413
    for _ in range(SENDING.times - 2):  # two have been tried already
        count(SENDING, "127.0.0.1", at=timezone.now())
    told = public.post(path, {"tep": photo()})
    assert told.status_code == 429 and int(told["Retry-After"]) > 0
    assert DraftFile.objects.count() == 0


def test_the_page_of_a_draft_costs_the_same_however_much_is_in_it(
    public: Client, cast: Cast, clock: Any, counted: Any
) -> None:
    costs = []
    for secret in (afar.begun(), afar.filled()):
        public.get(f"/nop/ho-so/{secret}/")
        with counted() as asked:
            said(public.get(f"/nop/ho-so/{secret}/"))
        costs.append(len(asked))
    assert costs[0] == costs[1] <= 12


# ── a filed dossier ─────────────────────────────────────────────────────────────────────────────────────────
def asked_for(cast: Cast) -> Dossier:
    code = afar.filed().code
    when = builders.MORNING + timedelta(hours=1)
    missing = ["Trang 2", "Ảnh rõ hơn"]
    return services.ask_at_reception(code=code, missing=missing, reason="Ảnh mờ.", by=cast.receiver.actor, at=when)


def hidden(page: str) -> dict[str, str]:
    """The token and the step that a form carries."""
    return {name: re.findall(rf'name="{name}" value="([^"]+)"', page)[0] for name in ("token", "seen_step")}


def test_what_is_asked_for_is_sent_paper_by_paper(public: Client, cast: Cast, clock: Any, opened: Any) -> None:
    dossier = asked_for(cast)
    page = said(opened(dossier))
    assert "Ông/bà cần bổ sung 2 giấy tờ" in page and "Gửi giấy tờ bổ sung" in page
    base = f"/ho-so/{dossier.code}/bo-sung/"
    assert said(public.get(base)).count("Chưa gửi") == 2
    once = hidden(said(public.get(f"{base}1/")))
    for _ in range(2):  # pressed twice
        answer = public.post(f"{base}1/", {**once, "ten": "gì đó khác", "tep": photo(21)})
        assert answer["Location"] == base
    assert said(public.get(base)).count("Đã gửi</span>") == 1
    once = hidden(said(public.get(f"{base}2/")))
    last = public.post(f"{base}2/", {**once, "ten": "x", "khong_co": "Máy ảnh hỏng."}, follow=True)
    assert "Đã gửi đủ." in said(last)
    stored = Dossier.objects.get()
    assert (stored.awaits, stored.components[-1]["name"]) == (Awaits.RECEIVER, "Trang 2")


def test_facts_are_mended_and_a_dossier_is_withdrawn(public: Client, cast: Cast, clock: Any, opened: Any) -> None:
    dossier = afar.filed()
    opened(dossier)
    base = f"/ho-so/{dossier.code}/"
    page = said(public.get(f"{base}sua/"))
    facts = {"phone": "0999 654 321", "email": "", "address": "Thôn Mẫu", "request_text": "Xin 3 bản"}
    public.post(f"{base}sua/", {**hidden(page), **facts})
    mended = Dossier.objects.get()
    assert (mended.applicant_phone, mended.request_text) == ("0999654321", "Xin 3 bản")
    stale = {**hidden(page), "token": "00000000-0000-4000-8000-000000000001", **facts}
    assert "xem lại" in said(public.post(f"{base}sua/", stale), 409)
    page = said(public.get(f"{base}rut/"))
    assert "Chưa ghi" in said(public.post(f"{base}rut/", hidden(page)), 422)
    for press in ("once", "and once more"):
        gone = public.post(f"{base}rut/", {**hidden(page), "reason": "Tôi nộp lại sau."}, follow=True)
        assert "Đã rút hồ sơ" in said(gone), press
    assert (Dossier.objects.get().state, mended.events.filter(verb="withdraw").count()) == (State.WITHDRAWN, 1)
    again = {**hidden(page), "token": "00000000-0000-4000-8000-000000000002", "reason": "Lần nữa"}
    assert public.post(f"{base}rut/", again).status_code == 409
    assert public.get(f"{base}sua/").status_code == 409, "what has ended is not mended"


def test_four_digits_of_a_telephone_change_nothing(public: Client, cast: Cast, clock: Any) -> None:
    dossier = asked_for(cast)
    paths = [f"/ho-so/{dossier.code}/{path}" for path in ("bo-sung/", "bo-sung/1/", "sua/", "rut/")]
    for path in paths:
        assert public.get(path)["Location"].startswith("/tra-cuu/"), "without a ticket every code leads to the door"
    public.post("/tra-cuu/", {"ma": dossier.code, "bi_mat": dossier.applicant_phone[-4:]})
    page = said(public.get(f"/ho-so/{dossier.code}/"))
    assert "Gửi giấy tờ bổ sung" not in page and "Cần mã bí mật" in page
    for path in paths:
        for answer in (public.get(path), public.post(path, {})):
            assert answer.status_code in (409, 405), path
    assert Dossier.objects.get().step == dossier.step
    other = afar.filed(builders.MORNING + timedelta(hours=2), answers={})
    assert public.get(f"/ho-so/{other.code}/sua/")["Location"].startswith("/tra-cuu/")


def test_after_the_signature_nothing_is_offered(public: Client, cast: Cast, clock: Any, opened: Any) -> None:
    clock.move_to(builders.at("2026-09-08 09:00"))
    dossier = builders.signed(cast)
    assert "Sửa, bổ sung" not in said(opened(dossier))
    assert public.get(f"/ho-so/{dossier.code}/bo-sung/").status_code == 409
    assert queries.asked_for(dossier).missing == ()

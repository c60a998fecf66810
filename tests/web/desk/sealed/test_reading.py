"""The sealed channel at the desk: only ciphertext passes through these pages, and for strangers they are not there."""

import base64
import io
import uuid
import zipfile
from typing import Any

import pytest
from django.test import Client

from liemchinh.org import queries as org
from liemchinh.sealed import queries, rules, services
from tests.cast import Cast
from tests.sealing import AT, IDENTITY, SECRET_WORDS, Keys, case_secret, filed, new_key, ready, to_reporter
from tests.web.desk.pages import form_of, text_of

HOME = "/kin/"
READERS = ("sealed", "chair", "inspector", "province_sealed", "stranger_sealed")
NOBODY = ("administrator", "auditor", "overseer", "leader", "head", "specialist", "reception", "stranger", "clerk")


def b64(blob: bytes) -> str:
    return base64.b64encode(blob).decode()


def press(browser: Client, path: str, **said: Any) -> Any:
    """Open the page of an act, fill in its form as the script would, send it."""
    page = browser.get(path)
    assert page.status_code == 200, page.status_code
    return browser.post(path, {**{name: values[0] for name, values in form_of(page).items()}, **said})


def address(name: str, slug: str = "") -> str:
    return f"/kin/tin/{name}/{slug}/" if slug else f"/kin/tin/{name}/"


@pytest.fixture
def keys(cast: Cast) -> Keys:
    return ready(cast)


def test_a_reader_sees_the_case_sealed_and_takes_it_away_for_the_age_program(sit: Any, cast: Cast, keys: Keys) -> None:
    done, code = filed()
    browser = sit(cast.sealed)
    page = browser.get(HOME)
    assert done.name in text_of(page)
    shown = browser.get(address(done.name))
    words = shown.content.decode()
    assert "Tố cáo, danh tính được giữ kín" in words
    for secret in (SECRET_WORDS, code, *IDENTITY.values()):
        assert secret not in words
    assert "<title>Một tin – " in words, "the title names no case"
    assert shown["Cache-Control"] == "no-store"
    assert shown["Referrer-Policy"] == "same-origin", "no address of a case leaves for another site"
    folder = zipfile.ZipFile(io.BytesIO(browser.get(f"{address(done.name)}tai.zip").content))
    secret = keys.opened(cast.sealed.actor, folder.read("khoa.age")).decode()
    (report,) = (name for name in folder.namelist() if name.startswith("01-report-"))
    assert rules.unpack(services.opened_with(folder.read(report), secret)) == {"tin.txt": SECRET_WORDS.encode()}
    assert "age -d" in folder.read("DOC-TRUOC.txt").decode()
    piece = queries.case_for(cast.sealed.actor, name=done.name, at=AT).pieces[0]
    blob = browser.get(f"{address(done.name)}phan/{piece.id}/")
    assert blob.content == folder.read(report)
    assert "sandbox" in blob["Content-Security-Policy"]
    assert "Đã mở hoặc tải 1 lượt" in text_of(browser.get(address(done.name))), "the zip and its part in one hour"
    assert browser.get(f"{HOME}luot-mo/").status_code == 404, "not even for the one whose lines they are"
    log = sit(cast.auditor).get(f"{HOME}luot-mo/")
    assert done.name in text_of(log) and "Xem trang này cũng được ghi" in text_of(log)


def test_for_everybody_else_there_is_no_such_case_and_mostly_no_such_page(sit: Any, cast: Cast, keys: Keys) -> None:
    done, _ = filed()
    piece = queries.case_for(cast.sealed.actor, name=done.name, at=AT).pieces[0].id
    number = uuid.uuid4()
    of_case = [address(done.name), f"{address(done.name)}tai.zip", f"{address(done.name)}phan/{piece}/"]
    of_case += [
        f"{address(done.name)}danh-tinh/{number}/",
        *(address(done.name, slug) for slug in ("hoi", "huy", "chuyen")),
    ]
    keys_pages = [
        "khoa/",
        "khoa/moi/doc/",
        f"khoa/{keys.ids['tinkin']}/xac-nhan/",
        f"khoa/{keys.ids['tinkin']}/thoi-dung/",
    ]
    others = [*(HOME + page for page in keys_pages), f"{HOME}phuc-hoi/", f"{HOME}phuc-hoi/1/", f"{HOME}danh-tinh/"]
    for who in NOBODY:
        browser = sit(getattr(cast, who))
        if who != "auditor":
            assert browser.get(f"{HOME}luot-mo/").status_code == 404, who
        answers = {path: browser.get(path).status_code for path in [HOME, *of_case, *others]}
        assert set(answers.values()) == {404}, who
        assert "Tin niêm phong" not in text_of(browser.get("/quan-ly/"))
    for who in (*READERS[1:], "custodian"):
        browser = sit(getattr(cast, who))
        assert {path: browser.get(path).status_code for path in of_case} == dict.fromkeys(of_case, 404), who
        assert browser.post(address(done.name, "da-doc"), {"token": str(uuid.uuid4())}).status_code == 404
        assert done.name not in text_of(browser.get(HOME)), who
    assert sit(cast.sealed).get(address(done.name, "khong-co")).status_code == 404


def test_the_accused_sees_nothing_of_a_report_about_them(sit: Any, cast: Cast, keys: Keys) -> None:
    done, _ = filed(about=rules.About(seat="H99.12-tinkin"))
    assert done.name not in text_of(sit(cast.sealed).get(HOME))
    assert sit(cast.sealed).get(address(done.name)).status_code == 404
    assert sit(cast.province_sealed).get(address(done.name)).status_code == 200


def test_acts_are_made_with_words_that_arrive_sealed_and_never_without(sit: Any, cast: Cast, keys: Keys) -> None:
    done, code = filed()
    browser = sit(cast.sealed)
    assert press(browser, address(done.name, "da-doc")).status_code == 302
    shown = queries.case_for(cast.sealed.actor, name=done.name, at=AT)
    page = browser.get(address(done.name, "hoi")).content.decode()
    assert f'data-to="{shown.public} {shown.reporter}"' in page
    bare = press(browser, address(done.name, "hoi"))
    assert (bare.status_code, "Bật JavaScript" in text_of(bare)) == (422, True)
    plain = press(browser, address(done.name, "hoi"), sealed=b64("chữ trần".encode()))
    assert plain.status_code == 409
    form = {name: values[0] for name, values in form_of(browser.get(address(done.name, "hoi"))).items()}
    form["sealed"] = b64(to_reporter(shown, "Vào ngày nào?"))
    for _ in range(2):  # a second press of the same form
        assert browser.post(address(done.name, "hoi"), form).status_code == 302
    said = services.read_answers(derived=rules.derive(code), by=rules.REPORTER, at=AT)
    assert [one.parts["tin.txt"].decode() for one in said] == ["Vào ngày nào?"]
    note = services.sealed_to(rules.pack({"tin.txt": b"ghi"}), [shown.public])
    assert press(browser, address(done.name, "ghi-chu"), sealed=b64(note)).status_code == 302
    assert press(browser, address(done.name, "thu-ly")).status_code == 302
    refused = press(browser, address(done.name, "ket-luan"), document="Ông A nhận tiền của bà B, cần xử lý ngay!")
    assert refused.status_code == 409
    assert press(browser, address(done.name, "ket-luan"), document="12/KL-UBND").status_code == 302
    assert browser.get(address(done.name, "ket-luan")).status_code == 409
    page = text_of(browser.get(address(done.name)))
    assert "Đã có kết luận" in page
    assert "12/KL-UBND" in page
    assert browser.get(address(done.name, "huy")).status_code == 200
    early = press(browser, address(done.name, "huy"), document="1/QĐ", sure="on")
    assert (early.status_code, "Chưa hết thời hạn lưu" in text_of(early)) == (409, True)


def test_one_more_reader_is_let_in_and_out_and_a_package_is_noted_when_forwarded(
    sit: Any, cast: Cast, keys: Keys
) -> None:
    done, _ = filed()
    key = new_key(keys, cast.inspector.actor, rules.Purpose.READER, cast.chair.actor)
    public = queries.keys_of(cast.inspector.actor, at=AT)[0].public
    secret = case_secret(keys, cast.sealed.actor, done.name).encode()
    browser = sit(cast.sealed)
    path = address(done.name, "them-nguoi-doc")
    assert f'data-recipient="{public}"' in browser.get(path).content.decode()
    assert press(browser, path, key=str(key), sealed=b64(services.sealed_to(secret, [public]))).status_code == 302
    assert sit(cast.inspector).get(address(done.name)).status_code == 200
    browser = sit(cast.sealed)
    assert press(browser, address(done.name, "bot-nguoi-doc"), key=str(key), reason="done").status_code == 302
    assert sit(cast.inspector).get(address(done.name)).status_code == 404
    browser = sit(cast.sealed)
    press(browser, address(done.name, "da-doc"))
    facts = {"to_body": "H99", "document": "3/UBND"}
    assert press(browser, address(done.name, "chuyen"), **facts).status_code == 422
    assert press(browser, address(done.name, "chuyen"), package_sha256="ab" * 32, **facts).status_code == 302
    assert "Đã chuyển cơ quan có thẩm quyền" in text_of(browser.get(address(done.name)))


def test_two_custodians_and_a_reason_open_the_identity_for_the_one_who_asked(sit: Any, cast: Cast, keys: Keys) -> None:
    done, _ = filed()
    reader = cast.sealed.actor
    browser = sit(cast.sealed)
    page = browser.get(address(done.name, "xin-mo-danh-tinh"))
    publics = [one.public for one in queries.identity_plan(reader, name=done.name, at=AT)]
    for public in publics:
        assert public in page.content.decode()
    reason = services.sealed_to(b"can xac minh".ljust(2048), publics)
    assert press(browser, address(done.name, "xin-mo-danh-tinh"), reason=b64(reason)).status_code == 302
    asked = queries.case_for(reader, name=done.name, at=AT).requests[0].id
    look = f"{address(done.name)}danh-tinh/{asked}/"
    assert browser.get(look).status_code == 404, "not yet"
    for member in (cast.custodian, cast.custodian2):
        custodian = member.actor
        browser = sit(member)
        assert '<span class="count">1</span>' in text_of(browser.get(HOME))
        assert "Tô Thị Mẫu Thu" in text_of(browser.get(f"{HOME}danh-tinh/"))
        (line,) = queries.identity_requests(custodian, at=AT)
        path = f"{HOME}danh-tinh/{line.id}/"
        half = services.sealed_to(keys.opened(custodian, line.share), [line.public])
        said = b64(services.sealed_to(b"dong y".ljust(2048), [line.public]))
        assert press(browser, path, approved="1", reason=said).status_code == 422, "a yes without its half"
        assert press(browser, path, approved="1", half=b64(half), reason=said).status_code == 302
        assert browser.get(path).status_code == 404, "answered"
    browser = sit(cast.sealed)
    assert "được mở, xem trước" in text_of(browser.get(address(done.name)))
    closed = browser.get(look).content.decode()
    assert "data-first" not in closed, "looking is an act of its own"
    page = browser.post(look).content.decode()
    halves = [page.split(f'data-{side}="')[1].split('"')[0] for side in ("first", "second")]
    one, other = (keys.opened(reader, base64.b64decode(half)) for half in halves)
    assert IDENTITY["name"] in services.joined(one, other).decode()
    for member in (cast.province_sealed, cast.custodian, cast.chair):
        assert sit(member).post(look).status_code == 404


def test_a_custodian_gives_a_half_to_a_successor_of_the_same_house_and_keeps_nothing(
    sit: Any, cast: Cast, keys: Keys
) -> None:
    done, _ = filed()
    old, province = cast.custodian.actor, org.actor("giudanhtinhtinh1", AT)
    (line,) = queries.shares(old)
    browser, path = sit(cast.custodian), f"{HOME}nua/{done.name}/"
    assert done.name in text_of(browser.get(f"{HOME}nua/"))
    offered = queries.successors(old, name=done.name, at=AT)
    assert {key.person for key in offered} == {"giudanhtinhtinh1", "giudanhtinhtinh2"}, "not the keeper of the other"
    (heir,) = [key for key in offered if key.person == province.code]
    assert f'data-recipient="{heir.public}"' in browser.get(path).content.decode()
    half = keys.opened(old, line.share)
    assert press(browser, path, key=str(heir.id)).status_code == 422, "nothing goes over unsealed"
    sealed = b64(services.sealed_to(half, [heir.public]))
    assert press(browser, path, key=str(keys.ids["giudanhtinh2"]), sealed=sealed).status_code == 422
    assert press(browser, path, key=str(heir.id), sealed=sealed).status_code == 302
    assert queries.shares(old) == [] and browser.get(path).status_code == 404
    assert keys.opened(province, queries.shares(province)[0].share) == half
    for who in (cast.sealed, cast.administrator, cast.stranger_sealed):
        assert sit(who).post(path, {"key": str(heir.id), "sealed": sealed}).status_code == 404, who
    assert sit(cast.sealed).get(f"{HOME}nua/").status_code == 404


def test_protection_is_asked_decided_looked_after_and_ended(sit: Any, cast: Cast, keys: Keys) -> None:
    done, _ = filed()
    browser = sit(cast.sealed)
    assert "Quyết định về bảo vệ" not in text_of(browser.get(address(done.name)))
    assert press(browser, address(done.name, "de-nghi-bao-ve")).status_code == 422
    assert press(browser, address(done.name, "de-nghi-bao-ve"), measures=["job", "life"]).status_code == 302
    path = address(done.name, "quyet-dinh-bao-ve")
    yes = {"number": "1", "granted": "1", "document": "5/QĐ-UBND"}
    assert "Ghi ngày bắt đầu bảo vệ" in text_of(press(browser, path, **yes))
    boxes = dict(zip(_day_boxes(browser, path, "starts_on"), ("15", "9", "2026"), strict=True))
    assert press(browser, path, **yes, **boxes).status_code == 302
    assert press(browser, address(done.name, "hoi-tham"), number="1", safe="1").status_code == 302
    told = {
        "kind": "threat",
        **dict(zip(_day_boxes(browser, address(done.name, "tru-dap"), "on"), ("14", "9", "2026"), strict=True)),
    }
    assert press(browser, address(done.name, "tru-dap"), **told).status_code == 302
    page = text_of(browser.get(address(done.name)))
    assert "được bảo vệ từ 15/9/2026 theo 5/QĐ-UBND" in page
    assert "Đe dọa" in page
    assert press(browser, address(done.name, "cham-dut-bao-ve"), number="1", ground="duty").status_code == 302
    assert "chấm dứt ngày 15/9/2026" in text_of(browser.get(address(done.name)))


def _day_boxes(browser: Client, path: str, field: str) -> list[str]:
    return [name for name in form_of(browser.get(path)) if name.startswith(field)]


def test_the_list_asks_no_more_of_the_database_for_many_than_for_one(
    sit: Any, cast: Cast, keys: Keys, django_assert_num_queries: Any
) -> None:
    first = filed()[0].name
    browser = sit(cast.sealed)
    browser.get(HOME)
    for _ in range(2):
        with django_assert_num_queries(15):
            assert first in text_of(browser.get(HOME))
        filed()
        filed()
    with django_assert_num_queries(17):
        browser.get(address(first))

"""Somebody tells, an official writes: the words leave the page sealed, and the official is out."""

import io
import logging
import re
from dataclasses import replace
from typing import Any

import pypdf
import pytest
from django.db import connection

from liemchinh.desk.sealed import told
from liemchinh.sealed import queries, rules, services
from liemchinh.sealed.models import Case, CaseAct, Trouble
from tests.cast import Cast
from tests.sealing import AT, IDENTITY, SECRET_WORDS, case_secret, ready
from tests.web.desk.pages import text_of

PAGE = "/kin/loi-ke/"
WRITTEN = {
    "buoc": "gui",
    "cach_ke": "here",
    "loai": "named",
    "noi_dung": SECRET_WORDS,
    "ho_ten": IDENTITY["name"],
    "dia_chi": IDENTITY["address"],
    "lien_he": "",
    "da_ky": "on",
    "da_doc": "on",
}


def begun(browser: Any, about: str = "unit:H99.12.03") -> str:
    """The ticket of a fresh form."""
    html = browser.post(PAGE, {"buoc": "hoi", "ve": about}).content.decode()
    found = re.search(r'name="phieu" value="([^"]*)"', html)
    assert found, html
    return found.group(1)


def code_of(browser: Any, ticket: str, size: str = "80mm") -> str:
    """The code as the slip shows it."""
    slip = browser.post(PAGE, {"buoc": "phieu", "phieu": ticket, "kho": size})
    assert slip["Content-Type"] == "application/pdf" and slip["Cache-Control"] == "no-store"
    assert "object-src 'self'" in slip["Content-Security-Policy"], "the browser's own viewer can show it"
    words = pypdf.PdfReader(io.BytesIO(slip.content)).pages[0].extract_text()
    assert "gop-y-kin" in words and "H99" not in words and "2026" not in words, "nothing but digits and an address"
    (digits,) = re.findall(r"(?:\d{4}\s+){4}\d{4}", words)
    return "".join(digits.split())


def test_what_is_told_at_the_desk_is_sealed_with_its_writer_inside_and_the_code_on_paper_alone(
    sit: Any, cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    keys = ready(cast)
    officer = cast.reception.actor
    browser = sit(cast.reception)
    with caplog.at_level(logging.INFO):
        assert "Điều 22" in text_of(browser.get(PAGE))
        ticket = begun(browser)
        code = code_of(browser, ticket)
        assert code == code_of(browser, ticket, "A5")
        wrong = browser.post(PAGE, {**WRITTEN, "phieu": ticket, "ma_go_lai": rules.new_code()})
        assert wrong.status_code == 422 and code not in wrong.content.decode()
        phone = browser.post(PAGE, {**WRITTEN, "phieu": ticket, "cach_ke": "phone", "ma_go_lai": code})
        assert phone.status_code == 409 and "chưa phải là tố cáo" in text_of(phone)
        done = browser.post(PAGE, {**WRITTEN, "phieu": ticket, "ma_go_lai": rules.grouped(code)})
        assert done.status_code == 200 and "Dán kín phong bì" in text_of(done)
        again = browser.post(PAGE, {**WRITTEN, "phieu": ticket, "ma_go_lai": code})
        assert "từ lần gửi trước" in text_of(again)
        late = browser.post(PAGE, {"buoc": "phieu", "phieu": ticket})
        assert late.status_code == 409, "no slip once the report is in"
    for page in (wrong, done, again, late):
        assert code not in page.content.decode() and rules.grouped(code) not in page.content.decode()
    assert done["Referrer-Policy"] == "no-referrer"
    case = Case.objects.get()
    assert case.name in text_of(done)
    reader = cast.sealed.actor
    piece = queries.case_for(reader, name=case.name, at=AT).pieces[0]
    sealed = queries.piece(reader, name=case.name, piece=piece.id, at=AT)
    text = rules.unpack(services.opened_with(sealed, case_secret(keys, reader, case.name)))["tin.txt"].decode()
    assert SECRET_WORDS in text and officer.name in text and "kể trực tiếp" in text
    assert IDENTITY["name"] not in text, "in its own envelope"
    act = CaseAct.objects.get()
    assert (act.by, act.seat, act.facts.keys()) == (rules.REPORTER.code, "", {"pieces"}), "as any other report"
    assert browser.get(f"/kin/tin/{case.name}/").status_code == 404, "who wrote it cannot open it"
    held = "\n".join(_rows("sealed_", "org_reading", "django_session"))
    for word in (SECRET_WORDS, code, IDENTITY["name"], officer.code):
        assert word not in held, word
    assert not [one for one in caplog.records if one.name == "liemchinh.access"], "no line tells the minute"
    lead = begun(browser)
    said = {**WRITTEN, "phieu": lead, "ma_go_lai": code_of(browser, lead), "cach_ke": "phone", "loai": "lead"}
    assert browser.post(PAGE, {**said, "ho_ten": "", "dia_chi": "", "da_ky": ""}).status_code == 200
    assert set(Case.objects.values_list("kind", flat=True)) == {"named", "lead"}


def test_an_officer_of_the_accused_house_is_stopped_before_a_word_and_told_where_else_to_go(
    sit: Any, cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ready(cast)
    browser = sit(cast.reception)
    ticket = begun(browser)
    for about in ("unit:H99.12", "seat:H99.12-chutich", f"seat:{cast.reception.actor.seats[0].code}"):
        page = browser.post(PAGE, {"buoc": "hoi", "ve": about})
        assert page.status_code == 409 and "cơ quan cấp trên trực tiếp" in text_of(page), about
        assert not {'value="gui"', 'value="hoi"'} & set(re.findall(r'value="\w+"', page.content.decode()))
    stolen = {**WRITTEN, "phieu": ticket, "ma_go_lai": rules.new_code()}
    other = sit(cast.sealed).post(PAGE, stolen)
    assert other.status_code == 409 and "chép lời đã ghi" in text_of(other), "a form is its writer's own, for its time"
    for who in (cast.chair, cast.administrator, cast.auditor, cast.custodian, cast.head, cast.receiver):
        assert sit(who).get(PAGE).status_code == 404, who
        assert sit(who).post(PAGE, stolen).status_code == 404, who
    assert not Case.objects.exists()

    def falls(**given: Any) -> None:
        raise RuntimeError(SECRET_WORDS)

    browser = sit(cast.reception)
    ticket = begun(browser)
    code = code_of(browser, ticket)
    monkeypatch.setattr(services, "file_told", falls)
    monkeypatch.setattr(told, "OFTEN", replace(told.OFTEN, times=1))
    assert browser.post(PAGE, {"buoc": "hoi", "ve": ""}).status_code == 429, "an account cannot drown the readers"
    with caplog.at_level(logging.DEBUG):
        broken = browser.post(PAGE, {**WRITTEN, "phieu": ticket, "ma_go_lai": code})
    assert broken.status_code == 500 and "Chưa gửi được" in text_of(broken)
    assert SECRET_WORDS not in caplog.text + broken.content.decode()
    assert Trouble.objects.get().what.startswith("RuntimeError ")


def _rows(*beginnings: str) -> list[str]:
    held = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith(beginnings) and table not in ("sealed_recipientkey",):
                cursor.execute(f'SELECT * FROM "{table}"')
                held += [
                    bytes(one).decode(errors="replace") if isinstance(one, bytes | memoryview) else str(one)
                    for row in cursor.fetchall()
                    for one in row
                ]
    return held

"""The reporter's pages: everything works without a script, and nothing of a visit is left behind."""

import io
import logging
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from PIL import Image

from liemchinh.sealed import queries, rules, services
from liemchinh.sealed.models import Case, Trouble
from tests.sealing import IDENTITY, SECRET_WORDS, case_secret, ready

PAGE = "/gop-y-kin/"


def hidden(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found, name
    return found.group(1)


def begun(public: Any) -> tuple[str, str]:
    """The ticket and the code of a fresh form."""
    html = public.post(PAGE, {"buoc": "viet"}).content.decode()
    shown = re.search(r'class="big-code">([0-9 ]{24})<', html)
    assert shown
    return hidden(html, "phieu"), shown.group(1)


def report(ticket: str, code: str, **more: Any) -> dict[str, Any]:
    return {
        "buoc": "niem-phong",
        "phieu": ticket,
        "loai": "named",
        "ve": "unit:H99.12.03",
        "noi_dung": SECRET_WORDS,
        "ho_ten": IDENTITY["name"],
        "dia_chi": IDENTITY["address"],
        "lien_he": IDENTITY["contact"],
        "ma_go_lai": code,
        **more,
    }


def photo() -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Máy của Mẫu Nhân Chứng"
    Image.new("RGB", (40, 30), "red").save(out, "JPEG", exif=exif)
    return out.getvalue()


@pytest.fixture
def public_site(public: Any, cast: Any, bare_cache: None, settings: Any) -> Any:
    settings.HOME_UNIT = cast.commune
    return public


def test_a_report_is_filed_answered_and_followed_and_no_trace_of_the_visit_is_kept(
    public_site: Any, cast: Any, caplog: pytest.LogCaptureFixture
) -> None:
    from django.utils import timezone

    at = timezone.now()
    keys = ready(cast)
    with caplog.at_level(logging.DEBUG):
        assert "Viết tin" in public_site.get(PAGE).content.decode()
        ticket, code = begun(public_site)
        digits = code.replace(" ", "")
        wrong = public_site.post(PAGE, report(ticket, "0000"))
        assert wrong.status_code == 422 and code in wrong.content.decode() and SECRET_WORDS in wrong.content.decode()
        says = public_site.post(PAGE, report(ticket, code, noi_dung=f"{SECRET_WORDS} mã {code}"))
        assert says.status_code == 422, "a report that contains its own code is refused"
        files = [SimpleUploadedFile("anh.jpg", photo(), "image/jpeg")]
        done = public_site.post(PAGE, report(ticket, code, tep=files))
        assert done.status_code == 200 and "Tin đã được niêm phong" in done.content.decode()
        received = done.content.decode()
        assert code not in received and digits not in received, "a page left open shows no code"
        onward = public_site.post(PAGE, {"buoc": "mo", "phieu": hidden(received, "phieu")})
        assert "Chưa ai mở" in onward.content.decode()
        for strange in (ticket, hidden(received, "phieu")[:-9] + "AAAAAAAA="):
            asked = public_site.post(PAGE, {"buoc": "mo", "phieu": strange})
            assert asked.status_code == 422, "a ticket of another page, or a changed one, opens nothing"
        again = public_site.post(PAGE, report(ticket, code))
        assert "từ lần gửi trước" in again.content.decode() and Case.objects.count() == 1
        case = Case.objects.get()
        reader = cast.sealed.actor
        shown = queries.case_for(reader, name=case.name, at=at)
        secret = case_secret(keys, reader, case.name, at=at)
        parts = rules.unpack(
            services.opened_with(queries.piece(reader, name=case.name, piece=shown.pieces[0].id, at=at), secret)
        )
        assert SECRET_WORDS in parts["tin.txt"].decode()
        assert IDENTITY["name"] not in parts["tin.txt"].decode(), "the name is in its own envelope"
        (picture,) = (content for name, content in parts.items() if name.startswith("tep/"))
        assert not Image.open(io.BytesIO(picture)).getexif()

        services.act(
            verb="ask",
            case=case.name,
            by=reader,
            at=at,
            sealed=services.sealed_to(
                rules.pack({"tin.txt": "Ông/bà thấy ở đâu?".encode()}), [shown.public, shown.reporter]
            ),
        )
        opened = public_site.post(PAGE, {"buoc": "mo", "ma": code})
        html = opened.content.decode()
        assert "Ông/bà thấy ở đâu?" in html and "Hạn theo luật" in html and digits not in html and code not in html
        more = {"buoc": "gui-them", "phieu": hidden(html, "phieu"), "noi_dung": "Ở cầu Mẫu", "bao_ve": ["job"]}
        assert "Đã niêm phong và gửi thêm" in public_site.post(PAGE, more).content.decode()
        public_site.post(PAGE, more)  # the same form twice
        assert len(queries.case_for(reader, name=case.name, at=at).protections) == 1
        for answer in (done, opened, wrong, public_site.get(PAGE)):
            assert not answer.cookies and "X-Request-ID" not in answer.headers
            assert answer["Cache-Control"] == "no-store" and answer["Referrer-Policy"] == "no-referrer"
        left = public_site.post(PAGE, {"buoc": "thoat"})
        assert left.status_code == 303 and "storage" in left["Clear-Site-Data"] and not left.cookies
        assert public_site.post(PAGE, {"buoc": "mo", "ma": rules.new_code()}).status_code == 422
    assert not public_site.cookies
    assert not [record for record in caplog.records if record.name == "liemchinh.access"]
    for word in (SECRET_WORDS, digits, code, IDENTITY["name"], "gop-y-kin"):
        assert word not in caplog.text
    held = _everything_stored()
    for word in (SECRET_WORDS, digits, code, *IDENTITY.values(), "Ở cầu Mẫu", "Ông/bà thấy ở đâu", "127.0.0.1"):
        for spelt in (word.encode(), word.encode("utf-16-le"), word.encode().hex().encode()):
            assert spelt not in held, word


def test_a_name_is_needed_for_a_denunciation_and_never_asked_for_a_lead(public_site: Any, cast: Any) -> None:
    ready(cast)
    ticket, code = begun(public_site)
    assert public_site.post(PAGE, report(ticket, code, ho_ten="")).status_code == 422
    audio = SimpleUploadedFile("ghi-am.mp3", b"ID3" + bytes(100), "audio/mpeg")
    assert public_site.post(PAGE, report(ticket, code, loai="lead", tep=[audio])).status_code == 422
    audio.seek(0)
    lead = public_site.post(PAGE, report(ticket, code, loai="lead", ho_ten="", dia_chi="", tep=[audio], ca_tep="on"))
    assert lead.status_code == 200 and Case.objects.get().kind == "lead"


def test_a_browser_may_seal_before_sending_and_the_server_never_sees_the_words(public_site: Any, cast: Any) -> None:
    import base64
    import json

    keys = ready(cast)
    plan = public_site.post(PAGE, {"buoc": "nguoi-nhan", "ve": "unit:H99.12.03"}).json()
    from liemchinh.sealed.queries import KeyShown, Plan

    sides = tuple(tuple(KeyShown(**key) for key in side) for side in plan["sides"])
    parcel = services.seal(
        Plan("H99.12", plan["body"], tuple(KeyShown(**key) for key in plan["openers"]), None, sides),  # type: ignore[arg-type]
        report={"tin.txt": SECRET_WORDS.encode()},
        identity=IDENTITY,
    )
    told = {
        "public": parcel.public,
        "wraps": {key: base64.b64encode(blob).decode() for key, blob in parcel.wraps.items()},
        "shares": {key: base64.b64encode(blob).decode() for key, blob in parcel.shares.items()},
        "report": base64.b64encode(parcel.report).decode(),
    }
    ticket, code = begun(public_site)
    sent = report(ticket, code, noi_dung="", ho_ten="", dia_chi="", lien_he="")
    broken = {**told, "wraps": {}}
    for body, status in ((broken, 422), (told, 200)):
        blob = SimpleUploadedFile("goi.json", json.dumps(body).encode(), "application/json")
        assert public_site.post(PAGE, {**sent, "goi": blob}).status_code == status
    assert case_secret(keys, cast.sealed.actor, Case.objects.get().name)


def test_a_flood_meets_a_sum_in_words_and_nobody_is_counted_by_address(
    public_site: Any, cast: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from liemchinh.face.limits import Limit
    from liemchinh.portal.sealed import flood

    ready(cast)
    monkeypatch.setattr(flood, "BUSY", Limit("sealed-busy", 1, flood.QUARTER))
    ticket, code = begun(public_site)
    assert public_site.post(PAGE, report(ticket, code)).status_code == 200
    ticket, code = begun(public_site)
    busy = public_site.post(PAGE, report(ticket, code))
    html = busy.content.decode()
    assert busy.status_code == 429 and "phép tính" in html
    words = re.search(r"<strong>(\w+) cộng (\w+) cộng (\w+) bằng", html)
    assert words
    right = sum(list(flood.ONES).index(word) for word in words.groups())
    given = {"tong": hidden(html, "tong"), "phep_tinh": str(right + 1)}
    assert public_site.post(PAGE, report(ticket, code, **given)).status_code == 429
    given["phep_tinh"] = str(right)
    assert public_site.post(PAGE, report(ticket, code, **given)).status_code == 200


def test_neither_its_styles_nor_its_address_as_people_type_it_write_a_line(
    public_site: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="liemchinh.access"):
        for path in ("/gop-y-kin", PAGE, "/static/face/portal.css", "/static/face/sealed-report.js"):
            answer = public_site.get(path)
            assert "X-Request-ID" not in answer.headers and not answer.cookies, path
        assert [record for record in caplog.records if record.name == "liemchinh.access"] == []
        public_site.get("/thu-tuc/")
        assert len(caplog.records) == 1, "the log itself was listening"


def test_a_failure_is_counted_by_the_day_and_written_into_no_log(
    public_site: Any, cast: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ready(cast)
    ticket, code = begun(public_site)

    def falls(*args: Any, **given: Any) -> None:
        raise RuntimeError(SECRET_WORDS)

    monkeypatch.setattr(services, "seal", falls)
    with caplog.at_level(logging.DEBUG):
        broken = public_site.post(PAGE, report(ticket, code))
    assert broken.status_code == 500 and SECRET_WORDS not in broken.content.decode()
    assert SECRET_WORDS not in caplog.text
    assert Trouble.objects.get().what.startswith("RuntimeError ")


def test_without_two_custodians_and_a_reader_the_page_says_so_before_anything_is_typed(public_site: Any) -> None:
    html = public_site.get(PAGE).content.decode()
    assert "chưa có đủ người nhận" in html and 'value="viet"' not in html


def test_a_process_of_its_own_serves_these_pages_and_no_other(public_site: Any, cast: Any, settings: Any) -> None:
    ready(cast)
    settings.ROOT_URLCONF = "liemchinh.urls_sealed"
    settings.FACE_FRAME = "liemchinh.portal.sealed.frame.frame"
    settings.ONION_LOCATION = "http://mau.onion"
    door = public_site.get(PAGE)
    assert door.status_code == 200 and door["Onion-Location"] == "http://mau.onion/gop-y-kin/"
    assert public_site.get("/")["Location"] == PAGE
    assert public_site.get("/thu-tuc/").status_code == public_site.get("/tra-cuu/").status_code == 404


def _everything_stored() -> bytes:
    """Every value of every table, as bytes."""
    held = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if not table.startswith(("org_", "procedures_", "auth_", "django_")):
                cursor.execute(f'SELECT * FROM "{table}"')
                for row in cursor.fetchall():
                    held += [
                        bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode() for value in row
                    ]
    return b"\n".join(held)

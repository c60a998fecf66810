"""The exchange at the desk: for who runs it and who audits it, for their own authority; nothing of what is told."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from liemchinh.exchange import queries, services
from liemchinh.exchange.models import Arrival, Held, Parcel
from liemchinh.ledger.models import Entry
from tests import builders
from tests.cast import Cast
from tests.rooms.dossiers.ground import png
from tests.rooms.exchange.conftest import ARRIVING, laid
from tests.rooms.exchange.conftest import connect as connect  # the same connection
from tests.web.desk.conftest import TODAY
from tests.web.desk.pages import form_of, text_of

PAGE = "/quan-ly/cong-quoc-gia/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def stuck(cast: Cast, today: Any, connect: Callable[..., Path]) -> Parcel:
    """The first of two parcels of one dossier, refused by the portal; and a message that was set aside."""
    folder = connect()
    code = builders.received(cast, TODAY).code
    laid(folder, ChuHoSo="")
    services.Courier().look(TODAY)
    parcel = Parcel.objects.get(dossier__code=code)
    Parcel.objects.filter(pk=parcel.pk).update(state="refused", answer_code="17", answer_text="Sai mã đơn vị")
    return parcel


def test_the_page_says_what_is_stuck_and_why_and_one_press_sends_it_again(sit: Any, cast: Cast, stuck: Parcel) -> None:
    browser = sit(cast.administrator)
    page = text_of(browser.get(PAGE))
    assert "Có 1 gói bị vướng" in page and "Sai mã đơn vị" in page and stuck.dossier.code in page
    assert "den.json" in page and "Thiếu trường ChuHoSo." in page and str(ARRIVING["MaHoSo"]) in page
    assert "Nguyễn Thị Thí Dụ" not in page and "000000000012" not in page
    assert "Ghi ra tệp" in page
    one = f"{PAGE}goi/{stuck.pk}/"
    assert "Sai mã đơn vị" in text_of(browser.get(one))
    assert browser.post(one, {"lam": "lai"}).status_code == 302
    assert browser.post(one, {"lam": "lai"}).status_code == 409, "it is already on its way"
    Parcel.objects.update(state="dead", next_at=None)
    assert browser.post(PAGE, form_of(browser.get(PAGE))).status_code == 302
    services.Courier().look(TODAY)
    stuck.refresh_from_db()
    assert stuck.state == "written"
    [retried, again] = Entry.objects.filter(kind="exchange.retried").order_by("id")
    assert b'"rows":1' in bytes(retried.entry) and b'"rows":1' in bytes(again.entry)


def test_what_is_left_out_needs_a_reason_that_stays_in_the_log(sit: Any, cast: Cast, stuck: Parcel) -> None:
    browser = sit(cast.administrator)
    one, aside = f"{PAGE}goi/{stuck.pk}/", f"{PAGE}tep/{Held.objects.get().pk}/"
    for page in (one, aside):
        assert browser.get(page).status_code == 200
        assert browser.post(page, {"lam": "bo", "ly_do": " "}).status_code == 422
        assert browser.post(page, {"lam": "khac"}).status_code == 404
    assert browser.post(aside, {"lam": "lai"}).status_code == 409, "nothing has been mended"
    for page in (one, aside):
        assert browser.post(page, {"lam": "bo", "ly_do": "Đã nhập tay ở Cổng."}).status_code == 302
        assert browser.post(page, {"lam": "bo", "ly_do": "Lần nữa."}).status_code == 409
    kept = Entry.objects.filter(kind__in=["exchange.skipped", "exchange.discarded"])
    assert [b"nh\xe1\xba\xadp tay" in bytes(entry.record) for entry in kept] == [True, True]
    assert browser.get(aside).status_code == 404
    assert "Tệp từ Cổng để riêng" not in text_of(browser.get(PAGE))


@pytest.mark.parametrize("who", ["auditor", "receiver", "leader", "stranger_leader"])
def test_who_does_not_run_the_exchange_mends_nothing(sit: Any, cast: Cast, stuck: Parcel, who: str) -> None:
    browser = sit(getattr(cast, who))
    for path in (f"{PAGE}goi/{stuck.pk}/", f"{PAGE}tep/{Held.objects.get().pk}/"):
        assert browser.get(path).status_code in (403, 404)
        assert browser.post(path, {"lam": "bo", "ly_do": "x"}).status_code in (403, 404)
    assert browser.post(PAGE, {"don_vi": "H99.12"}).status_code in (403, 404)
    stuck.refresh_from_db()
    assert stuck.state == "refused" and Held.objects.get().settled == ""


def test_another_authoritys_exchange_is_not_there(sit: Any, cast: Cast, stuck: Parcel) -> None:
    Parcel.objects.update(unit="H99.13")
    Held.objects.update(unit="H99.13")
    browser = sit(cast.administrator)
    page = text_of(browser.get(PAGE))
    assert "Không có gói nào ở trạng thái này." in page and "den.json" not in page
    assert browser.get(f"{PAGE}goi/{stuck.pk}/").status_code == 404
    assert browser.get(f"{PAGE}tep/{Held.objects.get().pk}/").status_code == 404
    assert browser.post(PAGE, {"don_vi": "H99.13"}).status_code == 404


def test_the_page_costs_the_same_for_one_parcel_and_for_thirty(sit: Any, cast: Cast, stuck: Parcel) -> None:
    browser = sit(cast.auditor)
    browser.get(PAGE)
    with CaptureQueriesContext(connection) as one:
        browser.get(PAGE)
    rows = [
        Parcel(
            dossier_id=stuck.dossier_id,
            unit="H99.12",
            step=step,
            service="CapNhatTienDoHoSoMC",
            place=2 * step + 1,
            state="refused",
            made_at=TODAY,
        )
        for step in range(2, 32)
    ]
    Parcel.objects.bulk_create(rows)
    with CaptureQueriesContext(connection) as many:
        page = text_of(browser.get(PAGE))
    assert len(one) == len(many) <= 21
    assert "Có 31 gói bị vướng" in page, "an auditor of the province reads what lies under it"


def test_a_dossier_from_the_portal_shows_both_codes_and_is_found_by_either(
    sit: Any, cast: Cast, connect: Callable[..., Path], public: Any, bare_cache: None
) -> None:
    folder = connect()
    (folder / "inbox").mkdir(parents=True)
    (folder / "inbox" / "to-khai.png").write_bytes(png(3))
    laid(folder)
    services.Courier().look(TODAY)
    code = Arrival.objects.get().dossier.code
    assert queries.our_code(str(ARRIVING["MaHoSo"])) == code
    page = text_of(sit(cast.receiver).get(f"/ho-so/{code}/"))
    assert str(ARRIVING["MaHoSo"]) in page and "https://vidu.example.vn/tep/1" in page
    assert "Cổng dịch vụ công quốc gia" in page and "gói chưa tới Cổng" not in page, "nothing has been told yet"
    services.Courier().look(TODAY)
    page = text_of(sit(cast.receiver).get(f"/ho-so/{code}/"))
    assert "Còn 1 gói chưa tới Cổng. Đã ghi ra tệp, chờ nơi nhận" in page
    found = public.post("/tra-cuu/", {"ma": ARRIVING["MaHoSo"], "bi_mat": "3456"})
    assert found.status_code == 303 and code in found["Location"]
    assert public.post("/tra-cuu/", {"ma": ARRIVING["MaHoSo"], "bi_mat": "0000"}).status_code == 422

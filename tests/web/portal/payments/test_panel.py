"""What a dossier costs, on its own page: the sum, the code that a bank reads, and no promise that we saw the money."""

import io
from typing import Any

import pytest
import time_machine
import zxingcpp
from django.test import Client
from PIL import Image

from liemchinh.payments import services
from liemchinh.payments.rules import Transfer, decode
from tests import builders
from tests.cast import Cast
from tests.rooms.payments.ground import FEE, LATER, NUMBER, bank_file, cash, charge_of, take, with_account

pytestmark = pytest.mark.usefixtures("bare_cache")


@pytest.fixture
def today() -> Any:
    with time_machine.travel(LATER, tick=False) as clock:
        yield clock


def page(public: Client, dossier: Any) -> str:
    from html import unescape

    answer = public.get(f"/h/{dossier.code}/{dossier.key}", follow=True)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_the_applicant_sees_the_sum_the_account_and_a_code_that_a_phone_reads(
    public: Client, cast: Cast, today: Any
) -> None:
    dossier = builders.received(cast)
    charge = charge_of(dossier)
    bare = page(public, dossier)
    assert "Cơ quan chưa công bố tài khoản nhận chuyển khoản" in bare
    address = f"/ho-so/{dossier.code}/phi/{charge.reference}.png"
    assert public.get(address).status_code == 404
    with_account(cast)
    shown = page(public, dossier)
    for said in (
        "20.000\u00a0đồng",
        NUMBER,
        charge.reference,
        "Ghi đúng nội dung",
        "chúng tôi thấy tiền khi đối chiếu",
    ):
        assert said in shown
    picture = public.get(address)
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture.content)))
    assert decode(found.text) == Transfer("970436", NUMBER, FEE, charge.reference)
    assert (picture["Cache-Control"].count("no-store"), picture["X-Robots-Tag"]) == (1, "noindex")
    take(cast, bank_file(("R1", FEE, charge.reference)))
    paid = page(public, dossier)
    assert "Chúng tôi đã ghi nhận đủ tiền lúc 15 giờ" in paid
    assert public.get(address).status_code == 404


def test_whoever_has_not_shown_the_second_fact_gets_no_code_and_another_dossiers_is_not_theirs(
    public: Client, cast: Cast, today: Any
) -> None:
    from datetime import timedelta

    dossier = builders.received(cast)
    other = builders.received(cast, builders.MORNING + timedelta(minutes=1))
    with_account(cast)
    address = f"/ho-so/{dossier.code}/phi/{charge_of(dossier).reference}.png"
    assert public.get(address).status_code == 404
    page(public, other)
    assert public.get(address).status_code == 404
    assert public.get(f"/ho-so/{other.code}/phi/{charge_of(dossier).reference}.png").status_code == 404
    assert public.get(f"/ho-so/{other.code}/phi/{charge_of(other).reference}.png").status_code == 200


def test_an_exemption_a_part_payment_and_an_end_are_said_in_plain_words(public: Client, cast: Cast, today: Any) -> None:
    from liemchinh.dossiers import services as dossiers

    dossier = builders.received(cast)
    charge = charge_of(dossier)
    services.reduce(
        reference=charge.reference,
        reduced=5_000,
        reason="Nộp trực tuyến",
        basis="NQ 1",
        by=cast.cashier.actor,
        at=LATER,
    )
    cash(cast, charge, 10_000)
    shown = page(public, dossier)
    assert "Được miễn, giảm 5.000\u00a0đồng: Nộp trực tuyến (NQ 1)." in shown
    assert "Còn phải nộp <strong>5.000\u00a0đồng</strong>" in shown
    dossiers.withdraw(code=dossier.code, reason="Không cần nữa.", by=cast.receiver.actor, at=LATER)
    shown = page(public, dossier)
    assert "đang xem xét hoàn số tiền ông/bà đã nộp" in shown
    assert "Còn phải nộp" not in shown

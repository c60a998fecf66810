"""Receiving: what citizens filed at the national portal becomes a dossier once; nothing that came is lost."""

import json
from pathlib import Path
from typing import Any

import pytest

from liemchinh import cli
from liemchinh.dossiers import queries as dossiers
from liemchinh.dossiers.models import Dossier, Event
from liemchinh.exchange import queries, services
from liemchinh.exchange.models import Arrival, Held, Parcel
from liemchinh.kernel.actors import APPLICANT
from liemchinh.kernel.errors import NotFound
from liemchinh.ledger.models import Entry
from tests.cast import Cast
from tests.refusals import refused
from tests.rooms.dossiers.ground import png
from tests.rooms.exchange.conftest import ARRIVING, EVENING, described, laid
from tests.rooms.exchange.portal import PortalServer

pytestmark = pytest.mark.django_db
CODE = ARRIVING["MaHoSo"]


def with_file(folder: Path) -> Path:
    """A message whose attachment lies beside it."""
    path = laid(folder)
    (folder / "inbox" / "to-khai.png").write_bytes(png(3))
    return path


def test_what_was_filed_at_the_portal_is_a_dossier_here_and_known_there_by_its_own_code(
    cast: Cast, files: Path
) -> None:
    path = with_file(files)
    courier = services.Courier()
    courier.look(EVENING)
    arrival = Arrival.objects.get()
    dossier = Dossier.objects.get(pk=arrival.dossier_id)
    assert (arrival.code, arrival.verified, dossier.state, dossier.awaits) == (CODE, True, 1, "receiver")
    assert (dossier.channel, dossier.desk, dossier.applicant_identity) == ("online", cast.centre, "000000000012")
    assert dossier.check_due_at is not None and dossier.code != CODE
    assert dossier.components[0]["name"] == "Tờ khai" and dossier.attachments.count() == 1
    [event] = Event.objects.filter(dossier=dossier)
    assert event.verb == "file" and event.by == APPLICANT.code
    assert [line["name"] for line in event.facts["absent"]] == ["Bản chụp căn cước"]
    assert arrival.links == [["Bản chụp căn cước", "https://vidu.example.vn/tep/1"]]
    assert not path.exists() and not (files / "inbox" / "to-khai.png").exists()
    assert Entry.objects.filter(kind="exchange.arrived").count() == 1

    with_file(files)  # sent again: the same dossier
    courier.look(EVENING)
    assert (Dossier.objects.filter(channel="online").count(), Arrival.objects.count()) == (1, 1)
    [opening] = Parcel.objects.filter(dossier=dossier)
    assert opening.state == "written"
    message = json.loads((files / opening.path).read_text("utf-8"))
    assert message["data"][0]["MaHoSo"] == CODE and message["isUpdating"] == "True"
    assert message["data"][0]["TaiKhoanDuocXacThucVoiVNeID"] == "1"
    assert dossiers.looked_up(queries.our_code(CODE), "3456") == dossier
    assert queries.our_code("H99.12-260907-9999") == "H99.12-260907-9999"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"MaHoSo": ""}, "exchange.field_missing"),
        ({"MaHoSo": "../../etc"}, "exchange.field"),
        ({"ChuHoSo": ["Nguyễn"]}, "exchange.field"),
        ({"KenhThucHien": "1"}, "exchange.channel"),
        ({"DonViXuLy": "H99.99"}, "exchange.unit"),
        ({"MaTTHC": "9.999999"}, "exchange.procedure"),
        ({"DonViXuLy": "H99.12.02"}, "exchange.not_offered"),
        ({"NgayTiepNhan": "20261340000000"}, "exchange.field"),
        ({"TaiLieuNop": [{"TenTepDinhKem": "x", "DuongDanTaiTepTin": "../ket-noi.yaml"}]}, "exchange.field"),
        ({"TaiLieuNop": [{"TenTepDinhKem": "x", "DuongDanTaiTepTin": "thieu.pdf"}]}, "exchange.file_missing"),
        ({"TaiLieuNop": [{"TenTepDinhKem": "x", "DuongDanTaiTepTin": "gia.png"}]}, "scans"),
    ],
)
def test_what_cannot_be_a_dossier_is_set_aside_whole_with_its_reason(
    cast: Cast, files: Path, changes: dict[str, Any], reason: str
) -> None:
    path = laid(files, **changes)
    (files / "inbox" / "gia.png").write_bytes(b"#!/bin/sh")
    services.Courier().look(EVENING)
    held = Held.objects.get()
    assert held.reason.startswith(reason), held.reason
    assert not path.exists() and not Arrival.objects.exists()
    kept = files / "held" / f"{held.digest}.json"
    assert json.loads(kept.read_text("utf-8")) == {**ARRIVING, **changes}
    assert kept.stat().st_mode & 0o777 == 0o600


def test_no_message_stops_the_next_and_a_link_out_of_the_inbox_is_not_read(cast: Cast, files: Path) -> None:
    inbox = laid(files, "a.json").parent
    (inbox / "to-khai.png").write_bytes(png(3))
    (inbox / "0.json").write_bytes(b"\xff{")
    (inbox / "1.json").write_text('{"data": [{"x": "\\ud800"}]}')
    (inbox / "2.json").write_text("[" * 100_000)
    (inbox / "3.json").symlink_to(files.parent / "ket-noi.yaml")
    (inbox / "to-khai2.png").symlink_to(files.parent / "ket-noi.yaml")
    laid(
        files,
        "z.json",
        MaHoSo="G09.20-20260907-0092638",
        TaiLieuNop=[{"TenTepDinhKem": "Tờ khai", "DuongDanTaiTepTin": "to-khai2.png"}],
    )
    services.Courier().look(EVENING)
    assert Arrival.objects.count() == 1
    assert sorted(Held.objects.values_list("reason", flat=True)) == [
        "exchange.file_missing",
        *["exchange.json"] * 3,
    ]
    assert set(Held.objects.values_list("unit", flat=True)) == {"H99.12"}


def test_what_was_set_aside_is_read_again_once_mended_or_discarded_with_a_reason(cast: Cast, files: Path) -> None:
    laid(files)  # its attachment has not come yet
    services.Courier().look(EVENING)
    held = Held.objects.get()
    who = {"by": cast.administrator.actor, "at": EVENING}
    with refused("exchange.file_missing"):
        services.read_again(number=held.pk, **who)
    with pytest.raises(NotFound):
        services.read_again(number=held.pk, by=cast.auditor.actor, at=EVENING)
    (files / "inbox" / "to-khai.png").write_bytes(png(3))
    services.read_again(number=held.pk, **who)
    held.refresh_from_db()
    assert held.settled == "taken" and Arrival.objects.get().code == CODE
    with refused("exchange.settled"):
        services.discard(number=held.pk, reason="Trùng", **who)

    laid(files, ChuHoSo="")
    services.Courier().look(EVENING)
    other = Held.objects.get(settled_at=None)
    with refused("exchange.why"):
        services.discard(number=other.pk, reason=" ", **who)
    services.discard(number=other.pk, reason="Cổng đã gửi lại bản đúng.", **who)
    laid(files, ChuHoSo="")  # and again: nobody is asked twice about one message
    services.Courier().look(EVENING)
    assert not Held.objects.filter(settled_at=None).exists()


def test_what_the_portal_lists_is_pulled_and_the_command_says_how_things_stand(
    cast: Cast, portal: PortalServer, connect: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from liemchinh import prepare

    monkeypatch.setattr(prepare, "prepare", lambda: None)
    connect(driver="http", http=described(portal, pull="LayHoSo"), units={"000.00.12.H99": "H99.12"})
    paper = [{"TenTepDinhKem": "Tờ khai", "DuongDanTaiTepTin": "https://vidu.example.vn/tep/2"}]
    portal.filed = [{**ARRIVING, "TaiLieuNop": paper, "DonViXuLy": "000.00.12.H99"}, {**ARRIVING, "ChuHoSo": ""}]
    assert cli.main(["exchange", "receive"]) == 1
    assert "Đã lập 1 hồ sơ, để riêng 1 tệp, 0 đã có từ trước." in capsys.readouterr().out
    assert cli.main(["exchange", "receive"]) == 1
    assert "Đã lập 0 hồ sơ, để riêng 0 tệp, 2 đã có từ trước." in capsys.readouterr().out
    portal.dossiers[str(CODE)] = []  # it was filed there
    Held.objects.update(settled_at=EVENING, settled="discarded")
    assert cli.main(["exchange", "send"]) == 0
    said = capsys.readouterr().out
    assert "Đã lập 1 gói." in said and "Đã nhận: 1 gói" in said
    assert cli.main(["exchange", "status"]) == 0
    assert "G99.12" in capsys.readouterr().out
    monkeypatch.delenv("LIEMCHINH_EXCHANGE")
    assert cli.main(["exchange", "status"]) == 1


def test_the_audit_knows_which_dossier_a_code_of_the_portal_led_to(cast: Cast, files: Path) -> None:
    from liemchinh.jobs.audit import look

    def findings() -> list[tuple[str, str]]:
        found = look(files=False, signer=False, only=("rooms",))
        return [(one.kind.value, one.column) for one in found if one.table == "exchange_arrival"]

    with_file(files)
    services.Courier().look(EVENING)
    assert findings() == []
    Arrival.objects.update(verified=False)
    assert findings() == [("edited", "verified")]
    Arrival.objects.all().delete()
    assert [kind for kind, _ in findings()] == ["deleted"]

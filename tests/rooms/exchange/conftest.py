"""An instance that is connected with the national portal, by files or by the web."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
import yaml

from tests import builders
from tests.rooms.exchange.portal import SECRET, PortalServer

EVENING = builders.at("2026-09-07 20:00")


@pytest.fixture
def clock() -> Iterator[Any]:
    """It is evening, and stays so until a test moves on."""
    with time_machine.travel(EVENING, tick=False) as clock:
        yield clock


@pytest.fixture
def connect(data: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Describe a connection; gives the folder that messages lie in."""

    def connected(**changes: Any) -> Path:
        said = {"unit": "G99.12", "home": "H99.12", "since": datetime(2026, 9, 1).date(), **changes}  # noqa: DTZ001
        data.mkdir(exist_ok=True)
        (data / "ket-noi.yaml").write_text(yaml.safe_dump(said, allow_unicode=True), encoding="utf-8")
        monkeypatch.setenv("LIEMCHINH_EXCHANGE", str(data / "ket-noi.yaml"))
        monkeypatch.setenv("LIEMCHINH_EXCHANGE_SECRET", SECRET)
        return data / "exchange"

    return connected


@pytest.fixture
def files(connect: Callable[..., Path], clock: Any) -> Path:
    """Connected by files."""
    return connect()


@pytest.fixture
def portal(connect: Callable[..., Path], clock: Any) -> Iterator[PortalServer]:
    """Connected with a server."""
    with PortalServer() as server:
        connect(driver="http", http=described(server))
        yield server


def described(server: PortalServer, **changes: Any) -> dict[str, Any]:
    """The part `http` of a description that leads to this server."""
    return {
        "url": f"{server.url}/api",
        "login_url": f"{server.url}/login",
        "user": "xa-an-mau",
        "headers": {"dstcode": "VN:CONG:DVC"},
        **changes,
    }


def laid(folder: Path, name: str = "den.json", **changes: Any) -> Path:
    """A message laid into the inbox: an invented citizen asks for a copy."""
    said = {**ARRIVING, **changes}
    path = folder / "inbox" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"data": [said]}, ensure_ascii=False), encoding="utf-8")
    return path


ARRIVING = {
    "MaHoSo": "G09.20-20260907-0092637",
    "MaTTHC": "2.000908",
    "ChuHoSo": "Nguyễn Thị Thí Dụ",
    "MaDoiTuong": "000000000012",
    "SoDienThoai": "0999123456",
    "Email": "thi.du@example.vn",
    "DonViXuLy": "H99.12",
    "TrichYeuHoSo": "Xin 2 bản sao",
    "KenhThucHien": "2",
    "NgayTiepNhan": "20260907183000",
    "TaiKhoanDuocXacThucVoiVNeID": "1",
    "TaiLieuNop": [
        {"TenTepDinhKem": "Tờ khai", "DuongDanTaiTepTin": "to-khai.png", "IsDeleted": "False"},
        {"TenTepDinhKem": "Bản chụp căn cước", "DuongDanTaiTepTin": "https://vidu.example.vn/tep/1"},
    ],
}

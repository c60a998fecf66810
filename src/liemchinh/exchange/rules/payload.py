"""Decides what the national portal is told of a dossier: typed, with exactly the names of the interface, no more.

Every value is text, as the interface writes it; moments are `yyyyMMddHHmmss` on the Vietnamese clock. A name, an
identity number and what is missing go along because the interface has a place for them; what a citizen asked for in
their own words, reasons of officials and names of files as typed do not.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from liemchinh.dossiers.rules import STATE_NAMES, State
from liemchinh.exchange.rules.connection import Connection, Subject
from liemchinh.exchange.rules.states import Service
from liemchinh.kernel.days import local

CHANNELS = {"direct": "1", "online": "2", "post": "3"}
"""KenhThucHien. A way of filing that the interface does not know counts as direct, as the index counts it."""
TAX_CODE = re.compile(r"\d{10}(-?\d{3})?")


@dataclass(frozen=True)
class TaiLieuNop:
    """A file that was handed in: by reference, under the name of its paper."""

    TepDinhKemId: str
    TenTepDinhKem: str
    IsDeleted: str
    MaThanhPhanHoSo: str
    DuongDanTaiTepTin: str
    DuocSoHoa: str
    DuocLayTuKhoDMQG: str
    MaCSDL: str


@dataclass(frozen=True)
class LePhi:
    """A fee: when it is collected (HinhThucThu 1 at reception, 2 at a supplement, 4 at return) and how much."""

    TenPhiLePhi: str
    MaPhiLePhi: str
    HinhThucThu: str
    Gia: str
    LoaiPhiLePhi: str


@dataclass(frozen=True)
class GiayToBoSung:
    """A paper that was asked for."""

    TenGiayTo: str


@dataclass(frozen=True)
class HoSoBoSung:
    """One asking for papers and what came of it; TrangThaiBoSung 0 open, 1 brought."""

    HoSoBoSungId: str
    NguoiYeuCauBoSung: str
    NoiDungBoSung: str
    NgayBoSung: str
    NguoiTiepNhanBoSung: str
    ThongTinTiepNhan: str
    NgayTiepNhanBoSung: str
    TrangThaiBoSung: str
    DanhSachGiayToBoSung: Sequence[GiayToBoSung]
    DanhSachLePhiBoSung: Sequence[LePhi]
    NgayHenTraTruoc: str
    NgayHenTraMoi: str


@dataclass(frozen=True)
class GiayToKetQua:
    """A result, by reference."""

    TenGiayTo: str
    MaThanhPhanHoSo: str
    GiayToId: str
    DuongDanTepTinKetQua: str
    MaKetQua: str


@dataclass(frozen=True)
class HoSo:
    """A dossier as DongBoHoSoMC takes it."""

    MaHoSo: str
    MaTTHC: str
    TenTTHC: str
    MaLinhVuc: str
    TenLinhVuc: str
    ChuHoSo: str
    LoaiDoiTuong: str
    MaDoiTuong: str
    Email: str
    Fax: str
    SoDienThoai: str
    TrichYeuHoSo: str
    NgayTiepNhan: str
    NgayHenTra: str
    TrangThaiHoSo: str
    NgayTra: str
    ThongTinTra: str
    HinhThuc: str
    NgayKetThucXuLy: str
    DonViXuLy: str
    GhiChu: str
    KenhThucHien: str
    HoSoCoThanhPhanSoHoa: str
    TaiKhoanDuocXacThucVoiVNeID: str
    DuocThanhToanTrucTuyen: str
    TaiLieuNop: Sequence[TaiLieuNop]
    DanhSachLePhi: Sequence[LePhi]
    DanhSachHoSoBoSung: Sequence[HoSoBoSung]
    DanhSachGiayToKetQua: Sequence[GiayToKetQua]


@dataclass(frozen=True)
class TienDo:
    """A step as CapNhatTienDoHoSoMC takes it."""

    MaHoSo: str
    NguoiXuLy: str
    ChucDanh: str
    ThoiDiemXuLy: str
    PhongBanXuLy: str
    NoiDungXuLy: str
    TrangThai: str
    NgayBatDau: str
    NgayKetThucTheoQuyDinh: str


# What our own records say, as plain values --------------------------------------------------------------------


@dataclass(frozen=True)
class FileTold:
    """A file of a dossier: the hash by which it is kept, the paper it belongs to, its ending."""

    sha256: str
    paper: str
    ending: str
    result: bool = False


@dataclass(frozen=True)
class FeeTold:
    """A fee: its name, our kind, when it is collected, đồng, whether it was paid online and where."""

    name: str
    kind: str
    moment: str
    amount: int
    online: str = ""
    """"portal" or "own"; empty when nothing was paid online."""


@dataclass(frozen=True)
class AskTold:
    """One asking for papers: its step, who asked, for what, and when all was there."""

    step: int
    by: str
    missing: tuple[str, ...]
    asked_at: datetime
    due_before: datetime | None
    taken_at: datetime | None = None
    taken_by: str = ""
    due_after: datetime | None = None


@dataclass(frozen=True)
class StepTold:
    """The act itself: who, in which function, where, what kind of act, since when it was theirs."""

    at: datetime
    by: str
    title: str
    place: str
    about: str
    since: datetime | None = None


@dataclass(frozen=True)
class Told:
    """A dossier after one of its steps, as plain values. `code` is the code under which the portal knows it."""

    code: str
    procedure: str
    procedure_name: str
    field_name: str
    authority: str
    applicant: str
    identity: str
    channel: str
    return_method: str
    state: State
    step: StepTold
    email: str = ""
    phone: str = ""
    received_at: datetime | None = None
    due_at: datetime | None = None
    finished_at: datetime | None = None
    returned_at: datetime | None = None
    result_number: str = ""
    result_name: str = ""
    result_code: str = ""
    verified: bool = False
    files: tuple[FileTold, ...] = ()
    fees: tuple[FeeTold, ...] = ()
    asks: tuple[AskTold, ...] = field(default=())


def stamp(at: datetime | None) -> str:
    """`20260907091000`: a moment as the interface writes it, on the Vietnamese clock; "" for none."""
    return f"{local(at):%Y%m%d%H%M%S}" if at is not None else ""


def subject_of(identity: str) -> Subject:
    """Who files: a tax code is an organisation's, anything else a person's."""
    return Subject.ORGANISATION if TAX_CODE.fullmatch(identity.strip()) else Subject.CITIZEN


def reference(sha256: str, connection: Connection) -> str:
    """Where a file is to be asked for: the configured address, else its hash, by which it is found with us."""
    return connection.file_url.replace("{sha256}", sha256) if connection.file_url else f"urn:sha256:{sha256}"


def dossier(told: Told, connection: Connection) -> HoSo:
    """The dossier as DongBoHoSoMC takes it."""
    papers = [file for file in told.files if not file.result]
    results = [file for file in told.files if file.result]
    online = [fee.online for fee in told.fees if fee.online]
    return HoSo(
        MaHoSo=told.code,
        MaTTHC=told.procedure,
        TenTTHC=told.procedure_name,
        MaLinhVuc=connection.field_codes.get(told.field_name, ""),
        TenLinhVuc=told.field_name,
        ChuHoSo=told.applicant,
        LoaiDoiTuong=connection.subjects[subject_of(told.identity)],
        MaDoiTuong=told.identity,
        Email=told.email if connection.contacts else "",
        Fax="",
        SoDienThoai=told.phone if connection.contacts else "",
        TrichYeuHoSo=told.procedure_name,
        NgayTiepNhan=stamp(told.received_at),
        NgayHenTra=stamp(told.due_at),
        TrangThaiHoSo=str(int(told.state)),
        NgayTra=stamp(told.returned_at),
        ThongTinTra=told.result_number,
        HinhThuc=connection.returns[told.return_method],
        NgayKetThucXuLy=stamp(told.finished_at),
        DonViXuLy=told.authority,
        GhiChu="",
        KenhThucHien=CHANNELS.get(told.channel, CHANNELS["direct"]),
        HoSoCoThanhPhanSoHoa="1" if papers else "0",
        TaiKhoanDuocXacThucVoiVNeID="1" if told.verified else "0",
        DuocThanhToanTrucTuyen="1" if "portal" in online else "2" if online else "0",
        TaiLieuNop=tuple(_paper(file, connection) for file in papers),
        DanhSachLePhi=tuple(_fee(fee, connection) for fee in told.fees),
        DanhSachHoSoBoSung=tuple(_ask(ask, told.code) for ask in told.asks),
        DanhSachGiayToKetQua=tuple(_result(file, told, connection) for file in results),
    )


def progress(told: Told) -> TienDo:
    """The step as CapNhatTienDoHoSoMC takes it."""
    return TienDo(
        MaHoSo=told.code,
        NguoiXuLy=told.step.by,
        ChucDanh=told.step.title,
        ThoiDiemXuLy=stamp(told.step.at),
        PhongBanXuLy=told.step.place,
        NoiDungXuLy=str(told.step.about),
        TrangThai=str(int(told.state)),
        NgayBatDau=stamp(told.step.since),
        NgayKetThucTheoQuyDinh=stamp(told.due_at),
    )


def _paper(file: FileTold, connection: Connection) -> TaiLieuNop:
    return TaiLieuNop(
        TepDinhKemId=file.sha256,
        TenTepDinhKem=f"{file.paper}{file.ending}",
        IsDeleted="False",
        MaThanhPhanHoSo="",  # components have no code in our catalogue
        DuongDanTaiTepTin=reference(file.sha256, connection),
        DuocSoHoa="1",
        DuocLayTuKhoDMQG="0",
        MaCSDL="",
    )


def _fee(fee: FeeTold, connection: Connection) -> LePhi:
    return LePhi(
        TenPhiLePhi=fee.name,
        MaPhiLePhi="",
        HinhThucThu=fee.moment,
        Gia=str(fee.amount),
        LoaiPhiLePhi=connection.fee_kinds[fee.kind],
    )


def _ask(ask: AskTold, code: str) -> HoSoBoSung:
    return HoSoBoSung(
        HoSoBoSungId=f"{code}-{ask.step}",
        NguoiYeuCauBoSung=ask.by,
        NoiDungBoSung="; ".join(ask.missing),
        NgayBoSung=stamp(ask.asked_at),
        NguoiTiepNhanBoSung=ask.taken_by,
        ThongTinTiepNhan="",
        NgayTiepNhanBoSung=stamp(ask.taken_at),
        TrangThaiBoSung="1" if ask.taken_at else "0",
        DanhSachGiayToBoSung=tuple(GiayToBoSung(name) for name in ask.missing),
        DanhSachLePhiBoSung=(),
        NgayHenTraTruoc=stamp(ask.due_before),
        NgayHenTraMoi=stamp(ask.due_after),
    )


def _result(file: FileTold, told: Told, connection: Connection) -> GiayToKetQua:
    return GiayToKetQua(
        TenGiayTo=told.result_name or STATE_NAMES[State.DONE],
        MaThanhPhanHoSo="",
        GiayToId=file.sha256,
        DuongDanTepTinKetQua=reference(file.sha256, connection),
        MaKetQua=told.result_code,
    )


def body(told: Told, service: Service, connection: Connection) -> dict[str, Any]:
    """What stands in `data` for this service."""
    return asdict(dossier(told, connection) if service is Service.DOSSIER else progress(told))


def envelope(
    *, service: str, unit: str, session: str, data: Sequence[Mapping[str, Any]], updating: bool = False
) -> dict[str, Any]:
    """The whole message, as every service of the interface takes it."""
    return {
        "session": session,
        "madonvi": unit,
        "service": service,
        "isUpdating": "True" if updating else "False",
        "data": list(data),
    }


def written(message: Mapping[str, Any]) -> bytes:
    """A message as bytes: the same message is the same bytes."""
    return json.dumps(message, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

"""What the national portal is told: the exact names, text only, and no more than it asks for."""

from dataclasses import fields, replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liemchinh.dossiers.rules import State
from liemchinh.exchange import rules
from liemchinh.exchange.rules import AskTold, Connection, FeeTold, FileTold, Service, StepTold, Told, connection
from liemchinh.exchange.rules.payload import GiayToKetQua, HoSo, HoSoBoSung, LePhi, TaiLieuNop, TienDo

THERE: Connection = connection({"unit": "G99.12", "home": "H99.12", "since": datetime(2026, 9, 1, tzinfo=UTC).date()})
AT = datetime(2026, 9, 7, 18, 30, tzinfo=UTC)
"""Half past one in the night of the eighth, in Vietnam."""
TOLD = Told(
    code="H99.12-260907-0001",
    procedure="1.004222",
    procedure_name="Đăng ký thường trú",
    field_name="Cư trú",
    authority="Xã An Mẫu",
    applicant="Nguyễn Thị Thí Dụ",
    identity="000000000012",
    email="thi.du@example.vn",
    phone="0999123456",
    channel="online",
    return_method="post",
    state=State.SUPPLEMENT,
    step=StepTold(at=AT, by="Lê Mẫu", title="Chuyên viên", place="Phòng Mẫu", about="Giao người thụ lý"),
    received_at=AT,
    files=(FileTold("ab" * 32, "Tờ khai", ".pdf"), FileTold("cd" * 32, "Kết quả", ".pdf", result=True)),
    fees=(FeeTold("Lệ phí", "charge", "1", 20000, "own"),),
    asks=(AskTold(3, "Lê Mẫu", ("Giấy A", "Giấy B"), AT, AT),),
)


def test_the_names_are_those_of_the_interface() -> None:
    said = rules.body(TOLD, Service.DOSSIER, THERE)
    for shape, row in (
        (HoSo, said),
        (TaiLieuNop, said["TaiLieuNop"][0]),
        (LePhi, said["DanhSachLePhi"][0]),
        (HoSoBoSung, said["DanhSachHoSoBoSung"][0]),
        (GiayToKetQua, said["DanhSachGiayToKetQua"][0]),
        (TienDo, rules.body(TOLD, Service.PROGRESS, THERE)),
    ):
        assert list(row) == [known.name for known in fields(shape)]
    assert (said["KenhThucHien"], said["HinhThuc"], said["DuocThanhToanTrucTuyen"]) == ("2", "1", "2")
    assert said["NgayTiepNhan"] == "20260908013000", "on the Vietnamese clock"
    assert said["TrangThaiHoSo"] == "5" and said["HoSoCoThanhPhanSoHoa"] == "1"
    assert said["TaiLieuNop"][0]["DuongDanTaiTepTin"] == "urn:sha256:" + "ab" * 32


def test_contacts_go_along_only_where_the_connection_says_so() -> None:
    said = rules.dossier(TOLD, THERE)
    assert (said.Email, said.SoDienThoai) == ("", "")
    said = rules.dossier(TOLD, replace(THERE, contacts=True, file_url="https://xa.vidu.vn/tep/{sha256}"))
    assert (said.Email, said.SoDienThoai) == ("thi.du@example.vn", "0999123456")
    assert said.TaiLieuNop[0].DuongDanTaiTepTin == "https://xa.vidu.vn/tep/" + "ab" * 32


@pytest.mark.parametrize(
    ("identity", "kind"),
    [("000000000012", "1"), ("", "1"), ("B1234567", "1"), ("0101234567", "2"), ("0101234567-001", "2")],
)
def test_a_tax_code_is_an_organisations_and_adapters_count_differently(identity: str, kind: str) -> None:
    told = replace(TOLD, identity=identity)
    assert rules.dossier(told, THERE).LoaiDoiTuong == kind
    from_zero = replace(THERE, subjects={"citizen": "0", "organisation": "1"})
    assert rules.dossier(told, from_zero).LoaiDoiTuong == str(int(kind) - 1)


@given(
    state=st.sampled_from(State),
    channel=st.sampled_from(["direct", "online", "post", "other"]),
    name=st.text(max_size=40),
    amount=st.integers(0, 10**9),
)
def test_whatever_is_told_every_value_is_text_and_the_same_message_the_same_bytes(
    state: State, channel: str, name: str, amount: int
) -> None:
    name = name.encode("utf-8", "ignore").decode()
    told = replace(TOLD, state=state, channel=channel, applicant=name, fees=(FeeTold(name, "fee", "4", amount),))

    def texts(value: object) -> bool:
        if isinstance(value, dict):
            return all(texts(inner) for inner in value.values())
        return all(texts(inner) for inner in value) if isinstance(value, list | tuple) else isinstance(value, str)

    for service in Service:
        body = rules.body(told, service, THERE)
        assert texts(body)
        message = rules.envelope(service=service, unit="G99.12", session="", data=[body])
        assert rules.written(message) == rules.written(dict(reversed(message.items())))


@pytest.mark.parametrize(
    ("verb", "before", "after", "sent"),
    [
        ("receive", None, 2, (Service.DOSSIER,)),
        ("hand_over", 2, 4, (Service.DOSSIER, Service.PROGRESS)),
        ("assign", 4, 4, (Service.PROGRESS,)),
        ("correct", 4, 4, (Service.DOSSIER, Service.PROGRESS)),
        ("choose_notices", 4, 4, ()),
    ],
)
def test_an_act_is_told_by_what_it_changed(
    verb: str, before: int | None, after: int, sent: tuple[Service, ...]
) -> None:
    assert rules.services_of(verb, before=before, after=after) == sent


@given(st.lists(st.tuples(st.integers(1, 500), st.sampled_from(Service)), unique=True))
def test_places_order_by_step_and_the_dossier_before_its_progress(rows: list[tuple[int, Service]]) -> None:
    order = sorted(rows, key=lambda row: rules.place(*row))
    assert order == sorted(rows, key=lambda row: (row[0], row[1] is Service.PROGRESS))

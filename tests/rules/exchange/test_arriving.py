"""A message from outside is read strictly: what fits is a dossier, anything else is refused, nothing crashes."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liemchinh.exchange import rules
from liemchinh.exchange.rules.arriving import LONGEST
from liemchinh.kernel.errors import Refused
from tests.refusals import refused

ROW = {"MaHoSo": "G09.20-20260609-0092637", "MaTTHC": "2.000908", "ChuHoSo": "Nguyễn Thị Thí Dụ", "DonViXuLy": "H99.12"}
WILD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def test_a_local_copy_of_a_procedure_code_and_a_byte_order_mark_are_understood() -> None:
    [row] = rules.split(b"\xef\xbb\xbf" + json.dumps({**ROW, "MaTTHC": "2.000908.000.00.00.H99"}).encode())
    assert rules.read(row).procedure == "2.000908"
    assert len(rules.split(json.dumps({"data": [ROW, ROW]}).encode())) == 2


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"ChuHoSo": None}, "exchange.field_missing"),
        ({"ChuHoSo": "Nguyễn\u202eThí"}, "exchange.field"),
        ({"ChuHoSo": "x" * 201}, "exchange.field"),
        ({"Email": "không phải thư"}, "exchange.field"),
        ({"SoDienThoai": "gọi tôi"}, "exchange.field"),
        ({"KenhThucHien": 1}, "exchange.channel"),
        ({"TaiLieuNop": "tệp"}, "exchange.field"),
        ({"TaiLieuNop": [{"TenTepDinhKem": "x"}] * 41}, "exchange.field"),
        ({"TaiLieuNop": [{"TenTepDinhKem": "x", "DuongDanTaiTepTin": "/etc/passwd"}]}, "exchange.field"),
        ({"TaiLieuNop": [{"TenTepDinhKem": "x", "DuongDanTaiTepTin": "a/../../b"}]}, "exchange.field"),
        ({"TaiLieuNop": [{"TenTepDinhKem": "x", "DuongDanTaiTepTin": "file:///etc/passwd"}]}, "exchange.field"),
        ({"TaiLieuNop": [{"TenTepDinhKem": "x", "DuongDanTaiTepTin": "http://cong.vidu.vn/1"}]}, "exchange.field"),
        ({"TaiLieuNop": [{"TenTepDinhKem": "x", "DuongDanTaiTepTin": "a\\b"}]}, "exchange.field"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(changes: dict[str, Any], code: str) -> None:
    with refused(code):
        rules.read({**ROW, **changes})


def test_a_deleted_attachment_is_none() -> None:
    papers = [
        {"TenTepDinhKem": "x", "IsDeleted": "True"},
        {"TenTepDinhKem": "Tờ  khai", "DuongDanTaiTepTin": "a/b.pdf"},
    ]
    assert [paper.name for paper in rules.read({**ROW, "TaiLieuNop": papers}).papers] == ["Tờ khai"]


@given(st.dictionaries(st.sampled_from([*LONGEST, "TaiLieuNop"]), WILD, max_size=6))
def test_whatever_stands_there_is_read_or_refused(changes: dict[str, Any]) -> None:
    try:
        found = rules.read({**ROW, **changes})
    except Refused as problem:
        assert problem.code.startswith("exchange.") and "{" not in str(problem)
        return
    assert found.code and found.applicant and all(".." not in paper.path.split("/") for paper in found.papers)


@given(st.binary(max_size=200) | WILD.map(lambda value: json.dumps(value).encode()))
def test_bytes_are_rows_or_refused(content: bytes) -> None:
    try:
        rows = rules.split(content)
    except Refused as problem:
        assert problem.code == "exchange.json"
        return
    assert rows and all(isinstance(row, dict) for row in rows)

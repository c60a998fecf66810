"""The check finds people in public texts however they are written, and lets the town and the law be named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liemchinh.kernel.words import fold, nfc
from liemchinh.petitions.rules.publishing import alarms, uncleared
from liemchinh.petitions.rules.redaction import findings

NAMES, ADDRESSES = ["Nguyễn Thị Thí Dụ"], ["Số 12, thôn Mẫu Đông, xã An Mẫu, tỉnh Sông Mẫu"]


def clues(text: str) -> list[tuple[str, str]]:
    return [(found.clue.value, found.words) for found in findings(text, names=NAMES, addresses=ADDRESSES)]


@pytest.mark.parametrize(
    ("clue", "text"),
    [
        ("identity", "CCCD 001 088 000 111 của tôi"),
        ("identity", "số cmnd: 012.345.678"),
        ("identity", "hộ chiếu B1234567"),
        ("identity", "mã số thuế 0312345678"),
        ("phone", "gọi 0912 345 678 nhé"),
        ("phone", "gọi +84 912-345-678 nhé"),
        ("phone", "gọi ０９１２３４５６７８ nhé"),
        ("phone", "gọi 09\u200b12\u200b345\u200b678 nhé"),
        ("phone", "không chín một hai ba bốn năm sáu bảy tám"),
        ("email", "thu gui mau.du@example.vn giup"),
        ("email", "mau.du (at) example (dot) vn"),
        ("account", "stk 0123 4567 8901 23 ngân hàng mẫu"),
        ("plate", "xe 65B1-123.45 đỗ chắn lối"),
        ("parcel", "thửa đất số 123, tờ bản đồ số 5"),
        ("parcel", "giấy chứng nhận BK 123456"),
        ("birth", "sinh ngày 12/03/1958"),
        ("link", "xem https://facebook.com/mau.du"),
        ("address", "nhà ở số nhà 12 ngách 4"),
        ("address", "dân tổ 5 kêu nhiều lần"),
        ("address", "thôn Mẫu Đông mất nước"),
        ("address", "o thon mau dong mat nuoc"),
        ("name", "nguyen thi thi du gửi đơn"),
        ("name", "NGUYỄN THỊ THÍ DỤ gửi đơn"),
        ("name", "N.T.T. Dụ gửi đơn"),
        ("name", "nguyenthithidu gửi đơn"),
        ("name", "chị Dụ gửi đơn"),
        ("name", "gửi lại Dụ biết"),
        ("name", "ông Trần Văn Mẫu trả lời"),
        ("name", "hàng xóm là Lê Mẫu"),
        ("name", "tran van mau o gan cho"),
        ("name", "trả lời cho Lê Mẫu"),
        ("name", "ở khu chợ, Lê Mẫu hát"),
        ("name", "chủ tịch xã Trần Văn Mẫu nói"),
        ("name", "gia đình Lê Văn Mẫu"),
    ],
)
def test_it_is_found(clue: str, text: str) -> None:
    assert clue in [kind for kind, _ in clues(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Đường thôn xuống cấp từ năm 2019 2020, kinh phí 1.500.000.000 đồng theo Quyết định 123/QĐ-UBND ngày 2/3/2026.",
        "Kính gửi Ủy ban nhân dân phường Trần Hưng Đạo. Đường Nguyễn Văn Linh hỏng ba tháng nay.",
        "Hồ sơ H99.12-260918-0042 hẹn 30 ngày làm việc; 15 hộ dân, 3.200 m2 lúa.",
        "Bà con rất mong, do văn bản chậm ban hành. Hoa màu bị ngập. Chủ tịch Hồ Chí Minh. Hà Nội.",
        "Xem https://dichvucong.gov.vn/huong-dan và đèn đường khu chợ.",
    ],
)
def test_the_town_the_law_and_money_are_let_through(text: str) -> None:
    assert clues(text) == []


@given(st.text(max_size=120))
def test_every_finding_stands_where_it_says_and_none_overlaps_another(text: str) -> None:
    shown, last = nfc(text), 0
    for found in findings(text, names=NAMES, addresses=ADDRESSES):
        assert found.start >= last and found.end > found.start
        assert shown[found.start : found.end] == found.words
        last = found.end


@given(st.sampled_from(["", "Kính gửi, ", "Theo đơn: "]), st.booleans(), st.booleans())
def test_the_senders_own_name_never_passes_whatever_is_done_to_it(before: str, bare: bool, spread: bool) -> None:
    name = fold(NAMES[0]) if bare else NAMES[0]
    if spread:
        name = name.replace(" ", "  ")
    assert clues(f"{before}{name} hỏi về đường.")


def test_a_cleared_finding_stays_cleared_when_it_moves_and_not_when_its_neighbours_change() -> None:
    far, near = "Đã nhiều tuần nay ở cuối khu chợ cũ, ", "hát rất hay vào mỗi buổi tối thứ bảy."
    first = alarms({"question": f"{far}Lê Mẫu {near}"}, names=(), addresses=())
    assert len(first) == 1
    cleared = {first[0].key: {}}
    moved = alarms({"question": f"Thưa cơ quan. {far}Lê Mẫu {near}"}, names=(), addresses=())
    assert uncleared(moved, cleared) == ()
    for changed in ({"question": f"{far}Lê Mẫu ở ngay cạnh tôi."}, {"title": f"{far}Lê Mẫu {near}"}):
        assert len(uncleared(alarms(changed, names=(), addresses=()), cleared)) == 1

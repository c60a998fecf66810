"""The forms: every field the circular asks for, in its order, and nothing that was not given."""

from dataclasses import fields, is_dataclass, replace

import pytest

from liemchinh.papers import Letterhead, Paper, Principal, Receipt, StopNotice
from tests.papers import samples
from tests.papers.reading import missing_in_order, pdf, text

HEADS = ("Mẫu số {form}", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")

ORDER = {
    "01": (
        "Số: 07/TTPVHCC",
        "Mẫu, ngày 18 tháng 9 năm 2026",
        "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
        "Mã hồ sơ: H99.12-260918-0018",
        "Trung tâm Phục vụ hành chính công xã Mẫu",
        "Tiếp nhận hồ sơ của Ông (Bà)/Tổ chức: Nguyễn Thị ẨẲỄỘ Ặn",
        "Số định danh cá nhân/tổ chức: 001199000001",
        "Địa chỉ: Thôn Mẫu Thượng, xã Mẫu",
        "Số điện thoại: 0900 000 001",
        "Email: thi.an@example.vn",
        "Nội dung yêu cầu giải quyết: Đăng ký khai sinh có yếu tố nước ngoài",
        "Thành phần hồ sơ nộp gồm:",
        "1 Tờ khai đăng ký khai sinh Bản chính 01",
        "2 Giấy chứng nhận kết hôn của cha, mẹ Bản sao 02",
        "Số lượng hồ sơ: 01 (bộ)",
        "Thời gian giải quyết hồ sơ theo quy định là: 05 ngày làm việc",
        "Thời gian nhận hồ sơ: 09 giờ 10 phút, ngày 18 tháng 9 năm 2026",
        "Thời gian trả kết quả giải quyết hồ sơ: 17 giờ 00 phút, ngày 25 tháng 9 năm 2026",
        "Đăng ký nhận kết quả tại: Quầy 3",
        "NGƯỜI NỘP HỒ SƠ",
        "(Ký và ghi rõ họ tên)",
        "NGƯỜI TIẾP NHẬN HỒ SƠ",
        "Trần Văn Mẫu",
        "Phí, lệ phí: 15.000 đồng, đã thu",
        "Vì sao là ngày này: Không tính thứ Bảy 19/9",
        "Mã bí mật: 7K2M-9QXD",
        samples.LOOK.url,
        "Đường dây nóng: 1900 0000. Điện thoại: 024 0000 0000. Thư điện tử: mot-cua@xa-mau.example",
        "Hòm thư góp ý: Hòm thư tại sảnh chính. Nơi tiếp công dân: Phòng 101",
        "không thuộc Mẫu số 01",
    ),
    "02": (
        "Số: 07/PBS-TTPVHCC",
        "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ",
        "Hồ sơ của: Nguyễn Thị ẨẲỄỘ Ặn",
        "Nội dung yêu cầu giải quyết:",
        "Địa chỉ:",
        "Số điện thoại:",
        "Email:",
        "Yêu cầu hoàn thiện hồ sơ gồm những nội dung sau:",
        "1. Bản chính Giấy chứng sinh",
        "2. Tờ khai ghi đủ mục 4",
        "Lý do: Giấy chứng sinh nộp là bản chụp",
        "liên hệ với Trần Văn Mẫu, số điện thoại 024 0000 0001 để được hướng dẫn./.",
        "NGƯỜI HƯỚNG DẪN",
        "Mã hồ sơ: H99.12-260918-0018",
        "Thời điểm yêu cầu: Trong khi thẩm định",
        "Lần yêu cầu: 1/1",
        "Thời hạn: Ngày hẹn tạm dừng từ hôm nay.",
    ),
    "03": (
        "Số: 07/PTC-TTPVHCC",
        "PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ",
        "Tiếp nhận hồ sơ của: Nguyễn Thị ẨẲỄỘ Ặn",
        "Số định danh cá nhân/tổ chức:",
        "Địa chỉ:",
        "Số điện thoại:",
        "Mã hồ sơ (nếu có): H99.12-260918-0018",
        "Nội dung yêu cầu giải quyết:",
        "thông báo không tiếp nhận, giải quyết hồ sơ này với lý do cụ thể như sau:",
        "Hồ sơ không thuộc thẩm quyền của xã. Nơi nhận: Sở Tư pháp tỉnh Mẫu.",
        "Xin thông báo cho Ông/Bà được biết và thực hiện./.",
        "NGƯỜI NỘP HỒ SƠ",
        "NGƯỜI TIẾP NHẬN HỒ SƠ",
        "(Chữ ký số của người tiếp nhận hồ sơ)",
    ),
    "04": (
        "Số: 07/PXL",
        "PHIẾU XIN LỖI VÀ ĐỀ NGHỊ GIA HẠN THỜI GIAN GIẢI QUYẾT",
        "Kính gửi: Nguyễn Thị ẨẲỄỘ Ặn",
        "Ngày 18 tháng 9 năm 2026, Ủy ban nhân dân xã Mẫu tiếp nhận",
        "Nguyễn Thị ẨẲỄỘ Ặn; số định danh: 001199000001; mã số hồ sơ: H99.12-260918-0018.",
        "Thời gian hẹn trả kết quả giải quyết hồ sơ: 17 giờ, ngày 25 tháng 9 năm 2026",
        "Lý do: chưa xác minh xong nơi sinh.",
        "xin trân trọng gửi lời xin lỗi",
        "vào ngày 29 tháng 9 năm 2026.",
        "Mong nhận được sự thông cảm",
        "CHỦ TỊCH",
        "Lê Thị Mẫu",
    ),
    "05": (
        "Số: 07/TB-TTPVHCC",
        "THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ",
        "Mã hồ sơ: H99.12-260918-0018",
        "Thời gian nhận hồ sơ: 09 giờ 10 phút",
        "yêu cầu dừng: ngày 22 tháng 9 năm 2026",
        "Tình trạng hồ sơ khi dừng: Đang thẩm định",
        "Lý do dừng: Người nộp chuyển nơi cư trú.",
        "Thời điểm dừng giải quyết: 14 giờ 05 phút, ngày 22 tháng 9 năm 2026",
        "Việc trả lại giấy tờ: Đã trả đủ",
        "Phí, lệ phí: Đã hoàn",
        "Chúng tôi chưa có bố cục chính thức của Mẫu số 05.",
    ),
    "06": (
        "Số: 07/PKS-TTPVHCC",
        "PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ",
        "Mã số hồ sơ: H99.12-260918-0018",
        "Cơ quan (bộ phận) giải quyết hồ sơ: Phòng Văn hóa - Xã hội",
        "Cơ quan phối hợp giải quyết hồ sơ: Công an xã Mẫu",
        "Ngày nhận: 18/9/2026",
        "Hẹn trả kết quả vào 17 giờ 00 phút, ngày 25 tháng 9 năm 2026",
        "Tên đơn vị",
        "Thời gian giao nhận hồ sơ",
        "Kết quả giải quyết hồ sơ (trước hạn/đúng hạn/quá hạn)",
        "Ghi chú",
        # Cells over two rows are drawn after the time beside them; the tags keep the order of the form.
        "09 giờ 10 phút, ngày 18/9/2026",
        "1. Giao: Bộ phận Một cửa",
        "2. Nhận: Phòng Văn hóa",
        "đúng hạn",
        "Người giao",
        "do bên nhận nhập thông tin/ghi khi nhận bàn giao hồ sơ.",
    ),
}


@pytest.mark.parametrize("paper", samples.FILLED, ids=lambda paper: paper.form)
def test_every_field_stands_in_the_order_of_the_form(paper: Paper) -> None:
    form = paper.form[-2:]
    found = text(paper)
    assert missing_in_order((head.format(form=form) for head in HEADS), found) == []
    assert missing_in_order(ORDER[form], found) == []


def test_what_is_said_at_once_is_no_receipt_and_says_so() -> None:
    found = text(samples.ACKNOWLEDGEMENT)
    order = (
        "XÁC NHẬN ĐÃ NHẬN HỒ SƠ TRỰC TUYẾN",
        "Mã hồ sơ: H99.12-260918-0018",
        "Tờ khai đăng ký khai sinh",
        "cha, mẹ chưa đăng ký kết hôn",
        "Hệ thống nhận hồ sơ lúc: 09 giờ 10 phút, ngày 18 tháng 9 năm 2026.",
        "Bộ phận Một cửa trả lời trước: 17 giờ 00 phút, ngày 25 tháng 9 năm 2026.",
        "Giấy này chưa phải giấy tiếp nhận hồ sơ và hẹn trả kết quả.",
        "không cần chữ ký",
        "8 giờ làm việc kể từ khi",
    )
    assert missing_in_order(order, found) == []
    assert "Mẫu số" not in found
    assert len(pdf(samples.ACKNOWLEDGEMENT).pages) == 1


def values(part: object) -> list[str]:
    if is_dataclass(part):
        return [value for one in fields(part) for value in values(getattr(part, one.name))]
    if isinstance(part, tuple):
        return [value for one in part for value in values(one)]
    return [part] if isinstance(part, str) else []


@pytest.mark.parametrize("size", ["A4", "A5"])
def test_no_text_given_to_a_receipt_is_left_out(size: str) -> None:
    found = text(samples.RECEIPT, size).replace(" ", "").casefold()  # type: ignore[arg-type]
    given = [value for value in values(samples.RECEIPT) if value != "7"]
    assert [value for value in given if value.replace(" ", "").casefold() not in found] == []


@pytest.mark.parametrize("paper", samples.BLANK, ids=lambda paper: paper.form)
def test_a_blank_form_has_dotted_lines_and_never_says_none(paper: Paper) -> None:
    found = text(paper)
    assert "None" not in found
    assert "none" not in found
    assert ". . . ." in found or "...." in found
    assert len(pdf(paper).pages) == 1


def test_the_principal_is_named_on_the_receipt_of_an_authorised_person() -> None:
    principal = Principal("Lê Văn Mẫu", "001199000002", "Thôn Hạ", "0900 000 002", "", "Giấy ủy quyền số 3")
    paper = replace(samples.RECEIPT, applicant=replace(samples.APPLICANT, principal=principal))
    order = (
        "Email: thi.an@example.vn",
        "Người ủy quyền: Lê Văn Mẫu",
        "Địa chỉ: Thôn Hạ",
        "Số định danh cá nhân: 001199000002",
        "Giấy tờ ủy quyền: Giấy ủy quyền số 3",
        "Nội dung yêu cầu giải quyết:",
    )
    assert missing_in_order(order, text(paper)) == []
    assert "Người ủy quyền" not in text(samples.RECEIPT)


def test_a_provisional_date_says_so_on_every_size() -> None:
    paper = replace(samples.RECEIPT, provisional=True)
    for size in Receipt.sizes:
        assert "Ngày dự kiến" in text(paper, size)  # type: ignore[arg-type]
        assert "Ngày dự kiến" not in text(samples.RECEIPT, size)  # type: ignore[arg-type]


def test_letters_write_day_05_and_month_02_but_month_3() -> None:
    head = samples.HEAD
    february = replace(head, day=head.day.replace(month=2, day=5)) if head.day else head
    march = replace(head, day=head.day.replace(month=3, day=15)) if head.day else head
    assert "ngày 05 tháng 02 năm 2026" in text(replace(samples.REFUSAL, letterhead=february))
    assert "ngày 15 tháng 3 năm 2026" in text(replace(samples.REFUSAL, letterhead=march))


def test_the_short_slip_carries_no_identity_number_and_no_address() -> None:
    slip = text(samples.RECEIPT, "80mm")
    assert samples.APPLICANT.identity not in slip
    assert "Mẫu Thượng" not in slip
    assert samples.CODE in slip
    assert "trước 17 giờ" in slip


def test_the_leaf_says_the_hour_as_it_is_spoken() -> None:
    morning = samples.DUE.replace(hour=0, minute=30)
    assert "trước 0 giờ 30" in text(replace(samples.RECEIPT, due_at=morning), "80mm")
    assert "trước 9 giờ 05" in text(replace(samples.RECEIPT, due_at=morning.replace(hour=9, minute=5)))


def test_only_form_05_says_its_layout_is_ours() -> None:
    note = "chưa có bố cục chính thức"
    assert [paper.form for paper in samples.FILLED if note in text(paper)] == [StopNotice.form]


def test_a_number_of_the_offices_own_shape_is_kept() -> None:
    head = Letterhead("Ủy ban nhân dân xã Mẫu", "Bộ phận Một cửa", number="12.3", desk_sign="BPTNTKQ")
    assert "Số: 12.3/PBS-BPTNTKQ" in text(replace(samples.SUPPLEMENT, letterhead=head))

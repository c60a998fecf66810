"""One filled-in paper of each form, of an invented commune with invented people."""

from datetime import date, datetime, timedelta

from liemchinh.kernel.days import VIETNAM
from liemchinh.papers import (
    Acknowledgement,
    ApologyLetter,
    Applicant,
    Component,
    Contacts,
    ControlSlip,
    HandingLine,
    HandingMinutes,
    HandingSide,
    Handover,
    Letterhead,
    LookUp,
    Paper,
    Promise,
    Receipt,
    RefusalSlip,
    Signatory,
    StopNotice,
    SupplementSlip,
)

NAME = "Nguyễn Thị ẨẲỄỘ Ặn"
CODE = "H99.12-260918-0018"
DESK = "Trung tâm Phục vụ hành chính công xã Mẫu"
REQUEST = "Đăng ký khai sinh có yếu tố nước ngoài"
CLERK = Signatory("Trần Văn Mẫu")
RECEIVED = datetime(2026, 9, 18, 9, 10, tzinfo=VIETNAM)
DUE = datetime(2026, 9, 25, 17, 0, tzinfo=VIETNAM)
LOOK = LookUp(f"https://dichvucong.xa-mau.example/h/{CODE}", "7K2M-9QXD")
HEAD = Letterhead(
    superior="Ủy ban nhân dân xã Mẫu",
    issuer="Trung tâm Phục vụ hành chính công",
    place="Mẫu",
    day=date(2026, 9, 18),
    number="7",
)
CONTACTS = Contacts("1900 0000", "024 0000 0000", "mot-cua@xa-mau.example", "Hòm thư tại sảnh chính", "Phòng 101")
WITHOUT_SALT, WITH_SALT = 260, 337  # how many digits a signed promise is written with
PROMISE = Promise(
    mark="0f1e2d3c4b5a6978",
    until=RECEIVED + timedelta(hours=1),
    digits=str(7**399)[:WITH_SALT],
    short=str(3**545)[:WITHOUT_SALT],
)
APPLICANT = Applicant(NAME, "001199000001", "Thôn Mẫu Thượng, xã Mẫu", "0900 000 001", "thi.an@example.vn")

RECEIPT = Receipt(
    letterhead=HEAD,
    code=CODE,
    desk=DESK,
    applicant=APPLICANT,
    request=REQUEST,
    components=(
        Component("Tờ khai đăng ký khai sinh", "Bản chính", 1),
        Component("Giấy chứng nhận kết hôn của cha, mẹ", "Bản sao", 2),
    ),
    received_at=RECEIVED,
    due_at=DUE,
    term="05 ngày làm việc",
    return_place="Quầy 3",
    submitter=NAME,
    receiver=CLERK,
    why="Không tính thứ Bảy 19/9 và Chủ nhật 20/9.",
    fee="15.000 đồng, đã thu",
    look_up=LOOK,
    contacts=CONTACTS,
)
SUPPLEMENT = SupplementSlip(
    letterhead=HEAD,
    applicant=APPLICANT,
    request=REQUEST,
    items=("Bản chính Giấy chứng sinh", "Tờ khai ghi đủ mục 4"),
    reason="Giấy chứng sinh nộp là bản chụp chưa chứng thực.",
    contact_person="Trần Văn Mẫu",
    contact_phone="024 0000 0001",
    guide=CLERK,
    code=CODE,
    stage="Trong khi thẩm định",
    request_number="1/1",
    supply_by=date(2026, 10, 8),
    clock="Ngày hẹn tạm dừng từ hôm nay.",
    look_up=LOOK,
    contacts=CONTACTS,
)
REFUSAL = RefusalSlip(
    letterhead=HEAD,
    desk=DESK,
    applicant=APPLICANT,
    request=REQUEST,
    reason="Hồ sơ không thuộc thẩm quyền của xã.\nNơi nhận: Sở Tư pháp tỉnh Mẫu.",
    code=CODE,
    submitter=NAME,
    receiver=Signatory("Trần Văn Mẫu", digital=True),
    look_up=LOOK,
    contacts=CONTACTS,
)
APOLOGY = ApologyLetter(
    letterhead=HEAD,
    recipient=NAME,
    agency="Ủy ban nhân dân xã Mẫu",
    received_on=date(2026, 9, 18),
    procedure=REQUEST,
    holder=NAME,
    identity="001199000001",
    code=CODE,
    due_at=DUE,
    reason="chưa xác minh xong nơi sinh.",
    new_due_on=date(2026, 9, 29),
    head=Signatory("Lê Thị Mẫu", "Chủ tịch"),
    look_up=LOOK,
    contacts=CONTACTS,
)
STOP = StopNotice(
    letterhead=HEAD,
    desk=DESK,
    applicant=APPLICANT,
    code=CODE,
    request=REQUEST,
    received_at=RECEIVED,
    requested_on=date(2026, 9, 22),
    stopped_at=datetime(2026, 9, 22, 14, 5, tzinfo=VIETNAM),
    reason="Người nộp chuyển nơi cư trú.",
    state="Đang thẩm định",
    papers="Đã trả đủ 02 giấy tờ.",
    fees="Đã hoàn 15.000 đồng.",
    submitter=NAME,
    receiver=CLERK,
    look_up=LOOK,
    contacts=CONTACTS,
)
CONTROL = ControlSlip(
    letterhead=HEAD,
    code=CODE,
    unit="Phòng Văn hóa - Xã hội",
    coordinating="Công an xã Mẫu",
    received_on=date(2026, 9, 18),
    due_at=DUE,
    rows=(Handover("Bộ phận Một cửa", "Phòng Văn hóa", RECEIVED, "đúng hạn", "đủ", "Trần Văn Mẫu", "Phạm Thị Mẫu"),),
    blank_rows=2,
    look_up=LOOK,
)

HANDING = HandingMinutes(
    letterhead=HEAD,
    giver=HandingSide("Phạm Văn Mẫu", "Công chức tư pháp - hộ tịch", RECEIVED),
    taker=HandingSide("Vũ Thị Mẫu", "Công chức tư pháp - hộ tịch", RECEIVED),
    witness=HandingSide("Lê Thị Mẫu", "Chánh Văn phòng", RECEIVED),
    made_at=RECEIVED,
    lines=(HandingLine(CODE, "Đang xử lý", DUE, "đã chuyển"),),
    reason="Nghỉ sinh.",
    remark="Thiếu tờ khai thứ 2.",
    stage="Đã bàn giao xong",
)

ACKNOWLEDGEMENT = Acknowledgement(
    letterhead=HEAD,
    code=CODE,
    desk=DESK,
    applicant=APPLICANT,
    request=REQUEST,
    components=(Component("Tờ khai đăng ký khai sinh", "Bản điện tử", 1),),
    absent=("Giấy chứng nhận kết hôn: cha, mẹ chưa đăng ký kết hôn",),
    filed_at=RECEIVED,
    answer_due_at=DUE,
    return_place="Nhận tại Bộ phận Một cửa",
    fee="Không thu phí",
    why="8 giờ làm việc kể từ khi hệ thống nhận hồ sơ.",
    look_up=LOOK,
    promise=PROMISE,
    contacts=CONTACTS,
)
FILLED: tuple[Paper, ...] = (RECEIPT, SUPPLEMENT, REFUSAL, APOLOGY, STOP, CONTROL)

NOWHERE = Letterhead("", "")
NOBODY = Applicant("")
BLANK: tuple[Paper, ...] = (
    Receipt(NOWHERE, "", "", NOBODY, "", (), None, None, sets=None),
    SupplementSlip(NOWHERE, NOBODY, "", (), ""),
    RefusalSlip(NOWHERE, "", NOBODY, "", ""),
    ApologyLetter(NOWHERE, "", "", None, "", "", "", "", None, "", None),
    StopNotice(NOWHERE, "", NOBODY, "", "", None, None, None, ""),
    ControlSlip(NOWHERE, "", "", "", None, None, blank_rows=1),
)

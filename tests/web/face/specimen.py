"""The sample page: every component in every state, rendered as an audience would, without any room."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.test import RequestFactory

from liemchinh.face.fields import DayField, WordsField
from liemchinh.face.shapes import (
    Account,
    Chip,
    ChipKind,
    Contact,
    Fact,
    Frame,
    Knot,
    KnotState,
    Masthead,
    NavLink,
    Task,
)
from liemchinh.kernel.days import VIETNAM
from liemchinh.law.calendar import national_calendar
from liemchinh.law.clocks import Budget, Event, Happening, read
from liemchinh.law.hours import STANDARD


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """An instant in September 2026."""
    return datetime(2026, 9, day, hour, minute, tzinfo=VIETNAM)


CHIPS = [
    Chip(ChipKind.ON, "Đúng hạn · còn 4 ngày làm việc"),
    Chip(ChipKind.SOON, "Sắp đến hạn · còn 1 ngày làm việc"),
    Chip(ChipKind.LATE, "Quá hạn 2 ngày làm việc"),
    Chip(ChipKind.PAUSED, "Tạm dừng · chờ ông/bà bổ sung"),
    Chip(ChipKind.DONE, "Đã có kết quả"),
    Chip(ChipKind.PLAIN, "Đã chuyển ẨẲỄỘ Ặ"),
]

KNOTS = [
    Knot("Đã tiếp nhận", KnotState.DONE, at(18, 9, 10), place="Quầy 3"),
    Knot("Chuyển Phòng Kinh tế", KnotState.DONE, at(18, 14, 2), note="Kèm 4 giấy tờ, đã đếm khi giao."),
    Knot("Thẩm định", KnotState.NOW, at(21, 8), place="Phòng Kinh tế", detail="còn 2 ngày làm việc ở bước này"),
    Knot("Lãnh đạo ký", KnotState.NEXT),
    Knot("Trả kết quả", KnotState.NEXT, place="Quầy 3", detail="trước 17 giờ, thứ Sáu, 25/9/2026"),
]

LATE_KNOTS = [
    KNOTS[0],
    Knot("Thẩm định", KnotState.LATE, at(21, 8), place="Phòng Kinh tế", detail="chậm 2 ngày làm việc"),
    Knot("Trả kết quả", KnotState.NEXT),
]

MASTHEAD = Masthead(
    name="Ủy ban nhân dân xã Mẫu",
    parent="Ủy ban nhân dân tỉnh Mẫu",
    service="Bộ phận Một cửa",
    contacts=(
        Contact("Đường dây nóng", "0900 000 000", "tel:0900000000"),
        Contact("Thư điện tử", "motcua@example.vn", "mailto:motcua@example.vn"),
        Contact("Nơi tiếp nhận", "Nhà văn hóa, thôn Mẫu"),
    ),
    hours="Thứ Hai đến thứ Sáu, 7 giờ 30 đến 11 giờ 30 và 13 giờ đến 17 giờ",
)


class Sample(forms.Form):
    """One field of every sort."""

    name = WordsField(label="Họ và tên", help_text="Ghi như trên thẻ căn cước.")
    number = WordsField(
        label="Số định danh", help_text="Ghi 12 chữ số trên thẻ căn cước.", min_length=12, max_length=12
    )
    born_on = DayField(label="Ngày sinh", help_text="Ví dụ 27 3 1958.")
    channel = forms.ChoiceField(
        label="Nhận kết quả ở đâu",
        choices=[("quay", "Tại quầy"), ("buu-chinh", "Qua bưu chính")],
        widget=forms.RadioSelect,
    )
    papers = forms.MultipleChoiceField(
        label="Giấy tờ mang theo",
        choices=[("cccd", "Thẻ căn cước"), ("hd", "Hợp đồng"), ("gcn", "Giấy chứng nhận")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    commune = forms.ChoiceField(label="Thôn", choices=[("", "Chọn thôn"), ("1", "Thôn Một"), ("2", "Thôn Hai")])
    note = WordsField(label="Ghi chú", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    scan = forms.FileField(label="Ảnh giấy tờ", help_text="Chụp đủ bốn góc, chữ đọc được.", required=False)
    agree = forms.BooleanField(label="Tôi đã xem lại các giấy tờ")


class Filters(forms.Form):
    """What a queue may be narrowed by."""

    word = WordsField(label="Mã, tên hoặc điện thoại", required=True)
    procedure = forms.ChoiceField(label="Lĩnh vực", choices=[("", "Tất cả"), ("1", "Hộ tịch")])


def reading() -> Any:
    """Five working days from a Friday morning."""
    start = Event(kind=Happening.START, at=at(18, 9, 10))
    return read(Budget.parse("5 ngày làm việc"), [start], calendar=national_calendar(), hours=STANDARD)


def context(audience: str) -> dict[str, Any]:
    """What the sample page is given."""
    row = {
        "person": "Người nộp Ẩn",
        "procedure": "Đăng ký lại khai sinh – ẨỂỖỞỰ Ẳ",
        "job": "Thẩm định",
        "since": at(17, 14, 2),
    }
    wrong = Sample({"name": "", "number": "11", "born_on": "31", "born_on_thang": "2", "born_on_nam": "1958"}, {})
    return {
        "base": f"face/{audience}_base.html",
        "portal": audience == "portal",
        "due": at(25, 17),
        "later": at(29, 17),
        "day": date(2026, 9, 25),
        "on": CHIPS[0],
        "soon": CHIPS[1],
        "late": CHIPS[2],
        "chips": CHIPS,
        "knots": KNOTS,
        "late_knots": LATE_KNOTS,
        "reading": reading(),
        "form": wrong,
        "filters": Filters(),
        "page": Paginator(range(490), 50).page(4),
        "facts_list": [
            Fact("Người nộp", "Người nộp Ẩn"),
            Fact("Số điện thoại", "0900 000 000", "#"),
            Fact("Phí, lệ phí", "15.000 đồng"),
        ],
        "tasks_list": [
            Task("Người nộp hồ sơ", CHIPS[4], "#"),
            Task("Giấy tờ", CHIPS[1], "#", "Còn 1 giấy chưa chụp"),
            Task("Xem lại và nộp", Chip(ChipKind.PLAIN, "Chưa mở"), hint="Làm xong hai phần trên trước."),
        ],
        "tabs_list": [
            NavLink("Đang giải quyết", "#", True, 12),
            NavLink("Chờ bổ sung", "#", count=3),
            NavLink("Đã trả", "#"),
        ],
        "rows": [
            {**row, "chip": CHIPS[2], "code": "H99.12-260911-0018", "fee": 15000},
            {
                **row,
                "chip": Chip(ChipKind.SOON, "Hôm nay 17:00"),
                "code": "H99.12-260917-0111",
                "fee": 1111000,
            },
        ],
    }


def frame(request: Any) -> Frame:
    """The frame of the sample commune."""
    desk = "desk" in request.path
    return Frame(
        masthead=MASTHEAD,
        nav_links=(
            NavLink("Trang đầu", "/"),
            NavLink("Thủ tục", "/thu-tuc", not desk),
            *((NavLink("Việc của tôi", "/viec", True, 14),) if desk else ()),
            NavLink("Tra cứu hồ sơ", "/tra-cuu"),
        ),
        account=Account("Cán bộ Mẫu", "Tiếp nhận và trả kết quả", "/dang-xuat", "/tai-khoan") if desk else None,
        footer_links=(NavLink("Danh bạ", "/danh-ba"), NavLink("Quy định áp dụng", "/quy-dinh")),
        base=f"face/{'desk' if desk else 'portal'}_base.html",
    )


def page(audience: str, *, large: bool = False) -> str:
    """The HTML of the sample page for `portal` or `desk`. The setting FACE_FRAME must name `frame` above."""
    request = RequestFactory().get(f"/{audience}/mau?q=khai+sinh")
    if large:
        request.COOKIES["chu_to"] = "1"
    return render_to_string("face/specimen.html", context(audience), request=request)

"""What the reception calendar writes into the public ledger: that a day was posted, moved, held; never who came."""

from liemchinh.kernel.trail import Kind
from liemchinh.kernel.words import gettext_noop

_DAY = gettext_noop("Chỉ có mã cơ quan, ngày và loại buổi tiếp; nội dung, người tham dự nằm sau cam kết có muối.")
_BOOKED = gettext_noop("Chỉ có mã cơ quan và ngày tiếp; ai hẹn, về việc gì không có trong sổ, cả phần riêng.")
_HOUSE = gettext_noop("Chỉ có mã cơ quan và ngày bắt đầu.")

PLANNED = Kind("reception.planned", gettext_noop("Lập lịch tiếp công dân của người đứng đầu."), _DAY)
PUBLISHED = Kind("reception.published", gettext_noop("Niêm yết lịch tiếp công dân."), _DAY)
POSTPONED = Kind("reception.postponed", gettext_noop("Lùi một buổi tiếp công dân, có lý do và ngày mới."), _DAY)
CANCELLED = Kind("reception.cancelled", gettext_noop("Hủy một buổi tiếp công dân, có lý do."), _DAY)
PREPARED = Kind("reception.prepared", gettext_noop("Ghi một bước chuẩn bị tiếp công dân trực tuyến."), _DAY)
OPENED = Kind("reception.opened", gettext_noop("Bắt đầu một buổi tiếp công dân."), _DAY)
HELD = Kind("reception.held", gettext_noop("Kết thúc một buổi tiếp công dân."), _DAY)
SESSIONS_ENTERED = Kind(
    "reception.sessions_entered",
    gettext_noop("Nhập nhiều buổi tiếp công dân từ sổ đã có."),
    gettext_noop("Chỉ có số buổi; ai tiếp, ở đâu nằm sau cam kết có muối."),
)
REGULAR_SET = Kind("reception.regular_set", gettext_noop("Niêm yết giờ và nơi tiếp công dân thường xuyên."), _HOUSE)
BOOKED = Kind("reception.booked", gettext_noop("Công dân đăng ký một giờ tiếp."), _BOOKED)
BOOKING_CHANGED = Kind("reception.booking_changed", gettext_noop("Đổi trạng thái hoặc giờ của một lịch hẹn."), _BOOKED)
BOOKINGS_FORGOTTEN = Kind(
    "reception.bookings_forgotten",
    gettext_noop("Xóa dữ liệu cá nhân của những lịch hẹn đã xong từ lâu."),
    gettext_noop("Chỉ có số lịch hẹn."),
)

"""What this room writes into the public ledger."""

from liemchinh.kernel.trail import Kind
from liemchinh.kernel.words import gettext_noop

UNIT_OPENED = Kind("org.unit_opened", gettext_noop("Thành lập đơn vị."), gettext_noop("Chỉ có mã và ngày của đơn vị."))
UNIT_RENAMED = Kind(
    "org.unit_renamed", gettext_noop("Đổi tên đơn vị."), gettext_noop("Chỉ có mã, ngày và số quyết định.")
)
UNITS_MERGED = Kind(
    "org.units_merged", gettext_noop("Sáp nhập đơn vị."), gettext_noop("Chỉ có mã, ngày và số quyết định.")
)
UNIT_SPLIT = Kind(
    "org.unit_split", gettext_noop("Chia, tách đơn vị."), gettext_noop("Chỉ có mã, ngày và số quyết định.")
)
UNIT_MOVED = Kind(
    "org.unit_moved",
    gettext_noop("Chuyển đơn vị sang cơ quan quản lý khác."),
    gettext_noop("Chỉ có mã, ngày và số quyết định."),
)
UNIT_CLOSED = Kind(
    "org.unit_closed", gettext_noop("Giải thể đơn vị."), gettext_noop("Chỉ có mã, ngày và số quyết định.")
)
CODE_GIVEN = Kind("org.code_given", gettext_noop("Cấp mã cho đơn vị."), gettext_noop("Chỉ có mã và ngày của đơn vị."))
CONTACT_SET = Kind(
    "org.contact_set",
    gettext_noop("Công bố cách liên hệ với đơn vị."),
    gettext_noop("Chỉ có mã đơn vị, loại liên hệ và ngày; nội dung không nằm trong nhật ký."),
)
CONTACT_DROPPED = Kind(
    "org.contact_dropped",
    gettext_noop("Ngừng một cách liên hệ với đơn vị."),
    gettext_noop("Chỉ có mã đơn vị, loại liên hệ và ngày."),
)
HOURS_SET = Kind(
    "org.hours_set",
    gettext_noop("Công bố giờ làm việc của đơn vị."),
    gettext_noop("Chỉ có mã đơn vị và ngày."),
)
CALENDAR_DECIDED = Kind(
    "org.calendar_decided",
    gettext_noop("Quyết định ngày nghỉ, ngày làm việc."),
    gettext_noop("Chỉ có mã đơn vị và ngày đầu tiên; số văn bản và lý do đăng ở trang lịch làm việc."),
)
CALENDAR_WITHDRAWN = Kind(
    "org.calendar_withdrawn",
    gettext_noop("Rút quyết định ngày nghỉ, ngày làm việc."),
    gettext_noop("Chỉ có mã đơn vị và ngày đầu tiên; lý do đăng ở trang lịch làm việc."),
)
PERSON_CREATED = Kind(
    "org.person_created",
    gettext_noop("Ghi tên một cán bộ."),
    gettext_noop("Chỉ có mã cán bộ, không có họ tên."),
)
ACCOUNT_OPENED = Kind(
    "org.account_opened",
    gettext_noop("Mở tài khoản cho cán bộ."),
    gettext_noop("Chỉ có mã cán bộ, không có tên đăng nhập."),
)
ACCOUNT_CLOSED = Kind(
    "org.account_closed",
    gettext_noop("Khóa tài khoản của cán bộ."),
    gettext_noop("Chỉ có mã cán bộ, không có tên đăng nhập."),
)
PASSWORD_RESET = Kind(
    "org.password_reset",
    gettext_noop("Đặt lại mật khẩu của cán bộ."),
    gettext_noop("Chỉ có mã cán bộ; mật khẩu không được ghi ở đâu."),
)
SECOND_FACTOR_RESET = Kind(
    "org.second_factor_reset",
    gettext_noop("Gỡ mã xác thực của cán bộ để cài lại."),
    gettext_noop("Chỉ có mã cán bộ."),
)
PERSON_TRANSFERRED = Kind(
    "org.person_transferred",
    gettext_noop("Chuyển hồ sơ cán bộ sang cơ quan khác."),
    gettext_noop("Chỉ có mã cán bộ và mã đơn vị."),
)
SEAT_CREATED = Kind(
    "org.seat_created",
    gettext_noop("Lập vị trí công tác."),
    gettext_noop("Chỉ có mã vị trí, mã đơn vị và quyền."),
)
SEAT_CLOSED = Kind("org.seat_closed", gettext_noop("Bỏ vị trí công tác."), gettext_noop("Chỉ có mã vị trí và ngày."))
SEAT_TAKEN = Kind(
    "org.seat_taken",
    gettext_noop("Giao vị trí công tác cho cán bộ."),
    gettext_noop("Chỉ có mã vị trí, mã cán bộ và ngày."),
)
SEAT_VACATED = Kind(
    "org.seat_vacated",
    gettext_noop("Cán bộ thôi giữ vị trí công tác."),
    gettext_noop("Chỉ có mã vị trí, mã cán bộ và ngày."),
)
SEAT_HANDED_OVER = Kind(
    "org.seat_handed_over",
    gettext_noop("Bàn giao vị trí công tác."),
    gettext_noop("Chỉ có mã vị trí, mã hai cán bộ và ngày."),
)
UNITS_IMPORTED = Kind(
    "org.units_imported",
    gettext_noop("Cập nhật danh mục đơn vị hành chính."),
    gettext_noop("Chỉ có số lượng và mã băm của danh mục."),
)
IDENTITY_LINKED = Kind(
    "org.identity_linked",
    gettext_noop("Nối tài khoản của cán bộ với danh tính ở dịch vụ đăng nhập chung."),
    gettext_noop("Chỉ có mã cán bộ; danh tính nằm sau cam kết có muối."),
)
IDENTITY_UNLINKED = Kind(
    "org.identity_unlinked",
    gettext_noop("Gỡ danh tính ở dịch vụ đăng nhập chung khỏi tài khoản của cán bộ."),
    gettext_noop("Chỉ có mã cán bộ; danh tính nằm sau cam kết có muối."),
)
KIN_DECLARED = Kind(
    "org.kin_declared",
    gettext_noop("Cán bộ khai quan hệ thân thích để không xử lý việc của người thân."),
    gettext_noop("Chỉ có ngày; mã hai cán bộ và quan hệ nằm sau cam kết có muối."),
)
KIN_ENDED = Kind(
    "org.kin_ended",
    gettext_noop("Thôi một quan hệ thân thích đã khai."),
    gettext_noop("Chỉ có ngày; mã hai cán bộ và lý do nằm sau cam kết có muối."),
)

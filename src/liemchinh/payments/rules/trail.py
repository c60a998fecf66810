"""What this room writes into the public ledger: that money moved, never how much, whose or for what."""

from liemchinh.kernel.trail import Kind
from liemchinh.kernel.words import gettext_noop

_HIDDEN = gettext_noop("Số tiền, hồ sơ và người nộp nằm sau cam kết có muối; không có gì nối mục này với hồ sơ.")
_NUMBER = gettext_noop("Chỉ có số phiếu thu trong năm của cơ quan; số tiền, hồ sơ, người nộp nằm sau cam kết có muối.")
_ACCOUNT = gettext_noop("Chỉ có mã cơ quan và ngày; số tài khoản và số văn bản nằm sau cam kết có muối.")

CHARGED = Kind("payments.charged", gettext_noop("Ghi một khoản phải nộp."), _HIDDEN)
FIXED = Kind("payments.fixed", gettext_noop("Xác định số tiền của một khoản phải nộp."), _HIDDEN)
REDUCED = Kind("payments.reduced", gettext_noop("Miễn hoặc giảm một khoản phải nộp."), _HIDDEN)
PAID = Kind("payments.paid", gettext_noop("Ghi nhận một khoản chuyển đến."), _HIDDEN)
CASH_TAKEN = Kind("payments.cash_taken", gettext_noop("Thu tiền mặt, cấp phiếu thu."), _NUMBER)
REVERSED = Kind("payments.reversed", gettext_noop("Hủy một lần thu ghi nhầm; số phiếu giữ nguyên."), _NUMBER)
REVERSAL_ASKED = Kind(
    "payments.reversal_asked", gettext_noop("Đề nghị hủy một phiếu thu ghi nhầm, chờ người thứ hai."), _NUMBER
)
REVERSAL_DROPPED = Kind("payments.reversal_dropped", gettext_noop("Bỏ một đề nghị hủy phiếu thu."), _NUMBER)
REFUNDED = Kind("payments.refunded", gettext_noop("Hoàn tiền cho người nộp."), _HIDDEN)
CLOSED = Kind("payments.closed", gettext_noop("Thôi thu một khoản vì hồ sơ đã kết thúc."), _HIDDEN)
REOPENED = Kind("payments.reopened", gettext_noop("Thu lại một khoản vì hồ sơ được mở lại."), _HIDDEN)
REFUND_DECLINED = Kind("payments.refund_declined", gettext_noop("Quyết định không hoàn một khoản đã thu."), _HIDDEN)
STATEMENT_TAKEN = Kind(
    "payments.statement_taken",
    gettext_noop("Nạp một sao kê ngân hàng."),
    gettext_noop("Chỉ có số dòng ghi có mới; nội dung các dòng nằm sau cam kết có muối."),
)
SET_ASIDE = Kind("payments.set_aside", gettext_noop("Xếp riêng một dòng sao kê không thuộc khoản thu nào."), _HIDDEN)
TAKEN_UP = Kind("payments.taken_up", gettext_noop("Xét lại một dòng sao kê đã xếp riêng."), _HIDDEN)
ACCOUNT_PROPOSED = Kind(
    "payments.account_proposed", gettext_noop("Đề nghị đổi tài khoản nhận tiền, chờ người thứ hai."), _ACCOUNT
)
ACCOUNT_CONFIRMED = Kind(
    "payments.account_confirmed", gettext_noop("Người thứ hai xác nhận tài khoản nhận tiền."), _ACCOUNT
)
ACCOUNT_DROPPED = Kind("payments.account_dropped", gettext_noop("Bỏ một đề nghị đổi tài khoản."), _ACCOUNT)

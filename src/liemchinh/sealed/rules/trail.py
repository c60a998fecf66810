"""What this room writes into the public ledger by itself: keys. Reports reach it in batches alone (`batches`)."""

from liemchinh.kernel.trail import Kind
from liemchinh.kernel.words import gettext_noop

_KEY = gettext_noop("Chỉ có mã cơ quan và ngày; người giữ khóa và khóa nằm sau cam kết có muối.")

KEY_MADE = Kind("sealed.key_made", gettext_noop("Một người nhận của kênh niêm phong đăng ký khóa."), _KEY)
KEY_CONFIRMED = Kind("sealed.key_confirmed", gettext_noop("Người thứ hai xác nhận một khóa."), _KEY)
KEY_RETIRED = Kind("sealed.key_retired", gettext_noop("Một khóa thôi dùng."), _KEY)
RECOVERY_ASKED = Kind("sealed.recovery_asked", gettext_noop("Đề nghị dùng khóa phục hồi."), _KEY)
RECOVERY_APPROVED = Kind("sealed.recovery_approved", gettext_noop("Một người giữ nửa khóa phục hồi đồng ý."), _KEY)
RECOVERY_ENDED = Kind("sealed.recovery_ended", gettext_noop("Kết thúc một lần dùng khóa phục hồi."), _KEY)

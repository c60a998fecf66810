"""What people do to the outbox, as the ledger says it: a notice sent again, or held back for good."""

from liemchinh.kernel.trail import Kind
from liemchinh.kernel.words import gettext_noop

_PRIVACY = gettext_noop("Chỉ có mã đơn vị và số tin; mã hồ sơ và lý do nằm sau cam kết có muối, không có địa chỉ nhận.")

RETRIED = Kind("notices.retried", gettext_noop("Gửi lại tin đã hỏng"), _PRIVACY)
SUPPRESSED = Kind("notices.suppressed", gettext_noop("Bỏ, không gửi tin nữa, có lý do"), _PRIVACY)

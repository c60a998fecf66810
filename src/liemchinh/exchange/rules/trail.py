"""What the ledger says of this room: a dossier from the national portal, and what people set right by hand."""

from liemchinh.kernel.trail import Kind
from liemchinh.kernel.words import gettext_noop

_PRIVACY = gettext_noop("Chỉ có mã đơn vị và số lượng; mã hồ sơ, lý do và tên tệp nằm sau cam kết có muối.")

ARRIVED = Kind("exchange.arrived", gettext_noop("Nhận một hồ sơ nộp trên Cổng dịch vụ công quốc gia"), _PRIVACY)
RETRIED = Kind("exchange.retried", gettext_noop("Gửi lại gói đồng bộ chưa tới Cổng dịch vụ công quốc gia"), _PRIVACY)
SKIPPED = Kind("exchange.skipped", gettext_noop("Bỏ qua gói đồng bộ, có lý do"), _PRIVACY)
READ_AGAIN = Kind("exchange.read_again", gettext_noop("Đọc lại tệp hồ sơ đã để riêng"), _PRIVACY)
DISCARDED = Kind("exchange.discarded", gettext_noop("Loại tệp hồ sơ không đọc được, có lý do"), _PRIVACY)

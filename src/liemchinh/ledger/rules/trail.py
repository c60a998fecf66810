"""What the ledger writes about itself: a year's book that opens or closes, entries recovered, records erased."""

from liemchinh.kernel.trail import Kind
from liemchinh.kernel.words import gettext_noop

SHARD_OPENED = Kind(
    "ledger.shard_opened",
    gettext_noop("Mở quyển sổ của năm, ghi lại mốc cuối của quyển trước."),
    gettext_noop("Chỉ có tên hai quyển sổ, chìa khóa công khai, số mục và mã gốc."),
)
SHARD_CLOSED = Kind(
    "ledger.shard_closed",
    gettext_noop("Khóa quyển sổ của năm, ghi trước tên và chìa khóa quyển sau."),
    gettext_noop("Chỉ có tên quyển sổ sau và chìa khóa công khai của nó."),
)
RECOVERED = Kind(
    "ledger.recovered",
    gettext_noop("Nạp lại từ bản đã công bố những mục mà cơ sở dữ liệu phục hồi không còn."),
    gettext_noop("Chỉ có số mục và số đầu, số cuối của chúng."),
)
ERASURE_ASKED = Kind(
    "ledger.erasure_asked",
    gettext_noop("Đề nghị xóa dữ liệu cá nhân của một hồ sơ, đơn hoặc lượt tiếp đã xong, chờ người thứ hai duyệt."),
    gettext_noop("Chỉ có số thứ tự và trạng thái; số quyết định nằm sau cam kết có muối."),
)
ERASED = Kind(
    "ledger.erased",
    gettext_noop("Xóa dữ liệu cá nhân theo quyết định; các bước vẫn còn trong sổ."),
    gettext_noop("Chỉ có số thứ tự, trạng thái và các bước đã xóa; số quyết định nằm sau cam kết có muối."),
)
TOLD_AGAIN = Kind(
    "ledger.told_again",
    gettext_noop("Ghi lại những dòng còn giữ mà các mục bị xóa bản ghi đã nói đến."),
    gettext_noop("Chỉ có số dòng; nội dung nằm sau cam kết có muối."),
)

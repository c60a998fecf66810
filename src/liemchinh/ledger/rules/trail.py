"""What the ledger writes about itself: each year's book opens and closes with an entry that names the other."""

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

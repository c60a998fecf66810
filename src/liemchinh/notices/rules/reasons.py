"""Why a notice did not leave, in a sentence for who runs the outbox; its code is for who searches a manual."""

from collections.abc import Mapping

from liemchinh.kernel.words import gettext_noop

REASONS: Mapping[str, str] = {
    "closed": gettext_noop("Kênh chưa được cấu hình cho loại tin này."),
    "held_back": gettext_noop("Người quản trị bỏ tin này, có lý do trong sổ cái."),
    "dropped": gettext_noop("Bỏ sau khi phục hồi dữ liệu: có lẽ đã gửi trước đó."),
    "erased": gettext_noop("Dữ liệu cá nhân đã xóa theo quyết định."),
    "driver": gettext_noop("Chương trình gặp lỗi khi viết tin này. Xem nhật ký máy chủ."),
    "settings": gettext_noop("Cấu hình của kênh này chưa đúng. Xem: liemchinh notices status"),
    "lost": gettext_noop("Tiến trình gửi nhiều lần dừng giữa chừng."),
    "mail.away": gettext_noop("Không nối được máy chủ thư."),
    "mail.sign_in": gettext_noop("Máy chủ thư không nhận tài khoản của đơn vị."),
    "mail.sender": gettext_noop("Máy chủ thư không nhận địa chỉ gửi của đơn vị."),
    "mail.folder": gettext_noop("Không ghi được vào thư mục thư."),
    "mail.5": gettext_noop("Máy chủ thư từ chối hẳn: địa chỉ sai hoặc hộp thư đã đóng."),
    "mail.4": gettext_noop("Máy chủ thư tạm từ chối."),
    "zalo.authorise": gettext_noop("Zalo chưa cho gửi. Chạy lệnh xin quyền lại."),
    "zalo.oauth": gettext_noop("Zalo không đổi khóa truy cập."),
    "zalo.-118": gettext_noop("Số điện thoại này không có tài khoản Zalo."),
    "zalo.-139": gettext_noop("Người nhận đã từ chối tin của đơn vị trên Zalo."),
    "zalo.parameter": gettext_noop("Nội dung không vừa mẫu đã khai ở Zalo."),
    "zalo.away": gettext_noop("Không nối được Zalo."),
    "zalo": gettext_noop("Zalo không nhận tin này."),
    "sms.away": gettext_noop("Không nối được nhà cung cấp tin nhắn."),
    "sms.too_long": gettext_noop("Nội dung dài hơn một tin nhắn."),
    "sms": gettext_noop("Nhà cung cấp tin nhắn không nhận tin này."),
}
"""By code, or by what a code begins with: the longest beginning counts."""


def reason_of(code: str) -> str:
    """The sentence for an error code; "" for none."""
    fitting = [known for known in REASONS if code.startswith(known)]
    return REASONS[max(fitting, key=len)] if fitting else code

"""What the check finds: of which kind, where, and what it reads there."""

from dataclasses import dataclass
from enum import StrEnum

from liemchinh.kernel.words import gettext_noop


class Clue(StrEnum):
    """What may lead to a person."""

    IDENTITY = "identity"
    PHONE = "phone"
    EMAIL = "email"
    NAME = "name"
    ADDRESS = "address"
    PARCEL = "parcel"
    ACCOUNT = "account"
    PLATE = "plate"
    BIRTH = "birth"
    LINK = "link"
    HIDDEN = "hidden"
    UNREAD = "unread"


CLUE_NAMES = {
    Clue.IDENTITY: gettext_noop("Số giấy tờ tùy thân, mã số thuế"),
    Clue.PHONE: gettext_noop("Số điện thoại"),
    Clue.EMAIL: gettext_noop("Địa chỉ thư điện tử"),
    Clue.NAME: gettext_noop("Tên người"),
    Clue.ADDRESS: gettext_noop("Địa chỉ, thôn, tổ, số nhà"),
    Clue.PARCEL: gettext_noop("Số thửa, tờ bản đồ, giấy chứng nhận"),
    Clue.ACCOUNT: gettext_noop("Số tài khoản, dãy số dài"),
    Clue.PLATE: gettext_noop("Biển số xe"),
    Clue.BIRTH: gettext_noop("Ngày sinh, năm sinh"),
    Clue.LINK: gettext_noop("Đường dẫn tới trang ngoài cơ quan nhà nước"),
    Clue.HIDDEN: gettext_noop("Phần ẩn trong tệp"),
    Clue.UNREAD: gettext_noop("Tệp máy không đọc được chữ"),
}


@dataclass(frozen=True, order=True)
class Finding:
    """One clue: `start:end` is its place in the text as shown (NFC), `words` what stands there."""

    start: int
    end: int
    clue: Clue
    words: str

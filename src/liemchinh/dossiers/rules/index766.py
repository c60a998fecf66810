"""Decides the parts of the national service index (Decision 766/QĐ-TTg of 2022) that records here can give.

Never points, never a band: each part is a numerator, a denominator and what it leaves out. The official score is the
national portal's own.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from liemchinh.dossiers.rules.figures import honest_share
from liemchinh.kernel.words import gettext_noop


@dataclass(frozen=True)
class Part:
    """One indicator: its number in the Decision, what it measures, its formula in words, how ours differs."""

    number: str
    name: str
    formula: str
    differs: str


PARTS: tuple[Part, ...] = (
    Part(
        "1.3",
        gettext_noop("Thủ tục công khai đủ bộ phận"),
        gettext_noop("Số thủ tục công khai đủ các bộ phận, chia cho số thủ tục đang có hiệu lực."),
        gettext_noop("Tính trên danh mục của hệ thống này, vào hôm nay."),
    ),
    Part(
        "2.1",
        gettext_noop("Hồ sơ đúng hạn"),
        gettext_noop("Hồ sơ có kết quả đúng hạn và đang giải quyết còn hạn, chia cho tất cả, kể cả quá hạn."),
        gettext_noop("Kỳ đã qua chỉ tính hồ sơ có kết quả. Lần hẹn lại có xin lỗi được so với ngày hẹn mới."),
    ),
    Part(
        "3.1",
        gettext_noop("Thủ tục cung cấp trực tuyến"),
        gettext_noop("Số thủ tục toàn trình hoặc một phần, chia cho số thủ tục đang có hiệu lực."),
        gettext_noop("Tính trên danh mục của hệ thống này, vào hôm nay."),
    ),
    Part(
        "3.3",
        gettext_noop("Hồ sơ nộp trực tuyến"),
        gettext_noop("Hồ sơ tiếp nhận qua kênh trực tuyến, chia cho hồ sơ đã tiếp nhận trong kỳ."),
        gettext_noop("Chưa nhân tỷ lệ đồng bộ và chưa đòi kết quả điện tử như công thức của Cổng."),
    ),
    Part(
        "3.5",
        gettext_noop("Thủ tục có phí được nộp trực tuyến"),
        gettext_noop("Thủ tục có phí đã bật thanh toán trực tuyến, chia cho thủ tục có phí."),
        gettext_noop("Tính trên danh mục của hệ thống này, vào hôm nay."),
    ),
    Part(
        "3.6",
        gettext_noop("Hồ sơ thanh toán trực tuyến"),
        gettext_noop("Hồ sơ có phí đã trả bằng chuyển khoản hoặc qua Cổng, chia cho hồ sơ có phí phát sinh trong kỳ."),
        gettext_noop("Chỉ tính khoản thu ghi tại hệ thống này."),
    ),
    Part(
        "4.1",
        gettext_noop("Hồ sơ có kết quả điện tử"),
        gettext_noop("Hồ sơ có tệp kết quả, chia cho hồ sơ có kết quả trong kỳ."),
        gettext_noop("Mẫu số gồm cả thủ tục không trả giấy tờ; chỉ tính nhóm đủ lớn để nêu."),
    ),
    Part(
        "4.2",
        gettext_noop("Hồ sơ số hóa"),
        gettext_noop("Hồ sơ có tệp thành phần và tệp kết quả, chia cho hồ sơ có kết quả trong kỳ."),
        gettext_noop("Chưa xét từng thành phần đã đủ hay chưa; chỉ tính nhóm đủ lớn để nêu."),
    ),
    Part(
        "5.4",
        gettext_noop("Hài lòng trong giải quyết"),
        gettext_noop("100 % trừ tỷ lệ hồ sơ quá hạn và tỷ lệ hồ sơ bị đánh giá chưa hài lòng."),
        gettext_noop("Chưa trừ hồ sơ có phản ánh, kiến nghị vì chưa có dữ liệu ở đây."),
    ),
)

NOT_COMPUTED: Mapping[str, str] = {
    "1.1, 1.2": gettext_noop("Công bố, công khai đúng hạn: cần ngày ghi trên Cơ sở dữ liệu quốc gia về thủ tục."),
    "1.4": gettext_noop("Tỷ lệ đồng bộ: Cổng Dịch vụ công quốc gia đếm ở phía nhận."),
    "3.2": gettext_noop("Dịch vụ trực tuyến có phát sinh hồ sơ: hồ sơ nộp ở nơi khác không ghi tại đây."),
    "4.3, 4.4": gettext_noop("Tái sử dụng dữ liệu, kho dữ liệu cá nhân: do Cổng và kho quốc gia ghi nhận."),
    "4.5": gettext_noop("Dùng cơ sở dữ liệu dân cư: hệ thống này chưa nối với cơ sở dữ liệu ấy."),
    "5.1, 5.2, 5.3": gettext_noop("Phản ánh, kiến nghị: hệ thống này chưa tiếp nhận phản ánh, kiến nghị."),
    "chung-thuc": gettext_noop("Bản sao chứng thực điện tử: ghi ở hệ thống chứng thực, không ghi tại đây."),
}


@dataclass(frozen=True)
class Measured:
    """An indicator with its figures; `share` is None where there is nothing to divide by, or too little to show."""

    part: Part
    numerator: int | None
    denominator: int | None
    share: float | None


def measured(found: Mapping[str, tuple[int, int]], *, small: int, public: frozenset[str]) -> list[Measured]:
    """Every part that has figures, in the order of the Decision.

    `found` gives numerator and denominator by number. Parts in `public` are about procedures and always shown; of
    dossiers fewer than `small` show nothing.
    """
    shown = []
    for part in PARTS:
        if part.number not in found:
            continue
        numerator, denominator = found[part.number]
        if denominator < small and part.number not in public:
            shown.append(Measured(part, None, None, None))
        else:
            share = honest_share(max(0, numerator), denominator) if denominator else None
            shown.append(Measured(part, max(0, numerator), denominator, share))
    return shown

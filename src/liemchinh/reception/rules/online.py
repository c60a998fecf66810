"""Decides when a head may receive online, and what must have happened before and after (Decree 154/2026, 19–24)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from liemchinh.kernel.days import VIETNAM, moment, short_day
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.law.book import provision
from liemchinh.law.calendar import Calendar
from liemchinh.reception.rules.calendar import days_before


class OnlineGround(StrEnum):
    """Which matters may be received online (article 20, its five points)."""

    COMPLEX = "1"
    REMOTE = "2"
    EMERGENCY = "3"
    DENUNCIATION = "4"
    OTHER = "5"


ONLINE_GROUND_NAMES: Mapping[OnlineGround, str] = {
    OnlineGround.COMPLEX: gettext_noop("Khiếu nại, kiến nghị, phản ánh phức tạp, kéo dài, cần nhiều cơ quan (khoản 1)"),
    OnlineGround.REMOTE: gettext_noop(
        "Người ở vùng sâu, vùng xa, vùng khó khăn, đối tượng chính sách, già yếu, khuyết tật có nguyện vọng (khoản 2)"
    ),
    OnlineGround.EMERGENCY: gettext_noop("Thiên tai, dịch bệnh, lý do an ninh, trật tự (khoản 3)"),
    OnlineGround.DENUNCIATION: gettext_noop(
        "Tố cáo phức tạp, người tố cáo không yêu cầu bảo vệ danh tính, bảo đảm được bảo mật (khoản 4)"
    ),
    OnlineGround.OTHER: gettext_noop("Vụ việc khác theo yêu cầu thực tiễn (khoản 5)"),
}


@dataclass(frozen=True)
class Timer:
    """One thing that must have happened: what, by when, whether it has, and whether that was in time."""

    name: str
    due_at: datetime
    done_at: datetime | None
    cite: str

    @property
    def in_time(self) -> bool:
        """Whether it was done, and not after its moment."""
        return self.done_at is not None and self.done_at <= self.due_at


NOTICE = gettext_noop("Báo cho người dân và các cơ quan tham gia")
TEST = gettext_noop("Kết nối thử thành công với các điểm cầu")
CONNECTED = gettext_noop("Kết nối xong mọi điểm cầu")


def check_known(on: date) -> None:
    """Raises Refused("reception.online_unknown") for a day on which the law has no online reception yet."""
    try:
        provision("reception.online_notice", on=on)
    except Refused as none:
        sentence = gettext_noop("Ngày {day} luật chưa có hình thức tiếp công dân trực tuyến (từ 1/7/2026).")
        raise Refused("reception.online_unknown", sentence, day=short_day(on)) from none


def check_online(ground: str, *, premises: Sequence[str], denunciation_protected: bool | None, on: date) -> None:
    """An online session names its ground and its premises; a denunciation only without a wish for protection.

    `premises` are the places of the link, the central one first: the receiver's and at least one other.
    `denunciation_protected`: whether the denouncer asks that their identity be protected; None when nobody was asked.
    Raises Refused("reception.online…").
    """
    check_known(on)
    if ground not in set(OnlineGround):
        sentence = gettext_noop("Chưa chọn căn cứ tiếp trực tuyến theo Điều 20 Nghị định 154/2026/NĐ-CP.")
        raise Refused("reception.online_ground", sentence)
    if len([place for place in premises if place.strip()]) < 2:
        sentence = gettext_noop("Tiếp trực tuyến cần điểm cầu trung tâm và ít nhất một điểm cầu thành phần.")
        raise Refused("reception.online_premises", sentence)
    if OnlineGround(ground) is OnlineGround.DENUNCIATION and denunciation_protected is not False:
        sentence = gettext_noop(
            "Chỉ tiếp trực tuyến vụ việc tố cáo khi người tố cáo không yêu cầu bảo vệ danh tính (khoản 4 Điều 20)."
        )
        raise Refused("reception.online_denunciation", sentence)


def timers(
    on: date,
    opens: time,
    *,
    notified_at: datetime | None,
    tested_at: datetime | None,
    connected_at: datetime | None,
    calendar: Calendar,
) -> tuple[Timer, Timer, Timer]:
    """The three things of article 23.1 with their moments, by the law of the day of reception."""
    begins = datetime.combine(on, opens, VIETNAM)
    notice, test, up = (provision(f"reception.online_{name}", on=on) for name in ("notice", "test", "connected"))
    return (
        Timer(NOTICE, _end_of(days_before(on, notice.number(), calendar)), notified_at, notice.cite()),
        Timer(TEST, _end_of(days_before(on, test.number(), calendar)), tested_at, test.cite()),
        Timer(CONNECTED, begins - timedelta(hours=up.number()), connected_at, up.cite()),
    )


def check_tested(found: Sequence[Timer]) -> None:
    """No online session is opened before the lines were tried and up. Raises Refused("reception.online_untested")."""
    missing = [timer for timer in found if timer.done_at is None]
    if missing:
        sentence = gettext_noop("Chưa ghi: {what}. Hạn là {due} ({cite}).")
        first = missing[0]
        raise Refused("reception.online_untested", sentence, what=first.name, due=moment(first.due_at), cite=first.cite)


def check_recording(place: str, keeper: str, sha256: str) -> None:
    """An online session ends with a note of its recording: where, kept by whom, and its SHA-256 (article 24.1).

    Raises Refused("reception.online_recording").
    """
    digits = sha256.strip().lower()
    if not place.strip() or not keeper.strip() or len(digits) != 64 or set(digits) - set("0123456789abcdef"):
        sentence = gettext_noop(
            "Buổi trực tuyến phải được ghi âm, ghi hình (khoản 1 Điều 24 Nghị định 154/2026/NĐ-CP)."
            " Hãy ghi nơi lưu, người giữ và mã băm SHA-256 (64 ký tự) của tệp."
        )
        raise Refused("reception.online_recording", sentence)


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time(23, 59), VIETNAM)

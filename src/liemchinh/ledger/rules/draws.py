"""Decides when and by whom a draw may be announced, opened and carried out; how it is drawn stands in `draws/`."""

from collections.abc import Iterable
from datetime import datetime

from liemchinh.kernel.actors import Actor, Role
from liemchinh.kernel.days import moment
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.trail import Kind
from liemchinh.kernel.words import gettext_noop
from liemchinh.ledger.draws.announcement import NOTICE_SECONDS, Announcement
from liemchinh.ledger.draws.beacon import beacon_round, beacon_time

NO_NAMES = gettext_noop("Chỉ có dấu của tệp đã công bố; trong tệp, người là thẻ có muối, không tên, không số.")
DRAW_ANNOUNCED = Kind("ledger.draw_announced", gettext_noop("Báo trước một lần bốc thăm."), NO_NAMES)
DRAW_REVEALED = Kind(
    "ledger.draw_revealed", gettext_noop("Một bên mở số bí mật đã cam kết cho lần bốc thăm."), NO_NAMES
)
DRAW_RESULT = Kind("ledger.draw_result", gettext_noop("Công bố kết quả bốc thăm."), NO_NAMES)

MARGIN_SECONDS = 3600
"""Beyond the notice: time for the entry to be sealed and for witnesses to sign."""
FALLBACK_ROUNDS = 28_800
"""The fallback comes out a day after the announced round (a round every three seconds)."""


def subject_of(unit: str, period: str) -> str:
    """The lasting name of all draws of an authority for one period: they share one thread, so their number shows."""
    return f"ledger.draw:{unit}:{period}"


def seat_for_draws(by: Actor, unit: str) -> str:
    """The seat by which `by` may hold draws for `unit`: a leader's, or an overseer's. Raises Refused("draws.seat")."""
    for seat in by.seats:
        if seat.authority == unit and seat.roles & {Role.LEADER, Role.OVERSEER}:
            return seat.code
    sentence = gettext_noop("Chỉ lãnh đạo hoặc người theo dõi của {unit} được báo và thực hiện bốc thăm.")
    raise Refused("draws.seat", sentence, unit=unit)


def rounds_for(*, announced_at: datetime, drawn_at: datetime | None) -> tuple[int, int]:
    """The round to announce and its fallback: the first at or after `drawn_at`, or the earliest that is allowed.

    Raises Refused("draws.notice") when that leaves less than a day (and an hour for sealing) to witnesses.
    """
    earliest = int(announced_at.timestamp()) + NOTICE_SECONDS + MARGIN_SECONDS
    wanted = earliest if drawn_at is None else int(drawn_at.timestamp())
    if wanted < earliest:
        sentence = gettext_noop("Phải báo trước ít nhất 25 giờ: đèn hiệu sớm nhất là lúc {at}.")
        raise Refused("draws.notice", sentence, at=moment(datetime.fromtimestamp(earliest, announced_at.tzinfo)))
    number = beacon_round(wanted)
    return number, number + FALLBACK_ROUNDS


def check_reveal_time(draw: Announcement, *, at: datetime) -> None:
    """Secrets are opened before the announced round comes out. Raises Refused("draws.reveal_late")."""
    if at.timestamp() >= draw.opens_at:
        sentence = gettext_noop("Đèn hiệu đã có từ {at}: không nhận số bí mật nữa.")
        raise Refused("draws.reveal_late", sentence, at=_moment(draw.opens_at, at))


def check_standing(draw: Announcement, leaf: str, *, announced: Iterable[str], finished: Iterable[str]) -> None:
    """The draw is the last one announced and has no result. Raises Refused("draws.void") or ("draws.finished").

    Both are leaf hashes (hex) of announcements, in the order of their thread.
    """
    if list(announced)[-1] != leaf:
        sentence = gettext_noop("Thông báo này đã bị thông báo sau thay thế; không bốc thăm theo nó nữa.")
        raise Refused("draws.void", sentence)
    if leaf in finished:
        sentence = gettext_noop("Lần bốc thăm này của kỳ {period} đã có kết quả. Muốn làm lại thì báo lại từ đầu.")
        raise Refused("draws.finished", sentence, period=draw.period)


def check_draw_time(draw: Announcement, number: int, *, at: datetime) -> None:
    """Nothing is drawn before its round has come out. Raises Refused("draws.early")."""
    if at.timestamp() < beacon_time(number):
        sentence = gettext_noop("Đèn hiệu lượt {round} phải đến {at} mới có.")
        raise Refused("draws.early", sentence, round=number, at=_moment(beacon_time(number), at))


def check_seen_in_time(timely: bool | None) -> None:
    """Witnesses saw the announcement too late: the draw is void. Raises Refused("draws.unseen").

    Without any witness (None) the draw goes on, and its result says that nobody but the authority vouches for the time.
    """
    if timely is False:
        sentence = gettext_noop("Bên chứng kiến không kịp thấy thông báo 24 giờ trước đèn hiệu: phải báo lại từ đầu.")
        raise Refused("draws.unseen", sentence)


def _moment(second: int, like: datetime) -> str:
    return moment(datetime.fromtimestamp(second, like.tzinfo))

"""Decides what may be published, from which day, and whether it was published in time.

Source: Decree 63/2010/NĐ-CP art. 15 (published before it takes effect) and 24.2 (entered in the national database);
what the national index makes of both: Decision 766/QĐ-TTg, 1.1 and 1.2.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from liemchinh.kernel.actors import Role
from liemchinh.kernel.days import short_day
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.trail import Kind
from liemchinh.kernel.words import fold, gettext_noop
from liemchinh.law.book import provision
from liemchinh.law.calendar import Calendar
from liemchinh.law.clocks import Unit
from liemchinh.procedures.rules.catalogue import ChannelKind, FeeState, Online, budget
from liemchinh.procedures.rules.content import Content, Filing

CHANGE_CANCELLED = Kind(
    "procedures.cancelled",
    gettext_noop("Hủy một thay đổi đã hẹn của thủ tục hành chính."),
    gettext_noop("Chỉ có mã thủ tục và ngày của thay đổi bị hủy."),
)
PROCEDURE_ENDED = Kind(
    "procedures.ended",
    gettext_noop("Bãi bỏ một thủ tục hành chính."),
    gettext_noop("Chỉ có mã thủ tục và ngày hết hiệu lực."),
)


class State(StrEnum):
    """Tình trạng của một thủ tục hoặc một phiên bản on a day."""

    COMING = "coming"
    IN_FORCE = "in_force"
    ENDED = "ended"
    CANCELLED = "cancelled"


STATE_NAMES = {
    State.IN_FORCE: gettext_noop("Đang áp dụng"),
    State.COMING: gettext_noop("Sắp có hiệu lực"),
    State.ENDED: gettext_noop("Hết hiệu lực"),
    State.CANCELLED: gettext_noop("Đã hủy hoặc thay trước khi áp dụng"),
}


def state_of(valid_from: date, valid_until: date | None, on: date) -> State:
    """Where a published version stands on a day. One that ends on its first day was never in force."""
    if valid_until is not None and valid_until <= valid_from:
        return State.CANCELLED
    if on < valid_from:
        return State.COMING
    return State.IN_FORCE if valid_until is None or on < valid_until else State.ENDED


# What may be published --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Standing:
    """One published version, as far as the dates of the next one depend on it."""

    valid_from: date
    valid_until: date | None


def check_start(start: date, today: date, versions: Iterable[Standing]) -> None:
    """A new version starts today or later, after every other one has started, and not inside another's time.

    Raises Refused `procedures.past`, `procedures.scheduled` (another change is already waiting) or
    `procedures.overlap`.
    """
    if start < today:
        raise Refused("procedures.past", gettext_noop("Không công bố lùi ngày. Chọn hôm nay hoặc một ngày sau."))
    for other in versions:
        state = state_of(other.valid_from, other.valid_until, today)
        if state is State.COMING:
            sentence = gettext_noop("Đã có bản hẹn áp dụng từ ngày {day}. Hủy bản ấy trước rồi công bố bản khác.")
            raise Refused("procedures.scheduled", sentence, day=short_day(other.valid_from))
        if other.valid_until is not None and state is not State.CANCELLED and start < other.valid_until:
            sentence = gettext_noop("Bản đang áp dụng đến hết hiệu lực ngày {day}. Chọn từ ngày ấy trở đi.")
            raise Refused("procedures.overlap", sentence, day=short_day(other.valid_until))


def check_decision(decision: str, reason: str) -> None:
    """Publishing, cancelling and ending rest on a decision and say why."""
    if not decision.strip():
        raise Refused("procedures.decision", gettext_noop("Hãy ghi số quyết định công bố."))
    if not reason.strip():
        raise Refused("procedures.reason", gettext_noop("Hãy ghi lý do thay đổi."))


def check_content(content: Content) -> None:
    """What no version may be published with: no name, a term without its unit, a fee or a place half said.

    Raises Refused with the first of them. Missing parts are no bar: they are shown and counted (`missing_parts`).
    """
    values = content["values"]
    if not str(values.get("name", "")).strip():
        raise Refused("procedures.name", gettext_noop("Hãy ghi tên thủ tục."))
    for channel in content["channels"]:
        _check_channel(channel)
    for step in content["steps"]:
        if step["role"] not in set(Role) or not str(step["name"]).strip() or Decimal(str(step["hours"])) <= 0:
            raise Refused("procedures.step", gettext_noop("Mỗi bước nội bộ cần vị trí, việc làm và số giờ lớn hơn 0."))
    if (values.get("online_level_new") == Online.PARTIAL) != bool(values.get("partial_reason", "").strip()):
        sentence = gettext_noop("Trực tuyến một phần phải công bố lý do; mức khác thì không ghi lý do.")
        raise Refused("procedures.partial", sentence)
    if (values.get("supplement_days") is None) != (not (values.get("supplement_basis") or "").strip()):
        raise Refused("procedures.supplement", gettext_noop("Số ngày bổ sung theo luật riêng phải kèm căn cứ."))
    check_filing(values.get("filing", ""), values.get("filing_url", ""), content["channels"])


def _check_channel(channel: Mapping[str, Any]) -> None:
    amount, unit = channel.get("time_amount"), channel.get("time_unit", "")
    if amount is not None and budget(amount, unit) is None:
        sentence = gettext_noop("Thời hạn {amount} chưa có đơn vị tính, hoặc dài quá mức tính được.")
        raise Refused("procedures.term", sentence, amount=amount)
    state = channel["fee_state"]
    if state == FeeState.AMOUNT and channel.get("fee_amount") is None and channel.get("fee_foreign") is None:
        raise Refused("procedures.fee", gettext_noop("Cách nộp có thu phí phải ghi số tiền."))


def check_filing(filing: str, url: str, channels: Iterable[Mapping[str, Any]]) -> None:
    """Filing online has an online way to rest on, and a link leads to a page over HTTPS."""
    if filing not in set(Filing):
        raise Refused("procedures.filing", gettext_noop("Hãy chọn nơi nộp trực tuyến."))
    if filing == Filing.HERE and not any(channel["kind"] == ChannelKind.ONLINE for channel in channels):
        sentence = gettext_noop("Muốn nhận hồ sơ trực tuyến tại đây, hãy thêm cách nộp trực tuyến với thời hạn và phí.")
        raise Refused("procedures.filing_way", sentence)
    if url:
        parts = urlsplit(url)
        if parts.scheme != "https" or not parts.hostname or "@" in parts.netloc:
            raise Refused(
                "procedures.filing_url", gettext_noop("Địa chỉ trên Cổng quốc gia phải bắt đầu bằng https://.")
            )
        if filing != Filing.NATIONAL:
            sentence = gettext_noop("Chỉ ghi địa chỉ khi thủ tục nộp trên Cổng dịch vụ công quốc gia.")
            raise Refused("procedures.filing_url", sentence)


# The internal process against the legal term -----------------------------------------------------------------


def steps_hours(content: Content) -> Decimal:
    """Office hours of all internal steps together."""
    return sum((Decimal(str(step["hours"])) for step in content["steps"]), Decimal(0))


def shortest_hours(content: Content, on: date) -> Decimal | None:
    """The shortest legal term in office hours; None where no term is counted in working time.

    A working day counts as many hours as `onestop.internal_day` says: how published internal processes add up.
    """
    day = provision("onestop.internal_day", on=on).number()
    terms = [
        Decimal(channel["time_amount"]) * (1 if channel["time_unit"] == Unit.HOUR else day)
        for channel in content["channels"]
        if channel.get("time_amount") is not None and channel.get("time_unit") in (Unit.HOUR, Unit.WORKING_DAY)
    ]
    return min(terms) if terms else None


# Published in time ------------------------------------------------------------------------------------------


def issuer_of(decision: str) -> str:
    """`province` for a decision of a people's committee, `ministry` for any other, by the mark in its number."""
    return "province" if "ubnd" in fold(decision) else "ministry"


@dataclass(frozen=True)
class Timeliness:
    """How a publication stands to its two terms. `enter_by` is the last day to enter it after signing (index 1.2),
    `sign_by` the last day to sign it before it takes effect (index 1.1); `basis` cites both."""

    issuer: str
    enter_by: date
    sign_by: date
    is_entered_in_time: bool
    is_signed_in_time: bool
    basis: tuple[str, str]


def timeliness(*, decision: str, signed_on: date, entered_on: date, starts_on: date, calendar: Calendar) -> Timeliness:
    """Whether a version was signed and entered in time, counted in working days of `calendar`."""
    issuer = issuer_of(decision)
    enter = provision(f"onestop.procedure_entered_{issuer}", on=signed_on)
    sign = provision(f"index.procedure_signed_{issuer}", on=signed_on)
    enter_by = _after(signed_on, enter.number(), calendar)
    sign_by = _before(starts_on, sign.number(), calendar)
    return Timeliness(
        issuer=issuer,
        enter_by=enter_by,
        sign_by=sign_by,
        is_entered_in_time=entered_on <= enter_by,
        is_signed_in_time=signed_on <= sign_by,
        basis=(enter.cite(), sign.cite()),
    )


def _after(day: date, working_days: int, calendar: Calendar) -> date:
    for _ in range(working_days):
        day = calendar.next_working(day)
    return day


def _before(day: date, working_days: int, calendar: Calendar) -> date:
    while working_days:
        day = date.fromordinal(day.toordinal() - 1)
        working_days -= calendar.is_working(day)
    return day

"""Decides how a result reaches its applicant: over the counter, by post, or as an electronic document.

Law: Decree 118/2025/NĐ-CP, article 22.1 (paper and electronic), 22.3 (by the way that the receipt names), 15 (post).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from liemchinh.dossiers.rules.states import Return
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop, joined

HOLDER_OF_KEY = gettext_noop("Người có mã bí mật của hồ sơ")
"""Who took an electronic result: all that is known is that they had the key, and no more is claimed."""
BY_KEY = gettext_noop("Mã bí mật in trên giấy hẹn; mở bản điện tử trên trang theo dõi hồ sơ")
BY_POST = gettext_noop("Gửi {carrier}, số hiệu {tracking}")

POST_NEWS = {
    "delivered": gettext_noop("Bưu điện báo đã giao"),
    "came_back": gettext_noop("Bưu điện trả lại, chưa giao được"),
    "sent_again": gettext_noop("Đã gửi lại"),
    "collected": gettext_noop("Người nộp đã đến nhận tại Bộ phận Một cửa"),
}
"""What may be noted of a result that went by post, in the order in which it may happen."""


@dataclass(frozen=True)
class Taken:
    """Who has the result and what shows it, as the history and the register (form 07) say it."""

    collector: str
    proof: str


def check_method(method: Return, *, address: str, electronic: bool) -> None:
    """Raise Refused for a way that cannot be chosen: by post without an address, electronic where there is none."""
    if method is Return.POST and not address.strip():
        raise Refused("dossiers.return_address", gettext_noop("Nhận qua bưu điện thì ghi địa chỉ nhận."))
    if method is Return.ONLINE and not electronic:
        sentence = gettext_noop("Cơ quan chưa phát hành kết quả điện tử. Hãy chọn cách nhận khác.")
        raise Refused("dossiers.return_no_electronic", sentence)


def taken(
    method: Return,
    *,
    by_applicant: bool,
    applicant: str,
    collector: str = "",
    proof: str = "",
    carrier: str = "",
    tracking: str = "",
    handed_out: bool = False,
) -> Taken:
    """What counts as returned by each way, and what shows it.

    Over the counter: who came and what they showed. By post: handed to the post under a number. Electronic: opened by
    who has the key, never by an official for them; `handed_out` says that there is such a result.
    """
    if by_applicant and method is not Return.ONLINE:
        raise Refused("dossiers.return_theirs", gettext_noop("Chỉ bản điện tử mới nhận được trên trang này."))
    if method is Return.ONLINE:
        if not by_applicant:
            sentence = gettext_noop(
                "Bản điện tử được ghi là đã trả khi người nộp mở bằng mã bí mật. Trả cách khác thì chọn cách ấy."
            )
            raise Refused("dossiers.return_online", sentence)
        if not handed_out:
            raise Refused("dossiers.no_result", gettext_noop("Chưa có bản điện tử của kết quả này."))
        return Taken(HOLDER_OF_KEY, BY_KEY)
    if method is Return.POST:
        missing = [
            name
            for name, given in (
                (gettext_noop("bưu điện, người vận chuyển"), carrier),
                (gettext_noop("số hiệu bưu gửi"), tracking),
            )
            if not given.strip()
        ]
        if missing:
            raise Refused("dossiers.needs", gettext_noop("Còn thiếu: {names}."), names=joined(", ", missing))
        return Taken(collector.strip() or applicant, BY_POST.format(carrier=carrier.strip(), tracking=tracking.strip()))
    return Taken(collector.strip(), proof.strip())


@dataclass(frozen=True)
class Posted:
    """A result that went by post: carrier, number, and the latest news of it (a code of `POST_NEWS`, or none yet)."""

    carrier: str
    tracking: str
    news: str = ""
    on: date | None = None


def posted(events: Iterable[tuple[str, Mapping[str, Any]]]) -> Posted | None:
    """From (verb, facts) in order: how the result was posted and what has been heard since; None when it was not."""
    found = None
    for verb, facts in events:
        if verb == "give_back":
            found = Posted(facts["carrier"], facts["tracking"]) if facts.get("method") == Return.POST else None
        elif verb == "reverse":
            found = None
        elif verb == "note_post" and found is not None and facts.get("news"):
            again = facts["news"] == "sent_again"
            found = Posted(
                facts.get("carrier") or found.carrier if again else found.carrier,
                facts.get("tracking") or found.tracking if again else found.tracking,
                facts["news"],
                date.fromisoformat(facts["on"]),
            )
    return found


def check_news(news: str, before: Posted | None, *, tracking: str, on: date, today: date) -> None:
    """Raise Refused for news of nothing that was posted, from a day to come, or that cannot follow the last one."""
    if before is None:
        raise Refused("dossiers.not_posted", gettext_noop("Kết quả này không trả qua bưu điện."))
    if news not in POST_NEWS or on > today:
        raise Refused("dossiers.post_news", gettext_noop("Chọn một tin trong danh sách, ngày không sau hôm nay."))
    if before.news in ("delivered", "collected"):
        raise Refused("dossiers.post_over", gettext_noop("Kết quả đã tới tay người nhận, không ghi thêm được."))
    if news in ("sent_again", "collected") and before.news != "came_back":
        sentence = gettext_noop("Chỉ gửi lại hoặc trao tại chỗ khi bưu điện đã trả lại.")
        raise Refused("dossiers.post_order", sentence)
    if news == "sent_again" and not tracking.strip():
        raise Refused("dossiers.needs", gettext_noop("Còn thiếu: {names}."), names=gettext_noop("số hiệu bưu gửi"))

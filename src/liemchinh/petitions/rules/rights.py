"""Decides who sees a petition and who may do what to it, from seats and from where the petition stands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from liemchinh.kernel.actors import APPLICANT, SYSTEM, Actor, Role, SeatHeld
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.kernel.words import gettext_noop, joined, shown
from liemchinh.petitions.rules.moves import MOVES, Move, Reach
from liemchinh.petitions.rules.states import AWAITS_NAMES, CONTENT_NAMES, STATE_NAMES, Awaits, Content, State


@dataclass(frozen=True)
class Place:
    """Where a petition stands: all that the question "who may" needs to know. Empty codes mean nobody yet.

    `entered_by` is the person who wrote it into the register. `conflicted` are the persons who must have no part in it:
    whom it is about, and their declared kin.
    """

    authority: str
    division: str
    seat: str
    state: State | None
    awaits: Awaits
    content: Content = Content.UNSORTED
    restricted: bool = False
    entered_by: str = ""
    conflicted: frozenset[str] = frozenset()
    erased: bool = False


ALL_OF_AUTHORITY = (Role.RECEPTION, Role.CHAIR, Role.CLERK, Role.AUDITOR)
"""Roles that see every open petition of their authority."""
OWN_DIVISION = (Role.HEAD, Role.SPECIALIST)
"""Roles that see the petitions given to their division."""

FROM_AFAR = frozenset({SYSTEM.code, APPLICANT.code})
"""Who has entered a petition that no official has: the citizen on the page, the mailbox."""

AFTER_ERASURE = frozenset({"withdraw_answer"})
"""What everybody reads can be taken back even when the data of the letter behind it are gone."""

CALLERS = {SYSTEM: Reach.SYSTEM, APPLICANT: Reach.CITIZEN}
"""Who acts without a seat: the clock, and the citizen whose key the page has checked."""


def sees(actor: Actor, place: Place) -> bool:
    """Whether this petition exists for `actor`. Overseers of a province are scoped by the query, not here.

    A restricted one (a denunciation, or what may be one) exists only for the head of the authority, for whoever entered
    it and for the seat that verifies it; never for somebody it is about, nor for their declared kin. What came from
    afar lies before the reception officers until one of them has said what it is: somebody has to read it first.
    """
    if actor.code in place.conflicted:
        return False
    if place.restricted:
        first = actor.code == place.entered_by or (place.content is Content.UNSORTED and place.entered_by in FROM_AFAR)
        return (
            place.authority in actor.authorities_as(Role.CHAIR)
            or (first and place.authority in actor.authorities_as(Role.RECEPTION))
            or _holds(actor, place.seat)
        )
    return (
        place.authority in actor.authorities_as(*ALL_OF_AUTHORITY)
        or (place.division != "" and place.division in actor.units_as(*OWN_DIVISION))
        or _holds(actor, place.seat)
    )


def _holds(actor: Actor, seat: str) -> bool:
    return seat != "" and any(held.code == seat for held in actor.seats)


def may(actor: Actor, move: Move, place: Place) -> bool:
    """Whether one of the actor's seats carries a role of `move` and reaches this petition."""
    for caller, reach in CALLERS.items():
        if actor == caller:
            return any(reach is named for _, named in move.who)
    if place.state is not None and not sees(actor, place):
        return False
    return seat_used(actor, move, place) is not None


def seat_used(actor: Actor, move: Move, place: Place) -> SeatHeld | None:
    """The seat by virtue of which `actor` makes this move here: the first with a role of it that reaches here."""
    for role, reach in move.who:
        if role is None:
            continue
        for seat in actor.seats:
            near = {
                Reach.AUTHORITY: seat.covers(place.authority),
                Reach.DIVISION: place.division != "" and seat.unit == place.division,
                Reach.SEAT: place.seat != "" and seat.code == place.seat,
            }[reach]
            if role in seat.roles and near:
                return seat
    return None


def check_may(actor: Actor, move: Move, place: Place) -> None:
    """Raise NotFound when it is not there for `actor`, Refused("petitions.who") when the move is not theirs."""
    if may(actor, move, place):
        return
    if not sees(actor, place):
        raise NotFound
    sentence = gettext_noop("Việc “{label}” thuộc người khác: {turn}.")
    raise Refused("petitions.who", sentence, label=move.label, turn=AWAITS_NAMES[place.awaits])


def check_not_erased(place: Place) -> None:
    """Refuse whatever needs the data that are gone ("petitions.erased")."""
    if place.erased:
        raise Refused("petitions.erased", gettext_noop("Dữ liệu cá nhân của đơn này đã xóa theo quyết định."))


def check_move(move: Move, place: Place, *, on: date) -> None:
    """Raise Refused when the table has no such move from here that day.

    Codes: "petitions.erased", "petitions.move" (state), "petitions.content" (class), "petitions.turn",
    "petitions.law" (the law did not know it yet, or does no more).
    """
    if move.verb not in AFTER_ERASURE:
        check_not_erased(place)
    opens = place.state is None
    if opens != (not move.origins) or (not opens and place.state not in move.origins):
        now = STATE_NAMES[place.state] if place.state is not None else gettext_noop("chưa có đơn")
        sentence = gettext_noop("Đơn đang ở trạng thái “{now}” nên chưa thể {label}.")
        raise Refused("petitions.move", sentence, now=now, label=_lower(move.label))
    if move.contents and place.content not in move.contents:
        sentence = gettext_noop("Đơn loại “{content}” không có việc “{label}”.")
        raise Refused("petitions.content", sentence, content=CONTENT_NAMES[place.content], label=move.label)
    if move.turn and not opens and place.awaits not in move.turn:
        sentence = gettext_noop("Đơn đang chờ “{turn}” nên chưa thể {label}.")
        raise Refused("petitions.turn", sentence, turn=AWAITS_NAMES[place.awaits], label=_lower(move.label))
    if (move.since is not None and on < move.since) or (move.until is not None and on >= move.until):
        sentence = gettext_noop("Ngày {day}, pháp luật không có việc “{label}” ({article}).")
        raise Refused("petitions.law", sentence, day=f"{on:%d/%m/%Y}", label=move.label, article=move.article)


def fits(move: Move, place: Place, *, on: date) -> bool:
    """Whether the table has this move from here that day, whoever asks."""
    try:
        check_move(move, place, on=on)
    except Refused:
        return False
    return True


def moves_open_to(actor: Actor, place: Place, *, on: date) -> tuple[Move, ...]:
    """The lawful next acts of `actor` on this petition, in the order of the table: what the action panel offers."""
    return tuple(move for move in MOVES if may(actor, move, place) and fits(move, place, on=on))


def check_needs(move: Move, given: Iterable[str]) -> None:
    """Raise Refused("petitions.needs") when a fact that the table asks for is missing or blank."""
    missing = [need_name(move, need) for need in move.needs if need not in set(given)]
    if missing:
        raise Refused("petitions.needs", gettext_noop("Còn thiếu: {names}."), names=joined(", ", missing))


NEED_NAMES = {
    "content": gettext_noop("loại đơn"),
    "body": gettext_noop("cơ quan có thẩm quyền"),
    "reason": gettext_noop("lý do"),
    "reason_code": gettext_noop("loại lý do"),
    "document": gettext_noop("số văn bản"),
    "parts": gettext_noop("các nội dung được tách"),
    "head": gettext_noop("đơn gốc"),
    "files": gettext_noop("tệp đính kèm"),
    "changes": gettext_noop("nội dung sửa đổi"),
    "words": gettext_noop("nội dung bổ sung"),
    "duty": gettext_noop("việc đã làm"),
}
"""What the table's needs are called in every class."""
CLASS_NEEDS: dict[Content, dict[str, str]] = {content: {} for content in Content}


def name_needs(names: Mapping[str, str], *classes: Content) -> None:
    """Let these classes call their needs so. Raises ValueError when one of them already has another name."""
    for content in classes:
        mine = CLASS_NEEDS[content]
        if twice := sorted(need for need, name in names.items() if mine.get(need, name) != name):
            raise ValueError(f"two names in {content}: {', '.join(twice)}")
        mine.update(names)


def need_name(move: Move, need: str) -> str:
    """What a need of this move is called: by its class, else as in every class."""
    names = (CLASS_NEEDS[content].get(need) for content in Content if not move.contents or content in move.contents)
    return next((name for name in names if name), NEED_NAMES.get(need, need))


ARCHIVE_REASONS = {
    "unidentified": gettext_noop("Không rõ họ tên, địa chỉ người gửi"),
    "illegible": gettext_noop("Chữ viết không đọc được"),
    "repeated": gettext_noop("Đã hướng dẫn một lần về cùng nội dung"),
    "many_addressees": gettext_noop("Gửi nhiều cơ quan, trong đó có cơ quan có thẩm quyền"),
    "settled": gettext_noop("Đã giải quyết hết thẩm quyền, không có tình tiết mới"),
    "insulting": gettext_noop("Nội dung xúc phạm, không có yêu cầu cụ thể"),
    "expired": gettext_noop("Hết thời hiệu"),
    "lead": gettext_noop("Không phải tố cáo theo luật, giữ làm tin để kiểm tra"),
}


def _lower(label: str) -> str:
    said = shown(label)
    return said[:1].lower() + said[1:]

"""Decides who sees a dossier and who may do what to it, from seats and from where the dossier stands."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from liemchinh.dossiers.rules.moves import MOVES, Move, Proposal, Reach
from liemchinh.dossiers.rules.states import AWAITS_NAMES, STATE_NAMES, Awaits, State
from liemchinh.kernel.actors import APPLICANT, SYSTEM, Actor, Role, SeatHeld
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.kernel.words import gettext_noop, joined, shown


@dataclass(frozen=True)
class Place:
    """Where a dossier stands: all that the question "who may" needs to know. Empty codes mean nobody yet.

    `partners` are the units that have been asked for their part; `may_pause`: the version of its procedure lets it wait
    for a financial obligation. `erased`: its personal data are gone, nothing is done to it any more. `astray`: the
    division that holds it has been closed, or will be. `correcting`: an error in its result has been admitted, and the
    right one has not been returned yet. `posted`: its result is to go, or went, by post.
    """

    authority: str
    division: str
    seat: str
    state: State | None
    awaits: Awaits
    in_transit: bool = False
    proposal: Proposal = Proposal.NONE
    may_pause: bool = False
    erased: bool = False
    partners: frozenset[str] = frozenset()
    astray: bool = False
    correcting: bool = False
    posted: bool = False


ALL_OF_AUTHORITY = (Role.RECEIVER, Role.CLERK, Role.LEADER, Role.CASHIER, Role.AUDITOR)
"""Roles that see every dossier of their authority."""

OWN_DIVISION = (Role.HEAD, Role.SPECIALIST)
"""Roles that see the dossiers of their own division."""


PARTNER_ROLES = (Role.HEAD, Role.SPECIALIST, Role.LEADER)
"""Roles by which people of a unit that has been asked for its part see the dossier and answer."""

AWAITS_OF = {
    Role.RECEIVER: Awaits.RECEIVER,
    Role.HEAD: Awaits.HEAD,
    Role.SPECIALIST: Awaits.SPECIALIST,
    Role.LEADER: Awaits.LEADER,
    Role.CLERK: Awaits.CLERK,
}
"""Whose turn it must be for a role that acts only in its own turn."""


CALLERS = {SYSTEM: Reach.SYSTEM, APPLICANT: Reach.APPLICANT}
"""Who acts without a seat: the clock, and the applicant whose secret the page has checked."""


def sees(actor: Actor, place: Place) -> bool:
    """Whether this dossier exists for `actor`. Overseers of a province are scoped by the query, not here."""
    return (
        place.authority in actor.authorities_as(*ALL_OF_AUTHORITY)
        or (place.division != "" and place.division in actor.units_as(*OWN_DIVISION))
        or not place.partners.isdisjoint(actor.units_as(*PARTNER_ROLES) | actor.authorities_as(*PARTNER_ROLES))
    )


def sees_whole(actor: Actor, place: Place) -> bool:
    """Whether they see it for more than their own part of it: an overseer does, a unit that was only asked does not."""
    asked = not place.partners.isdisjoint(actor.units_as(*PARTNER_ROLES) | actor.authorities_as(*PARTNER_ROLES))
    return not asked or sees(actor, replace(place, partners=frozenset()))


def may(actor: Actor, move: Move, place: Place) -> bool:
    """Whether one of the actor's seats carries a role of `move` and reaches this dossier."""
    for caller, reach in CALLERS.items():
        if actor == caller:
            return any(reach is named for _, named in move.who)
    return seat_used(actor, move, place) is not None


def seat_used(actor: Actor, move: Move, place: Place) -> SeatHeld | None:
    """The seat by virtue of which `actor` makes this move here: the first with a role of it that reaches here."""
    for role, reach in move.who:
        if role is None or (move.own_turn and place.awaits != AWAITS_OF[role]):
            continue
        for seat in actor.seats:
            near = {
                Reach.AUTHORITY: seat.covers(place.authority),
                Reach.DIVISION: place.division != "" and seat.unit == place.division,
                Reach.PARTNER: not place.partners.isdisjoint({seat.unit, seat.authority, *seat.inherits}),
                Reach.SEAT: place.seat != "" and seat.code == place.seat,
            }[reach]
            if role in seat.roles and near:
                return seat
    return None


def check_may(actor: Actor, move: Move, place: Place) -> None:
    """Raise NotFound when the dossier is not there for `actor`, Refused("dossiers.who") when the move is not theirs."""
    if may(actor, move, place):
        return
    if not sees(actor, place):
        raise NotFound
    sentence = gettext_noop("Việc “{label}” thuộc người khác: {turn}.")
    raise Refused("dossiers.who", sentence, label=move.label, turn=AWAITS_NAMES[place.awaits])


def check_move(move: Move, place: Place) -> None:
    """Raise Refused("dossiers.move") when the table has no such move from here, ("dossiers.turn") when it is early."""
    check_not_erased(place.erased)
    opens = place.state is None
    if (opens and move.verb not in OPENING) or (not opens and place.state not in move.origins):
        now = STATE_NAMES[place.state] if place.state is not None else gettext_noop("chưa có hồ sơ")
        sentence = gettext_noop("Hồ sơ đang ở trạng thái “{now}” nên chưa thể {label}.")
        raise Refused("dossiers.move", sentence, now=now, label=_lower(move.label))
    if move.turn and not opens and place.awaits not in move.turn:
        sentence = gettext_noop("Hồ sơ đang chờ “{turn}” nên chưa thể {label}.")
        raise Refused("dossiers.turn", sentence, turn=AWAITS_NAMES[place.awaits], label=_lower(move.label))
    if move.proposal is not None and not opens and place.proposal is not move.proposal:
        raise Refused("dossiers.proposal", NO_PROPOSAL[move.proposal])
    if move.verb == "send_back" and place.proposal is Proposal.NONE:
        raise Refused("dossiers.proposal", gettext_noop("Không có đề nghị nào để trả lại."))
    if place.in_transit and move.verb not in MOVES_IN_TRANSIT:
        sentence = gettext_noop("Hồ sơ đang trên đường giao nhận. Hãy bấm “Nhận đủ” trước.")
        raise Refused("dossiers.in_transit", sentence)
    if move.verb == "rehome" and not place.astray:
        raise Refused("dossiers.at_home", gettext_noop("Phòng đang giữ hồ sơ này vẫn hoạt động, không phải chuyển."))
    if move.verb == "ask_obligation" and not place.may_pause:
        sentence = gettext_noop("Thủ tục này không cho tạm dừng để chờ nghĩa vụ tài chính.")
        raise Refused("dossiers.no_pause", sentence)
    if move.verb == "admit_error" and place.correcting:
        raise Refused("dossiers.correction_open", gettext_noop("Sai sót đã được ghi nhận, đang chờ trả kết quả đúng."))
    if move.verb == "return_corrected" and not place.correcting:
        raise Refused("dossiers.correction_none", gettext_noop("Chưa ghi nhận sai sót nào phải sửa."))
    if move.verb == "note_post" and not place.posted:
        raise Refused("dossiers.not_posted", gettext_noop("Kết quả này không trả qua bưu điện."))
    if move.verb in PARTNERS_ONLY and not place.partners:
        raise Refused("dossiers.no_part", gettext_noop("Không có cơ quan nào đang được hỏi về hồ sơ này."))
    if move.verb == "take_over" and not place.in_transit:
        sentence = gettext_noop("Hồ sơ này đã được nhận rồi.")
        raise Refused("dossiers.taken", sentence)


def may_still(move: Move, place: Place) -> bool:
    """Whether the table has this move from here at all, whoever asks."""
    return _fits(move, place)


def check_not_erased(erased: bool) -> None:
    """Refuse whatever needs the data that are gone ("dossiers.erased")."""
    if erased:
        raise Refused("dossiers.erased", gettext_noop("Dữ liệu cá nhân của hồ sơ này đã xóa theo quyết định."))


NO_PROPOSAL = {
    Proposal.NONE: gettext_noop("Người thụ lý đã trình kết quả. Hãy đồng ý hoặc trả lại trước."),
    Proposal.SUPPLEMENT: gettext_noop("Chưa có đề nghị bổ sung nào của người thụ lý."),
    Proposal.RESULT: gettext_noop("Người thụ lý chưa trình kết quả hồ sơ này."),
}
OPENING = frozenset({"register", "receive", "refuse", "file"})
MOVES_IN_TRANSIT = frozenset(
    {
        *("take_over", "withdraw", "correct", "apologise", "attach", "amend", "reschedule", "rehome"),
        *("choose_notices", "choose_return"),
    }
)


PARTNERS_ONLY = frozenset({"reply", "recall", "report_silence"})


def _lower(label: str) -> str:
    said = shown(label)
    return said[:1].lower() + said[1:]


def moves_open_to(actor: Actor, place: Place) -> tuple[Move, ...]:
    """The lawful next acts of `actor` on this dossier, in the order of the table: what the action panel offers."""
    return tuple(move for move in MOVES if may(actor, move, place) and _fits(move, place))


def _fits(move: Move, place: Place) -> bool:
    try:
        check_move(move, place)
    except Refused:
        return False
    return True


def check_needs(move: Move, given: Iterable[str]) -> None:
    """Raise Refused("dossiers.needs") when a fact that the table asks for is missing or blank."""
    missing = [NEED_NAMES[need] for need in move.needs if need not in set(given)]
    if missing:
        sentence = gettext_noop("Còn thiếu: {names}.")
        raise Refused("dossiers.needs", sentence, names=joined(", ", missing))


NEED_NAMES = {
    "missing": gettext_noop("giấy tờ cần bổ sung"),
    "reason": gettext_noop("lý do"),
    "reason_code": gettext_noop("loại lý do"),
    "division": gettext_noop("phòng nhận hồ sơ"),
    "seat": gettext_noop("người thụ lý"),
    "document": gettext_noop("số thông báo, chứng từ"),
    "outcome": gettext_noop("kết quả đề nghị"),
    "number": gettext_noop("số văn bản"),
    "collector": gettext_noop("người nhận kết quả"),
    "proof": gettext_noop("giấy tờ chứng minh của người nhận"),
    "new_day": gettext_noop("ngày hẹn mới"),
    "files": gettext_noop("tệp đính kèm"),
    "changes": gettext_noop("nội dung sửa đổi"),
    "partners": gettext_noop("cơ quan phối hợp"),
    "question": gettext_noop("nội dung hỏi"),
    "term": gettext_noop("thời hạn trả lời"),
    "answer": gettext_noop("nội dung trả lời"),
    "decision": gettext_noop("số quyết định"),
    "method": gettext_noop("cách nhận kết quả"),
    "news": gettext_noop("tin của bưu điện"),
}

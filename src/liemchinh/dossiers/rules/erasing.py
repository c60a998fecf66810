"""Decides whether personal data of a dossier may be erased, and by whom: never by one person alone."""

from liemchinh.dossiers.rules.rights import Place, check_not_erased, sees
from liemchinh.dossiers.rules.states import ENDED, STATE_NAMES, State
from liemchinh.kernel.actors import Actor, Role
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.ledger.rules import erasing
from liemchinh.ledger.rules.erasing import ERASED_NAME as ERASED_NAME

ROOM = "dossiers"
MAY_ASK = (Role.RECEIVER, Role.CLERK, Role.LEADER)
MAY_APPROVE = (Role.LEADER,)


def check_erasable(place: Place) -> None:
    """Refuse a dossier that is still being worked on ("dossiers.erase_open") or is erased ("dossiers.erased")."""
    check_not_erased(place.erased)
    if place.state not in ENDED:
        sentence = gettext_noop("Hồ sơ đang ở trạng thái “{now}”. Chỉ xóa dữ liệu của hồ sơ đã kết thúc.")
        now = STATE_NAMES[place.state or State.REGISTERED]
        raise Refused("dossiers.erase_open", sentence, now=now)


def check_may_ask(actor: Actor, place: Place) -> None:
    """Raise NotFound for strangers, Refused("dossiers.who") for those of the authority who may not ask for erasure."""
    _check_holds(actor, place, MAY_ASK)


def check_may_approve(actor: Actor, place: Place) -> None:
    """The same for the second person, who carries it out: a leader of the authority."""
    _check_holds(actor, place, MAY_APPROVE)


def _check_holds(actor: Actor, place: Place, roles: tuple[Role, ...]) -> None:
    if place.authority in actor.authorities_as(*roles):
        return
    if not sees(actor, place):
        raise NotFound
    sentence = gettext_noop("Anh/chị không có vị trí được đề nghị hay duyệt xóa dữ liệu của hồ sơ này.")
    raise Refused("dossiers.who", sentence)


def check_decision(decision: str) -> None:
    """A decision has a number that fits its line ("dossiers.decision")."""
    erasing.check_decision(decision, room=ROOM)


def check_four_eyes(asked: erasing.Asked | None, *, by: Actor, decision: str) -> erasing.Asked:
    """The request, made by another person, for the same decision.

    Raises Refused("dossiers.erase_unasked"), ("dossiers.four_eyes"), ("dossiers.decision").
    """
    return erasing.check_four_eyes(asked, by=by, decision=decision, room=ROOM)

"""Decides whether personal data of a petition may be erased, and by whom: never early, never by one person alone."""

from datetime import date

from liemchinh.kernel.actors import Actor, Role
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.ledger.rules import erasing
from liemchinh.petitions.rules.rights import Place, check_not_erased, sees
from liemchinh.petitions.rules.states import ENDED, STATE_NAMES, State

ROOM = "petitions"
KEPT = "petitions.kept"
"""The rule that says for how many years the file of a petition is kept."""
MAY_ASK = (Role.RECEPTION, Role.INSPECTOR, Role.CHAIR)
MAY_APPROVE = (Role.CHAIR,)


def check_may(actor: Actor, place: Place, roles: tuple[Role, ...]) -> None:
    """Raise NotFound for strangers, Refused("petitions.who") for who sees it and has none of these seats."""
    if not sees(actor, place):
        raise NotFound
    if place.authority not in actor.authorities_as(*roles):
        sentence = gettext_noop("Anh/chị không có vị trí được đề nghị hay duyệt xóa dữ liệu của đơn này.")
        raise Refused("petitions.who", sentence)


def check_erasable(place: Place, *, ended_on: date, owed: int, on: date) -> None:
    """Refuse what is erased, goes on, is owed something, or has still to be kept. `owed`: how many duties are open.

    Codes: "petitions.erased", "petitions.erase_open", "petitions.erase_owed", "petitions.erase_early".
    """
    check_not_erased(place)
    if place.state not in ENDED:
        sentence = gettext_noop("Đơn đang ở trạng thái “{now}”. Chỉ xóa dữ liệu của đơn đã kết thúc.")
        raise Refused("petitions.erase_open", sentence, now=STATE_NAMES[place.state or State.RECEIVED])
    if owed:
        sentence = gettext_noop("Còn {count} việc phải làm theo đơn này. Làm xong rồi mới xóa dữ liệu.")
        raise Refused("petitions.erase_owed", sentence, count=owed)
    erasing.check_kept(KEPT, ended_on, on=on, room=ROOM)

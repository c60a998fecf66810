"""Decides whether a line of the register may lose its people, and by whom: never early, never by one person alone."""

from datetime import date

from liemchinh.kernel.actors import Actor, Role
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.ledger.rules import erasing
from liemchinh.reception.rules.visits import WRITERS, writes

ROOM = "reception"
KEPT = "reception.kept"
"""The rule that says for how many years a visit stays in the register with its people."""
MAY_ASK = WRITERS
MAY_APPROVE = (Role.CHAIR,)


def check_may(actor: Actor, authority: str, roles: tuple[Role, ...]) -> None:
    """Raise NotFound for who does not keep this register, Refused("reception.who") for who has none of these seats."""
    if not writes(actor, authority):
        raise NotFound(authority)
    if authority not in actor.authorities_as(*roles):
        sentence = gettext_noop("Anh/chị không có vị trí được duyệt xóa dữ liệu của lượt tiếp này.")
        raise Refused("reception.who", sentence)


def check_not_erased(erased: bool) -> None:
    """Refuse whatever needs the words that are gone ("reception.erased")."""
    if erased:
        raise Refused("reception.erased", gettext_noop("Dữ liệu cá nhân của lượt tiếp này đã xóa theo quyết định."))


def check_erasable(*, erased: bool, held_on: date, owed: int, on: date) -> None:
    """Refuse what is erased, waits for something, or has still to be kept.

    `owed`: duties and tasks still open, papers not given back, an appointment whose people are not forgotten yet.
    Codes: "reception.erased", "reception.erase_owed", "reception.erase_early".
    """
    check_not_erased(erased)
    if owed:
        sentence = gettext_noop("Còn {count} việc phải làm sau lượt tiếp này. Làm xong rồi mới xóa dữ liệu.")
        raise Refused("reception.erase_owed", sentence, count=owed)
    erasing.check_kept(KEPT, held_on, on=on, room=ROOM)

"""Decides who may take an authority's records out of the house, and with how much in them about people."""

from liemchinh.dossiers.rules.erasing import check_decision
from liemchinh.kernel.actors import Actor, Role
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.kernel.trail import Kind
from liemchinh.kernel.words import gettext_noop

EXPORTED = Kind(
    "dossiers.exported",
    gettext_noop("Xuất dữ liệu hồ sơ của đơn vị ra ngoài chương trình, theo quyết định"),
    gettext_noop("Chỉ có mã đơn vị, thời điểm và số hồ sơ; quyết định và người xuất nằm trong phần riêng của mục."),
)

MAY_WITHOUT_PEOPLE = (Role.LEADER, Role.CLERK, Role.AUDITOR, Role.ADMINISTRATOR)
MAY_WITH_PEOPLE = (Role.LEADER, Role.CLERK)


def check_may_export(actor: Actor, authority: str, *, personal: bool, decision: str) -> None:
    """Raise NotFound for strangers, Refused "dossiers.who" for a seat that may not, "dossiers.decision" without one.

    Whole records about people leave by a numbered decision only.
    """
    if authority not in {code for seat in actor.seats for code in (seat.authority, *seat.inherits)}:
        raise NotFound(authority)
    allowed = MAY_WITH_PEOPLE if personal else MAY_WITHOUT_PEOPLE
    if authority not in actor.authorities_as(*allowed):
        sentence = gettext_noop("Vị trí của anh/chị không được xuất dữ liệu này.")
        raise Refused("dossiers.who", sentence)
    if personal:
        check_decision(decision.strip())


def export_subject(authority: str) -> str:
    """The thread of an authority's exports."""
    return f"dossiers.export:{authority}"

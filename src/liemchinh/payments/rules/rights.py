"""Who may see and who may touch the money of an authority. Rights come from seats; an auditor only reads."""

from liemchinh.kernel.actors import SYSTEM, Actor, Role
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.kernel.words import gettext_noop

COLLECTORS = (Role.CASHIER,)
READERS = (Role.CASHIER, Role.LEADER)
"""Of their own authority."""
OVERSEEING = (Role.AUDITOR, Role.OVERSEER)
"""Of everything under theirs."""
PROPOSERS = (Role.CASHIER, Role.ADMINISTRATOR)
CONFIRMERS = (Role.LEADER, Role.ADMINISTRATOR)
SECOND_TO_CASH = (Role.CASHIER, Role.LEADER)
"""Who may agree that a cash slip is taken back: another cashier or a leader, whoever is nearer to the counter."""


def collects(actor: Actor, authority: str) -> bool:
    """Whether `actor` may take and give money for this authority."""
    return authority in actor.authorities_as(*COLLECTORS)


def check_collects(actor: Actor, authority: str) -> None:
    """Raises NotFound for who does not collect for this authority: to them its charges are not there."""
    if not collects(actor, authority):
        raise NotFound(authority)


def decides_reversals(actor: Actor, authority: str) -> bool:
    """Whether `actor` may agree to, decline or take back requests about cash slips of this authority."""
    return authority in actor.authorities_as(*SECOND_TO_CASH)


def may_charge(actor: Actor, authority: str) -> bool:
    """The system charges what a procedure's version states; a person only as cashier."""
    return actor == SYSTEM or collects(actor, authority)


def check_second_person(*, proposed_by: str, by: Actor) -> None:
    """Four eyes: who proposed an account, or asked for a reversal, does not confirm it.

    Raises Refused("payments.same_person").
    """
    if proposed_by == by.code:
        sentence = gettext_noop("Người đề nghị không tự xác nhận. Hãy nhờ người thứ hai.")
        raise Refused("payments.same_person", sentence)

"""Shows the letters of the mailboxes that wait for a person, and how the boxes stand, to who receives there."""

from dataclasses import dataclass

from liemchinh.kernel.actors import Actor, Role
from liemchinh.kernel.errors import NotFound
from liemchinh.org import queries as org
from liemchinh.petitions.models import Mailbox, MailItem
from liemchinh.petitions.rules.mail import Fate

PAGE = 50
RECEIVERS = (Role.RECEPTION,)


@dataclass(frozen=True)
class Box:
    """A mailbox as it stands: how many letters became what, and why it could not be read last time."""

    box: Mailbox
    taken: int
    added: int
    aside: int


def waiting(actor: Actor) -> list[MailItem]:
    """Letters set aside at the actor's offices that nobody has settled, the newest first; at most a page."""
    rows = MailItem.objects.filter(authority__in=_offices(actor), fate=Fate.ASIDE, settled_at__isnull=True)
    return list(rows.select_related("mailbox", "authority").order_by("-came_at", "-id")[:PAGE])


def waiting_count(actor: Actor) -> int:
    """How many of them there are."""
    return MailItem.objects.filter(authority__in=_offices(actor), fate=Fate.ASIDE, settled_at__isnull=True).count()


def item_for(actor: Actor, *, number: int, lock: bool = False) -> MailItem:
    """One letter of the actor's offices. Raises NotFound."""
    rows = MailItem.objects.filter(authority__in=_offices(actor)).select_related("authority", "mailbox")
    found = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=number).first()
    if found is None:
        raise NotFound(str(number))
    return found


def boxes() -> list[Box]:
    """Every mailbox that was ever read, by name: for the operator."""
    return [
        Box(
            box,
            taken=box.items.filter(fate=Fate.TAKEN).count(),
            added=box.items.filter(fate=Fate.ADDED).count(),
            aside=box.items.filter(fate=Fate.ASIDE, settled_at__isnull=True).count(),
        )
        for box in Mailbox.objects.order_by("name")
    ]


def _offices(actor: Actor) -> list[int]:
    return org.numbered(actor).of_units(actor.authorities_as(*RECEIVERS))

"""Shows whose paper it is: the letterhead, who signs, how the sender follows it."""

from datetime import datetime

from liemchinh.kernel.actors import Role
from liemchinh.kernel.codes import grouped
from liemchinh.kernel.days import local_day
from liemchinh.kernel.words import gettext_noop
from liemchinh.org import queries as org
from liemchinh.org.rules import ContactKind, UnitKind
from liemchinh.papers.forms import Contacts, Letterhead, LookUp, Signatory
from liemchinh.petitions.models import Petition, PetitionEvent

HINT = gettext_noop("Quét mã, hoặc vào {site}, ghi mã đơn và mã bí mật.")


def letterhead(petition: Petition, event: PetitionEvent, number: str = "") -> Letterhead:
    """The head of a paper of the authority that had the petition when this happened."""
    on = local_day(event.at)
    authority = org.in_charge(petition.authority, on)
    unit = org.units([authority.id], on).get(authority.id)
    above = org.parents([authority.id], on).get(authority.id)
    return Letterhead(
        superior=above.agency_name if above else "",
        issuer=unit.agency_name if unit else petition.authority.code,
        place=unit.short_name if unit and unit.kind in (UnitKind.COMMUNE, UnitKind.PROVINCE) else "",
        day=on,
        number=number,
        desk_sign="UBND",
    )


def chair(petition: Petition, at: datetime) -> Signatory:
    """Who signs for the authority: whoever holds its head's seat that day; nameless while nobody does."""
    on = local_day(at)
    held = org.seat_holders(org.in_charge(petition.authority, on), Role.CHAIR, on)
    return Signatory(name=held[0].name if held else "")


def look_up(petition: Petition, site: str) -> LookUp:
    """How the sender follows the petition: the address without its secret, and the secret beside it."""
    return LookUp(
        url=f"{site}/don/{petition.code}/{petition.key}",
        secret=grouped(petition.key),
        hint=HINT.format(site=site.split("://", 1)[-1]),
    )


def contacts(petition: Petition, at: datetime) -> Contacts:
    """How to reach the authority."""
    on = local_day(at)
    known = {way.kind: way.value for way in reversed(org.contacts(org.in_charge(petition.authority, on), on))}
    return Contacts(
        hotline=known.get(ContactKind.HOTLINE, ""),
        phone=known.get(ContactKind.PHONE, ""),
        email=known.get(ContactKind.EMAIL, ""),
        suggestion_box=known.get(ContactKind.BOX, ""),
        reception_place=known.get(ContactKind.RECEPTION, ""),
    )


def sender(petition: Petition) -> str:
    """The first of those who sent it, with "và N người khác" where there are more; as the paper says it."""
    rows = list(petition.petitioners.filter(withdrawn_at__isnull=True).order_by("number")[:1])
    name = rows[0].name if rows else "Ông (bà) có đơn"
    return f"{name} và {petition.people - 1} người khác" if petition.people > 1 else name


def address(petition: Petition) -> str:
    """Where that person lives, as written down."""
    rows = list(petition.petitioners.filter(withdrawn_at__isnull=True).order_by("number")[:1])
    return rows[0].address if rows else ""

"""Shows which official a shared sign-in service means, and to an administrator which identities are linked."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User

from liemchinh.kernel.actors import Actor, Role
from liemchinh.kernel.days import local_day
from liemchinh.org.models import LinkedIdentity, Person
from liemchinh.org.queries.units import subtree


@dataclass(frozen=True)
class IdentityShown:
    """One link: whose it is, to which subject, since when."""

    person: str
    name: str
    subject: str
    linked_at: datetime


def account_of_identity(*, issuer: str, subject: str, by_code: bool) -> User | None:
    """The account of the official whom the service calls `subject`: by a link, or, where allowed, by the person's code.

    An account that is closed is answered as well: the caller says so. None for a stranger.
    """
    linked = LinkedIdentity.objects.filter(issuer=issuer, subject=subject).select_related("person__user").first()
    if linked is not None:
        return linked.person.user  # type: ignore[no-any-return]
    if not by_code or not subject:
        return None
    # whoever is linked is known by the link alone: a code that another identity happens to equal opens nothing
    person = Person.objects.filter(code=subject).exclude(identities__issuer=issuer).select_related("user").first()
    return person.user if person is not None else None


def linked_identities(administrator: Actor, *, issuer: str, at: datetime) -> list[IdentityShown]:
    """Links of the people whose employer this administrator administers, by the person's code."""
    units: set[str] = set()
    for code in administrator.units_as(Role.ADMINISTRATOR) | administrator.authorities_as(Role.ADMINISTRATOR):
        units |= {unit.code for unit in subtree(code, local_day(at))}
    rows = LinkedIdentity.objects.filter(issuer=issuer, person__employer__code__in=units)
    return [
        IdentityShown(person=row.person.code, name=row.person.name, subject=row.subject, linked_at=row.linked_at)
        for row in rows.select_related("person").order_by("person__code")
    ]

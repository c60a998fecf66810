"""Linking an official to the identity under which a shared sign-in service knows them. Never made by signing in."""

from datetime import datetime

from django.db import transaction

from liemchinh.kernel.actors import Actor
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.ledger import services as ledger
from liemchinh.org import rules
from liemchinh.org.models import LinkedIdentity
from liemchinh.org.queries import testimony
from liemchinh.org.services.ground import authority_code, note
from liemchinh.org.services.people import check_keeps, locked_person


@transaction.atomic
def link_identity(*, person: str, issuer: str, subject: str, by: Actor, at: datetime) -> None:
    """Whoever the service at `issuer` calls `subject` signs in as this official.

    Raises NotFound for an official whose account `by` has no power over, Refused when either is linked already.
    """
    row = locked_person(person)
    check_keeps(by, row, at)
    subject = rules.check_identity(subject)
    if LinkedIdentity.objects.filter(issuer=issuer, subject=subject).exists():
        raise Refused("org.identity_taken", gettext_noop("Danh tính này đã nối với một cán bộ."))
    if row.identities.filter(issuer=issuer).exists():
        raise Refused("org.identity_held", gettext_noop("Cán bộ này đã nối với một danh tính khác. Hãy gỡ trước."))
    made = LinkedIdentity.objects.create(person=row, issuer=issuer, subject=subject, linked_at=at)
    note(
        f"person:{row.code}",
        kind=rules.IDENTITY_LINKED,
        unit=authority_code(row.employer, at),
        facts={"person": row.code, "issuer": issuer},
        touched=[LinkedIdentity.objects.filter(pk=made.pk)],
        by=by,
        at=at,
    )


@transaction.atomic
def unlink_identity(*, person: str, issuer: str, by: Actor, at: datetime) -> None:
    """The service no longer opens this account. Raises NotFound when there was no link."""
    row = locked_person(person)
    check_keeps(by, row, at)
    link = row.identities.filter(issuer=issuer).first()
    if link is None:
        raise NotFound(person)
    table = testimony.TABLES[LinkedIdentity]
    key = table.key_of(link)
    link.delete()
    ledger.record_about(
        f"org.person:{row.code}",
        kind=rules.IDENTITY_UNLINKED,
        by=by,
        at=at,
        unit=authority_code(row.employer, at),
        facts={"person": row.code, "issuer": issuer},
        rows=[(table.name, key, None)],
    )

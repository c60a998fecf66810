"""Declaring and ending kin: by the official themself, or by whoever administers the office that keeps their record."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.org import rules
from liemchinh.org.models import Kinship, Person
from liemchinh.org.services.ground import authority_code, check_administers, note


@transaction.atomic
def declare_kin(*, person: str, relative: str, relation: str, by: Actor, at: datetime) -> None:
    """From today `relative` is the `relation` (`rules.Relation`) of `person`: both codes of officials.

    Raises NotFound when either does not exist or `by` is neither the person nor an administrator of their employer,
    Refused("org.kin_declared") when the tie is declared already, from either side.
    """
    kind = rules.check_kin(person, relative, relation)
    found = _locked({person, relative})
    _check_may_declare(by, found[person], at)
    either = Q(person=found[person], relative=found[relative]) | Q(person=found[relative], relative=found[person])
    if Kinship.objects.filter(either, declared_until__isnull=True).exists():
        raise Refused("org.kin_declared", gettext_noop("Quan hệ giữa hai người này đã được khai."))
    made = Kinship.objects.create(
        person=found[person], relative=found[relative], relation=kind.value, declared_from=local_day(at)
    )
    note(
        f"kin:{made.pk}",
        kind=rules.KIN_DECLARED,
        unit=authority_code(found[person].employer, at),
        on=made.declared_from,
        facts={"person": person, "relative": relative, "relation": kind.value},
        touched=[Kinship.objects.filter(pk=made.pk)],
        by=by,
        at=at,
    )


@transaction.atomic
def end_kin(*, person: str, relative: str, reason: str, by: Actor, at: datetime) -> None:
    """From tomorrow the declared tie is over; it still counts for cases that came in while it held.

    `reason` is kept in the log's private part. Raises NotFound when nothing is declared or it is not for `by`.
    """
    if not reason.strip():
        raise Refused("org.kin_reason", gettext_noop("Hãy ghi lý do thôi quan hệ đã khai."))
    found = _locked({person, relative})
    _check_may_declare(by, found[person], at)
    open_ties = Kinship.objects.select_for_update().filter(declared_until__isnull=True)
    row = open_ties.filter(person=found[person], relative=found[relative]).first()
    if row is None:
        raise NotFound(relative)
    row.declared_until = rules.kin_until(local_day(at))
    row.save(update_fields=["declared_until"])
    note(
        f"kin:{row.pk}",
        kind=rules.KIN_ENDED,
        unit=authority_code(found[person].employer, at),
        on=row.declared_until,
        facts={"person": person, "relative": relative, "reason": reason.strip()},
        touched=[Kinship.objects.filter(pk=row.pk)],
        by=by,
        at=at,
    )


def _locked(codes: set[str]) -> dict[str, Person]:
    """The officials, locked in the order of their ids: two declarations never wait in a ring. Raises NotFound."""
    rows = Person.objects.select_for_update(of=("self",)).select_related("employer").filter(code__in=codes)
    found = {row.code: row for row in rows.order_by("id")}
    for code in codes - set(found):
        raise NotFound(code)
    return found


def _check_may_declare(by: Actor, person: Person, at: datetime) -> None:
    if by.code == person.code:
        return
    try:
        check_administers(by, person.employer, at)
    except Refused as stranger:
        raise NotFound(person.code) from stranger

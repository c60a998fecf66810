"""Visits of the register: one for who may read it whole, those of a day, matters that a new one may be about."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from liemchinh.kernel.actors import Actor, Role
from liemchinh.kernel.codes import tidy_code
from liemchinh.kernel.days import VIETNAM, local_day
from liemchinh.kernel.errors import NotFound
from liemchinh.org import queries as org
from liemchinh.reception.models import (
    EvidenceItem,
    EvidenceReceipt,
    Matter,
    Visit,
    VisitChange,
    VisitDuty,
    Visitor,
)
from liemchinh.reception.rules import visits as rules

CONSIDERED = 300
"""Matters looked at for proposals: the newest of the authority, and all of the same person."""


@dataclass(frozen=True)
class Period:
    """Days of a register or a figure: from the first day, until the first day outside."""

    first: date
    until: date

    @property
    def span(self) -> tuple[datetime, datetime]:
        """The two midnights in Vietnam that bound the period."""
        return midnight(self.first), midnight(self.until)


def midnight(day: date) -> datetime:
    """The first instant of a day in Vietnam."""
    return datetime.combine(day, time(), tzinfo=VIETNAM)


def month_of(day: date) -> Period:
    """The calendar month that holds `day`."""
    first = day.replace(day=1)
    return Period(first, (first + timedelta(days=32)).replace(day=1))


def offices(actor: Actor, on: date) -> dict[str, str]:
    """Names of the authorities whose register `actor` may see, by code: own ones, and for an auditor all below."""
    codes = set(actor.authorities_as(*rules.WRITERS))
    for code in actor.offices_as(*rules.OVERSEEING):
        codes |= {code} | {unit.code for unit in org.subtree(code, on) if org.agency_code(unit, on) == unit.code}
    return dict(sorted(org.unit_names(codes, on).items(), key=lambda pair: pair[1]))


def scope(actor: Actor, on: date) -> Q:
    """The visits that exist for `actor` that day; whether they read them whole is `sees`."""
    codes = offices(actor, on)
    return Q(authority__code__in=list(codes)) if codes else Q(pk__in=[])


def sees(actor: Actor, visit: Visit) -> bool:
    """Whether names and words of this visit are for `actor`."""
    code = visit.authority.code
    return rules.sees_whole(actor, authority=code, restricted=visit.restricted, by=visit.by)


def open_to(actor: Actor) -> Q:
    """The visits whose names and words `actor` may read, among those of their scope."""
    heads = actor.authorities_as(Role.CHAIR)
    return Q(restricted=False) | Q(by=actor.code) | Q(authority__code__in=list(heads))


def visit_for(actor: Actor, *, code: str, at: datetime, lock: bool = False) -> Visit:
    """The visit with this code, for who may read it whole; its row locked when `lock`. Raises NotFound."""
    rows = Visit.objects.select_related("authority", "matter", "session", "conclusion")
    if lock:
        rows = rows.select_for_update(of=("self",))
    found = rows.filter(scope(actor, local_day(at)), code=tidy_code(code)).first()
    if found is None or not sees(actor, found):
        raise NotFound(code)
    return found


def by_code(code: str) -> Visit | None:
    """The visit with this code for the rooms above, which have checked their own right; None when there is none."""
    return Visit.objects.select_related("authority", "matter").filter(code=tidy_code(code)).first()


def by_token(token: UUID | None) -> Visit | None:
    """The visit that this form has already written."""
    return Visit.objects.filter(token=token).first() if token is not None else None


def written_with(actor: Actor, *, token: UUID, at: datetime) -> str:
    """The code of the visit that the form of this number has become, if it exists for `actor`; else empty."""
    visit = by_token(token)
    try:
        return visit_for(actor, code=visit.code, at=at).code if visit is not None else ""
    except NotFound:
        return ""


def changes_seen(visit: Visit) -> int:
    """After how many changes a visit reads as it does: its own, and those of the visits that share its matter."""
    return VisitChange.objects.filter(visit__matter=visit.matter_id).count()


def visitors_of(visit: Visit) -> list[Visitor]:
    """Who came, in the order they were written."""
    return list(visit.visitors.order_by("number"))


def duties_of(visit: Visit) -> list[VisitDuty]:
    """What must be done after this visit, in the order it arose."""
    return list(visit.duties.order_by("number"))


def changes_of(visit: Visit) -> list[VisitChange]:
    """What was changed later, the newest first."""
    return list(visit.changes.order_by("-number"))


def receipts_of(visit: Visit) -> list[EvidenceReceipt]:
    """The receipts with their lines."""
    lines = Prefetch("items", EvidenceItem.objects.order_by("number"))
    return list(visit.receipts.prefetch_related(lines).order_by("number"))


def receipt_of(visit: Visit, number: int) -> EvidenceReceipt:
    """One receipt of a visit. Raises NotFound."""
    for receipt in receipts_of(visit):
        if receipt.number == number:
            return receipt
    raise NotFound(str(number))


def with_people(rows: "QuerySet[Visit]") -> "QuerySet[Visit]":
    """Visits with their visitors and their matter, three queries for any number of them."""
    people = Prefetch("visitors", Visitor.objects.order_by("number"))
    return rows.select_related("authority", "matter", "refusal").prefetch_related(people)


def of_day(actor: Actor, *, authority: str, on: date) -> list[Visit]:
    """The visits of one day, the latest first, restricted ones only for who may read them."""
    start, end = Period(on, on + timedelta(days=1)).span
    rows = Visit.objects.filter(scope(actor, on), authority__code=authority, at__gte=start, at__lt=end)
    return list(with_people(rows.filter(open_to(actor))).order_by("-at", "-id"))


def of_matter(actor: Actor, visit: Visit) -> list[Visit]:
    """The other visits for the same matter that `actor` may read, the latest first."""
    rows = Visit.objects.filter(open_to(actor), matter_id=visit.matter_id).exclude(pk=visit.pk)
    return list(rows.select_related("authority").order_by("-at", "-id")[:20])


def of_head(actor: Actor, *, authority: str, on: date, until: date) -> list[Visit]:
    """Visits received by the head in these days, without a conclusion: what a conclusion can be about."""
    start, end = Period(on, until).span
    rows = Visit.objects.filter(
        scope(actor, on), open_to(actor), authority__code=authority, kind__in=rules.OF_THE_HEAD, conclusion=None
    )
    return list(with_people(rows.filter(refused=False, at__gte=start, at__lt=end)).order_by("at", "id"))


def matter_for(actor: Actor, *, authority: str, key: int) -> Matter:
    """A matter of this authority that `actor` may read. Raises NotFound."""
    found = Matter.objects.filter(_matters_open_to(actor), authority__code=authority, pk=key).first()
    if found is None or not rules.writes(actor, authority):
        raise NotFound(str(key))
    return found


def likely_matters(
    actor: Actor, *, authority: str, subject: str, identities: Collection[str], names: Collection[str]
) -> list[rules.Known]:
    """Matters of this authority that a visit may be about, the likeliest first: for a person to choose."""
    mine = Matter.objects.filter(_matters_open_to(actor), authority__code=authority)
    numbers = [number for number in identities if number]
    same = mine.filter(visits__visitors__identity__in=numbers).distinct() if numbers else mine.none()
    rows = {row.pk: row for row in [*same[:CONSIDERED], *mine.order_by("-first_at", "-id")[:CONSIDERED]]}
    people = Visitor.objects.filter(visit__matter__in=list(rows)).values_list("visit__matter_id", "identity", "folded")
    ids: dict[int, set[str]] = {}
    called: dict[int, set[str]] = {}
    for matter, identity, folded in people:
        ids.setdefault(matter, set()).add(identity)
        called.setdefault(matter, set()).add(folded)
    known = [
        rules.Known(
            row.pk,
            row.subject,
            row.folded,
            frozenset(ids.get(row.pk, ())) - {""},
            frozenset(called.get(row.pk, ())),
        )
        for row in rows.values()
    ]
    return rules.likely(known, subject=subject, identities=numbers, names=names)


def _matters_open_to(actor: Actor) -> Q:
    return Q(restricted=False) | Q(by=actor.code) | Q(authority__code__in=list(actor.authorities_as(Role.CHAIR)))

"""Shows who looked into people's records: to the auditor of those who looked and of whose records they were, to an
applicant in numbers, and to the audit."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Max, Q, QuerySet

from liemchinh.kernel.actors import Actor, Role
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound
from liemchinh.ledger.auditing.findings import Notebook, Tampering
from liemchinh.org import rules
from liemchinh.org.models import Reading, ReadingDay
from liemchinh.org.queries.people import people
from liemchinh.org.queries.units import subtree

READINGS_PAGE = 50
"""Lines of a page of the log of looks."""

PERSON_DAYS = 20
"""Persons shown in the table of a day."""


@dataclass(frozen=True)
class Look:
    """One look: when, who in which unit, how, into what, how many it showed."""

    at: datetime
    person: str
    name: str
    unit: str
    kind: rules.ReadingKind
    subject: str
    found: int


@dataclass(frozen=True)
class Looks:
    """A page of looks, newest first: its lines, its number, how many lines and pages there are in all."""

    rows: Sequence[Look]
    total: int
    number: int
    pages: int


@dataclass(frozen=True)
class PersonDay:
    """What one person looked at in a day: dossiers opened, searches, lists taken out; `unusual`: far more than else."""

    person: str
    name: str
    opened: int
    searched: int
    taken: int
    unusual: bool


@dataclass(frozen=True)
class OpenedBy:
    """How many people of one unit opened a dossier on a day."""

    on: date
    unit: str
    people: int


def _seen_by(auditor: Actor, on: date) -> QuerySet[Reading]:
    """The looks that exist for an auditor: by people of their authorities or into the records of these."""
    codes: set[str] = set(auditor.authorities_as(Role.AUDITOR))
    for code in list(codes):
        try:
            codes |= {unit.code for unit in subtree(code, on)}
        except NotFound:
            continue  # an authority that has ended: it stands alone
    return Reading.objects.filter(Q(home__in=codes) | Q(authority__in=codes))


def looks(
    auditor: Actor,
    *,
    at: datetime,
    person: str = "",
    subjects: Sequence[str] = (),
    on: date | None = None,
    page: int = 1,
) -> Looks:
    """Who read what, newest first, narrowed to a person's code, to what was looked at, to a day."""
    rows = _seen_by(auditor, local_day(at))
    if person:
        rows = rows.filter(person__iexact=person)
    if subjects:
        rows = rows.filter(subject__in=subjects)
    if on is not None:
        rows = rows.filter(on=on)
    total = rows.count()
    pages = max(1, -(-total // READINGS_PAGE))
    number = min(max(1, page), pages)
    shown = list(rows.order_by("-at", "-id")[(number - 1) * READINGS_PAGE : number * READINGS_PAGE])
    names = people(row.person for row in shown)
    return Looks(
        rows=[
            Look(
                at=row.at,
                person=row.person,
                name=names.get(row.person, ""),
                unit=row.unit,
                kind=rules.ReadingKind(row.kind),
                subject=row.subject,
                found=row.found,
            )
            for row in shown
        ],
        total=total,
        number=number,
        pages=pages,
    )


def looks_of_day(auditor: Actor, *, at: datetime, on: date) -> list[PersonDay]:
    """What each person looked at on that day, who opened most dossiers first, at most `PERSON_DAYS`. Three queries."""
    opened = [kind.value for kind in rules.OPENED]
    seen = _seen_by(auditor, local_day(at))
    of_day = list(
        seen.filter(on=on)
        .values("person")
        .annotate(
            opened=Count("subject", distinct=True, filter=Q(kind__in=opened)),
            searched=Count("id", filter=Q(kind=rules.ReadingKind.SEARCH.value)),
            taken=Count("id", filter=Q(kind=rules.ReadingKind.EXPORT.value)),
        )
        .order_by("-opened", "-searched", "person")[:PERSON_DAYS]
    )
    codes = [row["person"] for row in of_day]
    before: dict[str, list[int]] = {}
    for row in (
        seen.filter(person__in=codes, kind__in=opened, on__lt=on, on__gte=on - timedelta(days=rules.USUAL_DAYS))
        .values("person", "on")
        .annotate(opened=Count("subject", distinct=True))
        .order_by("person", "on")
    ):
        before.setdefault(row["person"], []).append(row["opened"])
    names = people(codes)
    return [
        PersonDay(
            **row,
            name=names.get(row["person"], ""),
            unusual=rules.is_more_than_usual(row["opened"], before.get(row["person"], [])),
        )
        for row in of_day
    ]


def opened_by(subject: str) -> list[OpenedBy]:
    """How many people opened this dossier, by day and unit, newest day first: for its applicant, so without names."""
    rows = (
        Reading.objects.filter(subject=subject, kind__in=[kind.value for kind in rules.OPENED])
        .values("on", "unit")
        .annotate(people=Count("person", distinct=True))
        .order_by("-on", "unit")
    )
    return [OpenedBy(on=row["on"], unit=row["unit"], people=row["people"]) for row in rows]


def people_who_opened(subject: str) -> int:
    """How many people opened this dossier, each counted once."""
    rows = Reading.objects.filter(subject=subject, kind__in=[kind.value for kind in rules.OPENED])
    return rows.aggregate(n=Count("person", distinct=True))["n"]


def days_to_close(until: date) -> dict[date, list[str]]:
    """Days with looks after the last closed one and up to `until`, first to last: the authorities that looked."""
    last = ReadingDay.objects.aggregate(last=Max("on"))["last"]
    rows = Reading.objects.filter(on__lte=until)
    if last is not None:
        rows = rows.filter(on__gt=last)
    days: dict[date, list[str]] = {}
    for on, home in rows.values_list("on", "home").distinct().order_by("on", "home"):
        days.setdefault(on, []).append(home)
    return days


def sealed(home: str, on: date) -> tuple[int, str]:
    """How many looks an authority's people took on that day, and the hash over them in their order."""
    return rules.readings_digest(_lines(home, on))


def _lines(home: str, on: date) -> Iterator[bytes]:
    for row in Reading.objects.filter(home=home, on=on).order_by("id").iterator(chunk_size=1000):
        yield rules.reading_line(
            number=row.pk,
            at=row.at,
            person=row.person,
            seat=row.seat,
            unit=row.unit,
            authority=row.authority,
            kind=row.kind,
            subject=row.subject,
            found=row.found,
        )


def check_days(notebook: Notebook) -> None:
    """For the audit: every closed day must still have the looks that were counted and hashed, and none besides.

    Looks of days that are not closed yet are vouched for by nothing.
    """
    table = Reading._meta.db_table
    closed: dict[tuple[str, date], ReadingDay] = {(row.home, row.on): row for row in ReadingDay.objects.order_by("pk")}
    for (home, on), row in closed.items():
        count, digest = sealed(home, on)
        if row.forgotten_at is not None:
            if count:
                notebook.write(Tampering.INSERTED, table, f"{home}/{on}")
        elif count < row.count:
            notebook.write(Tampering.DELETED, table, f"{home}/{on}")
        elif count > row.count:
            notebook.write(Tampering.INSERTED, table, f"{home}/{on}")
        elif digest != row.digest:
            notebook.write(Tampering.EDITED, table, f"{home}/{on}", "digest")
    last = max((on for _, on in closed), default=None)
    if last is not None:
        for home, on in Reading.objects.filter(on__lte=last).values_list("home", "on").distinct().order_by():
            if (home, on) not in closed:
                notebook.write(Tampering.INSERTED, table, f"{home}/{on}")

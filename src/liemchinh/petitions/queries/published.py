"""Shows the public version of a question and its answer: to editors with every finding, to everybody once published."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from liemchinh.kernel.days import VIETNAM
from liemchinh.kernel.words import fold
from liemchinh.org import queries as org
from liemchinh.petitions import rules
from liemchinh.petitions.models import Petition, Petitioner, Publication, PublicationFile
from liemchinh.petitions.rules.publishing import Alarm, PublicState, alarms
from liemchinh.petitions.rules.recommendations import Solved
from liemchinh.petitions.rules.redaction import Clue

PAGE = 20
"""Questions on one page of the public list."""
MOST_WORDS = 8


class Standing:
    """Where a published question stands, as its readers choose it."""

    ANSWERED, CONFIRMED, SILENT, UNSOLVED, AGAIN = "answered", "confirmed", "silent", "unsolved", "again"


STANDINGS: Mapping[str, Q] = {
    Standing.ANSWERED: Q(petition__state=rules.State.DECIDED),
    Standing.CONFIRMED: Q(petition__state=rules.State.DONE, petition__outcome=Solved.CONFIRMED),
    Standing.SILENT: Q(petition__state=rules.State.DONE) & ~Q(petition__outcome=Solved.CONFIRMED),
    Standing.UNSOLVED: Q(petition__state=rules.State.UNSOLVED),
    Standing.AGAIN: Q(petition__state__in=[rules.State.ACCEPTED, rules.State.SUSPENDED]),
}
"""Each standing as a condition: a figure and its list are one condition, and together they are all there is."""


@dataclass(frozen=True)
class Wanted:
    """What a reader asks the list for; empty means everything. `first` and `last` are days of asking, both inside."""

    words: str = ""
    unit: str = ""
    field: str = ""
    standing: str = ""
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class Listed:
    """One page of the list, how many there are, and how many of each standing whatever standing was asked for."""

    rows: tuple[Publication, ...]
    total: int
    page: int
    last_page: int
    counts: Mapping[str, int]
    withdrawn: int
    people: Mapping[str, str]


def shown() -> QuerySet[Publication]:
    """Everything that everybody may read: published, of an unrestricted recommendation."""
    return Publication.objects.filter(
        state=PublicState.PUBLISHED, petition__restricted=False, petition__content=rules.Content.RECOMMENDATION
    )


def listed(wanted: Wanted, *, page: int, on: date) -> Listed:
    """One page of published questions, the newest first. Three queries, one more for names of units."""
    rows = _matching(shown(), wanted, on)
    counts = rows.aggregate(**{name: Count("pk", filter=condition) for name, condition in STANDINGS.items()})
    chosen = rows.filter(STANDINGS[wanted.standing]) if wanted.standing in STANDINGS else rows
    total = counts[wanted.standing] if wanted.standing in STANDINGS else sum(counts.values())
    last_page = max(1, -(-total // PAGE))
    page = min(max(page, 1), last_page)
    found = chosen.select_related("petition", "authority").order_by("-published_at", "-id")
    lines = tuple(found[(page - 1) * PAGE : page * PAGE])
    gone = Publication.objects.filter(state=PublicState.WITHDRAWN)
    withdrawn = _matching(gone, Wanted(unit=wanted.unit, first=wanted.first, last=wanted.last), on).count()
    units = {row.division or row.authority.code for row in lines} | {row.authority.code for row in lines}
    return Listed(lines, total, page, last_page, counts, withdrawn, org.unit_names(units, on))


def _matching(rows: QuerySet[Publication], wanted: Wanted, on: date) -> QuerySet[Publication]:
    for word in fold(wanted.words).split()[:MOST_WORDS]:
        rows = rows.filter(search__contains=word)
    if wanted.unit:
        rows = rows.filter(Q(authority__code=wanted.unit) | Q(division=wanted.unit))
    if wanted.field:
        rows = rows.filter(field=wanted.field)
    if wanted.first:
        rows = rows.filter(asked_at__gte=datetime.combine(wanted.first, time.min, VIETNAM))
    if wanted.last:
        rows = rows.filter(asked_at__lt=datetime.combine(wanted.last + timedelta(days=1), time.min, VIETNAM))
    return rows


def choices(on: date) -> tuple[list[tuple[str, str]], list[str]]:
    """Units (code and name) and fields that have something published: what the list can be narrowed to."""
    found = list(shown().values_list("authority__code", "division", "field").distinct().order_by()[:2000])
    codes = {code for one, two, _ in found for code in (one, two) if code}
    names = org.unit_names(codes, on)
    units = sorted(((code, names.get(code, code)) for code in codes), key=lambda unit: unit[1])
    return units, sorted({field for *_, field in found if field})


def one(public_id: str) -> Publication | None:
    """A published question, or what is left of a withdrawn one; None for anything else."""
    rows = Publication.objects.filter(public_id=public_id).select_related("petition", "authority")
    found = rows.exclude(state=PublicState.DRAFT).first()
    if found is None or found.petition.restricted or found.petition.content != rules.Content.RECOMMENDATION:
        return None
    return found


def number_of(token: UUID, *, source: str) -> str | None:
    """The public id of what was filed with this token by `source`: empty while it has none, None for no petition."""
    petition = Petition.objects.filter(token=token, source=source).only("pk").first()
    if petition is None:
        return None
    found = shown().filter(petition=petition).first()
    return found.public_id if found else ""


def standing_of(publication: Publication) -> str:
    """Which of `STANDINGS` a published question is in."""
    petition = publication.petition
    if petition.state == rules.State.UNSOLVED:
        return Standing.UNSOLVED
    if petition.state == rules.State.DONE:
        return Standing.CONFIRMED if petition.outcome == Solved.CONFIRMED else Standing.SILENT
    return Standing.ANSWERED if petition.state == rules.State.DECIDED else Standing.AGAIN


def files_of(publication: Publication) -> QuerySet[PublicationFile]:
    """The files that go with a version, in order."""
    rows = PublicationFile.objects.filter(petition=publication.petition_id, publication=publication.number)
    return rows.filter(dropped_at__isnull=True).order_by("number")


def draft_of(petition: Petition) -> Publication | None:
    """The version that is being written, or None."""
    return Publication.objects.filter(petition=petition, state=PublicState.DRAFT).order_by("-number").first()


def versions_of(petition: Petition) -> list[Publication]:
    """Every version of a petition's public text, the newest first."""
    return list(Publication.objects.filter(petition=petition).order_by("-number"))


def texts_of(publication: Publication) -> dict[str, str]:
    """What everybody would read of it, by its place."""
    return {
        "title": publication.title,
        "question": publication.question,
        "answer": publication.answer,
        "place": publication.place,
    }


def people_of(publication: Publication, *, on: date) -> dict[str, list[str]]:
    """The names and addresses that a public text must not hold: of everybody behind the letters, and whom they name."""
    petition = publication.petition
    behind = Petitioner.objects.filter(Q(petition=petition) | Q(petition__same_as=petition))
    rows = list(behind.values_list("name", "address"))
    names = [name for name, _ in rows if name]
    about: Mapping[str, Any] = petition.about
    if about.get("person"):
        names += [name for name in org.people([about["person"]]).values() if name]
    return {"names": names, "addresses": [address for _, address in rows if address]}


def alarms_of(publication: Publication, *, on: date) -> list[Alarm]:
    """Every finding in a version: in its texts as they are now, in its files as they were when they came."""
    found = list(alarms(texts_of(publication), **people_of(publication, on=on)))
    for row in files_of(publication):
        found += [Alarm(**(told | {"clue": Clue(told["clue"])})) for told in row.findings]
    return found

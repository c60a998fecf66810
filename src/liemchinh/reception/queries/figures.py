"""The counts of reception, in one place: visits, people, sessions, groups and matters of a period, from the rows."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, Sum

from liemchinh.kernel.actors import Actor
from liemchinh.kernel.errors import NotFound
from liemchinh.reception.models import Session, Visit
from liemchinh.reception.queries.visits import Period, offices
from liemchinh.reception.rules import visits as rules
from liemchinh.reception.rules.calendar import SessionKind, SessionState


@dataclass(frozen=True)
class Counted:
    """What the receptions of a period come to. A visit that was refused is counted in `refused` only.

    `visits` = `visits_regular` + `visits_scheduled` + `visits_unscheduled`; `visits_head` are the last two. `people`
    are all that were received. `sessions` (kỳ tiếp) are sessions of heads that were held, `sessions_deputy` those of
    them that a deputy chaired. `groups` are visits of large groups, `people_in_groups` those who came with them.
    `matters_first` came for the first time in the period, `matters_repeat` had come before it.
    """

    visits: int
    visits_regular: int
    visits_scheduled: int
    visits_unscheduled: int
    visits_online: int
    visits_first: int
    visits_repeat: int
    people: int
    sessions: int
    sessions_deputy: int
    groups: int
    people_in_groups: int
    matters: int
    matters_first: int
    complaints: int
    denunciations: int
    recommendations: int
    unsorted: int
    within: int
    guided: int
    forwarded: int
    petitions: int
    refused: int

    @property
    def visits_head(self) -> int:
        """Scheduled and unscheduled receptions of heads."""
        return self.visits_scheduled + self.visits_unscheduled

    @property
    def matters_repeat(self) -> int:
        """Matters for which somebody had come before."""
        return self.matters - self.matters_first


def counted(period: Period, *, authorities: Collection[str] | None = None) -> Counted:
    """The counts of these authorities (their codes; None: of all) in the period. Two queries.

    Numbers only: whoever shows them sees to it that the reader may have them.
    """
    start, end = period.span
    rows = Visit.objects.filter(at__gte=start, at__lt=end)
    held = Session.objects.filter(
        on__gte=period.first, on__lt=period.until, state=SessionState.HELD, kind__in=_OF_HEADS
    )
    if authorities is not None:
        codes = list(authorities)
        rows, held = rows.filter(authority__code__in=codes), held.filter(authority__code__in=codes)
    received = Q(refused=False)

    def those(**facts: object) -> Count:
        return Count("id", filter=received & Q(**facts))

    sums = {
        "visits": those(),
        "visits_regular": those(kind=rules.VisitKind.REGULAR),
        "visits_scheduled": those(kind=rules.VisitKind.SCHEDULED),
        "visits_unscheduled": those(kind=rules.VisitKind.UNSCHEDULED),
        "visits_online": those(form=rules.VisitForm.ONLINE),
        "visits_first": those(occasion=1),
        "visits_repeat": those(occasion__gt=1),
        "groups": those(group=True),
        "people_in_groups": Sum("people", filter=received & Q(group=True), default=0),
        "matters": Count("matter", filter=received, distinct=True),
        "matters_first": Count("matter", filter=received & Q(occasion=1), distinct=True),
        "complaints": those(content=rules.Content.COMPLAINT),
        "denunciations": those(content=rules.Content.DENUNCIATION),
        "recommendations": those(content=rules.Content.RECOMMENDATION),
        "unsorted": those(content=rules.Content.UNSORTED),
        "within": those(within=True),
        "guided": Count("id", filter=received & ~Q(guided_to="")),
        "forwarded": Count("id", filter=received & ~Q(forwarded_to="")),
        "petitions": Count("id", filter=received & ~Q(petition="")),
        "refused": Count("id", filter=Q(refused=True)),
        "people": Sum("people", filter=received, default=0),
    }
    # under names of their own: a sum hides the column of its name from the next one
    added = rows.aggregate(**{f"all_{name}": one for name, one in sums.items()})
    sessions = held.aggregate(sessions=Count("id"), sessions_deputy=Count("id", filter=Q(chaired_as="deputy")))
    return Counted(**{name.removeprefix("all_"): value for name, value in added.items()}, **sessions)


def counted_for(actor: Actor, *, authority: str, period: Period, on: date) -> Counted:
    """The counts of one authority for who sees its register. Raises NotFound."""
    if authority not in offices(actor, on):
        raise NotFound(authority)
    return counted(period, authorities=[authority])


_OF_HEADS = (SessionKind.SCHEDULED, SessionKind.UNSCHEDULED)

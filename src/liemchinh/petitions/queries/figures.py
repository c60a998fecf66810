"""Shows what the register comes to over a period. Every figure is counted from the records when it is asked for."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, Case, Count, ExpressionWrapper, F, OuterRef, Q, Subquery, When

from liemchinh.kernel.days import midnight
from liemchinh.petitions.models import Petition, PetitionEvent
from liemchinh.petitions.rules import Content, Source, State
from liemchinh.petitions.rules.figures import SETTLED, Period, Share

CLASSES = (Content.COMPLAINT, Content.DENUNCIATION, Content.RECOMMENDATION)


@dataclass(frozen=True)
class Figures:
    """The petitions received in a period, and where they stood at its end.

    `received` are letters: parts that a mixed one was split into are not counted again there, but each is a case of its
    class below. `within` are the cases that the authority itself has to settle (a person's finding), `settled` those of
    them with a result before the period ended. `outside` are those it had not to: guided, forwarded, returned, kept.
    `media` is the media mailbox (petitions of source MEDIA), a part of `received`.
    """

    period: Period
    received: int
    before: int
    by_source: dict[str, int]
    by_content: dict[str, int]
    by_state: dict[str, int]
    within: dict[str, int]
    settled: dict[str, int]
    outside: dict[str, int]
    outside_of: dict[str, dict[str, int]]
    unfound: int
    media: int
    media_settled: int

    @property
    def change(self) -> int:
        """More (or fewer) than in the same months a year before."""
        return self.received - self.before

    @property
    def change_share(self) -> Share:
        """The change as a share of the year before."""
        return Share(self.change, self.before)

    @property
    def within_total(self) -> int:
        """Cases within the authority, of all classes."""
        return sum(self.within.values())

    @property
    def outside_total(self) -> int:
        """Cases found to be somebody else's."""
        return sum(self.outside.values())

    def rate(self, *contents: Content) -> Share:
        """Settled of those within the authority, of these classes together (none named: all)."""
        names = [str(one) for one in contents or CLASSES]
        return Share(sum(self.settled.get(name, 0) for name in names), sum(self.within.get(name, 0) for name in names))

    @property
    def media_rate(self) -> Share:
        """Letters of the media mailbox with a result."""
        return Share(self.media_settled, self.media)


def counted(period: Period, authorities: Collection[int] | None = None) -> Figures:
    """Count the registers of these authorities (numbers in the database; None: all of the install)."""
    known = _scope(authorities)
    until = midnight(period.until)
    rows = list(
        Petition.objects.filter(known, received_at__gte=midnight(period.first), received_at__lt=until)
        .annotate(
            stands=_stands(until),
            is_letter=ExpressionWrapper(Q(split_from__isnull=True), output_field=BooleanField()),
        )
        .values("source", "content", "within", "stands", "is_letter")
        .annotate(count=Count("pk"))
        .values_list("source", "content", "within", "stands", "is_letter", "count")
    )
    earlier = period.a_year_before
    before = Petition.objects.filter(
        known,
        received_at__gte=midnight(earlier.first),
        received_at__lt=midnight(earlier.until),
        split_from__isnull=True,
    ).count()
    return _summed(period, before, rows)


def _summed(period: Period, before: int, rows: list[tuple[Any, ...]]) -> Figures:
    by_source, by_content, by_state = _zeros(Source), _zeros(Content), defaultdict[str, int](int)
    within, settled = _zeros(CLASSES), _zeros(CLASSES)
    outside = {"guided": 0, "forwarded": 0, "returned": 0, "archived": 0, "other": 0, "waiting": 0}
    outside_of: dict[str, dict[str, int]] = {str(one): dict(outside) for one in CLASSES}
    received = unfound = media = media_settled = 0
    for source, content, is_within, stands, is_letter, count in rows:
        state = State(stands) if stands is not None else State.RECEIVED
        by_state[state.name.lower()] += count
        if is_letter:
            received += count
            by_source[source] += count
            by_content[content] += count
            if source == Source.MEDIA:
                media += count
                media_settled += count if state in SETTLED else 0
        if state is State.SPLIT:
            continue  # its parts are counted
        if is_within is None:
            unfound += count
        elif is_within:
            within[content] = within.get(content, 0) + count
            settled[content] = settled.get(content, 0) + (count if state in SETTLED else 0)
        else:
            way = _WAYS.get(state, "other")
            outside[way] += count
            outside_of.setdefault(content, dict.fromkeys(outside, 0))[way] += count
    return Figures(
        period=period,
        received=received,
        before=before,
        by_source=by_source,
        by_content=by_content,
        by_state=dict(by_state),
        within=within,
        settled=settled,
        outside=outside,
        outside_of=outside_of,
        unfound=unfound,
        media=media,
        media_settled=media_settled,
    )


_WAYS = {
    State.GUIDED: "guided",
    State.FORWARDED: "forwarded",
    State.RETURNED: "returned",
    State.ARCHIVED: "archived",
    State.RECEIVED: "waiting",
    State.CHECKING: "waiting",
}


def _zeros(names: Any) -> dict[str, int]:
    return {str(name): 0 for name in names}


def _scope(authorities: Collection[int] | None) -> Q:
    return Q() if authorities is None else Q(register__in=sorted(authorities))


def _stands(until: datetime) -> Case:
    """The state of a petition at that moment, by its events: what happened later does not change an old figure.

    Nearly all have not moved since; only of the others are the events read.
    """
    events = PetitionEvent.objects.filter(petition=OuterRef("pk"), at__lt=until).order_by("-step")
    return Case(When(moved_at__lt=until, then=F("state")), default=Subquery(events.values("state")[:1]))

"""Shows what people thought of units: counts only, never below five, never by dossier or by person."""

import hmac
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import Count

from liemchinh.dossiers import rules
from liemchinh.dossiers.models import Dossier, Rating, RatingSlip
from liemchinh.dossiers.queries.figures import SMALL, Period
from liemchinh.kernel.actors import Actor, Role
from liemchinh.kernel.days import local_day
from liemchinh.org import queries as org

READERS = (Role.LEADER, Role.AUDITOR)
"""Who may read remarks, without knowing whose they are."""


@dataclass(frozen=True)
class Rated:
    """What one unit's ratings of a period come to; `levels` and `answers` are None where they are too few to show."""

    unit: int
    count: int
    levels: Mapping[int, int] | None
    answers: Mapping[str, Mapping[str, int]] | None

    @property
    def share(self) -> float | None:
        """Share of those who were satisfied or very satisfied, 0 to 1."""
        if self.levels is None:
            return None
        return (self.levels.get(3, 0) + self.levels.get(2, 0)) / self.count


def slip_of(dossier: Dossier) -> str:
    """What is kept of the fact that this dossier has been rated: a keyed hash that leads nowhere."""
    key = settings.SECRET_KEY.encode()
    return hmac.new(key, b"rating slip\n" + dossier.tag.encode(), "sha256").hexdigest()


def is_rated(dossier: Dossier) -> bool:
    """Whether its one rating has been given."""
    return RatingSlip.objects.filter(pk=slip_of(dossier)).exists()


def rated(period: Period) -> list[Rated]:
    """The ratings of the period by unit, in the order of their ids. Whole months only. Two queries."""
    rows = Rating.objects.filter(month__gte=period.first.replace(day=1), month__lt=period.until)
    levels: dict[int, Counter[int]] = {}
    for unit, level, count in rows.values_list("unit_id", "level").annotate(n=Count("code")).order_by():
        levels.setdefault(unit, Counter())[level] += count
    answers: dict[int, dict[str, Counter[str]]] = {}
    for unit, given in rows.values_list("unit_id", "answers").order_by():
        for question, answer in given.items():
            answers.setdefault(unit, {}).setdefault(question, Counter())[answer] += 1
    units = sorted(levels)
    shown = rules.showable([levels[unit].total() for unit in units], small=SMALL)
    return [
        Rated(
            unit=unit,
            count=levels[unit].total(),
            levels=dict(levels[unit]) if is_shown else None,
            answers={code: dict(n) for code, n in answers.get(unit, {}).items()} if is_shown else None,
        )
        for unit, is_shown in zip(units, shown, strict=True)
    ]


def remarks(actor: Actor, month: date, *, at: datetime) -> list[str] | None:
    """What people wrote about the actor's authorities in a month, in no order; None where too few rated them."""
    ids = org.with_inherited(
        [org.unit(code, local_day(at)).id for code in sorted(actor.authorities_as(*READERS))], local_day(at)
    )
    rows = Rating.objects.filter(unit_id__in=ids, month=month.replace(day=1))
    if rows.count() < SMALL:
        return None
    return list(rows.exclude(remark="").order_by("code").values_list("remark", flat=True))  # codes are random

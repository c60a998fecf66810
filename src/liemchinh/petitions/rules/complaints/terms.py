"""Decides the dates of a complaint: whether it came in time, how long settlement may take, when a decision holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from liemchinh.kernel.days import VIETNAM, local_day, short_day
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.law import clocks
from liemchinh.law.book import Provision, provision
from liemchinh.law.clocks import Budget, Happening, Reading
from liemchinh.law.deadlines import budget_of
from liemchinh.petitions.rules.states import Complexity
from liemchinh.petitions.rules.terms import Happened, Office, settlement

FIRST, SECOND = 1, 2
"""Lần đầu, lần hai."""


@dataclass(frozen=True)
class Obstacle:
    """A time in which the complainant could not complain (article 9): both days belong to it."""

    since: date
    until: date
    reason: str = ""


@dataclass(frozen=True)
class InTime:
    """Whether a complaint came in time, and why: the reading of its limitation and the rule applied."""

    ok: bool
    reading: Reading
    provision: Provision


def settlement_key(*, instance: int, complexity: Complexity, remote: bool, disciplinary: bool) -> str:
    """The rule of the law book that gives the term of settlement (articles 28, 37, 50).

    The law has no remote term for complaints about discipline, and knows two grades of complexity, not three.
    """
    complex_ = "_complex" if complexity is not Complexity.NORMAL else ""
    if disciplinary:
        return f"complaints.discipline{complex_ or '_normal'}"
    head = "complaints.second" if instance == SECOND else "complaints.first"
    return head + (f"_remote{complex_}" if remote else complex_ or "_normal")


def settlement_term(
    *, instance: int, complexity: Complexity, remote: bool, disciplinary: bool, accepted_on: date
) -> Provision:
    """The term of settlement by the law of the day of acceptance, which the case keeps to its end."""
    key = settlement_key(instance=instance, complexity=complexity, remote=remote, disciplinary=disciplinary)
    return provision(key, on=accepted_on)


def limitation_key(*, instance: int, remote: bool, disciplinary: bool, dismissal: bool) -> str:
    """The rule that says until when one may complain (articles 9, 33, 48)."""
    if instance == SECOND:
        if disciplinary:
            return "complaints.second_lodging_dismissal" if dismissal else "complaints.second_lodging_discipline"
        return "complaints.second_lodging_remote" if remote else "complaints.second_lodging"
    return "complaints.limitation_discipline" if disciplinary else "complaints.limitation"


def in_time(
    *,
    known_on: date,
    lodged_on: date,
    instance: int = FIRST,
    remote: bool = False,
    disciplinary: bool = False,
    dismissal: bool = False,
    obstacles: Sequence[Obstacle] = (),
    office: Office,
) -> InTime:
    """Whether a complaint lodged on `lodged_on` came within the limitation that runs from `known_on`.

    `known_on` is the day on which the decision was received or known, or for a second complaint the day on which the
    first decision was received or its term ran out. The time of an obstacle is not counted. Raises
    Refused("complaints.known") when the day lies after the complaint, ("complaints.obstacle") for one that is none.
    """
    if known_on > lodged_on:
        sentence = gettext_noop("Ngày biết quyết định ({day}) ở sau ngày khiếu nại. Hãy xem lại.")
        raise Refused("complaints.known", sentence, day=short_day(known_on))
    key = limitation_key(instance=instance, remote=remote, disciplinary=disciplinary, dismissal=dismissal)
    found = provision(key, on=known_on)
    events = [clocks.Event(Happening.START, _noon(known_on), basis=found.cite())]
    for obstacle in sorted(obstacles, key=lambda item: item.since):
        if obstacle.until < obstacle.since or obstacle.since < known_on:
            sentence = gettext_noop("Thời gian có trở ngại phải nằm sau ngày biết quyết định.")
            raise Refused("complaints.obstacle", sentence)
        events.append(clocks.Event(Happening.SUSPEND, _noon(obstacle.since), reason=obstacle.reason))
        events.append(clocks.Event(Happening.RESUME, _noon(obstacle.until + timedelta(days=1))))
    reading = clocks.read(budget_of(found), events, calendar=office.calendar, hours=office.hours)
    ok = reading.due_at is None or lodged_on <= local_day(reading.due_at)
    return InTime(ok, reading, found)


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), VIETNAM)


def longer_until(budget: Budget, history: Sequence[Happened], *, office: Office, at: datetime) -> datetime:
    """The due moment that the same history gives under the longer `budget`: what a case found complex is extended to.

    Raises Refused("complaints.complex_late") when the term has run out even so, and ("complaints.complex_paused")
    while the case is suspended.
    """
    plain = [event for event in history if event.legal is not Happening.EXTEND]
    reading = settlement(budget, plain, office=office, now=at)
    if reading.due_at is None:
        raise Refused("complaints.complex_paused", gettext_noop("Vụ việc đang tạm đình chỉ, chưa có hạn để kéo dài."))
    if at > reading.due_at:
        sentence = gettext_noop("Cả thời hạn của vụ việc phức tạp cũng đã hết, không kéo dài được nữa.")
        raise Refused("complaints.complex_late", sentence)
    return reading.due_at


def effect_key(*, remote: bool, disciplinary: bool) -> str:
    """The rule that says after how many days a decision takes effect (articles 44, 57)."""
    if disciplinary:
        return "complaints.effect_discipline"
    return "complaints.effect_remote" if remote else "complaints.effect"


def effective_after(decided_at: datetime, *, remote: bool, disciplinary: bool) -> date:
    """The last day of the wait before a decision takes effect: counted in whole days, a day off does not move it.

    The wait is not something that anybody has to do, so the day after it is not put off (our reading of article 44).
    """
    found = provision(effect_key(remote=remote, disciplinary=disciplinary), on=local_day(decided_at))
    return local_day(decided_at) + timedelta(days=found.number())


def lodging_again(*, remote: bool, disciplinary: bool, on: date, dismissal: bool = False) -> Provision:
    """Within which term, from receiving the first decision, a second complaint may be lodged (articles 33, 48)."""
    key = limitation_key(instance=SECOND, remote=remote, disciplinary=disciplinary, dismissal=dismissal)
    return provision(key, on=on)

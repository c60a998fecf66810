"""What is still to be done after receptions: tasks of conclusions, duties towards visitors, and which are late."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Prefetch, Q, QuerySet

from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound
from liemchinh.reception.models import Conclusion, ReceptionTask, Visit, VisitDuty
from liemchinh.reception.queries.visits import offices, open_to, scope
from liemchinh.reception.rules import conclusions as rules

PAGE = 50
VIEWS = ("open", "late", "done", "all")


@dataclass(frozen=True)
class Outstanding:
    """What waits in an authority: tasks and duties that are open, and those of them that are late."""

    tasks: int
    tasks_late: int
    duties: int
    duties_late: int


def conclusion_for(actor: Actor, *, key: int, at: datetime, lock: bool = False) -> Conclusion:
    """One conclusion, for who sees the register of its authority. Raises NotFound.

    One about a restricted visit is only for who may read that visit.
    """
    rows = Conclusion.objects.select_related("authority", "session")
    if lock:
        rows = rows.select_for_update(of=("self",))
    found = rows.filter(authority__code__in=list(offices(actor, local_day(at))), pk=key).first()
    if found is None or Visit.objects.filter(conclusion=found).exclude(open_to(actor)).exists():
        raise NotFound(str(key))
    return found


def conclusions(actor: Actor, *, authority: str, on: date, page: int = 1) -> "Page[Any]":
    """The conclusions of an authority, the newest first, with how many tasks are `given` and `open`."""
    rows = Conclusion.objects.filter(authority__code=authority, authority__code__in=list(offices(actor, on)))
    hidden = Visit.objects.exclude(open_to(actor)).filter(conclusion__isnull=False).values("conclusion")
    rows = rows.exclude(pk__in=hidden).annotate(
        given=Count("tasks", distinct=True), open=Count("tasks", filter=Q(tasks__done_at=None), distinct=True)
    )
    return Paginator(rows.order_by("-issued_on", "-id"), PAGE).get_page(page)


def visits_of(conclusion: Conclusion) -> list[Visit]:
    """The visits that a conclusion is about, first to last."""
    return list(conclusion.visits.prefetch_related("visitors").select_related("authority").order_by("at", "id"))


def tasks_of(conclusion: Conclusion) -> list[ReceptionTask]:
    """Its tasks in their order."""
    return list(conclusion.tasks.select_related("unit", "visit", "conclusion", "authority").order_by("number"))


def _reach(actor: Actor, on: date) -> Q:
    """Tasks that exist for `actor`: of the registers they see, and those given to a unit they answer for."""
    mine = Q(authority__code__in=list(offices(actor, on))) & _readable(actor)
    units = actor.units_as(*rules.UNIT_ROLES) | actor.authorities_as(*rules.UNIT_ROLES)
    return mine | Q(unit__code__in=list(units)) if units else mine


def _readable(actor: Actor) -> Q:
    hidden = Visit.objects.exclude(open_to(actor)).filter(conclusion__isnull=False).values("conclusion")
    return ~Q(conclusion__in=hidden)


def task_for(actor: Actor, *, key: int, at: datetime, lock: bool = False) -> ReceptionTask:
    """One task, if it exists for `actor`; its row locked when `lock`. Raises NotFound."""
    rows = ReceptionTask.objects.select_related("authority", "unit", "conclusion__authority", "visit")
    if lock:
        rows = rows.select_for_update(of=("self",))
    found = rows.filter(_reach(actor, local_day(at)), pk=key).first()
    if found is None:
        raise NotFound(str(key))
    return found


def tasks(actor: Actor, *, at: datetime, view: str = "open", page: int = 1) -> "Page[ReceptionTask]":
    """Tasks that exist for `actor`, those due first on top; `view` is one of `VIEWS`."""
    rows = ReceptionTask.objects.filter(_reach(actor, local_day(at)))
    rows = _view(rows, view, at)
    order = ("-done_at", "-id") if view == "done" else ("due_at", "id")
    rows = rows.select_related("authority", "unit", "conclusion").order_by(*order)
    return Paginator(rows, PAGE).get_page(page)


def _view(rows: "QuerySet[ReceptionTask]", view: str, at: datetime) -> "QuerySet[ReceptionTask]":
    if view == "open":
        return rows.filter(done_at=None)
    if view == "late":
        return rows.filter(done_at=None, due_at__lt=at)
    return rows.filter(done_at__isnull=False) if view == "done" else rows


def duties(actor: Actor, *, at: datetime, latest: int = PAGE) -> list[VisitDuty]:
    """Duties towards visitors that are open, the most pressing first: only of visits that `actor` may read."""
    on = local_day(at)
    seen = Visit.objects.filter(scope(actor, on), open_to(actor))
    rows = VisitDuty.objects.filter(done_at=None, visit__in=seen)
    people = Prefetch("visit__visitors")
    return list(rows.select_related("visit__authority").prefetch_related(people).order_by("due_at", "id")[:latest])


def outstanding(actor: Actor, *, at: datetime) -> Outstanding:
    """How many tasks and duties wait, and how many of them are late. Two queries."""
    on = local_day(at)
    codes = list(offices(actor, on))
    given: Mapping[str, int] = ReceptionTask.objects.filter(authority__code__in=codes, done_at=None).aggregate(
        every=Count("id"), late=Count("id", filter=Q(due_at__lt=at))
    )
    owed: Mapping[str, int] = VisitDuty.objects.filter(visit__authority__code__in=codes, done_at=None).aggregate(
        every=Count("id"), late=Count("id", filter=Q(due_at__lt=at))
    )
    return Outstanding(given["every"], given["late"], owed["every"], owed["late"])

"""What every page of the sealed channel begins with: who may know that it is there."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from liemchinh.desk.actors import actor_of, seated
from liemchinh.kernel.actors import Actor, Role
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound
from liemchinh.org import queries as org
from liemchinh.sealed import rules

View = Callable[..., HttpResponseBase]
READERS = tuple(sorted(rules.READERS))
PEOPLE = (*READERS, Role.CUSTODIAN)
"""Seats for which these pages exist."""


def close(*roles: Role) -> Callable[[View], View]:
    """Decorate a view: for everybody without one of `roles` (none named: `PEOPLE`) the page is not there (404)."""

    def decorate(view: View) -> View:
        @wraps(view)
        @seated()
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not actor_of(request).has(*(roles or PEOPLE)):
                raise NotFound(request.path)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def seats_of(actor: Actor, *roles: Role) -> list[tuple[str, str]]:
    """The actor's seats with any of `roles`, as code and what they are called."""
    today = local_day(timezone.now())
    held = [seat for seat in actor.seats if seat.roles & frozenset(roles)]
    return [(seat.code, f"{org.unit(seat.unit, today).name} ({seat.code})") for seat in held]

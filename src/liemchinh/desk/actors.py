"""Who asks: the signed-in official with the seats they hold today, found once per request."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from liemchinh.kernel.actors import Actor, Role
from liemchinh.kernel.errors import NotFound
from liemchinh.ledger.queries import one_moment
from liemchinh.org.signin import actor_of

__all__ = ["actor_of", "chosen_office", "seated"]

View = Callable[..., HttpResponseBase]


def seated(*roles: Role) -> Callable[[View], View]:
    """Decorate a view: only for people who hold a seat today, one with any of `roles` when some are named.

    Nobody signed in is led to the sign-in page and back; everyone else is told that the page is not theirs (403).
    """

    def decorate(view: View) -> View:
        @wraps(view)
        @one_moment()
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            try:
                actor = actor_of(request)
            except NotFound as unknown:
                raise PermissionDenied from unknown
            if not actor.seats or (roles and not actor.has(*roles)):
                raise PermissionDenied
            response = view(request, *args, **kwargs)
            response.headers["Cache-Control"] = "no-store"
            return response

        return guarded

    return decorate


def chosen_office(actor: Actor, asked: str, offices: Mapping[str, str]) -> str:
    """The authority asked for, else the actor's own, else the first of those they may choose. Raises NotFound."""
    if asked and asked not in offices:
        raise NotFound(asked)
    own = [seat.authority for seat in actor.seats if seat.authority in offices]
    chosen = asked or (own[0] if own else next(iter(offices), ""))
    if not chosen:
        raise NotFound(asked)
    return chosen

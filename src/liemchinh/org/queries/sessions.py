"""Shows an account its own signed-in browsers."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.contrib.sessions.models import Session

from liemchinh.org import rules
from liemchinh.org.models import OpenSession


@dataclass(frozen=True)
class SessionShown:
    """One signed-in browser: its number, coarse words for device and network, first and last seen, whether this one."""

    number: int
    device: str
    network: str
    opened_at: datetime
    seen_at: datetime
    here: bool


def open_sessions(user: User, *, key: str, at: datetime) -> list[SessionShown]:
    """The browsers in which this account is signed in at `at`, this one (`key`) first, then the newest. Two queries."""
    rows = list(OpenSession.objects.filter(user=user).order_by("-opened_at", "-id"))
    living = set(
        Session.objects.filter(session_key__in=[row.session_key for row in rows], expire_date__gt=at).values_list(
            "session_key", flat=True
        )
    )
    lag = timedelta(minutes=rules.SEEN_EVERY_MINUTES)  # the last use is written so seldom
    shown = [
        SessionShown(
            number=row.pk,
            device=row.device,
            network=row.network,
            opened_at=row.opened_at,
            seen_at=row.seen_at or row.opened_at,
            here=row.session_key == key,
        )
        for row in rows
        if row.session_key in living and not rules.session_over(row.opened_at, (row.seen_at or row.opened_at) + lag, at)
    ]
    return sorted(shown, key=lambda one: not one.here)

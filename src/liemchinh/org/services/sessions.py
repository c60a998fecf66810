"""Signed-in sessions and failed sign-ins: what `liemchinh.org.signin` keeps in the database.

These are traces of the house's own doors, not acts of an official, so they carry no ledger entry.
"""

from datetime import datetime, timedelta
from importlib import import_module

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction

from liemchinh.org import rules
from liemchinh.org.models import OpenSession, SignInTrouble


@transaction.atomic
def open_session(*, user: User, session_key: str, at: datetime, agent: str = "", address: str = "") -> int:
    """Register a signed-in session; of what the browser says of itself and of its address only coarse words are kept.

    The oldest beyond the allowed number end at once. Returns how many ended.
    """
    User.objects.select_for_update().get(pk=user.pk)
    OpenSession.objects.get_or_create(
        session_key=session_key,
        defaults={
            "user": user,
            "opened_at": at,
            "seen_at": at,
            "device": rules.device_named(agent),
            "network": rules.network_of(address),
        },
    )
    stale = at - timedelta(hours=rules.SESSION_HOURS)
    OpenSession.objects.filter(user=user, opened_at__lt=stale).delete()
    kept = OpenSession.objects.filter(user=user).order_by("-opened_at", "-id")
    surplus = list(kept[rules.SESSIONS_AT_ONCE :])
    for row in surplus:
        _forget(row)
    return len(surplus)


def see_session(*, session_key: str, at: datetime) -> None:
    """The session was used; written seldom, so that reading pages does not cost a write each."""
    OpenSession.objects.filter(session_key=session_key).update(seen_at=at)


@transaction.atomic
def end_session(user: User, number: int) -> bool:
    """End one open session of the account; whether there was one."""
    row = OpenSession.objects.filter(user=user, pk=number).first()
    if row is not None:
        _forget(row)
    return row is not None


@transaction.atomic
def end_sessions(user: User, *, except_key: str = "") -> None:
    """End every open session of the account, but for the one named."""
    for row in OpenSession.objects.filter(user=user).exclude(session_key=except_key):
        _forget(row)


@transaction.atomic
def note_failure(*, name_hash: str, at: datetime) -> None:
    """Count a failed sign-in under a name; enough of them in a row lock the name for a while."""
    row, _ = SignInTrouble.objects.select_for_update().get_or_create(
        name_hash=name_hash, defaults={"last_failed_at": at}
    )
    row.failures = rules.failures_now(row.failures, row.last_failed_at, at)
    row.locked_until_at = rules.locked_until(row.failures, at)
    row.last_failed_at = at
    row.save(update_fields=["failures", "locked_until_at", "last_failed_at"])


def clear_failures(*, name_hash: str) -> None:
    """The name signed in: what failed before no longer counts."""
    SignInTrouble.objects.filter(name_hash=name_hash).delete()


def _forget(row: OpenSession) -> None:
    store = import_module(settings.SESSION_ENGINE).SessionStore
    store(session_key=row.session_key).delete()
    row.delete()

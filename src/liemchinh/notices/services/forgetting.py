"""Changes that take people out of the outbox: addresses masked some days later, or at once when a dossier is erased."""

from datetime import datetime

from django.db import transaction

from liemchinh.kernel.actors import Actor
from liemchinh.notices import rules
from liemchinh.notices.models import Message
from liemchinh.notices.rules import MessageState

AT_ONCE = 500
ERASED = "erased"


@transaction.atomic
def forget(*, subject: str, by: Actor, at: datetime) -> int:
    """Take every address and fact out of what was told about `subject`, and send nothing more; how many notices.

    Part of an erasure: the caller's transaction and entry say by whom and why. What a worker has in hand just now may
    still leave; it is not tried again.
    """
    rows = Message.objects.filter(subject=subject)
    stopped = rows.exclude(state__in=[MessageState.SENT, MessageState.SUPPRESSED])
    stopped.update(state=MessageState.SUPPRESSED, next_at=None, claim=None, claimed_until=None, error_code=ERASED)
    return rows.update(address="•••", masked=True, facts={}, provider_id="")


def mask_old(*, at: datetime) -> int:
    """Mask the addresses of notices that are settled and older than the law book says; how many. May be repeated."""
    old = Message.objects.filter(masked=False, created_at__lt=rules.forget_before(at), state__in=rules.FINAL)
    done = 0
    while rows := list(old.order_by("created_at")[:AT_ONCE]):
        for row in rows:
            row.address, row.masked, row.facts = rules.masked(row.address), True, {}
        Message.objects.bulk_update(rows, ["address", "masked", "facts"])
        done += len(rows)
    return done

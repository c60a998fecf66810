"""Changes the outbox with every event of a petition: its sender by the ways they chose.

Nothing is told of what a petition says, of its class or of whom it is about: only that something has happened.
"""

from django.conf import settings

from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import full_day, local_day
from liemchinh.kernel.words import as_written
from liemchinh.notices import services as notices
from liemchinh.notices.rules import Recipient
from liemchinh.org import queries as org
from liemchinh.petitions import rules
from liemchinh.petitions.models import Petitioner, PetitionEvent

SILENT = frozenset({"attach", "correct", "note_duty", "warn", "add_words"})
"""Acts that are no news to the sender."""

NEWS = frozenset({"reschedule", "invite_dialogue"})
"""Acts that leave the state as it is and that the sender must hear of: another date, a dialogue to come to."""


def told(event: PetitionEvent) -> None:
    """Put into the outbox what this event has to tell; nothing is asked of the database when it tells nobody."""
    petition = event.petition
    if not petition.notify or not any(petition.notify.values()) or event.verb in SILENT:
        return
    if event.state == event.state_before and event.verb not in NEWS:
        return
    first = Petitioner.objects.filter(petition=petition, withdrawn_at__isnull=True).order_by("number").first()
    if first is None:
        return
    with as_written():  # what is sent is Vietnamese, whoever was reading when it was written
        office = petition.authority.code
        facts = {
            "code": petition.code,
            "office": org.unit_names([office], local_day(event.at)).get(office, ""),
            "state": rules.STATE_NAMES[rules.State(event.state)],
            "day": full_day(local_day(petition.due_at)) if petition.due_at else "",
            "link": f"{settings.PUBLIC_URL}/don/?ma={petition.code}",
        }
        notices.tell(
            subject=petition.code,
            unit=office,
            template="petition_received" if event.state_before is None else "petition_moved",
            to=Recipient.consented(petition.notify, email=first.email, phone=first.phone),
            facts={name: text for name, text in facts.items() if text},
            by=Actor(code=event.by, name=""),
            at=event.at,
            once=f"{petition.code}/{event.step}",
        )

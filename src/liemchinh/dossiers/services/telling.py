"""Changes the outbox with every event: the applicant by the ways they chose, the offices that have to act.

Called from the two places where events are written, in their transaction. Nobody else tells of events.
"""

from datetime import datetime

from django.conf import settings

from liemchinh.dossiers import rules
from liemchinh.dossiers.models import Event
from liemchinh.dossiers.rules.telling import notice_of
from liemchinh.kernel.actors import Actor
from liemchinh.kernel.codes import door_path
from liemchinh.kernel.days import full_day, hour, local_day
from liemchinh.kernel.errors import NotFound
from liemchinh.kernel.words import as_written
from liemchinh.law.book import provision
from liemchinh.law.clocks import Unit
from liemchinh.notices import services as notices
from liemchinh.notices.rules import Recipient
from liemchinh.org import queries as org
from liemchinh.org.rules import ContactKind


def told(event: Event) -> None:
    """Put into the outbox what this event has to tell; nothing is asked of the database when it tells nobody."""
    with as_written():  # what is sent is Vietnamese, whoever was reading when it was written
        _told(event)


def _told(event: Event) -> None:
    dossier = event.dossier
    if dossier.notify and any(dossier.notify.values()):
        notice = notice_of(event.verb, before=event.state_before, after=event.state, has_day=dossier.due_at is not None)
        if notice:
            to = Recipient.consented(dossier.notify, email=dossier.applicant_email, phone=dossier.applicant_phone)
            _tell(event, notice, to, once=f"{dossier.code}/{event.step}/{notice}")
    if event.verb == "file":
        _tell_office(event, "officer_new_filing", dossier.desk)
    for asked in event.facts.get("asked", []):  # parts that open with this event: the units that have to answer
        _tell_office(event, "officer_opinion_asked", asked["unit"], due=datetime.fromisoformat(asked["due"]))


def _tell_office(event: Event, notice: str, code: str, *, due: datetime | None = None) -> None:
    """By the mail that a unit has published; a unit without one finds it in its queue only."""
    on = local_day(event.at)
    try:
        unit = org.unit(code, on)
    except NotFound:
        return
    mails = [way.value for way in org.contacts(unit, on) if way.kind is ContactKind.EMAIL]
    if mails:
        to = Recipient(email=mails[0], official=True)
        _tell(event, notice, to, once=f"{event.dossier.code}/{event.step}/{code}", due=due)


@as_written()
def _tell(event: Event, notice: str, to: Recipient, *, once: str, due: datetime | None = None) -> None:
    dossier, on = event.dossier, local_day(event.at)
    office = dossier.authority.code
    facts = {
        "code": dossier.code,
        "office": org.unit_names([office], on).get(office, ""),
        "state": rules.STATE_NAMES[rules.State(event.state)],
        "day": _day(due or dossier.due_at, in_hours=dossier.budget_unit == Unit.HOUR),
        "link": f"{settings.PUBLIC_URL}{door_path(dossier.code)}",
        "count": str(max(1, len(event.facts.get("missing", [])))),
    }
    if to.official:
        facts["link"] = f"{settings.DESK_URL}/ho-so/{dossier.code}/"
    if event.verb == "file":
        facts["hours"] = str(provision("onestop.online_check", on=on).number())
    notices.tell(
        subject=dossier.code,
        unit=office,
        template=notice,
        to=to,
        facts={name: text for name, text in facts.items() if text},
        by=Actor(code=event.by, name=""),
        at=event.at,
        once=once,
    )


def _day(due: datetime | None, *, in_hours: bool) -> str:
    """The day that this event promises: by when an opinion is wanted, or when the result is due."""
    if due is None:
        return ""
    day = full_day(local_day(due))
    return f"{hour(due)}, {day}" if in_hours else day

"""Shows one petition as it stands: its dates with why, its thread, its duties; and opens it to whoever has its key."""

import hmac
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from liemchinh.kernel.codes import is_petition_code, tidy_code, tidy_fact
from liemchinh.kernel.days import local_day
from liemchinh.law.clocks import Reading
from liemchinh.law.deadlines import Deadline
from liemchinh.petitions import rules
from liemchinh.petitions.models import Duty, Petition, PetitionEvent
from liemchinh.petitions.queries import fetch

FACT_DIGITS = 4
SOON_DAYS = 3
NO_KEY = "·" * 16
BY_PHONE = frozenset({rules.Content.RECOMMENDATION, rules.Content.COMPLAINT})
"""What the last digits of a telephone open: nothing that could name a denouncer."""


class Fact(StrEnum):
    """Which second fact was shown: the key of the receipt, or the last digits of a telephone."""

    KEY = "key"
    PHONE = "phone"


@dataclass(frozen=True)
class Standing:
    """How it stands in one look: a kind of chip (on, soon, late, paused, done, plain) and the day it is about."""

    kind: str
    due_at: datetime | None


@dataclass(frozen=True)
class Owed:
    """One duty with its label and the reading that explains its day (None: the day was named by the act)."""

    duty: Duty
    label: str
    told: bool
    reading: Deadline | None
    late: bool


@dataclass(frozen=True)
class Tracked:
    """A petition with everything that its page explains."""

    petition: Petition
    standing: Standing
    check: Deadline | None
    settlement: Reading | None
    events: tuple[PetitionEvent, ...]
    duties: tuple[Owed, ...]


def standing(petition: Petition, *, at: datetime) -> Standing:
    """Late, soon or on its way by the stored dates: no calendar is needed. Ended and waiting ones say so."""
    state = rules.State(petition.state)
    if state in rules.ENDED:
        return Standing("done" if state is rules.State.DONE else "plain", None)
    due = petition.due_at or petition.sort_due_at
    if state is rules.State.SUSPENDED or due is None:
        return Standing("paused" if state is rules.State.SUSPENDED else "plain", None)
    if state is rules.State.DECIDED:
        return Standing("on", None)
    if at > due:
        return Standing("late", due)
    return Standing("soon" if (local_day(due) - local_day(at)).days <= SOON_DAYS else "on", due)


def tracked(petition: Petition, *, at: datetime) -> Tracked:
    """The whole story of a petition that was fetched with `fetch.rows`. Three queries."""
    office = fetch.office_of(petition.authority, local_day(at))
    events = tuple(PetitionEvent.objects.filter(petition=petition).order_by("step"))
    history = [fetch.as_happened(event) for event in events]
    check = settled = None
    if petition.sort_due_at is not None:
        check = rules.check_due(rules.Content(petition.content), petition.received_at, office=office)
    if petition.budget is not None and petition.accepted_at is not None:
        settled = rules.settlement(petition.budget, history, office=office, now=at)
    duties = []
    for duty in petition.duties.order_by("done_at", "due_at", "number"):
        kind = rules.DUTIES[duty.kind]
        since = petition.received_at if duty.kind == "handle" else duty.opened_at
        reading = rules.duty_due(duty.kind, since, office=office) if kind.law else None
        if reading is not None and reading.due_at != duty.due_at:
            reading = None  # the act named another day, or the calendar has changed since
        duties.append(Owed(duty, kind.label, kind.told, reading, duty.done_at is None and at > duty.due_at))
    return Tracked(petition, standing(petition, at=at), check, settled, events, tuple(duties))


def opened(code: str) -> Petition | None:
    """The petition with this code, whoever asks: for pages that have checked the second fact themselves."""
    return fetch.rows().filter(code=tidy_code(code)).first() if is_petition_code(code) else None


def fact_shown(code: str, fact: str) -> Fact | None:
    """Which second fact was shown for this code; None for a wrong one and for an unknown code, after equal work.

    One query of four columns whatever the answer. A restricted petition, or one nobody has sorted yet, opens by its key
    alone: four digits can be tried. So does one whose personal data were erased, and says nothing but that.
    """
    columns = ("key", "restricted", "erased_at", "content", "petitioners__phone", "petitioners__withdrawn_at")
    rows = list(Petition.objects.filter(code=tidy_code(code)).values_list(*columns))
    typed = tidy_fact(fact)
    key, restricted, erased_at, content, *_ = rows[0] if rows else (NO_KEY, True, None, "")
    if hmac.compare_digest(key.encode(), typed.encode()):
        return Fact.KEY if rows else None
    if restricted or erased_at is not None or content not in BY_PHONE:
        return None
    ends = {phone[-FACT_DIGITS:] for *_, phone, gone in rows if phone and not gone and len(phone) >= 2 * FACT_DIGITS}
    return Fact.PHONE if len(typed) == FACT_DIGITS and typed in ends else None

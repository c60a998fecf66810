"""Shows whole lives of one authority's dossiers, for who looks for patterns in them. No name leaves this module."""

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from liemchinh.dossiers import rules
from liemchinh.dossiers.models import Dossier, Event
from liemchinh.dossiers.queries.fetch import as_happened, office_of
from liemchinh.dossiers.queries.figures import Period
from liemchinh.kernel.days import local_day
from liemchinh.law.clocks import Happening
from liemchinh.ledger import queries as ledger

MOST_LIVES = 5_000
"""Dossiers that are looked at together; a longer period of a large authority is looked at in parts."""
MOVING = ("take_supplement", "ask_supplement", "apologise", "meet_obligation", "reverse", "reschedule")
"""Steps after which the due moment is another one."""
TIMED = ("receive", "issue")
"""Steps of which it matters when the public log first held them."""


@dataclass(frozen=True)
class Deed:
    """One step: number, verb, when, by whom; the document it names, the step it undoes, when the book held it."""

    step: int
    verb: str
    at: datetime
    by: str
    document: str
    undoes: int | None
    booked_at: datetime | None


@dataclass(frozen=True)
class Lived:
    """One dossier's life. `applicant` is a digest that tells people apart; `promised_at` the first due moment."""

    code: str
    procedure: str
    applicant: str
    division: str
    received_at: datetime | None
    promised_at: datetime | None
    due_at: datetime | None
    finished_at: datetime | None
    kept: bool | None
    deeds: tuple[Deed, ...]


def lives(authority: int, *, period: Period) -> tuple[list[Lived], bool]:
    """Dossiers of the authority (its id) that were received or ended in the period, by code; and whether that is all.

    Six queries whatever their number, two more for what the book held when.
    """
    start, end = period.span
    touched = Q(received_at__gte=start, received_at__lt=end) | Q(finished_at__gte=start, finished_at__lt=end)
    rows = (
        Dossier.objects.filter(touched, authority_id=authority, erased_at=None)
        .select_related("authority", "division", "version__procedure")
        .defer("version__raw")
        .order_by("code")
    )
    found = list(rows[: MOST_LIVES + 1])
    whole = len(found) <= MOST_LIVES
    found = found[:MOST_LIVES]
    events: dict[int, list[Event]] = defaultdict(list)
    for event in Event.objects.filter(dossier_id__in=[row.pk for row in found]).order_by("dossier_id", "step"):
        events[event.dossier_id].append(event)
    timed = [event.entry_id for some in events.values() for event in some if event.verb in TIMED]
    booked = ledger.booked_at(timed)
    return [_lived(row, events[row.pk], booked) for row in found], whole


def _lived(row: Dossier, events: list[Event], booked: dict[int, datetime]) -> Lived:
    kept = None
    if row.finished_at and row.due_at and row.budget and row.state in (rules.State.DONE, rules.State.RETURNED):
        kept = rules.is_on_time(row.finished_at, row.due_at, row.budget.unit)
    return Lived(
        code=row.code,
        procedure=row.version.procedure.code,
        applicant=_digest(row.applicant_identity or f"{row.applicant_folded}/{row.applicant_phone}"),
        division=row.division.code if row.division else "",
        received_at=row.received_at,
        promised_at=_promised(row, events),
        due_at=row.due_at,
        finished_at=row.finished_at,
        kept=kept,
        deeds=tuple(
            Deed(
                step=event.step,
                verb=event.verb,
                at=event.at,
                by=event.by,
                document=str(event.facts.get("document", "")),
                undoes=event.undoes,
                booked_at=booked.get(event.entry_id),
            )
            for event in events
        ),
    )


def _promised(row: Dossier, events: list[Event]) -> datetime | None:
    """The due moment as it was promised on receipt, where something has happened since that may have moved it."""
    if row.budget is None or not any(event.verb in MOVING for event in events):
        return row.due_at
    first = [as_happened(event) for event in events if event.legal == Happening.START][:1]
    if not first:
        return None
    office = office_of(row.authority, local_day(first[0].at), known_at=first[0].at)
    return rules.legal_reading(row.budget, first, office=office, now=first[0].at).due_at


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16] if text.strip("/") else ""

"""Shows hand-overs between people and seats, read from the ledger's threads about the seats, and what a seat holds."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import Q

from liemchinh.dossiers import rules
from liemchinh.dossiers.models import Dossier
from liemchinh.dossiers.queries.lists import turn_of
from liemchinh.dossiers.rules.handing import HandedLine, Handing, Stage
from liemchinh.kernel.actors import Actor
from liemchinh.kernel.errors import NotFound
from liemchinh.ledger import queries as ledger


def held_by_seat(holder: Actor, seat: str) -> list[Dossier]:
    """Open dossiers that lie on that seat or wait for it, the most urgent first; `holder` has the seat that day."""
    own = Actor(code=holder.code, name=holder.name, seats=tuple(held for held in holder.seats if held.code == seat))
    rows = Dossier.objects.filter(Q(seat__code=seat) | turn_of(own), state__in=[int(state) for state in rules.OPEN])
    return list(rows.select_related("version", "division", "seat").defer("version__raw").order_by("due_at", "id"))


def handings_of(seats: Iterable[str]) -> list[Handing]:
    """Every hand-over from those seats, newest first. Two queries."""
    subjects = {rules.handing_subject(seat): seat for seat in seats}
    threads = ledger.threads_about(subjects)
    found = []
    for subject, entries in threads.items():
        found += _read(subjects[subject], entries)
    return sorted(found, key=lambda one: (one.offered_at, one.giver_seat, one.step), reverse=True)


def handing(actor: Actor, seat: str, step: int) -> Handing:
    """One hand-over by its seat and its first step. Raises NotFound for whom it does not exist."""
    found = next((one for one in handings_of([seat]) if one.step == step), None)
    if found is None or not rules.may_read(actor, found):
        raise NotFound(seat)
    return found


def handings_for(actor: Actor, seats: Iterable[str]) -> list[Handing]:
    """Hand-overs from those seats that exist for `actor`, newest first."""
    return [one for one in handings_of(seats) if rules.may_read(actor, one)]


def _read(seat: str, entries: Sequence[Any]) -> list[Handing]:
    """The hand-overs that a thread tells of, first to last; one whose record was erased is left out."""
    found: list[Handing] = []
    for entry in entries:
        if entry.record is None:
            continue
        told = json.loads(bytes(entry.record))
        by, facts = told["by"], told["facts"]
        if entry.kind == rules.OFFERED.code:
            found.append(
                Handing(
                    step=entry.step,
                    unit=facts["unit"],
                    giver_seat=seat,
                    taker_seat=facts["to"],
                    giver=facts["giver"],
                    offered_by=by,
                    offered_at=entry.at,
                    reason=facts["reason"],
                    lines=tuple(
                        HandedLine(code, state, datetime.fromisoformat(due) if due else None)
                        for code, state, due in facts["lines"]
                    ),
                )
            )
        elif found:
            found[-1] = _next(found[-1], entry.kind, by, entry.at, facts)
    return found


def _next(before: Handing, kind: str, by: str, at: datetime, facts: dict[str, Any]) -> Handing:
    if kind == rules.TAKEN.code:
        stage = Stage.TAKEN if before.changes_seat else Stage.DONE
        return replace(before, stage=stage, taker=by, taken_at=at, remark=facts["remark"])
    if kind == rules.APPROVED.code:
        moved = (*before.moved, *facts["moved"])
        return replace(before, stage=Stage.DONE, approver=by, approved_at=before.approved_at or at, moved=moved)
    return replace(before, stage=Stage.DROPPED)

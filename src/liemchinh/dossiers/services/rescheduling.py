"""Changes after a change of days off or office hours: promised dates follow, each dossier for itself, and say why.

A date moves later for a declared day off only, and back only to what was promised before (`rules.promised`).
"""

from datetime import datetime

from django.db import transaction

from liemchinh.dossiers import queries, rules
from liemchinh.dossiers.services import acts
from liemchinh.kernel.actors import Actor
from liemchinh.org import queries as org
from liemchinh.org import services as org_services

AT_ONCE = 2_000
"""Dossiers moved in one call, so that other scheduled work does not wait long for its turn."""


def reschedule(*, by: Actor, at: datetime, most: int = AT_ONCE) -> int:
    """Let the dates of open dossiers follow every change of working time that is left; returns how many moved.

    Each dossier in a transaction of its own, so a run that was killed goes on where it was and moves none twice. After
    `most` it leaves the rest to the next call. When nothing is left it costs one small query, and may be called every
    minute.
    """
    moved = 0
    for change in org.changes_to_follow(at):
        for code in queries.to_reschedule(change, at=at):
            moved += _reschedule_one(code, change.cause, by, at)
            if moved >= most:
                return moved
        org_services.changes_followed(change=change.id, by=by, at=at)
    return moved


@transaction.atomic
def _reschedule_one(code: str, cause: str, by: Actor, at: datetime) -> bool:
    """Move one dossier; False when it has moved, ended or started to wait in the meantime."""
    dossier = queries.locked(code)
    act = acts.Act(dossier, rules.MOVE["reschedule"], by, at, token=None)
    if rules.State(dossier.state) not in act.move.origins:
        return False
    offices = queries.offices_of(dossier.authority, ground=queries.read_once())
    found = queries.recounted(dossier, queries.happened(dossier), offices, at)
    if found is None:
        return False
    facts = {"decision": cause}
    for name, old, new in (
        ("due", found.now.due_at, found.then.due_at),
        ("answer", found.now.answer_due_at, found.then.answer_due_at),
        ("check", found.check_now, found.check_then),
    ):
        if old is not None and new is not None and old != new:
            facts |= {f"old_{name}": old.isoformat(), f"new_{name}": new.isoformat()}
    dossier.answer_due_at, dossier.check_due_at = found.then.answer_due_at, found.check_then
    acts.write(act, facts=facts, reason=cause)
    return True

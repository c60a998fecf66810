"""Verbs that take people out of the register: one person asks, another one, with the same decision, erases.

A register is one thread of the ledger for all its visits, so only the entries that speak of this visit lose their
records; what those told of other visits is told again. Lines, numbers, days and every count stay.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model, Q

from liemchinh.kernel.actors import Actor, Role
from liemchinh.kernel.days import local_day
from liemchinh.kernel.words import nfc
from liemchinh.ledger import queries as threads
from liemchinh.ledger import services as ledger
from liemchinh.ledger.rules import erasing as both
from liemchinh.ledger.rules.erasing import ERASED_NAME
from liemchinh.ledger.rules.trail import ERASURE_ASKED
from liemchinh.ledger.rules.writing import read_rows
from liemchinh.reception.models import (
    Booking,
    Conclusion,
    EvidenceItem,
    EvidenceReceipt,
    Matter,
    ReceptionTask,
    Refusal,
    Visit,
    VisitChange,
    VisitDuty,
    Visitor,
)
from liemchinh.reception.queries import testimony
from liemchinh.reception.rules import erasing
from liemchinh.reception.rules.visits import WORDS, IdentityKind
from liemchinh.reception.services.conclusions import conclusions_of
from liemchinh.reception.services.ground import locked, thread_of

HANGING = (Visitor, VisitChange, VisitDuty, Refusal, EvidenceReceipt, ReceptionTask)
"""Tables whose rows say by `visit_id` which visit they are about."""


@transaction.atomic
def ask_erasure(*, code: str, decision: str, reason: str, by: Actor, at: datetime) -> Visit:
    """Ask that the people and words of a visit be erased by the decision with this number; nothing is erased yet.

    Raises NotFound for strangers and for who may not read the visit, Refused "reception.decision" and as
    `rules.erasing.check_erasable`.
    """
    visit = _erasable(code, by, at, erasing.MAY_ASK)
    number = nfc(decision.strip())
    both.check_decision(number, room=erasing.ROOM)
    authority = visit.authority.code
    ledger.record_about(
        thread_of(authority),
        kind=ERASURE_ASKED,
        by=by,
        at=at,
        unit=authority,
        facts={"visit": visit.code, "decision": number, "reason": nfc(reason.strip())},
        public={"no": visit.number},
    )
    return visit


@transaction.atomic
def erase(*, code: str, decision: str, by: Actor, at: datetime) -> Visit:
    """Erase what was asked for: `by` is another person than the one who asked, and names the same decision.

    What a conclusion or a matter says goes with the last of its visits. Once erased there is no way back. Raises as
    `ask_erasure` does, and Refused "reception.who", "reception.four_eyes", "reception.erase_unasked" (nobody asked,
    or something has happened to the visit since).
    """
    visit = _erasable(code, by, at, erasing.MAY_APPROVE)
    number = nfc(decision.strip())
    own = _own(visit)
    authority = visit.authority.code
    found = [threads.spoken_of(thread, own.concerns) for thread in (thread_of(authority), conclusions_of(authority))]
    asked = both.check_four_eyes(threads.asked_in(threads.latest(found)), by=by, decision=number, room=erasing.ROOM)
    facts = {"visit": visit.code, "decision": number, "asked_by": asked.by, "reason": asked.reason}
    spoken = [one for one in found if one.steps]
    entries = [
        ledger.erase_about(
            one.subject, steps=one.steps, by=by, at=at, unit=authority, facts=facts, public={"no": visit.number}
        )
        for one in spoken
    ]
    visit.erased_at, visit.erasure = at, entries[0]  # the register's own thread: its request is among the steps
    touched = frozenset().union(*(one.rows for one in spoken)) | {(testimony.VISIT.name, str(visit.pk))}
    _blank(own, touched)
    for number_of, one in enumerate(spoken):
        rows = testimony.as_they_are(touched) if number_of == 0 else []
        ledger.tell_again(one.subject, by=by, at=at, unit=authority, rows=rows)
    return visit


@dataclass(frozen=True)
class _Own:
    """Everything that goes with a visit. `conclusion` is None while another visit still needs it."""

    visit: Visit
    conclusion: Conclusion | None
    rows: frozenset[threads.RowName]
    receipts: frozenset[int]

    def concerns(self, told: Mapping[str, Any]) -> bool:
        """Whether a record speaks of the visit: by its code, by a row of it, or by a row that hung on it once."""
        if told.get("facts", {}).get("visit") == self.visit.code:
            return True
        return any(self._is_own(*row) for row in read_rows(told.get("rows", ())))

    def _is_own(self, table: str, key: str, columns: Mapping[str, Any] | None) -> bool:
        if (table, key) in self.rows:
            return True
        said = columns or {}
        if table == EvidenceItem._meta.db_table:
            return said.get("receipt_id") in self.receipts
        return table in _HANGING and said.get("visit_id") == self.visit.pk


_HANGING = frozenset(table._meta.db_table for table in HANGING)


def _own(visit: Visit) -> _Own:
    # locked: of two that erase the last two visits of a matter or conclusion the later has to see the other's
    Matter.objects.select_for_update().get(pk=visit.matter_id)
    if visit.conclusion_id is not None:
        Conclusion.objects.select_for_update().get(pk=visit.conclusion_id)
    others = Visit.objects.filter(erased_at=None).exclude(pk=visit.pk)
    conclusion = visit.conclusion
    if conclusion is not None and others.filter(conclusion=conclusion).exists():
        conclusion = None
    rows: set[threads.RowName] = {_name(visit)}
    if not others.filter(matter=visit.matter_id).exists():
        rows.add(_name(visit.matter))
    if conclusion is not None:
        rows |= {_name(conclusion), *(_name(task) for task in conclusion.tasks.all())}
    receipts = frozenset(visit.receipts.values_list("pk", flat=True))
    return _Own(visit, conclusion, frozenset(rows), receipts)


def _name(row: Model) -> threads.RowName:
    return row._meta.db_table, str(row.pk)


def _erasable(code: str, by: Actor, at: datetime, roles: tuple[Role, ...]) -> Visit:
    """The visit, its row locked, if `by` holds one of these roles there and nothing stands against an erasure."""
    visit = locked(code, by, at, erased=True)
    erasing.check_may(by, visit.authority.code, roles)
    theirs = Q(visit=visit) | Q(visit=None, conclusion=visit.conclusion_id)  # and what is owed to all of a conclusion
    owed = (
        visit.duties.filter(done_at=None).count()
        + ReceptionTask.objects.filter(theirs, done_at=None).count()
        + EvidenceItem.objects.filter(receipt__visit=visit, returned_at=None).count()
        + Booking.objects.filter(visit=visit.code, erased_at=None).count()
    )
    erased = visit.erased_at is not None
    erasing.check_erasable(erased=erased, held_on=local_day(visit.at), owed=owed, on=local_day(at))
    return visit


def _blank(own: _Own, touched: Iterable[threads.RowName]) -> None:
    """Empty the visit and what hangs on it, and save it. What a figure asks to be filled keeps a mark.

    Of the matters that its entries told (`touched`) those go that no visit needs any more: its own, and one it left.
    """
    visit = own.visit
    for name in WORDS:
        setattr(visit, name, _mark(getattr(visit, name)))
    visit.save(update_fields=[*WORDS, "erased_at", "erasure"])
    for one in visit.visitors.all():
        one.name, one.identity_kind, one.identity_on = ERASED_NAME, IdentityKind.NONE.value, None
        one.folded = one.address = one.identity = one.identity_place = one.phone = one.paper = ""
        one.save()
    visit.changes.update(reason=ERASED_NAME, facts={})
    for duty in visit.duties.all():
        duty.document, duty.facts = _mark(duty.document), {}
        duty.save(update_fields=["document", "facts"])
    for refusal in Refusal.objects.filter(visit=visit):
        refusal.reason, refusal.document = ERASED_NAME, _mark(refusal.document)
        refusal.signed_by, refusal.concerned = _mark(refusal.signed_by), _mark(refusal.concerned)
        refusal.save(update_fields=["reason", "document", "signed_by", "concerned"])
    visit.receipts.update(giver=ERASED_NAME, giver_address="", giver_standing="")
    for item in EvidenceItem.objects.filter(receipt__visit=visit):
        item.name, item.state, item.returned_to = ERASED_NAME, "", _mark(item.returned_to)
        item.save(update_fields=["name", "state", "returned_to"])
    matters = Matter.objects.filter(pk__in=[int(key) for table, key in touched if table == testimony.MATTER.name])
    living = Visit.objects.filter(erased_at=None).values("matter")
    matters.exclude(pk__in=living).update(subject=ERASED_NAME, folded="")
    _blank_tasks(visit.tasks.all())
    if own.conclusion is not None:
        own.conclusion.content, own.conclusion.attended = ERASED_NAME, _mark(own.conclusion.attended)
        own.conclusion.save(update_fields=["content", "attended"])
        _blank_tasks(own.conclusion.tasks.all())


def _blank_tasks(tasks: Iterable[ReceptionTask]) -> None:
    for task in tasks:
        task.what, task.contact = ERASED_NAME, ""
        task.document, task.result = _mark(task.document), _mark(task.result)
        task.changes = [change | {"reason": ERASED_NAME} for change in task.changes]
        task.reminders = [reminder | {"document": ERASED_NAME} for reminder in task.reminders]
        task.save(update_fields=["what", "contact", "document", "result", "changes", "reminders"])


def _mark(words: str) -> str:
    return ERASED_NAME if words else ""

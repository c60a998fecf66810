"""Verbs on papers that somebody hands over: taken against a receipt (form 02/TCD), given back with a name."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from liemchinh.kernel.acting import check_same_act
from liemchinh.kernel.actors import Actor
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.reception.models import EvidenceItem, EvidenceReceipt
from liemchinh.reception.queries import testimony
from liemchinh.reception.rules import visits as rules
from liemchinh.reception.services.ground import locked, note
from liemchinh.reception.services.visits import tidy


@dataclass(frozen=True)
class ItemSaid:
    """One paper or thing: what it is, how many pages, in which state. `pages` None where there are none to count."""

    name: str
    copy: rules.CopyKind
    pages: int | None = None
    state: str = ""


@transaction.atomic
def receive_evidence(
    *,
    code: str,
    items: Sequence[ItemSaid],
    place: str,
    by: Actor,
    at: datetime,
    giver: str,
    giver_address: str = "",
    giver_standing: str = "",
    copies: int = 2,
    token: uuid.UUID | None = None,
) -> EvidenceReceipt:
    """Take papers against a receipt, one copy of it for who gave them. The same `token` twice is one receipt."""
    visit = locked(code, by, at)
    if token is not None and (before := EvidenceReceipt.objects.filter(token=token).first()) is not None:
        check_same_act(before.visit_id == visit.pk, room="reception")
        return before
    given = [item for item in items if item.name.strip()]
    if not given or not giver.strip():
        sentence = gettext_noop("Ghi người giao và ít nhất một thông tin, tài liệu.")
        raise Refused("reception.evidence", sentence)
    receipt = EvidenceReceipt(
        visit=visit,
        number=visit.receipts.count() + 1,
        at=at,
        by=by.code,
        place=tidy(place, 300),
        giver=tidy(giver, 200),
        giver_address=tidy(giver_address, 300),
        giver_standing=tidy(giver_standing, 200),
        copies=copies,
        token=token,
    )
    receipt.save(force_insert=True)
    lines = []
    for number, item in enumerate(given, start=1):
        line = EvidenceItem(
            receipt=receipt,
            number=number,
            name=tidy(item.name, 300),
            pages=item.pages,
            copy=item.copy.value,
            state=tidy(item.state, 200),
        )
        line.save(force_insert=True)
        lines.append(line)
    rows = [testimony.RECEIPT.told(receipt), *(testimony.ITEM.told(line) for line in lines)]
    note(visit, kind=rules.EVIDENCE_RECEIVED, by=by, at=at, facts={"items": len(lines)}, rows=rows)
    return receipt


@transaction.atomic
def return_evidence(
    *, code: str, receipt: int, numbers: Collection[int], to: str, by: Actor, at: datetime
) -> list[EvidenceItem]:
    """Give papers back; those that have gone back already stay as they are. Raises NotFound for lines there are not."""
    visit = locked(code, by, at)
    lines = list(
        EvidenceItem.objects.select_for_update()
        .filter(receipt__visit=visit, receipt__number=receipt, number__in=numbers)
        .order_by("number")
    )
    if not lines or len(lines) != len(set(numbers)):
        raise NotFound(code)
    name = rules.check_reason(to, longest=200)
    back = [line for line in lines if line.returned_at is None]
    for line in back:
        line.returned_at, line.returned_to, line.returned_by = at, name, by.code
        line.save(update_fields=["returned_at", "returned_to", "returned_by"])
    if back:
        rows = [testimony.ITEM.told(line) for line in back]
        note(visit, kind=rules.EVIDENCE_RETURNED, by=by, at=at, facts={"items": len(back)}, rows=rows)
    return back

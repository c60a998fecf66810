"""Shows what entries tell of the rows of this room, for the record of a verb and for the audit."""

from collections.abc import Iterable

from liemchinh.ledger.auditing.tables import Table, Testimony
from liemchinh.ledger.rules.writing import Block, Row
from liemchinh.reception.models import (
    Booking,
    Conclusion,
    EvidenceItem,
    EvidenceReceipt,
    Matter,
    ReceptionTask,
    Refusal,
    RegularDesk,
    Session,
    Visit,
    VisitChange,
    VisitCounter,
    VisitDuty,
    Visitor,
)

_OF_A_PERSON = "words about a visitor: kept only until the day is over, so that no record of the log has to be erased"

SESSION = Table(Session)
REGULAR = Table(RegularDesk)
BOOKING = Table(
    Booking,
    left_out=dict.fromkeys(
        ("key", "name", "phone", "email", "about", "representatives", "needs", "notify", "answer"), _OF_A_PERSON
    ),
)

MATTER = Table(Matter)
VISIT = Table(
    Visit,
    numbers=frozenset({"code", "year", "number"}),
    left_out={"erasure_id": "the entry of the erasure itself: its public part says which steps it took"},
)
VISITOR = Table(Visitor, numbers=frozenset({"number"}))
CHANGE = Table(VisitChange, numbers=frozenset({"number"}))
DUTY = Table(VisitDuty, numbers=frozenset({"number"}))
REFUSAL = Table(Refusal)
RECEIPT = Table(EvidenceReceipt, numbers=frozenset({"number"}))
ITEM = Table(EvidenceItem, numbers=frozenset({"number"}))
CONCLUSION = Table(Conclusion, numbers=frozenset({"document"}))
TASK = Table(ReceptionTask, numbers=frozenset({"number"}))

_BY_NAME = {
    table.name: table
    for table in (MATTER, VISIT, VISITOR, CHANGE, DUTY, REFUSAL, RECEIPT, ITEM, CONCLUSION, TASK, SESSION, BOOKING)
}


def as_they_are(named: Iterable[tuple[str, str]]) -> list[Row | Block]:
    """These rows (table, key) as they are now, table by table; those that are no more as removed."""
    keys: dict[str, set[int]] = {}
    for table, key in named:
        if table in _BY_NAME:
            keys.setdefault(table, set()).add(int(key))
    told: list[Row | Block] = []
    for name, wanted in sorted(keys.items()):
        rows = list(_BY_NAME[name].model._default_manager.filter(pk__in=wanted).order_by("pk"))
        told += [(name, str(key), None) for key in sorted(wanted - {row.pk for row in rows})]
        told += [_BY_NAME[name].block(rows)] if rows else []
    return told


TESTIMONY = Testimony(
    "reception",
    tables=(SESSION, REGULAR, BOOKING)
    + (MATTER, VISIT, VISITOR, CHANGE, DUTY, REFUSAL, RECEIPT, ITEM, CONCLUSION, TASK),
    left_out={VisitCounter: "only gives out numbers: the numbers that were given are told with their visits"},
)

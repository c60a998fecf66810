"""Shows what entries tell of the rows of this room, for the record of a verb and for the audit."""

from liemchinh.ledger.auditing.tables import Table, Testimony
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
VISIT = Table(Visit, numbers=frozenset({"code", "year", "number"}))
VISITOR = Table(Visitor, numbers=frozenset({"number"}))
CHANGE = Table(VisitChange, numbers=frozenset({"number"}))
DUTY = Table(VisitDuty, numbers=frozenset({"number"}))
REFUSAL = Table(Refusal)
RECEIPT = Table(EvidenceReceipt, numbers=frozenset({"number"}))
ITEM = Table(EvidenceItem, numbers=frozenset({"number"}))
CONCLUSION = Table(Conclusion, numbers=frozenset({"document"}))
TASK = Table(ReceptionTask, numbers=frozenset({"number"}))

TESTIMONY = Testimony(
    "reception",
    tables=(SESSION, REGULAR, BOOKING)
    + (MATTER, VISIT, VISITOR, CHANGE, DUTY, REFUSAL, RECEIPT, ITEM, CONCLUSION, TASK),
    left_out={VisitCounter: "only gives out numbers: the numbers that were given are told with their visits"},
)

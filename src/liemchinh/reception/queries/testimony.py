"""Shows what entries tell of the rows of this room, for the record of a verb and for the audit."""

from liemchinh.ledger.auditing.tables import Table, Testimony
from liemchinh.reception.models import Booking, RegularDesk, Session

_OF_A_PERSON = "words about a visitor: kept only until the day is over, so that no record of the log has to be erased"

SESSION = Table(Session)
REGULAR = Table(RegularDesk)
BOOKING = Table(
    Booking,
    left_out={
        name: _OF_A_PERSON
        for name in ("key", "name", "phone", "email", "about", "representatives", "needs", "notify", "answer")
    },
)

TESTIMONY = Testimony("reception", tables=(SESSION, REGULAR, BOOKING))

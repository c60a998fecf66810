"""Shows what entries tell of the rows of this room, for the record of a verb and for the audit that reads it later."""

from liemchinh.ledger.auditing.tables import Table, Testimony
from liemchinh.risk.models import CaseNote

NOTE = Table(CaseNote)
TESTIMONY = Testimony("risk", tables=(NOTE,))

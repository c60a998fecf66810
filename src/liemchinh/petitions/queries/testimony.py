"""Shows what entries tell of the rows of this room, for the record of a verb and for the audit."""

from liemchinh.ledger.auditing.tables import Testimony

TESTIMONY = Testimony("petitions", tables=())

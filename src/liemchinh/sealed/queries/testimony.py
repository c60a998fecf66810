"""Shows what entries tell of the rows of this room, for the record of a verb and for the audit.

Keys are told like everything else. Of cases only salted hashes reach the log, in batches: `check_acts` reads them.
"""

from liemchinh.ledger.auditing.tables import Table, Testimony
from liemchinh.sealed.models import (
    Batch,
    Case,
    CaseAct,
    IdentityAnswer,
    IdentityRequest,
    Piece,
    Protection,
    ProtectionCheck,
    RecipientKey,
    Recovery,
    Retaliation,
    Share,
    Trouble,
    Wrap,
)
from liemchinh.sealed.queries.proof import check_acts

KEY = Table(RecipientKey)
RECOVERY = Table(Recovery)
BATCH = Table(Batch, key=("number",), left_out={"id": "its own number in the table"}, entry=True)

_HASHED = "told by the salted hash of an act in a batch, which the audit compares"
_SEALED = "sealed; that it was added or taken away is an act, told by its salted hash"

TESTIMONY = Testimony(
    "sealed",
    tables=(KEY, RECOVERY, BATCH),
    left_out={
        Case: _HASHED,
        CaseAct: _HASHED,
        Piece: _HASHED,
        Wrap: _SEALED,
        Share: _SEALED,
        IdentityRequest: _HASHED,
        IdentityAnswer: _HASHED,
        Protection: _HASHED,
        ProtectionCheck: _HASHED,
        Retaliation: _HASHED,
        Trouble: "only counts failures of pages by the day",
    },
    checks=(check_acts,),
)

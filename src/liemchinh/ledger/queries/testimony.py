"""Shows what the audit is told of the ledger's own tables: threads by entries, the rest by the tree itself."""

from django.db.models import Q

from liemchinh.ledger.auditing.tables import Table, Testimony
from liemchinh.ledger.models import Checkpoint, Entry, Shard, Thread, Tile

_END = "the thread's end: compared with the thread itself"
_TREE = "compared with the tree that the entries lead to, and with those who have seen it"

TESTIMONY = Testimony(
    "ledger",
    tables=(
        Table(
            Thread,
            left_out={"step": _END, "leaf": _END},
            link=True,
            # the head of a room is a mark for what processes remember: a wrong one makes them ask again
            only=Q(subject__contains=".") | Q(subject__contains=":"),
        ),
    ),
    left_out={Entry: "it is the log", Shard: _TREE, Tile: _TREE, Checkpoint: _TREE},
)

"""What a line of the move table of petitions is made of, and the people it names."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from liemchinh.kernel.actors import Role
from liemchinh.kernel.trail import Kind
from liemchinh.kernel.words import gettext_noop
from liemchinh.law.clocks import Happening
from liemchinh.petitions.rules.states import Awaits, Content, State


class Reach(StrEnum):
    """How near a seat must be to the petition for its role to count."""

    AUTHORITY = "authority"
    DIVISION = "division"
    SEAT = "seat"
    CITIZEN = "citizen"
    """Whoever shows the key of the petition: no seat, no account."""
    SYSTEM = "system"


@dataclass(frozen=True)
class Move:
    """One line of the table: a lawful act on a petition.

    `contents` are the classes that it belongs to (empty: any), `origins` the states it may start from (empty: it opens
    the petition), `to` the state it leads to (None: it stays). `turn` limits it to the moments when it is one of these
    people's turn (empty: at any time). `legal` says what it does to the clock of settlement, `opens` and `closes` name
    the duties (`rules.duties`) that begin and end with it. The law knows it from `since` up to, not including, `until`
    (by the day of the act). `final`: nobody here takes it back.
    """

    verb: str
    kind: Kind
    label: str
    contents: frozenset[Content]
    origins: frozenset[State]
    to: State | None
    who: tuple[tuple[Role | None, Reach], ...]
    article: str
    awaits: Awaits | None = None
    turn: frozenset[Awaits] = frozenset()
    legal: Happening | None = None
    needs: tuple[str, ...] = ()
    opens: tuple[str, ...] = ()
    closes: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    final: bool = False


_PRIVACY = gettext_noop(
    "Chỉ có mã đơn vị, số thứ tự, trạng thái và hạn; người gửi, loại đơn và nội dung nằm sau cam kết có muối."
)


def kind(verb: str, sentence: str) -> Kind:
    """The kind of ledger entry that a move leaves. It must not tell the class of the petition: see `MOVED`."""
    return Kind(code=f"petitions.{verb}", sentence=sentence, privacy=_PRIVACY)


MOVED = kind("moved", gettext_noop("Một bước xử lý đơn được ghi lại"))
"""The kind of every act that only one class knows: a public line must not say that this is a denunciation."""

ANY: frozenset[Content] = frozenset()
COMPLAINT = frozenset({Content.COMPLAINT})
DENUNCIATION = frozenset({Content.DENUNCIATION})
RECOMMENDATION = frozenset({Content.RECOMMENDATION})

NEW: frozenset[State] = frozenset()
UNSORTED_YET = frozenset({State.RECEIVED})
CHECKING = frozenset({State.CHECKING})
BEFORE_ACCEPTANCE = frozenset({State.RECEIVED, State.CHECKING})
AT_WORK = frozenset({State.ACCEPTED})
RUNNING = frozenset({State.ACCEPTED, State.SUSPENDED})
DECIDED = frozenset({State.DECIDED})

RECEPTION = ((Role.RECEPTION, Reach.AUTHORITY),)
CHAIR = ((Role.CHAIR, Reach.AUTHORITY),)
DESK_OR_CHAIR = (*RECEPTION, *CHAIR)
INSPECTOR = ((Role.INSPECTOR, Reach.SEAT),)
HEAD = ((Role.HEAD, Reach.DIVISION),)
HOLDER = ((Role.SPECIALIST, Reach.SEAT),)
CITIZEN = ((None, Reach.CITIZEN),)
CLOCK = ((None, Reach.SYSTEM),)

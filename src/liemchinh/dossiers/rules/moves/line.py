"""What a line of the move table is made of, and the people it names."""

from dataclasses import dataclass
from enum import StrEnum

from liemchinh.dossiers.rules.states import Awaits, State
from liemchinh.kernel.actors import Role
from liemchinh.kernel.trail import Kind
from liemchinh.kernel.words import gettext_noop
from liemchinh.law.clocks import Happening


class Proposal(StrEnum):
    """What the specialist has laid on the desk for the next person."""

    NONE = "none"
    SUPPLEMENT = "supplement"
    RESULT = "result"


class Reach(StrEnum):
    """How near a seat must be to the dossier for its role to count."""

    AUTHORITY = "authority"
    DIVISION = "division"
    SEAT = "seat"
    PARTNER = "partner"
    """A unit that has been asked for its part of this dossier."""
    APPLICANT = "applicant"
    """Whoever shows the secret of the dossier: no seat, no account."""
    SYSTEM = "system"


@dataclass(frozen=True)
class Move:
    """One line of the table: a lawful act on a dossier.

    `origins` are the states it may start from (empty: it opens the dossier), `to` the state it leads to (None: it
    stays). `turn` limits it to the moments when it is one of these people's turn (empty: at any time), `proposal` to
    those when such a proposal lies on the desk (None: whatever lies there). `legal` and `index` say what it does to
    the clock of the law and to the clock of the national index. `paper` is the form that it prints. `own_turn` leaves
    it to the role whose turn it is, however many roles may make it. `recounts`: both due moments are reckoned again
    though no clock was touched, because the calendar has changed.
    """

    verb: str
    kind: Kind
    label: str
    origins: frozenset[State]
    to: State | None
    who: tuple[tuple[Role | None, Reach], ...]
    article: str
    awaits: Awaits | None = None
    turn: frozenset[Awaits] = frozenset()
    proposal: Proposal | None = None
    paper: str = ""
    legal: Happening | None = None
    index: Happening | None = None
    needs: tuple[str, ...] = ()
    own_turn: bool = False
    recounts: bool = False


_PRIVACY = gettext_noop(
    "Chỉ có mã đơn vị, số thứ tự, trạng thái và ngày hẹn; người và nội dung nằm sau cam kết có muối."
)


def kind(verb: str, sentence: str) -> Kind:
    """The kind of ledger entry that a move leaves."""
    return Kind(code=f"dossiers.{verb}", sentence=sentence, privacy=_PRIVACY)


DESK = ((Role.RECEIVER, Reach.AUTHORITY),)
HEAD = ((Role.HEAD, Reach.DIVISION),)
HOLDER = ((Role.SPECIALIST, Reach.SEAT),)
LEADER = ((Role.LEADER, Reach.AUTHORITY),)
CLERK = ((Role.CLERK, Reach.AUTHORITY),)
PARTNERS = ((Role.SPECIALIST, Reach.PARTNER), (Role.HEAD, Reach.PARTNER), (Role.LEADER, Reach.PARTNER))
APPLICANT = ((None, Reach.APPLICANT),)
CLOCK = ((None, Reach.SYSTEM),)
NEW: frozenset[State] = frozenset()
AT_WORK = frozenset({State.PROCESSING})
UNDECIDED = frozenset(Awaits) - {Awaits.CLERK, Awaits.NOBODY}
"""Until the decision is signed: while it is the clerk's turn it has been."""

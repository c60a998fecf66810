"""The move table: every lawful act on a dossier, with its article, its people, its paper and its clocks.

A lawyer reads these files line by line; `docs/law/moves.md` is printed from them.
"""

from liemchinh.dossiers.rules.moves.after import AFTER
from liemchinh.dossiers.rules.moves.any_time import ANY_TIME
from liemchinh.dossiers.rules.moves.counter import COUNTER
from liemchinh.dossiers.rules.moves.line import Move, Proposal, Reach
from liemchinh.dossiers.rules.moves.together import TOGETHER
from liemchinh.dossiers.rules.moves.work import WORK

__all__ = ["KINDS", "MOVE", "MOVES", "Move", "Proposal", "Reach"]

MOVES: tuple[Move, ...] = (*COUNTER, *WORK, *TOGETHER, *ANY_TIME, *AFTER)
MOVE = {move.verb: move for move in MOVES}
KINDS = {move.kind.code: move.kind for move in MOVES}

"""The move table of petitions: every lawful act, with its article, its people and its clock.

A lawyer reads these files line by line; `docs/law/petitions.md` is printed from them.
"""

from liemchinh.petitions.rules.moves.any_time import ANY_TIME
from liemchinh.petitions.rules.moves.beside import BESIDE, BESIDE_COMPLAINTS, BESIDE_DENUNCIATIONS
from liemchinh.petitions.rules.moves.complaint import COMPLAINTS
from liemchinh.petitions.rules.moves.denunciation import DENUNCIATIONS
from liemchinh.petitions.rules.moves.intake import INTAKE
from liemchinh.petitions.rules.moves.line import Move, Reach
from liemchinh.petitions.rules.moves.recommendation import RECOMMENDATIONS

__all__ = ["BESIDE", "KINDS", "MOVE", "MOVES", "Move", "Reach"]

MOVES: tuple[Move, ...] = (
    *INTAKE,
    *COMPLAINTS,
    *BESIDE_COMPLAINTS,
    *DENUNCIATIONS,
    *BESIDE_DENUNCIATIONS,
    *RECOMMENDATIONS,
    *ANY_TIME,
)
MOVE = {move.verb: move for move in MOVES}
KINDS = {move.kind.code: move.kind for move in MOVES}

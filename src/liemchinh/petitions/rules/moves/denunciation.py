"""Moves that only this class of petition knows."""

from liemchinh.petitions.rules.moves.line import Move

DENUNCIATIONS: tuple[Move, ...] = ()

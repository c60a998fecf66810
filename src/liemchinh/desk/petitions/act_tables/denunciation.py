"""The pages of moves that only this class of petition knows."""

from liemchinh.desk.petitions.act_tables.line import Act

OF_DENUNCIATIONS: dict[str, Act] = {}

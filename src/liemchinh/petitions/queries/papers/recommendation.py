"""Papers that only this class of petition has."""

from liemchinh.petitions.queries.papers.line import PaperKind

OF_RECOMMENDATIONS: dict[str, PaperKind] = {}

"""Shows what stands beside the on-time rate of an authority."""

from liemchinh.risk.queries.gaming import Line, Note, Report, report
from liemchinh.risk.queries.testimony import TESTIMONY

__all__ = ["TESTIMONY", "Line", "Note", "Report", "report"]

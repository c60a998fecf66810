"""Reading what the national portal shows of a procedure: text cells run together, into structured facts.

Pure Python. It reads the shape of the layout, never invents what a cell does not state, keeps the text it
read, and says of every cell whether it was understood fully, partly or not, and why.
"""

from liemchinh.procedures.parsing.outcome import Finding, Outcome
from liemchinh.procedures.parsing.row import ParsedRow, parse_row

__all__ = ["Finding", "Outcome", "ParsedRow", "parse_row"]

"""Changes: one verb, one transaction, one event, one ledger entry. The verbs are those of the move table."""

from liemchinh.petitions.services.files import Upload, attach, path_of
from liemchinh.petitions.services.intake import Letter, Sender, file, register
from liemchinh.petitions.services.keeping_up import CORRECTABLE, add_words, climb, correct, note_duty, reschedule, ring
from liemchinh.petitions.services.sorting import archive, forward, give_back, guide, sort, split, urge

__all__ = [
    "CORRECTABLE",
    "Letter",
    "Sender",
    "Upload",
    "add_words",
    "archive",
    "attach",
    "climb",
    "correct",
    "file",
    "forward",
    "give_back",
    "guide",
    "note_duty",
    "path_of",
    "register",
    "reschedule",
    "ring",
    "sort",
    "split",
    "urge",
]

"""Changes: one verb, one transaction, one event, one ledger entry. The verbs are those of the move table."""

from liemchinh.petitions.services.files import Upload, attach, path_of
from liemchinh.petitions.services.intake import Letter, Sender, file, register
from liemchinh.petitions.services.keeping_up import CORRECTABLE, LONGEST_SUBJECT, add_words, climb, correct, note_duty, reschedule, ring
from liemchinh.petitions.services.linking import merge, note_likeness, tell_apart, unmerge
from liemchinh.petitions.services.publishing import (
    clear_findings,
    prepare_answer,
    publish_answer,
    withdraw_answer,
)
from liemchinh.petitions.services.recommendations import (
    allot,
    answer,
    ask_due,
    ask_petitioner,
    close_unsolved,
    draft_answer,
    hear_petitioner,
    reopen,
    reroute,
    route,
    say_solved,
)
from liemchinh.petitions.services.sorting import archive, forward, give_back, guide, sort, split, urge

__all__ = [
    "CORRECTABLE",
    "LONGEST_SUBJECT",
    "Letter",
    "Sender",
    "Upload",
    "add_words",
    "allot",
    "answer",
    "archive",
    "ask_due",
    "ask_petitioner",
    "attach",
    "clear_findings",
    "climb",
    "close_unsolved",
    "correct",
    "draft_answer",
    "file",
    "forward",
    "give_back",
    "guide",
    "hear_petitioner",
    "merge",
    "note_duty",
    "note_likeness",
    "path_of",
    "prepare_answer",
    "publish_answer",
    "register",
    "reopen",
    "reroute",
    "reschedule",
    "ring",
    "route",
    "say_solved",
    "sort",
    "split",
    "tell_apart",
    "unmerge",
    "urge",
    "withdraw_answer",
]

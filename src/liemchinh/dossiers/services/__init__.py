"""Changes: one verb, one transaction, one event, one ledger entry. The verbs are those of the move table."""

from liemchinh.dossiers.services.appraisal import (
    ask_obligation,
    ask_supplement,
    close_unanswered,
    meet_obligation,
    propose_supplement,
    take_supplement,
)
from liemchinh.dossiers.services.closing import close_days
from liemchinh.dossiers.services.consents import choose_notices, consents
from liemchinh.dossiers.services.custody import assign, hand_over, hand_over_many, take_over, take_over_many
from liemchinh.dossiers.services.decision import (
    DENIED,
    GRANTED,
    OUTCOMES,
    apologise,
    endorse,
    give_back,
    issue,
    send_back,
    sign,
    sign_many,
    submit,
)
from liemchinh.dossiers.services.drafts import (
    add_files,
    begin_draft,
    carry_over,
    drop_draft,
    drop_file,
    forget_drafts,
    save_draft,
    set_absent,
    submit_draft,
)
from liemchinh.dossiers.services.ending import CORRECTABLE, correct, reverse, stop, withdraw
from liemchinh.dossiers.services.erasing import ask_erasure, erase
from liemchinh.dossiers.services.files import Upload, attach, destroy, path_of
from liemchinh.dossiers.services.filing import amend, ask_at_reception, still_missing
from liemchinh.dossiers.services.handing import approve_handing, drop_handing, offer_handing, take_handing
from liemchinh.dossiers.services.intake import (
    Applicant,
    Filing,
    complete,
    file,
    receive,
    refuse,
    refuse_new,
    register,
)
from liemchinh.dossiers.services.rehoming import AT_ONCE, rehome, rehome_many
from liemchinh.dossiers.services.rejoining import rejoin
from liemchinh.dossiers.services.rescheduling import reschedule
from liemchinh.dossiers.services.tallying import tally_up
from liemchinh.dossiers.services.together import consult, recall, reply, report_silence

__all__ = [
    "approve_handing",
    "drop_handing",
    "offer_handing",
    "take_handing",
    "add_files",
    "amend",
    "ask_at_reception",
    "begin_draft",
    "carry_over",
    "drop_draft",
    "drop_file",
    "file",
    "forget_drafts",
    "save_draft",
    "set_absent",
    "still_missing",
    "submit_draft",
    "consult",
    "recall",
    "reply",
    "report_silence",
    "AT_ONCE",
    "rehome",
    "rehome_many",
    "CORRECTABLE",
    "DENIED",
    "GRANTED",
    "OUTCOMES",
    "Applicant",
    "Filing",
    "Upload",
    "apologise",
    "ask_erasure",
    "ask_obligation",
    "ask_supplement",
    "assign",
    "attach",
    "choose_notices",
    "close_days",
    "close_unanswered",
    "complete",
    "consents",
    "correct",
    "destroy",
    "endorse",
    "erase",
    "give_back",
    "hand_over",
    "hand_over_many",
    "issue",
    "meet_obligation",
    "path_of",
    "propose_supplement",
    "receive",
    "refuse",
    "refuse_new",
    "register",
    "rejoin",
    "reschedule",
    "reverse",
    "send_back",
    "sign",
    "sign_many",
    "stop",
    "submit",
    "take_over",
    "take_over_many",
    "take_supplement",
    "tally_up",
    "withdraw",
]

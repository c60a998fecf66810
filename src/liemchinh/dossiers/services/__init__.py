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
from liemchinh.dossiers.services.correcting import admit_error, return_corrected
from liemchinh.dossiers.services.custody import assign, hand_over, hand_over_many, take_over, take_over_many
from liemchinh.dossiers.services.decision import (
    DENIED,
    GRANTED,
    OUTCOMES,
    apologise,
    endorse,
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
    send_draft_link,
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
from liemchinh.dossiers.services.rating import rate
from liemchinh.dossiers.services.rehoming import AT_ONCE, rehome, rehome_many
from liemchinh.dossiers.services.rejoining import rejoin
from liemchinh.dossiers.services.rescheduling import reschedule
from liemchinh.dossiers.services.returning import add_result, choose_return, give_back, note_post
from liemchinh.dossiers.services.tallying import tally_up
from liemchinh.dossiers.services.together import consult, recall, reply, report_silence

__all__ = [
    "AT_ONCE",
    "CORRECTABLE",
    "DENIED",
    "GRANTED",
    "OUTCOMES",
    "Applicant",
    "Filing",
    "Upload",
    "add_files",
    "add_result",
    "admit_error",
    "amend",
    "apologise",
    "approve_handing",
    "ask_at_reception",
    "ask_erasure",
    "ask_obligation",
    "ask_supplement",
    "assign",
    "attach",
    "begin_draft",
    "carry_over",
    "choose_notices",
    "choose_return",
    "close_days",
    "close_unanswered",
    "complete",
    "consents",
    "consult",
    "correct",
    "destroy",
    "drop_draft",
    "drop_file",
    "drop_handing",
    "endorse",
    "erase",
    "file",
    "forget_drafts",
    "give_back",
    "hand_over",
    "hand_over_many",
    "issue",
    "meet_obligation",
    "note_post",
    "offer_handing",
    "path_of",
    "propose_supplement",
    "rate",
    "recall",
    "receive",
    "refuse",
    "refuse_new",
    "register",
    "rehome",
    "rehome_many",
    "rejoin",
    "reply",
    "report_silence",
    "reschedule",
    "return_corrected",
    "reverse",
    "save_draft",
    "send_draft_link",
    "send_back",
    "set_absent",
    "sign",
    "sign_many",
    "still_missing",
    "stop",
    "submit",
    "submit_draft",
    "take_handing",
    "take_over",
    "take_over_many",
    "take_supplement",
    "tally_up",
    "withdraw",
]

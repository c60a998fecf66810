"""Changes: reports come in sealed, those who can open them act, keys and halves change hands."""

from liemchinh.sealed.services.acts import act, destroy, forward, take
from liemchinh.sealed.services.batching import close_batch, note_trouble
from liemchinh.sealed.services.deriving import derive
from liemchinh.sealed.services.filing import Filed, Said, file_report, read_answers, send_more
from liemchinh.sealed.services.identity import answer_identity, ask_identity, end_identity, open_identity
from liemchinh.sealed.services.keys import (
    approve_recovery,
    ask_recovery,
    confirm_key,
    end_recovery,
    register_key,
    register_recovery,
    retire_key,
    rewrap,
)
from liemchinh.sealed.services.protecting import (
    ask_protection,
    check_protection,
    decide_protection,
    end_protection,
    tell_harm,
)
from liemchinh.sealed.services.recipients import add_recipient, hand_over_share, remove_recipient
from liemchinh.sealed.services.sealing import Parcel, joined, opened_with, seal, sealed_to
from liemchinh.sealed.services.telling import file_told

__all__ = [
    "Filed",
    "Parcel",
    "Said",
    "act",
    "add_recipient",
    "answer_identity",
    "approve_recovery",
    "ask_identity",
    "ask_protection",
    "ask_recovery",
    "check_protection",
    "close_batch",
    "confirm_key",
    "decide_protection",
    "derive",
    "destroy",
    "end_identity",
    "end_protection",
    "end_recovery",
    "file_report",
    "file_told",
    "forward",
    "hand_over_share",
    "joined",
    "note_trouble",
    "open_identity",
    "opened_with",
    "read_answers",
    "register_key",
    "register_recovery",
    "remove_recipient",
    "retire_key",
    "rewrap",
    "seal",
    "sealed_to",
    "send_more",
    "take",
    "tell_harm",
]

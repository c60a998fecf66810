"""Changes: the calendar of a head and the day itself, the regular desk, citizens' bookings; the register of visits with
refusals, evidence and conclusions. One verb, one entry."""

from liemchinh.reception.services.booking import (
    Wish,
    accept_offer,
    book,
    cancel_booking,
    confirm,
    decline,
    forget,
    move,
    note_came,
    offer,
    remind,
)
from liemchinh.reception.services.bulk import Past, record_many
from liemchinh.reception.services.calendar import Plan, cancel, plan, postpone, publish
from liemchinh.reception.services.conclusions import (
    conclude,
    finish_task,
    move_task,
    remind_task,
    send_conclusion,
    tell_task,
)
from liemchinh.reception.services.erasing import ask_erasure, erase
from liemchinh.reception.services.evidence import ItemSaid, receive_evidence, return_evidence
from liemchinh.reception.services.holding import Recording, close_session, open_session, prepare, record_held
from liemchinh.reception.services.refusal import issue_refusal_notice, refuse_visit
from liemchinh.reception.services.regular import receivers, set_regular
from liemchinh.reception.services.visits import (
    amend_visit,
    link_matter,
    link_petition,
    note_result,
    record_visit,
    reply,
    tell_result,
)

__all__ = [
    "ItemSaid",
    "Past",
    "Plan",
    "Recording",
    "Wish",
    "accept_offer",
    "amend_visit",
    "ask_erasure",
    "book",
    "cancel",
    "cancel_booking",
    "close_session",
    "conclude",
    "confirm",
    "decline",
    "erase",
    "finish_task",
    "forget",
    "issue_refusal_notice",
    "link_matter",
    "link_petition",
    "move",
    "move_task",
    "note_came",
    "note_result",
    "offer",
    "open_session",
    "plan",
    "postpone",
    "prepare",
    "publish",
    "receive_evidence",
    "receivers",
    "record_held",
    "record_many",
    "record_visit",
    "refuse_visit",
    "remind",
    "remind_task",
    "reply",
    "return_evidence",
    "send_conclusion",
    "set_regular",
    "tell_result",
    "tell_task",
]

"""Decides what an event is told as: every change of state at once (Decree 224/2026/NĐ-CP art. 15), and a moved date."""

from collections.abc import Mapping

NOTICES: Mapping[str, str] = {
    "file": "filed",
    "receive": "received",
    "register": "supplement_asked",
    "ask_at_reception": "supplement_asked",
    "ask_supplement": "supplement_asked",
    "still_missing": "supplement_asked",
    "refuse": "refused",
    "ask_obligation": "fee_due",
    "apologise": "late_apology",
    "reschedule": "rescheduled",
    "issue": "result_ready",
    "give_back": "returned",
    "withdraw": "withdrawn",
    "stop": "closed",
    "close_unanswered": "closed",
}
"""Which notice says a move best; moves that are not here are told when they change the state."""

NEEDS_A_DAY = frozenset({"received", "late_apology", "rescheduled"})
"""Notices that promise a day: without one they have nothing to say."""


def notice_of(verb: str, *, before: int | None, after: int, has_day: bool) -> str:
    """The notice by which the applicant is told of a move from state `before` to `after`; "" for none.

    `has_day`: there is a due moment to promise. A move that keeps the state and promises nothing is the office's own.
    """
    notice = NOTICES.get(verb, "")
    if notice and (has_day or notice not in NEEDS_A_DAY):
        return notice
    return "state_changed" if before != after else ""

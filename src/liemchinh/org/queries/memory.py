"""What this process remembers of the tree, the seats and the people, and when it forgets. For this room only.

Every change in this room writes a ledger entry and so moves the room's head. An answer is kept together with the head
that was read before it, and given again only while the head is still that one: rights follow the seat at once.
"""

from collections.abc import Callable, Hashable
from typing import TypeVar, cast

from django.db import connection

from liemchinh.ledger import queries as ledger

ROOM = "org"
MOST = 20_000
"""Answers kept at most; a stranger who asks about every day of history costs no more memory."""

Answer = TypeVar("Answer")
_kept: tuple[bytes, dict[Hashable, object]] = (b"", {})


def remembered(question: Hashable, ask: Callable[[], Answer]) -> Answer:
    """The answer of `ask`, or the one it gave before if nothing in this room has changed since. Must be immutable.

    Inside a transaction nothing is remembered and nothing kept is used: what is read there may be the caller's own
    change, not yet noted or never to be committed.
    """
    global _kept
    if connection.in_atomic_block:
        return ask()
    head = ledger.head(ROOM)  # before asking: an answer may be newer than its head, never older
    known, answers = _kept
    if known != head or len(answers) > MOST:
        answers = {}
        _kept = (head, answers)
    if question in answers:
        return cast(Answer, answers[question])
    answer = ask()
    if head:
        answers[question] = answer
    return answer

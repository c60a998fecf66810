"""For dealing with strangers: their words shown without steering a terminal, their answers waited for only so long."""

import json
import socket
import threading
from typing import Any

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def legible(text: str) -> str:
    """`text` without signs that could move the cursor of a terminal: what is checked may have been made by anybody."""
    return "".join(sign if sign.isprintable() else REPLACEMENT for sign in text)


def json_line(facts: Any) -> str:
    """One line of JSON (RFC 8259): Vietnamese letters as they are, what no terminal should get as `\\uXXXX`.

    `json.dumps` leaves C1 controls, marks of direction and halves of pairs in; the last cannot even be written.
    """
    text = json.dumps(facts, ensure_ascii=False)
    return "".join(sign if sign.isprintable() else json.dumps(sign)[1:-1] for sign in text)


def cut_after(seconds: float, link: socket.socket | None) -> threading.Timer:
    """End the conversation on `link` after so many seconds in all; cancel the timer when it has ended by itself.

    A socket's own time limit starts again with every byte: a peer that trickles would hold us for ever.
    """

    def cut() -> None:
        timer.finished.set()  # before the reader wakes: what it has got is only a part
        try:
            if link is not None:
                link.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # it has ended

    timer = threading.Timer(max(0.0, seconds), cut)
    timer.daemon = True
    timer.start()
    return timer

"""How often the public site may be asked, on pages and over the API alike: one count for both doors."""

from datetime import datetime, timedelta

from django.http import HttpRequest

from liemchinh.face.limits import Limit, client_of, count
from liemchinh.kernel.codes import KEY_LENGTH, tidy_code, tidy_fact

# Whole villages share one address behind a mobile network, so a client gets room; four digits of one dossier do not.
ONE_CLIENT = Limit("look-up", 40, timedelta(minutes=10))
ONE_CODE = Limit("look-up-code", 20, timedelta(hours=1))


READING = Limit("reading", 300, timedelta(minutes=1))
"""Searches, lists and answers of the API that one client may ask for: more than a person or a polite program does."""


SENDING = Limit("send-papers", 120, timedelta(minutes=10))
"""Uploads of one client on pages that take papers: counted before they are read."""
BEGINNING = Limit("begin-draft", 60, timedelta(hours=1))
FILING = Limit("file", 60, timedelta(hours=1))
"""Drafts begun and dossiers filed by one client: a village behind one address on a busy morning, no more."""

BOOKING = Limit("book", 30, timedelta(hours=1))
"""Hours of reception that one client may book, move or give up."""


def count_look_up(request: HttpRequest, *, code: str, fact: str, at: datetime) -> None:
    """Count one try to open the dossier `code`; raises `Limited` when it is one too many.

    Tries with digits of a phone are counted for the code as well, wherever they come from. A receipt's key cannot be
    guessed, so whoever holds the receipt gets in even while strangers are guessing.
    """
    count(ONE_CLIENT, client_of(request), at=at)
    if len(tidy_fact(fact)) < KEY_LENGTH:
        count(ONE_CODE, tidy_code(code), at=at)

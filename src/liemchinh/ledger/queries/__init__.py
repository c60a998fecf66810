"""Shows: threads and entries, and what is remembered of a room (`entries`); promises and proofs (`receipts`)."""

from liemchinh.ledger.queries.entries import (
    MOST_REMEMBERED,
    booked_at,
    fingerprints,
    forget_moment,
    head,
    history,
    one_moment,
    places,
    places_of,
    public_part,
    remembered,
    tag_of,
    threads_about,
    waiting,
    waits_since,
)
from liemchinh.ledger.queries.receipts import (
    PROMISED_WITHIN,
    Promised,
    promise_of,
    proof_bytes,
    proof_of,
)

__all__ = [
    "threads_about",
    "MOST_REMEMBERED",
    "PROMISED_WITHIN",
    "Promised",
    "booked_at",
    "fingerprints",
    "forget_moment",
    "head",
    "history",
    "one_moment",
    "places",
    "places_of",
    "promise_of",
    "proof_bytes",
    "proof_of",
    "public_part",
    "remembered",
    "tag_of",
    "waiting",
    "waits_since",
]

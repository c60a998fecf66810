"""Kinds of ledger entry: declared by the room that writes them, readable by everyone."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """One kind of event that a room writes into the public ledger.

    `code` is dotted and stable (`dossiers.received`), `sentence` is what the public page says of it,
    `privacy` says how personal data is kept out of the public part.
    """

    code: str
    sentence: str
    privacy: str

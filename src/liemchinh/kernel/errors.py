"""Refusals: how every floor says no, in a sentence a person can use and a code a machine can read."""

from typing import Any

from liemchinh.kernel.words import shown


class Refused(Exception):
    """A rule said no.

    `code` is stable and dotted (`dossiers.move`), `sentence` is the Vietnamese source text with `{named}`
    places, `facts` fill them. Machines read the code, people the sentence (`str`, in the language of who reads it),
    tests both.
    """

    def __init__(self, code: str, sentence: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.sentence = sentence
        self.facts = facts

    def __str__(self) -> str:
        return shown(self.sentence).format(**self.facts)


class NotFound(Exception):
    """There is no such thing, or it is not for this person: one answer for both, on purpose."""

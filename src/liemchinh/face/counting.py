"""Sentences with a number in them: Vietnamese has one form for any number, other languages need two."""

from django.utils.translation import ngettext


def counted(sentence: str, number: int) -> str:
    """The sentence in the language of the page and in its form for that number; its places are still to be filled."""
    return ngettext(sentence, sentence, number)

"""Words: marking sentences for translation without Django, and folding Vietnamese text for search.

Never decides anything; every floor may import it.
"""

import unicodedata


def gettext_noop(sentence: str) -> str:
    """Mark a Vietnamese sentence for translation; Django's `makemessages` finds it by this name."""
    return sentence


def nfc(text: str) -> str:
    """Return `text` in Unicode NFC, the one form in which text is stored."""
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """Return `text` lower-case, without tone or vowel marks, đ as d: what a search compares.

    >>> fold("Đăng ký khai sinh")
    'dang ky khai sinh'
    """
    bare = "".join(mark for mark in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(mark))
    return " ".join(bare.replace("đ", "d").split())

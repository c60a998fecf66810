"""What every template is given: the frame of the audience, size of letters, language, where a print comes from.

The face knows no room. Each audience names, in the setting `FACE_FRAME`, a function `(request) -> Frame`.
"""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string
from django.utils.translation import get_language

from liemchinh.face.shapes import Frame, Masthead

LARGE_TEXT_COOKIE = "chu_to"
LANGUAGE_COOKIE = "tieng"


def frame_of(request: HttpRequest) -> Frame:
    """The frame for this request: the audience's own, or a bare one where none is named."""
    named = getattr(settings, "FACE_FRAME", "")
    if not named:
        return Frame(masthead=Masthead(name=""))
    frame: Frame = import_string(named)(request)
    return frame


def page(request: HttpRequest) -> dict[str, Any]:
    """Context processor. The frame is built only if the template looks at it, and once."""
    frame = SimpleLazyObject(lambda: frame_of(request))
    large = request.COOKIES.get(LARGE_TEXT_COOKIE) == "1"
    return {
        "masthead": SimpleLazyObject(lambda: frame.masthead),
        "nav_links": SimpleLazyObject(lambda: frame.nav_links),
        "account": SimpleLazyObject(lambda: frame.account),
        "footer_links": SimpleLazyObject(lambda: frame.footer_links),
        "face_base": lambda: frame.base,  # called by the template: `extends` needs a plain string
        "large_text": large,
        "text_size_url": _switch(request, "face:text_size", co="thuong" if large else "to"),
        "language": get_language(),
        "language_url": _switch(request, "face:language", tieng="vi" if get_language() == "en" else "en"),
        # Only the path: what was asked after "?" may be a code or a key and does not belong on paper.
        "printed_from": request.build_absolute_uri(request.path),
        "printed_at": timezone.now(),
    }


def _switch(request: HttpRequest, view: str, **choice: str) -> str:
    """The link that makes a choice and comes back here; empty where it is not mounted."""
    try:
        target = reverse(view)
    except NoReverseMatch:
        return ""
    back = request.get_full_path() if request.method == "GET" else request.path
    return f"{target}?{urlencode({**choice, 've': back})}"

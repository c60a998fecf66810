"""The frame of the sealed channel where it has its own process: whose page it is, and nothing to go to."""

from django.http import HttpRequest
from django.utils import timezone

from liemchinh.face.shapes import Frame, Masthead
from liemchinh.kernel.days import local_day
from liemchinh.portal.authority import authority_on


def frame(request: HttpRequest) -> Frame:
    """The frame for one request; the setting FACE_FRAME names this function."""
    authority = authority_on(local_day(timezone.now()))
    return Frame(masthead=Masthead(name=authority.name, parent=authority.parent, home_url="/"))

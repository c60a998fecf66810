"""The visible block of an agency's electronic signature, as the press sets it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from liemchinh.kernel.words import gettext_noop
from liemchinh.papers.forms import Letterhead, LookUp


@dataclass(frozen=True)
class Stamp:
    """The visible block of a signature: which agency, when. What counts is the signature, and the block says so."""

    form: ClassVar[str] = ""
    title: ClassVar[str] = gettext_noop("Khối chữ ký số")
    template: ClassVar[str] = "stamp"
    room: ClassVar[str] = "esign"
    suffix: ClassVar[str] = ""
    sizes: ClassVar[tuple[str, ...]] = ("A4",)

    letterhead: Letterhead
    agency: str
    signed_at: datetime
    number: str = ""
    is_test: bool = False
    look_up: LookUp = field(default_factory=LookUp)

"""The slip with the code of somebody whose words were written down for them: digits, an address, and nothing else."""

from dataclasses import dataclass, field
from typing import ClassVar

from liemchinh.kernel.words import gettext_noop
from liemchinh.papers.forms import Letterhead, LookUp


@dataclass(frozen=True)
class CodeSlip:
    """Phiếu mã: twenty digits and where to type them. No office, day, number or name: whoever finds it learns no more.

    `look_up.url` is the public address of the page; the code in the QR is that address alone, never the digits.
    """

    form: ClassVar[str] = gettext_noop("phiếu mã")
    title: ClassVar[str] = gettext_noop("Phiếu mã")
    template: ClassVar[str] = "code"
    room: ClassVar[str] = "sealed"
    suffix: ClassVar[str] = ""
    sizes: ClassVar[tuple[str, ...]] = ("80mm", "A5")

    digits: str
    look_up: LookUp
    letterhead: Letterhead = field(default_factory=lambda: Letterhead("", ""))

"""What a move is as a page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from liemchinh.desk.forms.petitions.line import ActForm


@dataclass(frozen=True)
class Act:
    """A move as a page: its part of the address, its form, its verb. `says` warns before (petition, instant)."""

    slug: str
    form: type[ActForm]
    verb: Callable[..., Any]
    says: Callable[..., list[str]] | None = None

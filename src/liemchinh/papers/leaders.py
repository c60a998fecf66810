"""The leader's one page: how dossiers stand in a period, as text and small drawings. Not a form of any circular."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from liemchinh.kernel.words import gettext_noop
from liemchinh.papers.forms import Contacts, Letterhead, LookUp


@dataclass(frozen=True)
class UnitLine:
    """One unit: results with a term, the share in time (in words, and 0 to 1), late results, late and open."""

    name: str
    done: str
    share: str
    late: str
    open_late: str
    part: float | None


@dataclass(frozen=True)
class Month:
    """One month of the trend; `share` is 0 to 1, None without results."""

    name: str
    share: float | None


@dataclass(frozen=True)
class StepRow:
    """One step: its median in words and in office minutes; `ours` when it is the office's own time."""

    name: str
    value: str
    minutes: int
    ours: bool


@dataclass(frozen=True)
class HeadRow:
    """Who headed a unit on which days, with the results of those days."""

    unit: str
    person: str
    days: str
    done: str
    share: str


@dataclass(frozen=True)
class Summary:
    """Tình hình giải quyết hồ sơ: the leader's page on one A4; every figure is said in words beside its drawing."""

    form: ClassVar[str] = ""
    room: ClassVar[str] = "dossiers"
    title: ClassVar[str] = gettext_noop("Tình hình giải quyết hồ sơ")
    template: ClassVar[str] = "summary"
    suffix: ClassVar[str] = ""
    sizes: ClassVar[tuple[str, ...]] = ("A4",)

    letterhead: Letterhead
    period: str
    narrowed: str
    made_at: datetime
    sentences: tuple[str, ...]
    on_time: float | None
    done: str
    units: tuple[UnitLine, ...]
    units_left: int
    months: tuple[Month, ...]
    steps: tuple[StepRow, ...]
    sampled: str
    causes: tuple[str, ...]
    heads: tuple[HeadRow, ...]
    look_up: LookUp = field(default_factory=LookUp)
    contacts: Contacts = field(default_factory=Contacts)

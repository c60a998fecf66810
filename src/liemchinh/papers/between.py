"""Papers that offices send each other about a dossier, as plain frozen values; no secret of the applicant's."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from liemchinh.kernel.words import gettext_noop
from liemchinh.papers.forms import Letterhead, LookUp, Signatory


@dataclass(frozen=True)
class AskedUnit:
    """One unit that is asked: what it is asked for in a word, the question, its term and the end of it."""

    name: str
    kind: str
    question: str
    term: str
    due_at: datetime | None = None
    stage: int = 1


@dataclass(frozen=True)
class Consultation:
    """Phiếu lấy ý kiến, chuyển phần việc phối hợp (Decree 118/2025, 19.4 and 20.2). No form is prescribed for it."""

    form: ClassVar[str] = ""
    title: ClassVar[str] = gettext_noop("Phiếu lấy ý kiến phối hợp giải quyết hồ sơ")
    template: ClassVar[str] = "consultation"
    suffix: ClassVar[str] = "/PLYK-"
    sizes: ClassVar[tuple[str, ...]] = ("A4",)

    letterhead: Letterhead
    code: str
    procedure: str
    holder: str
    units: tuple[AskedUnit, ...]
    due_at: datetime | None = None
    asker: Signatory = field(default_factory=Signatory)
    look_up: LookUp = field(default_factory=LookUp, init=False)

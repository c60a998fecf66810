"""What the doctor finds: how grave it is, a sentence about it, and how it is mended."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from liemchinh.kernel.words import gettext_noop


class Level(StrEnum):
    """How grave a finding is. Only errors make the doctor's exit status 1."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


LEVEL_NAMES = {
    Level.ERROR: gettext_noop("LỖI"),
    Level.WARNING: gettext_noop("Nên sửa"),
    Level.NOTE: gettext_noop("Ghi nhớ"),
}


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it should be. `code` is stable; `sentence` and `how` have places that `facts` fill."""

    level: Level
    code: str
    sentence: str
    how: str
    facts: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, str]:
        """For machines: level, code, and the words as people read them."""
        return {"level": self.level.value, "code": self.code, "sentence": self.said(), "how": self.mended()}

    def said(self) -> str:
        """The sentence with its facts in it."""
        return self.sentence.format(**self.facts)

    def mended(self) -> str:
        """What to do, with its facts in it."""
        return self.how.format(**self.facts)


def error(code: str, sentence: str, how: str, **facts: Any) -> Finding:
    """Something that loses data, opens a door or stops work."""
    return Finding(Level.ERROR, code, sentence, how, facts)


def warning(code: str, sentence: str, how: str, **facts: Any) -> Finding:
    """Something that will do harm one day."""
    return Finding(Level.WARNING, code, sentence, how, facts)


def note(code: str, sentence: str, how: str, **facts: Any) -> Finding:
    """Something that is as it is, and should be known."""
    return Finding(Level.NOTE, code, sentence, how, facts)


Check = Callable[[], Iterator[Finding]]


def looked(check: Check) -> list[Finding]:
    """What one check finds. A check that breaks is a finding, too: nothing that was not looked at passes as sound."""
    found: list[Finding] = []
    try:
        found.extend(check())
    except Exception as problem:  # whatever is wrong with this machine must not keep the other checks from looking
        words = str(problem).partition("\n")[0] or type(problem).__name__
        found.append(
            error(
                f"{check.__name__}.unseen",
                gettext_noop("Không khám được mục {name}: {reason}."),
                gettext_noop("Sửa điều các mục khác nêu trước, rồi khám lại."),
                name=check.__name__,
                reason=words,
            )
        )
    return found

"""Shapes: the small values that pages hand to the tags. Plain data; the look is the templates' business."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class ChipKind(StrEnum):
    """The six looks of a status. Each is a shape, a colour and always a word."""

    ON = "on"
    SOON = "soon"
    LATE = "late"
    PAUSED = "paused"
    DONE = "done"
    PLAIN = "plain"


@dataclass(frozen=True)
class Chip:
    """A status to read, never to press. `word` is the whole phrase: "Quá hạn 2 ngày làm việc"."""

    kind: ChipKind
    word: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "kind", ChipKind(self.kind))


class KnotState(StrEnum):
    """Where on the thread a knot lies: behind us, here, ahead, or here and too late."""

    DONE = "done"
    NOW = "now"
    NEXT = "next"
    LATE = "late"


@dataclass(frozen=True)
class Knot:
    """One hand-over on the thread.

    `title` says what happens, `place` who holds it, `at` when it began (aware) or None when it is ahead,
    `detail` one more line ("còn 2 ngày làm việc ở bước này"), `note` a reason or quotation set apart, `mark` where the
    step stands in the public book, with `links` to what proves it.
    """

    title: str
    state: KnotState
    at: datetime | None = None
    place: str = ""
    detail: str = ""
    note: str = ""
    mark: str = ""
    links: "tuple[NavLink, ...]" = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "state", KnotState(self.state))


@dataclass(frozen=True)
class Contact:
    """One way to reach the agency. `url` is `tel:`, `mailto:`, a page, or empty."""

    label: str
    value: str
    url: str = ""


@dataclass(frozen=True)
class Masthead:
    """Whose page this is: the agency's full name is the mark. `parent` is the body above it."""

    name: str
    parent: str = ""
    home_url: str = "/"
    service: str = ""
    contacts: tuple[Contact, ...] = field(default=())
    hours: str = ""


@dataclass(frozen=True)
class NavLink:
    """A link in the head of the page, or a tab. `count` is shown behind the word when not None."""

    word: str
    url: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True)
class Fact:
    """One line of a summary list. `change_url` adds the link "Sửa <term>"."""

    term: str
    value: object
    change_url: str = ""


@dataclass(frozen=True)
class Task:
    """One line of a task list. Without `url` the task is blocked and `hint` says why."""

    title: str
    status: Chip
    url: str = ""
    hint: str = ""


@dataclass(frozen=True)
class Account:
    """The signed-in person as the head of the page shows it: name, seat, the way out."""

    name: str
    seat: str = ""
    sign_out_url: str = ""
    settings_url: str = ""


@dataclass(frozen=True)
class Frame:
    """All that surrounds a page's own content. An audience builds one from the request."""

    masthead: Masthead
    nav_links: tuple[NavLink, ...] = ()
    account: Account | None = None
    footer_links: tuple[NavLink, ...] = ()
    base: str = "face/base.html"

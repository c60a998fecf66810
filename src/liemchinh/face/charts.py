"""Charts as plain data: a title that says the finding, figures, and the same figures as a table.

Pages build them, the tags of `charts` draw them as SVG without script; nothing here knows what is counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Look(StrEnum):
    """How a part of a bar is drawn: each differs in lightness, and in pattern on paper."""

    KEPT = "kept"
    SOON = "soon"
    LATE = "late"
    PLAIN = "plain"


@dataclass(frozen=True)
class Cell:
    """A cell of the table; `url` is the list behind the figure, `about` what a screen reader adds to the link.

    `raw` is the figure as a file takes it; None where that is the text itself.
    """

    text: str
    url: str = ""
    about: str = ""
    number: bool = True
    raw: float | None = None


@dataclass(frozen=True)
class Twin:
    """The figures of a chart as a table, and where the same is to be had as CSV."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    csv: str = ""

    @property
    def named(self) -> list[list[tuple[Cell, str]]]:
        """Rows in which every cell has the name of its column."""
        return [list(zip(row, self.columns, strict=True)) for row in self.rows]


@dataclass(frozen=True)
class Slice:
    """A part of a bar: its size in tenths of a percent of the longest bar, and what is said of it."""

    look: Look
    size: int
    word: str = ""
    count: str = ""
    url: str = ""


@dataclass(frozen=True)
class Bar:
    """One bar with its name and its figure in words."""

    name: str
    slices: tuple[Slice, ...]
    value: str
    url: str = ""
    note: str = ""


@dataclass(frozen=True)
class Chart:
    """A figure: one whole bar, several bars, or a line; `key` is unique on its page, `title` is the finding."""

    key: str
    title: str
    twin: Twin
    bars: tuple[Bar, ...] = ()
    points: "tuple[Point, ...]" = ()
    note: str = ""


@dataclass(frozen=True)
class Point:
    """One point of a line: its word on the axis, its value (0 to 1; None where there is none) and that in words."""

    word: str
    value: float | None
    said: str = ""


WIDTH, HEIGHT = 360, 170
LEFT, RIGHT, TOP, BOTTOM = 50, 348, 22, 138


@dataclass(frozen=True)
class Drawn:
    """A point on the sheet."""

    x: float
    y: float | None
    word: str
    said: str
    anchor: str


def drawn(points: Sequence[Point]) -> list[Drawn]:
    """Points on a sheet of `WIDTH` × `HEIGHT`, 0 at the bottom and 1 at the top; few words, so that none overlap."""
    last = len(points) - 1
    wide = (RIGHT - LEFT) / max(1, last)
    every = max(1, -(-len(points) // 5))
    told = [i for i, point in enumerate(points) if point.value is not None]
    named = {told[-1]} if told else set()
    if told:
        lowest = min(told, key=lambda i: (points[i].value or 0.0, -i))
        named |= {lowest} if told[-1] - lowest > 2 else set()
    return [
        Drawn(
            x=round(LEFT + wide * i, 1) if last else (LEFT + RIGHT) / 2,
            y=None if point.value is None else round(BOTTOM - (BOTTOM - TOP) * point.value, 1),
            word=point.word if (last - i) % every == 0 else "",
            said=point.said if i in named else "",
            anchor="end" if last and i == last else "middle",
        )
        for i, point in enumerate(points)
    ]


def strokes(points: Sequence[Drawn]) -> list[str]:
    """The pieces of the line, as SVG points: a month without figures interrupts it."""
    pieces: list[list[str]] = [[]]
    for point in points:
        if point.y is None:
            pieces.append([])
        else:
            pieces[-1].append(f"{point.x},{point.y}")
    return [" ".join(piece) for piece in pieces if len(piece) > 1]

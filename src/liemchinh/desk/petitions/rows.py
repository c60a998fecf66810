"""Petitions as the desk's lists show them: the status in words, and what this person does next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext

from liemchinh.face.shapes import Chip, ChipKind
from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import local_day, short_day
from liemchinh.petitions import queries, rules

if TYPE_CHECKING:
    from liemchinh.petitions.models import Petition


@dataclass(frozen=True)
class Row:
    """One line of a list. `job` is what this person does next, or whose turn it is."""

    petition: "Petition"
    status: Chip
    content: str
    source: str
    job: str


def chip_of(petition: "Petition", *, at: datetime) -> Chip:
    """The status as a chip: late and soon with their day, the others by the name of the state."""
    standing = queries.standing(petition, at=at)
    name = rules.STATE_NAMES[rules.State(petition.state)]
    if standing.due_at is None:
        return Chip(ChipKind(standing.kind), name)
    day = short_day(local_day(standing.due_at))
    if standing.kind == ChipKind.LATE:
        return Chip(ChipKind.LATE, gettext("Quá hạn từ {day}").format(day=day))
    return Chip(ChipKind(standing.kind), gettext("Hạn {day}").format(day=day))


def rows_of(petitions: Iterable["Petition"], actor: Actor, *, at: datetime) -> list[Row]:
    """Lines for a list."""
    on, lines = local_day(at), []
    for petition in petitions:
        moves = rules.moves_open_to(actor, queries.place_of(petition, on=on), on=on)
        first = next((move for move in moves if move.origins and move.to is not None), None)
        mine = first is not None and petition.state in rules.OPEN
        lines.append(
            Row(
                petition=petition,
                status=chip_of(petition, at=at),
                content=rules.CONTENT_NAMES[rules.Content(petition.content)],
                source=rules.SOURCE_NAMES[rules.Source(petition.source)],
                job=first.label if mine and first else rules.AWAITS_NAMES[rules.Awaits(petition.awaits)],
            )
        )
    return lines


def pages_of(page: queries.Page) -> Page[Any]:
    """A page of a list in the shape that the page links are drawn from."""
    return Paginator(range(page.total), queries.PAGE).get_page(page.number)

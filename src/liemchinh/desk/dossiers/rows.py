"""Dossiers as the desk's lists show them: the status in the desk's words, and what this person does next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext

from liemchinh.dossiers import queries, rules
from liemchinh.face.shapes import Chip, ChipKind
from liemchinh.kernel.actors import Actor
from liemchinh.kernel.codes import tidy_code, tidy_phone
from liemchinh.kernel.days import hour, local_day, short_day
from liemchinh.kernel.words import fold, gettext_noop

if TYPE_CHECKING:
    from liemchinh.dossiers.models import Dossier

OURS = {
    rules.State.REGISTERED: gettext_noop("Chưa tiếp nhận · chờ người nộp bổ sung"),
    rules.State.SUPPLEMENT: gettext_noop("Tạm dừng · chờ người nộp bổ sung"),
}
"""Where the public's words speak to the applicant, the desk's speak of them."""

PATH = (
    *("receive", "hand_over", "take_over", "assign", "ask_supplement", "take_supplement", "meet_obligation"),
    *("submit", "endorse", "sign", "issue", "give_back"),
)
"""The way of a dossier to its result: of several lawful acts, the one on this way is the next."""


@dataclass(frozen=True)
class Row:
    """One line of a list. `job` is what this person does next, or whose turn it is; `match` what a search hit."""

    dossier: "Dossier"
    status: Chip
    job: str
    match: str = ""


class Offices:
    """Calendars and office hours by authority, each looked up once per page."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self._known: dict[int, rules.Office] = {}

    def of(self, dossier: "Dossier") -> rules.Office:
        """The office that works on this dossier."""
        if dossier.authority_id not in self._known:
            self._known[dossier.authority_id] = queries.office_of(dossier.authority, local_day(self.at))
        return self._known[dossier.authority_id]


def chip_of(dossier: "Dossier", standing: queries.Standing) -> Chip:
    """The status as a chip, in the desk's words."""
    if dossier.check_due_at is not None:
        by = {"day": short_day(local_day(dossier.check_due_at)), "time": hour(dossier.check_due_at)}
        if standing.kind == ChipKind.LATE:
            return Chip(ChipKind.LATE, gettext("Chậm kiểm tra, hạn {time} ngày {day}").format(**by))
        return Chip(ChipKind.SOON, gettext("Kiểm tra trước {time} ngày {day}").format(**by))
    return Chip(ChipKind(standing.kind), OURS.get(rules.State(dossier.state), standing.word))


def open_moves(actor: Actor, dossier: "Dossier") -> list[rules.Move]:
    """The lawful acts of this person, the next one on the way first."""
    moves = rules.moves_open_to(actor, queries.place_of(dossier))
    return sorted(moves, key=lambda move: PATH.index(move.verb) if move.verb in PATH else len(PATH))


def job_of(actor: Actor, dossier: "Dossier") -> str:
    """What this person does next; whose turn it is where they do nothing on the way."""
    moves = open_moves(actor, dossier)
    if moves and moves[0].verb in PATH:
        return moves[0].label
    return rules.AWAITS_NAMES[rules.Awaits(dossier.awaits)]


def rows_of(
    dossiers: Iterable["Dossier"], actor: Actor, *, at: datetime, text: str = "", turn: bool = False
) -> list[Row]:
    """Lines for a list; with `text`, what in each line answers it; with `turn`, whose turn it is and not what to do."""
    offices = Offices(at)
    return [
        Row(
            dossier=dossier,
            status=chip_of(dossier, queries.standing(dossier, at=at, office=offices.of(dossier))),
            job=rules.AWAITS_NAMES[rules.Awaits(dossier.awaits)] if turn else job_of(actor, dossier),
            match=_match(dossier, text) if text else "",
        )
        for dossier in dossiers
    ]


def pages_of(page: queries.Page) -> Page[Any]:
    """A page of a list in the shape that the page links are drawn from."""
    return Paginator(range(page.total), queries.PAGE).get_page(page.number)


def _match(dossier: "Dossier", text: str) -> str:
    """Which fact answers a search: what the eye need not look for."""
    digits = tidy_phone(text)
    if digits and digits == dossier.applicant_phone:
        return gettext_noop("đúng số điện thoại")
    if digits and digits == dossier.applicant_identity:
        return gettext_noop("đúng số định danh")
    if fold(text) in dossier.applicant_folded:
        return gettext_noop("khớp tên người nộp")
    return gettext_noop("khớp mã hồ sơ") if tidy_code(text) in dossier.code else ""

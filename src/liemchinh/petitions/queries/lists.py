"""Shows lists of petitions: the work of one person, the register of a period, a search; each row with its standing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from liemchinh.kernel.actors import Actor, Role
from liemchinh.kernel.codes import tidy_phone
from liemchinh.kernel.days import local_day, midnight
from liemchinh.kernel.words import gettext_noop
from liemchinh.petitions import rules
from liemchinh.petitions.models import Duty, Petition
from liemchinh.petitions.queries import fetch, search

PAGE = 50
MOST = 10_000
"""So far a list is counted and leafed through; who has more of them narrows it."""

BUCKETS = {
    "all": gettext_noop("Tất cả đơn"),
    "open": gettext_noop("Đang giải quyết"),
    "unsorted": gettext_noop("Chờ phân loại"),
    "late": gettext_noop("Quá hạn"),
    "lying": gettext_noop("Để lâu chưa xử lý"),
    "duties": gettext_noop("Còn việc phải làm sau quyết định"),
    "unsolved": gettext_noop("Đã đóng, chưa giải quyết được"),
}
RUNNING = ("open", "unsorted", "late", "lying")
"""Buckets that hold no ended petition."""
OPEN = sorted(int(state) for state in rules.OPEN)
NEWEST = ("-received_at", "-id")
TURN_OF = {
    Role.RECEPTION: rules.Awaits.RECEPTION,
    Role.CHAIR: rules.Awaits.CHAIR,
    Role.INSPECTOR: rules.Awaits.INSPECTOR,
    Role.HEAD: rules.Awaits.HEAD,
    Role.SPECIALIST: rules.Awaits.SPECIALIST,
}


@dataclass(frozen=True)
class Wanted:
    """What a list is narrowed to. `first` and `until` are days of receipt (`until` is outside)."""

    text: str = ""
    bucket: str = "all"
    content: str = ""
    source: str = ""
    state: int | None = None
    first: date | None = None
    until: date | None = None
    page: int = 1


@dataclass(frozen=True)
class Page:
    """One page of a list: its rows, how many there are in all, which page this is; `more` than are counted."""

    rows: list[Petition]
    total: int
    number: int
    more: bool = False


def next_moment() -> Coalesce:
    """By when something must next be done to a petition: the term of settlement, else that of checking."""
    return Coalesce(F("due_at"), F("sort_due_at"))


def queue(actor: Actor, *, at: datetime) -> list[Petition]:
    """What waits for this person, the most urgent first: their turn, in their reach. At most 200."""
    turns = Q(pk__in=[])
    for role, turn in TURN_OF.items():
        if actor.has(role):
            turns |= Q(awaits=turn)
    if actor.has(Role.CHAIR):
        # a denunciation from afar, once sorted, exists for no reception officer any more: it waits for the head alone
        from_afar = Q(entered_by__in=sorted(rules.FROM_AFAR)) & ~Q(content=rules.Content.UNSORTED)
        nobody_else = Q(entered_by=actor.code) | from_afar
        turns |= Q(restricted=True, awaits=rules.Awaits.RECEPTION) & nobody_else
    rows = _within(actor, at).filter(turns, state__in=OPEN)
    return list(rows.annotate(next_at=next_moment()).order_by("next_at", "id")[:200])


def listed(actor: Actor, *, at: datetime, wanted: Wanted) -> Page:
    """The petitions that exist for `actor`, narrowed; the most urgent open ones first, ended ones by latest receipt.

    Open and ended ones are asked for apart: the open are few, the ended are walked in their order by an index.
    """
    rows = _narrowed(_within(actor, at), wanted, at)
    is_open = Q(state__in=OPEN)
    running, ended = rows.filter(is_open), rows.filter(~is_open)
    first = _counted(running, MOST + 1) if wanted.state is None or wanted.state in OPEN else 0
    total = first
    if wanted.state not in OPEN and wanted.bucket not in RUNNING:
        total += _counted(ended, MOST + 1 - first)
    more, total = total > MOST, min(total, MOST)
    number = max(1, min(wanted.page, -(-total // PAGE) or 1))
    start, until = (number - 1) * PAGE, number * PAGE
    found: list[Petition] = []
    if start < first:
        urgent = running.annotate(next_at=next_moment()).order_by(F("next_at").asc(nulls_last=True), *NEWEST)
        found += urgent[start:until]
    if until > first and total > first:
        found += ended.order_by(*NEWEST)[max(0, start - first) : until - first]
    return Page(found, total, number, more)


def _counted(rows: QuerySet[Petition], most: int) -> int:
    return rows.order_by()[:most].count() if most > 0 else 0


def _within(actor: Actor, at: datetime) -> QuerySet[Petition]:
    return fetch.rows().filter(fetch.scope(actor, local_day(at)))


def _narrowed(rows: QuerySet[Petition], wanted: Wanted, at: datetime) -> QuerySet[Petition]:
    is_open = Q(state__in=OPEN)
    if wanted.bucket == "open":
        rows = rows.filter(is_open)
    elif wanted.bucket == "unsorted":
        rows = rows.filter(state=int(rules.State.RECEIVED))
    elif wanted.bucket == "late":
        rows = rows.filter(is_open).filter(Q(due_at__lt=at) | Q(due_at__isnull=True, sort_due_at__lt=at))
    elif wanted.bucket == "lying":
        rows = rows.filter(state__in=[int(state) for state in rules.UNHANDLED], rung__gt=0)
    elif wanted.bucket == "duties":
        owed = Duty.objects.filter(done_at__isnull=True).exclude(kind="handle").values("petition_id")
        rows = rows.filter(pk__in=owed)
    elif wanted.bucket == "unsolved":
        rows = rows.filter(state=int(rules.State.UNSOLVED))
    if wanted.content:
        rows = rows.filter(content=wanted.content)
    if wanted.source:
        rows = rows.filter(source=wanted.source)
    if wanted.state is not None:
        rows = rows.filter(state=wanted.state)
    if wanted.first is not None:
        rows = rows.filter(received_at__gte=midnight(wanted.first))
    if wanted.until is not None:
        rows = rows.filter(received_at__lt=midnight(wanted.until))
    return rows.filter(said(wanted.text)) if wanted.text.strip() else rows


def said(text: str) -> Q:
    """Petitions that hold every word of `text` (without diacritics), or are from somebody with that number."""
    words = search.holding(text)
    digits = tidy_phone(text)
    if len(digits) >= 9:
        words |= Q(petitioners__phone=digits) | Q(petitioners__identity=digits)
        return Q(pk__in=Petition.objects.filter(words).values("pk"))
    return words


def duties_of(petition: Petition) -> Sequence[Duty]:
    """What must follow on this petition, open ones first by day."""
    return list(petition.duties.order_by(F("done_at").asc(nulls_first=True), "due_at", "number"))

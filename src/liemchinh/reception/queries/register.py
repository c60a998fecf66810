"""Shows the register of citizen reception (form 03/TCD) of one authority: a page, a printed volume, or every line.

Whole periods are read a few hundred visits at a time, so their length costs time and no memory. A restricted visit has
its line for everybody who sees the register; who came and what about only for who may read it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import local, local_day
from liemchinh.kernel.errors import NotFound
from liemchinh.kernel.words import fold, gettext_noop
from liemchinh.org import queries as org
from liemchinh.papers.visits import RegisterLine
from liemchinh.reception.models import Visit, Visitor
from liemchinh.reception.queries.visits import Period, offices, open_to, sees, with_people
from liemchinh.reception.rules import refusal, register
from liemchinh.reception.rules import visits as rules

REGISTER_PAGE = 50
VOLUME_LINES = 500
"""Lines of one printed volume: more are printed as further volumes, each with a file of its own."""
CHUNK = 400

AMENDED = gettext_noop("Đã sửa {count} lần.")
REFUSED = gettext_noop("Từ chối tiếp: {basis}.")
NOTICE = gettext_noop("Thông báo số {number}.")
PETITION = gettext_noop("Đơn {code}.")
REPEAT = gettext_noop("Tiếp lần {number}.")
CONCLUDED = gettext_noop("Kết luận số {document}.")
GROUP = gettext_noop("Đoàn {people} người.")


@dataclass(frozen=True)
class Wanted:
    """What is asked of the register: days, kind, content, first or repeated, only groups, words of a name or matter."""

    period: Period
    kind: str = ""
    content: str = ""
    occasion: str = ""
    groups: bool = False
    text: str = ""


@dataclass(frozen=True)
class Line:
    """One line on the page: the columns of the form, and the code of the visit where it may be opened."""

    code: str
    columns: RegisterLine
    open: bool


@dataclass(frozen=True)
class RegisterView:
    """A page of the register: its lines, how many there are in all, and its number."""

    lines: Sequence[Line]
    total: int
    number: int

    @property
    def volumes(self) -> int:
        """How many printed volumes there are; an empty register has one."""
        return max(1, -(-self.total // VOLUME_LINES))


def register_page(actor: Actor, *, authority: str, wanted: Wanted, page: int = 1, at: datetime) -> RegisterView:
    """One page, in the order of reception. Raises NotFound where the register is not the actor's to see."""
    rows = _rows(actor, authority, wanted, at)
    total = rows.count()
    number = min(max(1, page), max(1, -(-total // REGISTER_PAGE)))
    start = (number - 1) * REGISTER_PAGE
    return RegisterView(_lines(list(rows[start : start + REGISTER_PAGE]), start, actor), total, number)


def register_volume(actor: Actor, *, authority: str, wanted: Wanted, volume: int, at: datetime) -> list[RegisterLine]:
    """The lines of one printed volume, from 1. Raises NotFound for one that there is not."""
    rows = _rows(actor, authority, wanted, at)
    start = (volume - 1) * VOLUME_LINES
    found = list(rows[start : start + VOLUME_LINES]) if volume > 0 else []
    if volume < 1 or (not found and volume > 1):
        raise NotFound(str(volume))
    return [line.columns for line in _lines(found, start, actor)]


def register_lines(actor: Actor, *, authority: str, wanted: Wanted, at: datetime) -> Iterator[RegisterLine]:
    """All lines, one after the other: two queries for every few hundred of them."""
    rows = _rows(actor, authority, wanted, at)
    number, after = 0, Q()
    while found := list(rows.filter(after)[:CHUNK]):
        yield from (line.columns for line in _lines(found, number, actor))
        number += len(found)
        last = found[-1]
        after = Q(at__gt=last.at) | Q(at=last.at, pk__gt=last.pk)


def _rows(actor: Actor, authority: str, wanted: Wanted, at: datetime) -> "QuerySet[Visit]":
    if authority not in offices(actor, local_day(at)):
        raise NotFound(authority)
    start, end = wanted.period.span
    # by number where it is known: then the index gives the rows in their order, and a page is all that is read
    number = org.numbered(actor).units.get(authority)
    whose = Q(authority__code=authority) if number is None else Q(authority=number)
    rows = Visit.objects.filter(whose, at__gte=start, at__lt=end)
    if wanted.kind == "head":
        rows = rows.filter(kind__in=rules.OF_THE_HEAD)
    elif wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.content:
        rows = rows.filter(content=wanted.content)
    if wanted.occasion == "refused":
        rows = rows.filter(refused=True)
    elif wanted.occasion:
        rows = rows.filter(occasion=1) if wanted.occasion == "first" else rows.filter(occasion__gt=1)
    if wanted.groups:
        rows = rows.filter(group=True)
    words = fold(wanted.text)
    if words:
        people = Visitor.objects.filter(visit=OuterRef("pk"))
        named = people.filter(Q(folded__contains=words) | Q(identity=wanted.text.strip()))
        # what a search finds tells as much as the line itself
        rows = rows.filter(open_to(actor)).filter(
            Exists(named) | Q(matter__folded__contains=words) | Q(code__iexact=wanted.text.strip())
        )
    return with_people(rows).select_related("conclusion").order_by("at", "pk")


def _lines(rows: Sequence[Visit], start: int, actor: Actor) -> list[Line]:
    return [_line(row, number, actor) for number, row in enumerate(rows, start=start + 1)]


def _line(row: Visit, number: int, actor: Actor) -> Line:
    whole = sees(actor, row)
    people = list(row.visitors.all())
    facts = {name: getattr(row, name) for name in rules.FACTS}
    if not whole:
        facts |= {"settled_by": "", "guided_to": "", "guided_document": "", "follow_up": ""}
        facts |= {"forwarded_to": "", "forwarded_document": ""}
    rest = register.columns(facts, notes=_notes(row) if whole else ())
    who = "\n".join(", ".join(part for part in (one.name, one.address) if part) for one in people)
    papers = "\n".join(one.identity for one in people if one.identity)
    return Line(
        code=row.code,
        open=whole,
        columns=RegisterLine(
            number=number,
            on=local(row.at).date(),
            who=who if whole else register.HIDDEN,
            identity=papers if whole else register.HIDDEN,
            summary=f"{row.matter.subject}. {row.summary}" if whole else register.HIDDEN,
            content=rest.content,
            petitioners=rest.petitioners,
            settled_by=rest.settled_by,
            within=rest.within,
            guided=rest.guided,
            forwarded=rest.forwarded,
            follow_up=rest.follow_up,
        ),
    )


def _notes(row: Visit) -> tuple[str, ...]:
    notes = []
    if row.group:
        notes.append(GROUP.format(people=row.people))
    if row.occasion > 1:
        notes.append(REPEAT.format(number=row.occasion))
    if row.petition:
        notes.append(PETITION.format(code=row.petition))
    if row.refused:
        notes.append(REFUSED.format(basis=refusal.basis_of(refusal.Ground(row.refusal.ground))))
        if row.refusal.notice_number:
            notes.append(NOTICE.format(number=row.refusal.notice_number))
    if row.conclusion is not None:
        notes.append(CONCLUDED.format(document=row.conclusion.document))
    if row.amended:
        notes.append(AMENDED.format(count=row.amended))
    return tuple(notes)

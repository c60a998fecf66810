"""The book for people: how long it is, who watches it, what was written last, one entry found; and what it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from liemchinh.face.guards import READING
from liemchinh.face.limits import Limit, client_of, count, limited
from liemchinh.face.shapes import Fact
from liemchinh.face.templatetags.face import number
from liemchinh.kernel.days import local_day, moment
from liemchinh.kernel.words import shown
from liemchinh.ledger import queries
from liemchinh.org import queries as org
from liemchinh.portal.forms.ledger import FindForm
from liemchinh.portal.ledger import book, words
from liemchinh.portal.ledger.book import Line, Volume

SHOWN_LINES = 12
SHOWN_STEPS = 50
TOLD_AT_ONCE = ("no", "on")
"""Public facts that tell two entries of one kind apart in a list."""

LAG = timedelta(minutes=1)
"""Waiting longer than this for its place, an entry is late, and the page says so."""

FINDING = Limit("ledger-find", 60, timedelta(minutes=1))
"""Searches that one client may ask for: each walks over the tiles of the whole book."""


@dataclass(frozen=True)
class Told:
    """One entry in words: its number, what happened, which unit, when by its own account, and what sets it apart."""

    number: int
    leaf: str
    sentence: str
    unit: str
    at: datetime | None
    detail: str


@dataclass(frozen=True)
class Found:
    """One entry that was looked for: in words, its public facts, its bytes, and the thread it belongs to."""

    told: Told
    facts: tuple[Fact, ...]
    text: str
    thread: tuple[Told, ...]


@require_safe
@limited(READING)
@cache_control(max_age=0)
def ledger(request: HttpRequest) -> HttpResponse:
    """The public book: size, root, years, witnesses, the last entries, and one entry found by its mark or number."""
    at = timezone.now()
    books = book.volumes()
    if "tim" in request.GET:
        count(FINDING, client_of(request), at=at)
    form = FindForm(request.GET) if "tim" in request.GET else FindForm()
    sought = form.cleaned_data if form.is_bound and form.is_valid() else None
    line = None
    if sought:
        place, digits = sought["number"], sought["digits"]
        line = book.line_at(books, place) if place is not None else book.line_of_leaf(books, digits)
    newest = books[-1] if books else None
    context = {
        "books": list(reversed(books)),
        "newest": newest,
        "total": sum(volume.size for volume in books),
        "root": words.grouped(newest.checkpoint.root.hex()) if newest else "",
        "trust": book.trust_in(newest) if newest else None,
        "recent": _told(book.latest(books, SHOWN_LINES), at) if not sought else [],
        "late_since": _late_since(at),
        "has_verifier": (book.published() / "verify.py").is_file(),
        "form": form,
        "sought": sought,
        "found": _found(books, line, at) if line else None,
        "at": at,
    }
    return render(request, "portal/ledger/ledger.html", context, status=404 if sought and not line else 200)


@require_safe
def explained(request: HttpRequest) -> HttpResponse:
    """What the public book is, what it proves, what it cannot see, and what is done about that."""
    return render(request, "portal/ledger/explained.html", {"kinds": list(words.kinds().values())})


def _late_since(at: datetime) -> datetime | None:
    """Since when an entry waits that should have its place by now; None while sealing keeps up."""
    since = queries.waits_since()
    return since if since is not None and at - since > LAG else None


def _told(lines: Sequence[Line], at: datetime) -> list[Told]:
    codes = {str(line.facts.get("ag", "")) for line in lines} - {""}
    units = org.unit_names(codes, local_day(at)) if codes else {}
    return [_in_words(line, units) for line in lines]


def _in_words(line: Line, units: dict[str, str]) -> Told:
    code, unit = str(line.facts.get("kind", "")), str(line.facts.get("ag", ""))
    kind = words.kinds().get(code)
    sentence = shown(kind.sentence).rstrip(".") if kind else ""
    return Told(
        number=line.number,
        leaf=line.leaf,
        sentence=sentence or gettext("Việc khác ({code})").format(code=code),
        unit=units.get(unit, unit),
        at=words.claimed(line.facts.get("t")),
        detail=", ".join(
            f"{label.lower()} {words.value_in_words(name, line.facts[name], code)}"
            for name in TOLD_AT_ONCE
            if name in line.facts and (label := words.fact_named(name, code))
        ),
    )


def _found(books: Sequence[Volume], line: Line, at: datetime) -> Found:
    tag = str(line.facts.get("did", ""))
    # the database only says where the others stand; what they say is read from the published book
    places = queries.places_of(tag, most=SHOWN_STEPS) if tag else []
    others = [book.line_at(books, place) for place in places]
    thread = [other for other in others if other is not None and other.facts.get("did") == tag]
    told = _told([line, *thread], at)
    facts = [
        Fact(gettext("Số trong sổ"), number(line.number)),
        Fact(gettext("Quyển"), gettext("{name}, mục {index}").format(name=line.volume, index=number(line.index))),
        Fact(gettext("Dấu"), words.grouped(line.leaf)),
        Fact(gettext("Đơn vị"), told[0].unit or gettext("Không riêng đơn vị nào")),
        Fact(gettext("Giờ ghi do cơ quan khai"), moment(told[0].at) if told[0].at else gettext("Không đọc được")),
    ]
    code = str(line.facts.get("kind", ""))
    for name in words.FACTS:
        if name in line.facts:
            label, value = words.fact_named(name, code), words.value_in_words(name, line.facts[name], code)
            facts.append(Fact(label, value))
    return Found(told[0], tuple(facts), line.entry.decode("utf-8", "replace"), tuple(told[1:]))

"""The public directory: who is where, how to reach them, and what became of a unit that is no more."""

from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from liemchinh.face.guards import READING
from liemchinh.face.limits import limited
from liemchinh.face.shapes import Contact
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound
from liemchinh.org import queries
from liemchinh.org.queries import DirectoryLine, UnitOnDay
from liemchinh.org.rules import KIND_NAMES
from liemchinh.portal.authority import as_link, in_words
from liemchinh.portal.forms.org import DirectoryForm

PAGE = 30
"""Units on one page of the directory."""


@dataclass(frozen=True)
class _Lines:
    """The directory as a paginator reads it: counted, then only the page that is shown."""

    on: date
    province: str
    search: str

    def count(self) -> int:
        return queries.directory_size(self.on, province=self.province, search=self.search)

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, part: slice) -> list[DirectoryLine]:
        first = part.start or 0
        return queries.directory(
            self.on, province=self.province, search=self.search, limit=part.stop - first, offset=first
        )


@dataclass(frozen=True)
class Line:
    """One unit in the list, its contacts as links."""

    code: str
    name: str
    kind: str
    under: str
    contacts: tuple[Contact, ...]


@dataclass(frozen=True)
class Passage:
    """One line of a unit's history in words: on that day, what happened, to which other unit."""

    on: date
    label: str
    decision: str
    other: str
    other_code: str
    came: bool


@require_safe
@limited(READING)
def directory(request: HttpRequest) -> HttpResponse:
    """Every province, department and commune with its contacts; by name, by province."""
    on = local_day(timezone.now())
    provinces = [(row.code, row.name) for row in queries.provinces(on)]
    form = DirectoryForm(request.GET, provinces=provinces)
    asked = form.cleaned_data if form.is_valid() else {"q": "", "tinh": ""}
    lines = _Lines(on, province=asked["tinh"], search=asked["q"])
    page: Page[DirectoryLine] = Paginator(lines, PAGE).get_page(request.GET.get("trang"))  # type: ignore[arg-type]
    shown = list(page.object_list)
    above = queries.parents((line.unit.id for line in shown), on)
    context = {
        "narrow": form if form.is_valid() else DirectoryForm(provinces=provinces),
        "page": page,
        "lines": [_line(line, above) for line in shown],
        "narrowed": any(asked.values()),
    }
    return render(request, "portal/org/directory.html", context)


@require_safe
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """One unit: contacts, opening hours, what it stands under, its names and mergers. An old code leads to today's."""
    on = local_day(timezone.now())
    found = queries.resolve(code, on)
    if not found:
        raise NotFound(code)
    if len(found) > 1:
        return render(request, "portal/org/successors.html", {"code": code, "units": found})
    here = found[0]
    if here.code != code:
        return redirect("portal:unit", here.code)
    history = queries.history(here)
    names = queries.unit_names({passage.old for passage in history} | {passage.new for passage in history}, on)
    context = {
        "unit": here,
        "kind": KIND_NAMES[here.kind],
        "above": queries.above(here, on)[1:],
        "contacts": [as_link(contact) for contact in queries.contacts(here, on)],
        "hours": in_words(queries.office_hours(here, on)),
        "names": queries.names_of(here),
        "history": [_passage(passage, here.code, names) for passage in history],
    }
    return render(request, "portal/org/unit.html", context)


def _line(line: DirectoryLine, above: dict[int, UnitOnDay]) -> Line:
    return Line(
        code=line.unit.code,
        name=line.unit.name,
        kind=KIND_NAMES[line.unit.kind],
        under=above[line.unit.id].name if line.unit.id in above else "",
        contacts=tuple(as_link(contact) for contact in line.contacts),
    )


def _passage(passage: queries.Passage, here: str, names: dict[str, str]) -> Passage:
    came = passage.new == here
    other = passage.old if came else passage.new
    return Passage(
        on=passage.on,
        label=passage.label,
        decision=passage.decision,
        other="" if other == here else names.get(other, other),
        other_code="" if other == here else other,
        came=came,
    )

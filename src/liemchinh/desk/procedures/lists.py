"""The catalogue as a list, and its figures: how many procedures each level decides on, how many are whole."""

from dataclasses import dataclass
from datetime import date

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from liemchinh.desk.actors import actor_of, seated
from liemchinh.desk.forms.procedures.publishing import CatalogueFilter
from liemchinh.face.shapes import Chip, ChipKind
from liemchinh.kernel.actors import Actor, Role
from liemchinh.kernel.days import local_day, short_day
from liemchinh.procedures import queries, rules
from liemchinh.procedures.rules import LEVEL_NAMES, State

PAGE = 50
EDITORS = (Role.EDITOR, Role.ADMINISTRATOR)


@dataclass(frozen=True)
class Line:
    """One procedure of the list: its version, its state, what else is to be said of it."""

    version: queries.ProcedureVersion
    status: Chip
    levels: str
    lacking: str
    marks: tuple[str, ...]


def chip_of(state: State, first: str = "") -> Chip:
    """The state of a version as a chip."""
    kinds = {
        State.IN_FORCE: ChipKind.ON,
        State.COMING: ChipKind.SOON,
        State.ENDED: ChipKind.PLAIN,
        State.CANCELLED: ChipKind.PLAIN,
    }
    sentence = rules.STATE_NAMES[state]
    words = gettext(sentence)
    return Chip(kinds[state], f"{words} {first}".strip())


def may_edit(actor: Actor) -> bool:
    """Whether this person changes the catalogue, or only reads it."""
    return actor.has(*EDITORS)


@require_safe
@seated()
def catalogue(request: HttpRequest) -> HttpResponse:
    """Danh mục thủ tục: tìm, lọc theo lĩnh vực, cấp, tình trạng, và những thủ tục chưa đủ bảy bộ phận."""
    on = local_day(timezone.now())
    fields = queries.fields(on)
    form = CatalogueFilter(request.GET, fields=fields)
    asked = form.asked()
    page = Paginator(queries.shelf(asked, on=on), PAGE).get_page(request.GET.get("trang"))
    versions = list(page.object_list)
    marks = queries.marks_of([version.procedure.code for version in versions], on=on)
    complete, total = queries.completeness(on)
    context = {
        "filter": form,
        "page": page,
        "lines": [_line(version, marks, on) for version in versions],
        "drafts": queries.new_drafts(asked) if asked.state in ("", queries.DRAFT) and page.number == 1 else [],
        "complete": complete,
        "total": total,
        "share": complete / total if total else None,
        "editor": may_edit(actor_of(request)),
    }
    return render(request, "desk/procedures/catalogue.html", context)


def _line(version: queries.ProcedureVersion, marks: queries.Marks, on: date) -> Line:
    code = version.procedure.code
    state = rules.state_of(version.valid_from, version.valid_until, on)
    said = []
    if code in marks.drafted:
        said.append(gettext("có dự thảo"))
    if code in marks.coming and state is not State.COMING:
        said.append(gettext("đổi từ {day}").format(day=short_day(marks.coming[code])))
    if state is State.IN_FORCE and version.valid_until is not None and code not in marks.coming:
        said.append(gettext("hết hiệu lực từ {day}").format(day=short_day(version.valid_until)))
    lacking = gettext("thiếu {number}/7").format(number=version.lacking) if version.lacking else gettext("đủ 7/7")
    sentences = [LEVEL_NAMES[level] for level in version.levels]
    return Line(
        version=version,
        status=chip_of(state, short_day(version.valid_from) if state is State.COMING else ""),
        levels=", ".join(gettext(sentence) for sentence in sentences),
        lacking=lacking,
        marks=tuple(said),
    )


@require_safe
@seated()
def counts(request: HttpRequest) -> HttpResponse:
    """Số thủ tục theo cấp: mỗi thủ tục tính một lần ở cấp cao nhất, và số lần được nêu ở từng cấp."""
    on = local_day(timezone.now())
    field = request.GET.get("linh_vuc", "")
    fields = queries.fields(on)
    if field not in {name for name, _ in fields}:
        field = ""
    found = queries.level_counts(on, field=field)
    sentences = {row.level: LEVEL_NAMES[row.level] for row in found.levels}
    shown = [(gettext(sentences[row.level]), row) for row in found.levels if row.named]
    complete, total = queries.completeness(on)
    context = {
        "counts": found,
        "shown": shown,
        "sum": " + ".join(str(row.once) for _, row in shown if row.once),
        "fields": fields,
        "field": field,
        "complete": complete,
        "total": total,
        "share": complete / total if total else None,
        "on": on,
    }
    return render(request, "desk/procedures/counts.html", context)

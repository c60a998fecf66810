"""Writing a draft at the desk: start it, fill its sections one by one, drop it. Each section is saved by itself."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from liemchinh.desk.actors import actor_of, seated
from liemchinh.desk.forms.procedures.publishing import NewForm
from liemchinh.desk.forms.procedures.sections import SECTION_FORMS, SLUGS, SectionForm
from liemchinh.desk.procedures.lists import EDITORS
from liemchinh.face.shapes import Chip, ChipKind, Task
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.procedures import queries, rules, services
from liemchinh.procedures.rules import LACKING, SECTIONS, Seventh

if TYPE_CHECKING:
    from liemchinh.procedures.models import VersionDraft

SPARE, MORE = 2, 8
"""Empty rows at the end of a list, usually and when more were asked for."""
STANDS_IN = {
    Seventh.NAME: "identity",
    Seventh.SUBJECTS: "identity",
    Seventh.EXECUTING: "identity",
    Seventh.CHANNELS: "channels",
    Seventh.TERM: "channels",
    Seventh.COMPONENTS: "components",
    Seventh.SEQUENCE: "sequence",
}


@require_http_methods(["GET", "HEAD", "POST"])
@seated(*EDITORS)
def new(request: HttpRequest) -> HttpResponse:
    """Thủ tục mới: mã và tên, rồi viết từng mục của dự thảo."""
    form = NewForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "desk/procedures/new.html", {"form": form}, status=422 if form.errors else 200)
    said = form.cleaned_data
    try:
        draft = services.start_draft(code=said["code"], name=said["name"], by=actor_of(request), at=timezone.now())
    except Refused as refused:
        form.add_error("code", str(refused))
        return render(request, "desk/procedures/new.html", {"form": form}, status=409)
    return redirect("desk:catalogue_draft", draft.code)


@require_http_methods(["GET", "HEAD", "POST"])
@seated(*EDITORS)
def draft(request: HttpRequest, code: str) -> HttpResponse:
    """Dự thảo: các mục, mục nào đã sửa, mục nào còn thiếu; bắt đầu, bỏ dự thảo."""
    actor, at = actor_of(request), timezone.now()
    if request.method == "POST":
        if "bo" not in request.POST:
            services.start_draft(code=code, by=actor, at=at)
            return redirect("desk:catalogue_draft", code)
        return _drop(request, code)
    found = queries.draft_of(code)
    old = queries.content_of(found.based_on) if found.based_on else queries.blank_content("")
    changed = {line.section for line in rules.differences(old, found.content)}
    missing = rules.missing_parts(found.content)
    context = {
        "draft": found,
        "tasks": [_task(code, section, changed, missing) for section in SECTIONS],
        "changed": len(changed),
        "lacking": [_sentence(part) for part in missing],
    }
    return render(request, "desk/procedures/draft.html", context)


def _sentence(part: Seventh) -> str:
    sentence = LACKING[part]
    return gettext(sentence)


def _task(code: str, section: str, changed: set[str], missing: tuple[Seventh, ...]) -> Task:
    lacks = [_sentence(part) for part in missing if STANDS_IN[part] == section]
    if lacks:
        status = Chip(ChipKind.SOON, gettext("Còn thiếu"))
    elif section in changed:
        status = Chip(ChipKind.DONE, gettext("Đã sửa"))
    else:
        status = Chip(ChipKind.PLAIN, gettext("Chưa đổi"))
    slug = next(slug for slug, name in SLUGS.items() if name == section)
    sentence = SECTIONS[section]
    return Task(
        title=gettext(sentence),
        status=status,
        url=reverse("desk:catalogue_section", args=[code, slug]),
        hint=" ".join(lacks),
    )


def _drop(request: HttpRequest, code: str) -> HttpResponse:
    """Throw the draft away; a second press finds none and does nothing."""
    try:
        seen = int(request.POST.get("seen") or 0)
        services.drop_draft(code=code, seen=seen, by=actor_of(request), at=timezone.now())
    except ValueError:
        return redirect("desk:catalogue_draft", code)
    except Refused as refused:
        messages.warning(request, str(refused))
        return redirect("desk:catalogue_draft", code)
    except NotFound:
        return redirect("desk:catalogue")
    messages.success(request, gettext("Đã bỏ dự thảo."))
    return redirect("desk:catalogue_procedure", code) if queries.versions_of(code) else redirect("desk:catalogue")


@require_http_methods(["GET", "HEAD", "POST"])
@seated(*EDITORS)
def section(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """Một mục của dự thảo: sửa rồi lưu; danh sách có dòng trống ở cuối và lấy thêm dòng được."""
    name = SLUGS.get(slug)
    if name is None:
        raise Http404
    found = queries.draft_of(code)
    kind = SECTION_FORMS[name]
    if request.method != "POST":
        spare = MORE if "them" in request.GET else SPARE
        start = {**kind.start(found.content), "seen": found.revision}  # type: ignore[attr-defined]
        return _page(request, found, name, slug, kind(content=found.content, initial=start, spare=spare))
    form = kind(request.POST, content=found.content)
    if not form.is_valid():
        return _page(request, found, name, slug, form, status=422)
    try:
        services.save_draft(
            code=code,
            seen=form.cleaned_data["seen"],
            values=form.values(),
            parts=form.parts(),
            by=actor_of(request),
            at=timezone.now(),
        )
    except Refused as refused:
        form.add_error(None, str(refused))
        return _page(request, found, name, slug, form, status=409)
    if "them" in request.POST:
        return redirect(f"{reverse('desk:catalogue_section', args=[code, slug])}?them=1")
    messages.success(request, gettext("Đã lưu."))
    return redirect("desk:catalogue_draft", code)


def _page(
    request: HttpRequest, found: "VersionDraft", name: str, slug: str, form: SectionForm, *, status: int = 200
) -> HttpResponse:
    sentence = SECTIONS[name]
    context = {
        "draft": found,
        "form": form,
        "slug": slug,
        "title": gettext(sentence),
        "rows": name not in ("identity", "sequence", "filing"),
        "hours": None,
    }
    if name == "steps":
        context["hours"] = rules.hours_words(rules.steps_hours(found.content))
        legal = rules.shortest_hours(found.content, local_day(timezone.now()))
        context["legal"] = None if legal is None else rules.hours_words(legal)
        context["over"] = legal is not None and rules.steps_hours(found.content) > legal
    return render(request, "desk/procedures/section.html", context, status=status)

"""Tags and filters of the face: the leaf, the thread, chips, fields, dates and numbers, one way each."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.http import QueryDict
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from liemchinh.face.acts import numbered
from liemchinh.face.bound import css_class, focus_id, kind_of, options_of, sentences
from liemchinh.face.shapes import Chip, Fact, Knot, NavLink, Task
from liemchinh.kernel import days
from liemchinh.law.clocks import Reading

register = template.Library()

ENGLISH = "en"

DRAWN_FROM = 24
"""Steps a citizen can be asked to read one by one: about three weeks of days."""


# Dates ------------------------------------------------------------------------------------------------------


def _day(value: date | datetime) -> date:
    """The Vietnamese calendar day of a date or of an aware instant."""
    return days.local_day(value) if isinstance(value, datetime) else value


@register.filter
def short_day(value: date | datetime | None) -> str:
    """`25/9/2026`; nothing for nothing."""
    return days.short_day(_day(value)) if value else ""


@register.filter
def full_day(value: date | datetime | None) -> str:
    """`thứ Sáu, 25/9/2026`."""
    return days.full_day(_day(value)) if value else ""


@register.filter
def spoken_day(value: date | datetime | None) -> str:
    """`thứ Sáu, ngày 25 tháng 9 năm 2026`: for letters."""
    return days.spoken_day(_day(value)) if value else ""


@register.filter
def hour(value: datetime | None) -> str:
    """`17 giờ`, `9 giờ 10`: how the portal says the time of day."""
    return days.hour(value) if value else ""


@register.filter
def clock(value: datetime | None) -> str:
    """`17:00`: how the desk writes the time of day."""
    return f"{days.local(value):%H:%M}" if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """`9 giờ 10, thứ Sáu, 18/9/2026`."""
    return days.moment(value) if value else ""


@register.filter
def clock_day(value: datetime | None) -> str:
    """`17:00, 25/9/2026`: the desk's dense form."""
    return f"{clock(value)}, {short_day(value)}" if value else ""


# Numbers ----------------------------------------------------------------------------------------------------


def _grouped(value: float | Decimal) -> str:
    """Digits in groups of three by points, decimals after a comma: `1.234,5`; the other way round in English."""
    number = Decimal(str(value))
    text = f"{number:,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.translate(str.maketrans("-", "−") if get_language() == ENGLISH else str.maketrans(",.-", ".,−"))


@register.filter
def number(value: float | Decimal | None) -> str:
    """`1.234,5`. A missing figure is a dash, never a zero."""
    return "–" if value is None else _grouped(value)


@register.filter
def percent(value: float | Decimal | None, places: int = 1) -> str:
    """A ratio as percent: `0.125` becomes `12,5 %` (no-break space)."""
    return "–" if value is None else f"{_grouped(round(Decimal(str(value)) * 100, places))}\u00a0%"


@register.filter
def money(value: int | None) -> str:
    """`15.000 đồng`; no fee is said in words."""
    if value is None:
        return "–"
    if value == 0:
        return gettext("không thu tiền")
    return gettext("{amount}\u00a0đồng").format(amount=_grouped(value))


@register.filter
def money_short(value: int | None) -> str:
    """`15.000 ₫`: for tables only."""
    return "–" if value is None else f"{_grouped(value)}\u00a0₫"


# The leaf, chips, the thread --------------------------------------------------------------------------------


@register.inclusion_tag("face/leaf.html")
def leaf(
    moment: date | datetime,
    late: bool = False,
    struck: bool = False,
    label: str = "",
    provisional: bool = False,
    small: bool = False,
) -> dict[str, Any]:
    """A promised day as a calendar leaf. An instant also says its hour ("trước 17 giờ").

    `late` turns the band red, `struck` crosses an old date out, `provisional` says the calendar beyond it is
    not confirmed, `small` is the desk's size, `label` names the promise ("Hẹn trả kết quả").
    """
    day = _day(moment)
    before = days.hour(moment) if isinstance(moment, datetime) else ""
    iso = day.isoformat()
    if isinstance(moment, datetime):
        iso = days.local(moment).isoformat(timespec="minutes")
    weekday = days.weekday(day)
    return {
        "iso": iso,
        "spoken": days.spoken_day(day),
        "weekday": weekday[0].upper() + weekday[1:],
        "day": day.day,
        "month": day.month,
        "year": day.year,
        "before": before,
        "late": late and not struck,
        "struck": struck,
        "label": label,
        "provisional": provisional,
        "small": small,
    }


@register.inclusion_tag("face/chip.html")
def chip(status: Chip | Mapping[str, str] | None) -> dict[str, Any]:
    """A status: word, shape and colour. Takes a `Chip` or a mapping with `kind` and `word`."""
    if status is None:
        return {}
    made = status if isinstance(status, Chip) else Chip(kind=status["kind"], word=status["word"])  # type: ignore[arg-type]
    return {"kind": made.kind.value, "word": made.word}


@register.inclusion_tag("face/thread.html")
def thread(knots: Iterable[Knot], label: str = "") -> dict[str, Any]:
    """The path of a dossier: what is done, where it is now, what is to come."""
    return {"knots": list(knots), "label": label or gettext("Đường đi của hồ sơ")}


@register.inclusion_tag("face/why.html")
def why(reading: Reading | None, opened: bool = False) -> dict[str, Any]:
    """The answer to "Vì sao là ngày này?": every step of the reading, in a table that opens without script.

    A long term (more than `DRAWN_FROM` steps) shows its drawn-together lines first, then each day.
    """
    drawn = reading.lines() if reading is not None and len(reading.steps) > DRAWN_FROM else ()
    return {"reading": reading, "opened": opened, "drawn": drawn}


@register.simple_tag
def code(text: str) -> SafeString:
    """A dossier code in groups that eye and ear can follow; copying it gives the code unchanged."""
    groups = str(text).split("-")
    pieces = [f"{group}-" for group in groups[:-1]] + groups[-1:]
    return format_html(
        '<span class="code" translate="no">{}</span>',
        format_html_join(mark_safe("<wbr>"), "<span>{}</span>", ((piece,) for piece in pieces)),
    )


@register.simple_tag
def fresh(name: str) -> str:
    """The address of a page that opens something, with a number of its own for the form."""
    return numbered(reverse(name))


# Lists and links --------------------------------------------------------------------------------------------


@register.inclusion_tag("face/facts.html")
def facts(items: Iterable[Fact]) -> dict[str, Any]:
    """A summary list (`<dl>`), each line with its own "Sửa …" link where it may be changed."""
    return {"facts": list(items)}


@register.inclusion_tag("face/tasks.html")
def tasks(items: Iterable[Task]) -> dict[str, Any]:
    """A task list: each row a link with its status; a blocked row says why."""
    return {"tasks": list(items)}


@register.inclusion_tag("face/tabs.html")
def tabs(links: Iterable[NavLink], label: str) -> dict[str, Any]:
    """Tabs that are links: each view has its own address. `label` names the set for screen readers."""
    return {"links": list(links), "label": label}


def _address(query: QueryDict, **changes: Any) -> str:
    """The current query string with some parameters replaced; None removes one."""
    changed = query.copy()
    for name, value in changes.items():
        if value is None:
            changed.pop(name, None)
        else:
            changed[name] = value
    text = changed.urlencode()
    return f"?{text}" if text else "?"


@register.simple_tag(takes_context=True)
def address(context: template.Context, **changes: Any) -> str:
    """The address of this list with some parameters changed: `{% address thu_tu="han" trang=None %}`."""
    return _address(context["request"].GET, **changes)


@register.inclusion_tag("face/pagination.html", takes_context=True)
def pagination(context: template.Context, page: Page[Any], parameter: str = "trang") -> dict[str, Any]:
    """Numbered pages that keep the other filters in the address. Nothing for a single page."""
    query = context["request"].GET

    def to(number: int) -> str:
        return _address(query, **{parameter: number})

    places = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {
        "page": page,
        "total": page.paginator.count,
        "previous": to(page.previous_page_number()) if page.has_previous() else "",
        "next": to(page.next_page_number()) if page.has_next() else "",
        "links": [
            {
                "number": place,
                "url": to(place) if isinstance(place, int) else "",
                "current": place == page.number,
            }
            for place in places
        ],
    }


# Forms ------------------------------------------------------------------------------------------------------


@register.inclusion_tag("face/field.html")
def field(
    bound: BoundField,
    label: str = "",
    hint: str = "",
    width: int | None = None,
    heading: bool = False,
    inline: bool = False,
    hints: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """One form field: label, hint, error above the input, tied together for screen readers.

    `width` is the expected number of characters (2, 4, 5, 10, 12 or 20); `heading` makes the label the page's
    h1; `inline` sets short options side by side; `hints` gives a line under options, by value.
    """
    kind = kind_of(bound)
    hint = hint or str(bound.help_text or "")
    errors = sentences(bound)
    described = " ".join(
        part for part in (f"{bound.auto_id}_hint" if hint else "", f"{bound.auto_id}_error" if errors else "") if part
    )
    attrs: dict[str, Any] = {}
    if kind == "check":
        attrs["class"] = "form-check-input" + (" is-invalid" if errors else "")
    elif kind in ("control", "boxes"):
        attrs["class"] = css_class(bound.field.widget, bool(errors))
    if described and kind in ("control", "check"):
        attrs["aria-describedby"] = described
    return {
        "kind": kind,
        "bound": bound,
        "id": bound.auto_id,
        "focus_id": focus_id(bound),
        "label": label or bound.label,
        "hint": hint,
        "errors": errors,
        "described": described,
        "width": width,
        "heading": heading,
        "inline": inline,
        "optional": not bound.field.required and kind not in ("check", "hidden"),
        "control": "" if kind == "choices" else bound.as_widget(attrs=attrs),
        "options": options_of(bound, hints or {}) if kind == "choices" else [],
    }


@register.inclusion_tag("face/error_summary.html")
def error_summary(form: object) -> dict[str, Any]:
    """The list of what is wrong, each line a link to its field. Nothing when nothing is wrong."""
    if not isinstance(form, BaseForm) or not form.errors:  # a page without a form gives an empty string
        return {"lines": []}
    lines = [{"text": str(text), "target": ""} for text in form.non_field_errors()]
    for bound in form:
        lines += [{"text": text, "target": focus_id(bound)} for text in sentences(bound)]
    return {"lines": lines}

"""Tags that draw charts as SVG: one whole bar, bars in a list, a line from zero; each with its table."""

from typing import Any

from django import template

from liemchinh.face import charts
from liemchinh.face.charts import Bar, Chart

register = template.Library()


def _bar(bar: Bar) -> dict[str, Any]:
    """A bar with where each of its parts begins, in percent."""
    parts, begin = [], 0
    for piece in bar.slices:
        if piece.size:
            parts.append({"look": piece.look.value, "x": f"{begin / 10:.1f}%", "width": f"{piece.size / 10:.1f}%"})
        begin += piece.size
    return {"bar": bar, "parts": parts}


@register.inclusion_tag("face/charts/whole.html")
def whole_chart(chart: Chart) -> dict[str, Any]:
    """One bar of a hundred percent, its parts named under it."""
    return {"chart": chart, **(_bar(chart.bars[0]) if chart.bars else {"bar": None, "parts": []})}


@register.inclusion_tag("face/charts/bars.html")
def bars_chart(chart: Chart) -> dict[str, Any]:
    """Bars one under the other, each with its name and figure as text."""
    return {"chart": chart, "bars": [_bar(bar) for bar in chart.bars]}


@register.inclusion_tag("face/charts/line.html")
def line_chart(chart: Chart) -> dict[str, Any]:
    """A line over months, from zero."""
    points = charts.drawn(chart.points)
    return {
        "chart": chart,
        "points": [point for point in points if point.y is not None],
        "words": [point for point in points if point.word],
        "strokes": charts.strokes(points),
        "levels": [(level, charts.BOTTOM - (charts.BOTTOM - charts.TOP) * level // 100) for level in (0, 50, 100)],
        "sheet": charts,
        "foot": charts.BOTTOM + 20,
    }

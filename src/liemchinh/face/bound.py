"""Reading bound form fields: the look one needs, where its error link leads, what to say when it is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.forms import BoundField, Field, widgets
from django.utils.translation import gettext


@dataclass(frozen=True)
class Option:
    """One radio button or check box, ready to print."""

    id: str
    name: str
    value: str
    label: str
    checked: bool
    type: str
    hint: str = ""


def kind_of(bound: BoundField) -> str:
    """Which of the field templates fits the widget."""
    widget = bound.field.widget
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, (widgets.RadioSelect, widgets.CheckboxSelectMultiple)):
        return "choices"
    if isinstance(widget, (widgets.MultiWidget, widgets.SelectDateWidget)):
        return "boxes"
    if isinstance(widget, widgets.CheckboxInput):
        return "check"
    return "control"


def css_class(widget: widgets.Widget, invalid: bool) -> str:
    """The kit's class for a control, and its invalid form."""
    base = "form-select" if isinstance(widget, widgets.Select) else "form-control"
    own = widget.attrs.get("class", "")
    return " ".join(part for part in (base, own, "is-invalid" if invalid else "") if part)


def options_of(bound: BoundField, hints: Mapping[str, str]) -> list[Option]:
    """The options of a radio or check-box field, in order, flattened."""
    widget = bound.field.widget
    assert isinstance(widget, (widgets.RadioSelect, widgets.CheckboxSelectMultiple))
    made = widget.subwidgets(bound.html_name, bound.value(), {"id": bound.auto_id})
    return [
        Option(
            id=option["attrs"].get("id", ""),
            name=option["name"],
            value="" if option["value"] is None else str(option["value"]),
            label=str(option["label"]),
            checked=bool(option["selected"]),
            type=option["type"],
            hint=hints.get(str(option["value"]), ""),
        )
        for option in made
    ]


def focus_id(bound: BoundField) -> str:
    """The id of the first thing to fill in: where an error link must lead."""
    kind = kind_of(bound)
    if kind in ("choices", "boxes"):
        return f"{bound.auto_id}_0"
    return str(bound.id_for_label or bound.auto_id)


def sentences(bound: BoundField) -> list[str]:
    """What is wrong with the field. Where the form gave only Django's general words, say it of this field."""
    label = str(bound.label or "")
    said: list[str] = []
    for problem in bound.errors.as_data():
        general = problem.message == Field.default_error_messages["required"]
        if problem.code == "required" and general:
            kind = kind_of(bound)
            if kind == "check":
                said.append(gettext("Hãy đánh dấu: {label}").format(label=label))
            elif kind == "choices" or isinstance(bound.field.widget, (widgets.Select, widgets.FileInput)):
                said.append(gettext("Chưa chọn: {label}").format(label=label))
            else:
                said.append(gettext("Chưa ghi: {label}").format(label=label))
        elif problem.code in ("min_length", "max_length") and problem.params:
            sentence = (
                gettext("{label}: cần ít nhất {limit} ký tự, đã ghi {given}.")
                if problem.code == "min_length"
                else gettext("{label}: nhiều nhất {limit} ký tự, đã ghi {given}.")
            )
            limit, given = problem.params["limit_value"], problem.params["show_value"]
            said.append(sentence.format(label=label, limit=limit, given=given))
        else:
            said += [str(message) for message in problem.messages]
    return said

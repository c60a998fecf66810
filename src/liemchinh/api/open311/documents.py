"""Documents of GeoReport v2 from plain values, in JSON and in XML with the names that the specification gives."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring  # nosec B405 - writes only

JSON, XML = "json", "xml"
TYPES = {JSON: "application/json; charset=utf-8", XML: "text/xml; charset=utf-8"}
"""Endings that an address may have, and what is answered."""

Row = Mapping[str, Any]
_UNFIT = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 65534, 65535))
"""Signs that no XML may hold."""


def listed(rows: Sequence[Row], *, root: str, item: str, form: str) -> bytes:
    """A list of things: an array, or `<root><item>…</item></root>`."""
    if form == JSON:
        return _json(rows)
    whole = Element(root)
    for row in rows:
        _fill(SubElement(whole, item), row)
    return _xml(whole)


def single(row: Row, *, root: str, form: str) -> bytes:
    """One thing: an object, or `<root>…</root>`."""
    if form == JSON:
        return _json(row)
    whole = Element(root)
    _fill(whole, row)
    return _xml(whole)


def errors(code: int, description: str, *, form: str) -> bytes:
    """A refusal as the specification writes it."""
    return listed([{"code": code, "description": description}], root="errors", item="error", form=form)


def _fill(element: Element, row: Row) -> None:
    for name, value in row.items():
        child = SubElement(element, name)
        if isinstance(value, bool):
            child.text = "true" if value else "false"
        elif isinstance(value, list):
            for part in value:
                _fill(SubElement(child, _item_of(name)), part)
        elif value is not None:
            child.text = str(value).translate(_UNFIT)


def _item_of(name: str) -> str:
    return name.removesuffix("s")


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _xml(element: Element) -> bytes:
    return tostring(element, encoding="utf-8", xml_declaration=True)

"""Reading a page as a browser does: its forms with their values, ready to be sent."""

from html.parser import HTMLParser
from typing import Any


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, Any]] = []
        self._select: str | None = None
        self._area: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append({"action": said.get("action", ""), "method": said.get("method", "get"), "data": {}})
            return
        if not self.forms:
            return
        data, name = self.forms[-1]["data"], said.get("name", "")
        if tag == "input" and name:
            kind = said.get("type", "text")
            if kind in ("checkbox", "radio"):
                if "checked" in said:
                    data.setdefault(name, []).append(said.get("value", "on"))
            elif kind != "file":
                data.setdefault(name, []).append(said.get("value", ""))
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in said:
            data.setdefault(self._select, []).append(said.get("value", ""))
        elif tag == "textarea":
            self._area = name
            data.setdefault(name, []).append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = None
        if tag == "textarea":
            self._area = None

    def handle_data(self, text: str) -> None:
        if self._area is not None:
            self.forms[-1]["data"][self._area][-1] += text.removeprefix("\n")


def form_of(response: Any, action: str = "") -> dict[str, Any]:
    """The values of the page's own form (the one that posts to `action`, if named), as a browser would send them."""
    reader = _Forms()
    reader.feed(response.content.decode())
    found = [
        form
        for form in reader.forms
        if form["method"] == "post" and "/tai-khoan/" not in form["action"] and action in form["action"]
    ]
    assert found, "the page has no such form"
    data: dict[str, Any] = found[0]["data"]
    data.pop("csrfmiddlewaretoken", None)
    return data


def text_of(response: Any) -> str:
    """The page as text, entities read."""
    from html import unescape

    return unescape(response.content.decode())

"""Queues that go out by themselves, as people look after them: what is stuck goes again or is left out for a reason."""

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from liemchinh.desk.forms.queues import QueueFilter
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import Refused
from liemchinh.org import queries as org

LEAVE_OUT = "bo"
"""The button beside a reason."""


@dataclass(frozen=True)
class Looked:
    """What of a queue is looked at: whose, in which state, which page; the filter and the names of the offices."""

    form: QueueFilter
    unit: str
    state: str
    number: int
    names: Mapping[str, str]

    def context(self, *, more: bool) -> dict[str, Any]:
        """What every such page shows; `more`: another page follows."""
        here = f"?don_vi={self.unit}&trang_thai={self.state}&trang="
        return {
            "filter": self.form,
            "unit": self.unit,
            "office": self.names.get(self.unit, self.unit),
            "earlier": f"{here}{self.number + 1}" if more else "",
            "later": f"{here}{self.number - 1}" if self.number > 1 else "",
        }

    def totals(self, counted: Mapping[Any, int], names: Mapping[Any, str]) -> list[tuple[str, int, str]]:
        """Each state by name, with how many and where they are listed."""
        return [(names[key], count, f"?don_vi={self.unit}&trang_thai={key}") for key, count in counted.items()]


def looked(
    request: HttpRequest,
    offices: Sequence[str],
    *,
    at: datetime,
    states: Mapping[Any, str],
    first: Container[Any],
    usual: str,
) -> Looked:
    """Read the filter; `usual` is the state that is shown before one is chosen."""
    names = org.unit_names(offices, local_day(at))
    named = [(code, names.get(code, code)) for code in offices]
    form = QueueFilter(request.GET, offices=named, states=states, first=first)
    form.is_valid()
    said = form.cleaned_data
    unit, state = said.get("don_vi") or offices[0], said.get("trang_thai") or usual
    return Looked(form, unit, state, said.get("trang") or 1, names)


def all_again(
    request: HttpRequest, *, here: str, retry: Callable[..., int], said: Callable[[int], str]
) -> HttpResponse:
    """Have everything stuck at an office tried again, and come back `here`; `said` tells how many."""
    unit = str(request.POST.get("don_vi", ""))
    try:
        messages.success(request, said(retry(unit=unit)))
    except Refused as refused:
        messages.warning(request, str(refused))
    return redirect(reverse(here, query={"don_vi": unit}))


def mend(
    request: HttpRequest,
    template: str,
    shown: Callable[[], dict[str, Any]],
    *,
    form: type[forms.Form],
    here: str,
    unit: str,
    again: tuple[str, Callable[[], str]],
    out: Callable[[str], str],
) -> HttpResponse:
    """One thing that is stuck: show it, or do what was pressed. `again` is the button's value and what it does."""

    def page(bound: forms.Form, status: int = 200) -> HttpResponse:
        return render(request, template, {**shown(), "form": bound}, status=status)

    pressed = request.POST.get("lam", "")
    sent = form(request.POST if pressed == LEAVE_OUT else None)
    if request.method != "POST":
        return page(sent)
    if pressed not in (again[0], LEAVE_OUT):
        raise Http404
    if pressed == LEAVE_OUT and not sent.is_valid():
        return page(sent, 422)
    try:
        done = out(sent.cleaned_data["ly_do"]) if pressed == LEAVE_OUT else again[1]()
    except Refused as refused:
        sent = form({"ly_do": request.POST.get("ly_do", "-")})
        sent.is_valid()
        sent.add_error(None, str(refused))
        return page(sent, 409)
    messages.success(request, done)
    return redirect(reverse(here, query={"don_vi": unit}))

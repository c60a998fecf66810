"""The page of an act, whatever it is done to: what its form carries, and what comes of pressing its button.

A room's own page says what is shown beside the form; that a second press does nothing, and that an act decided on an
older view is shown again with what was typed, is said here once.
"""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Protocol

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy

from liemchinh.face.fields import WordsField
from liemchinh.kernel.errors import Refused

WHY = gettext_lazy("Lý do")
CHOOSE = ("", gettext_lazy("Chọn trong danh sách"))
LINES = {"rows": 3}
LONGEST_REASON = 2000
OF_THE_PAGE = frozenset({"token", "seen_step"})
NUMBER = "so"
"""The form's own number in its address. Who comes back to a page that opens something comes back to the same number,
with or without a script: sent again, it opens nothing a second time."""


def number_of(request: HttpRequest) -> uuid.UUID | None:
    """The number that the address gives this form; None without one, or with one that is none."""
    try:
        return uuid.UUID(request.GET.get(NUMBER, ""))
    except ValueError:
        return None


def numbered(url: str) -> str:
    """A way to a page that opens something, with a number nobody has had."""
    return f"{url}{'&' if '?' in url else '?'}{NUMBER}={uuid.uuid4()}"


def reason_field(label: Any = WHY, hint: Any = "", *, required: bool = True) -> WordsField:
    """Words that say why."""
    widget = forms.Textarea(LINES)
    return WordsField(label=label, max_length=LONGEST_REASON, widget=widget, help_text=hint, required=required)


class TokenForm(forms.Form):
    """An act that needs nothing but the will; `token` makes a second press harmless.

    `tokened`: the verb itself asks for it.
    """

    token = forms.UUIDField(widget=forms.HiddenInput, label=gettext_lazy("Mã của biểu mẫu"))
    tokened = False

    def given(self) -> dict[str, Any]:
        """The verb's own arguments, from a valid form."""
        said = {name: value for name, value in self.cleaned_data.items() if name not in OF_THE_PAGE}
        return said | {"token": self.cleaned_data["token"]} if self.tokened else said

    def choose(self, name: str, options: Sequence[tuple[str, Any]]) -> None:
        """Give a list field its options; an only one is chosen already."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = options if len(options) == 1 else [CHOOSE, *options]


class ActForm(TokenForm):
    """An act on a thing that goes step by step: `seen_step` says what was seen of it."""

    seen_step = forms.IntegerField(widget=forms.HiddenInput, label=gettext_lazy("Bước đã xem"))

    def once(self) -> dict[str, Any]:
        """What makes the act one act, from a valid form."""
        return {name: self.cleaned_data[name] for name in ("token", "seen_step")}


@dataclass(frozen=True)
class Pressed:
    """What came of a form: the status to show it with, and what the verb gave back when it was `done`."""

    status: int
    made: Any = None

    @property
    def done(self) -> bool:
        """Whether the act has been carried out: the answer leads on, and the form is not shown again."""
        return self.status == HTTPStatus.SEE_OTHER


def pressed(form: forms.BaseForm, do: Callable[[], Any], *, field: str | None = None) -> Pressed:
    """Carry out `do` when `form` was sent (is bound) and is valid; a refusal is said at `field`, or above the form."""
    if not form.is_bound:
        return Pressed(HTTPStatus.OK)
    if not form.is_valid():
        return Pressed(HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        return Pressed(HTTPStatus.SEE_OTHER, do())
    except Refused as refused:
        form.add_error(field, str(refused))
        return Pressed(HTTPStatus.CONFLICT)


class Page(Protocol):
    """How a form is shown, with which status."""

    def __call__(self, form: Any, *, status: int = 200) -> HttpResponse: ...


def answer(
    request: HttpRequest,
    *,
    form: Callable[..., ActForm],
    step: int,
    check: Callable[[], None],
    do: Callable[[ActForm], object],
    page: Page,
) -> HttpResponse | None:
    """The form, what is wrong with it (422) or why the act was refused (409); None when the act has been done.

    `check` raises where the act is not open: a page for it would promise too much. `do` gets a valid form.
    """
    if request.method != "POST":
        check()
        return page(form(initial={"token": uuid.uuid4(), "seen_step": step}))
    sent = form(request.POST, request.FILES)
    if not sent.is_valid():
        check()
        return page(sent, status=422)
    try:
        do(sent)
    except Refused as refused:  # everything typed, on a page that knows the step that was not seen
        data = request.POST.copy()
        data["seen_step"] = str(step)
        again = form(data, request.FILES)
        again.is_valid()
        again.add_error(None, str(refused))
        return page(again, status=409)
    return None

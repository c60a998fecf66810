"""What every form of an act on a petition is made of. Validation only."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy

from liemchinh.face.fields import WordsField

if TYPE_CHECKING:
    from datetime import date

    from liemchinh.kernel.actors import Actor
    from liemchinh.petitions.models import Petition

CHOOSE = ("", gettext_lazy("Chọn trong danh sách"))
LONGEST_REASON = 2000
LONGEST_FACT = 200
LONGEST_BODY = 300
LINES = {"rows": 3}


WHY = gettext_lazy("Lý do")
WHICH_DOCUMENT = gettext_lazy("Số, ngày văn bản")


def reason_field(label: Any = WHY, hint: Any = "", *, required: bool = True) -> WordsField:
    """Words that say why."""
    return WordsField(
        label=label, max_length=LONGEST_REASON, widget=forms.Textarea(LINES), help_text=hint, required=required
    )


def document_field(label: Any = WHICH_DOCUMENT, *, required: bool = True) -> WordsField:
    """The number and day of an official document."""
    hint = gettext_lazy("Ví dụ 12/UBND-TCD ngày 5/9/2026.")
    return WordsField(label=label, max_length=LONGEST_FACT, required=required, help_text=hint)


class ActForm(forms.Form):
    """A move that needs nothing but the will. `token` makes a second press harmless, `seen_step` says what was seen."""

    token = forms.UUIDField(widget=forms.HiddenInput, label=gettext_lazy("Mã của biểu mẫu"))
    seen_step = forms.IntegerField(widget=forms.HiddenInput, label=gettext_lazy("Bước đã xem"))

    def __init__(self, *args: Any, petition: "Petition", actor: "Actor", on: "date", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.petition, self.actor, self.on = petition, actor, on
        self.prepare()

    def prepare(self) -> None:
        """Fill in what depends on the petition."""

    def given(self) -> dict[str, Any]:
        """The verb's own arguments, from a valid form."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ActForm.base_fields}

    def choose(self, name: str, options: Sequence[tuple[str, str]]) -> None:
        """Give a list field its options; an only one is chosen already."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = options if len(options) == 1 else [CHOOSE, *options]


class ReasonForm(ActForm):
    """A move that needs its reason in words."""

    reason = reason_field()

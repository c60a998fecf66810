"""What every form of an act on a petition is made of. Validation only."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy

from liemchinh.face import acts
from liemchinh.face.acts import CHOOSE as CHOOSE
from liemchinh.face.acts import LINES as LINES
from liemchinh.face.acts import LONGEST_REASON as LONGEST_REASON
from liemchinh.face.acts import reason_field as reason_field
from liemchinh.face.fields import WordsField

if TYPE_CHECKING:
    from datetime import date

    from liemchinh.kernel.actors import Actor
    from liemchinh.petitions.models import Petition

LONGEST_FACT = 200
LONGEST_BODY = 300
WHICH_DOCUMENT = gettext_lazy("Số, ngày văn bản")


def document_field(label: Any = WHICH_DOCUMENT, *, required: bool = True) -> WordsField:
    """The number and day of an official document."""
    hint = gettext_lazy("Ví dụ 12/UBND-TCD ngày 5/9/2026.")
    return WordsField(label=label, max_length=LONGEST_FACT, required=required, help_text=hint)


class ActForm(acts.ActForm):
    """A move on a petition that needs nothing but the will."""

    def __init__(self, *args: Any, petition: "Petition", actor: "Actor", on: "date", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.petition, self.actor, self.on = petition, actor, on
        self.prepare()

    def prepare(self) -> None:
        """Fill in what depends on the petition."""


class ReasonForm(ActForm):
    """A move that needs its reason in words."""

    reason = reason_field()

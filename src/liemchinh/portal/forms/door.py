"""What is typed to open what one has filed without an account: its code and a second fact."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy

from liemchinh.face.fields import WordsField

LONGEST_CODE = 80


def secret_field(label: Any, hint: Any = "", *, longest: int) -> WordsField:
    """A field whose words no browser suggests, mends or remembers."""
    widget = forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"})
    return WordsField(label=label, help_text=hint, max_length=longest, widget=widget)


class DoorForm(forms.Form):
    """A code and a second fact. What only the shape tells is said; what is known is not."""

    bi_mat = secret_field(gettext_lazy("4 số cuối điện thoại hoặc mã bí mật"), longest=40)
    unmatched: ClassVar[Any] = ""
    """What is said when they do not belong together: the same words whichever of the two is wrong."""

    def refuse(self) -> None:
        """Say that code and fact do not match."""
        self.add_error("ma", forms.ValidationError(self.unmatched, code="look_up"))

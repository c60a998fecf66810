"""Form fields that every room needs: a day in three boxes, and words stored in one Unicode form."""

import re
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy

from liemchinh.kernel.words import nfc

_UNSEEN = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Control signs, and those that turn the direction of writing: with them a name reads otherwise than it is stored."""


class WordsField(forms.CharField):
    """A line or text of words, kept in Unicode NFC whatever the keyboard sent, without signs that nobody sees."""

    def to_python(self, value: Any) -> str | None:
        """The cleaned text in NFC, or the empty value."""
        text = super().to_python(value)
        return nfc(_UNSEEN.sub("", text)) if text else text


class DayBoxes(forms.MultiWidget):
    """Three short boxes: day, month, year. No calendar pop-up to steer, any keyboard can fill them."""

    template_name = "face/day_boxes.html"
    words = (gettext_lazy("Ngày"), gettext_lazy("Tháng"), gettext_lazy("Năm"))

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        box = {"inputmode": "numeric", "autocomplete": "off"}
        super().__init__(
            widgets={
                "": forms.TextInput({**box, "maxlength": 2}),
                "thang": forms.TextInput({**box, "maxlength": 2}),
                "nam": forms.TextInput({**box, "maxlength": 4}),
            },
            attrs=attrs,
        )

    def decompress(self, value: Any) -> list[int | None]:
        """The three numbers of a date."""
        return [value.day, value.month, value.year] if isinstance(value, date) else [None, None, None]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The boxes with their words."""
        context = super().get_context(name, value, attrs)
        for box, word in zip(context["widget"]["subwidgets"], self.words, strict=True):
            box["word"] = word
        return context

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """The first box."""
        return f"{id_}_0" if id_ else id_


class DayField(forms.MultiValueField):
    """A calendar day typed in three boxes; gives a `date`. Each way of being wrong has its own sentence."""

    widget = DayBoxes
    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": gettext_lazy("Hãy ghi ngày, tháng và năm. Ví dụ 27 3 1958."),
        "incomplete": gettext_lazy("Hãy ghi đủ cả ngày, tháng và năm. Ví dụ 27 3 1958."),
        "numbers": gettext_lazy("Ngày, tháng, năm ghi bằng chữ số. Ví dụ 27 3 1958."),
        "year": gettext_lazy("Năm có bốn chữ số. Ví dụ 1958."),
        "day": gettext_lazy("Không có ngày này trong lịch. Xem lại ngày và tháng."),
    }

    def __init__(self, **options: Any) -> None:
        parts = tuple(forms.CharField(required=False) for _ in range(3))
        super().__init__(parts, require_all_fields=False, **options)

    def compress(self, data_list: list[str]) -> date | None:
        """Three texts to one day; refuses what no calendar has."""
        texts = [text.strip() for text in data_list] if data_list else []
        if not any(texts):
            if self.required:
                raise self._error("required")
            return None
        if not all(texts):
            raise self._error("incomplete")
        if not all(text.isdecimal() for text in texts):
            raise self._error("numbers")
        day, month, year = (int(text) for text in texts)
        if not 1000 <= year <= 9999:
            raise self._error("year")
        try:
            return date(year, month, day)
        except ValueError:
            raise self._error("day") from None

    def _error(self, code: str) -> forms.ValidationError:
        return forms.ValidationError(self.error_messages[code], code=code)

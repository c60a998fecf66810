"""What is typed to find an entry of the public book."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from liemchinh.face.fields import WordsField

LEAST_DIGITS = 16
"""Hex digits of a mark that are enough: nobody meets two entries with the same 64 bits."""


class FindForm(forms.Form):
    """An entry's number, or its mark as papers print it. Gives `number` (or None) and `digits`."""

    tim = WordsField(
        label=gettext_lazy("Dấu hoặc số của mục"),
        help_text=gettext_lazy("Dấu in trên giấy hẹn, ít nhất 16 ký tự. Ví dụ 3f9a 02c4 77b1 e650. Hoặc số của mục."),
        max_length=120,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("Ghi dấu trên giấy hẹn, hoặc số của mục.")},
    )

    def clean(self) -> dict[str, Any]:
        """The number or the digits that were meant."""
        given = super().clean() or {}
        typed = re.sub(r"[\s.·-]+", "", given.get("tim", "")).lower()
        if not typed:
            return given
        given["number"], given["digits"] = None, ""
        if re.fullmatch(r"[0-9]{1,15}", typed):
            given["number"] = int(typed)
        elif re.fullmatch(rf"[0-9a-f]{{{LEAST_DIGITS},64}}", typed):
            given["digits"] = typed
        elif re.fullmatch(r"[0-9a-f]*", typed):
            self.add_error("tim", gettext_lazy("Dấu có từ 16 đến 64 ký tự. Xem lại giấy hẹn."))
        else:
            self.add_error("tim", gettext_lazy("Dấu chỉ có chữ số và các chữ a đến f. Xem lại giấy hẹn."))
        return given

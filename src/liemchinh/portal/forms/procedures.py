"""What is typed to find a procedure."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from liemchinh.face.fields import WordsField
from liemchinh.procedures.rules import LEVEL_NAMES, Level

LONGEST = 150
LEVELS = (Level.COMMUNE, Level.PROVINCE, Level.MINISTRY, Level.OTHER)


class SearchForm(forms.Form):
    """The words alone: the box of the front page."""

    q = WordsField(
        label=gettext_lazy("Tìm thủ tục"),
        help_text=gettext_lazy("Gõ tên thường gọi cũng được, có dấu hay không dấu. Ví dụ: khai sinh, sổ đỏ."),
        max_length=LONGEST,
        required=False,
        widget=forms.TextInput({"type": "search", "autocomplete": "off", "enterkeyhint": "search"}),
    )


class NarrowForm(SearchForm):
    """The words, and what narrows the list: where to file, the field, the level."""

    noi = forms.ChoiceField(
        label=gettext_lazy("Nơi nộp"),
        required=False,
        choices=[("", gettext_lazy("Mọi cơ quan")), ("day", gettext_lazy("Tại đây"))],
    )
    linh_vuc = forms.ChoiceField(label=gettext_lazy("Lĩnh vực"), required=False)
    cap = forms.ChoiceField(
        label=gettext_lazy("Cấp giải quyết"),
        required=False,
        choices=[("", gettext_lazy("Mọi cấp")), *((str(level), LEVEL_NAMES[level]) for level in LEVELS)],
    )

    def __init__(self, *args: Any, fields: list[tuple[str, int]], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [("", gettext_lazy("Mọi lĩnh vực")), *((name, f"{name} ({count})") for name, count in fields)]
        self.fields["linh_vuc"].choices = choices  # type: ignore[attr-defined]

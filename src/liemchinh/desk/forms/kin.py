"""Declaring kin and ending a declaration."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from liemchinh.desk.forms.org import CHOOSE
from liemchinh.face.fields import WordsField
from liemchinh.org.rules import RELATION_NAMES


class KinForm(forms.Form):
    """Of whom (an administrator says so), who the relative is, and what they are to each other."""

    person = WordsField(
        label=gettext_lazy("Khai cho cán bộ"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Mã cán bộ hoặc họ tên đầy đủ. Để trống khi khai cho chính mình."),
    )
    relative = WordsField(
        label=gettext_lazy("Người thân là cán bộ"),
        max_length=200,
        help_text=gettext_lazy("Mã cán bộ hoặc họ tên đầy đủ."),
    )
    relation = forms.ChoiceField(label=gettext_lazy("Người ấy là"))

    def __init__(self, *args: Any, for_others: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        relation = self.fields["relation"]
        assert isinstance(relation, forms.ChoiceField)
        relation.choices = [CHOOSE, *((kind.value, name) for kind, name in RELATION_NAMES.items())]
        if not for_others:
            del self.fields["person"]


class EndKinForm(forms.Form):
    """Which declaration ends, and why."""

    tie = forms.ChoiceField(label=gettext_lazy("Quan hệ đã khai"))
    reason = WordsField(
        label=gettext_lazy("Lý do thôi"),
        max_length=300,
        help_text=gettext_lazy("Đơn nhận đến hết hôm nay vẫn tính quan hệ này."),
    )

    def __init__(self, *args: Any, ties: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tie = self.fields["tie"]
        assert isinstance(tie, forms.ChoiceField)
        tie.choices = list(ties) if len(ties) == 1 else [CHOOSE, *ties]

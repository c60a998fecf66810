"""What is typed to open a dossier, and which period the figures are about."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from liemchinh.face.fields import WordsField
from liemchinh.kernel.codes import parse_dossier_code, tidy_code
from liemchinh.kernel.errors import Refused


class LookUpForm(forms.Form):
    """The code on the receipt and a second fact. What only the shape tells is said; what is known is not."""

    ma = WordsField(
        label=gettext_lazy("Mã hồ sơ"),
        help_text=gettext_lazy("In trên giấy hẹn. Ví dụ H99.12-260918-0042. Viết liền hay cách đều được."),
        max_length=80,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    bi_mat = WordsField(
        label=gettext_lazy("4 số cuối điện thoại hoặc mã bí mật"),
        help_text=gettext_lazy("Số điện thoại đã ghi khi nộp, hoặc 16 ký tự in cạnh hình mã vuông trên giấy hẹn."),
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def clean_ma(self) -> str:
        """The code in its one written form."""
        typed: str = self.cleaned_data["ma"]
        try:
            parse_dossier_code(typed)
        except Refused as refused:
            raise forms.ValidationError(str(refused), code=refused.code) from refused
        return tidy_code(typed)

    def refuse(self) -> None:
        """Say that code and fact do not match: the same words whichever of the two is wrong."""
        sentence = gettext_lazy("Mã hồ sơ hoặc số bí mật chưa khớp. Xem lại giấy hẹn.")
        self.add_error("ma", forms.ValidationError(sentence, code="look_up"))


class PeriodForm(forms.Form):
    """The period of the figures; the choices come from the page."""

    ky = forms.ChoiceField(label=gettext_lazy("Kỳ"), required=False)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["ky"].choices = choices  # type: ignore[attr-defined]


class BoardForm(PeriodForm):
    """The period and the unit of the public board; with fewer than two units there is nothing to choose."""

    def __init__(self, *args: Any, units: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        if len(units) > 1:
            choices = [("", gettext_lazy("Tất cả")), *units]
            self.fields["don-vi"] = forms.ChoiceField(label=gettext_lazy("Đơn vị"), required=False, choices=choices)

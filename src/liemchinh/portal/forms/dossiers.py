"""What is typed to open a dossier, and which period the figures are about."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from liemchinh.kernel.codes import parse_dossier_code, tidy_code
from liemchinh.kernel.errors import Refused
from liemchinh.portal.forms.door import LONGEST_CODE, DoorForm, secret_field


class LookUpForm(DoorForm):
    """The code on the receipt and a second fact."""

    ma = secret_field(
        gettext_lazy("Mã hồ sơ"),
        gettext_lazy("In trên giấy hẹn. Ví dụ H99.12-260918-0042. Viết liền hay cách đều được."),
        longest=LONGEST_CODE,
    )
    bi_mat = secret_field(
        gettext_lazy("4 số cuối điện thoại hoặc mã bí mật"),
        gettext_lazy("Số điện thoại đã ghi khi nộp, hoặc 16 ký tự in cạnh hình mã vuông trên giấy hẹn."),
        longest=40,
    )
    unmatched = gettext_lazy("Mã hồ sơ hoặc mã bí mật chưa khớp. Xem lại giấy hẹn.")

    def clean_ma(self) -> str:
        """The code in its one written form."""
        typed: str = self.cleaned_data["ma"]
        try:
            parse_dossier_code(typed)
        except Refused as refused:
            raise forms.ValidationError(str(refused), code=refused.code) from refused
        return tidy_code(typed)


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

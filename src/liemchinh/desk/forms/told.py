"""Forms of the page on which an official writes down what somebody tells: validation only."""

from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from liemchinh.face.fields import WordsField
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import shown
from liemchinh.sealed import rules

SHORTEST, LONGEST = 30, 100_000
BLANK = {"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}


class AboutForm(forms.Form):
    """Whom it is about: asked before anything is told."""

    ve = forms.ChoiceField(
        label=gettext_lazy("Tin nói về ai, nơi nào?"),
        required=False,
        help_text=gettext_lazy(
            "Hỏi người kể điều này trước tiên, chưa nghe việc. Nơi được chọn không bao giờ mở được tin."
        ),
    )

    def __init__(self, *args: Any, places: list[Any], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["ve"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", gettext("Không rõ, hoặc người kể không muốn nói")), *places]


def about_of(chosen: str) -> rules.About:
    """A choice of the list as the room reads it."""
    sort, _, code = chosen.partition(":")
    return rules.About(seat=code) if sort == "seat" else rules.About(unit=code)


class ToldForm(forms.Form):
    """What was told, how, as what; who tells, if they wish; the code typed back from the slip."""

    cach_ke = forms.TypedChoiceField(
        label=gettext_lazy("Kể bằng cách nào?"),
        widget=forms.RadioSelect,
        choices=lambda: [(one.value, shown(name)) for one, name in rules.HEARD_NAMES.items()],
        coerce=rules.Heard,
    )
    loai = forms.TypedChoiceField(
        label=gettext_lazy("Người kể muốn gửi theo cách nào?"),
        widget=forms.RadioSelect,
        choices=[
            (rules.Report.NAMED.value, gettext_lazy("Tố cáo có tên, đã ký hoặc điểm chỉ vào bản viết")),
            (rules.Report.LEAD.value, gettext_lazy("Báo tin không nêu tên")),
        ],
        coerce=rules.Report,
    )
    noi_dung = WordsField(
        label=gettext_lazy("Lời kể"),
        help_text=gettext_lazy("Ghi đúng lời người kể: ai, việc gì, ở đâu, khi nào. Không thêm nhận xét."),
        min_length=SHORTEST,
        max_length=LONGEST,
        widget=forms.Textarea({**BLANK, "rows": 12}),
    )
    ho_ten = WordsField(label=gettext_lazy("Họ tên"), max_length=200, required=False, widget=forms.TextInput(BLANK))
    dia_chi = WordsField(label=gettext_lazy("Địa chỉ"), max_length=300, required=False, widget=forms.TextInput(BLANK))
    lien_he = WordsField(
        label=gettext_lazy("Cách liên hệ khác"), max_length=200, required=False, widget=forms.TextInput(BLANK)
    )
    da_ky = forms.BooleanField(
        label=gettext_lazy("Bản viết tay đã được người kể ký hoặc điểm chỉ, nằm trong phong bì giấy dán kín"),
        required=False,
    )
    da_doc = forms.BooleanField(label=gettext_lazy("Đã đọc lại cho người kể nghe, người kể đồng ý gửi"))
    ma_go_lai = forms.CharField(
        label=gettext_lazy("Gõ mã từ phiếu vừa in"),
        help_text=gettext_lazy("Người kể gõ, hoặc anh/chị gõ trong lúc người kể đọc. Mã không hiện trên trang này."),
        max_length=60,
        widget=forms.TextInput({**BLANK, "inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, code: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.code = code

    def clean_ma_go_lai(self) -> str:
        """The very code of the slip."""
        try:
            typed = rules.read_code(self.cleaned_data["ma_go_lai"])
        except Refused as refused:
            raise forms.ValidationError(shown(refused.sentence), code=refused.code) from None
        if typed != self.code:
            raise forms.ValidationError(gettext("Mã chưa khớp với phiếu. In phiếu rồi gõ lại từng nhóm."), code="code")
        return typed

    def given(self) -> dict[str, Any]:
        """The arguments of the verb that come from the form."""
        said = self.cleaned_data
        return {
            "words": said["noi_dung"],
            "heard": said["cach_ke"],
            "kind": said["loai"],
            "signed": said["da_ky"],
            "identity": {"name": said["ho_ten"], "address": said["dia_chi"], "contact": said["lien_he"]},
        }

"""What is typed to send a petition, to follow one, and to add to it. Validation only."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from liemchinh.face.fields import WordsField
from liemchinh.kernel.codes import is_petition_code, tidy_code
from liemchinh.petitions import rules
from liemchinh.portal.forms.door import LONGEST_CODE, DoorForm, secret_field
from liemchinh.portal.forms.filing import PhotosField

LONGEST = 20_000
FEWEST_LETTERS = 20


class StoryForm(forms.Form):
    """First what happened, in the sender's own words; everything else comes after."""

    subject = WordsField(
        label=gettext_lazy("Một câu: việc gì, ở đâu"),
        max_length=300,
        help_text=gettext_lazy("Ví dụ: Đường thôn Trung Tâm hỏng, trẻ đi học bị ngã."),
    )
    text = WordsField(
        label=gettext_lazy("Kể rõ sự việc và điều ông/bà mong muốn"),
        max_length=LONGEST,
        min_length=FEWEST_LETTERS,
        widget=forms.Textarea({"rows": 8}),
        help_text=gettext_lazy("Khi nào, ở đâu, ai, đã hỏi ai chưa. Viết có dấu hay không dấu đều được."),
    )
    place = WordsField(label=gettext_lazy("Nơi xảy ra"), max_length=300, required=False)


class SendForm(StoryForm):
    """The whole petition: the story again, what kind it is, whom to answer, what goes with it."""

    token = forms.UUIDField(widget=forms.HiddenInput, label=gettext_lazy("Mã của biểu mẫu"))
    authority = forms.ChoiceField(label=gettext_lazy("Gửi đến"))
    content = forms.ChoiceField(
        label=gettext_lazy("Ông/bà muốn"),
        choices=[
            ("recommendation", gettext_lazy("Phản ánh, kiến nghị một việc")),
            ("complaint", gettext_lazy("Khiếu nại một quyết định hoặc việc làm ảnh hưởng đến mình")),
            ("denunciation", gettext_lazy("Tố cáo người vi phạm, ghi rõ tên mình")),
            ("unsorted", gettext_lazy("Chưa rõ, nhờ cơ quan phân loại")),
        ],
        widget=forms.RadioSelect,
    )
    name = WordsField(label=gettext_lazy("Họ và tên"), max_length=200)
    identity = forms.CharField(label=gettext_lazy("Số định danh cá nhân"), max_length=30, required=False)
    address = WordsField(label=gettext_lazy("Địa chỉ"), max_length=300)
    phone = forms.CharField(label=gettext_lazy("Số điện thoại"), max_length=20, required=False)
    email = forms.EmailField(label=gettext_lazy("Thư điện tử"), max_length=200, required=False)
    attached = PhotosField(
        label=gettext_lazy("Ảnh, giấy tờ kèm theo"),
        required=False,
        help_text=gettext_lazy("JPG, PNG hoặc PDF. Nơi chụp và lúc chụp ghi trong ảnh được bỏ đi."),
    )
    by_email = forms.BooleanField(label=gettext_lazy("Báo cho tôi qua thư điện tử"), required=False)
    by_sms = forms.BooleanField(label=gettext_lazy("Báo cho tôi qua tin nhắn"), required=False)

    def __init__(self, *args: Any, authorities: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["authority"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = authorities

    def clean(self) -> dict[str, Any]:
        """Somebody who wants to be told by a way must have given it."""
        said = super().clean() or self.cleaned_data
        if said.get("by_email") and not said.get("email"):
            self.add_error("email", gettext_lazy("Hãy ghi thư điện tử, hoặc bỏ dấu báo qua thư."))
        if said.get("by_sms") and not said.get("phone"):
            self.add_error("phone", gettext_lazy("Hãy ghi số điện thoại, hoặc bỏ dấu báo qua tin nhắn."))
        return said

    @property
    def wanted(self) -> rules.Content:
        """What the sender says it is."""
        return rules.Content(self.cleaned_data["content"])


class LookUpForm(DoorForm):
    """The code on the receipt and a second fact."""

    ma = secret_field(
        gettext_lazy("Mã đơn"),
        gettext_lazy("In trên giấy biên nhận. Ví dụ DT.H99.12-261123-0004."),
        longest=LONGEST_CODE,
    )
    bi_mat = secret_field(
        gettext_lazy("Mã bí mật, hoặc 4 số cuối điện thoại"),
        gettext_lazy("16 ký tự in cạnh mã đơn. Đơn tố cáo và đơn chưa phân loại chỉ mở bằng mã bí mật."),
        longest=40,
    )
    unmatched = gettext_lazy("Mã đơn hoặc mã bí mật chưa khớp. Xem lại giấy biên nhận.")

    def clean_ma(self) -> str:
        """The code in its one written form."""
        typed: str = self.cleaned_data["ma"]
        if not is_petition_code(typed):
            sentence = gettext_lazy("Mã đơn chưa đúng dạng. Ví dụ: DT.H99.12-261123-0004.")
            raise forms.ValidationError(sentence, code="shape")
        return tidy_code(typed)


class WordsForm(forms.Form):
    """More that the sender has to say."""

    token = forms.UUIDField(widget=forms.HiddenInput, label=gettext_lazy("Mã của biểu mẫu"))
    words = WordsField(label=gettext_lazy("Nội dung bổ sung"), max_length=LONGEST, widget=forms.Textarea({"rows": 5}))

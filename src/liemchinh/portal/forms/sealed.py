"""What a reporter may write: validation only. Files are read into memory and cleaned before they are sealed."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext, gettext_lazy

from liemchinh.face.fields import WordsField
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import shown
from liemchinh.sealed import rules

SHORTEST, LONGEST = 30, 200_000
MOST_FILES = 10
BLANK = {"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}


class ManyFiles(forms.FileInput):
    """A file box that takes several files."""

    allow_multiple_selected = True


class EvidenceField(forms.FileField):
    """Files, each cleaned of what betrays its maker; gives a list of `rules.Cleaned`."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The cleaned files. One that cannot be read, or is too many, is an error with the cure."""
        given: list[UploadedFile[Any]] = list(data) if isinstance(data, list | tuple) else [data] if data else []
        if len(given) > MOST_FILES:
            sentence = gettext("Mỗi lần gửi được {limit} tệp.").format(limit=MOST_FILES)
            raise forms.ValidationError(sentence, code="many")
        try:
            return [rules.clean(str(file.name or ""), file.read()) for file in given]
        except Refused as refused:
            sentence = str(refused)
            raise forms.ValidationError(sentence, code=refused.code) from None


class SumForm(forms.Form):
    """The small sum that is asked for when many people write at once."""

    phep_tinh = forms.CharField(
        label=gettext_lazy("Phép tính"),
        max_length=4,
        required=False,
        widget=forms.TextInput({**BLANK, "inputmode": "numeric"}),
    )


class ReportForm(forms.Form):
    """A report: whether with a name, about whom, what happened, files; the code typed back."""

    loai = forms.ChoiceField(
        label=gettext_lazy("Ông/bà muốn gửi theo cách nào?"),
        widget=forms.RadioSelect,
        choices=[
            (rules.Report.NAMED.value, gettext_lazy("Tố cáo có tên, danh tính được giữ kín")),
            (rules.Report.LEAD.value, gettext_lazy("Báo tin không nêu tên")),
        ],
    )
    ve = forms.ChoiceField(
        label=gettext_lazy("Tin nói về ai, nơi nào?"),
        required=False,
        help_text=gettext_lazy("Nơi được chọn và người thân đã kê khai của họ không bao giờ mở được tin này."),
    )
    noi_dung = WordsField(
        label=gettext_lazy("Việc gì đã xảy ra?"),
        help_text=gettext_lazy("Ai, việc gì, ở đâu, khi nào, vì sao ông/bà biết. Càng cụ thể càng kiểm tra được."),
        min_length=SHORTEST,
        max_length=LONGEST,
        widget=forms.Textarea({**BLANK, "rows": 12}),
    )
    tep = EvidenceField(
        label=gettext_lazy("Tài liệu, ảnh"),
        required=False,
        help_text=gettext_lazy(
            "Không bắt buộc. Tối đa 15 MB. Ảnh, PDF, Word, Excel được xóa thông tin máy và người tạo."
        ),
    )
    ca_tep = forms.BooleanField(
        label=gettext_lazy("Gửi cả tệp không làm sạch được (ghi âm, phim, tệp nén)"), required=False
    )
    ho_ten = WordsField(label=gettext_lazy("Họ tên"), max_length=200, required=False, widget=forms.TextInput(BLANK))
    dia_chi = WordsField(label=gettext_lazy("Địa chỉ"), max_length=300, required=False, widget=forms.TextInput(BLANK))
    lien_he = WordsField(
        label=gettext_lazy("Cách liên hệ khác"), max_length=200, required=False, widget=forms.TextInput(BLANK)
    )
    ma_go_lai = forms.CharField(
        label=gettext_lazy("Gõ lại mã ở trên"),
        help_text=gettext_lazy("Để chắc rằng mã đã được chép đúng. Có mã mới xem được trả lời."),
        max_length=60,
        widget=forms.TextInput({**BLANK, "inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, code: str, places: list[Any], sealed: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.code = code
        self.sealed = sealed
        self.fields["ve"].choices = [("", gettext("Không rõ, hoặc không muốn nói")), *places]  # type: ignore[attr-defined]
        if sealed:  # the browser has sealed the words before sending
            self.fields["noi_dung"].required = False

    def clean_ma_go_lai(self) -> str:
        """The very code of this page."""
        try:
            typed = rules.read_code(self.cleaned_data["ma_go_lai"])
        except Refused as refused:
            raise forms.ValidationError(shown(refused.sentence), code=refused.code) from None
        if typed != self.code:
            raise forms.ValidationError(gettext("Mã gõ lại chưa khớp với mã ở trên."), code="code")
        return typed

    def clean(self) -> dict[str, Any]:
        """A denunciation has a name; no text holds its own code; an uncleaned file goes only by consent."""
        given = super().clean() or self.cleaned_data
        try:
            rules.check_says_no_code(given.get("noi_dung") or "", self.code)
        except Refused as refused:
            self.add_error("noi_dung", forms.ValidationError(shown(refused.sentence), code=refused.code))
        named = given.get("loai") == rules.Report.NAMED.value
        if named and not self.sealed and not (given.get("ho_ten") and given.get("dia_chi")):
            sentence = gettext("Tố cáo cần họ tên và địa chỉ. Không muốn nêu tên thì chọn báo tin.")
            self.add_error("ho_ten", forms.ValidationError(sentence, code="identity"))
        _check_files(self, given)
        return given

    @property
    def about(self) -> rules.About:
        """Whom the report is about."""
        sort, _, code = self.cleaned_data.get("ve", "").partition(":")
        return rules.About(seat=code) if sort == "seat" else rules.About(unit=code)


class CodeForm(forms.Form):
    """The code, to see answers."""

    ma = forms.CharField(
        label=gettext_lazy("Mã 20 chữ số"),
        help_text=gettext_lazy("Viết liền hay cách đều được."),
        max_length=60,
        widget=forms.TextInput({**BLANK, "inputmode": "numeric"}),
    )

    def clean_ma(self) -> str:
        """Twenty digits with the right last one."""
        try:
            return rules.read_code(self.cleaned_data["ma"])
        except Refused as refused:
            raise forms.ValidationError(shown(refused.sentence), code=refused.code) from None


class MoreForm(forms.Form):
    """More words and files; or a request for protection."""

    noi_dung = WordsField(
        label=gettext_lazy("Viết thêm, hoặc trả lời"), max_length=LONGEST, widget=forms.Textarea({**BLANK, "rows": 6})
    )
    tep = EvidenceField(label=gettext_lazy("Tài liệu, ảnh"), required=False)
    ca_tep = forms.BooleanField(
        label=gettext_lazy("Gửi cả tệp không làm sạch được (ghi âm, phim, tệp nén)"), required=False
    )
    bao_ve = forms.MultipleChoiceField(
        label=gettext_lazy("Đề nghị được bảo vệ về"),
        help_text=gettext_lazy("Để trống nếu không đề nghị."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, code: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.code = code
        self.fields["bao_ve"].choices = [(one.value, shown(word)) for one, word in rules.MEASURES.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """As for a report."""
        given = super().clean() or self.cleaned_data
        try:
            rules.check_says_no_code(given.get("noi_dung") or "", self.code)
        except Refused as refused:
            self.add_error("noi_dung", forms.ValidationError(shown(refused.sentence), code=refused.code))
        _check_files(self, given)
        return given


def _check_files(form: forms.Form, given: dict[str, Any]) -> None:
    """Every file that could not be cleaned needs its owner's consent; all together must fit a parcel."""
    files: list[rules.Cleaned] = given.get("tep") or []
    whole = [one.name for one in files if one.whole]
    if whole and not given.get("ca_tep"):
        sentence = gettext("Không làm sạch được: {names}. Đánh dấu đồng ý ở dưới, hoặc chụp ảnh lại nội dung.")
        form.add_error("tep", forms.ValidationError(sentence.format(names=", ".join(whole)), code="whole"))
    try:
        rules.padded_size(sum(len(one.content) for one in files) + 4 * LONGEST)
    except Refused as refused:
        form.add_error("tep", forms.ValidationError(str(refused), code=refused.code))

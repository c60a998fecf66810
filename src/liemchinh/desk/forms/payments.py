"""Forms about money: amounts as people write them, reasons, a bank's file. Validation only."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from liemchinh.face.acts import TokenForm
from liemchinh.face.fields import WordsField
from liemchinh.kernel.errors import Refused
from liemchinh.payments import rules

LINES = {"rows": 2}
LONGEST = 500


class MoneyField(forms.CharField):
    """Whole đồng, written `20000`, `20.000` or `20 000`."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}))
        super().__init__(max_length=24, **options)

    def clean(self, value: Any) -> int:
        """The number; refuses fractions, signs and other currencies."""
        text = super().clean(value)
        try:
            return rules.check_amount(rules.read_amount(text))
        except (ValueError, Refused):
            sentence = gettext("Ghi số tiền bằng số nguyên đồng. Ví dụ 20.000.")
            raise forms.ValidationError(sentence, code="money") from None


def _words(label: Any, hint: Any = "", *, longest: int = LONGEST, lines: bool = False) -> WordsField:
    widget = forms.Textarea(LINES) if lines else forms.TextInput()
    return WordsField(label=label, max_length=longest, help_text=hint, widget=widget)


def _said(sentence: str) -> str:
    """A sentence that was marked where it was written, in the language of the page."""
    return gettext(sentence)


class ChargeFilter(forms.Form):
    """Narrowing the list of charges."""

    q = forms.CharField(label=gettext_lazy("Mã hồ sơ, mã thanh toán, tên khoản"), required=False, max_length=100)
    xem = forms.ChoiceField(
        label=gettext_lazy("Xem"),
        required=False,
        choices=[
            ("owed", gettext_lazy("Chưa nộp đủ")),
            ("unset", gettext_lazy("Chờ xác định số tiền")),
            ("asked_back", gettext_lazy("Chờ quyết định hoàn")),
            ("paid", gettext_lazy("Đã nộp")),
            ("all", gettext_lazy("Tất cả")),
        ],
    )
    trang = forms.IntegerField(required=False, min_value=1, max_value=10_000, widget=forms.HiddenInput)


class CashForm(TokenForm):
    """Cash at the counter."""

    tokened = True
    amount = MoneyField(label=gettext_lazy("Số tiền thu (đồng)"))
    payer = _words(gettext_lazy("Họ tên người nộp tiền"), longest=200)


class FixForm(TokenForm):
    """How much, and by which document."""

    amount = MoneyField(label=gettext_lazy("Số tiền phải nộp (đồng)"))
    basis = _words(gettext_lazy("Căn cứ"), gettext_lazy("Số văn bản, điều khoản; in cho người nộp xem."))


class ReduceForm(TokenForm):
    """How much less, who is entitled, and by which document."""

    reduced = MoneyField(label=gettext_lazy("Số tiền được miễn, giảm (đồng)"))
    reason = _words(gettext_lazy("Đối tượng, lý do"), gettext_lazy("Ví dụ: hộ nghèo, người có công, nộp trực tuyến."))
    basis = _words(gettext_lazy("Căn cứ"), gettext_lazy("Số văn bản, điều khoản."))


class RefundForm(TokenForm):
    """What is given back, how, by which document and why."""

    tokened = True
    amount = MoneyField(label=gettext_lazy("Số tiền hoàn (đồng)"))
    method = forms.ChoiceField(
        label=gettext_lazy("Cách hoàn"),
        choices=lambda: [(key, _said(rules.METHOD_NAMES[key])) for key in (rules.Method.CASH, rules.Method.TRANSFER)],
        widget=forms.RadioSelect,
    )
    document = _words(
        gettext_lazy("Văn bản quyết định hoàn"), gettext_lazy("Số, ngày của quyết định hoặc ủy nhiệm chi.")
    )
    reason = _words(gettext_lazy("Lý do"), lines=True)

    def clean_method(self) -> rules.Method:
        """As the rules name it."""
        return rules.Method(self.cleaned_data["method"])


class ReasonForm(TokenForm):
    """Why."""

    reason = _words(gettext_lazy("Lý do, căn cứ"), lines=True)


class ReverseForm(TokenForm):
    """Why a payment is taken back, in one line; the page offers what it mostly is."""

    tokened = True
    reason = WordsField(
        label=gettext_lazy("Lý do, căn cứ"), max_length=LONGEST, widget=forms.TextInput({"list": "ly-do-hay-gap"})
    )


class AnswerForm(forms.Form):
    """Why a second person does not agree."""

    answer = forms.CharField(label=gettext_lazy("Vì sao"), required=False, max_length=LONGEST)


class AddForm(TokenForm):
    """A charge that the published version does not state: its head, its name, how much, by which document."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Loại"),
        choices=lambda: [(key, _said(name)) for key, name in rules.KIND_NAMES.items()],
        widget=forms.RadioSelect,
    )
    name = _words(gettext_lazy("Tên khoản thu"), longest=300)
    amount = MoneyField(label=gettext_lazy("Số tiền phải nộp (đồng)"))
    basis = _words(
        gettext_lazy("Căn cứ"),
        gettext_lazy("Chỉ thu khoản có trong văn bản. Ghi số văn bản, điều khoản, hoặc số thông báo nghĩa vụ."),
    )

    def clean_kind(self) -> rules.Kind:
        """As the rules name it."""
        return rules.Kind(self.cleaned_data["kind"])


class StatementForm(forms.Form):
    """A bank's file."""

    tep = forms.FileField(
        label=gettext_lazy("Tệp sao kê"),
        help_text=gettext_lazy("CSV hoặc camt.053 (XML) tải từ ngân hàng, nhiều nhất 5 MB."),
        max_length=200,
    )


class MatchForm(TokenForm):
    """To which charge a line belongs, and why."""

    reference = forms.CharField(
        label=gettext_lazy("Mã thanh toán của khoản thu"),
        max_length=40,
        help_text=gettext_lazy("Chọn một khoản đề xuất, hoặc ghi mã có ở trang khoản thu."),
    )
    reason = _words(gettext_lazy("Vì sao dòng này thuộc khoản ấy"), lines=True)

    def __init__(self, *args: Any, proposals: Sequence[Any] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.proposals = proposals

    def clean_reference(self) -> str:
        """As references are written."""
        return rules.squeezed(str(self.cleaned_data["reference"]))


class AccountForm(TokenForm):
    """Where money shall go."""

    bank = _words(gettext_lazy("Tên ngân hàng hoặc kho bạc"), longest=100)
    bin_code = forms.RegexField(
        r"\d{6}",
        label=gettext_lazy("Mã ngân hàng (BIN)"),
        help_text=gettext_lazy("6 chữ số theo danh mục của NAPAS. Ví dụ 970436."),
        error_messages={"invalid": gettext_lazy("Mã ngân hàng có 6 chữ số.")},
    )
    number = forms.CharField(label=gettext_lazy("Số tài khoản"), max_length=30)
    holder = _words(gettext_lazy("Tên chủ tài khoản"), longest=200)
    document = _words(
        gettext_lazy("Văn bản làm căn cứ"), gettext_lazy("Số, ngày của văn bản mở tài khoản."), longest=200
    )


class ConfirmForm(TokenForm):
    """The second person copies the number from the document."""

    number = forms.CharField(
        label=gettext_lazy("Chép số tài khoản từ văn bản"),
        max_length=30,
        help_text=gettext_lazy("Đọc từ văn bản giấy hoặc bản có chữ ký số, không chép từ màn hình này."),
    )

"""What is asked when filing online, a form per page. Validation only; files are looked into by the room."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext, gettext_lazy

from liemchinh.dossiers import rules, services
from liemchinh.face.acts import ActForm
from liemchinh.face.fields import WordsField
from liemchinh.kernel.codes import tidy_phone
from liemchinh.papers import scans

FEW_UNITS = 8
"""Units that are shown as a list to press; more are chosen from a closed list."""
SELF, OTHER = "self", "other"
LINES = {"rows": 4}


class UnitForm(forms.Form):
    """Which authority is to receive the dossier."""

    don_vi = forms.ChoiceField(label=gettext_lazy("Nơi giải quyết hồ sơ"))

    def __init__(self, *args: Any, units: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["don_vi"]
        assert isinstance(field, forms.ChoiceField)
        if len(units) <= FEW_UNITS:
            field.widget = forms.RadioSelect()
        field.choices = list(units)


class PersonForm(forms.Form):
    """Who files, and for whom."""

    cho = forms.ChoiceField(
        label=gettext_lazy("Ông/bà nộp hồ sơ cho ai?"),
        widget=forms.RadioSelect,
        choices=[
            (SELF, gettext_lazy("Cho chính tôi, hoặc tổ chức tôi đại diện")),
            (OTHER, gettext_lazy("Thay người khác, theo ủy quyền")),
        ],
    )
    name = WordsField(
        label=gettext_lazy("Họ tên người nộp, hoặc tên tổ chức"),
        max_length=200,
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    identity = forms.CharField(
        label=gettext_lazy("Số định danh"),
        max_length=30,
        help_text=gettext_lazy("Ghi 12 chữ số trên thẻ căn cước. Tổ chức ghi mã số thuế."),
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "numeric"}),
    )
    address = WordsField(
        label=gettext_lazy("Địa chỉ"), max_length=300, widget=forms.TextInput({"autocomplete": "street-address"})
    )
    principal_name = WordsField(
        label=gettext_lazy("Họ tên người ủy quyền"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Chỉ ghi khi nộp thay người khác."),
    )
    principal_identity = forms.CharField(
        label=gettext_lazy("Số định danh người ủy quyền"),
        max_length=30,
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "numeric"}),
    )
    principal_authorisation = WordsField(label=gettext_lazy("Giấy ủy quyền số, ngày"), max_length=200, required=False)

    def clean_identity(self) -> str:
        """Digits without spaces, as many as some number has."""
        return _identity(self.cleaned_data["identity"])

    def clean_principal_identity(self) -> str:
        """The same for the one who gave the authority to act."""
        return _identity(self.cleaned_data["principal_identity"])

    def clean(self) -> dict[str, Any]:
        """Whoever acts for another says for whom."""
        given = super().clean() or self.cleaned_data
        if given.get("cho") == OTHER:
            for name, sentence in (
                ("principal_name", gettext("Chưa ghi họ tên người ủy quyền.")),
                ("principal_authorisation", gettext("Chưa ghi giấy ủy quyền.")),
            ):
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, sentence)
        return given

    def answers(self) -> dict[str, Any]:
        """What the draft keeps."""
        said = self.cleaned_data
        principal = {}
        if said["cho"] == OTHER:
            keys = ("name", "identity", "authorisation")
            principal = {key: said[f"principal_{key}"] for key in keys if said[f"principal_{key}"]}
        return {**{name: said[name] for name in ("name", "identity", "address")}, "principal": principal}

    @staticmethod
    def initial_of(answers: dict[str, Any]) -> dict[str, Any]:
        """The form as it was answered before."""
        if not answers:
            return {}
        principal = answers.get("principal", {})
        named = {f"principal_{key}": value for key, value in principal.items()}
        return {**answers, **named, "cho": OTHER if principal else SELF}


class ContactForm(forms.Form):
    """How to reach the applicant, and by which ways they want to be told."""

    phone = forms.CharField(
        label=gettext_lazy("Số điện thoại"),
        max_length=20,
        help_text=gettext_lazy("Bốn số cuối dùng để tra cứu hồ sơ."),
        widget=forms.TextInput({"autocomplete": "tel", "inputmode": "tel"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("Thư điện tử"),
        max_length=200,
        required=False,
        error_messages={"invalid": gettext_lazy("Thư điện tử chưa đúng dạng. Ví dụ: ten@noinhan.vn.")},
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    bao = forms.MultipleChoiceField(
        label=gettext_lazy("Khi hồ sơ có thay đổi, báo cho tôi qua"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[
            ("email", gettext_lazy("Thư điện tử")),
            ("sms", gettext_lazy("Tin nhắn điện thoại")),
            ("zalo", gettext_lazy("Zalo")),
        ],
        help_text=gettext_lazy("Không chọn cũng được: ông/bà tự xem bằng mã hồ sơ."),
    )

    def clean_phone(self) -> str:
        """Digits of a domestic number."""
        digits = tidy_phone(self.cleaned_data["phone"])
        if not 9 <= len(digits) <= 11:
            sentence = gettext("Số điện thoại có 9 đến 11 chữ số, đã ghi {count}.").format(count=len(digits))
            raise forms.ValidationError(sentence, code="phone")
        return digits

    def clean(self) -> dict[str, Any]:
        """Whoever wants letters says where to."""
        given = super().clean() or self.cleaned_data
        if "email" in given.get("bao", []) and not given.get("email") and "email" not in self.errors:
            self.add_error("email", gettext("Muốn nhận tin qua thư điện tử thì ghi địa chỉ thư."))
        return given

    def answers(self) -> dict[str, Any]:
        """What the draft keeps."""
        said = self.cleaned_data
        notify = {way: way in said["bao"] for way in ("email", "sms", "zalo")}
        return {"phone": said["phone"], "email": said["email"], "notify": notify}

    @staticmethod
    def initial_of(answers: dict[str, Any]) -> dict[str, Any]:
        """The form as it was answered before."""
        return {**answers, "bao": [way for way, wanted in answers.get("notify", {}).items() if wanted]}


class RequestForm(forms.Form):
    """What is asked for; in which case, where the procedure has several."""

    truong_hop = forms.TypedChoiceField(
        label=gettext_lazy("Trường hợp của ông/bà"), widget=forms.RadioSelect, coerce=int
    )
    text = WordsField(
        label=gettext_lazy("Ông/bà cần giải quyết việc gì?"),
        max_length=1000,
        widget=forms.Textarea(LINES),
        help_text=gettext_lazy("Ghi ngắn gọn, đủ để người xử lý hiểu. Không phải ghi lại tên và địa chỉ."),
    )

    def __init__(self, *args: Any, cases: Sequence[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        if len(cases) > 1:
            field = self.fields["truong_hop"]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [(str(key), words) for key, words in cases]
        else:
            del self.fields["truong_hop"]

    def answers(self) -> dict[str, Any]:
        """What the draft keeps."""
        return {"text": self.cleaned_data["text"]}


class ResultForm(forms.Form):
    """How the result is to come."""

    method = forms.ChoiceField(
        label=gettext_lazy("Ông/bà muốn nhận kết quả thế nào?"),
        widget=forms.RadioSelect,
        choices=[(str(way), name) for way, name in rules.RETURN_NAMES.items()],
    )
    address = WordsField(
        label=gettext_lazy("Địa chỉ nhận bưu phẩm"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Chỉ ghi khi nhận qua bưu điện."),
    )

    def clean(self) -> dict[str, Any]:
        """A parcel needs an address."""
        given = super().clean() or self.cleaned_data
        if given.get("method") == rules.Return.POST and not given.get("address"):
            self.add_error("address", gettext("Chưa ghi địa chỉ nhận bưu phẩm."))
        return given

    def answers(self) -> dict[str, Any]:
        """What the draft keeps; an address only where something is sent to it."""
        said = self.cleaned_data
        by_post = said["method"] == rules.Return.POST
        return {"method": said["method"], "address": said["address"] if by_post else ""}


class ManyFiles(forms.FileInput):
    """A file box that takes several files."""

    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Photos or files as they came; gives a list of `services.Upload`. What they are, the room looks into."""

    widget = ManyFiles

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        # telephones turn their own format into JPEG when only JPEG is asked for; without `capture` they offer the
        # camera, the album and the files
        self.widget.attrs.update({"accept": "image/jpeg,image/png,application/pdf", "data-photos": ""})

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Uploads with their content, at most one byte more than may be kept."""
        given: list[UploadedFile[Any]] = list(data) if isinstance(data, list | tuple) else [data] if data else []
        if len(given) > rules.filing.MOST_FILES:
            sentence = gettext("Mỗi lần gửi được {limit} tệp.").format(limit=rules.filing.MOST_FILES)
            raise forms.ValidationError(sentence, code="many")
        if not given and self.required:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return [services.Upload(name=str(file.name or ""), content=file.read(scans.MAX_BYTES + 1)) for file in given]


class PaperForm(forms.Form):
    """One paper: photos or a file of it, or why it is not there."""

    tep = PhotosField(
        label=gettext_lazy("Ảnh chụp hoặc tệp"),
        required=False,
        help_text=gettext_lazy("JPG, PNG hoặc PDF. Chụp đủ bốn góc, chữ đọc được. Nhiều trang thì chọn nhiều ảnh."),
    )
    khong_co = WordsField(
        label=gettext_lazy("Tôi không có giấy này, vì"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Ví dụ: không thuộc trường hợp của tôi. Bộ phận Một cửa sẽ xem lý do này."),
    )

    def __init__(self, *args: Any, there: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.there = there

    def clean(self) -> dict[str, Any]:
        """Either something of the paper or a reason, not both and not neither."""
        given = super().clean() or self.cleaned_data
        sent = bool(given.get("tep")) or self.there
        if sent and given.get("khong_co"):
            self.add_error("khong_co", gettext("Vừa gửi tệp vừa ghi không có giấy này. Hãy bỏ một."))
        elif not sent and not given.get("khong_co") and "tep" not in self.errors:
            self.add_error("tep", gettext("Chưa chọn tệp nào. Không có giấy này thì ghi lý do ở dưới."))
        return given


class DeclareForm(forms.Form):
    """The last word before filing."""

    cam_doan = forms.BooleanField(
        label=gettext_lazy("Tôi cam đoan thông tin và giấy tờ trên là đúng, và chịu trách nhiệm về việc này.")
    )


class LinkForm(forms.Form):
    """Where the link of a draft is to be sent."""

    thu = forms.EmailField(
        label=gettext_lazy("Gửi đường dẫn này vào thư điện tử của tôi"),
        max_length=200,
        error_messages={"invalid": gettext_lazy("Thư điện tử chưa đúng dạng. Ví dụ: ten@noinhan.vn.")},
        widget=forms.EmailInput({"autocomplete": "email"}),
    )


class SendForm(ActForm):
    """One paper sent after filing; its name is typed where none was asked for."""

    ten = WordsField(label=gettext_lazy("Tên giấy tờ"), max_length=300)
    tep = PhotosField(
        label=gettext_lazy("Ảnh chụp hoặc tệp"),
        required=False,
        help_text=gettext_lazy("JPG, PNG hoặc PDF. Nhiều trang thì chọn nhiều ảnh."),
    )
    khong_co = WordsField(label=gettext_lazy("Tôi không có giấy này, vì"), max_length=300, required=False)

    def __init__(self, *args: Any, asked: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if asked:
            self.fields["ten"].widget = forms.HiddenInput()
        else:
            del self.fields["khong_co"]
            self.fields["tep"].required = True

    def clean(self) -> dict[str, Any]:
        """Either something of the paper or a reason."""
        given = super().clean() or self.cleaned_data
        if not given.get("tep") and not given.get("khong_co") and "tep" not in self.errors:
            self.add_error("tep", gettext("Chưa chọn tệp nào. Không có giấy này thì ghi lý do ở dưới."))
        return given


class MendForm(ActForm):
    """What an applicant may change from afar."""

    phone = forms.CharField(label=gettext_lazy("Số điện thoại"), max_length=20, required=False)
    email = forms.EmailField(
        label=gettext_lazy("Thư điện tử"),
        max_length=200,
        required=False,
        error_messages={"invalid": gettext_lazy("Thư điện tử chưa đúng dạng. Ví dụ: ten@noinhan.vn.")},
    )
    address = WordsField(label=gettext_lazy("Địa chỉ"), max_length=300, required=False)
    request_text = WordsField(label=gettext_lazy("Nội dung yêu cầu"), max_length=1000, widget=forms.Textarea(LINES))

    clean_phone = ContactForm.clean_phone

    def changes(self) -> dict[str, str]:
        """By the names of the room."""
        said = self.cleaned_data
        named = {f"applicant_{name}": said[name] for name in ("phone", "email", "address")}
        return {**named, "request_text": said["request_text"]}


class WithdrawForm(ActForm):
    """Why a dossier is withdrawn."""

    reason = WordsField(
        label=gettext_lazy("Vì sao ông/bà rút hồ sơ?"),
        max_length=1000,
        widget=forms.Textarea(LINES),
        help_text=gettext_lazy("Câu này in trên thông báo dừng giải quyết hồ sơ."),
    )


def _identity(typed: str) -> str:
    tidy = "".join(typed.split()).replace(".", "").replace("-", "").upper()
    if tidy.isdecimal() and len(tidy) not in (9, 10, 12, 13):
        sentence = gettext("Số định danh có 12 chữ số, ông/bà đã ghi {count}.").format(count=len(tidy))
        raise forms.ValidationError(sentence, code="identity")
    return tidy

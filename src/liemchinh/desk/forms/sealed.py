"""Forms of the sealed pages: what is typed into them in words arrives sealed, or not at all. Validation only."""

import base64
import binascii
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from liemchinh.face.fields import DayField, WordsField
from liemchinh.kernel.words import shown
from liemchinh.sealed import rules

LONGEST_SEALED = 24 * 1024 * 1024
"""Signs of base64 that hold the largest parcel."""
LINES = {"rows": 3}
SHA256 = r"[0-9a-f]{64}"


class SealedField(forms.CharField):
    """An age file that the page's script made, in base64; gives bytes, or None where it may be left out."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            label=gettext_lazy("Phần niêm phong"), max_length=LONGEST_SEALED, widget=forms.HiddenInput, **options
        )

    def clean(self, value: Any) -> bytes | None:
        """The bytes; what they are is for the room to judge."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            raise forms.ValidationError(self.error_messages["required"], code="sealed") from None


UNSEALED = gettext_lazy("Chưa niêm phong được. Bật JavaScript trong trình duyệt, ghi nội dung rồi làm lại.")


def _sealed(*, required: bool = True) -> SealedField:
    return SealedField(required=required, error_messages={"required": UNSEALED})


def _document(label: Any, *, required: bool = True) -> WordsField:
    return WordsField(
        label=label,
        max_length=60,
        required=required,
        help_text=gettext_lazy("Chỉ số và ký hiệu, ví dụ 12/QĐ-UBND. Không ghi tên người, không tóm tắt nội dung."),
    )


class ActForm(forms.Form):
    """An act on a matter that needs nothing but the will; `token` makes a second press harmless."""

    token = forms.UUIDField(widget=forms.HiddenInput, label=gettext_lazy("Mã của biểu mẫu"))

    def given(self) -> dict[str, Any]:
        """The arguments of the verb, from a valid form."""
        facts = {name: value for name, value in self.cleaned_data.items() if name not in ("token", "sealed")}
        return {
            "token": self.cleaned_data["token"],
            "sealed": self.cleaned_data.get("sealed"),
            "facts": {name: value for name, value in facts.items() if value not in (None, "")},
        }


class WordsForm(ActForm):
    """An act that is words: they arrive sealed."""

    sealed = _sealed()


class MayWriteForm(ActForm):
    """An act that a sealed message to the reporter may go along with."""

    sealed = _sealed(required=False)


class ExtendForm(MayWriteForm):
    """Which decision extends the term; how long, the law says."""

    document = _document(gettext_lazy("Quyết định gia hạn"))


class ConcludeForm(MayWriteForm):
    """Which document concludes."""

    document = _document(gettext_lazy("Văn bản kết luận"))


class CloseForm(MayWriteForm):
    """Which document closes, if there is one."""

    document = _document(gettext_lazy("Văn bản"), required=False)


class DirectForm(ActForm):
    """An act whose verb takes its facts as they are."""

    def given(self) -> dict[str, Any]:
        """The arguments of the verb by their own names."""
        return dict(self.cleaned_data)


class ForwardForm(DirectForm):
    """To whom, by which document, and the fingerprint of the package that the script made."""

    to_body = forms.RegexField(
        r"[\w.\-]{1,35}",
        label=gettext_lazy("Mã cơ quan nhận"),
        help_text=gettext_lazy("Mã định danh của cơ quan, ví dụ H99. Chưa có mã thì viết tắt, không dấu cách."),
        error_messages={"invalid": gettext_lazy("Mã gồm chữ, số, dấu chấm, dấu gạch; không có dấu cách.")},
    )
    document = _document(gettext_lazy("Văn bản chuyển"))
    package_sha256 = forms.RegexField(
        SHA256,
        label=gettext_lazy("Gói chuyển"),
        widget=forms.HiddenInput,
        error_messages={
            "required": gettext_lazy("Chưa có gói chuyển. Mở tin, ghi khóa của cơ quan nhận, bấm “Tạo gói chuyển”.")
        },
    )


class DestroyForm(DirectForm):
    """Which decision, and the will said once more."""

    document = _document(gettext_lazy("Quyết định hủy"))
    sure = forms.BooleanField(label=gettext_lazy("Nội dung bị hủy không phục hồi được, kể cả từ khóa của tôi"))

    def given(self) -> dict[str, Any]:
        """The document alone: this verb is harmless when repeated."""
        return {"document": self.cleaned_data["document"]}


class KeyChoiceForm(DirectForm):
    """For whom: one of the keys in force, as (number, label, public part)."""

    key = forms.ChoiceField(label=gettext_lazy("Người đọc"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, keys: Sequence[Any] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys = keys
        field = self.fields["key"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(key.id), key.public) for key in keys]

    def clean_key(self) -> int:
        """As keys are numbered."""
        return int(self.cleaned_data["key"])


class AddRecipientForm(KeyChoiceForm):
    """For whom, and the secret of the matter sealed to them."""

    sealed = _sealed()


class HandOverForm(AddRecipientForm):
    """Which successor, and the half sealed to them. A second press finds no half any more, so it needs no token."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        del self.fields["token"]


class RemoveRecipientForm(KeyChoiceForm):
    """Who shall read no more, and why."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Lý do"),
        choices=lambda: [(code, shown(name)) for code, name in rules.LEAVE_REASONS.items()],
    )


class IdentityForm(DirectForm):
    """Why one asks for the identity: sealed to the two custodians."""

    reason = _sealed()


class AnswerIdentityForm(forms.Form):
    """A custodian's answer: yes with the half sealed to the one who asked, or no; why, sealed to them as well."""

    approved = forms.TypedChoiceField(
        label=gettext_lazy("Trả lời"),
        choices=[("1", gettext_lazy("Đồng ý")), ("0", gettext_lazy("Không đồng ý"))],
        coerce=lambda value: value == "1",
        empty_value=None,
        widget=forms.HiddenInput,
        error_messages={"required": UNSEALED},
    )
    half = _sealed(required=False)
    reason = _sealed()

    def clean(self) -> dict[str, Any]:
        """A yes needs its half."""
        cleaned = super().clean() or {}
        if cleaned.get("approved") and not cleaned.get("half"):
            self.add_error("half", UNSEALED)
        return cleaned


class ProtectForm(DirectForm):
    """What is to be protected; the story goes sealed."""

    measures = forms.MultipleChoiceField(
        label=gettext_lazy("Cần bảo vệ"),
        widget=forms.CheckboxSelectMultiple,
        choices=lambda: [(code.value, shown(name)) for code, name in rules.MEASURES.items()],
    )
    sealed = _sealed(required=False)


class OneProtectionForm(DirectForm):
    """Which request for protection."""

    number = forms.TypedChoiceField(label=gettext_lazy("Đề nghị bảo vệ"), coerce=int)
    sealed = _sealed(required=False)
    tokened = False

    def __init__(self, *args: Any, numbers: Sequence[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["number"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = numbers

    def given(self) -> dict[str, Any]:
        """Without the token: these verbs are harmless when repeated."""
        return {name: value for name, value in self.cleaned_data.items() if name != "token"}


def _yes_no(label: Any, yes: Any, no: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=[("1", yes), ("0", no)],
        coerce=lambda value: value == "1",
        empty_value=None,
        widget=forms.RadioSelect,
    )


class DecideProtectionForm(OneProtectionForm):
    """Granted or not, by which document, since when."""

    granted = _yes_no(
        gettext_lazy("Quyết định"), gettext_lazy("Áp dụng biện pháp bảo vệ"), gettext_lazy("Không áp dụng")
    )
    document = _document(gettext_lazy("Quyết định hoặc thông báo"))
    starts_on = DayField(label=gettext_lazy("Bảo vệ từ ngày"), required=False)

    def clean(self) -> dict[str, Any]:
        """What is granted begins on a day; what is not has none."""
        cleaned = super().clean() or {}
        if cleaned.get("granted") and not cleaned.get("starts_on") and "starts_on" not in self.errors:
            self.add_error("starts_on", gettext("Ghi ngày bắt đầu bảo vệ."))
        if cleaned.get("granted") is False:
            cleaned["starts_on"] = None
        return cleaned


class CheckProtectionForm(OneProtectionForm):
    """How the protected person is."""

    safe = _yes_no(gettext_lazy("Người được bảo vệ"), gettext_lazy("An toàn"), gettext_lazy("Có dấu hiệu bị trù dập"))


class EndProtectionForm(OneProtectionForm):
    """Why protection ends."""

    ground = forms.TypedChoiceField(
        label=gettext_lazy("Căn cứ chấm dứt"),
        choices=lambda: [(code.value, shown(name)) for code, name in rules.END_GROUNDS.items()],
        coerce=rules.EndGround,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["sealed"]


class HarmForm(DirectForm):
    """What was done to the reporter, and on which day; the story goes sealed."""

    kind = forms.TypedChoiceField(
        label=gettext_lazy("Việc trù dập"),
        choices=lambda: [(code.value, shown(name)) for code, name in rules.HARMS.items()],
        coerce=rules.Harm,
    )
    on = DayField(label=gettext_lazy("Xảy ra ngày"))
    sealed = _sealed(required=False)

    def given(self) -> dict[str, Any]:
        """Without the token: told twice on one day it is one act."""
        return {name: value for name, value in self.cleaned_data.items() if name != "token"}


class PublicField(forms.RegexField):
    """The public part of a key, as the script writes it or as it was copied from `age-keygen`."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            r"age1[02-9ac-hj-np-z]{58}",
            label=gettext_lazy("Khóa công khai"),
            help_text=gettext_lazy("Dòng bắt đầu bằng age1…, do trang này hoặc lệnh age-keygen tạo."),
            error_messages={
                "required": gettext_lazy("Chưa có khóa công khai. Tạo khóa trước."),
                "invalid": gettext_lazy("Khóa công khai bắt đầu bằng age1 và có 62 ký tự."),
            },
            widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
            **options,
        )


class MakeKeyForm(forms.Form):
    """The public part of a new key, for which seat, and the locked private part if its holder wants it kept here."""

    seat = forms.ChoiceField(label=gettext_lazy("Vị trí công tác"), widget=forms.RadioSelect)
    public = PublicField()
    private = SealedField(required=False)

    def __init__(self, *args: Any, seats: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["seat"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = seats
        if len(seats) == 1:
            field.initial = seats[0][0]


class MakeRecoveryForm(forms.Form):
    """The public part of the recovery key, and who keeps the second half."""

    second = forms.ChoiceField(label=gettext_lazy("Người giữ nửa thứ hai"), widget=forms.RadioSelect)
    public = PublicField()

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["second"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = people


class ConfirmKeyForm(forms.Form):
    """The fingerprint as its holder reads it aloud."""

    fingerprint = forms.CharField(
        label=gettext_lazy("Vân tay nghe đọc"),
        max_length=80,
        help_text=gettext_lazy("Tám nhóm bốn ký tự, nghe từ chính người giữ khóa. Viết liền hay cách đều được."),
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )


class ReasonForm(forms.Form):
    """Why; no word about any report."""

    reason = WordsField(
        label=gettext_lazy("Lý do"),
        max_length=500,
        widget=forms.Textarea(LINES),
        help_text=gettext_lazy("Không nhắc đến tin nào."),
    )


class RecoverForm(ReasonForm):
    """Which key was lost, and which new one is to open what it opened."""

    lost = forms.TypedChoiceField(label=gettext_lazy("Khóa đã mất"), coerce=int)
    new = forms.TypedChoiceField(label=gettext_lazy("Khóa mới, đã được xác nhận"), coerce=int)
    field_order = ("lost", "new", "reason")

    def __init__(
        self,
        *args: Any,
        lost: Sequence[tuple[int, str]] = (),
        new: Sequence[tuple[int, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("lost", lost), ("new", new)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

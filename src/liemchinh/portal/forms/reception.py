"""What is asked when booking an hour of reception. Validation only: the room says what may be."""

from collections.abc import Sequence
from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from liemchinh.face.fields import WordsField
from liemchinh.kernel.codes import tidy_phone
from liemchinh.kernel.words import shown
from liemchinh.portal.forms.door import DoorForm, secret_field
from liemchinh.reception.rules import booking as rules
from liemchinh.reception.rules.booking import NEED_NAMES, Need
from liemchinh.reception.services import Wish

WAYS = ("email", "sms", "zalo")


class SlotForm(forms.Form):
    """One free hour, of one session or of several: `12 08:30` is the session's number and the hour."""

    gio = forms.ChoiceField(
        label=gettext_lazy("Giờ hẹn"),
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": gettext_lazy("Giờ này vừa hết chỗ. Hãy chọn giờ khác.")},
    )

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["gio"].choices = list(choices)  # type: ignore[attr-defined]

    def slot(self) -> tuple[int, time]:
        """The session's number and the hour that were chosen."""
        number, _, hour = self.cleaned_data["gio"].partition(" ")
        return int(number), time.fromisoformat(hour)


class MoveForm(SlotForm):
    """Another hour; `seen_step` says which state of the booking was seen."""

    seen_step = forms.IntegerField(widget=forms.HiddenInput, label=gettext_lazy("Bước đã xem"))


class BookForm(SlotForm):
    """Everything that is asked, in the order in which people think of it."""

    ten = WordsField(label=gettext_lazy("Họ tên"), max_length=200, widget=forms.TextInput({"autocomplete": "name"}))
    dien_thoai = forms.CharField(
        label=gettext_lazy("Số điện thoại"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("Bốn số cuối dùng để mở lại lịch hẹn."),
        widget=forms.TextInput({"autocomplete": "tel", "inputmode": "tel"}),
    )
    thu = forms.EmailField(
        label=gettext_lazy("Thư điện tử"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Ghi số điện thoại hoặc thư điện tử, hoặc cả hai."),
        error_messages={"invalid": gettext_lazy("Thư điện tử chưa đúng dạng. Ví dụ: ten@noinhan.vn.")},
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    ve_viec = WordsField(
        label=gettext_lazy("Ông/bà muốn trình bày việc gì?"),
        max_length=rules.LONGEST_ABOUT,
        help_text=gettext_lazy("Một dòng là đủ. Không ghi nội dung tố cáo, không ghi tên người khác."),
    )
    so_nguoi = forms.IntegerField(
        label=gettext_lazy("Số người cùng đến"),
        initial=1,
        min_value=1,
        max_value=rules.MOST_PEOPLE,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "invalid": gettext_lazy("Ghi số người bằng chữ số."),
            "min_value": gettext_lazy("Ít nhất một người."),
            "max_value": gettext_lazy("Nhiều nhất %(limit_value)s người."),
        },
    )
    dai_dien = WordsField(
        label=gettext_lazy("Người đại diện, khi đến đông người"),
        max_length=500,
        required=False,
    )
    can = forms.MultipleChoiceField(
        label=gettext_lazy("Ông/bà cần hỗ trợ gì?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(str(need), name) for need, name in NEED_NAMES.items()],
    )
    bao = forms.MultipleChoiceField(
        label=gettext_lazy("Xác nhận và nhắc lịch cho tôi qua"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[
            ("email", gettext_lazy("Thư điện tử")),
            ("sms", gettext_lazy("Tin nhắn điện thoại")),
            ("zalo", gettext_lazy("Zalo")),
        ],
        help_text=gettext_lazy("Không chọn cũng được: ông/bà tự xem bằng mã lịch hẹn."),
    )
    token = forms.UUIDField(widget=forms.HiddenInput, label=gettext_lazy("Mã của biểu mẫu"))

    field_order = ("gio", "ten", "dien_thoai", "thu", "ve_viec", "so_nguoi", "dai_dien", "can", "bao", "token")

    def __init__(self, *args: Any, group: int, **options: Any) -> None:
        super().__init__(*args, **options)
        sentence = gettext("Từ {group} người trở lên: ghi họ tên những người sẽ trình bày thay cả đoàn.")
        self.fields["dai_dien"].help_text = sentence.format(group=group)
        needs = self.fields["can"]
        assert isinstance(needs, forms.MultipleChoiceField)
        needs.choices = [(str(need), shown(name)) for need, name in NEED_NAMES.items()]

    def clean_dien_thoai(self) -> str:
        """Digits of a domestic number, or nothing."""
        typed: str = self.cleaned_data["dien_thoai"]
        digits = tidy_phone(typed)
        if typed.strip() and not 9 <= len(digits) <= 11:
            sentence = gettext("Số điện thoại có 9 đến 11 chữ số, đã ghi {count}.").format(count=len(digits))
            raise forms.ValidationError(sentence, code="phone")
        return digits

    def clean(self) -> dict[str, Any]:
        """Whoever wants to be told says where to."""
        given = super().clean() or self.cleaned_data
        ways = given.get("bao", [])
        if "email" in ways and not given.get("thu") and "thu" not in self.errors:
            self.add_error("thu", gettext("Muốn nhận tin qua thư điện tử thì ghi địa chỉ thư."))
        if {"sms", "zalo"} & set(ways) and not given.get("dien_thoai") and "dien_thoai" not in self.errors:
            self.add_error("dien_thoai", gettext("Muốn nhận tin qua điện thoại thì ghi số điện thoại."))
        return given

    def wish(self) -> Wish:
        """What the room is told."""
        said = self.cleaned_data
        return Wish(
            name=said["ten"],
            about=said["ve_viec"],
            phone=said["dien_thoai"],
            email=said["thu"],
            people=said["so_nguoi"],
            representatives=said["dai_dien"],
            needs=tuple(Need(need) for need in said["can"]),
            notify={way: way in said["bao"] for way in WAYS},
        )


FIELD_OF = {
    "reception.slot_full": "gio",
    "reception.no_slot": "gio",
    "reception.booking_past": "gio",
    "reception.people": "so_nguoi",
    "reception.representatives": "dai_dien",
    "reception.reach": "dien_thoai",
}
"""At which field a refusal of the room is said."""


class BookingLookUpForm(DoorForm):
    """The code of a booking and its second fact."""

    ma = secret_field(gettext_lazy("Mã lịch hẹn"), gettext_lazy("8 ký tự, viết liền hay cách đều được."), longest=20)
    unmatched = gettext_lazy("Mã lịch hẹn hoặc mã bí mật chưa khớp.")


class StepForm(forms.Form):
    """A press of a button on a booking, with the state of it that was seen."""

    seen_step = forms.IntegerField(widget=forms.HiddenInput, label=gettext_lazy("Bước đã xem"))

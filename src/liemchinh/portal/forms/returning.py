"""How a result is to be had, and a PDF to be looked into: what the portal asks about results."""

from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from liemchinh.dossiers import rules
from liemchinh.face.acts import ActForm
from liemchinh.face.fields import WordsField

CHECK_BYTES = 10 * 1024 * 1024
"""Of a file to be checked: a result is a few pages, and reading a large one costs everybody else's time."""


class ChooseReturnForm(ActForm):
    """The way, and the address that a parcel needs."""

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

    def __init__(self, *args: Any, electronic: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["method"]
        assert isinstance(field, forms.ChoiceField)
        ways = [way for way in rules.RETURN_NAMES if electronic or way is not rules.Return.ONLINE]
        field.choices = [(str(way), rules.RETURN_NAMES[way]) for way in ways]

    def clean(self) -> dict[str, Any]:
        """A parcel needs an address."""
        given = super().clean() or self.cleaned_data
        if given.get("method") == rules.Return.POST and not given.get("address"):
            self.add_error("address", gettext("Chưa ghi địa chỉ nhận bưu phẩm."))
        return given


class CheckResultForm(forms.Form):
    """One PDF. It is read and not kept."""

    tep = forms.FileField(
        label=gettext_lazy("Tệp kết quả (PDF)"),
        widget=forms.ClearableFileInput({"class": "form-control", "accept": "application/pdf"}),
        error_messages={"required": gettext_lazy("Chọn một tệp PDF.")},
    )

    def clean_tep(self) -> bytes:
        """Its bytes, if they are not too many."""
        file = self.cleaned_data["tep"]
        if file.size > CHECK_BYTES:
            raise forms.ValidationError(
                gettext("Tệp nặng quá {limit} MB, chúng tôi không kiểm tra.").format(limit=CHECK_BYTES // 1024 // 1024),
                code="size",
            )
        content: bytes = file.read(CHECK_BYTES + 1)
        return content

"""Forms of the pages about units, seats and officials: validation only; `given` are the arguments of the verb."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from liemchinh.face.fields import DayField, WordsField
from liemchinh.kernel.actors import ROLE_NAMES, Actor
from liemchinh.org import queries
from liemchinh.org.rules import (
    CONTACT_NAMES,
    KIND_NAMES,
    PARENTS,
    TYPE_NAMES,
    TYPES_OF,
    CodeScheme,
    ContactKind,
    LocalityType,
    UnitKind,
)

CHOOSE = ("", gettext_lazy("Chọn trong danh sách"))
SCHEME_NAMES = {
    CodeScheme.AGENCY: gettext_lazy("Mã định danh cơ quan (QĐ 20/2020/QĐ-TTg)"),
    CodeScheme.ADMIN: gettext_lazy("Mã đơn vị hành chính"),
    CodeScheme.OLD: gettext_lazy("Mã của hệ thống cũ"),
}


def decision_box() -> WordsField:
    """The number and day of the decision behind a change."""
    return WordsField(
        label=gettext_lazy("Số, ngày nghị quyết hoặc quyết định"),
        max_length=200,
        help_text=gettext_lazy("Ví dụ: 01/NQ-HĐND ngày 15/6/2026."),
    )


FROM = gettext_lazy("Từ ngày")


def _from(label: Any = FROM) -> DayField:
    return DayField(
        label=label, help_text=gettext_lazy("Ngày sắp tới cũng được: đến ngày ấy mới có hiệu lực. Ví dụ 1 7 2026.")
    )


class DayForm(forms.Form):
    """The day on which the tree is shown."""

    ngay = DayField(label=gettext_lazy("Xem cây đơn vị vào ngày"), required=False)


class UnitForm(forms.Form):
    """What every form about a unit knows: the unit, who asks, and today."""

    def __init__(self, *args: Any, unit: queries.UnitOnDay, actor: Actor, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit, self.actor, self.today = unit, actor, on
        self.prepare()

    def prepare(self) -> None:
        """Fill in what depends on the unit."""

    def choose(self, name: str, options: Sequence[tuple[str, Any]]) -> None:
        """Give a list its options."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        multiple = isinstance(field, forms.MultipleChoiceField)
        field.choices = list(options) if multiple else [CHOOSE, *options]

    def given(self) -> dict[str, Any]:
        """The verb's own arguments, from a valid form."""
        return dict(self.cleaned_data)


class OpenForm(UnitForm):
    """A unit to open under this one."""

    code = WordsField(
        label=gettext_lazy("Mã đơn vị"),
        max_length=35,
        help_text=gettext_lazy("Mã định danh cơ quan nếu có. Mã này không đổi về sau."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Loại đơn vị"))
    name = WordsField(label=gettext_lazy("Tên đầy đủ"), max_length=200, help_text=gettext_lazy("Ví dụ: Xã An Mẫu."))
    locality = forms.ChoiceField(label=gettext_lazy("Là tỉnh, thành phố, xã, phường hay đặc khu"), required=False)
    admin_code = WordsField(
        label=gettext_lazy("Mã đơn vị hành chính"),
        required=False,
        max_length=5,
        help_text=gettext_lazy("Cấp tỉnh 2 chữ số, cấp xã 5 chữ số."),
    )
    on = _from()
    decision = decision_box()

    def prepare(self) -> None:
        """Only what may stand under this unit."""
        kinds = [kind for kind in UnitKind if self.unit.kind in PARENTS[kind]]
        self.choose("kind", [(kind.value, KIND_NAMES[kind]) for kind in kinds])
        types = sorted({one for kind in kinds for one in TYPES_OF.get(kind, ())}, key=list(LocalityType).index)
        if types:
            self.choose("locality", [(one.value, TYPE_NAMES[one]) for one in types])
        else:
            del self.fields["locality"], self.fields["admin_code"]

    def given(self) -> dict[str, Any]:
        """Under this unit."""
        said = self.cleaned_data
        return {
            **said,
            "kind": UnitKind(said["kind"]),
            "locality": LocalityType(said.get("locality") or ""),
            "admin_code": said.get("admin_code") or "",
            "parent": self.unit.code,
        }


class RenameForm(UnitForm):
    """A new name, a new type."""

    name = WordsField(label=gettext_lazy("Tên mới"), max_length=200)
    locality = forms.ChoiceField(label=gettext_lazy("Là tỉnh, thành phố, xã, phường hay đặc khu"), required=False)
    on = _from()
    decision = decision_box()

    def prepare(self) -> None:
        """The name as it is."""
        types = TYPES_OF.get(self.unit.kind)
        self.fields["name"].initial = self.unit.name
        if types:
            self.choose("locality", [(one.value, TYPE_NAMES[one]) for one in LocalityType if one in types])
            self.fields["locality"].initial = self.unit.type.value
        else:
            del self.fields["locality"]

    def given(self) -> dict[str, Any]:
        """This unit."""
        said = self.cleaned_data
        return {**said, "locality": LocalityType(said.get("locality") or ""), "code": self.unit.code}


class MergeForm(UnitForm):
    """What merges into this unit."""

    codes = forms.MultipleChoiceField(
        label=gettext_lazy("Đơn vị kết thúc, nhập vào đơn vị này"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Phòng, trung tâm và vị trí của đơn vị kết thúc cũng kết thúc trong ngày ấy."),
    )
    on = _from(gettext_lazy("Ngày sáp nhập"))
    decision = decision_box()

    def prepare(self) -> None:
        """Its kin."""
        self.choose("codes", [(one.code, f"{one.name} ({one.code})") for one in queries.kin(self.unit, self.today)])

    def given(self) -> dict[str, Any]:
        """Into this unit."""
        return {**self.cleaned_data, "into": self.unit.code}


class SplitForm(UnitForm):
    """Into what this unit splits."""

    into = forms.MultipleChoiceField(
        label=gettext_lazy("Các đơn vị mới"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Mở các đơn vị mới trước, kể cả khi chúng chỉ hoạt động từ ngày chia."),
    )
    keep = forms.BooleanField(label=gettext_lazy("Đơn vị này vẫn còn, chỉ tách bớt"), required=False)
    on = _from(gettext_lazy("Ngày chia, tách"))
    decision = decision_box()

    def prepare(self) -> None:
        """Its kin; for an agency of a province also communes, as when districts ended."""
        also = (UnitKind.COMMUNE,) if self.unit.kind == UnitKind.DEPARTMENT else ()
        found = queries.kin(self.unit, self.today, also=also)
        self.choose("into", [(one.code, f"{one.name} ({one.code})") for one in found])

    def given(self) -> dict[str, Any]:
        """This unit."""
        return {**self.cleaned_data, "code": self.unit.code}


class MoveForm(UnitForm):
    """Under what this unit is to stand."""

    parent = forms.ChoiceField(label=gettext_lazy("Chuyển về"))
    on = _from()
    decision = decision_box()

    def prepare(self) -> None:
        """Where it may stand."""
        found = queries.possible_parents(self.actor, self.unit, self.today)
        self.choose("parent", [(one.code, f"{one.name} ({one.code})") for one in found])

    def given(self) -> dict[str, Any]:
        """This unit."""
        return {**self.cleaned_data, "code": self.unit.code}


class CloseForm(UnitForm):
    """The end of this unit."""

    on = _from(gettext_lazy("Ngày giải thể"))
    decision = decision_box()

    def given(self) -> dict[str, Any]:
        """This unit."""
        return {**self.cleaned_data, "code": self.unit.code}


class CodeForm(UnitForm):
    """Another code for this unit."""

    scheme = forms.ChoiceField(label=gettext_lazy("Loại mã"), choices=[CHOOSE, *SCHEME_NAMES.items()])
    code = WordsField(
        label=gettext_lazy("Mã"),
        max_length=35,
        help_text=gettext_lazy("Mã cũ cùng loại hết hiệu lực, nhưng tra cứu bằng mã cũ vẫn ra đơn vị này."),
    )
    on = _from()

    def given(self) -> dict[str, Any]:
        """For this unit."""
        said = self.cleaned_data
        return {**said, "scheme": CodeScheme(said["scheme"]), "unit": self.unit.code}


class ContactForm(UnitForm):
    """A way to reach this unit; an empty value takes the published one away."""

    kind = forms.ChoiceField(label=gettext_lazy("Cách liên hệ"))
    value = WordsField(
        label=gettext_lazy("Nội dung"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Để trống là thôi công bố cách liên hệ này."),
    )
    note_text = WordsField(
        label=gettext_lazy("Ghi chú"), required=False, max_length=200, help_text=gettext_lazy("Ví dụ: giờ hành chính.")
    )
    on = _from()

    def prepare(self) -> None:
        """Every kind."""
        self.choose("kind", [(kind.value, CONTACT_NAMES[kind]) for kind in ContactKind])
        self.fields["on"].initial = self.today

    def given(self) -> dict[str, Any]:
        """For this unit."""
        said = self.cleaned_data
        return {**said, "kind": ContactKind(said["kind"]), "unit": self.unit.code}


class SeatForm(UnitForm):
    """A seat to open in this unit."""

    code = WordsField(label=gettext_lazy("Mã vị trí"), max_length=60)
    title = WordsField(label=gettext_lazy("Tên vị trí"), max_length=200)
    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Quyền của vị trí"),
        widget=forms.CheckboxSelectMultiple,
        choices=[(role.value, name) for role, name in ROLE_NAMES.items()],
        help_text=gettext_lazy("Quyền đi theo vị trí và không đổi: cần quyền khác thì mở vị trí khác."),
    )
    on = _from()

    def prepare(self) -> None:
        """From today, or from the unit's first day."""
        self.fields["on"].initial = max(self.today, self.unit.opened_on)
        self.fields["code"].initial = f"{self.unit.code}-"

    def given(self) -> dict[str, Any]:
        """In this unit."""
        return {**self.cleaned_data, "unit": self.unit.code}


class EndSeatForm(forms.Form):
    """The day on which a seat ends or becomes empty; never one that is over: what was done then was done rightly."""

    on = _from()

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_on(self) -> date:
        """From today on."""
        on: date = self.cleaned_data["on"]
        if on < self.today:
            raise forms.ValidationError(gettext("Ngày phải từ hôm nay trở đi: quyền của những ngày trước không đổi."))
        return on


class HolderForm(EndSeatForm):
    """Who is to hold a seat, from when, until when."""

    person = forms.ChoiceField(label=gettext_lazy("Cán bộ"))
    until = DayField(
        label=gettext_lazy("Đến hết ngày trước ngày"),
        required=False,
        help_text=gettext_lazy("Để trống nếu chưa biết."),
    )

    field_order = ("person", "on", "until")

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], lasting: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [CHOOSE, *people]
        if not lasting:
            del self.fields["until"]


class PersonForm(forms.Form):
    """An official to record."""

    code = WordsField(label=gettext_lazy("Mã cán bộ"), max_length=40, help_text=gettext_lazy("Không đổi về sau."))
    name = WordsField(label=gettext_lazy("Họ và tên"), max_length=200)
    employer = forms.ChoiceField(label=gettext_lazy("Cơ quan quản lý"))

    def __init__(self, *args: Any, employers: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _employers(self, employers)


class EmployerForm(forms.Form):
    """The unit that keeps an official's record from now on."""

    employer = forms.ChoiceField(label=gettext_lazy("Cơ quan quản lý mới"))

    def __init__(self, *args: Any, employers: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _employers(self, employers)


class PasswordForm(forms.Form):
    """A password to hand over in person; its owner changes it at the first sign-in."""

    password = forms.CharField(
        label=gettext_lazy("Mật khẩu đầu"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text=gettext_lazy("Trao tận tay; người nhận đổi ngay sau khi vào."),
    )


class AccountForm(PasswordForm):
    """A user name with its first password."""

    username = WordsField(label=gettext_lazy("Tên đăng nhập"), max_length=40)

    field_order = ("username", "password")


class SureForm(forms.Form):
    """An act that needs no words, only the will."""

    sure = forms.BooleanField(label=gettext_lazy("Tôi đã kiểm tra đúng người"))


class StaffFilter(forms.Form):
    """Narrowing the list of officials."""

    q = WordsField(label=gettext_lazy("Họ tên hoặc mã"), required=False, max_length=100)


def _employers(form: forms.Form, employers: Sequence[tuple[str, str]]) -> None:
    field = form.fields["employer"]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(employers) if len(employers) == 1 else [CHOOSE, *employers]

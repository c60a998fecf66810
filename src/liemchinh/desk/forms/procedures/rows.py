"""Sections that are lists of rows: ways of filing, papers, steps, exemptions, results, laws. Validation only.

A row with nothing in it is no row; a row taken out is ticked. Numbers in „Thứ tự“ set the order, the smaller first.
"""

from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext, gettext_lazy

from liemchinh.face.fields import WordsField
from liemchinh.kernel.actors import ROLE_NAMES
from liemchinh.law.clocks import Unit
from liemchinh.law.clocks.terms import UNIT_NAMES
from liemchinh.procedures.rules import CHANNEL_NAMES, FEE_NAMES, FeeState, hours_words

MOST = 120
"""Rows that a section takes; the longest list of papers on the national portal has 96."""
SPARE = 2
APART = 10
CHOOSE = ("", gettext_lazy("Chọn"))
Fields = Mapping[str, forms.Field]


def words(label: Any, longest: int, *, lines: int = 0, hint: Any = "") -> WordsField:
    """A line, or an area of some `lines`; never required: an empty row is no row."""
    widget = forms.Textarea({"rows": lines}) if lines else forms.TextInput
    return WordsField(label=label, max_length=longest, required=False, widget=widget, help_text=hint)


def count(label: Any, most: int = 10_000) -> forms.IntegerField:
    """A number from nought on, or nothing."""
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=most)


def choice(label: Any, choices: Mapping[Any, Any]) -> forms.ChoiceField:
    """One of some words, or nothing."""
    return forms.ChoiceField(label=label, required=False, choices=[CHOOSE, *((str(k), v) for k, v in choices.items())])


class SectionForm(forms.Form):
    """One section of a draft. `seen` is the revision that the editor had before them."""

    seen = forms.IntegerField(widget=forms.HiddenInput, label=gettext_lazy("Lần lưu đã xem"))

    @classmethod
    @abstractmethod
    def start(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        """What the form shows of a content."""

    def values(self) -> dict[str, Any]:
        """Values of the version that this section sets, from a valid form."""
        return {}

    def parts(self) -> dict[str, list[dict[str, Any]]]:
        """Whole parts of the version that this section sets, from a valid form."""
        return {}

    def groups(self) -> list["Group"]:
        """The fields as the page shows them: one group, or one for each row."""
        return [Group("", list(self.visible_fields()), [])]


@dataclass(frozen=True)
class Group:
    """Fields that belong together under one heading; without a heading they are the whole form."""

    heading: str
    fields: list[BoundField]
    hidden: list[BoundField]


class RowsForm(SectionForm):
    """A list of rows. A kind of it says which fields a row has, and which of them a row cannot do without."""

    part: ClassVar[str] = ""
    value: ClassVar[str] = ""
    heading: ClassVar[Any] = gettext_lazy("Dòng {number}")
    needed: ClassVar[tuple[str, ...]] = ()
    dong = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=MOST, label=gettext_lazy("Số dòng"))

    def __init__(self, *args: Any, content: Mapping[str, Any], spare: int = SPARE, **options: Any) -> None:
        super().__init__(*args, **options)
        self.before = self.rows_in(content)
        self.count = min(len(self.before) + spare, MOST)
        if self.is_bound:
            try:
                self.count = max(0, min(int(self.data.get("dong") or 0), MOST))
            except ValueError:
                self.count = 0
        self.initial["dong"] = self.count
        for number in range(self.count):
            self._add(number)

    @classmethod
    def rows_in(cls, content: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The rows of this section in a content."""
        return list(content[cls.part] if cls.part else content["values"].get(cls.value) or [])

    @classmethod
    def start(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        """What the rows say."""
        return {
            f"d{number}_{name}": value
            for number, row in enumerate(cls.rows_in(content))
            for name, value in row.items()
            if value is not None
        }

    @abstractmethod
    def fields_of_row(self) -> Fields:
        """The fields of one row, by the name of the column."""

    def made(self, said: dict[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
        """The row of a content from what was said and what stood there before."""
        return said

    def _add(self, number: int) -> None:
        order = forms.IntegerField(label=gettext_lazy("Thứ tự"), required=False, min_value=0, max_value=100_000)
        fields = {**self.fields_of_row(), "thu_tu": order}
        if number < len(self.before):
            fields["bo"] = forms.BooleanField(label=gettext_lazy("Bỏ dòng này"), required=False)
            self.initial[f"d{number}_thu_tu"] = (number + 1) * APART
        for name, field in fields.items():
            self.fields[f"d{number}_{name}"] = field

    def _rows(self) -> Iterator[tuple[int, int, dict[str, Any]]]:
        """Order, number and words of each row that says something and stays."""
        names = list(self.fields_of_row())
        for number in range(self.count):
            said = {name: self.cleaned_data.get(f"d{number}_{name}") for name in names}
            if self.cleaned_data.get(f"d{number}_bo") or all(value in ("", None) for value in said.values()):
                continue
            order = self.cleaned_data.get(f"d{number}_thu_tu")
            yield MOST * APART + number if order is None else order, number, said

    def clean(self) -> dict[str, Any]:
        """A row that says something says what it cannot do without."""
        said = super().clean() or self.cleaned_data
        for _, number, row in self._rows():
            for name in self.needed:
                if row.get(name) in ("", None) and f"d{number}_{name}" not in self.errors:
                    self.add_error(f"d{number}_{name}", self._missing(f"d{number}_{name}"))
        return said

    def _missing(self, name: str) -> str:
        return gettext("Chưa ghi: {label}.").format(label=self.fields[name].label)

    def listed(self) -> list[dict[str, Any]]:
        """The rows in their order."""
        rows = sorted(self._rows(), key=lambda found: found[:2])
        return [self.made(row, self.before[number] if number < len(self.before) else {}) for _, number, row in rows]

    def values(self) -> dict[str, Any]:
        """The rows, where they are a value."""
        return {self.value: self.listed()} if self.value else {}

    def parts(self) -> dict[str, list[dict[str, Any]]]:
        """The rows, where they are a part."""
        return {self.part: self.listed()} if self.part else {}

    def groups(self) -> list[Group]:
        """One group a row."""
        names = [*self.fields_of_row(), "thu_tu", "bo"]
        return [
            Group(
                str(self.heading).format(number=number + 1),
                [self[f"d{number}_{name}"] for name in names if f"d{number}_{name}" in self.fields],
                [],
            )
            for number in range(self.count)
        ]


class ChannelsForm(RowsForm):
    """Cách nộp: how, for which case, within what time, for how much."""

    part = "channels"
    heading = gettext_lazy("Cách nộp {number}")
    needed = ("kind", "fee_state")

    def fields_of_row(self) -> Fields:
        """A way of filing."""
        return {
            "kind": choice(gettext_lazy("Hình thức"), CHANNEL_NAMES),
            "case": words(gettext_lazy("Trường hợp"), 300),
            "time_amount": count(gettext_lazy("Thời hạn")),
            "time_unit": choice(gettext_lazy("Đơn vị"), {unit: UNIT_NAMES[unit] for unit in Unit}),
            "fee_state": choice(gettext_lazy("Phí, lệ phí"), FEE_NAMES),
            "fee_amount": count(gettext_lazy("Số tiền (đồng)"), most=10**12),
            "fee_note": words(gettext_lazy("Ghi chú về phí"), 2000),
            "description": words(gettext_lazy("Mô tả"), 5000),
        }

    def clean(self) -> dict[str, Any]:
        """A term has its unit; a fee its number."""
        said = super().clean()
        for _, number, row in self._rows():
            if (row["time_amount"] is None) != (not row["time_unit"]):
                sentence = gettext("Thời hạn cần cả con số và đơn vị tính.")
                self.add_error(f"d{number}_time_amount", sentence)
            before = self.before[number] if number < len(self.before) else {}
            foreign = before.get("fee_foreign") is not None and before.get("fee_state") == row["fee_state"]
            if row["fee_state"] == FeeState.AMOUNT and row["fee_amount"] is None and not foreign:
                self.add_error(f"d{number}_fee_amount", gettext("Cách nộp có thu phí phải ghi số tiền."))
        return said

    def made(self, said: dict[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
        """What the source printed stays beside what did not change; a new term or fee has no source but the editor."""
        row = {**dict.fromkeys(("name", "fee_doubt", "fee_raw", "fee_currency"), ""), "fee_foreign": None, **before}
        state, amount = said["fee_state"], said["fee_amount"]
        if (said["time_amount"], said["time_unit"]) != (before.get("time_amount"), before.get("time_unit", "")):
            row |= {"time_unit_from": "desk" if said["time_unit"] else "", "time_evidence": "", "time_raw": ""}
        given = {FeeState.FREE: 0, FeeState.AMOUNT: amount}.get(state)
        if (state, given) != (before.get("fee_state"), before.get("fee_amount")):
            row |= {"fee_foreign": None, "fee_doubt": "", "fee_raw": "", "fee_currency": ""}
            row["fee_currency"] = "VND" if state in (FeeState.FREE, FeeState.AMOUNT) else ""
        return {**row, **said, "name": row["name"] or CHANNEL_NAMES[said["kind"]], "fee_amount": given}


class ComponentsForm(RowsForm):
    """Thành phần hồ sơ: the papers."""

    part = "components"
    heading = gettext_lazy("Giấy tờ {number}")
    needed = ("name",)

    def fields_of_row(self) -> Fields:
        """A paper."""
        return {
            "name": words(gettext_lazy("Tên giấy tờ"), 4000, lines=2),
            "form": words(gettext_lazy("Mẫu, tờ khai"), 300),
            "originals": count(gettext_lazy("Bản chính"), most=1000),
            "copies": count(gettext_lazy("Bản sao"), most=1000),
            "group": words(gettext_lazy("Trường hợp hoặc nhóm"), 2000),
        }

    def made(self, said: dict[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
        """Counts are stated together or not at all."""
        if said["originals"] is not None or said["copies"] is not None:
            said |= {"originals": said["originals"] or 0, "copies": said["copies"] or 0}
        return said


class StepsForm(RowsForm):
    """Quy trình nội bộ: who does what in how many office hours."""

    part = "steps"
    heading = gettext_lazy("Bước {number}")
    needed = ("role", "name", "hours")

    def fields_of_row(self) -> Fields:
        """A step."""
        hours = forms.DecimalField(
            label=gettext_lazy("Số giờ làm việc"),
            required=False,
            localize=True,
            min_value=0,
            max_value=9999,
            decimal_places=2,
        )
        return {
            "role": choice(gettext_lazy("Vị trí"), ROLE_NAMES),
            "name": words(gettext_lazy("Việc làm"), 300),
            "hours": hours,
        }

    @classmethod
    def start(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        """What the rows say; hours with the comma that people write."""
        said = super().start(content)
        return {name: hours_words(value) if name.endswith("_hours") else value for name, value in said.items()}

    def made(self, said: dict[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
        """Hours as drafts keep them."""
        return {**said, "hours": f"{said['hours'].normalize():f}"}

    def clean(self) -> dict[str, Any]:
        """A step takes some time."""
        said = super().clean()
        for _, number, row in self._rows():
            if row["hours"] == 0:
                self.add_error(f"d{number}_hours", gettext("Số giờ phải lớn hơn 0."))
        return said


class ExemptionsForm(RowsForm):
    """Miễn, giảm: who, and by which document."""

    part = "exemptions"
    heading = gettext_lazy("Trường hợp {number}")
    needed = ("who",)

    def fields_of_row(self) -> Fields:
        """An exemption."""
        return {
            "who": words(gettext_lazy("Ai được miễn, giảm"), 1000),
            "basis": words(gettext_lazy("Căn cứ"), 300),
        }


class ResultsForm(RowsForm):
    """Kết quả: what the procedure ends in."""

    value = "results"
    heading = gettext_lazy("Kết quả {number}")
    needed = ("name",)

    def fields_of_row(self) -> Fields:
        """A result."""
        return {
            "name": words(gettext_lazy("Tên kết quả"), 1000),
            "code": words(gettext_lazy("Mã kết quả"), 60),
        }


class BasisForm(RowsForm):
    """Căn cứ pháp lý: the documents."""

    value = "legal_basis"
    heading = gettext_lazy("Văn bản {number}")
    needed = ("number",)

    def fields_of_row(self) -> Fields:
        """A document."""
        return {
            "number": words(gettext_lazy("Số hiệu"), 120),
            "name": words(gettext_lazy("Tên văn bản"), 1000),
        }

    def made(self, said: dict[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
        """A document without a name goes by its number."""
        return {**said, "name": said["name"] or said["number"]}


ROWS: dict[str, Callable[..., RowsForm]] = {
    "channels": ChannelsForm,
    "components": ComponentsForm,
    "steps": StepsForm,
    "exemptions": ExemptionsForm,
    "results": ResultsForm,
    "basis": BasisForm,
}

"""Rows of papers as they arrive over the counter, and scans attached to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms import BoundField
from django.utils.translation import gettext, gettext_lazy

from liemchinh.dossiers import services
from liemchinh.dossiers.queries.papers import KINDS as PAPER_KINDS
from liemchinh.dossiers.services.files import MAX_FILES
from liemchinh.kernel.errors import Refused
from liemchinh.papers import scans

MOST_OF_ONE = 99
"""Sheets of one paper that a receipt can count."""


@dataclass(frozen=True)
class Asked:
    """A paper that may be handed in: its name, and the kind and count to begin with."""

    name: str
    kind: str = "original"
    count: int = 1
    note: str = ""


@dataclass(frozen=True)
class Row:
    """One row of the table: the paper and its bound fields."""

    asked: Asked
    here: BoundField
    kind: BoundField
    count: BoundField
    missing: BoundField | None

    @property
    def errors(self) -> list[str]:
        """What is wrong in this row."""
        fields = (self.here, self.kind, self.count, self.missing)
        return [str(error) for bound in fields if bound is not None for error in bound.errors]


class PapersForm(forms.Form):
    """A form with a row for each paper in `asked`: handed in or not, as what, how many, perhaps missing."""

    papers_may_be_missing = False

    def __init__(self, *args: Any, asked: Sequence[Asked] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = list(asked)
        for number, paper in enumerate(self.asked):
            self._add(number, paper)

    def _add(self, number: int, paper: Asked) -> None:
        tick = {"class": "form-check-input"}
        self.fields[f"g{number}_co"] = forms.BooleanField(
            required=False,
            label=gettext("Đã nộp: {name}").format(name=paper.name),
            widget=forms.CheckboxInput({**tick, "aria-label": gettext("Đã nộp: {name}").format(name=paper.name)}),
        )
        self.fields[f"g{number}_loai"] = forms.ChoiceField(
            required=False,
            initial=paper.kind,
            choices=list(PAPER_KINDS.items()),
            label=gettext("Loại: {name}").format(name=paper.name),
            widget=forms.Select(
                {"class": "form-select", "aria-label": gettext("Loại: {name}").format(name=paper.name)}
            ),
        )
        self.fields[f"g{number}_so"] = forms.IntegerField(
            required=False,
            initial=paper.count,
            min_value=1,
            max_value=MOST_OF_ONE,
            label=gettext("Số lượng: {name}").format(name=paper.name),
            widget=forms.NumberInput(
                {"class": "form-control", "aria-label": gettext("Số lượng: {name}").format(name=paper.name)}
            ),
        )
        if self.papers_may_be_missing:
            words = gettext("Còn thiếu: {name}").format(name=paper.name)
            self.fields[f"g{number}_thieu"] = forms.BooleanField(
                required=False, label=words, widget=forms.CheckboxInput({**tick, "aria-label": words})
            )

    @property
    def rows(self) -> list[Row]:
        """The table's rows, in the order of `asked`."""
        return [
            Row(
                asked=paper,
                here=self[f"g{number}_co"],
                kind=self[f"g{number}_loai"],
                count=self[f"g{number}_so"],
                missing=self[f"g{number}_thieu"] if self.papers_may_be_missing else None,
            )
            for number, paper in enumerate(self.asked)
        ]

    def arrived(self) -> list[dict[str, str | int]]:
        """The papers ticked as handed in, as the services take them."""
        given = self.cleaned_data
        return [
            {
                "name": paper.name,
                "kind": given.get(f"g{number}_loai") or paper.kind,
                "count": given.get(f"g{number}_so") or paper.count,
            }
            for number, paper in enumerate(self.asked)
            if given.get(f"g{number}_co")
        ]

    def not_arrived(self) -> list[str]:
        """The names of the papers that are not ticked as handed in."""
        return [p.name for n, p in enumerate(self.asked) if not self.cleaned_data.get(f"g{n}_co")]


class ManyFiles(forms.FileInput):
    """A file box that takes several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, each looked into before anything is done; gives a list of `services.Upload`."""

    widget = ManyFiles

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.widget.attrs.update({"accept": ".pdf,.jpg,.jpeg,.png"})

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Uploads with their content; a file that may not be kept is an error with its name and the cure."""
        given: list[UploadedFile[Any]] = list(data) if isinstance(data, list | tuple) else [data] if data else []
        if not given:
            if self.required:
                raise forms.ValidationError(self.error_messages["required"], code="required")
            return []
        if len(given) > MAX_FILES:
            sentence = gettext_lazy("Mỗi hồ sơ kèm được %(limit)s tệp. Hãy gộp các trang thành một tệp PDF.")
            raise forms.ValidationError(sentence, code="many", params={"limit": MAX_FILES})
        uploads, wrong = [], []
        for file in given:
            name = str(file.name or "")
            content = file.read(scans.MAX_BYTES + 1)
            try:
                scans.inspect(content, name=name)
            except Refused as refused:
                wrong.append(forms.ValidationError(str(refused), code="scan"))
            uploads.append(services.Upload(name=name, content=content))
        if wrong:
            raise forms.ValidationError(wrong)
        return uploads

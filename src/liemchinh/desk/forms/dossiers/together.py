"""Forms for the shares of other units: whom to ask what by when, and their answer. Validation only."""

from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from liemchinh.desk.forms.dossiers.acts import CHOOSE, ActForm
from liemchinh.desk.forms.dossiers.papers import FilesField
from liemchinh.desk.forms.dossiers.receiving import lines
from liemchinh.dossiers import queries, rules
from liemchinh.face.acts import LONGEST_REASON
from liemchinh.face.fields import WordsField
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.law.clocks import Budget
from liemchinh.org import queries as org

LONGEST_ANSWER = 4000
AGREES = {"yes": True, "no": False, "none": None}
AGREE_NAMES = (
    ("yes", gettext_lazy("Đồng ý")),
    ("no", gettext_lazy("Không đồng ý")),
    ("none", gettext_lazy("Không có ý kiến, hoặc chỉ báo đã làm xong")),
)


class ConsultForm(ActForm):
    """Whom, what, by when; one question for all who are chosen, one part for each."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Việc"),
        widget=forms.RadioSelect,
        choices=list(rules.PART_NAMES.items()),
        initial=rules.PartKind.OPINION,
        help_text=gettext_lazy(
            "Phần việc thì phải làm xong mới trình kết quả được; ý kiến quá hạn thì không phải đợi."
        ),
    )
    divisions = forms.MultipleChoiceField(
        label=gettext_lazy("Phòng, đơn vị của cơ quan mình"), required=False, widget=forms.CheckboxSelectMultiple
    )
    others = WordsField(
        label=gettext_lazy("Cơ quan khác"),
        required=False,
        max_length=400,
        widget=forms.Textarea({"rows": 2}),
        help_text=gettext_lazy("Mỗi dòng một mã đơn vị, xem ở Danh bạ. Ví dụ H99.13."),
    )
    question = WordsField(
        label=gettext_lazy("Nội dung hỏi hoặc phần việc giao"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea({"rows": 5}),
    )
    term = WordsField(
        label=gettext_lazy("Thời hạn trả lời"),
        max_length=40,
        initial="2 ngày làm việc",
        help_text=gettext_lazy("Ví dụ: 2 ngày làm việc, 8 giờ. Tính theo lịch của đơn vị được hỏi."),
    )
    stage = forms.IntegerField(
        label=gettext_lazy("Bước thứ"),
        min_value=1,
        max_value=9,
        initial=1,
        help_text=gettext_lazy("Cùng bước thì làm song song; bước sau mở khi các bước trước xong."),
    )

    def prepare(self) -> None:
        """The divisions of the authority but the one that holds the dossier."""
        units = org.divisions(org.in_charge(self.dossier.authority, self.on), self.on)
        holder = self.dossier.division.code if self.dossier.division else ""
        field = self.fields["divisions"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(unit.code, unit.name) for unit in units if unit.code != holder]

    def clean_term(self) -> Budget:
        """The term as the law writes it."""
        try:
            return Budget.parse(self.cleaned_data["term"])
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from refused

    def clean_others(self) -> list[str]:
        """Codes of units that exist today."""
        codes = [line.upper() for line in lines(self.cleaned_data["others"])]
        for code in codes:
            try:
                org.unit(code, self.on)
            except NotFound:
                sentence = gettext("Không có đơn vị mang mã {unit}. Xem lại ở Danh bạ.")
                raise forms.ValidationError(sentence.format(unit=code)) from None
        return codes

    def clean(self) -> dict[str, Any]:
        """Somebody must be asked."""
        given = super().clean() or self.cleaned_data
        if not given.get("divisions") and not given.get("others") and "others" not in self.errors:
            self.add_error("divisions", gettext("Chưa chọn đơn vị nào."))
        return given

    def given(self) -> dict[str, Any]:
        """One ask for each unit."""
        said = self.cleaned_data
        units = dict.fromkeys([*said["divisions"], *said["others"]])
        kind = rules.PartKind(said["kind"])
        asks = [rules.Ask(unit, kind, said["question"], said["term"], stage=said["stage"]) for unit in units]
        return {"asks": asks}


class PartForm(ActForm):
    """A form about one of the open parts."""

    number = forms.TypedChoiceField(label=gettext_lazy("Phần việc"), coerce=int)

    def prepare(self) -> None:
        """The open parts, by number; an only one is chosen already."""
        parts = [part for part in queries.parts_of(self.dossier) if not queries.share_of(part).is_over]
        names = org.unit_names({part.unit.code for part in parts}, self.on)
        field = self.fields["number"]
        assert isinstance(field, forms.ChoiceField)
        options = [
            (str(p.number), f"{p.number}. {names.get(p.unit.code, p.unit.code)}: {p.question[:80]}") for p in parts
        ]
        field.choices = options if len(options) == 1 else [CHOOSE, *options]


class ReplyForm(PartForm):
    """The answer of a unit that was asked."""

    agrees = forms.ChoiceField(label=gettext_lazy("Ý kiến"), widget=forms.RadioSelect, choices=AGREE_NAMES)
    answer = WordsField(
        label=gettext_lazy("Nội dung trả lời"), max_length=LONGEST_ANSWER, widget=forms.Textarea({"rows": 6})
    )
    document = WordsField(label=gettext_lazy("Số văn bản, nếu có"), required=False, max_length=100)
    scans = FilesField(
        label=gettext_lazy("Tệp kèm"), required=False, help_text=gettext_lazy("PDF, JPG hoặc PNG; chọn được nhiều tệp.")
    )

    def given(self) -> dict[str, Any]:
        """The answer with its files."""
        said = super().given()
        return {
            **{k: v for k, v in said.items() if k != "scans"},
            "agrees": AGREES[said["agrees"]],
            "files": said["scans"],
        }


class RecallForm(PartForm):
    """A part that is no longer wanted, and why."""

    reason = WordsField(label=gettext_lazy("Lý do"), max_length=LONGEST_REASON, widget=forms.Textarea({"rows": 3}))

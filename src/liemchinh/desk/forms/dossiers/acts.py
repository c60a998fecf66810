"""One form per move: what the table says that it needs, and nothing more. Validation only."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from liemchinh.desk.forms.dossiers.papers import Asked, FilesField, PapersForm
from liemchinh.desk.forms.dossiers.receiving import lines
from liemchinh.dossiers import queries, rules, services
from liemchinh.dossiers.queries.drafts import wanted
from liemchinh.face import acts
from liemchinh.face.acts import CHOOSE, LONGEST_REASON, reason_field
from liemchinh.face.fields import DayField, WordsField
from liemchinh.kernel.actors import Role
from liemchinh.org import queries as org

if TYPE_CHECKING:
    from datetime import date

    from liemchinh.dossiers.models import Dossier

LONGEST = {"applicant_identity": 30, "applicant_phone": 20, "applicant_address": 300}
LONGEST_FACT = 200
"""Signs that the table of dossiers keeps of a fact about the applicant, and of every other one."""


class ActForm(acts.ActForm):
    """A move on a dossier that needs nothing but the will."""

    def __init__(self, *args: Any, dossier: "Dossier", on: "date", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dossier, self.on = dossier, on
        self.prepare()

    def prepare(self) -> None:
        """Fill in the choices that depend on the dossier."""


class ReasonForm(ActForm):
    """A move that needs its reason in words."""

    reason = reason_field()


class RefuseForm(ActForm):
    """A refusal: its kind and its words."""

    reason_code = forms.ChoiceField(label=gettext_lazy("Loại lý do"), choices=[CHOOSE, *rules.REFUSAL_REASONS.items()])
    reason = reason_field(gettext_lazy("Lý do"), gettext_lazy("Câu này in trên phiếu gửi người nộp."))


class StopForm(ActForm):
    """An end without a result: its kind and its words."""

    reason_code = forms.ChoiceField(label=gettext_lazy("Loại lý do"), choices=[CHOOSE, *rules.STOP_REASONS.items()])
    reason = reason_field(gettext_lazy("Lý do"), gettext_lazy("Câu này in trên thông báo gửi người nộp."))


class ApologyForm(ActForm):
    """An apology: why, in kind and words, and the new day."""

    reason_code = forms.ChoiceField(label=gettext_lazy("Loại lý do"), choices=[CHOOSE, *rules.LATE_REASONS.items()])
    reason = reason_field(gettext_lazy("Lý do"), gettext_lazy("Câu này in trên thư xin lỗi gửi người nộp."))
    new_day = DayField(label=gettext_lazy("Ngày hẹn mới"), help_text=gettext_lazy("Ví dụ 29 9 2026."))


class HandOverForm(ActForm):
    """To which division."""

    division = forms.ChoiceField(label=gettext_lazy("Phòng nhận hồ sơ"))

    def prepare(self) -> None:
        """The divisions of the dossier's authority, not the counter where it is."""
        units = org.divisions(org.in_charge(self.dossier.authority, self.on), self.on)
        self.choose("division", [(unit.code, unit.name) for unit in units if unit.code != self.dossier.desk])


class RehomeForm(HandOverForm):
    """To which division of the authority that answers now, by which decision."""

    decision = WordsField(
        label=gettext_lazy("Số quyết định sắp xếp"),
        max_length=200,
        help_text=gettext_lazy("Ví dụ 01/NQ-HĐND ngày 15/6/2026."),
    )


class AssignForm(ActForm):
    """To which seat of the division."""

    seat = forms.ChoiceField(label=gettext_lazy("Người thụ lý"))

    def prepare(self) -> None:
        """The specialists of the division that holds the dossier."""
        seats = org.seats([self.dossier.division], self.on) if self.dossier.division else []
        self.choose(
            "seat",
            [
                (seat.code, f"{seat.person_name}, {seat.title}")
                for seat in seats
                if seat.person and Role.SPECIALIST in seat.roles
            ],
        )


class MissingForm(ActForm):
    """What is missing, ticked in a list or written a line each, and why."""

    ticked = forms.MultipleChoiceField(
        label=gettext_lazy("Giấy tờ cần bổ sung"), required=False, widget=forms.CheckboxSelectMultiple
    )
    other = reason_field(gettext_lazy("Giấy tờ hoặc nội dung khác"), gettext_lazy("Mỗi dòng một giấy."), required=False)
    reason = reason_field(gettext_lazy("Lý do"), gettext_lazy("Câu này in trên phiếu gửi người nộp."))
    nothing: Any = gettext_lazy("Chưa ghi giấy nào cần bổ sung.")

    def offer(self, names: Iterable[str]) -> None:
        """The papers that can be ticked."""
        field = self.fields["ticked"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(name, name) for name in dict.fromkeys(names)]

    def clean(self) -> dict[str, Any]:
        """At least one thing must be missing."""
        given = super().clean() or self.cleaned_data
        if not given.get("ticked") and not given.get("other"):
            self.add_error("ticked", self.nothing)
        return given

    def given(self) -> dict[str, Any]:
        """The list and the reason."""
        said = self.cleaned_data
        return {"missing": [*said["ticked"], *lines(said.get("other", ""))], "reason": said["reason"]}


class ProposeForm(MissingForm):
    """What is missing, why, and by which rule if the usual time for asking is over."""

    excuse = WordsField(
        label=gettext_lazy("Căn cứ để yêu cầu thêm hoặc yêu cầu muộn"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("Chỉ ghi khi đã yêu cầu một lần, hoặc đã quá 3 ngày làm việc từ khi tiếp nhận."),
    )

    def prepare(self) -> None:
        """The papers that the procedure's version asks for."""
        papers = self.dossier.version.components.all()
        self.offer(paper.name for paper in papers if paper.name and not paper.is_remark)

    def given(self) -> dict[str, Any]:
        """The list, the reason, the excuse."""
        return {**super().given(), "excuse": self.cleaned_data["excuse"]}


class AskForm(MissingForm):
    """What is missing of what came in from afar: one complete list; a second one only repeats from the first."""

    ticked = forms.MultipleChoiceField(
        label=gettext_lazy("Giấy tờ còn thiếu"), required=False, widget=forms.CheckboxSelectMultiple
    )
    other = reason_field(
        gettext_lazy("Giấy tờ hoặc nội dung khác"),
        gettext_lazy("Mỗi dòng một giấy. Pháp luật chỉ cho yêu cầu một lần: hãy ghi đủ ngay."),
        required=False,
    )
    nothing = gettext_lazy("Chưa ghi giấy nào còn thiếu.")

    def prepare(self) -> None:
        """The papers of the version, or those of the list that was given before."""
        names = list(queries.asked_for(self.dossier).missing)
        if names:
            del self.fields["other"]
        else:
            names = [paper.name for paper in wanted(self.dossier.version)]
        self.offer(names)


class ArrivedForm(PapersForm, ActForm):
    """The papers that were missing, as they arrive now. All of them: the term starts only when it is complete."""

    def __init__(self, *args: Any, dossier: "Dossier", on: "date", **kwargs: Any) -> None:
        # what was sent from afar is there already; only what is carried to the counter is ticked off here
        names = queries.asked_for(dossier).left if dossier.awaits == rules.Awaits.CITIZEN else ()
        super().__init__(*args, dossier=dossier, on=on, asked=[Asked(name) for name in names], **kwargs)

    def clean(self) -> dict[str, Any]:
        """Every paper asked for must be there."""
        given = super().clean() or self.cleaned_data
        left = self.not_arrived()
        if left:
            first = self.asked.index(next(paper for paper in self.asked if paper.name == left[0]))
            sentence = gettext("Còn thiếu: {names}. Chỉ bấm khi đã nhận đủ.").format(names="; ".join(left))
            self.add_error(f"g{first}_co", sentence)
        return given

    def given(self) -> dict[str, Any]:
        """The papers."""
        return {"components": self.arrived()}


class DocumentForm(ActForm):
    """The number of a notice or a voucher."""

    document = WordsField(label=gettext_lazy("Số, ngày thông báo hoặc chứng từ"), max_length=500)


class SubmitForm(ActForm):
    """The proposed result."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Kết quả đề nghị"), widget=forms.RadioSelect, choices=list(services.OUTCOMES.items())
    )
    summary = WordsField(
        label=gettext_lazy("Nội dung thẩm định"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea({"rows": 5}),
        help_text=gettext_lazy("Người ký đọc câu này. Đề nghị từ chối thì phải ghi rõ lý do."),
    )
    reason_code = forms.ChoiceField(
        label=gettext_lazy("Loại lý do từ chối"),
        required=False,
        choices=[("", gettext_lazy("Chỉ chọn khi đề nghị từ chối")), *rules.REFUSAL_REASONS.items()],
    )

    def clean(self) -> dict[str, Any]:
        """A denial needs its kind and its words."""
        given = super().clean() or self.cleaned_data
        if given.get("outcome") == services.DENIED:
            if not given.get("reason_code"):
                self.add_error("reason_code", gettext("Chưa chọn loại lý do từ chối."))
            if not given.get("summary"):
                self.add_error("summary", gettext("Chưa ghi lý do từ chối."))
        return given


class TakenForm(ActForm):
    """Who takes the result, and what they showed."""

    collector = WordsField(label=gettext_lazy("Người nhận kết quả"), max_length=200)
    proof = WordsField(
        label=gettext_lazy("Giấy tờ người nhận đã xuất trình"),
        max_length=300,
        help_text=gettext_lazy("Ví dụ: giấy hẹn và căn cước; giấy ủy quyền ngày 18/9/2026."),
    )

    def prepare(self) -> None:
        """Most often it is the applicant."""
        self.fields["collector"].initial = self.dossier.applicant_name


class CorrectedForm(TakenForm):
    """The right result in place of a wrong one: its number, who takes it, and what they showed."""

    number = WordsField(label=gettext_lazy("Số văn bản đúng"), max_length=60)
    field_order = ("number", "collector", "proof")


class AttachForm(ActForm):
    """Scans."""

    scans = FilesField(label=gettext_lazy("Tệp"), help_text=gettext_lazy("PDF, JPG hoặc PNG; chọn được nhiều tệp."))

    def given(self) -> dict[str, Any]:
        """The files."""
        return {"files": self.cleaned_data["scans"]}


class CorrectForm(ActForm):
    """Facts about the applicant as they should read, and why."""

    reason = reason_field(gettext_lazy("Lý do sửa"), gettext_lazy("Nội dung cũ vẫn được giữ trong lịch sử."))

    def prepare(self) -> None:
        """A box for each correctable fact, holding what is written now."""
        for name, label in services.CORRECTABLE.items():
            self.fields[name] = WordsField(
                label=label,
                required=name == "applicant_name",
                max_length=LONGEST.get(name, LONGEST_FACT),
                initial=getattr(self.dossier, name),
            )
        self.order_fields(["token", "seen_step", *services.CORRECTABLE, "reason"])

    def given(self) -> dict[str, Any]:
        """What is typed now; the service keeps what differs."""
        said = self.cleaned_data
        return {"changes": {name: said[name] for name in services.CORRECTABLE}, "reason": said["reason"]}

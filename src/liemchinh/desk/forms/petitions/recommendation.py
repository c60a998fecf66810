"""Forms of moves that only recommendations and reflections know. Validation only."""

from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from liemchinh.desk.forms.dossiers.papers import FilesField, ManyFiles
from liemchinh.desk.forms.petitions.line import LINES, LONGEST_FACT, ActForm, ReasonForm, reason_field
from liemchinh.face.fields import WordsField
from liemchinh.kernel.actors import Role
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import shown
from liemchinh.org import queries as org
from liemchinh.papers import hidden
from liemchinh.petitions import queries, services
from liemchinh.petitions.queries import published
from liemchinh.petitions.queries.likeness import alike
from liemchinh.petitions.rules.publishing import LONGEST_TEXT, LONGEST_TITLE
from liemchinh.petitions.rules.recommendations import LONGEST_ANSWER, UNSOLVED_REASONS
from liemchinh.petitions.rules.redaction import CLUE_NAMES

LONGEST_QUESTION = 2000


class PublicFilesField(forms.FileField):
    """Files to be published: also Word and Excel; each is looked into by the verb. Gives a list of uploads."""

    widget = ManyFiles

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.widget.attrs.update({"accept": ".pdf,.docx,.xlsx,.jpg,.jpeg,.png"})

    def clean(self, data: Any, initial: Any = None) -> list[services.Upload]:
        """Uploads with their content, none for nothing."""
        given = list(data) if isinstance(data, list | tuple) else [data] if data else []
        uploads = [services.Upload(str(file.name or ""), file.read(hidden.MAX_BYTES + 1)) for file in given]
        for upload in uploads:
            try:
                hidden.inside(upload.content, name=upload.name)
            except Refused as refused:
                raise forms.ValidationError(str(refused), code=refused.code) from refused
        return uploads


class _DivisionForm(ActForm):
    division = forms.ChoiceField(label=gettext_lazy("Phòng xử lý"))

    def prepare(self) -> None:
        """The divisions of the petition's authority, but the one that has it."""
        units = org.divisions(org.in_charge(self.petition.authority, self.on), self.on)
        here = self.petition.division_id
        self.choose("division", [(unit.code, unit.name) for unit in units if unit.id != here])


class RouteForm(_DivisionForm):
    """To which division, with which remark."""

    note = WordsField(label=gettext_lazy("Ý kiến giao việc"), max_length=LONGEST_FACT, required=False)


class RerouteForm(_DivisionForm):
    """To which other division, and why."""

    reason = reason_field()


class AllotForm(ActForm):
    """To which seat of the division."""

    seat = forms.ChoiceField(label=gettext_lazy("Người xử lý"))

    def prepare(self) -> None:
        """The occupied specialists' seats of the division that has it."""
        seats = org.seats([self.petition.division], self.on) if self.petition.division else []
        found = [seat for seat in seats if seat.person and Role.SPECIALIST in seat.roles]
        self.choose("seat", [(seat.code, f"{seat.person_name}, {seat.title}") for seat in found])


class AskForm(ActForm):
    """What the sender is asked."""

    question = WordsField(
        label=gettext_lazy("Câu hỏi"),
        max_length=LONGEST_QUESTION,
        widget=forms.Textarea(LINES),
        help_text=gettext_lazy("Hạn trả lời vẫn chạy trong lúc chờ."),
    )


class HearForm(ActForm):
    """What the sender said, as heard at the counter or by telephone."""

    words = WordsField(
        label=gettext_lazy("Lời đáp của người gửi"), max_length=LONGEST_ANSWER, widget=forms.Textarea(LINES)
    )


def _answer_field() -> WordsField:
    return WordsField(
        label=gettext_lazy("Nội dung trả lời"),
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea({"rows": 8}),
        help_text=gettext_lazy("Nói rõ đã làm gì, làm xong ngày nào; chưa làm được thì vì sao và bao giờ."),
    )


class DraftForm(ActForm):
    """The words of an answer, for the head of the division."""

    answer = _answer_field()


class AnswerForm(DraftForm):
    """The answer to the sender; what was drafted stands in it already."""

    number = WordsField(label=gettext_lazy("Số văn bản trả lời, nếu có"), max_length=100, required=False)
    attached = FilesField(label=gettext_lazy("Văn bản, ảnh gửi kèm"), required=False)

    def prepare(self) -> None:
        """Begin with what was drafted."""
        drafted = queries.last_event(self.petition, "draft_answer")
        if drafted is not None:
            self.fields["answer"].initial = drafted.facts.get("draft", "")


class UnsolvedForm(ActForm):
    """Why it cannot be solved now."""

    reason_code = forms.ChoiceField(
        label=gettext_lazy("Vì sao"), choices=[("", gettext_lazy("Chọn trong danh sách")), *UNSOLVED_REASONS.items()]
    )
    reason = reason_field(gettext_lazy("Nói với người gửi"), gettext_lazy("Người gửi đọc đúng những lời này."))


class SolvedForm(ActForm):
    """What the sender said when confirming, if anything."""

    words = WordsField(
        label=gettext_lazy("Lời người gửi, nếu có"),
        max_length=LONGEST_FACT,
        required=False,
        widget=forms.Textarea(LINES),
    )


class ReopenForm(ReasonForm):
    """What is still not done, in the sender's words."""

    reason = reason_field(gettext_lazy("Còn gì chưa xong"))


class PrepareForm(ActForm):
    """The public version: never the petition's own words unread."""

    title = WordsField(
        label=gettext_lazy("Tiêu đề"), max_length=LONGEST_TITLE, help_text=gettext_lazy("Một câu, không nêu tên ai.")
    )
    question = WordsField(
        label=gettext_lazy("Câu hỏi, đã bỏ dữ liệu cá nhân"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea({"rows": 6}),
        help_text=gettext_lazy("Viết lại, không chép nguyên đơn: bỏ tên, số nhà, thôn, số điện thoại, số giấy tờ."),
    )
    answer = WordsField(label=gettext_lazy("Trả lời"), max_length=LONGEST_TEXT, widget=forms.Textarea({"rows": 6}))
    place = WordsField(
        label=gettext_lazy("Địa điểm chung"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Ví dụ: đường vào chợ. Không ghi số nhà."),
    )
    field = WordsField(label=gettext_lazy("Lĩnh vực"), max_length=200, required=False)
    attached = PublicFilesField(
        label=gettext_lazy("Ảnh, tệp công khai kèm theo"),
        required=False,
        help_text=gettext_lazy("Ảnh được vẽ lại, bỏ nơi chụp, lúc chụp. Tệp nào cũng cần người thứ hai xem."),
    )
    drop = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Bỏ tệp"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def prepare(self) -> None:
        """Begin with the last version; without one, with the answer alone: the question must be written anew."""
        draft = published.draft_of(self.petition)
        drop = self.fields["drop"]
        assert isinstance(drop, forms.ChoiceField)
        files = list(published.files_of(draft)) if draft else []
        drop.choices = [(row.number, row.name) for row in files]
        if not files:
            del self.fields["drop"]
        if draft is not None:
            texts = published.texts_of(draft) | {"field": draft.field}
        else:
            answered = queries.last_event(self.petition, "answer", "close_unsolved", "admit_unsolved")
            words = (answered.facts.get("answer") or answered.reason) if answered else ""
            texts = {"answer": words, "field": self.petition.field}
        for name, text in texts.items():
            self.fields[name].initial = text


class ClearForm(ActForm):
    """Which findings lead to nobody, and why."""

    findings = forms.MultipleChoiceField(label=gettext_lazy("Máy báo nhầm ở"), widget=forms.CheckboxSelectMultiple)
    reason = reason_field(gettext_lazy("Vì sao chỗ này không lộ ai"))

    def prepare(self) -> None:
        """Every finding that nobody has cleared, with the words around it."""
        draft = published.draft_of(self.petition)
        alarms = published.alarms_of(draft, on=self.on) if draft else []
        field = self.fields["findings"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(
            {
                one.key: (one.key, f"{shown(CLUE_NAMES[one.clue])}: …{one.before}[{shown(one.words)}]{one.after}…")
                for one in alarms
                if draft is not None and one.key not in draft.cleared
            }.values()
        )


class WithdrawForm(ActForm):
    """Why a public version goes; everybody reads the reason."""

    reason = reason_field(
        gettext_lazy("Vì sao rút"), gettext_lazy("Lý do được đăng thay cho nội dung đã rút, ai cũng đọc được.")
    )

    def clean_reason(self) -> str:
        """As long as the page shows of it."""
        said: str = self.cleaned_data["reason"]
        if len(said) > 500:
            raise forms.ValidationError(gettext("Viết gọn trong 500 ký tự."))
        return said


class MergeForm(ActForm):
    """Into which letter, chosen among those that read like it or typed by its code."""

    head = WordsField(
        label=gettext_lazy("Mã đơn gốc"),
        max_length=60,
        help_text=gettext_lazy("Đơn đang được giải quyết về cùng một việc."),
    )
    reason = reason_field(gettext_lazy("Vì sao là cùng một việc"), required=False)

    def prepare(self) -> None:
        """Begin with the likest one."""
        found = [] if self.is_bound else alike(self.petition, self.actor, on=self.on)
        if found:
            self.fields["head"].initial = found[0].petition.code


class ApartForm(ActForm):
    """Which letter is another matter."""

    other = WordsField(label=gettext_lazy("Mã đơn kia"), max_length=60)
    reason = reason_field(gettext_lazy("Khác nhau ở đâu"), required=False)

"""Forms of the acts beside the course of a case. Validation only."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from liemchinh.desk.forms.petitions.line import (
    CHOOSE,
    LINES,
    LONGEST_BODY,
    ActForm,
    document_field,
    reason_field,
)
from liemchinh.face.fields import DayField, WordsField
from liemchinh.kernel.days import local_day, short_day
from liemchinh.kernel.words import shown
from liemchinh.petitions.queries import beside as standing
from liemchinh.petitions.rules import beside as rules
from liemchinh.petitions.rules.complaints import SECOND

LONGEST_TEXT = 20_000
NO_TRACE = gettext_lazy("Nơi khác đọc được câu này: không ghi gì làm lộ người tố cáo.")
ANSWER_BY = gettext_lazy("Trả lời chậm nhất ngày")


def _text(label: Any, hint: Any = "", *, rows: int = 6) -> WordsField:
    return WordsField(label=label, max_length=LONGEST_TEXT, widget=forms.Textarea({"rows": rows}), help_text=hint)


def _one_of(label: Any, options: Mapping[str, str], hint: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[CHOOSE, *options.items()], help_text=hint)


def _place() -> WordsField:
    return WordsField(label=gettext_lazy("Địa điểm"), max_length=LONGEST_BODY)


def _presided() -> WordsField:
    return WordsField(label=gettext_lazy("Người chủ trì"), max_length=LONGEST_BODY, required=False)


def _who(hint: Any = "") -> WordsField:
    return WordsField(
        label=gettext_lazy("Họ tên, chức vụ, cơ quan hoặc địa chỉ"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(LINES),
        help_text=hint or gettext_lazy("Mỗi dòng một người. Bỏ trống thì lấy tên đã có trong đơn."),
    )


class StayForm(ActForm):
    """Why the contested decision may not be executed now, until when (article 35)."""

    document = document_field(gettext_lazy("Số quyết định tạm đình chỉ thi hành"))
    until = DayField(label=gettext_lazy("Tạm đình chỉ đến hết ngày"))
    reason = reason_field(
        gettext_lazy("Hậu quả khó khắc phục nếu thi hành"), gettext_lazy("Câu này in trên quyết định gửi các bên.")
    )
    executors = WordsField(
        label=gettext_lazy("Người khác có trách nhiệm thi hành"), max_length=LONGEST_BODY, required=False
    )

    def prepare(self) -> None:
        """The law's last day is the last day of settlement."""
        if self.petition.due_at is not None:
            day = local_day(self.petition.due_at)
            hint = gettext("Không quá thời hạn giải quyết còn lại: đến hết ngày {day}.")
            self.fields["until"].help_text = hint.format(day=short_day(day))
            self.initial.setdefault("until", day)


class LiftForm(ActForm):
    """Why the stay is not needed any more."""

    document = document_field(gettext_lazy("Số quyết định hủy bỏ"))
    reason = reason_field(gettext_lazy("Lý do tạm đình chỉ không còn vì sao"))


class HearForm(ActForm):
    """Minutes with one side of a complaint."""

    whom = _one_of(gettext_lazy("Làm việc với"), rules.PARTIES)
    who = _who()
    held_on = DayField(label=gettext_lazy("Ngày làm việc"))
    place = _place()
    presided = _presided()
    said = _text(gettext_lazy("Nội dung làm việc"))
    attended = _one_of(gettext_lazy("Có mặt, ký"), rules.ATTENDED)


class AskForm(ActForm):
    """What is asked, of whom, until when."""

    asked = forms.ChoiceField(label=gettext_lazy("Việc yêu cầu"))
    body = WordsField(
        label=gettext_lazy("Cơ quan, người được yêu cầu"),
        max_length=LONGEST_BODY,
        help_text=gettext_lazy("Hội đồng tư vấn: ghi các thành viên."),
    )
    question = reason_field(gettext_lazy("Nội dung yêu cầu"))
    day = DayField(
        label=ANSWER_BY,
        required=False,
        help_text=gettext_lazy("Yêu cầu tài liệu, hồ sơ thì bỏ trống: luật định hạn."),
    )
    document = document_field()

    def prepare(self) -> None:
        """A council and the first file belong to the second instance."""
        second = self.petition.instance == SECOND
        self.choose("asked", [(c, name) for c, name in rules.ASKED.items() if second or c not in rules.SECOND_ONLY])


class AnswerForm(ActForm):
    """Which letter was answered, by which paper, with what."""

    ask = forms.TypedChoiceField(label=gettext_lazy("Yêu cầu được trả lời"), coerce=int)
    document = document_field(gettext_lazy("Số văn bản trả lời"))
    said = _text(gettext_lazy("Nội dung trả lời, kết luận giám định, ý kiến tư vấn"))

    def prepare(self) -> None:
        """The letters that wait."""
        waiting = standing.unanswered(self.petition)
        told = [
            (str(event.step), f"{shown(rules.ASKED[event.facts['asked']])}: {event.facts['body']}") for event in waiting
        ]
        self.choose("ask", told)


class LendForm(ActForm):
    """To whom the file goes."""

    borrower = _one_of(gettext_lazy("Chuyển cho"), rules.BORROWERS)
    body = WordsField(label=gettext_lazy("Tên cơ quan nhận"), max_length=LONGEST_BODY)
    pages = WordsField(label=gettext_lazy("Số trang đã đánh số"), max_length=20, required=False)
    document = document_field(gettext_lazy("Số phiếu chuyển"))


class ExecutionForm(ActForm):
    """How the execution goes."""

    executed = _one_of(gettext_lazy("Tình hình"), rules.EXECUTED)
    said = _text(gettext_lazy("Việc đã làm, vướng mắc, cách xử lý"), rows=4)
    document = document_field(gettext_lazy("Số báo cáo, văn bản đôn đốc"), required=False)


class ReviewForm(ActForm):
    """Who above wants it looked into, why, until when."""

    body = WordsField(
        label=gettext_lazy("Cấp trên yêu cầu"),
        max_length=LONGEST_BODY,
        help_text=gettext_lazy("Việc giải quyết của cấp xã, cơ quan chuyên môn cấp tỉnh: Chủ tịch UBND cấp tỉnh."),
    )
    document = document_field(gettext_lazy("Số văn bản yêu cầu"))
    review_ground = forms.ChoiceField(label=gettext_lazy("Căn cứ"))
    reason = reason_field(gettext_lazy("Vi phạm được nêu"))
    day = DayField(label=gettext_lazy("Phải báo cáo chậm nhất ngày"))

    def prepare(self) -> None:
        """The grounds of the day's law."""
        self.choose("review_ground", list(rules.review_grounds_on(self.on).items()))


class ReviewedForm(ActForm):
    """What came of the review."""

    review_result = _one_of(gettext_lazy("Kết quả xem xét"), rules.REVIEW_RESULTS)
    document = document_field(gettext_lazy("Số văn bản chỉ đạo"))
    reason = reason_field(gettext_lazy("Nội dung chỉ đạo"))


class AnewForm(ActForm):
    """By which paper it is taken up again."""

    document = document_field(gettext_lazy("Số văn bản giải quyết lại"))
    reason = reason_field(gettext_lazy("Nội dung phải giải quyết lại"))


class PreventForm(ActForm):
    """How harm is prevented at once."""

    measure = _one_of(gettext_lazy("Biện pháp"), rules.PREVENTED)
    said = _text(gettext_lazy("Đã làm gì, báo ai, lúc nào"), NO_TRACE, rows=4)
    document = document_field(required=False)


class PoliceForm(ActForm):
    """To whom the file goes, for which signs."""

    body = WordsField(label=gettext_lazy("Cơ quan điều tra, viện kiểm sát"), max_length=LONGEST_BODY)
    reason = reason_field(gettext_lazy("Dấu hiệu tội phạm"), NO_TRACE)
    document = document_field(gettext_lazy("Số văn bản chuyển"))


class _Form08(ActForm):
    """What form 08 says, whoever was heard."""

    held_on = DayField(label=gettext_lazy("Ngày làm việc"))
    place = _place()
    presided = _presided()
    attended = _one_of(gettext_lazy("Có mặt, ký"), rules.ATTENDED)
    copies = forms.IntegerField(label=gettext_lazy("Số bản"), min_value=1)

    def prepare(self) -> None:
        """As many copies as the law asks for."""
        self.initial.setdefault("copies", rules.least_copies(on=self.on))


class DenouncerForm(_Form08):
    """Minutes with who denounced: whoever must not know them does not see it."""

    said = _text(gettext_lazy("Nội dung làm việc"), gettext_lazy("Biên bản này chỉ người được biết người tố cáo xem."))


class AccusedForm(_Form08):
    """Minutes with the accused or somebody else."""

    whom = _one_of(gettext_lazy("Làm việc với"), rules.HEARD)
    who = _who()
    said = _text(gettext_lazy("Nội dung làm việc, giải trình"), NO_TRACE)


class ExpertForm(ActForm):
    """What is asked of whom about a denunciation."""

    asked = _one_of(gettext_lazy("Việc yêu cầu"), rules.ASKED_OF_DENUNCIATIONS)
    body = WordsField(label=gettext_lazy("Cơ quan, tổ chức được yêu cầu"), max_length=LONGEST_BODY)
    question = reason_field(gettext_lazy("Nội dung yêu cầu"), NO_TRACE)
    day = DayField(label=ANSWER_BY)
    document = document_field()


def _several(label: Any, *, required: bool) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        choices=list(rules.PROTECTED.items()),
        widget=forms.CheckboxSelectMultiple,
        required=required,
    )


class AskProtectionForm(ActForm):
    """What has to be protected, why."""

    protected = _several(gettext_lazy("Cần bảo vệ"), required=True)
    said = _text(gettext_lazy("Lý do, ai cần được bảo vệ, bảo vệ thế nào"), rows=4)
    urgent = forms.BooleanField(
        label=gettext_lazy("Khẩn cấp: đề nghị bằng lời, qua điện thoại, văn bản gửi sau"), required=False
    )
    document = document_field(gettext_lazy("Văn bản đề nghị"), required=False)


class DecideProtectionForm(ActForm):
    """What is done about it, by whom."""

    protection = _one_of(gettext_lazy("Quyết định"), rules.PROTECTIONS)
    measures = _several(gettext_lazy("Nội dung bảo vệ"), required=False)
    body = WordsField(label=gettext_lazy("Nơi thực hiện"), max_length=LONGEST_BODY, required=False)
    reason = reason_field()
    document = document_field(gettext_lazy("Số quyết định, văn bản"))


class EndProtectionForm(ActForm):
    """On which ground it ends."""

    reason_code = forms.ChoiceField(label=gettext_lazy("Chấm dứt vì"))
    reason = reason_field()
    document = document_field(gettext_lazy("Số quyết định chấm dứt"))

    def prepare(self) -> None:
        """The grounds of the day's law."""
        self.choose("reason_code", list(rules.protection_ends_on(self.on).items()))

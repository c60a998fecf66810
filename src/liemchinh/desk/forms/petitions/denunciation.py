"""Forms of the acts that only a denunciation knows. Validation only."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from liemchinh.desk.forms.petitions.line import (
    CHOOSE,
    LONGEST_BODY,
    LONGEST_FACT,
    ActForm,
    document_field,
    reason_field,
)
from liemchinh.face.fields import DayField, WordsField
from liemchinh.law.book import provision
from liemchinh.petitions import queries
from liemchinh.petitions.rules import denunciations as law

LONGEST_TEXT = 20_000
NO_TRACE = gettext_lazy("Người bị tố cáo đọc được câu này: không ghi gì làm lộ người tố cáo.")


def _text(label: Any, hint: Any = "", *, required: bool = True, rows: int = 4) -> WordsField:
    return WordsField(
        label=label,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea({"rows": rows}),
        help_text=hint,
        required=required,
    )


def _one_of(label: Any, options: Mapping[Any, str], hint: Any = "", *, required: bool = True) -> forms.ChoiceField:
    choices = [(str(code), name) for code, name in options.items()]
    return forms.ChoiceField(label=label, choices=[CHOOSE, *choices], help_text=hint, required=required)


def _several(
    label: Any, options: Mapping[str, str], hint: Any = "", *, required: bool = True
) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        choices=list(options.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=hint,
        required=required,
    )


class ProlongForm(ActForm):
    """Which of the two reasons allows ten working days."""

    reason_code = _one_of(gettext_lazy("Vì sao cần lâu hơn"), law.LONGER_CHECK)
    reason = reason_field()


class RenewForm(ActForm):
    """Why it is made again, and the case below when it is in this system."""

    reason_code = _one_of(gettext_lazy("Tố cáo tiếp vì"), law.RENEWALS)
    earlier = WordsField(
        label=gettext_lazy("Mã đơn trước"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Mã trên giấy của người tố cáo. Bỏ trống nếu vụ việc trước không ở trong hệ thống."),
    )
    reason = reason_field(gettext_lazy("Người tố cáo nêu gì"))


class DemandForm(ActForm):
    """Which body must report."""

    body = WordsField(label=gettext_lazy("Cơ quan phải báo cáo"), max_length=LONGEST_BODY)
    document = document_field(gettext_lazy("Số văn bản yêu cầu"))


class ProposeForm(ActForm):
    """What the desk proposes to the head, and why."""

    proposal = _one_of(gettext_lazy("Đề xuất"), law.PROPOSALS)
    reason = reason_field(hint=gettext_lazy("Kết quả kiểm tra thông tin người tố cáo, điều kiện thụ lý."))


class AcceptForm(ActForm):
    """All conditions, what is accepted, by which decision."""

    met = _several(gettext_lazy("Điều kiện thụ lý đã kiểm tra"), law.CONDITIONS, gettext_lazy("Đủ cả mới thụ lý được."))
    matter = _text(gettext_lazy("Nội dung tố cáo được thụ lý"), NO_TRACE)
    document = document_field(gettext_lazy("Số quyết định thụ lý"))
    ground = _one_of(
        gettext_lazy("Giải quyết lại vì"),
        law.REVIEW_GROUNDS,
        gettext_lazy("Chỉ dành cho tố cáo tiếp."),
        required=False,
    )

    def prepare(self) -> None:
        """A ground is asked of one that was made again only."""
        if self.petition.earlier_id is None and self.petition.instance != 2:  # lần hai: tố cáo tiếp
            del self.fields["ground"]


class RefuseForm(ActForm):
    """Which reason of the law, and its words."""

    reason_code = _one_of(gettext_lazy("Không thụ lý vì"), law.REFUSALS)
    reason = reason_field(hint=gettext_lazy("Câu này in trên thông báo gửi người tố cáo."))
    document = document_field(gettext_lazy("Số thông báo"))


class KeepSettledForm(ActForm):
    """Why the earlier settlement was right."""

    reason = reason_field(gettext_lazy("Vì sao không giải quyết lại"))
    document = document_field(gettext_lazy("Số thông báo"))


class LeadForm(ActForm):
    """Why it is no denunciation, and what makes it a lead."""

    reason_code = _one_of(gettext_lazy("Không phải tố cáo vì"), law.LEADS)
    subject = WordsField(label=gettext_lazy("Nêu rõ ai, việc gì"), max_length=LONGEST_BODY)
    evidence = WordsField(label=gettext_lazy("Tài liệu, chứng cứ cụ thể"), max_length=LONGEST_BODY)
    body = WordsField(label=gettext_lazy("Nơi thanh tra, kiểm tra"), max_length=LONGEST_BODY)


class AtOnceForm(ActForm):
    """By which record it was dealt with."""

    document = document_field(gettext_lazy("Số biên bản, quyết định xử lý"))
    reason = reason_field(gettext_lazy("Việc đã làm"))


class VerifyForm(ActForm):
    """Who verifies what, by which decision."""

    seat = forms.ChoiceField(
        label=gettext_lazy("Người xác minh"),
        help_text=gettext_lazy(
            "Không có trong danh sách: người bị tố cáo, người thân đã khai và cấp dưới của người ấy."
        ),
    )
    reason = reason_field(gettext_lazy("Nội dung xác minh"), NO_TRACE)
    document = document_field(gettext_lazy("Số văn bản giao xác minh"))

    def prepare(self) -> None:
        """The verifiers who are near to nobody it is about."""
        seats = queries.denunciations.may_verify(self.petition, on=self.on)
        self.choose("seat", [(seat.code, f"{seat.person_name}, {seat.title}") for seat in seats])


class ReportForm(ActForm):
    """What was found."""

    verified = _text(gettext_lazy("Kết quả xác minh"), rows=8)
    suggested = _one_of(gettext_lazy("Đề xuất kết luận"), law.VERDICT_NAMES)
    document = document_field(gettext_lazy("Số báo cáo"))


class ExtendForm(ActForm):
    """By which criteria, for how many days."""

    criteria = _several(
        gettext_lazy("Tiêu chí phức tạp"),
        law.CRITERIA,
        gettext_lazy("Một tiêu chí: gia hạn một lần. Từ hai tiêu chí: gia hạn hai lần."),
    )
    days = forms.IntegerField(label=gettext_lazy("Gia hạn bao nhiêu ngày"), min_value=1)
    document = document_field(gettext_lazy("Số quyết định gia hạn"))

    def prepare(self) -> None:
        """What was found before, and the most that the law allows."""
        self.initial.setdefault("criteria", self.petition.criteria)
        self.initial.setdefault("days", provision("denunciations.extension", on=self.on).number())


class SuspendForm(ActForm):
    """What is waited for."""

    reason_code = _one_of(gettext_lazy("Đợi gì"), law.SUSPENSIONS)
    reason = reason_field(hint=NO_TRACE)
    document = document_field(gettext_lazy("Số quyết định tạm đình chỉ"))


class ResumeForm(ActForm):
    """Why it goes on."""

    reason = reason_field(hint=NO_TRACE)
    document = document_field(gettext_lazy("Số quyết định tiếp tục"))


class WithdrawForm(ActForm):
    """Who takes back what, and what speaks for going on all the same."""

    form_used = _one_of(gettext_lazy("Bằng"), law.WITHDRAWAL_FORMS)
    withdrawn = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Người rút tố cáo"), widget=forms.CheckboxSelectMultiple, coerce=int
    )
    scope = _one_of(gettext_lazy("Rút"), law.SCOPES)
    words = reason_field(gettext_lazy("Nội dung được rút, nếu chỉ rút một phần"), required=False)
    signs = _several(
        gettext_lazy("Dấu hiệu phải tiếp tục giải quyết"),
        law.STILL_SETTLED,
        gettext_lazy("Có một dấu hiệu thì không đình chỉ vì rút tố cáo."),
        required=False,
    )

    def prepare(self) -> None:
        """Those who still stand behind it."""
        field = self.fields["withdrawn"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = queries.denunciations.standing(self.petition, self.actor)


class TerminateForm(ActForm):
    """On which ground."""

    reason_code = _one_of(gettext_lazy("Đình chỉ vì"), law.TERMINATIONS)
    reason = reason_field(hint=NO_TRACE)
    document = document_field(gettext_lazy("Số quyết định đình chỉ"))


class ConcludeForm(ActForm):
    """What the conclusion says."""

    verdict = _one_of(gettext_lazy("Kết luận"), law.VERDICT_NAMES)
    verified = _text(gettext_lazy("Kết quả xác minh"), NO_TRACE, rows=8)
    grounds = _text(gettext_lazy("Căn cứ pháp luật"))
    responsibility = _text(
        gettext_lazy("Trách nhiệm của từng cơ quan, tổ chức, cá nhân"),
        gettext_lazy("Luật buộc ghi (Điều 35.2c). Không ai có trách nhiệm thì ghi rõ như vậy."),
    )
    proposals = _text(gettext_lazy("Biện pháp phải thực hiện, kiến nghị sửa chính sách"), NO_TRACE, required=False)
    earlier_faults = _text(
        gettext_lazy("Vi phạm, sai lầm của lần giải quyết trước"),
        gettext_lazy("Không có thì ghi “không có”."),
        required=False,
    )
    unheard = reason_field(
        gettext_lazy("Vì sao không làm việc được với người bị tố cáo"),
        gettext_lazy("Bỏ trống khi đã có biên bản làm việc với người bị tố cáo."),
        required=False,
    )
    document = document_field(gettext_lazy("Số kết luận"))

    def prepare(self) -> None:
        """What the verifier proposed; faults of an earlier settlement only where there was one."""
        if self.petition.instance != law.RENEWED:
            del self.fields["earlier_faults"]
        told = queries.last_event(self.petition, "report_denunciation")
        if told is not None:
            self.initial.setdefault("verdict", told.facts.get("suggested", ""))
            self.initial.setdefault("verified", told.facts.get("verified", ""))


class SendForm(ActForm):
    """What was sent to whom."""

    sent = forms.ChoiceField(label=gettext_lazy("Văn bản đã gửi"))
    recipients = WordsField(
        label=gettext_lazy("Nơi nhận"),
        max_length=LONGEST_BODY,
        help_text=gettext_lazy("Người tố cáo, người bị tố cáo, cơ quan quản lý người bị tố cáo."),
    )
    document = document_field()

    def prepare(self) -> None:
        """What waits to be sent."""
        owed = queries.denunciations.open_duties(self.petition)
        self.choose("sent", [(code, name) for code, name in law.SENT.items() if code in owed])


class ActOnForm(ActForm):
    """What is done about it."""

    measures = _several(gettext_lazy("Biện pháp"), law.MEASURES)
    words = reason_field(gettext_lazy("Ghi rõ"), required=False)
    answer_by = DayField(
        label=gettext_lazy("Nơi được kiến nghị báo kết quả trước"),
        required=False,
        help_text=gettext_lazy("Bắt buộc khi kiến nghị nơi khác xử lý hoặc chuyển cơ quan điều tra."),
    )
    document = document_field(gettext_lazy("Số văn bản xử lý"))


class PublishForm(ActForm):
    """How and in which words it becomes public."""

    form = _several(gettext_lazy("Hình thức công khai"), law.PUBLICATION_FORMS)
    posted = WordsField(label=gettext_lazy("Ở đâu, từ ngày nào"), max_length=LONGEST_FACT)
    extract = _text(
        gettext_lazy("Nội dung công khai"),
        gettext_lazy("Hệ thống so với họ tên, giấy tờ, địa chỉ, điện thoại của người tố cáo. Không gắn được tệp."),
        rows=8,
    )

    def prepare(self) -> None:
        """The conclusion, to be shortened."""
        told = queries.last_event(self.petition, "conclude_denunciation")
        if told is not None:
            self.initial.setdefault("extract", told.facts.get("verified", ""))


class FollowForm(ActForm):
    """Who follows up."""

    body = _one_of(gettext_lazy("Giao cho"), law.FOLLOWERS)
    document = document_field(gettext_lazy("Số văn bản giao"))


class FollowedForm(ActForm):
    """What has come of it."""

    followed = _text(gettext_lazy("Kết quả thực hiện"))
    answered = forms.BooleanField(label=gettext_lazy("Nơi được kiến nghị đã báo kết quả xử lý"), required=False)
    done = forms.BooleanField(label=gettext_lazy("Đã thực hiện xong, không phải báo cáo nữa"), required=False)
    document = document_field(gettext_lazy("Số báo cáo"))


class CloseForm(ActForm):
    """How it ended."""

    reason = reason_field(gettext_lazy("Kết quả"))

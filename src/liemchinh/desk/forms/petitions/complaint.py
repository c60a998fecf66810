"""Forms of the acts that only a complaint knows. Validation only."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from liemchinh.desk.forms.petitions.line import (
    CHOOSE,
    LINES,
    LONGEST_BODY,
    LONGEST_FACT,
    ActForm,
    document_field,
    reason_field,
)
from liemchinh.face.fields import DayField, WordsField
from liemchinh.kernel.days import VIETNAM, local_day
from liemchinh.kernel.words import gettext_noop, shown
from liemchinh.law.book import law_on
from liemchinh.petitions import rules
from liemchinh.petitions.queries import complaints as queries
from liemchinh.petitions.rules.complaints import Obstacle
from liemchinh.petitions.services.complaints import Examined

LONGEST_TEXT = 20_000
HOURS = ("%H:%M", "%Hh%M", "%H giờ %M", "%H giờ", "%Hh", "%H")


def _text(label: Any, hint: Any = "", *, required: bool = True, rows: int = 4) -> WordsField:
    return WordsField(
        label=label,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea({"rows": rows}),
        help_text=hint,
        required=required,
    )


def _one_of(label: Any, options: dict[Any, str], hint: Any = "") -> forms.ChoiceField:
    choices = [(str(code), name) for code, name in options.items()]
    return forms.ChoiceField(label=label, choices=[CHOOSE, *choices], help_text=hint)


class ProposeForm(ActForm):
    """What the desk proposes to the head, and why."""

    proposal = _one_of(gettext_lazy("Đề xuất"), rules.complaints.PROPOSALS)
    reason = reason_field(hint=gettext_lazy("Thẩm quyền, thời hiệu, chữ ký, điều kiện thụ lý."))


class AcceptForm(ActForm):
    """What was examined, and the notice of acceptance (form 03)."""

    document = document_field(gettext_lazy("Số thông báo thụ lý"))
    instance = forms.TypedChoiceField(
        label=gettext_lazy("Khiếu nại"),
        choices=[("1", gettext_lazy("Lần đầu")), ("2", gettext_lazy("Lần hai"))],
        coerce=int,
        initial="1",
    )
    decision_ref = WordsField(
        label=gettext_lazy("Quyết định, hành vi bị khiếu nại"), max_length=LONGEST_FACT, required=False
    )
    known_on = DayField(
        label=gettext_lazy("Ngày người khiếu nại nhận hoặc biết quyết định, hành vi"),
        help_text=gettext_lazy("Lần hai: ngày nhận quyết định lần đầu, hoặc ngày hết hạn giải quyết lần đầu."),
    )
    obstacle_from = DayField(
        label=gettext_lazy("Có trở ngại từ ngày"),
        required=False,
        help_text=gettext_lazy(
            "Ốm đau, thiên tai, đi công tác, học tập ở nơi xa. Thời gian này không tính vào thời hiệu."
        ),
    )
    obstacle_until = DayField(label=gettext_lazy("Đến hết ngày"), required=False)
    obstacle_reason = WordsField(label=gettext_lazy("Trở ngại gì"), max_length=LONGEST_FACT, required=False)
    excuse = reason_field(
        gettext_lazy("Lý do chính đáng nếu đã quá thời hiệu"),
        gettext_lazy("Bỏ trống nếu đơn đến trong thời hiệu."),
        required=False,
    )
    all_signed = forms.BooleanField(
        label=gettext_lazy("Đơn có đủ chữ ký hoặc điểm chỉ của mọi người khiếu nại"), required=False
    )
    representative_paper = WordsField(
        label=gettext_lazy("Văn bản cử người đại diện"),
        max_length=LONGEST_FACT,
        required=False,
        help_text=gettext_lazy("Bắt buộc khi nhiều người cùng khiếu nại một nội dung."),
    )
    earlier = WordsField(
        label=gettext_lazy("Mã đơn lần đầu"),
        max_length=60,
        required=False,
        help_text=gettext_lazy(
            "Khiếu nại lần hai: ghi mã trên giấy của người khiếu nại, nếu lần đầu ở trong hệ thống."
        ),
    )
    first_decision = WordsField(
        label=gettext_lazy("Quyết định giải quyết lần đầu"),
        max_length=LONGEST_FACT,
        required=False,
        help_text=gettext_lazy("Khiếu nại lần hai mà lần đầu ở ngoài hệ thống: ghi số, ngày, nơi ra quyết định."),
    )
    remote = forms.BooleanField(
        label=gettext_lazy("Vùng sâu, vùng xa đi lại khó khăn (thời hạn dài hơn)"), required=False
    )
    dismissal = forms.BooleanField(label=gettext_lazy("Kỷ luật buộc thôi việc"), required=False)
    criteria = forms.MultipleChoiceField(
        label=gettext_lazy("Vụ việc phức tạp theo tiêu chí"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("Bỏ trống nếu không phức tạp. Có thể xác định sau khi thụ lý."),
    )
    complex_reason = reason_field(gettext_lazy("Vì sao phức tạp"), required=False)

    def prepare(self) -> None:
        """What is known from sorting; the criteria of the day's law."""
        criteria = self.fields["criteria"]
        assert isinstance(criteria, forms.MultipleChoiceField)
        criteria.choices = list(rules.complaints.criteria_on(self.on).items())
        if not criteria.choices:
            del self.fields["criteria"]
        if not queries.is_disciplinary(self.petition):
            del self.fields["dismissal"]
        if queries.settles_first_only(self.petition, self.on):
            for name in ("instance", "earlier", "first_decision"):
                del self.fields[name]
        if not self.is_bound:
            self.initial.setdefault("decision_ref", self.petition.decision_ref)
            self.initial.setdefault("known_on", self.petition.decision_on)
            self.initial.setdefault("all_signed", self.petition.conditions.get("signed", False))

    def clean(self) -> dict[str, Any]:
        """An obstacle has both its days; criteria come with their reason."""
        said = super().clean() or self.cleaned_data
        since, until = said.get("obstacle_from"), said.get("obstacle_until")
        if bool(since) != bool(until):
            self.add_error("obstacle_until" if since else "obstacle_from", gettext("Hãy ghi cả ngày đầu và ngày cuối."))
        if said.get("criteria") and not said.get("complex_reason"):
            self.add_error("complex_reason", gettext("Hãy ghi vì sao vụ việc là phức tạp."))
        return said

    def given(self) -> dict[str, Any]:
        """Arguments of `complaints.accept`."""
        said = dict(self.cleaned_data)
        since, until = said["obstacle_from"], said["obstacle_until"]
        names = (
            *("known_on", "all_signed", "representative_paper", "remote", "excuse", "decision_ref", "complex_reason"),
            *("instance", "earlier", "first_decision", "dismissal", "criteria"),
        )
        facts = {name: said[name] for name in names if name in said}
        obstacle = Obstacle(since, until, said["obstacle_reason"]) if since and until else None
        return {"document": said["document"], "examined": Examined(**facts, obstacle=obstacle)}


class RefuseForm(ActForm):
    """Which ground of article 11, and its words."""

    document = document_field(gettext_lazy("Số thông báo không thụ lý"))
    reason_code = _one_of(gettext_lazy("Lý do theo Điều 11"), rules.complaints.REFUSAL_GROUNDS)
    reason = reason_field(hint=gettext_lazy("Câu này in trên thông báo gửi người khiếu nại."))


class VerifyForm(ActForm):
    """Who verifies, by which decision, what."""

    document = document_field(gettext_lazy("Số quyết định giao xác minh"))
    seat = forms.ChoiceField(
        label=gettext_lazy("Người xác minh"),
        help_text=gettext_lazy("Không có trong danh sách: người bị khiếu nại và người thân đã khai của người đó."),
    )
    reason = reason_field(gettext_lazy("Nội dung xác minh"))

    def prepare(self) -> None:
        """The inspectors who are not concerned by it."""
        seats = queries.verifiers(self.petition, self.on)
        self.choose("seat", [(seat.code, f"{seat.person_name}, {seat.title}") for seat in seats])


class ReportForm(ActForm):
    """What was found, and what the verifier proposes (article 29.4)."""

    document = document_field(gettext_lazy("Số báo cáo"))
    findings = _text(
        gettext_lazy("Kết quả xác minh"),
        gettext_lazy("Đối tượng, thời gian, người tiến hành, nội dung và kết quả xác minh."),
        rows=8,
    )
    conclusion = _text(gettext_lazy("Kết luận và kiến nghị"), required=False)
    proposed = _one_of(gettext_lazy("Kiến nghị kết luận"), rules.complaints.VERDICT_NAMES)
    differs = forms.BooleanField(
        label=gettext_lazy("Yêu cầu của người khiếu nại và kết quả xác minh còn khác nhau"),
        required=False,
        help_text=gettext_lazy("Còn khác nhau thì phải đối thoại trước khi quyết định."),
    )


class InviteForm(ActForm):
    """When, where and about what people are to talk."""

    document = document_field(gettext_lazy("Số thông báo đối thoại"))
    held_on = DayField(label=gettext_lazy("Ngày đối thoại"))
    held_hour = forms.TimeField(
        label=gettext_lazy("Giờ đối thoại"), input_formats=HOURS, widget=forms.TextInput(), help_text="8:30"
    )
    place = WordsField(label=gettext_lazy("Địa điểm"), max_length=LONGEST_BODY)
    matters = reason_field(gettext_lazy("Nội dung đối thoại"))

    def given(self) -> dict[str, Any]:
        """Arguments of `complaints.invite`."""
        said = self.cleaned_data
        return {
            "document": said["document"],
            "held_at": datetime.combine(said["held_on"], said["held_hour"], VIETNAM),
            "place": said["place"],
            "matters": said["matters"],
        }


class DialogueForm(ActForm):
    """The minutes of a dialogue (form 14)."""

    presided = WordsField(label=gettext_lazy("Người chủ trì"), max_length=LONGEST_BODY)
    secretary = WordsField(label=gettext_lazy("Người ghi biên bản"), max_length=LONGEST_BODY)
    attendance = _one_of(gettext_lazy("Người khiếu nại"), rules.complaints.ATTENDANCE)
    excuse = WordsField(
        label=gettext_lazy("Lý do chính đáng của người vắng mặt"), max_length=LONGEST_FACT, required=False
    )
    others = WordsField(
        label=gettext_lazy("Người tham gia khác"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(LINES),
        help_text=gettext_lazy("Mỗi dòng một người: họ tên, chức vụ, cơ quan hoặc địa chỉ. Ghi cả người vắng mặt."),
    )
    opinions = _text(gettext_lazy("Ý kiến của những người tham gia"), required=False, rows=6)
    result = _text(
        gettext_lazy("Kết quả đối thoại"),
        gettext_lazy("Nội dung đã thống nhất, vấn đề còn ý kiến khác nhau."),
    )
    unsigned = WordsField(label=gettext_lazy("Ai không ký, vì sao"), max_length=LONGEST_FACT, required=False)
    copies = forms.IntegerField(
        label=gettext_lazy("Số bản"), min_value=1, help_text=gettext_lazy("Mỗi bên giữ một bản.")
    )

    def prepare(self) -> None:
        """As many copies as the law asks for."""
        least = law_on(self.on).get("complaints.dialogue_copies")
        if least is not None:
            self.initial.setdefault("copies", least.number())


class ComplexForm(ActForm):
    """Which criterion, by which paper."""

    document = document_field(gettext_lazy("Số văn bản xác định"))
    criteria = forms.MultipleChoiceField(
        label=gettext_lazy("Tiêu chí vụ việc phức tạp"), widget=forms.CheckboxSelectMultiple
    )
    reason = reason_field(hint=gettext_lazy("Nêu cụ thể. Văn bản này lưu trong hồ sơ vụ việc."))

    def prepare(self) -> None:
        """The criteria of the day's law."""
        criteria = self.fields["criteria"]
        assert isinstance(criteria, forms.MultipleChoiceField)
        criteria.choices = list(rules.complaints.criteria_on(self.on).items())
        if not criteria.choices:
            del self.fields["criteria"]


class SuspendForm(ActForm):
    """Which ground of article 11a.1, with its proof (form 14a)."""

    document = document_field(gettext_lazy("Số quyết định tạm đình chỉ"))
    reason_code = _one_of(gettext_lazy("Căn cứ"), rules.complaints.SUSPENSION_GROUNDS)
    reason = reason_field(hint=gettext_lazy("Câu này in trên quyết định gửi các bên."))
    proof = WordsField(
        label=gettext_lazy("Tài liệu chứng minh"), max_length=LONGEST_BODY, help_text=gettext_lazy("Lưu trong hồ sơ.")
    )


class ResumeForm(ActForm):
    """By which decision, why now (form 14b)."""

    document = document_field(gettext_lazy("Số quyết định tiếp tục giải quyết"))
    reason = reason_field(gettext_lazy("Căn cứ tạm đình chỉ không còn vì sao"))


class WithdrawForm(ActForm):
    """Who withdraws, wholly or what part, by which signed paper."""

    document = WordsField(
        label=gettext_lazy("Đơn rút hoặc biên bản"),
        max_length=LONGEST_FACT,
        help_text=gettext_lazy("Phải có chữ ký hoặc điểm chỉ của người rút. Ví dụ Đơn rút ngày 5/9/2026."),
    )
    people = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Người rút khiếu nại"), widget=forms.CheckboxSelectMultiple, coerce=int
    )
    whole = forms.TypedChoiceField(
        label=gettext_lazy("Rút"),
        choices=[("yes", gettext_lazy("Toàn bộ khiếu nại")), ("no", gettext_lazy("Một phần nội dung"))],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
        initial="yes",
    )
    words = reason_field(gettext_lazy("Nội dung được rút, nếu chỉ rút một phần"), required=False)

    def prepare(self) -> None:
        """Those who still complain."""
        people = self.fields["people"]
        assert isinstance(people, forms.TypedMultipleChoiceField)
        still = [row for row in queries.people(self.petition) if row.withdrawn_at is None]
        people.choices = [(str(row.number), row.name) for row in still]
        if len(still) == 1:
            self.initial.setdefault("people", [str(still[0].number)])


class TerminateForm(ActForm):
    """Which ground of article 11a.2 (form 14a)."""

    document = document_field(gettext_lazy("Số quyết định đình chỉ"))
    reason_code = forms.ChoiceField(label=gettext_lazy("Căn cứ"))
    reason = reason_field(hint=gettext_lazy("Câu này in trên quyết định gửi các bên."))

    def prepare(self) -> None:
        """The grounds that the law knows today."""
        self.choose("reason_code", list(rules.complaints.termination_grounds(self.on).items()))


class DecideForm(ActForm):
    """What the decision says."""

    document = document_field(gettext_lazy("Số quyết định giải quyết"))
    verdict = _one_of(gettext_lazy("Kết luận"), rules.complaints.VERDICT_NAMES)
    measure = _one_of(gettext_lazy("Xử lý quyết định, hành vi bị khiếu nại"), rules.complaints.MEASURES)
    findings = _text(gettext_lazy("Kết quả xác minh"), rows=6)
    legal_basis = _text(gettext_lazy("Căn cứ pháp luật"), required=False, rows=3)
    conclusion = _text(gettext_lazy("Kết luận nội dung khiếu nại"), rows=6)
    compensation = _text(gettext_lazy("Bồi thường, vấn đề khác"), required=False, rows=3)

    def prepare(self) -> None:
        """What the verifier found."""
        told = queries.last_report(self.petition)
        if told is not None and not self.is_bound:
            self.initial.setdefault("findings", told.facts.get("findings", ""))
            self.initial.setdefault("conclusion", told.facts.get("conclusion", ""))
            self.initial.setdefault("verdict", told.facts.get("proposed", ""))


class SendForm(ActForm):
    """Which papers were sent, to whom."""

    duties = forms.MultipleChoiceField(label=gettext_lazy("Văn bản đã gửi"), widget=forms.CheckboxSelectMultiple)
    recipients = WordsField(
        label=gettext_lazy("Nơi nhận"),
        max_length=2000,
        widget=forms.Textarea(LINES),
        help_text=gettext_lazy("Người khiếu nại, người bị khiếu nại, người liên quan, cơ quan chuyển đơn, thanh tra."),
    )
    document = document_field(gettext_lazy("Số văn bản gửi, biên nhận"))

    def prepare(self) -> None:
        """What is still owed and done by sending."""
        duties = self.fields["duties"]
        assert isinstance(duties, forms.MultipleChoiceField)
        owed = [duty for duty in queries.open_duties(self.petition) if duty.kind in rules.complaints.SENT]
        until = gettext_noop("{label} (đến hết {day})")
        duties.choices = [
            (
                duty.kind,
                until.format(label=shown(rules.DUTIES[duty.kind].label), day=f"{local_day(duty.due_at):%d/%m/%Y}"),
            )
            for duty in owed
        ]
        self.initial.setdefault("duties", [duty.kind for duty in owed])


class PublishForm(ActForm):
    """How, where and for how long the decision is public."""

    form = _one_of(gettext_lazy("Hình thức công khai"), rules.complaints.PUBLICATION_FORMS)
    place = WordsField(label=gettext_lazy("Nơi công khai"), max_length=LONGEST_BODY)
    since = DayField(label=gettext_lazy("Từ ngày"))
    until = DayField(
        label=gettext_lazy("Đến hết ngày"),
        required=False,
        help_text=gettext_lazy("Công bố tại cuộc họp thì bỏ trống."),
    )

    def prepare(self) -> None:
        """How long a posting stays, by the law of the day."""
        least = law_on(self.on).get("complaints.posted_for")
        if least is not None:
            hint = gettext("Niêm yết, đăng tải ít nhất {term}. Công bố tại cuộc họp thì bỏ trống.")
            self.fields["until"].help_text = hint.format(term=least.words())


class EnforceForm(ActForm):
    """Who carries the decision out, until when."""

    document = document_field(gettext_lazy("Số văn bản giao thi hành"))
    body = WordsField(label=gettext_lazy("Cơ quan, người tổ chức thi hành"), max_length=LONGEST_BODY)
    day = DayField(label=gettext_lazy("Phải thi hành xong chậm nhất ngày"))
    reason = reason_field(gettext_lazy("Nội dung thi hành"), required=False)


class CloseForm(ActForm):
    """How it ended."""

    how = _one_of(gettext_lazy("Kết thúc vì"), rules.complaints.CLOSINGS)
    reason = reason_field(gettext_lazy("Kết quả thi hành, ghi chú"))
    document = document_field(gettext_lazy("Văn bản chứng minh"), required=False)

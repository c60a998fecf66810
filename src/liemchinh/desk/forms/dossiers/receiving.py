"""The form of the counter: who files, which procedure, which papers, and what is answered. Validation only."""

import re
import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext, gettext_lazy

from liemchinh.desk.forms.dossiers.papers import FilesField, PapersForm
from liemchinh.dossiers import rules, services
from liemchinh.face.acts import LINES, LONGEST_REASON
from liemchinh.face.fields import WordsField
from liemchinh.kernel.codes import tidy_phone
from liemchinh.notices.rules import Channel, is_mobile


class ReceiveForm(PapersForm):
    """Everything a dossier is received with. `verb` (receive, register, refuse) says what must be there.

    `channels` are (id, words) of the chosen procedure's ways of filing; `authorities` (code, name) of those the
    officer receives for; `ways` are the channels by which this instance can tell people anything.
    """

    papers_may_be_missing = True

    token = forms.UUIDField(widget=forms.HiddenInput, label=gettext_lazy("Mã của biểu mẫu"))
    procedure = forms.CharField(
        widget=forms.HiddenInput,
        max_length=60,
        label=gettext_lazy("Thủ tục"),
        error_messages={"required": gettext_lazy("Chưa chọn thủ tục.")},
    )
    authority = forms.ChoiceField(label=gettext_lazy("Tiếp nhận cho"))
    name = WordsField(label=gettext_lazy("Họ tên hoặc tên tổ chức"), max_length=200)
    identity = forms.CharField(label=gettext_lazy("Số định danh, mã số"), max_length=30, required=False)
    phone = forms.CharField(
        label=gettext_lazy("Số điện thoại"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("Người nộp tra cứu bằng 4 số cuối."),
    )
    address = WordsField(label=gettext_lazy("Địa chỉ"), max_length=300, required=False)
    email = forms.EmailField(
        label=gettext_lazy("Thư điện tử"),
        max_length=200,
        required=False,
        error_messages={"invalid": gettext_lazy("Thư điện tử chưa đúng dạng. Ví dụ: ten@noinhan.vn.")},
    )
    by_email = forms.BooleanField(label=gettext_lazy("Báo tin bằng thư điện tử"), required=False)
    by_zalo = forms.BooleanField(label=gettext_lazy("Báo tin bằng Zalo"), required=False)
    by_sms = forms.BooleanField(label=gettext_lazy("Báo tin bằng tin nhắn điện thoại"), required=False)
    principal_name = WordsField(label=gettext_lazy("Người ủy quyền"), max_length=200, required=False)
    principal_identity = forms.CharField(
        label=gettext_lazy("Số định danh người ủy quyền"), max_length=30, required=False
    )
    principal_address = WordsField(label=gettext_lazy("Địa chỉ người ủy quyền"), max_length=300, required=False)
    channel = forms.TypedChoiceField(
        coerce=int,
        widget=forms.RadioSelect,
        label=gettext_lazy("Cách nộp và trường hợp"),
        error_messages={"required": gettext_lazy("Chưa chọn cách nộp và trường hợp.")},
    )
    request_text = WordsField(
        label=gettext_lazy("Nội dung yêu cầu"),
        max_length=1000,
        required=False,
        help_text=gettext_lazy("Bỏ trống thì ghi tên thủ tục."),
    )
    sets = forms.IntegerField(label=gettext_lazy("Số bộ"), min_value=1, max_value=99, initial=1)
    other = WordsField(
        label=gettext_lazy("Giấy tờ khác đã nộp"),
        max_length=LONGEST_REASON,
        required=False,
        widget=forms.Textarea(LINES),
        help_text=gettext_lazy("Mỗi dòng một giấy, ghi là bản sao, 1 bản."),
    )
    scans = FilesField(
        label=gettext_lazy("Bản chụp, bản quét"),
        required=False,
        help_text=gettext_lazy(
            "PDF, JPG hoặc PNG. Chọn tệp sau cùng: trang tải lại thì trình duyệt không giữ tệp đã chọn."
        ),
    )
    missing_other = WordsField(
        label=gettext_lazy("Giấy tờ còn thiếu khác"),
        max_length=LONGEST_REASON,
        required=False,
        widget=forms.Textarea(LINES),
        help_text=gettext_lazy("Mỗi dòng một giấy. Giấy đã đánh dấu “Còn thiếu” ở bảng trên không ghi lại."),
    )
    reason_code = forms.ChoiceField(
        label=gettext_lazy("Loại lý do từ chối"),
        required=False,
        choices=[("", gettext_lazy("Chỉ chọn khi từ chối")), *rules.REFUSAL_REASONS.items()],
    )
    reason = WordsField(
        label=gettext_lazy("Lý do, hướng dẫn"),
        max_length=LONGEST_REASON,
        required=False,
        widget=forms.Textarea(LINES),
        help_text=gettext_lazy("Câu này in trên phiếu gửi người nộp."),
    )

    PERSON: ClassVar = ("name", "identity", "phone", "address", "email")
    WAYS: ClassVar = {Channel.EMAIL: "by_email", Channel.ZALO: "by_zalo", Channel.SMS: "by_sms"}

    def __init__(
        self,
        *args: Any,
        verb: str = "receive",
        channels: Sequence[tuple[str, str]] = (),
        authorities: Sequence[tuple[str, str]] = (),
        ways: Collection[Channel] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.verb = verb
        for channel, name in self.WAYS.items():
            if channel not in ways:
                del self.fields[name]
        self._choices("channel").choices = list(channels)
        self._choices("authority").choices = list(authorities)

    def _choices(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        return field

    def clean_identity(self) -> str:
        """An identity number has 12 digits (9 on old cards); codes of organisations and passports pass."""
        return _identity(self.cleaned_data["identity"])

    def clean_principal_identity(self) -> str:
        """The same for the one who gave the authority to act."""
        return _identity(self.cleaned_data["principal_identity"])

    def clean_phone(self) -> str:
        """Digits of a domestic number, or nothing."""
        typed: str = self.cleaned_data["phone"]
        digits = tidy_phone(typed)
        if typed and not 9 <= len(digits) <= 11:
            sentence = gettext("Số điện thoại có 9 đến 11 chữ số, đã ghi {count}.").format(count=len(digits))
            raise forms.ValidationError(sentence, code="phone")
        return digits

    def clean(self) -> dict[str, Any]:
        """What each of the three answers needs: a request its list and reason, a refusal its kind and reason."""
        given = super().clean() or self.cleaned_data
        for number, paper in enumerate(self.asked):
            if given.get(f"g{number}_co") and given.get(f"g{number}_thieu"):
                sentence = gettext("“{name}” vừa đánh dấu đã nộp vừa còn thiếu. Bỏ một dấu.")
                self.add_error(f"g{number}_thieu", sentence.format(name=paper.name))
        if self.verb == "register":
            if not self.missing():
                sentence = gettext("Chưa đánh dấu giấy nào còn thiếu. Ghi một lần cho đủ.")
                self.add_error("missing_other", sentence)
            if not given.get("reason"):
                self.add_error("reason", gettext("Chưa ghi lý do phải bổ sung."))
        if self.verb == "refuse":
            if not given.get("reason_code"):
                self.add_error("reason_code", gettext("Chưa chọn loại lý do từ chối."))
            if not given.get("reason"):
                self.add_error("reason", gettext("Chưa ghi lý do từ chối."))
        if self.verb == "refuse" and given.get("scans"):
            self.add_error("scans", gettext("Hồ sơ bị từ chối không kèm tệp. Trả lại giấy tờ cùng phiếu từ chối."))
        self._check_ways(given)
        if given.get("principal_identity") and not given.get("principal_name"):
            self.add_error("principal_name", gettext("Chưa ghi tên người ủy quyền."))
        return given

    def ways_open(self) -> list[Any]:
        """The boxes of the channels that are open, as the page shows them."""
        return [self[name] for name in self.WAYS.values() if name in self.fields]

    def _check_ways(self, given: dict[str, Any]) -> None:
        """A way that was chosen needs an address that it reaches."""
        if given.get("by_email") and not given.get("email") and "email" not in self.errors:
            self.add_error("email", gettext("Chưa ghi thư điện tử để báo tin."))
        wants_phone = given.get("by_zalo") or given.get("by_sms")
        if wants_phone and not is_mobile(given.get("phone") or "") and "phone" not in self.errors:
            self.add_error("phone", gettext("Báo tin cần số di động. Ghi số di động, hoặc bỏ dấu báo tin."))

    def notify(self) -> dict[str, bool]:
        """What the applicant agreed to, as a dossier keeps it."""
        return services.consents(channel for channel, name in self.WAYS.items() if self.cleaned_data.get(name))

    def missing(self) -> list[str]:
        """The one complete list of what is missing: rows ticked so, then the lines typed."""
        given = self.cleaned_data
        ticked = [paper.name for n, paper in enumerate(self.asked) if given.get(f"g{n}_thieu")]
        return [*ticked, *lines(given.get("missing_other", ""))]

    def filing(self) -> services.Filing:
        """What the services take, from a valid form."""
        given = self.cleaned_data
        papers = self.arrived()
        papers += [{"name": line, "kind": "copy", "count": 1} for line in lines(given["other"])]
        principal = {
            key: given[f"principal_{key}"] for key in ("name", "identity", "address") if given[f"principal_{key}"]
        }
        return services.Filing(
            procedure=given["procedure"],
            channel_id=given["channel"],
            applicant=services.Applicant(**{name: given[name] for name in self.PERSON}, principal=principal),
            components=tuple(papers),
            request_text=given["request_text"],
            sets=given["sets"],
            # only sheets have to be carried to the division; scans are there at once
            paper=not papers or any(paper["kind"] != "electronic" for paper in papers),
            authority=given["authority"],
            notify=self.notify(),
        )

    def token_given(self) -> uuid.UUID:
        """The form's own number: posted twice, it is one dossier."""
        token: uuid.UUID = self.cleaned_data["token"]
        return token


def _identity(typed: str) -> str:
    tidy = re.sub(r"[\s.\-]", "", typed).upper()
    if tidy.isdecimal() and len(tidy) not in (9, 10, 12, 13):
        sentence = gettext("Số định danh có 12 chữ số, đã ghi {count}.").format(count=len(tidy))
        raise forms.ValidationError(sentence, code="identity")
    return tidy


def lines(text: str) -> list[str]:
    """The lines of a text that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def said(data: Mapping[str, Any], name: str) -> str:
    """One posted value as text, without the sign that no database takes."""
    return str(data.get(name, "")).replace("\0", "").strip()

"""Forms of the way back: how the result is to be had, its electronic form, who took it, and what the post says."""

from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from liemchinh.desk.forms.dossiers.acts import CHOOSE, ActForm, TakenForm
from liemchinh.dossiers import rules
from liemchinh.dossiers.rules.returning import POST_NEWS
from liemchinh.dossiers.services import Upload
from liemchinh.face.fields import DayField, WordsField

CARRIER = gettext_lazy("Bưu điện Việt Nam")
RESULT_HINT = gettext_lazy(
    "Bản PDF của văn bản đã ký. Hệ thống ký số bằng khóa của cơ quan rồi mới trao cho người nộp."
)


def _result(*, required: bool) -> forms.FileField:
    return forms.FileField(
        label=gettext_lazy("Kết quả điện tử (PDF)"),
        required=required,
        help_text=RESULT_HINT,
        widget=forms.ClearableFileInput({"class": "form-control", "accept": "application/pdf"}),
    )


def _upload(said: dict[str, Any]) -> Upload | None:
    file = said.get("result")
    return Upload(file.name, file.read()) if file else None


class IssueForm(ActForm):
    """The number in the book and, if there is one, the result as a PDF."""

    number = WordsField(label=gettext_lazy("Số văn bản"), max_length=60, help_text=gettext_lazy("Ví dụ 12/XN-UBND."))
    result = _result(required=False)

    def given(self) -> dict[str, Any]:
        """The number, the file."""
        return {"number": self.cleaned_data["number"], "result": _upload(self.cleaned_data)}


class AddResultForm(ActForm):
    """The result as a PDF, after it was issued: late, or the right one after an error."""

    result = _result(required=True)

    def given(self) -> dict[str, Any]:
        """The file."""
        return {"result": _upload(self.cleaned_data)}


class ReturnForm(TakenForm):
    """By which way the result goes, the chosen one first; who takes it and what they showed, or the post's number."""

    method = forms.ChoiceField(label=gettext_lazy("Cách trả"), required=False, widget=forms.RadioSelect)
    carrier = WordsField(
        label=gettext_lazy("Bưu điện, người vận chuyển"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("Chỉ ghi khi gửi bưu điện."),
    )
    tracking = WordsField(
        label=gettext_lazy("Số hiệu bưu gửi"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("In trên phiếu gửi, ví dụ EX123456789VN. Trao cho bưu điện là đã trả."),
    )
    field_order = ("token", "seen_step", "method", "collector", "proof", "carrier", "tracking")

    def prepare(self) -> None:
        """What the applicant chose comes first; an electronic result is returned by the applicant's own opening."""
        super().prepare()
        self.fields["collector"].required = self.fields["proof"].required = False
        ways = [rules.Return.COUNTER, rules.Return.POST]
        if self.dossier.return_method == rules.Return.POST:
            ways.reverse()
        names = {
            rules.Return.COUNTER: gettext_lazy("Trao tại Bộ phận Một cửa"),
            rules.Return.POST: gettext_lazy("Gửi bưu điện"),
        }
        field = self.fields["method"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(way), names[way]) for way in ways]
        field.initial = str(ways[0])
        self.fields["carrier"].initial = CARRIER

    def clean(self) -> dict[str, Any]:
        """Each way needs its own proof."""
        said = super().clean() or self.cleaned_data
        said["method"] = said.get("method") or str(rules.Return.COUNTER)
        if said["method"] == rules.Return.POST:
            if not said.get("carrier"):
                self.add_error("carrier", gettext("Chưa ghi bưu điện hay người vận chuyển."))
            if not said.get("tracking"):
                self.add_error("tracking", gettext("Chưa ghi số hiệu bưu gửi."))
        else:
            if not said.get("collector"):
                self.add_error("collector", gettext("Chưa ghi người nhận kết quả."))
            if not said.get("proof"):
                self.add_error("proof", gettext("Chưa ghi giấy tờ người nhận đã xuất trình."))
        return said


class ChooseReturnForm(ActForm):
    """How the applicant wants the result, as they say it at the counter."""

    method = forms.ChoiceField(
        label=gettext_lazy("Cách nhận kết quả"), widget=forms.RadioSelect, choices=list(rules.RETURN_NAMES.items())
    )
    address = WordsField(
        label=gettext_lazy("Địa chỉ nhận"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Chỉ ghi khi nhận qua bưu điện."),
    )

    def prepare(self) -> None:
        """What is written now; an address that the dossier has already."""
        self.fields["method"].initial = self.dossier.return_method
        self.fields["address"].initial = self.dossier.return_at or self.dossier.applicant_address


class PostNewsForm(ActForm):
    """What the post says of a result that it was given."""

    news = forms.ChoiceField(label=gettext_lazy("Tin của bưu điện"), choices=[CHOOSE, *POST_NEWS.items()])
    noted_on = DayField(label=gettext_lazy("Ngày"))
    tracking = WordsField(
        label=gettext_lazy("Số hiệu bưu gửi mới"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("Chỉ ghi khi gửi lại."),
    )
    note = WordsField(
        label=gettext_lazy("Ghi thêm"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Ví dụ ai nhận, giấy tờ đã xuất trình; không ghi điều riêng tư khác."),
    )

    def prepare(self) -> None:
        """Most often it is today's news."""
        self.fields["noted_on"].initial = self.on

    def given(self) -> dict[str, Any]:
        """The news with its day."""
        said = super().given()
        day = said.pop("noted_on")
        return {**said, "on": day}

"""What narrows the public list of questions and answers, and what a sender says when asked whether it is solved."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from liemchinh.face.fields import WordsField
from liemchinh.petitions.queries.published import Wanted

LONGEST = 150
LINES = {"rows": 4}
PERIODS = (
    ("", gettext_lazy("Mọi thời gian")),
    ("30", gettext_lazy("30 ngày qua")),
    ("90", gettext_lazy("90 ngày qua")),
    ("365", gettext_lazy("Một năm qua")),
)


class NarrowForm(forms.Form):
    """Words, who answered, about what, what came of it, asked when. Whatever is not understood narrows nothing."""

    q = WordsField(
        label=gettext_lazy("Tìm trong câu hỏi, câu trả lời"),
        help_text=gettext_lazy("Có dấu hay không dấu đều được. Ví dụ: duong hong, rác, cấp nước."),
        max_length=LONGEST,
        required=False,
        widget=forms.TextInput({"type": "search", "autocomplete": "off", "enterkeyhint": "search"}),
    )
    don_vi = forms.ChoiceField(label=gettext_lazy("Đơn vị trả lời"), required=False)
    linh_vuc = forms.ChoiceField(label=gettext_lazy("Lĩnh vực"), required=False)
    ket_qua = forms.ChoiceField(label=gettext_lazy("Kết quả"), required=False)
    ky = forms.ChoiceField(label=gettext_lazy("Gửi khi nào"), required=False, choices=PERIODS)

    def __init__(
        self,
        *args: Any,
        units: list[tuple[str, str]],
        fields: list[str],
        standings: list[tuple[str, str]],
        on: date,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.on = on
        self._choose("don_vi", gettext_lazy("Mọi đơn vị"), units)
        self._choose("linh_vuc", gettext_lazy("Mọi lĩnh vực"), [(field, field) for field in fields])
        self._choose("ket_qua", gettext_lazy("Mọi kết quả"), standings)

    def _choose(self, name: str, all_of_them: Any, options: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", all_of_them), *options]

    def wanted(self) -> Wanted:
        """What the reader asks for."""
        self.is_valid()
        said: dict[str, Any] = self.cleaned_data
        days = said.get("ky") or ""
        first = self.on - timedelta(days=int(days)) if days else None
        return Wanted(
            words=said.get("q") or "",
            unit=said.get("don_vi") or "",
            field=said.get("linh_vuc") or "",
            standing=said.get("ket_qua") or "",
            first=first,
        )


class SolvedForm(forms.Form):
    """Yes or no, and what is still not done. `token` makes a second press harmless."""

    token = forms.UUIDField(widget=forms.HiddenInput, label=gettext_lazy("Mã của biểu mẫu"))
    da_xong = forms.ChoiceField(
        label=gettext_lazy("Việc ông/bà nêu đã xong thật chưa?"),
        choices=[("co", gettext_lazy("Đã xong")), ("chua", gettext_lazy("Chưa xong, mở lại giúp tôi"))],
        widget=forms.RadioSelect,
    )
    con_gi = WordsField(
        label=gettext_lazy("Còn gì chưa xong?"),
        help_text=gettext_lazy("Chỉ cần ghi khi chưa xong."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(LINES),
    )

    def clean(self) -> dict[str, Any]:
        """A no says what is missing: whoever takes it up again has to know."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("da_xong") == "chua" and not said.get("con_gi"):
            self.add_error("con_gi", gettext_lazy("Hãy ghi còn gì chưa xong. Ví dụ: đoạn trước cổng trường chưa vá."))
        return said


class ReplyForm(forms.Form):
    """The sender's answer to a question of the office."""

    token = forms.UUIDField(widget=forms.HiddenInput, label=gettext_lazy("Mã của biểu mẫu"))
    loi_dap = WordsField(label=gettext_lazy("Trả lời của ông/bà"), max_length=5000, widget=forms.Textarea({"rows": 6}))

"""Sections that are single fields: identity, sequence, filing place; with the rows, every section of a draft."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from liemchinh.desk.forms.procedures.rows import ROWS, SectionForm, words
from liemchinh.kernel.errors import Refused
from liemchinh.procedures import rules
from liemchinh.procedures.rules import FILING_NAMES, LEVEL_NAMES, ONLINE_NAMES, Filing, Level, Online

LEVELS = (Level.MINISTRY, Level.PROVINCE, Level.COMMUNE, Level.OTHER)
PROACTIVE = {
    "": gettext_lazy("Chưa xếp mức"),
    "1": gettext_lazy("1: nhắc người dân"),
    "2": gettext_lazy("2: nhắc và chuẩn bị hồ sơ"),
    "3": gettext_lazy("3: thêm khuyến nghị"),
    "4": gettext_lazy("4: tự động giải quyết"),
}


class _Plain(SectionForm):
    def __init__(self, *args: Any, content: Mapping[str, Any], **options: Any) -> None:
        options.pop("spare", None)
        super().__init__(*args, **options)
        self.content = content


class IdentityForm(_Plain):
    """Tên, lĩnh vực, cấp, cơ quan, đối tượng."""

    name = words(gettext_lazy("Tên thủ tục"), 1000, lines=3)
    field = words(gettext_lazy("Lĩnh vực"), 300)
    kind = words(gettext_lazy("Loại thủ tục"), 200)
    levels = forms.MultipleChoiceField(
        label=gettext_lazy("Cấp giải quyết"),
        required=False,
        choices=[(str(level), LEVEL_NAMES[level]) for level in LEVELS],
        widget=forms.CheckboxSelectMultiple,
    )
    executing = words(gettext_lazy("Cơ quan thực hiện"), 2000)
    competent = words(gettext_lazy("Cơ quan có thẩm quyền"), 2000)
    coordinating = words(gettext_lazy("Cơ quan phối hợp"), 2000)
    subjects = words(gettext_lazy("Đối tượng thực hiện"), 3000, lines=4, hint=gettext_lazy("Mỗi dòng một đối tượng."))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["name"].required = True

    @classmethod
    def start(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        """What the section says."""
        values = content["values"]
        return {
            **values,
            "levels": [str(level) for level in LEVELS if values.get(f"at_{level}")],
            "subjects": "\n".join(values.get("subjects") or []),
        }

    def values(self) -> dict[str, Any]:
        """The values of the version."""
        said = self.cleaned_data
        plain = ("name", "field", "kind", "executing", "competent", "coordinating")
        return {
            **{name: said[name] for name in plain},
            **{f"at_{level}": str(level) in said["levels"] for level in LEVELS},
            "subjects": [line.strip() for line in said["subjects"].splitlines() if line.strip()],
        }


class SequenceForm(_Plain):
    """Trình tự thực hiện, yêu cầu và điều kiện."""

    sequence = words(gettext_lazy("Trình tự thực hiện"), 50_000, lines=10, hint=gettext_lazy("Mỗi dòng một bước."))
    conditions = words(gettext_lazy("Yêu cầu, điều kiện"), 50_000, lines=6)

    @classmethod
    def start(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        """What the section says."""
        return dict(content["values"])

    def values(self) -> dict[str, Any]:
        """The values of the version."""
        # browsers send \r\n for a new line: kept, every line would differ from the source
        return {name: "\n".join(self.cleaned_data[name].splitlines()) for name in ("sequence", "conditions")}


class FilingForm(_Plain):
    """Nộp trực tuyến, tạm dừng, bổ sung theo luật riêng."""

    online_level_new = forms.ChoiceField(
        label=gettext_lazy("Mức trực tuyến"),
        required=False,
        choices=[("", gettext_lazy("Nguồn không nêu")), *((str(level), ONLINE_NAMES[level]) for level in Online)],
    )
    partial_reason = words(
        gettext_lazy("Vì sao chỉ một phần"),
        500,
        hint=gettext_lazy("Bắt buộc khi trực tuyến một phần; lý do này được công khai."),
    )
    filing = forms.ChoiceField(
        label=gettext_lazy("Nơi nộp trực tuyến"),
        choices=[(str(place), FILING_NAMES[place]) for place in Filing],
        widget=forms.RadioSelect,
    )
    filing_url = words(
        gettext_lazy("Địa chỉ trên Cổng quốc gia"),
        500,
        hint=gettext_lazy("Trang nộp của đúng thủ tục này, bắt đầu bằng https://. Để trống thì mở trang chính."),
    )
    proactive_level = forms.ChoiceField(
        label=gettext_lazy("Mức phục vụ chủ động"), required=False, choices=list(PROACTIVE.items())
    )
    portal_integrated = forms.BooleanField(label=gettext_lazy("Có trên Cổng dịch vụ công quốc gia"), required=False)
    pay_online = forms.BooleanField(label=gettext_lazy("Nộp phí trực tuyến được"), required=False)
    pause_on_obligation = forms.BooleanField(label=gettext_lazy("Tạm dừng khi chờ nghĩa vụ tài chính"), required=False)
    supplement_days = forms.IntegerField(
        label=gettext_lazy("Số ngày làm việc được yêu cầu bổ sung theo luật riêng"),
        required=False,
        min_value=1,
        max_value=365,
    )
    supplement_basis = words(gettext_lazy("Căn cứ của số ngày ấy"), 300)

    @classmethod
    def start(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        """What the section says."""
        return dict(content["values"])

    def values(self) -> dict[str, Any]:
        """The values of the version."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "seen"}
        proactive = said["proactive_level"]
        basis = said["supplement_basis"] or None
        return {**said, "proactive_level": int(proactive) if proactive else None, "supplement_basis": basis}

    def clean(self) -> dict[str, Any]:
        """A partly online service says why; a place of filing fits the ways; days of a special law name it."""
        said = super().clean() or self.cleaned_data
        if (said.get("online_level_new") == Online.PARTIAL) != bool(said.get("partial_reason")):
            self.add_error("partial_reason", gettext("Trực tuyến một phần phải công bố lý do; mức khác thì bỏ trống."))
        if (said.get("supplement_days") is None) != (not said.get("supplement_basis")):
            self.add_error("supplement_basis", gettext("Ghi cả số ngày và căn cứ, hoặc bỏ trống cả hai."))
        if "filing" in said:
            try:
                rules.check_filing(said["filing"], said.get("filing_url", ""), self.content["channels"])
            except Refused as refused:
                name = "filing_url" if refused.code.endswith("url") else "filing"
                self.add_error(name, str(refused))
        return said


SECTION_FORMS: dict[str, Callable[..., SectionForm]] = {
    **ROWS,
    "identity": IdentityForm,
    "sequence": SequenceForm,
    "filing": FilingForm,
}
"""The form of each section of `rules.SECTIONS`."""
SLUGS = {
    "nhan-dien": "identity",
    "cach-nop": "channels",
    "giay-to": "components",
    "quy-trinh": "steps",
    "mien-giam": "exemptions",
    "trinh-tu": "sequence",
    "ket-qua": "results",
    "can-cu": "basis",
    "noi-nop": "filing",
}
"""Part of the address → section."""

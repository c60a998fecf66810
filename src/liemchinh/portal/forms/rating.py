"""What somebody thought of the service: one word that is asked for, and short questions that may all be left out."""

from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from liemchinh.dossiers import rules
from liemchinh.face.fields import WordsField

LONGEST = 1000


class RatingForm(forms.Form):
    """Three words; then, if they like, the contents of Decree 118/2025, article 33, and a remark."""

    level = forms.TypedChoiceField(
        label=gettext_lazy("Ông/bà có hài lòng với việc giải quyết hồ sơ này không?"),
        widget=forms.RadioSelect,
        coerce=int,
        choices=list(rules.RATING_LEVELS.items()),
        error_messages={"required": gettext_lazy("Chọn một trong ba mức.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in rules.RATING_QUESTIONS:
            self.fields[f"q_{question.code}"] = forms.ChoiceField(
                label=question.words,
                required=False,
                widget=forms.RadioSelect,
                choices=[*question.answers, ("", gettext_lazy("Bỏ qua"))],
            )
        self.fields["remark"] = WordsField(
            label=gettext_lazy("Điều khác ông/bà muốn nói"),
            required=False,
            max_length=LONGEST,
            widget=forms.Textarea({"rows": 4}),
            help_text=gettext_lazy("Đừng ghi tên, số điện thoại, mã hồ sơ: đánh giá này không gắn với ai."),
        )

    @property
    def questions(self) -> list[Any]:
        """The optional questions, as bound fields."""
        return [self[f"q_{question.code}"] for question in rules.RATING_QUESTIONS]

    def answers(self) -> dict[str, str]:
        """What was answered, by question."""
        return {question.code: self.cleaned_data[f"q_{question.code}"] for question in rules.RATING_QUESTIONS}

    def refuse(self, sentence: str) -> None:
        """Say why it could not be taken."""
        self.add_error(None, gettext(sentence))

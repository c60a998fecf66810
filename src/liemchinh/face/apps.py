"""The face as a Django application."""

from django import forms
from django.apps import AppConfig
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext, gettext_lazy

from liemchinh.kernel import words


class FaceConfig(AppConfig):
    """Shared templates, tags and static files; no tables."""

    name = "liemchinh.face"
    label = "face"
    verbose_name = "Giao diện chung"

    def ready(self) -> None:
        """Sentences of the lower floors, and those of Django that lack Vietnamese, in the language of the request."""
        words.show_with(gettext)
        ProhibitNullCharactersValidator.message = gettext_lazy("Có ký tự không đọc được. Hãy gõ lại.")
        forms.UUIDField.default_error_messages["invalid"] = gettext_lazy("Biểu mẫu đã hỏng. Hãy mở lại trang.")

"""The face as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext

from liemchinh.kernel import words


class FaceConfig(AppConfig):
    """Shared templates, tags and static files; no tables."""

    name = "liemchinh.face"
    label = "face"
    verbose_name = "Giao diện chung"

    def ready(self) -> None:
        """Sentences of the lower floors are shown in the language of the request."""
        words.show_with(gettext)

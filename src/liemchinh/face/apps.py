"""The face as a Django application."""

from django.apps import AppConfig


class FaceConfig(AppConfig):
    """Shared templates, tags and static files; no tables."""

    name = "liemchinh.face"
    label = "face"
    verbose_name = "Giao diện chung"

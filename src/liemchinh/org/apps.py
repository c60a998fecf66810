"""The room `org` as a Django application."""

from django.apps import AppConfig


class OrgConfig(AppConfig):
    """Units, seats, people and their sign-in."""

    name = "liemchinh.org"
    label = "org"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Tổ chức"

from django.apps import AppConfig


class SealedConfig(AppConfig):
    name = "liemchinh.sealed"
    label = "sealed"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Tin niêm phong"

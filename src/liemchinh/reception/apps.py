from django.apps import AppConfig


class ReceptionConfig(AppConfig):
    name = "liemchinh.reception"
    label = "reception"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Tiếp công dân"

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "liemchinh.notices"
    label = "notices"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Thông báo"

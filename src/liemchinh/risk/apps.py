from django.apps import AppConfig


class RiskConfig(AppConfig):
    name = "liemchinh.risk"
    label = "risk"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Dấu hiệu cần kiểm tra"

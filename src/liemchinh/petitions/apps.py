from django.apps import AppConfig


class PetitionsConfig(AppConfig):
    name = "liemchinh.petitions"
    label = "petitions"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Đơn thư"

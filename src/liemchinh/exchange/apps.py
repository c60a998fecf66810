from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "liemchinh.exchange"
    label = "exchange"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Kết nối Cổng dịch vụ công quốc gia"

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "liemchinh.api"
    label = "api"

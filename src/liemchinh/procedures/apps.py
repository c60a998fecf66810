from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    name = "liemchinh.procedures"
    label = "procedures"

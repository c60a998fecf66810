from django.apps import AppConfig


class DossiersConfig(AppConfig):
    name = "liemchinh.dossiers"
    label = "dossiers"

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "liemchinh.portal"
    label = "portal"

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "liemchinh.ledger"
    label = "ledger"

"""Changes the catalogue: imports, publishes, offers, moves between levels. One verb, one transaction."""

from liemchinh.procedures.services.catalogue import load_catalogue
from liemchinh.procedures.services.imports import ImportReport, Unreadable, import_rows
from liemchinh.procedures.services.offering import offer, transfer_authority
from liemchinh.procedures.services.versions import VersionFacts, publish_version

__all__ = [
    "ImportReport",
    "Unreadable",
    "VersionFacts",
    "import_rows",
    "load_catalogue",
    "offer",
    "publish_version",
    "transfer_authority",
]

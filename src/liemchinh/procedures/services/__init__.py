"""Changes the catalogue: imports, drafts, publishes, offers, moves between levels. One verb, one transaction."""

from liemchinh.procedures.services.catalogue import load_catalogue
from liemchinh.procedures.services.drafts import drop_draft, save_draft, start_draft
from liemchinh.procedures.services.imports import ImportReport, Unreadable, import_rows
from liemchinh.procedures.services.offering import offer, stop_offering, transfer_authority
from liemchinh.procedures.services.publishing import cancel_change, end_procedure, publish_draft
from liemchinh.procedures.services.versions import VersionFacts, publish_version

__all__ = [
    "ImportReport",
    "Unreadable",
    "VersionFacts",
    "cancel_change",
    "drop_draft",
    "end_procedure",
    "import_rows",
    "load_catalogue",
    "offer",
    "publish_draft",
    "publish_version",
    "save_draft",
    "start_draft",
    "stop_offering",
    "transfer_authority",
]

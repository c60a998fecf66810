"""The panel of a dossier's page that says how it stands with the national portal; for whoever sees the dossier."""

from typing import TYPE_CHECKING

from liemchinh import env
from liemchinh.exchange import queries

if TYPE_CHECKING:
    from liemchinh.dossiers.models import Dossier


def synced_of(dossier: "Dossier") -> queries.Synced | None:
    """The panel of one dossier: nothing and no query where nothing is exchanged, else two queries."""
    return queries.synced(dossier.code) if env.text(env.EXCHANGE) else None

"""Shows what an erasure was to take of a dossier: read from its thread."""

from liemchinh.dossiers.models import Dossier
from liemchinh.ledger import queries as ledger


def erased_files(code: str) -> list[str]:
    """The hashes of the files that were to go with an erased dossier; empty for one that is not erased."""
    tag = Dossier.objects.filter(code=code, erased_at__isnull=False).values_list("tag", flat=True).first()
    return [digest for facts in ledger.erased_facts(tag) for digest in facts["files"]] if tag else []

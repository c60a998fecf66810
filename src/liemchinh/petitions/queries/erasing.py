"""Shows what an erasure was to take of a petition: read from its thread."""

from liemchinh.ledger import queries as ledger
from liemchinh.petitions.models import Petition


def erased_files(code: str) -> list[str]:
    """The files that were to go with an erased petition, as `folder/hash`; empty for one that is not erased."""
    tag = Petition.objects.filter(code=code, erased_at__isnull=False).values_list("tag", flat=True).first()
    return [name for facts in ledger.erased_facts(tag) for name in facts["files"]] if tag else []

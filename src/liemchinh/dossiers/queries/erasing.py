"""Shows who asked that a dossier's personal data be erased, by which decision, and what was: read from its thread."""

import json
from dataclasses import dataclass

from liemchinh.dossiers.models import Dossier
from liemchinh.ledger import queries as ledger
from liemchinh.ledger.rules.trail import ERASED, ERASURE_ASKED


@dataclass(frozen=True)
class Asked:
    """A request that waits for a second person: the first one's code, the decision's number, why."""

    by: str
    decision: str
    reason: str


def erasure_asked(dossier: Dossier) -> Asked | None:
    """The request to erase this dossier's data, if it is the last thing that happened to it."""
    entries = ledger.history(dossier.tag)
    if not entries or entries[-1].kind != ERASURE_ASKED.code or entries[-1].record is None:
        return None
    told = json.loads(bytes(entries[-1].record))
    return Asked(told["by"], told["facts"]["decision"], told["facts"]["reason"])


def erased_files(code: str) -> list[str]:
    """The hashes of the files that were to go with an erased dossier; empty for one that is not erased."""
    tag = Dossier.objects.filter(code=code, erased_at__isnull=False).values_list("tag", flat=True).first()
    entries = ledger.history(tag) if tag else []
    told = [json.loads(bytes(entry.record)) for entry in entries if entry.kind == ERASED.code and entry.record]
    return [digest for record in told for digest in record["facts"]["files"]]

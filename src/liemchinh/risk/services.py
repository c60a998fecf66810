"""Changes what is said about a case: a unit explains it, in words that stay."""

from datetime import datetime

from django.db import transaction

from liemchinh.dossiers import queries as dossiers
from liemchinh.kernel.actors import Actor
from liemchinh.kernel.errors import NotFound
from liemchinh.ledger import services as ledger
from liemchinh.risk import rules
from liemchinh.risk.models import CaseNote
from liemchinh.risk.queries import testimony


@transaction.atomic
def explain(*, pattern: str, dossier: str, text: str, by: Actor, at: datetime) -> None:
    """Say why a dossier shows this pattern. The same words of the same person twice are kept once.

    Raises NotFound for who does not lead the authority or head the division, or for an unknown pattern.
    """
    row = dossiers.handled_by(by, code=dossier, at=at)
    if pattern not in {known.code for known in rules.PATTERNS}:
        raise NotFound(pattern)
    place = dossiers.place_of(row)
    tidy = rules.check_note(by, authority=place.authority, division=place.division, text=text)
    if CaseNote.objects.filter(pattern=pattern, dossier=row.code, by=by.code, text=tidy).exists():
        return
    note = CaseNote(pattern=pattern, dossier=row.code, text=tidy, by=by.code, at=at)
    note.save(force_insert=True)
    ledger.record_about(
        f"risk.notes:{place.authority}",
        kind=rules.NOTED,
        by=by,
        at=at,
        unit=place.authority,
        facts={"pattern": pattern, "dossier": row.code, "text": tidy},
        rows=[testimony.NOTE.told(note)],
    )

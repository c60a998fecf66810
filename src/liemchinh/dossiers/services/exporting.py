"""Changes when records are taken out of the house: an entry in the log before the first of them leaves."""

from datetime import date, datetime

from django.db import transaction

from liemchinh.dossiers.rules import exporting as rules
from liemchinh.kernel.actors import Actor
from liemchinh.kernel.words import nfc
from liemchinh.ledger import services as ledger
from liemchinh.org import services as org


@transaction.atomic
def note_export(
    *,
    authority: str,
    since: date | None,
    until: date | None,
    dossiers: int,
    personal: bool,
    decision: str,
    by: Actor,
    at: datetime,
) -> None:
    """Write who takes out how many dossiers of which authority (by its code), by which decision.

    `since` and `until` (outside) bound the day of registration. Raises NotFound, Refused as
    `rules.exporting.check_may_export` does. It leaves no row of ours: the entry is all there is.
    """
    rules.check_may_export(by, authority, personal=personal, decision=decision)
    ledger.record_about(
        rules.export_subject(authority),
        kind=rules.EXPORTED,
        by=by,
        at=at,
        unit=authority,
        facts={
            "decision": nfc(decision.strip()),
            "personal": personal,
            "since": since.isoformat() if since else "",
            "until": until.isoformat() if until else "",
            "dossiers": dossiers,
        },
        public={"rows": dossiers},
    )
    org.note_reading(actor=by, kind="export", subject="export", found=dossiers, at=at, authority=authority)

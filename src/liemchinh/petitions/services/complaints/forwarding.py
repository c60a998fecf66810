"""The one way of sending a complaint on: from the place where citizens are received, since 1/7/2026."""

import uuid
from datetime import datetime

from django.db import transaction

from liemchinh.kernel.actors import Actor
from liemchinh.petitions import rules
from liemchinh.petitions.models import Petition
from liemchinh.petitions.queries import fetch
from liemchinh.petitions.services import sorting


@transaction.atomic
def forward(
    *,
    code: str,
    body: str,
    document: str,
    reason: str = "",
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Petition:
    """Send a complaint that was handed in at a reception on to the body that settles it, and tell the complainant.

    Law on Citizen Reception, article 26.1b as amended by Law 136/2025/QH15; one that came in another way is answered
    with guidance (Circular 05/2021/TT-TTCP, article 8). Raises Refused("complaints.not_at_reception").
    """
    petition = fetch.handled_by(by, code=code, at=at, lock=True)
    rules.complaints.check_received_in_person(rules.Source(petition.source))
    return sorting.send_on(
        "forward_complaint",
        code=code,
        body=body,
        reason=reason,
        document=document,
        by=by,
        at=at,
        token=token,
        seen_step=seen_step,
    )

"""Changes by which ways an applicant is told: their own choice, at any time, without a reason."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from liemchinh.dossiers import queries
from liemchinh.dossiers.models import Dossier
from liemchinh.dossiers.services import acts
from liemchinh.kernel.actors import Actor
from liemchinh.notices.rules import Channel


def consents(chosen: Iterable[str]) -> dict[str, bool]:
    """The chosen channels as a dossier keeps them; what is no channel of ours counts as nothing."""
    wanted = set(chosen)
    return {str(channel): str(channel) in wanted for channel in Channel}


@transaction.atomic
def choose_notices(
    *,
    code: str,
    chosen: Mapping[str, bool],
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Dossier:
    """Be told by these ways from now on, and by no others. The caller has checked the dossier's secret.

    A choice that changes nothing leaves no event. Raises Refused as every act does.
    """
    act = acts.begin("choose_notices", code=code, by=by, at=at, token=token, seen_step=seen_step, fetch=_fetched)
    dossier = act.dossier
    wanted = consents(name for name, yes in chosen.items() if yes)
    if act.repeated or wanted == consents(name for name, yes in dossier.notify.items() if yes):
        return dossier
    facts = {"old": dossier.notify, "new": wanted}
    dossier.notify = wanted
    acts.write(act, facts=facts)
    return dossier


def _fetched(by: Actor, *, code: str, at: datetime, lock: bool) -> Dossier:
    return queries.locked(code)

"""The clock's own act: a denunciation that nobody here may settle climbs to the authority above, without being read."""

from datetime import datetime

from liemchinh.kernel.actors import SYSTEM, Actor
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.petitions import rules
from liemchinh.petitions.models import Petition
from liemchinh.petitions.queries import fetch, recusal
from liemchinh.petitions.services import keeping_up


def rise(*, by: Actor = SYSTEM, at: datetime) -> int:
    """Send up what waits unhandled here although its head may not settle it; how many. For the clock; repeatable.

    A case with no authority above it in this system stays: its officer forwards it on paper.
    """
    if by != SYSTEM:
        raise NotFound
    waiting = fetch.rows().filter(restricted=True, state__in=[int(state) for state in rules.UNHANDLED])
    return sum(_risen(petition, at=at) for petition in waiting.exclude(about={}).order_by("id"))


def _risen(petition: Petition, *, at: datetime) -> int:
    on = local_day(at)
    why = recusal.must_climb(petition, on=on)
    above = recusal.superior(petition, on=on) if why is not None else None
    if above is None or why is None:
        return 0
    reason = str(rules.recusal.CLIMB_NAMES[why])
    try:
        keeping_up.climb(code=petition.code, body=above.code, reason=reason, by=SYSTEM, at=at)
    except Refused:  # a person has just done it, or something else: the next look sees where it stands then
        return 0
    return 1

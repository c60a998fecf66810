"""The clock's own act: a denunciation that nobody here may settle climbs to the authority above, without being read."""

from datetime import datetime

from liemchinh.kernel.actors import SYSTEM, Actor
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound
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
    on, risen = local_day(at), 0
    waiting = fetch.rows().filter(restricted=True, state__in=[int(state) for state in rules.UNHANDLED])
    for petition in waiting.exclude(about={}).order_by("id"):
        risen += _risen(petition, at=at) if recusal.must_climb(petition, on=on) is not None else 0
    return risen


def _risen(petition: Petition, *, at: datetime) -> int:
    above = recusal.superior(petition, on=local_day(at))
    why = recusal.must_climb(petition, on=local_day(at))
    if above is None or why is None:
        return 0
    reason = rules.recusal.CLIMB_NAMES[why]
    keeping_up.climb(code=petition.code, body=above.code, reason=str(reason), by=SYSTEM, at=at)
    return 1

"""Changes acts into parcels: every act that the national portal is told of gets its parcels once, none is forgotten.

What has a parcel is what is not looked for: there is no mark that a transaction which ends late could fall behind. A
look asks about the last two days only; once a day, and at the start, about all days since the connection was opened.
"""

from datetime import datetime, timedelta

from django.db.models import OuterRef

from liemchinh.dossiers.queries import following
from liemchinh.dossiers.queries.figures import midnight
from liemchinh.exchange import rules
from liemchinh.exchange.models import Parcel
from liemchinh.exchange.rules import Connection, ParcelState, Service

AT_ONCE = 500
ROUNDS = 40
"""At most so many times `AT_ONCE` in one look; the rest in the next."""
LATELY = timedelta(hours=48)


def make(connection: Connection, *, at: datetime, whole: bool = False) -> int:
    """Make the parcels of acts that have none; how many. May be repeated, and by several at once."""
    opened_from = midnight(connection.since)
    since = opened_from if whole else max(opened_from, at - LATELY)
    told = Parcel.objects.filter(dossier_id=OuterRef("dossier_id"), step=OuterRef("step"))
    made = 0
    for _ in range(ROUNDS):
        acts = following.untold(told, verbs=rules.TOLD, since=since, opened_from=opened_from, limit=AT_ONCE)
        parcels = [parcel for act in acts for parcel in _parcels(act, at)]
        Parcel.objects.bulk_create(parcels, ignore_conflicts=True)  # another worker may have been quicker
        made += len(parcels)
        if len(acts) < AT_ONCE:
            break
    return made


def _parcels(act: following.Act, at: datetime) -> list[Parcel]:
    return [
        Parcel(
            dossier_id=act.dossier,
            unit=act.unit,
            step=act.step,
            service=service,
            place=rules.place(act.step, service),
            opens=act.before is None and service is Service.DOSSIER,
            state=ParcelState.WAITING,
            made_at=at,
            next_at=at,
        )
        for service in rules.services_of(act.verb, before=act.before, after=act.after)
    ]

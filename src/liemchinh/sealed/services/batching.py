"""Changes: acts that wait go into the public log, at fixed hours, also when there are none; troubles are counted."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Max

from liemchinh.kernel.actors import SYSTEM
from liemchinh.kernel.days import local_day
from liemchinh.ledger import services as ledger
from liemchinh.sealed import queries, rules
from liemchinh.sealed.models import Batch, CaseAct, Trouble
from liemchinh.sealed.queries import testimony


@transaction.atomic
def close_batch(*, at: datetime) -> int:
    """Write the batch of the last fixed hour, if it is not written yet; 1 if it was written now.

    Silent only while no authority here has ever had a key: the channel is not in use then.
    The entry bears the unit above all who take part, and the minute of the worker, in which no reporter has a part.
    """
    tick = rules.tick_of(at)
    unit = queries.top_unit(at)
    if unit is None or Batch.objects.filter(at__gte=tick).exists():
        return 0
    # which hour a reader took something in is forgotten with the batch after the one that tells it
    CaseAct.objects.filter(verb="take", batch__isnull=False, token__isnull=False).update(token=None)
    waiting = list(CaseAct.objects.select_for_update().filter(batch__isnull=True))
    leaves = rules.filled_up([bytes(act.leaf) for act in waiting])
    number = (Batch.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    batch = Batch(number=number, at=tick, root=rules.root_of(leaves), leaves=b"".join(leaves))
    batch.entry = ledger.record_about(
        rules.SUBJECT,
        kind=rules.BATCH,
        by=SYSTEM,
        at=at,
        unit=unit,
        facts={"batch": number},
        public={"no": number, "root": bytes(batch.root).hex()},
        rows=[testimony.BATCH.told(batch)],
    )
    batch.save(force_insert=True)
    places = {leaf: place for place, leaf in enumerate(leaves)}
    for act in waiting:
        act.batch, act.place = batch, places[bytes(act.leaf)]
    CaseAct.objects.bulk_update(waiting, ["batch", "place"], batch_size=200)
    return 1


def note_trouble(*, what: str, at: datetime) -> None:
    """Count a failure of a page of this channel, by the day: where it happened, never who, when or what."""
    on = local_day(at)
    row, made = Trouble.objects.get_or_create(on=on, what=what[:200])
    if not made:
        Trouble.objects.filter(pk=row.pk).update(times=F("times") + 1)

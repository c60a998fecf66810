"""Changes parcels from waiting to sent: takes a few whose turn it is, tries each, writes down what came of it.

At least once, and of one dossier in order: while an earlier parcel waits or is stuck, the later ones stay.
"""

import hashlib
import logging
import time
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection as database
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from liemchinh.exchange import rules
from liemchinh.exchange.drivers import Folder, Portal, Written, carrier, connected, folder, take_away
from liemchinh.exchange.drivers.web import Away
from liemchinh.exchange.models import Arrival, Parcel
from liemchinh.exchange.queries.telling import told
from liemchinh.exchange.rules import LOOK_UP, Connection, Failure, ParcelState, Service, Taken
from liemchinh.exchange.services.making import make
from liemchinh.exchange.services.receiving import receive
from liemchinh.kernel.days import local_day

log = logging.getLogger(__name__)

AT_ONCE = 50
MARGIN = timedelta(minutes=1)
"""What must be left of a worker's turn to begin another attempt: longer than any attempt takes."""
SPELL = 30.0
"""Seconds that one look may send before other work has its turn."""
MOST_LOOKED_AT = 1000
ERASED = "erased"
_DELIVERED = (ParcelState.SENT, ParcelState.WRITTEN)


@dataclass
class Courier:
    """One worker. `whole_on` is the last day on which it looked for acts of all days; `shut`: nobody answers until."""

    whole_on: object = None
    shut: datetime | None = None
    carrying: Folder | Portal | None = None
    described: Connection | None = field(default=None, repr=False)

    def look(self, at: datetime) -> int:
        """Everything that is due: parcels made and sent, answers read, arrivals taken in, old files deleted.

        Returns how many parcels and arrivals were dealt with; nothing without a connection. Raises BadSetting.
        """
        connection = self._connection()
        forget(at=at)  # without a connection too: what lies there still has its time
        if connection is None:
            return 0
        whole = self.whole_on != local_day(at)
        done = make(connection, at=at, whole=whole)
        self.whole_on = local_day(at)
        until = time.monotonic() + SPELL
        while time.monotonic() < until and (sent := self._beat(at, connection)):
            done += sent
        done += self.collect(at)
        return done + receive(connection, pulled=self.pulled(), at=at).taken

    def beat(self, at: datetime) -> int:
        """Send what is due at `at`; how many were taken on. Raises BadSetting."""
        connection = self._connection()
        return self._beat(at, connection) if connection is not None else 0

    def _beat(self, at: datetime, connection: Connection) -> int:
        if self.shut is not None and self.shut > at:
            return 0
        self.shut = None
        claim = uuid.uuid4()
        taken = _take(claim, at)
        for parcel in taken:
            self._attempt(parcel, claim, connection)
        return len(taken)

    def collect(self, at: datetime) -> int:
        """Read what became of files that were written; how many are settled."""
        carrying = self.carrying
        if carrying is None:
            return 0
        settled = 0
        waiting = Parcel.objects.filter(state=ParcelState.WRITTEN).exclude(path="").order_by("id")
        for parcel in waiting[:MOST_LOOKED_AT]:
            found = carrying.answered(parcel.path)
            if found is None:
                continue
            settled += 1
            changes: dict[str, object] = {"answer_code": found.code, "answer_text": found.text}
            if isinstance(found, Taken):
                changes |= {"state": ParcelState.SENT, "sent_at": at}
            else:
                changes |= {"state": ParcelState.REFUSED}
            Parcel.objects.filter(pk=parcel.pk, state=ParcelState.WRITTEN).update(**changes)
        return settled

    def pulled(self) -> list[bytes]:
        """What the portal lists as filed for us; nothing while nobody answers."""
        self._connection()
        if self.carrying is None or self.shut is not None:
            return []
        try:
            return self.carrying.pulled()
        except Away as problem:
            log.warning("the national portal could not be asked for new dossiers: %s", problem)
            return []

    def _connection(self) -> Connection | None:
        found = connected()
        if found != self.described:
            self.described, self.carrying, self.shut = found, carrier(found) if found else None, None
        return found

    def _attempt(self, parcel: Parcel, claim: uuid.UUID, connection: Connection) -> None:
        now = timezone.now()
        assert parcel.claimed_until is not None and self.carrying is not None
        if self.shut is not None or now + MARGIN > parcel.claimed_until:
            _mark(parcel, claim, next_at=max(self.shut or now, now), attempts=F("attempts") - 1)
            return
        if parcel.dossier.erased_at is not None:
            _mark(parcel, claim, state=ParcelState.SKIPPED, next_at=None, answer_code=ERASED)
            return
        try:
            found, digest = self._carried(parcel, connection)
        except Away:
            found, digest = Failure("away", away=True), parcel.digest
        if isinstance(found, Written):
            _mark(parcel, claim, state=ParcelState.WRITTEN, next_at=None, digest=digest, path=found.path)
        elif isinstance(found, Taken):
            said = {"answer_code": found.code, "answer_text": found.text}
            _mark(parcel, claim, state=ParcelState.SENT, next_at=None, sent_at=timezone.now(), digest=digest, **said)
        else:
            self._failed(parcel, claim, found, digest)

    def _carried(self, parcel: Parcel, connection: Connection) -> tuple[Written | Taken | Failure, str]:
        """Make the message anew and hand it on. Raises Away."""
        assert self.carrying is not None
        service = Service(parcel.service)
        about = told(parcel.dossier_id, step=parcel.step)
        updating = service is Service.PROGRESS or _is_known(parcel)
        lain = parcel.made_at < timezone.now() - rules.LEASE
        if not updating and (parcel.attempts > 1 or lain):  # it may be there: an answer lost, a backup restored
            updating = self.carrying.knows(about.code, LOOK_UP)
        message = rules.envelope(
            service=service,
            unit=connection.unit,
            session="",
            data=[rules.body(about, service, connection)],
            updating=updating,
        )
        digest = hashlib.sha256(rules.written(message)).hexdigest()
        name = f"{parcel.dossier.code}-{parcel.place:04d}-{service}"
        return self.carrying.send(message, name=name, day=f"{local_day(parcel.made_at):%Y-%m-%d}"), digest

    def _failed(self, parcel: Parcel, claim: uuid.UUID, failure: Failure, digest: str) -> None:
        at = timezone.now()
        if failure.away:
            self.shut = at + max(rules.PAUSES[0], failure.wait)
        state = rules.state_after(failure, attempts=parcel.attempts)
        again = rules.next_attempt(failure, attempts=parcel.attempts, at=at)
        said = {"answer_code": failure.code[:60], "answer_text": failure.text}
        _mark(parcel, claim, state=state, next_at=again, digest=digest, **said)
        log.warning("parcel %s (%s): %s, %s", parcel.pk, parcel.service, failure.code, state)


def _is_known(parcel: Parcel) -> bool:
    """Whether the portal knows the dossier already: it came from there, or an earlier parcel got there."""
    earlier = Parcel.objects.filter(
        dossier_id=parcel.dossier_id, service=Service.DOSSIER, place__lt=parcel.place, state__in=_DELIVERED
    )
    return Arrival.objects.filter(dossier_id=parcel.dossier_id).exists() or earlier.exists()


def due(at: datetime) -> QuerySet[Parcel]:
    """Parcels whose turn it is: their time has come, nobody has them in hand, nothing of their dossier is before."""
    before = Parcel.objects.filter(
        dossier_id=OuterRef("dossier_id"), place__lt=OuterRef("place"), state__in=sorted(rules.UNSETTLED)
    )
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lte=at)
    return Parcel.objects.filter(free, ~Exists(before), next_at__lte=at).order_by("next_at", "id")


def _take(claim: uuid.UUID, at: datetime) -> list[Parcel]:
    """Take a few for this worker alone."""
    if not due(at).exists():
        return []
    with transaction.atomic():
        # PostgreSQL passes over what another worker is taking; SQLite lets one in at a time anyway
        skipping = database.features.has_select_for_update_skip_locked
        rows = due(at).select_related("dossier")
        taken = list(rows.select_for_update(of=("self",), skip_locked=skipping)[:AT_ONCE])
        until = timezone.now() + rules.LEASE
        Parcel.objects.filter(pk__in=[row.pk for row in taken]).update(
            claim=claim, claimed_until=until, attempts=F("attempts") + 1
        )
    for row in taken:
        row.claimed_until, row.attempts = until, row.attempts + 1
    return taken


def _mark(parcel: Parcel, claim: uuid.UUID, **columns: object) -> None:
    """What came of it, unless another worker has it by now."""
    Parcel.objects.filter(pk=parcel.pk, claim=claim).update(claim=None, claimed_until=None, **columns)


def forget(*, at: datetime) -> int:
    """Delete the files of parcels that were accepted long enough ago, and of dossiers since erased; how many."""
    old = Q(state=ParcelState.SENT, sent_at__lt=rules.forget_before(at)) | Q(dossier__erased_at__isnull=False)
    done = 0
    for parcel in Parcel.objects.filter(old).exclude(path="").order_by("id")[:MOST_LOOKED_AT]:
        take_away(folder(), parcel.path)
        Parcel.objects.filter(pk=parcel.pk).update(path="")
        done += 1
    return done

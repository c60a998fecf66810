"""Shows keys: one's own, those that wait for a second person, those a case may be wrapped for; custodians' halves."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from liemchinh.kernel.actors import Actor, Role
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound
from liemchinh.org import queries as org
from liemchinh.sealed import rules
from liemchinh.sealed.models import IdentityRequest, RecipientKey, Recovery, Share, Wrap
from liemchinh.sealed.queries.access import fetch
from liemchinh.sealed.queries.chart import KeyShown, acting, holder_of, in_charge, is_shut_out


@dataclass(frozen=True)
class KeyLine:
    """A key on a page: whose, what for, its fingerprint, whether it is in force."""

    id: int
    purpose: rules.Purpose
    person: str
    person_name: str
    second: str
    seat: str
    authority: str
    public: str
    fingerprint: str
    made_at: datetime
    confirmed_by: str
    confirmed_at: datetime | None
    retired_at: datetime | None
    keeps_private: bool

    @property
    def in_force(self) -> bool:
        """Confirmed and not retired."""
        return self.confirmed_at is not None and self.retired_at is None


@dataclass(frozen=True)
class RequestLine:
    """A request to open an identity, for one of the two custodians: their half, and whom to re-seal it to."""

    id: UUID
    case: str
    asked_by: str
    asked_by_name: str
    asked_on: date
    reason: bytes
    side: int
    key: int
    share: bytes
    public: str


@dataclass(frozen=True)
class ShareLine:
    """Half of an envelope in the hands of a custodian: of which case, by which key, sealed to that key."""

    case: str
    received_on: date
    key: int
    share: bytes


@dataclass(frozen=True)
class RecoveryLine:
    """A recovery under way. `wraps` are, for a keeper of a half once both agreed, the cases' secrets sealed to the
    recovery key, by case number."""

    id: int
    asked_by: str
    asked_at: datetime
    reason: str
    approved: int
    until_at: datetime | None
    new_public: str
    wraps: Mapping[str, bytes]


def key_line(row: RecipientKey, names: Mapping[str, str]) -> KeyLine:
    """A key as a page shows it."""
    return KeyLine(
        id=row.pk,
        purpose=rules.Purpose(row.purpose),
        person=row.person,
        person_name=names.get(row.person, row.person),
        second=row.second,
        seat=row.seat,
        authority=row.authority.code,
        public=row.public,
        fingerprint=rules.fingerprint(row.public),
        made_at=row.made_at,
        confirmed_by=row.confirmed_by,
        confirmed_at=row.confirmed_at,
        retired_at=row.retired_at,
        keeps_private=row.private is not None,
    )


def keys_of(actor: Actor, *, at: datetime) -> list[KeyLine]:
    """The actor's own keys, the newest first."""
    rows = RecipientKey.objects.filter(person=actor.code) | RecipientKey.objects.filter(second=actor.code)
    return _lines(list(rows.select_related("authority").order_by("-id")))


def private_of(actor: Actor, *, key: int) -> bytes:
    """The actor's own locked private key, if they left it here. Raises NotFound."""
    row = RecipientKey.objects.filter(pk=key, person=actor.code, private__isnull=False).first()
    if row is None or row.private is None:
        raise NotFound(str(key))
    return bytes(row.private)


def keys_to_confirm(actor: Actor, *, at: datetime) -> list[KeyLine]:
    """Keys of the actor's authorities, in force or waiting, the waiting ones first; for those who may confirm."""
    offices = actor.offices_as(*rules.WITNESSES, Role.ADMINISTRATOR)
    rows = RecipientKey.objects.filter(authority__code__in=offices, retired_at__isnull=True).select_related("authority")
    return sorted(_lines(list(rows.order_by("id"))), key=lambda one: (one.confirmed_at is not None, one.id))


def possible_recipients(actor: Actor, *, name: str, at: datetime) -> list[KeyLine]:
    """Keys in force that a case may still be wrapped for: of its authority, not shut out, not reading or keeping."""
    case, _ = fetch(actor, name=name, at=at)
    rows = RecipientKey.objects.filter(
        purpose=rules.Purpose.READER,
        authority__in=in_charge(case, at),
        confirmed_at__isnull=False,
        retired_at__isnull=True,
    ).select_related("authority")
    rows = rows.exclude(wraps__case=case)
    keeping = set(Share.objects.filter(case=case).values_list("key__person", flat=True))
    found = []
    for row in rows.order_by("id"):
        holder = holder_of(row, at)
        if holder is not None and row.person not in keeping and not is_shut_out(case, holder):
            found.append(row)
    return _lines(found)


def successors(custodian: Actor, *, name: str, at: datetime) -> list[KeyLine]:
    """Custodians' keys that this custodian may give their half of a case to."""
    share = share_of(custodian, case=name)
    if share is None:
        raise NotFound(name)
    rows = RecipientKey.objects.filter(
        purpose=rules.Purpose.CUSTODIAN,
        authority__in=in_charge(share.case, at),
        confirmed_at__isnull=False,
        retired_at__isnull=True,
    ).select_related("authority")
    other = set(Share.objects.filter(case=share.case).exclude(side=share.side).values_list("key__person", flat=True))
    reading = set(Wrap.objects.filter(case=share.case).values_list("key__person", flat=True))
    found = []
    for row in rows.exclude(pk=share.key_id).order_by("id"):
        holder = holder_of(row, at)
        if holder and row.person not in other | reading and not is_shut_out(share.case, holder):
            found.append(row)
    return _lines(found)


def share_of(custodian: Actor, *, case: str) -> Share | None:
    """The half of a case's envelope that this person keeps, by a key in force and a seat they hold."""
    return _shares(custodian).filter(case__name=case).first()


def shares(custodian: Actor) -> list[ShareLine]:
    """The halves that this person keeps, by case number. Also of cases that they are shut out from by now: giving
    the half away is how such a tie is mended, and nothing is told here but the number they always had.
    """
    return [
        ShareLine(row.case.name, row.case.received_on, row.key_id, bytes(row.sealed))
        for row in _shares(custodian).order_by("case__name", "key_id")
    ]


def _shares(custodian: Actor) -> QuerySet[Share]:
    seats = [seat.code for seat in custodian.seats if Role.CUSTODIAN in seat.roles]
    return Share.objects.select_related("case__body", "key").filter(
        key__person=custodian.code,
        key__seat__in=seats,
        key__confirmed_at__isnull=False,
        key__retired_at__isnull=True,
    )


def identity_plan(actor: Actor, *, name: str, at: datetime) -> list[KeyShown]:
    """Whom the reason of a request is sealed to: the custodians of both halves."""
    case, _ = fetch(actor, name=name, at=at)
    rows = Share.objects.filter(case=case, key__retired_at__isnull=True).select_related("key").order_by("key_id")
    return [KeyShown(row.key_id, row.key.public) for row in rows]


def identity_requests(custodian: Actor, *, at: datetime) -> list[RequestLine]:
    """Requests that wait for this custodian's answer, the oldest first."""
    rows = IdentityRequest.objects.filter(ended_at__isnull=True, granted_at__isnull=True).select_related("case", "key")
    found = []
    names = org.people(rows.values_list("asked_by", flat=True))
    for row in rows.order_by("asked_on", "id"):
        share = share_of(custodian, case=row.case.name)
        if share is None or row.answers.filter(side=share.side).exists() or row.asked_by == custodian.code:
            continue
        if is_shut_out(row.case, acting(custodian, at, seat=share.key.seat)):
            continue
        found.append(
            RequestLine(
                id=row.pk,
                case=row.case.name,
                asked_by=row.asked_by,
                asked_by_name=names.get(row.asked_by, row.asked_by),
                asked_on=row.asked_on,
                reason=bytes(row.reason or b""),
                side=share.side,
                key=share.key_id,
                share=bytes(share.sealed),
                public=row.key.public,
            )
        )
    return found


def recoveries(actor: Actor, *, at: datetime) -> list[RecoveryLine]:
    """Recoveries under way that concern this person: as the one who lost a key, or as keeper of a half."""
    rows = Recovery.objects.filter(ended_at__isnull=True).select_related("key", "lost", "new").order_by("id")
    found = []
    for row in rows:
        keeper = actor.code in {row.key.person, row.key.second}
        if not keeper and actor.code != row.asked_by:
            continue
        wraps: dict[str, bytes] = {}
        if keeper and row.until_at is not None and at < row.until_at:
            lost = Wrap.objects.filter(key=row.lost).values_list("case_id", flat=True)
            done = Wrap.objects.filter(key=row.new).values_list("case_id", flat=True)
            mine = Wrap.objects.filter(key=row.key, case_id__in=lost).exclude(case_id__in=done).select_related("case")
            wraps = {wrap.case.name: bytes(wrap.sealed) for wrap in mine.order_by("case__name")}
        approved = bool(row.first_by) + bool(row.second_by)
        found.append(
            RecoveryLine(row.pk, row.asked_by, row.asked_at, row.reason, approved, row.until_at, row.new.public, wraps)
        )
    return found


def top_unit(at: datetime) -> str | None:
    """The unit above everybody who ever registered a key here; None while nobody has."""
    on = local_day(at)
    ids = RecipientKey.objects.order_by("authority_id").values_list("authority_id", flat=True).distinct()
    tops = {org.above(unit, on)[-1].code for unit in org.units(ids, on).values()}
    return min(tops) if tops else None


def _lines(rows: list[RecipientKey]) -> list[KeyLine]:
    names = org.people(row.person for row in rows)
    return [key_line(row, names) for row in rows]

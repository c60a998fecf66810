"""Furniture of tests about sealed reports: keys for the cast, a report, and what a browser does with its own key."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pyrage

from liemchinh.kernel.actors import Actor
from liemchinh.sealed import queries, rules, services
from tests.cast import COMMUNE, VIETNAM

AT = datetime(2026, 8, 3, 9, 17, 23, tzinfo=VIETNAM)
SECRET_WORDS = "Ông Mẫu Tham nhận phong bì lúc nửa đêm ở cầu Mẫu"
IDENTITY = {"name": "Bà Mẫu Nhân Chứng", "address": "xóm Mẫu Kín 7", "contact": "0999 000 777"}


@dataclass
class Keys:
    """Age secrets by person code, as they lie on their holders' own machines."""

    secrets: dict[str, str] = field(default_factory=dict)
    ids: dict[str, int] = field(default_factory=dict)

    def opened(self, who: Actor, blob: bytes) -> bytes:
        """What that person's own program opens."""
        return services.opened_with(blob, self.secrets[who.code])


def new_key(keys: Keys, who: Actor, purpose: rules.Purpose, witness: Actor, *, at: datetime = AT) -> int:
    """A key made on the holder's device, registered and confirmed."""
    secret = pyrage.x25519.Identity.generate()
    seat = next(seat.code for seat in who.seats if seat.roles & rules.HOLDERS[purpose])
    row = services.register_key(public=str(secret.to_public()), purpose=purpose, seat=seat, private=None, by=who, at=at)
    services.confirm_key(key=row.pk, fingerprint=rules.fingerprint(row.public), by=witness, at=at)
    keys.secrets[who.code], keys.ids[who.code] = str(secret), row.pk
    return int(row.pk)


def ready(cast: Any, *, at: datetime = AT) -> Keys:
    """Readers and custodians of the commune and of the province have keys in force."""
    from liemchinh.org import queries as org

    keys = Keys()
    people = (
        (cast.sealed.actor, rules.Purpose.READER, cast.chair.actor),
        (cast.custodian.actor, rules.Purpose.CUSTODIAN, cast.custodian2.actor),
        (cast.custodian2.actor, rules.Purpose.CUSTODIAN, cast.custodian.actor),
        (cast.province_sealed.actor, rules.Purpose.READER, cast.province_chair.actor),
        (org.actor("giudanhtinhtinh1", at), rules.Purpose.CUSTODIAN, cast.province_chair.actor),
        (org.actor("giudanhtinhtinh2", at), rules.Purpose.CUSTODIAN, cast.province_chair.actor),
    )
    for who, purpose, witness in people:
        new_key(keys, who, purpose, witness, at=at)
    return keys


def filed(
    *,
    words: str = SECRET_WORDS,
    kind: rules.Report = rules.Report.NAMED,
    identity: Mapping[str, str] | None = None,
    about: rules.About | None = None,
    code: str | None = None,
    at: datetime = AT,
) -> tuple[services.Filed, str]:
    """A report sealed in memory and taken in; its code."""
    code, about = code or rules.new_code(), about if about is not None else rules.About(unit="H99.12.03")
    plan = queries.plan(about, home=COMMUNE, at=at)
    who = IDENTITY if identity is None and kind is rules.Report.NAMED else identity or {}
    parcel = services.seal(plan, report={rules.TEXT: words.encode()}, identity=who)
    done = services.file_report(
        parcel=parcel, kind=kind, about=about, home=COMMUNE, code=code, by=rules.REPORTER, at=at
    )
    return done, code


def case_secret(keys: Keys, who: Actor, name: str, *, at: datetime = AT) -> str:
    """The case's secret as the reader's own program unwraps it."""
    return keys.opened(who, queries.case_for(who, name=name, at=at).wrap).decode()


def to_reporter(shown: queries.CaseShown, words: str) -> bytes:
    """A message of the office as the browser seals it: to the case and to the reporter."""
    return services.sealed_to(rules.pack({rules.TEXT: words.encode()}), [shown.public, shown.reporter])

"""Whose site this is: the one authority that an instance serves, with what every page says of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.core.cache import cache

from liemchinh.face.shapes import Contact
from liemchinh.kernel.days import WEEKDAYS, time_of_day
from liemchinh.kernel.errors import NotFound
from liemchinh.kernel.words import gettext_noop, joined
from liemchinh.law.calendar import Calendar, national_calendar
from liemchinh.law.hours import STANDARD, OfficeHours, Session
from liemchinh.org import queries as org
from liemchinh.org.queries import ContactShown, UnitOnDay
from liemchinh.org.rules import CONTACT_NAMES, ContactKind
from liemchinh.procedures import queries as procedures

KEPT_SECONDS = 60
"""For how long a page may still show the contacts of a minute ago."""

_LINK = {
    ContactKind.HOTLINE: "tel:",
    ContactKind.PHONE: "tel:",
    ContactKind.EMAIL: "mailto:",
}


@dataclass(frozen=True)
class Authority:
    """The authority of this site: the unit, the name of the body above it, ways to reach it, opening hours.

    `ground` is what was decided about its days, `places` the names of those who decide, by code.
    """

    unit: UnitOnDay | None
    parent: str
    contacts: tuple[Contact, ...]
    office: OfficeHours
    ground: org.Ground | None = None
    places: Mapping[str, str] = field(default_factory=dict)

    @property
    def calendar(self) -> Calendar:
        """The days that it works: the law's calendar with the decisions for it."""
        return self.ground.at().calendar if self.ground else national_calendar()

    @property
    def hours(self) -> str:
        """When its doors are open, in words; empty while there is no authority."""
        return in_words(self.office) if self.unit else ""

    @property
    def name(self) -> str:
        """The name it signs with; empty on an instance that has no authority yet."""
        return self.unit.agency_name if self.unit else ""

    def way(self, *kinds: ContactKind) -> Contact | None:
        """The first contact of one of these kinds, in the order asked."""
        labels = [label_of(kind) for kind in kinds]
        found = {contact.label: contact for contact in reversed(self.contacts)}
        return next((found[label] for label in labels if label in found), None)


NOBODY = Authority(unit=None, parent="", contacts=(), office=STANDARD)


def authority_on(on: date) -> Authority:
    """The authority of this site on that day; asked once a minute at most."""
    place = f"portal:authority:{settings.HOME_UNIT}:{on}"
    kept: Authority | None = cache.get(place)
    if kept is None:
        kept = _read(on)
        cache.set(place, kept, KEPT_SECONDS)
    return kept


def _read(on: date) -> Authority:
    unit = _unit(on)
    if unit is None:
        return NOBODY
    chain = org.above(unit, on)
    return Authority(
        unit=unit,
        parent=chain[1].agency_name if len(chain) > 1 else "",
        contacts=tuple(as_link(contact) for contact in org.contacts(unit, on)),
        office=org.office_hours(unit, on),
        ground=org.ground(unit, on),
        places={above.code: above.name for above in chain},
    )


def _unit(on: date) -> UnitOnDay | None:
    """The unit named in the settings, else the one that takes in procedures, the first where there are several."""
    if settings.HOME_UNIT:
        try:
            return org.unit(settings.HOME_UNIT, on)
        except NotFound:  # not there yet, or merged: then the site is that of who took over
            return next(iter(org.resolve(settings.HOME_UNIT, on)), None)
    offering = procedures.offering_units(on)
    return org.units(offering[:1], on).get(offering[0]) if offering else None


def as_link(contact: ContactShown) -> Contact:
    """A published contact as a page shows it: a number that can be called, an address that can be written to."""
    value = contact.value
    url = value if value.startswith(("https://", "http://")) else ""
    if contact.kind in _LINK:
        url = _LINK[contact.kind] + "".join(value.split())
    if url.startswith("tel:") and value.isdecimal() and len(value) == len("0999000012"):
        value = f"{value[:4]} {value[4:7]} {value[7:]}"
    value = f"{value} ({contact.note})" if contact.note else value
    return Contact(label=contact.label, value=value, url=url)


def label_of(kind: ContactKind) -> str:
    """The word under which a kind of contact is shown."""
    return CONTACT_NAMES[kind]


def in_words(hours: OfficeHours) -> str:
    """`Thứ Hai đến thứ Sáu, 7 giờ 30 đến 11 giờ 30 và 13 giờ đến 17 giờ`; days with the same sessions together."""
    runs: list[tuple[int, int, tuple[Session, ...]]] = []
    for day, sessions in enumerate(hours.weekdays):
        if not sessions:
            continue
        if runs and runs[-1][1] == day - 1 and runs[-1][2] == sessions:
            runs[-1] = (runs[-1][0], day, sessions)
        else:
            runs.append((day, day, sessions))
    words = []
    for first, last, sessions in runs:
        span = (
            WEEKDAYS[first]
            if first == last
            else gettext_noop("{first} đến {last}").format(first=WEEKDAYS[first], last=WEEKDAYS[last])
        )
        words.append(f"{span}, {joined(gettext_noop(' và '), map(_session, sessions))}")
    text = "; ".join(words)
    return text[:1].upper() + text[1:]


def _session(session: Session) -> str:
    opens, closes = session
    return gettext_noop("{opens} đến {closes}").format(opens=time_of_day(opens), closes=time_of_day(closes))

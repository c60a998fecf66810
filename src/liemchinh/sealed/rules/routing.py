"""Decides who may receive a report: never the accused, their unit, those between, or their declared kin.

Law on Denunciations art. 12: heads and deputies, and an authority itself, are dealt with by the authority above; then
the case climbs. Names and orders nothing by chance: the same chart gives the same answer.
"""

import hmac
import secrets
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from liemchinh.kernel.actors import Role
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.sealed.rules.reading import Purpose

CLIMBS = frozenset({Role.CHAIR, Role.LEADER, Role.SEALED})
"""An authority whose holder of such a seat is accused does not deal with the report itself."""
SHUT_OUT_BLOCK = 64
"""The list of those shut out is filled up to a multiple of this, so that its length names no unit."""


@dataclass(frozen=True)
class About:
    """Whom a report is about, as far as the reporter knows: codes of a unit and of a seat; empty: not sure."""

    unit: str = ""
    seat: str = ""


@dataclass(frozen=True)
class Accused:
    """The same, read off the chart: the units shut out (with those below, and between them and the authority), seats,
    people; `climbs`: the authority itself or one of its heads; `unknown`: nobody knows who it is.
    """

    units: frozenset[str] = frozenset()
    seats: frozenset[str] = frozenset()
    persons: frozenset[str] = frozenset()
    climbs: bool = False
    unknown: bool = False


@dataclass(frozen=True)
class Holder:
    """A confirmed key, and who has it by which seat. A recovery key has two people and no seat."""

    key: int
    public: str
    purpose: Purpose
    authority: str
    persons: frozenset[str]
    seat: str = ""
    unit: str = ""
    roles: frozenset[Role] = frozenset()
    kin: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Route:
    """Where a report goes: the authority, its readers, its recovery key, and the custodians of the two halves."""

    body: str
    readers: tuple[Holder, ...]
    recovery: Holder | None
    sides: tuple[tuple[Holder, ...], tuple[Holder, ...]]


def is_shut_out(holder: Holder, accused: Accused) -> bool:
    """Whether the chart forbids this holder to see the report."""
    return bool(
        holder.unit in accused.units
        or holder.seat in accused.seats
        or holder.persons & accused.persons
        or holder.kin & accused.persons
    )


def route(accused: Accused, *, levels: Sequence[str], holders: Collection[Holder]) -> Route:
    """The first authority of `levels` (nearest first) that may and can deal with the report.

    It needs one reader and, there or further up, two custodians who are no readers. Raises Refused("sealed.nobody").
    """
    allowed = levels[-1:] if accused.unknown else levels[1:] if accused.climbs else levels
    free = sorted((one for one in holders if not is_shut_out(one, accused)), key=lambda one: one.key)
    for number, body in enumerate(allowed):
        readers = tuple(
            one for one in free if one.purpose is Purpose.READER and one.authority == body and Role.SEALED in one.roles
        )
        if not readers:
            continue
        reading = frozenset().union(*(one.persons for one in readers))
        sides = _sides(free, allowed[number:], reading)
        if sides is None:
            continue
        recovery = next((one for one in free if one.purpose is Purpose.RECOVERY and one.authority == body), None)
        return Route(body, readers, recovery, sides)
    sentence = gettext_noop(
        "Hiện chưa có người nhận nào ngoài đơn vị được nói đến. Xin dùng một kênh khác ở cuối trang."
    )
    raise Refused("sealed.nobody", sentence)


def _sides(
    free: Sequence[Holder], levels: Sequence[str], reading: frozenset[str]
) -> tuple[tuple[Holder, ...], tuple[Holder, ...]] | None:
    """Custodians by turns on the two sides; the nearest authorities first, as few of them as give two people."""
    found: list[Holder] = []
    for level in levels:
        found += [
            one
            for one in free
            if one.purpose is Purpose.CUSTODIAN and one.authority == level and not one.persons & reading
        ]
        people = list(dict.fromkeys(person for one in found for person in sorted(one.persons)))
        if len(people) > 1:
            first = frozenset(people[::2])
            return (
                tuple(one for one in found if one.persons <= first),
                tuple(one for one in found if not one.persons & first),
            )
    return None


def marks_of(holder: Holder) -> list[str]:
    """What a holder is known by in a list of those shut out."""
    persons = sorted(holder.persons | holder.kin)
    return [f"unit:{holder.unit}", f"seat:{holder.seat}", *(f"person:{person}" for person in persons)]


def shut_out_marks(accused: Accused) -> list[str]:
    """The marks of everybody and everything the chart shuts out."""
    return [
        *(f"unit:{code}" for code in sorted(accused.units)),
        *(f"seat:{code}" for code in sorted(accused.seats)),
        *(f"person:{code}" for code in sorted(accused.persons)),
    ]


def hidden(marks: Iterable[str], *, key: bytes, salt: bytes) -> list[str]:
    """Marks as keyed hashes: a stolen table does not say who is accused."""
    return sorted(hmac.digest(key, salt + mark.encode(), "sha256").hex()[:32] for mark in marks)


def shut_out_list(marks: Sequence[str]) -> list[str]:
    """The list with noise up to a multiple of `SHUT_OUT_BLOCK`, in an order that tells nothing."""
    wanted = max(1, -(-len(marks) // SHUT_OUT_BLOCK)) * SHUT_OUT_BLOCK
    return sorted([*marks, *(secrets.token_hex(16) for _ in range(wanted - len(marks)))])

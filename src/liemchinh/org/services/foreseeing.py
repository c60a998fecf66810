"""What a change of the tree would bring: the verb itself is carried out, looked at and undone; nothing is guessed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Model, Q

from liemchinh.org import queries
from liemchinh.org.models import Holding, Person, Seat, Unit, UnitCode, UnitPlace


@dataclass(frozen=True)
class SeatEnding:
    """A seat that would end: its code and title, its unit's code, and who holds it then (empty for nobody)."""

    code: str
    title: str
    unit: str
    person: str
    person_name: str


@dataclass(frozen=True)
class Foreseen:
    """What would follow: units that end or stand elsewhere, codes and seats that end, who is left without one.

    `ends` has the unit itself first, then what ends with it, by code. `without_seat` are codes and names of officials
    who would hold no seat any more.
    """

    ends: tuple[queries.UnitOnDay, ...]
    moves: tuple[queries.UnitOnDay, ...]
    codes: tuple[str, ...]
    seats: tuple[SeatEnding, ...]
    without_seat: tuple[tuple[str, str], ...]


def foresee(act: Callable[[], object], *, on: date) -> Foreseen:
    """What `act`, a verb of this room that takes effect on that day, would bring. Nothing of it stays.

    Raises Refused and NotFound as the verb does.
    """
    with transaction.atomic():
        before = _of_the_day(on)
        act()
        ended, places, codes, seats, holdings = (now - then for now, then in zip(_of_the_day(on), before, strict=True))
        foreseen = Foreseen(
            ends=tuple(queries.units(ended, on).values()),
            moves=tuple(_moved(places, on)),
            codes=tuple(UnitCode.objects.filter(id__in=codes).order_by("code").values_list("code", flat=True)),
            seats=tuple(_seats(seats, holdings)),
            without_seat=tuple(_without_seat(holdings, on)),
        )
        transaction.set_rollback(True)
    return foreseen


def _of_the_day(on: date) -> list[set[int]]:
    """Ids of what ends or begins on that day: units, places, codes, seats, holdings."""
    asked: list[tuple[type[Model], dict[str, date]]] = [
        (Unit, {"closed_on": on}),
        (UnitPlace, {"valid_from": on}),
        (UnitCode, {"valid_until": on}),
        (Seat, {"closed_on": on}),
        (Holding, {"held_until": on}),
    ]
    return [set(model._default_manager.filter(**which).values_list("pk", flat=True)) for model, which in asked]


def _moved(places: Iterable[int], on: date) -> list[queries.UnitOnDay]:
    """Units that stood elsewhere before; those that only open now are not among them."""
    rows = UnitPlace.objects.filter(id__in=places, unit__opened_on__lt=on).values_list("unit_id", flat=True)
    return list(queries.units(rows, on).values())


def _seats(seats: Iterable[int], holdings: Iterable[int]) -> list[SeatEnding]:
    holders = {
        holding.seat_id: holding.person for holding in Holding.objects.filter(id__in=holdings).select_related("person")
    }
    return [
        SeatEnding(
            code=row.code,
            title=row.title,
            unit=row.unit.code,
            person=holders[row.id].code if row.id in holders else "",
            person_name=holders[row.id].name if row.id in holders else "",
        )
        for row in Seat.objects.filter(id__in=seats).select_related("unit").order_by("unit__code", "code")
    ]


def _without_seat(holdings: Iterable[int], on: date) -> list[tuple[str, str]]:
    running = Q(held_until__isnull=True) | Q(held_until__gt=on)
    still = Holding.objects.filter(running).values("person_id")
    rows = Person.objects.filter(holdings__in=list(holdings)).exclude(id__in=still).order_by("code").distinct()
    return list(rows.values_list("code", "name"))

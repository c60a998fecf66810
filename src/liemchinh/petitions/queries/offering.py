"""Shows to whom a petition can be sent: the authorities that have somebody to receive it."""

from collections.abc import Sequence
from datetime import date

from liemchinh.kernel.actors import Role
from liemchinh.org import queries as org


def receiving(home: org.UnitOnDay | None, on: date) -> list[tuple[str, str]]:
    """Code and name of the site's own authority and those above it where a reception officer sits today."""
    if home is None:
        return []
    chain: Sequence[org.UnitOnDay] = [home, *org.above(home, on)]
    offered = []
    for unit in chain:
        places = [unit, *org.divisions(unit, on)]
        if any(Role.RECEPTION in seat.roles and seat.person for seat in org.seats(places, on)):
            offered.append((unit.code, unit.name))
    return offered

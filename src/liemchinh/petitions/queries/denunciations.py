"""Shows what only a denunciation has: who may verify it, and where it stands between acceptance and its end."""

from datetime import date

from liemchinh.kernel.actors import Role
from liemchinh.org import queries as org
from liemchinh.petitions.models import Petition
from liemchinh.petitions.queries import recusal
from liemchinh.petitions.rules import recusal as rules


def verifying_seats(petition: Petition, *, on: date) -> dict[str, org.SeatShown]:
    """The held seats of its authority that verify, by their code. Who is near to the accused is still among them."""
    units: list[org.HasId] = [petition.authority, *org.divisions(petition.authority, on)]
    return {seat.code: seat for seat in org.seats(units, on) if Role.INSPECTOR in seat.roles and seat.person}


def may_verify(petition: Petition, *, on: date) -> list[org.SeatShown]:
    """Those seats that may be given the verification, by code: what the form offers to the head."""
    ties = recusal.ties(petition, on=on, whole=True)
    seats = verifying_seats(petition, on=on).values()
    return [seat for seat in seats if rules.may_verify(seat.person, seat.unit, ties)]

"""Shows what only a denunciation has: who may verify it, who stands behind it, what is owed, who may know them."""

from datetime import date

from liemchinh.kernel.actors import Actor, Role
from liemchinh.org import queries as org
from liemchinh.petitions.models import Duty, Petition, Petitioner, PetitionEvent
from liemchinh.petitions.queries import recusal
from liemchinh.petitions.rules import Content
from liemchinh.petitions.rules import recusal as rules
from liemchinh.petitions.rules.denunciations import Withdrawal


def verifying_seats(petition: Petition, *, on: date) -> dict[str, org.SeatShown]:
    """The held seats of its authority that verify, by their code. Who is near to the accused is still among them."""
    units: list[org.HasId] = [petition.authority, *org.divisions(petition.authority, on)]
    return {seat.code: seat for seat in org.seats(units, on) if Role.INSPECTOR in seat.roles and seat.person}


def may_verify(petition: Petition, *, on: date) -> list[org.SeatShown]:
    """Those seats that may be given the verification, by code: what the form offers to the head."""
    ties = recusal.ties(petition, on=on, whole=True)
    seats = verifying_seats(petition, on=on).values()
    return [seat for seat in seats if rules.may_verify(seat.person, seat.unit, ties)]


def knows_who(actor: Actor, petition: Petition) -> bool:
    """Whether `actor`, who sees this petition, may also see who sent it.

    Of a denunciation the verifier is not told (Law on Denunciations, article 56): only the head and who entered it.
    """
    if petition.content != Content.DENUNCIATION:
        return True
    return petition.authority.code in actor.authorities_as(Role.CHAIR) or actor.code == petition.entered_by


def standing(petition: Petition, actor: Actor) -> list[tuple[str, str]]:
    """Who has not withdrawn, as choices by number; by number alone for somebody who must not know their names."""
    rows = Petitioner.objects.filter(petition=petition, withdrawn_at__isnull=True).order_by("number")
    named = knows_who(actor, petition)
    return [(str(row.number), f"{row.number}. {row.name}" if named else f"{row.number}") for row in rows]


def withdrawals(petition: Petition) -> tuple[list[Withdrawal], int]:
    """Every recorded withdrawal in order, and how many still stand behind it."""
    events = PetitionEvent.objects.filter(petition=petition, verb="withdraw_denunciation").order_by("step")
    taken = [Withdrawal(one.facts["scope"], tuple(one.facts["signs"])) for one in events]
    return taken, Petitioner.objects.filter(petition=petition, withdrawn_at__isnull=True).count()


def open_duties(petition: Petition) -> set[str]:
    """The kinds of what is still to be done."""
    return set(Duty.objects.filter(petition=petition, done_at__isnull=True).values_list("kind", flat=True))


def accused(petition: Petition, on: date) -> str:
    """Whom it is about, as papers say it: the words of the letter, else the official's name, else the unit's."""
    about = petition.about
    if about.get("words"):
        return str(about["words"])
    person = about.get("person") or (org.holder_of(about["seat"], on) if about.get("seat") else "")
    if person:
        return org.people([person]).get(person, "")
    return org.unit_names([about["unit"]], on).get(about["unit"], "") if about.get("unit") else ""

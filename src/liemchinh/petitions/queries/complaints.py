"""Shows how far a complaint has come: its dialogues, who still complains, the first case of a second one."""

from datetime import date, datetime

from liemchinh.kernel.actors import Role
from liemchinh.kernel.codes import tidy_code
from liemchinh.kernel.days import local_day
from liemchinh.org import queries as org
from liemchinh.org.rules import UnitKind
from liemchinh.petitions import rules
from liemchinh.petitions.models import Duty, Petition, Petitioner, PetitionEvent
from liemchinh.petitions.queries import beside, fetch, recusal


def progress(petition: Petition) -> rules.complaints.Progress:
    """What has been done since the settlement that counts began, from the events. Two queries."""
    verified, differs, invited = False, False, False
    attendances: list[str] = []
    verbs = ("report_complaint", "invite_dialogue", "hold_dialogue")
    done = PetitionEvent.objects.filter(petition=petition, verb__in=verbs, step__gt=beside.began(petition))
    for event in done.order_by("step"):
        if event.verb == "report_complaint":
            verified, differs = True, bool(event.facts.get("differs"))
        elif event.verb == "invite_dialogue":
            invited = True
        else:
            invited = False
            attendances.append(str(event.facts.get("attendance", "")))
    return rules.complaints.Progress(verified, differs, tuple(attendances), invited)


def is_disciplinary(petition: Petition) -> bool:
    """Whether it is about a disciplinary decision: chapter IV of the law, with its own terms."""
    return "disciplinary" in petition.flags


def people(petition: Petition) -> list[Petitioner]:
    """Those who are written down behind it, in their order, also who has withdrawn."""
    return list(Petitioner.objects.filter(petition=petition).order_by("number"))


def left(petition: Petition, rows: list[Petitioner]) -> int:
    """How many still complain: those written down who have not withdrawn, and those who were only counted."""
    return sum(row.withdrawn_at is None for row in rows) + max(petition.people - len(rows), 0)


def settles_first_only(petition: Petition, on: date) -> bool:
    """Whether its authority is a commune, which settles first instances only (Law on Complaints, article 17)."""
    return org.unit(petition.authority.code, on).kind is UnitKind.COMMUNE


def verifiers(petition: Petition, on: date) -> list[org.SeatShown]:
    """Seats of the authority and its divisions, held that day, whose holder may verify this complaint.

    Not whom it is about, nor their declared kin.
    """
    authority = org.in_charge(petition.authority, on)
    involved = recusal.involved(petition, on=on)
    return [
        seat
        for seat in org.seats([authority, *org.divisions(authority, on)], on)
        if Role.INSPECTOR in seat.roles and seat.person and seat.person not in involved
    ]


def case_called(code: str) -> Petition | None:
    """The complaint with this code, wherever it is: whoever asks has the code from the complainant's own papers."""
    return fetch.rows().filter(code=tidy_code(code), content=rules.Content.COMPLAINT).first()


def standing_before(first: Petition, *, second: Petition) -> dict[str, bool]:
    """What `rules.complaints.check_earlier` asks of `first`, as it stood when `second` was lodged."""
    lodged_on = local_day(second.received_at)
    chain = [unit.code for unit in org.above(org.in_charge(first.authority, lodged_on), lodged_on)]
    return {
        "settled": first.state in (rules.State.DECIDED, rules.State.DONE),
        "overdue": first.due_at is not None and first.due_at < second.received_at,
        "below": second.authority.code in chain and first.pk != second.pk,
        "first": first.instance == rules.complaints.FIRST,
    }


def last_report(petition: Petition) -> PetitionEvent | None:
    """The latest report of its verifier, or None."""
    return fetch.last_event(petition, "report_complaint")


def first_due(petition: Petition, accepted: PetitionEvent) -> datetime | None:
    """The due moment that acceptance gave, whatever has happened since: what its notice says."""
    if petition.budget is None:
        return None
    office = fetch.office_of(petition.authority, local_day(accepted.at))
    return rules.settlement(petition.budget, [fetch.as_happened(accepted)], office=office, now=accepted.at).due_at


def decided_at(petition: Petition) -> PetitionEvent | None:
    """The event of its decision, or None."""
    return fetch.last_event(petition, "decide_complaint")


def open_duties(petition: Petition) -> list[Duty]:
    """What is still owed, the earliest first."""
    return list(Duty.objects.filter(petition=petition, done_at__isnull=True).order_by("due_at", "number"))

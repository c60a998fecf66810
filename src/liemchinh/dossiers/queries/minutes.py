"""Fills in the minutes of a hand-over from what its thread tells: the list as offered, and who said what when."""

from datetime import date

from liemchinh.dossiers import rules
from liemchinh.dossiers.rules.handing import HandedLine, Handing, Stage
from liemchinh.kernel.days import local_day
from liemchinh.kernel.words import gettext_noop
from liemchinh.org import queries as org
from liemchinh.papers import forms


def minutes_of(handing: Handing) -> forms.HandingMinutes:
    """Biên bản bàn giao of a hand-over that was fetched for somebody who may read it."""
    on = local_day(handing.offered_at)
    unit = org.unit(handing.unit, on)
    authority = org.authority_of(unit, on)
    names = org.people({handing.giver, handing.taker, handing.approver} - {""})
    seats = {seat.code: seat for seat in org.seats([unit], on)}
    planned = seats[handing.taker_seat].person_name if handing.changes_seat and handing.taker_seat in seats else ""
    whole = unit.id == authority.id
    above = org.above(authority, on)
    return forms.HandingMinutes(
        letterhead=forms.Letterhead(
            superior=(above[1].agency_name if len(above) > 1 else "") if whole else authority.agency_name,
            issuer=authority.agency_name if whole else unit.name,
            place=authority.short_name,
            day=on,
        ),
        giver=forms.HandingSide(
            name=names.get(handing.giver, ""), seat=_seat(handing.giver_seat, seats), at=handing.offered_at
        ),
        taker=forms.HandingSide(
            name=names.get(handing.taker, planned), seat=_seat(handing.taker_seat, seats), at=handing.taken_at
        ),
        witness=_witness(handing, names, unit, on),
        made_at=handing.offered_at,
        lines=tuple(_line(line, handing) for line in handing.lines),
        reason=handing.reason,
        remark=handing.remark,
        stage=rules.STAGE_NAMES[handing.stage],
    )


def _seat(code: str, seats: dict[str, org.SeatShown]) -> str:
    return f"{seats[code].title} ({code})" if code in seats else code


def _line(line: HandedLine, handing: Handing) -> forms.HandingLine:
    note = ""
    if handing.changes_seat and handing.stage is Stage.DONE:
        note = gettext_noop("đã chuyển") if line.code in handing.moved else gettext_noop("chuyển sau")
    return forms.HandingLine(line.code, rules.STATE_NAMES[rules.State(line.state)], line.due_at, note)


def _witness(handing: Handing, names: dict[str, str], unit: org.UnitOnDay, on: date) -> forms.HandingSide | None:
    if not handing.changes_seat:
        return None
    return forms.HandingSide(name=names.get(handing.approver, ""), seat=unit.name, at=handing.approved_at)

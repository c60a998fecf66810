"""The verb on the regular desk: its posted place and hours, and who sits there on which weekday, from a day on."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from liemchinh.kernel.actors import Actor, Role
from liemchinh.kernel.days import local_day, short_day
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.law.hours import DAY_CODES, OfficeHours
from liemchinh.org import queries as org
from liemchinh.reception.models import RegularDesk
from liemchinh.reception.queries import testimony
from liemchinh.reception.rules import trail
from liemchinh.reception.services.diary import note, planning, text


@transaction.atomic
def set_regular(
    *,
    authority: str,
    since: date,
    place: str,
    hours: OfficeHours,
    duty: Mapping[str, Sequence[str]],
    rules_document: str = "",
    by: Actor,
    at: datetime,
) -> RegularDesk:
    """Post the regular desk from `since` on, in place of what was posted before.

    `duty` gives seats that receive citizens (Role.RECEPTION or CHAIR of this authority) by the code of a weekday.
    Raises Refused("reception.duty") for another seat, ("reception.past") for a day before today.
    """
    unit = planning(authority, by, at)
    today = local_day(at)
    if since < today:
        raise Refused("reception.past", gettext_noop("Ngày {day} đã qua."), day=short_day(since))
    known = {seat.code for seat in receivers(unit, today)}
    named = {day: [code for code in duty.get(day, ()) if code] for day in DAY_CODES}
    if strange := {code for codes in named.values() for code in codes} - known:
        sentence = gettext_noop("Vị trí {seat} không làm nhiệm vụ tiếp công dân của cơ quan.")
        raise Refused("reception.duty", sentence, seat=", ".join(sorted(strange)))
    if not place.strip():
        raise Refused("reception.place", gettext_noop("Hãy ghi nơi tiếp công dân."))
    touched = list(RegularDesk.objects.select_for_update().filter(authority_id=unit.id, valid_until=None))
    row = next((old for old in touched if old.valid_from == since), None) or RegularDesk(
        authority_id=unit.id, valid_from=since
    )
    for old in touched:
        if old.pk != row.pk:
            if old.valid_from > since:
                sentence = gettext_noop("Đã niêm yết giờ mới từ ngày {day}. Chọn ngày sau ngày ấy.")
                raise Refused("reception.later_desk", sentence, day=short_day(old.valid_from))
            old.valid_until = since
            old.save(update_fields=["valid_until"])
    row.place, row.hours = text(place, longest=300), hours.as_json()
    row.duty = {day: codes for day, codes in named.items() if codes}
    row.rules, row.made_by, row.made_at = text(rules_document, longest=200), by.code, at
    row.save()
    rows = [row, *(old for old in touched if old.pk != row.pk)]
    note(
        authority,
        kind=trail.REGULAR_SET,
        by=by,
        at=at,
        on=since,
        facts={"place": row.place},
        rows=[testimony.REGULAR.told(one) for one in rows],
    )
    return row


def receivers(unit: org.UnitOnDay, on: date) -> list[org.SeatShown]:
    """The seats of the authority that may sit at the regular desk."""
    found = org.seats([unit, *org.divisions(unit, on)], on)
    return [seat for seat in found if {Role.RECEPTION, Role.CHAIR} & set(seat.roles)]

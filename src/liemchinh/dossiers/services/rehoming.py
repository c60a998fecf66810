"""Changes where a dossier is at home after units have merged, split or ended: a new division, everything else stays.

The code, the number, the dates and the ledger's thread are those of the day of receipt; no clock is touched.
"""

import uuid
from datetime import datetime

from django.db import transaction

from liemchinh.dossiers import queries, rules
from liemchinh.dossiers.models import Dossier
from liemchinh.dossiers.services import acts
from liemchinh.dossiers.services.tallying import make_stale
from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop, nfc
from liemchinh.org import queries as org
from liemchinh.org.rules import UnitKind

AT_ONCE = 300
"""Dossiers that one press moves: a few seconds of work; the page then says how many are left."""


@transaction.atomic
def rehome(
    *,
    code: str,
    division: str,
    decision: str,
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Dossier:
    """Give a dossier whose division is no more to a division of the authority that answers for it now.

    Who had it on their desk has no seat there any more, so the new head assigns it; whoever else's turn it is keeps it.
    Raises Refused("dossiers.division") when that authority has no such division, ("dossiers.at_home") when the old one
    still works that day.
    """
    given = {"division": division, "decision": nfc(decision.strip())}
    act = acts.begin(
        "rehome", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step, fetch=queries.moved_by
    )
    if act.repeated:
        return act.dossier
    dossier, on = act.dossier, local_day(at)
    old = dossier.division
    if old is None or old.closed_on is None or old.closed_on > on:
        raise Refused("dossiers.at_home", gettext_noop("Phòng đang giữ hồ sơ này vẫn hoạt động, không phải chuyển."))
    seat = rules.seat_used(by, act.move, queries.place_of(dossier))
    assert seat is not None  # so check_may has found
    units = {unit.code: unit for unit in org.divisions(org.unit(seat.authority, on), on)}
    if division not in units:
        raise Refused("dossiers.division", gettext_noop("Đơn vị không có phòng mang mã {division}."), division=division)
    facts = {"from": old.code, "division": division, "desk": dossier.desk, "decision": given["decision"]}
    dossier.division_id, dossier.seat = units[division].id, None
    dossier.desk = next((unit.code for unit in units.values() if unit.kind is UnitKind.CENTRE), seat.authority)
    make_stale(dossier.finished_at)  # its result now stands under the new division
    turn = rules.Awaits(dossier.awaits)
    awaits = rules.Awaits.HEAD if turn is rules.Awaits.SPECIALIST else turn
    acts.write(act, facts=facts, reason=given["decision"], to_unit=division, awaits=awaits)
    return dossier


def rehome_many(
    *, authority: str, division: str, to: str, decision: str, by: Actor, at: datetime, limit: int = AT_ONCE
) -> int:
    """Bring the dossiers that an ended division left to a new one, at most `limit`, each in its own transaction.

    Returns how many were moved. What is moved already is not found again: after a stop it goes on where it was.
    """
    codes = queries.left_behind(by, authority=authority, division=division, at=at, limit=limit)
    for code in codes:
        rehome(code=code, division=to, decision=decision, by=by, at=at)
    return len(codes)

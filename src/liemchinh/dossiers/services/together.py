"""Changes with several units on one dossier: they are asked, they answer, they are silent, the question is recalled.

The lead unit keeps the dossier and its clock. A unit sees the dossier from when it is asked until it has answered.
"""

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from liemchinh.dossiers import queries, rules
from liemchinh.dossiers.models import Attachment, Dossier, Event, Part
from liemchinh.dossiers.services import acts
from liemchinh.dossiers.services import files as kept_files
from liemchinh.dossiers.services.files import Upload
from liemchinh.kernel.actors import SYSTEM, Actor
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.kernel.words import as_written, gettext_noop, nfc
from liemchinh.law.clocks import Budget
from liemchinh.org import queries as org


@transaction.atomic
def consult(
    *,
    code: str,
    asks: Sequence[rules.Ask],
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Dossier:
    """Ask other units for their opinion, or give them their share of the work, each with its own term.

    Those of the first stage open at once; a later stage when all before it are over. Raises Refused
    "dossiers.asks_…", "dossiers.asks_unit" for a unit that does not exist on that day.
    """
    given: dict[str, Any] = {
        "partners": [ask.unit for ask in asks],
        "question": " ".join(ask.question.strip() for ask in asks),
        "term": [ask.term.words() for ask in asks],
    }
    act = acts.begin("consult", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.dossier
    dossier, on = act.dossier, local_day(at)
    parts = queries.parts_of(dossier)
    place = queries.place_of(dossier)
    rules.check_asks(asks, before=_shares(parts), own={place.division, place.authority})
    stage = max((part.stage for part in parts if not queries.share_of(part).is_over), default=0)
    fresh: list[Part] = []
    for ask in asks:
        part = Part(
            dossier=dossier,
            number=len(parts) + len(fresh) + 1,
            kind=ask.kind,
            stage=ask.stage if not stage else stage + ask.stage - 1,
            unit_id=_unit(ask.unit, on).id,
            question=nfc(ask.question.strip()),
            term_amount=ask.term.amount,
            term_unit=str(ask.term.unit),
            asked_by=by.code,
        )
        fresh.append(part)
    _open_what_opens([*parts, *fresh], at)
    for part in fresh:
        part.save(force_insert=True)
    told = [_told(part) for part in fresh]
    _set_partners(dossier, [*parts, *fresh])
    opened = [part for part in fresh if part.asked_at is not None]
    acts.write(
        act,
        facts={"parts": told, "asked": _asked(opened)},
        reason=given["question"][:2000],
        to_unit=fresh[0].unit.code,
        beside=fresh,
    )
    return dossier


def reply(
    *,
    code: str,
    number: int,
    answer: str,
    by: Actor,
    at: datetime,
    agrees: bool | None = None,
    document: str = "",
    files: Sequence[Upload] = (),
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Dossier:
    """A unit that was asked answers part `number`, once; what comes next in line opens.

    Raises NotFound when `by` belongs to no unit that was asked, or it was another's part.
    """
    given = {"answer": nfc(answer.strip())}
    if token is not None and Event.objects.filter(token=token, verb="reply", by=by.code, dossier__code=code).exists():
        return Dossier.objects.get(code=code)  # posted twice: whoever has answered no longer sees the dossier
    # before the files, then again with the row locked: what will be refused is neither looked into nor kept
    rules.check_may(by, rules.MOVE["reply"], queries.place_of(queries.handled_by(by, code=code, at=at)))
    kept = kept_files.keep(files)  # outside the transaction: an orphan file harms nobody
    with transaction.atomic():
        act = acts.begin("reply", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
        if act.repeated:
            return act.dossier
        dossier = act.dossier
        parts = queries.parts_of(dossier)
        part = next((part for part in parts if part.number == number and _is_theirs(part, by)), None)
        rules.check_answerable(queries.share_of(part) if part else None)
        assert part is not None
        part.answered_at, part.answered_by = at, by.code
        part.answer, part.agrees, part.document = given["answer"], agrees, nfc(document.strip())
        opened = _open_what_opens(parts, at)
        for changed in (part, *opened):
            changed.save()
        _set_partners(dossier, parts)
        there = list(dossier.attachments.values_list("sha256", flat=True))
        attached = kept_files.rows_of(kept, dossier=dossier, by=by, at=at, step=dossier.step + 1, there=there)
        kept_files.check_count(there, attached)
        for file in attached:
            file.role = rules.FileRole.ANSWER
        Attachment.objects.bulk_create(attached)
        facts = {
            **_told(part),
            "answer": part.answer,
            "agrees": agrees,
            "document": part.document,
            "asked": _asked(opened),
            "files": kept_files.told(attached),
        }
        place = queries.place_of(dossier)
        acts.write(
            act,
            facts=facts,
            reason=part.answer[:2000],
            to_unit=place.division or place.authority,
            attached=attached,
            beside=[part, *opened],
        )
    return dossier


@transaction.atomic
def recall(
    *,
    code: str,
    number: int,
    reason: str,
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Dossier:
    """The lead no longer wants part `number`, and says why; what comes next in line opens."""
    given = {"reason": nfc(reason.strip())}
    act = acts.begin("recall", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.dossier
    dossier = act.dossier
    parts = queries.parts_of(dossier)
    part = next((part for part in parts if part.number == number), None)
    if part is None or queries.share_of(part).is_over:
        raise Refused("dossiers.part_over", gettext_noop("Phần việc này đã trả lời hoặc đã được rút lại."))
    part.recalled_at = at
    opened = _open_what_opens(parts, at)
    for changed in (part, *opened):
        changed.save()
    _set_partners(dossier, parts)
    facts = {**_told(part), "asked": _asked(opened)}
    acts.write(act, facts=facts, reason=given["reason"], to_unit=part.unit.code, beside=[part, *opened])
    return dossier


def report_silence(*, at: datetime, limit: int = 200) -> list[str]:
    """Tell the one-stop of every part whose term is over without an answer, each in its own transaction; the codes.

    May be called every minute: when nothing is left it costs one small query.
    """
    return [code for code, number in queries.silent_parts(at, limit=limit) if _report_one(code, number, at)]


@transaction.atomic
def _report_one(code: str, number: int, at: datetime) -> bool:
    dossier = queries.locked(code)
    part = next((part for part in queries.parts_of(dossier) if part.number == number), None)
    if part is None or not rules.is_silent(queries.share_of(part), at):
        return False  # answered in the meantime
    act = acts.Act(dossier, rules.MOVE["report_silence"], SYSTEM, at, token=None)
    rules.check_move(act.move, queries.place_of(dossier))
    part.silent_at = at
    part.save(update_fields=["silent_at"])
    acts.write(act, facts=_told(part), reason=act.move.kind.sentence, to_unit=dossier.desk, beside=[part])
    return True


def _shares(parts: Sequence[Part]) -> list[rules.Share]:
    return [queries.share_of(part) for part in parts]


def _unit(code: str, on: date) -> org.UnitOnDay:
    try:
        return org.unit(code, on)
    except NotFound:
        sentence = gettext_noop("Không có đơn vị mang mã {unit} vào ngày này.")
        raise Refused("dossiers.asks_unit", sentence, unit=code) from None


def _is_theirs(part: Part, by: Actor) -> bool:
    return part.unit.code in by.units_as(*rules.PARTNER_ROLES) | by.authorities_as(*rules.PARTNER_ROLES)


def _open_what_opens(parts: Sequence[Part], at: datetime) -> list[Part]:
    """Open the parts whose turn it is now: from here their own term runs, by the calendar of the unit asked."""
    numbers = {share.number for share in rules.opening_now(_shares(parts))}
    opened = [part for part in parts if part.number in numbers]
    for part in opened:
        office = queries.office_of(part.unit, local_day(at))
        term = Budget(part.term_amount, queries.term_of(part).unit)
        due = rules.part_due(at, term, office=office).due_at
        if due is None:
            raise Refused("dossiers.asks_term", gettext_noop("Chưa tính được hạn trả lời."))
        part.asked_at, part.due_at = at, due
    return opened


def _set_partners(dossier: Dossier, parts: Sequence[Part]) -> None:
    """The units that see the dossier for now: those that have been asked and have not answered."""
    dossier.partners = sorted({part.unit.code for part in parts if queries.share_of(part).is_waiting})


def _asked(opened: Sequence[Part]) -> list[dict[str, str]]:
    """The units whose turn it is from now on, and until when: they are told."""
    return [{"unit": part.unit.code, "due": part.due_at.isoformat()} for part in opened if part.due_at is not None]


def _told(part: Part) -> dict[str, Any]:
    """A part as its event and its paper say it."""
    with as_written():  # kept: a paper is printed from it
        term = queries.term_of(part).words()
    return {
        "number": part.number,
        "kind": str(part.kind),
        "stage": part.stage,
        "unit": part.unit.code,
        "question": part.question,
        "term": term,
        "due": part.due_at.isoformat() if part.due_at else "",
    }

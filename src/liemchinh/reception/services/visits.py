"""Verbs on the lines of the register: write one, change it with a reason, put it to its matter, answer who came."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from liemchinh.kernel.acting import check_same_act
from liemchinh.kernel.actors import SYSTEM, Actor
from liemchinh.kernel.codes import is_petition_code, tidy_code, visit_code
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.kernel.words import fold, gettext_noop, nfc
from liemchinh.ledger.rules.writing import Row
from liemchinh.org import queries as org
from liemchinh.reception.models import Matter, Session, Visit, VisitChange, Visitor
from liemchinh.reception.queries import testimony
from liemchinh.reception.queries import visits as queries
from liemchinh.reception.rules import visits as rules
from liemchinh.reception.services.booking import note_came
from liemchinh.reception.services.ground import close_duty, locked, next_numbers, note, open_duty


@transaction.atomic
def record_visit(
    *,
    authority: str,
    said: rules.Said,
    by: Actor,
    at: datetime,
    held_at: datetime | None = None,
    matter: int | None = None,
    session: int | None = None,
    booking: str = "",
    token: uuid.UUID | None = None,
) -> Visit:
    """Write a visit into the register. `held_at` is when people were received, `at` (usually the same) when it is said.

    `matter` is one that is known already, else a new one is opened; `booking` is the code of the appointment they came
    by. The same `token` twice is one visit. Raises NotFound for who does not keep this register, Refused as
    `rules.check_said` does.
    """
    rules.check_writes(by, authority)
    before = queries.by_token(token)
    if before is not None:
        check_same_act(before.by == by.code, room="reception")
        return before
    when = held_at or at
    rules.check_when(when, at=at)
    on = local_day(when)
    rules.check_said(said, on=on)
    unit = org.unit(authority, local_day(at))
    of_session = _session(session, unit.id)
    hidden = rules.is_restricted(said)
    subject = tidy(said.subject, 300)
    rows: list[Row] = []
    if matter is None:
        about = open_matter(unit.id, subject, when, restricted=hidden, by=by)
    else:
        about = Matter.objects.select_for_update().get(pk=queries.matter_for(by, authority=authority, key=matter).pk)
        if hidden and not about.restricted:
            about.restricted = True
            about.save(update_fields=["restricted"])
    rows.append(testimony.MATTER.told(about))
    agency = org.agency_code(unit, on)
    visit = Visit(
        code=visit_code(agency, on, next_numbers(f"{authority}/{on:%y%m%d}")),
        year=on.year,
        number=next_numbers(f"{authority}/{on.year}"),
        authority_id=unit.id,
        session=of_session,
        matter=about,
        occasion=1,
        at=when,
        recorded_at=at,
        by=by.code,
        seat=_seat(by, authority),
        token=token,
        **columns_of(said),
    )
    visit.group = rules.is_group(said.people, on=on)
    visit.save(force_insert=True)
    rows += [testimony.VISITOR.told(row) for row in write_visitors(visit, said.visitors)]
    rows += renumber(about, but=visit)
    if not said.answered:
        rows.append(testimony.DUTY.told(open_duty(visit, rules.DutyKind.REPLY, since=when, at=at)))
    facts = {"kind": said.kind.value, "content": said.content.value, "people": said.people, "booking": booking}
    note(visit, kind=rules.RECORDED, by=by, at=at, facts=facts, rows=rows)
    if booking:
        note_came(code=booking, came=True, visit=visit.code, by=by, at=at)
    return visit


@transaction.atomic
def amend_visit(*, code: str, said: rules.Said, reason: str, by: Actor, at: datetime, seen: int | None = None) -> Visit:
    """Change what a line says, with a reason; what it said before is kept. Unchanged: nothing is written.

    `seen` is after how many changes (`queries.visits.changes_seen`) the person read it: what somebody else has changed
    since, here or through another visit of its matter, is not undone unseen (Refused "reception.stale").
    """
    # the matter first, as who records another visit of it does, or the two would wait for each other
    known = queries.visit_for(by, code=code, at=at).matter_id
    about = Matter.objects.select_for_update().get(pk=known)
    visit = locked(code, by, at)
    if visit.matter_id != known:
        raise _changed()
    visit.matter = about
    on = local_day(visit.at)
    rules.check_said(said, on=on)
    why = rules.check_reason(reason)
    values = columns_of(said)
    before_people = [told_visitor(row) for row in queries.visitors_of(visit)]
    after_people = [told_visitor(_visitor(visit, number, one)) for number, one in enumerate(said.visitors, start=1)]
    changed: dict[str, Any] = {
        name: [getattr(visit, name), value] for name, value in values.items() if getattr(visit, name) != value
    }
    if before_people != after_people:
        changed["visitors"] = [before_people, after_people]
    subject = tidy(said.subject, 300)
    if subject != visit.matter.subject:
        changed["subject"] = [visit.matter.subject, subject]
    if not changed:
        return visit
    if seen is not None and seen != queries.changes_seen(visit):
        raise _changed()
    for name, value in values.items():
        setattr(visit, name, value)
    visit.group = rules.is_group(said.people, on=on)
    visit.amended += 1
    visit.save(update_fields=[*values, "group", "amended"])
    rows: list[Row] = []
    if "visitors" in changed:
        gone = [testimony.VISITOR.key_of(row) for row in queries.visitors_of(visit)]
        visit.visitors.all().delete()
        rows += [(testimony.VISITOR.name, key, None) for key in gone]
        rows += [testimony.VISITOR.told(row) for row in write_visitors(visit, said.visitors)]
    if "subject" in changed or (visit.restricted and not visit.matter.restricted):
        about.subject, about.folded = subject, fold(subject)[:300]
        about.restricted = about.restricted or visit.restricted
        about.save(update_fields=["subject", "folded", "restricted"])
        rows.append(testimony.MATTER.told(about))
    change = VisitChange(visit=visit, number=visit.amended, at=at, by=by.code, reason=why, facts=changed)
    change.save(force_insert=True)
    rows.append(testimony.CHANGE.told(change))
    note(visit, kind=rules.AMENDED, by=by, at=at, facts={"reason": why, "fields": sorted(changed)}, rows=rows)
    return visit


def _changed() -> Refused:
    sentence = gettext_noop("Lượt tiếp vừa có người khác sửa. Hãy xem lại điều đã ghi trước khi sửa tiếp.")
    return Refused("reception.stale", sentence)


@transaction.atomic
def link_matter(*, code: str, matter: int | None, by: Actor, at: datetime) -> Visit:
    """Put a visit to a matter that is known already, or (None) to one of its own."""
    visit = locked(code, by, at)
    old = visit.matter
    if matter is None:
        if not Visit.objects.filter(matter=old).exclude(pk=visit.pk).exists():
            return visit
        new = open_matter(visit.authority_id, old.subject, visit.at, restricted=visit.restricted, by=by)
    else:
        new = queries.matter_for(by, authority=visit.authority.code, key=matter)
        if new.pk == old.pk:
            return visit
        if visit.restricted and not new.restricted:
            new.restricted = True
            new.save(update_fields=["restricted"])
    visit.matter = new
    visit.save(update_fields=["matter"])
    rows = [testimony.MATTER.told(new), *renumber(old), *renumber(new, but=visit)]
    note(visit, kind=rules.LINKED, by=by, at=at, facts={"from": old.pk, "to": new.pk}, rows=rows)
    return visit


@transaction.atomic
def link_petition(*, visit: str, petition: str, by: Actor, at: datetime) -> Visit:
    """A petition was registered from this visit: called by the room of petitions, which has checked its own right."""
    code = tidy_code(petition)
    if not is_petition_code(code):
        raise Refused("reception.petition", gettext_noop("Mã đơn chưa đúng dạng. Ví dụ: DT.H99.12-261123-0004."))
    row = Visit.objects.select_for_update(of=("self",)).select_related("authority", "matter").filter(code=visit).first()
    if row is None or (by != SYSTEM and row.authority.code not in by.authorities_as(*rules.WRITERS)):
        raise NotFound(visit)
    if row.petition == code:
        return row
    if row.petition:
        sentence = gettext_noop("Lượt tiếp {visit} đã nối với đơn {petition}.")
        raise Refused("reception.petition", sentence, visit=row.code, petition=row.petition)
    row.petition = code
    row.save(update_fields=["petition"])
    note(row, kind=rules.PETITION_LINKED, by=by, at=at, facts={"petition": code})
    return row


@transaction.atomic
def reply(*, code: str, outcome: rules.Reply, document: str, by: Actor, at: datetime) -> Visit:
    """The visitor was answered, by word or by letter: which of the four things of article 28.1. Closes the duty."""
    visit = locked(code, by, at)
    words = rules.check_reason(document, longest=300)
    done = close_duty(visit, rules.DutyKind.REPLY, by=by, at=at, document=words, outcome=outcome.value)
    if done is None:
        return visit  # answered before: the same form again, or nothing was owed
    visit.answered = True
    visit.save(update_fields=["answered"])
    facts = {"outcome": outcome.value, "document": words}
    note(visit, kind=rules.REPLIED, by=by, at=at, facts=facts, rows=[testimony.DUTY.told(done)])
    return visit


@transaction.atomic
def note_result(
    *, code: str, words: str, document: str, by: Actor, at: datetime, token: uuid.UUID | None = None
) -> Visit:
    """The body it was sent to told how the case ended: kept in column 12; whoever asked is told within the term."""
    visit = locked(code, by, at)
    told = f"{rules.check_reason(words, longest=1000)} ({rules.check_reason(document, longest=300)})"
    if told in visit.follow_up:
        return visit  # the same form again
    visit.follow_up = "\n".join(part for part in (visit.follow_up, told) if part)
    visit.save(update_fields=["follow_up"])
    rows: list[Row] = []
    waiting = visit.duties.filter(kind=rules.DutyKind.TELL, done_at=None).exists()
    if visit.wants_result and not waiting:
        rows.append(testimony.DUTY.told(open_duty(visit, rules.DutyKind.TELL, since=at, at=at)))
    note(visit, kind=rules.RESULT_NOTED, by=by, at=at, facts={"document": document}, rows=rows)
    return visit


@transaction.atomic
def tell_result(*, code: str, document: str, by: Actor, at: datetime) -> Visit:
    """Who asked was told how the case ended. Closes the duty."""
    visit = locked(code, by, at)
    words = rules.check_reason(document, longest=300)
    done = close_duty(visit, rules.DutyKind.TELL, by=by, at=at, document=words)
    if done is not None:
        facts = {"document": words}
        note(visit, kind=rules.RESULT_TOLD, by=by, at=at, facts=facts, rows=[testimony.DUTY.told(done)])
    return visit


# Parts --------------------------------------------------------------------------------------------------------
def tidy(words: str, longest: int) -> str:
    """One line of words in the one form in which text is kept."""
    return nfc(" ".join(words.split()))[:longest].strip()


def columns_of(said: rules.Said) -> dict[str, Any]:
    """The columns of a visit that a person says, ready to be stored."""
    values: dict[str, Any] = {name: getattr(said, name) for name in rules.FACTS}
    for name in rules.WORDS:
        longest = getattr(Visit._meta.get_field(name), "max_length", None)
        text = nfc(str(values[name]).strip())
        values[name] = text[:longest] if longest else text
    values |= {"kind": said.kind.value, "form": said.form.value, "content": said.content.value}
    values["restricted"] = rules.is_restricted(said)
    return values


def open_matter(authority: int, subject: str, when: datetime, *, restricted: bool, by: Actor) -> Matter:
    """A matter that nobody has come for before."""
    matter = Matter(
        authority_id=authority,
        subject=subject,
        folded=fold(subject)[:300],
        first_at=when,
        restricted=restricted,
        by=by.code,
    )
    matter.save(force_insert=True)
    return matter


def renumber(matter: Matter, *, but: Visit | None = None) -> list[Row]:
    """Say of each visit of a matter the how-manieth it is; the rows that changed, without `but` (told anyway)."""
    rows: list[Row] = []
    place = 0
    for visit in Visit.objects.select_for_update().filter(matter=matter).order_by("at", "id"):
        place += 0 if visit.refused else 1
        occasion = 0 if visit.refused else place
        if visit.occasion != occasion:
            visit.occasion = occasion
            visit.save(update_fields=["occasion"])
            if but is None or visit.pk != but.pk:
                rows.append(testimony.VISIT.told(visit))
        if but is not None and visit.pk == but.pk:
            but.occasion = occasion
    return rows


def write_visitors(visit: Visit, people: Sequence[rules.VisitorSaid]) -> list[Visitor]:
    """Keep who came."""
    rows = [_visitor(visit, number, one) for number, one in enumerate(people, start=1)]
    for row in rows:
        row.save(force_insert=True)
    return rows


def told_visitor(row: Visitor) -> dict[str, Any]:
    """A visitor as the history of a visit tells them."""
    names = ("name", "address", "identity_kind", "identity", "identity_place", "phone", "standing", "paper")
    told: dict[str, Any] = {name: getattr(row, name) for name in names}
    return told | {"identity_on": row.identity_on.isoformat() if row.identity_on else ""}


def _visitor(visit: Visit, number: int, said: rules.VisitorSaid) -> Visitor:
    name = tidy(said.name, 200)
    return Visitor(
        visit=visit,
        number=number,
        name=name,
        folded=fold(name)[:200],
        address=tidy(said.address, 300),
        identity_kind=said.identity_kind.value,
        identity=tidy(said.identity, 30),
        identity_on=said.identity_on,
        identity_place=tidy(said.identity_place, 200),
        phone=tidy(said.phone, 20),
        standing=said.standing.value,
        paper=tidy(said.paper, 300),
    )


def _session(key: int | None, authority: int) -> Session | None:
    if key is None:
        return None
    found = Session.objects.filter(pk=key, authority_id=authority).first()
    if found is None:
        raise NotFound(str(key))
    return found


def _seat(by: Actor, authority: str) -> str:
    for seat in by.seats:
        if seat.covers(authority) and seat.roles & frozenset(rules.WRITERS):
            return seat.code
    return ""

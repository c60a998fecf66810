"""Verbs on protection of the reporter: asked for, decided, looked after, ended; acts of retaliation noted."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.law.book import provision
from liemchinh.sealed import rules
from liemchinh.sealed.models import Case, Piece, Protection, ProtectionCheck, Retaliation
from liemchinh.sealed.services.ground import add_piece, begin, done_before, write


@transaction.atomic
def ask_protection(
    *, case: str, measures: list[str], sealed: bytes | None, by: Actor, at: datetime, token: UUID | None = None
) -> Protection:
    """Note that protection is asked for, or needed (art. 50, 51.1); its words are sealed."""
    if before := done_before(token, case):
        return Protection.objects.get(case=before.case_id, number=before.facts["number"])
    row, seat = begin("ask_protection", case=case, by=by, at=at)
    piece = _piece(row, sealed, by, at)
    return note_request(row, measures=measures, piece=piece, by=by, at=at, seat=seat, token=token)


def note_request(
    case: Case,
    *,
    measures: list[str],
    piece: Piece | None,
    by: Actor,
    at: datetime,
    seat: str = "",
    token: UUID | None = None,
) -> Protection:
    """The request as a row and an act, in the caller's transaction; the case is locked."""
    wanted = rules.check_measures(measures)
    number = Protection.objects.filter(case=case).count() + 1
    row = Protection(case=case, number=number, asked_on=local_day(at), asked=piece, measures=wanted)
    row.save(force_insert=True)
    facts = {"number": number, "measures": wanted}
    pieces = [piece] if piece else []
    write(case, verb="ask_protection", by=by, at=at, seat=seat, facts=facts, pieces=pieces, token=token)
    return row


@transaction.atomic
def decide_protection(
    *,
    case: str,
    number: int,
    granted: bool,
    document: str,
    starts_on: date | None,
    sealed: bytes | None = None,
    by: Actor,
    at: datetime,
) -> Protection:
    """The decision to protect, or the written notice why not (art. 51.3, 52); `sealed` may tell the reporter."""
    row, seat = begin("decide_protection", case=case, by=by, at=at)
    found = _protection(row, number)
    if found.decided_on is not None:
        raise Refused("sealed.decided", gettext_noop("Đề nghị này đã có quyết định."))
    if granted and starts_on is None:
        raise Refused("sealed.starts", gettext_noop("Ghi ngày bắt đầu bảo vệ."))
    on = local_day(at)
    found.decided_on, found.granted, found.document = on, granted, rules.check_document(document)
    if granted and starts_on is not None:
        found.starts_on, found.check_on = starts_on, _next_check(starts_on)
    found.save(update_fields=["decided_on", "granted", "document", "starts_on", "check_on"])
    pieces = [add_piece(row, sort=rules.Sort.MESSAGE, sealed=sealed, stanzas=2, by=by, at=at)] if sealed else []
    facts = {"number": number, "granted": int(granted), "document": found.document}
    write(row, verb="decide_protection", by=by, at=at, seat=seat, facts=facts, pieces=pieces)
    return found


@transaction.atomic
def check_protection(
    *, case: str, number: int, safe: bool, sealed: bytes | None = None, by: Actor, at: datetime
) -> ProtectionCheck:
    """Somebody has asked how the protected person is (art. 53.1.c); the next look is due some time later."""
    row, seat = begin("check_protection", case=case, by=by, at=at)
    found = _standing(row, number)
    piece = _piece(row, sealed, by, at)
    check = ProtectionCheck(protection=found, on=local_day(at), safe=safe, by=by.code, piece=piece)
    check.save(force_insert=True)
    found.check_on = _next_check(local_day(at))
    found.save(update_fields=["check_on"])
    pieces = [piece] if piece else []
    facts = {"number": number, "safe": int(safe)}
    write(row, verb="check_protection", by=by, at=at, seat=seat, facts=facts, pieces=pieces)
    return check


@transaction.atomic
def end_protection(*, case: str, number: int, ground: rules.EndGround, by: Actor, at: datetime) -> Protection:
    """Protection ends on a ground of article 54.2, as that day's law knows it."""
    row, seat = begin("end_protection", case=case, by=by, at=at)
    found = _standing(row, number)
    on = local_day(at)
    found.end_ground, found.ended_on, found.check_on = rules.check_end(ground, on=on), on, None
    found.save(update_fields=["end_ground", "ended_on", "check_on"])
    write(row, verb="end_protection", by=by, at=at, seat=seat, facts={"number": number, "ground": str(ground)})
    return found


@transaction.atomic
def tell_harm(
    *, case: str, kind: rules.Harm, on: date, sealed: bytes | None = None, by: Actor, at: datetime
) -> Retaliation:
    """Note an act of retaliation by its kind and day; its story is sealed. Raises Refused("sealed.later")."""
    row, seat = begin("tell_harm", case=case, by=by, at=at)
    if on > local_day(at):
        raise Refused("sealed.later", gettext_noop("Ngày xảy ra không thể sau hôm nay."))
    piece = _piece(row, sealed, by, at)
    harm = Retaliation(case=row, kind=kind, on=on, told_on=local_day(at), by=by.code, piece=piece)
    harm.save(force_insert=True)
    pieces = [piece] if piece else []
    facts = {"kind": str(kind), "on": on.isoformat()}
    write(row, verb="tell_harm", by=by, at=at, seat=seat, facts=facts, pieces=pieces)
    return harm


def _piece(case: Case, sealed: bytes | None, by: Actor, at: datetime) -> Piece | None:
    if sealed is None:
        return None
    return add_piece(case, sort=rules.Sort.PROTECTION, sealed=sealed, stanzas=1, by=by, at=at)


def _protection(case: Case, number: int) -> Protection:
    found = Protection.objects.filter(case=case, number=number).first()
    if found is None:
        raise NotFound(str(number))
    return found


def _standing(case: Case, number: int) -> Protection:
    found = _protection(case, number)
    if not found.granted or found.ended_on is not None:
        raise Refused("sealed.not_protected", gettext_noop("Việc bảo vệ này chưa bắt đầu hoặc đã chấm dứt."))
    return found


def _next_check(on: date) -> date:
    return on + timedelta(days=provision("sealed.protection_check", on=on).number())

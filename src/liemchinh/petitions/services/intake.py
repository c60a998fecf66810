"""Changes that open a petition: entered at the office from any source, filed from afar; and split off a mixed one."""

import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from dataclasses import field as filled
from datetime import date, datetime

from django.db import IntegrityError, transaction

from liemchinh.kernel.actors import APPLICANT, SYSTEM, Actor, Role
from liemchinh.kernel.codes import is_agency, new_key, petition_code, tidy_phone
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.kernel.words import gettext_noop, nfc
from liemchinh.ledger import services as ledger
from liemchinh.ledger.numbering import next_numbers
from liemchinh.ledger.queries import one_moment
from liemchinh.org import queries as org
from liemchinh.petitions import rules
from liemchinh.petitions.models import Counter, Duty, Petition, Petitioner, PetitionEvent, PetitionFile
from liemchinh.petitions.queries import fetch
from liemchinh.petitions.rules.proposal import may_be_denunciation
from liemchinh.petitions.services import acts, telling
from liemchinh.petitions.services.files import Kept, Upload, check_count, keep, rows_of, words_in_files
from liemchinh.petitions.services.files import told as files_told
from liemchinh.reception import services as reception

MOST_PEOPLE = 500
"""People who can be written down behind one petition; more are counted only."""


@dataclass(frozen=True)
class Sender:
    """One of those who sent it. Only somebody named can be answered; a nameless one is written down as such."""

    name: str = ""
    identity: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    representative: bool = False


@dataclass(frozen=True)
class Letter:
    """What came in: from whom, by which way, what it says. Shapes as in `models.Petition`.

    `authority` is needed by a citizen and by somebody who receives for several; `people` counts everybody behind it,
    named or not. `about` has the keys "unit", "seat", "person" (codes) and "words". `content` is what the sender says
    it is (a suggestion, no finding); `restricted` keeps it from all but few until it has been sorted. `visit` is the
    code of the visit that it came of.
    """

    subject: str
    text: str = ""
    senders: tuple[Sender, ...] = ()
    source: rules.Source = rules.Source.COUNTER
    source_name: str = ""
    source_document: str = ""
    authority: str = ""
    written_on: date | None = None
    received_at: datetime | None = None
    people: int = 0
    place: str = ""
    field: str = ""
    content: rules.Content = rules.Content.UNSORTED
    restricted: bool = False
    about: dict[str, str] = filled(default_factory=dict)
    flags: tuple[str, ...] = ()
    notify: dict[str, bool] = filled(default_factory=dict)
    visit: str = ""


def register(
    *, letter: Letter, files: Sequence[Upload] = (), by: Actor, at: datetime, token: uuid.UUID | None = None
) -> Petition:
    """Enter a petition that came to the office by any way. The same `token` twice is one petition.

    Raises NotFound when `by` receives nowhere there; Refused("petitions.subject", ".sent_on", ".people", ".future", …).
    """
    return _open("register", letter, keep(files), by=by, at=at, token=token)


def file(
    *, letter: Letter, files: Sequence[Upload] = (), by: Actor, at: datetime, token: uuid.UUID | None = None
) -> Petition:
    """File from afar (`by`: APPLICANT, or SYSTEM for a mailbox): in the register at once, to be sorted by a person."""
    if by not in (APPLICANT, SYSTEM):
        raise NotFound(letter.authority)
    return _open("file", letter, keep(files, bare=by == APPLICANT), by=by, at=at, token=token)


@one_moment()
def _open(
    verb: str,
    letter: Letter,
    kept: Sequence[Kept],
    *,
    by: Actor,
    at: datetime,
    token: uuid.UUID | None,
    split_from: Petition | None = None,
) -> Petition:
    """Decide on what is known, then write it all in one transaction: numbers, petition, people, event, ledger entry."""
    before = _posted_before(token, by)
    if before is not None:
        return before
    on = local_day(at)
    # who may part a petition may enter its parts: `split` has been checked, and it is the head's as well
    authority = org.unit(letter.authority if split_from else _office(letter.authority, by), on)
    move = rules.MOVE[verb]
    assert move.to is not None and move.awaits is not None  # so do all moves that open a petition
    place = rules.Place(authority.code, "", "", None, rules.Awaits.RECEPTION)
    if split_from is None:
        rules.check_may(by, move, place)
    _check(letter, now=at)
    agency = authority.code if is_agency(authority.code) else org.agency_code(authority, on)
    link = ledger.new_link()
    office = fetch.office_of(authority, on)
    received_at = letter.received_at or at
    petition = Petition(
        register_id=authority.id,
        authority_id=authority.id,
        source=letter.source,
        source_name=nfc(letter.source_name.strip()),
        source_document=nfc(letter.source_document.strip()),
        visit=letter.visit,
        written_on=letter.written_on,
        received_at=received_at,
        entered_at=at,
        entered_by=by.code,
        restricted=letter.restricted or letter.content is rules.Content.DENUNCIATION or _may_denounce(verb, letter),
        subject=nfc(letter.subject.strip()),
        text=nfc(letter.text.strip()),
        field=nfc(letter.field.strip()),
        place=nfc(letter.place.strip()),
        flags=[flag for flag in rules.FLAG_NAMES if flag in letter.flags],
        about={name: nfc(value.strip()) for name, value in letter.about.items() if value.strip()},
        people=max(letter.people, len(letter.senders), 1),
        state=move.to,
        awaits=move.awaits,
        moved_at=at,
        notify=letter.notify,
        split_from=split_from,
        key=new_key(),
        token=token,
        tag=link.tag,
        step=0,
        leaf=b"",
    )
    petition.sort_due_at = rules.check_due(rules.Content.UNSORTED, received_at, office=office, story=False).due_at
    senders = [_petitioner(sender, number) for number, sender in enumerate(letter.senders, start=1)]
    petition.search = acts.words_to_search(petition, [row.name for row in senders])
    seat = rules.seat_used(by, move, place)
    event = PetitionEvent(
        petition=petition,
        step=1,
        verb=verb,
        at=at,
        by=by.code,
        seat=seat.code if seat else "",
        state=petition.state,
        awaits=petition.awaits,
        to_unit=authority.code,
        facts={
            "source": letter.source,
            "content": letter.content,
            "senders": [asdict(sender) for sender in letter.senders],
        },
    )
    files = rows_of(kept, petition=petition, by=by, at=at, step=1)
    check_count([], files)
    petition.search = f"{petition.search} {words_in_files(files)}".strip()
    if files:
        event.facts["files"] = files_told(files)
    try:
        _write(petition, event, senders, files, by=by, unit=authority.code, agency=agency, at=at, office=office)
    except IntegrityError:
        before = _posted_before(token, by)  # the same form, posted twice at one instant
        if before is None:
            raise
        return before
    return petition


@transaction.atomic
def _write(
    petition: Petition,
    event: PetitionEvent,
    senders: list[Petitioner],
    files: list[PetitionFile],
    *,
    by: Actor,
    unit: str,
    agency: str,
    at: datetime,
    office: rules.Office,
) -> None:
    """Give the numbers and keep everything, or nothing."""
    petition.year, petition.number, ordinal = numbers(unit, at)
    petition.code = petition_code(agency, local_day(at), ordinal)
    petition.search = f"{petition.code.lower()} {petition.search}"
    duties = acts.duties_of(petition, dict.fromkeys(rules.MOVE[event.verb].opens), at=at, office=office)
    # first the seal, so that the petition is written once, with its leaf
    acts.seal(event, unit=unit, beside=[*senders, *files, *duties])
    petition.save(force_insert=True)
    for row in (*senders, *files, *duties, event):
        row.petition = petition  # type: ignore[attr-defined]
    Petitioner.objects.bulk_create(senders)
    PetitionFile.objects.bulk_create(files)
    Duty.objects.bulk_create(duties)
    event.save(force_insert=True)
    if petition.visit and petition.split_from is None:
        reception.link_petition(visit=petition.visit, petition=petition.code, by=by, at=at)
    telling.told(event)


def _may_denounce(verb: str, letter: Letter) -> bool:
    """Whether a letter that nobody at the office has read yet may be a denunciation: then few are to read it first."""
    return verb == "file" and may_be_denunciation(f"{letter.subject}\n{letter.text}")


def _petitioner(sender: Sender, number: int) -> Petitioner:
    return Petitioner(
        number=number,
        name=nfc(sender.name.strip()),
        folded=acts.folded(sender.name),
        identity=sender.identity.strip(),
        address=nfc(sender.address.strip()),
        phone=tidy_phone(sender.phone),
        email=sender.email.strip(),
        representative=sender.representative,
    )


def _posted_before(token: uuid.UUID | None, by: Actor) -> Petition | None:
    """The petition that this very form has already become, or None. Raises NotFound when it is another desk's."""
    # the key first: nearly every form is new, and for those this is an index look-up without the joins
    key = Petition.objects.filter(token=token).values_list("pk", flat=True).first() if token is not None else None
    if key is None:
        return None
    petition = fetch.rows().get(pk=key)
    if petition.entered_by != by.code and petition.register.code not in by.authorities_as(Role.RECEPTION):
        raise NotFound(str(token))
    return petition


def _office(wanted: str, by: Actor) -> str:
    """The authority in whose register it goes: the one that was named, or the only one where `by` receives."""
    if by in (APPLICANT, SYSTEM):
        return wanted
    offices = sorted(by.offices_as(Role.RECEPTION))
    if wanted in offices:
        return wanted
    if wanted or len(offices) != 1:
        raise NotFound(wanted)
    return offices[0]


def numbers(register: str, at: datetime) -> tuple[int, int, int]:
    """The year, the consecutive number of the register's year, and the ordinal of its day."""
    on = local_day(at)
    ordinal, number = next_numbers(Counter, f"{register}/{on:%y%m%d}", f"{register}/{on.year}")
    return on.year, number, ordinal


def _check(letter: Letter, *, now: datetime) -> None:
    if not letter.subject.strip():
        raise Refused("petitions.subject", gettext_noop("Chưa ghi nội dung chính của đơn."))
    if letter.source in rules.SENT_ON and not letter.source_name.strip():
        sentence = gettext_noop("Chưa ghi ai chuyển đơn đến: đại biểu, cơ quan hay báo nào.")
        raise Refused("petitions.sent_on", sentence)
    if len(letter.senders) > MOST_PEOPLE:
        sentence = gettext_noop("Mỗi đơn ghi được {most} người. Ghi người đại diện, và tổng số người cùng ký.")
        raise Refused("petitions.people", sentence, most=MOST_PEOPLE)
    if letter.received_at is not None:
        rules.check_not_future(letter.received_at, now=now)


def split_off(*, letter: Letter, whole: Petition, by: Actor, at: datetime) -> Petition:
    """One part of a mixed petition as a petition of its own, in the same transaction as `split`."""
    return _open("register", letter, [], by=by, at=at, token=None, split_from=whole)

"""Changes letters of a mailbox into petitions, each once; a reply joins its petition; what is neither is set aside.

A message and what became of it are written in one transaction with how far the box has been read: nothing is taken
twice, and nothing is passed over. What was set aside keeps its bytes until a person has settled it.
"""

import hashlib
import logging
import uuid
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, IntegrityError, transaction

from liemchinh.env import BadSetting
from liemchinh.kernel.actors import APPLICANT, SYSTEM, Actor
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.kernel.trail import Kind
from liemchinh.kernel.words import as_written, gettext_noop, nfc
from liemchinh.ledger import services as ledger
from liemchinh.org import queries as org
from liemchinh.papers import keeping, scans
from liemchinh.petitions import rules
from liemchinh.petitions.drivers import imap
from liemchinh.petitions.models import Mailbox, MailItem, Petition
from liemchinh.petitions.queries import fetch, mail, testimony
from liemchinh.petitions.rules import mail as reading
from liemchinh.petitions.rules.mail import Fate, Mail, Reason
from liemchinh.petitions.rules.proposal import Facts, propose
from liemchinh.petitions.services import acts, files, intake

log = logging.getLogger(__name__)

AT_ONCE = 200
"""Messages of one box that are taken in one look; the rest in the next."""
NAMES = uuid.UUID("1f6d8c1e-95a5-5a0c-8f57-0c8a3c0f1d11")
"""From the digest of a message to the token by which it becomes a petition once."""


@dataclass
class Came:
    """What a look brought: petitions, replies added to one, letters set aside, letters known from before."""

    taken: int = 0
    added: int = 0
    aside: int = 0
    known: int = 0

    def count(self, fate: Fate) -> None:
        """One more of these."""
        setattr(self, fate, getattr(self, fate) + 1)


def look(*, at: datetime, boxes: list[imap.Box] | None = None) -> Came:
    """Read every configured mailbox on from where it is; a box that fails says so in its row and stops no other."""
    came = Came()
    for box in imap.boxes_from_settings() if boxes is None else boxes:
        row, _ = Mailbox.objects.get_or_create(name=box.name)
        failure = ""
        try:
            _read(box, row, came, at=at)
        except imap.Unreachable as failed:
            failure = str(failed)[:300] or "unreachable"
            log.warning("the mailbox %s could not be read: %s", box.name, failure)
        Mailbox.objects.filter(pk=row.pk).update(looked_at=at, failure=failure)
    return came


def _read(box: imap.Box, row: Mailbox, came: Came, *, at: datetime) -> None:
    authority = _authority(box, at)
    with imap.opened(box) as folder:
        since = row.uid if row.validity == folder.validity else 0
        for uid in folder.after(since)[:AT_ONCE]:
            letter = folder.letter(uid)
            if letter is not None:
                came.count(take(box, row, folder.validity, letter, authority=authority, at=at))


def _authority(box: imap.Box, at: datetime) -> org.UnitOnDay:
    """Whose register this box fills. Raises Unreachable where it is not said and not plain."""
    try:
        return org.unit(box.unit, local_day(at))
    except NotFound as missing:
        raise imap.Unreachable(f"no unit {box.unit or '(LIEMCHINH_UNIT)'}") from missing


@as_written()
def take(
    box: imap.Box, row: Mailbox, validity: int, letter: imap.Letter, *, authority: org.UnitOnDay, at: datetime
) -> Fate:
    """Write one message down, whatever it is; what became of it. Raises only DatabaseError: then nothing is lost."""
    digest = hashlib.sha256(letter.content).hexdigest()
    try:
        read = reading.read(letter.content, own=box.account)
        if letter.size > reading.LARGEST:
            read = Mail(read.message_id, read.sender, read.name, read.subject, aside=Reason.LARGE)
        item = _item(row, validity, letter, digest, read, authority, at)
        return _written(item, read, box, letter.content, at)
    except DatabaseError:
        raise
    except Exception:  # a message that no reader foresaw stops neither the box nor itself: it is set aside whole
        log.exception("message %s of %s is set aside", letter.uid, box.name)
        item = _item(row, validity, letter, digest, Mail(aside=Reason.BROKEN), authority, at)
        return _written(item, Mail(aside=Reason.BROKEN), box, letter.content, at)


def _item(
    row: Mailbox, validity: int, letter: imap.Letter, digest: str, read: Mail, authority: org.UnitOnDay, at: datetime
) -> MailItem:
    return MailItem(
        mailbox=row,
        validity=validity,
        uid=letter.uid,
        authority_id=authority.id,
        digest=digest,
        message_id=read.message_id,
        sender=f"{read.name} <{read.sender}>"[:300] if read.name else read.sender,
        subject=read.subject,
        size=letter.size,
        sent_at=read.sent_at,
        came_at=at,
        reason=read.aside or "",
    )


def _written(item: MailItem, read: Mail, box: imap.Box, content: bytes, at: datetime) -> Fate:
    """The message with all that follows, in one transaction; a second worker with the same one changes nothing."""
    before = MailItem.objects.filter(digest=item.digest, authority_id=item.authority_id)
    uploads, item.left_out = _files(read)
    unit = org.unit_codes()[item.authority_id]
    try:
        with transaction.atomic():
            if before.exclude(fate=Fate.KNOWN).exists():
                item.fate, item.reason = Fate.KNOWN, ""
            elif read.aside is not None:
                item.fate = Fate.ASIDE
            else:
                _settled_by_itself(item, read, box, unit, uploads, at)
            if item.fate != Fate.ASIDE:  # who wrote and what about stands on the petition, and only there
                item.sender = item.subject = item.message_id = ""
            if item.fate == Fate.ASIDE or item.left_out:
                keeping.store(content, root=_root())
            item.save(force_insert=True)
            Mailbox.objects.filter(pk=item.mailbox_id).update(validity=item.validity, uid=item.uid)
            _note(item, unit, reading.CAME, by=SYSTEM, at=at)
    except IntegrityError:
        if not MailItem.objects.filter(mailbox=item.mailbox_id, validity=item.validity, uid=item.uid).exists():
            raise
        return Fate.KNOWN
    return Fate(item.fate)


def _settled_by_itself(
    item: MailItem, read: Mail, box: imap.Box, unit: str, uploads: list[files.Upload], at: datetime
) -> None:
    """A reply to its petition, else a petition of its own; set aside when the rules refuse it."""
    try:
        with transaction.atomic():
            petition = _replied(read, uploads, at)
            item.fate = Fate.ADDED if petition else Fate.TAKEN
            item.petition = petition or _petition(item, read, box, unit, uploads, by=SYSTEM, at=at)
    except (Refused, NotFound):
        item.fate, item.reason, item.petition = Fate.ASIDE, Reason.REFUSED, None


def _replied(read: Mail, uploads: list[files.Upload], at: datetime) -> Petition | None:
    """The petition that this letter names and whose sender wrote it, with the words added; None where it is none.

    The address is the second fact: a letter from anybody else that names a code is a letter of its own.
    """
    for code in read.codes:
        petition = fetch.rows().filter(code=code, petitioners__email__iexact=read.sender).first()
        if petition is None or petition.state not in rules.OPEN:
            continue
        act = acts.begin("add_words", code=code, by=APPLICANT, at=at, given={"words": "."}, fetch_by=fetch.of_citizen)
        words = read.text or gettext_noop("(chỉ có tệp)")
        fresh = files.add(act, files.keep(uploads, bare=True), role=rules.FileRole.EVIDENCE)
        act.petition.search = f"{act.petition.search} {acts.folded(words, most=3 * len(words))}"
        facts = {"words": words, "mail": True, "files": files.told(fresh)}
        acts.write(act, facts=facts, beside=fresh)
        return act.petition
    return None


def _petition(
    item: MailItem, read: Mail, box: imap.Box, unit: str, uploads: list[files.Upload], *, by: Actor, at: datetime
) -> Petition:
    proposal = propose(f"{read.subject}\n{read.text}", Facts(files=len(uploads)))
    letter = intake.Letter(
        subject=reading.subject_of(read) or gettext_noop("(không có tiêu đề)"),
        text=read.text,
        senders=(intake.Sender(name=read.name or read.sender, email=read.sender),) if read.sender else (),
        source=box.source,
        source_name=(read.name or read.sender or box.account) if box.source in rules.SENT_ON else "",
        authority=unit,
        received_at=at,
        restricted=proposal.restricted,
        notify={"email": True} if read.sender else {},
    )
    token = uuid.uuid5(NAMES, f"{unit}/{item.digest}")
    verb = intake.file if by == SYSTEM else intake.register
    return verb(letter=letter, files=uploads, by=by, at=at, token=token)


def _files(read: Mail) -> tuple[list[files.Upload], list[dict[str, str]]]:
    """The attached files that may be kept, and which not and why: the others stay in the kept message."""
    fit: list[files.Upload] = []
    unfit: list[dict[str, str]] = []
    for attached in read.files:
        try:
            scans.inspect(attached.content, name=attached.name)
            fit.append(files.Upload(attached.name, attached.content))
        except Refused as refused:
            unfit.append({"name": attached.name, "why": refused.code, "size": str(len(attached.content))})
    return fit[: files.MAX_FILES], unfit


# ── what a person does with a letter that was set aside ──────────────────────────────────────────────────────
@as_written()
@transaction.atomic
def take_up(*, number: int, by: Actor, at: datetime) -> Petition:
    """Enter a letter that was set aside as a petition after all. Raises NotFound, Refused("petitions.mail_settled", …).

    One that could not be read becomes a petition with what is known of it; the message itself stays kept.
    """
    item, unit = _open(number, by, at)
    content = raw(item)
    read = reading.read(content)
    uploads, _ = _files(read)
    source = _source_of(item)
    letter = intake.Letter(
        subject=reading.subject_of(read) or item.subject or gettext_noop("(không có tiêu đề)"),
        text=read.text,
        senders=(intake.Sender(name=read.name or read.sender, email=read.sender),) if read.sender else (),
        source=source,
        source_name=(read.name or read.sender or item.mailbox.name) if source in rules.SENT_ON else "",
        authority=unit,
        received_at=item.came_at,
        restricted=propose(f"{read.subject}\n{read.text}").restricted,
    )
    token = uuid.uuid5(NAMES, f"{unit}/{item.digest}")
    petition = intake.register(letter=letter, files=uploads, by=by, at=at, token=token)
    item.petition, item.fate = petition, Fate.TAKEN
    _settle(item, unit, "", by=by, at=at)
    return petition


@transaction.atomic
def discard(*, number: int, reason: str, by: Actor, at: datetime) -> MailItem:
    """Leave a letter out for good, with a reason that stays; its bytes go. Raises NotFound, Refused."""
    item, unit = _open(number, by, at)
    why = nfc(" ".join(reason.split()))[:500]
    if not why:
        raise Refused("petitions.why", gettext_noop("Ghi lý do bỏ thư này."))
    _settle(item, unit, why, by=by, at=at)
    transaction.on_commit(lambda: path_of(item.digest).unlink(missing_ok=True))
    return item


def _source_of(item: MailItem) -> rules.Source:
    """By which way the letters of its box come; a box that is no longer configured was one of ordinary mail."""
    try:
        boxes = imap.boxes_from_settings()
    except BadSetting:
        boxes = []
    return next((box.source for box in boxes if box.name == item.mailbox.name), rules.Source.EMAIL)


def _open(number: int, by: Actor, at: datetime) -> tuple[MailItem, str]:
    item = mail.item_for(by, number=number, lock=True)
    if item.fate != Fate.ASIDE or item.settled_at is not None:
        raise Refused("petitions.mail_settled", gettext_noop("Thư này đã có người xử lý."))
    return item, item.authority.code


def _settle(item: MailItem, unit: str, why: str, *, by: Actor, at: datetime) -> None:
    item.settled_at, item.settled_by, item.settled_why = at, by.code, why
    item.sender = item.subject = item.message_id = ""
    item.save()
    _note(item, unit, reading.SETTLED, by=by, at=at)


def thread_of(unit: str) -> str:
    """The thread of the letters of an authority."""
    return f"petitions.mail:{unit}"


def _note(item: MailItem, unit: str, kind: Kind, *, by: Actor, at: datetime) -> None:
    ledger.record_about(
        thread_of(unit),
        kind=kind,
        by=by,
        at=at,
        unit=unit,
        facts={"mail": item.pk, "fate": item.fate, "reason": item.reason},
        rows=[testimony.MAIL.told(item)],
    )


def raw(item: MailItem) -> bytes:
    """The kept bytes of a letter. Raises NotFound when they are gone."""
    try:
        return path_of(item.digest).read_bytes()
    except FileNotFoundError as gone:
        raise NotFound(item.digest) from gone


def path_of(digest: str) -> Path:
    """Where the bytes of a message are kept."""
    return keeping.path_of(digest, root=_root())


def _root() -> Path:
    return Path(settings.FILES_ROOT) / "mail"

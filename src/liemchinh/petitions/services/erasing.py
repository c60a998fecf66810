"""Changes that end a petition's life as personal data: one person asks, another one, with the same decision, erases.

As in `dossiers`: the steps, their times and the register's figures stay, every word about a person goes. What was
published stays: it was freed of people, by the program and by a second person, before anybody could read it.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from liemchinh.kernel.actors import Actor, Role
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop, nfc
from liemchinh.ledger import queries as threads
from liemchinh.ledger import services as ledger
from liemchinh.ledger.rules import erasing as both
from liemchinh.ledger.rules.erasing import ERASED_NAME
from liemchinh.ledger.rules.trail import ERASURE_ASKED
from liemchinh.ledger.rules.writing import Row
from liemchinh.notices import services as notices
from liemchinh.petitions.models import (
    Duty,
    MailItem,
    Petition,
    Petitioner,
    PetitionEvent,
    PetitionFile,
    Publication,
    PublicationFile,
    SameMatter,
)
from liemchinh.petitions.queries import fetch, testimony
from liemchinh.petitions.rules import erasing
from liemchinh.petitions.rules.mail import Fate
from liemchinh.petitions.rules.publishing import PublicState
from liemchinh.petitions.services import files, linking, mailbox, publishing

EMPTIED = (
    *("source_name", "source_document", "text", "search", "place", "about", "decision_ref", "decision_on"),
    *("notify", "written_on"),
)
"""Columns of a petition that are, or may hold, words about a person; its subject says that it was erased."""

FOLDERS = {"petitions": files.path_of, "published": publishing.path_of, "mail": mailbox.path_of}
"""Where files of a petition are kept."""


@transaction.atomic
def ask_erasure(*, code: str, decision: str, reason: str, by: Actor, at: datetime) -> Petition:
    """Ask that the personal data of an ended petition be erased by the decision with this number; nothing is yet.

    Raises NotFound for strangers, Refused "petitions.who", "petitions.decision", "petitions.backdated" and as
    `rules.erasing.check_erasable`.
    """
    petition = _erasable(code, by, at, erasing.MAY_ASK)
    number = nfc(decision.strip())
    both.check_decision(number, room=erasing.ROOM)
    _, end = ledger.record(
        kind=ERASURE_ASKED,
        by=by,
        at=at,
        unit=petition.authority.code,
        facts={"code": petition.code, "decision": number, "reason": nfc(reason.strip())},
        public={"no": petition.number, "st": petition.state},
        link=petition.link,
    )
    petition.step, petition.leaf = end.step, end.leaf
    petition.save(update_fields=["step", "leaf"])
    return petition


@transaction.atomic
def erase(*, code: str, decision: str, by: Actor, at: datetime) -> Petition:
    """Erase what was asked for: `by` is another person than the one who asked, and names the same decision.

    Once erased there is no way back. Raises as `ask_erasure` does, and Refused "petitions.four_eyes",
    "petitions.erase_unasked" (nobody asked, or something has happened to the petition since).
    """
    petition = _erasable(code, by, at, erasing.MAY_APPROVE)
    number = nfc(decision.strip())
    asked = both.check_four_eyes(threads.erasure_asked(petition.tag), by=by, decision=number, room=erasing.ROOM)
    gone = _files_of(petition)
    _blank(petition, at)
    events = list(PetitionEvent.objects.filter(petition=petition).order_by("step"))
    for event in events:
        event.reason, event.facts = "", {}
    beside = _blanked_beside(petition, at)
    verdicts = [row for row in beside if isinstance(row, SameMatter)]
    removed: list[Row] = [(testimony.FILE.name, digest, None) for digest in _attached(petition)]
    facts = {"code": petition.code, "decision": number, "asked_by": asked.by, "reason": asked.reason, "files": gone}
    _, end = ledger.erase(
        by=by,
        at=at,
        unit=petition.authority.code,
        facts=facts,
        public={"no": petition.number, "st": petition.state},
        link=petition.link,
        rows=[*testimony.left_of(petition, events, beside=beside), *removed],
    )
    PetitionEvent.objects.filter(petition=petition).update(reason="", facts={})
    SameMatter.objects.filter(pk__in=[row.pk for row in verdicts]).update(reason="")
    for row in beside:
        if not isinstance(row, SameMatter):
            row.save()
    PetitionFile.objects.filter(petition=petition).delete()
    petition.step, petition.leaf = end.step, end.leaf
    petition.save(update_fields=[*EMPTIED, "subject", "erased_at", "step", "leaf"])
    _forget_letters(petition, facts, by, at)
    linking.read_again([petition])
    notices.forget(subject=petition.code, by=by, at=at)
    transaction.on_commit(lambda: destroy(gone))
    return petition


def destroy(names: Iterable[str]) -> int:
    """Remove these kept files (`folder/hash`) that nothing else has any more; how many. Repeatable."""
    wanted = set(names)
    digests = {name.partition("/")[2] for name in wanted}
    attached = PetitionFile.objects.filter(sha256__in=digests).values_list("sha256", flat=True)
    public = PublicationFile.objects.filter(sha256__in=digests, dropped_at__isnull=True)
    letters = MailItem.objects.filter(digest__in=digests).exclude(left_out=[]) | MailItem.objects.filter(
        digest__in=digests, fate=Fate.ASIDE, settled_at__isnull=True
    )
    wanted -= {f"petitions/{digest}" for digest in attached}
    wanted -= {f"published/{digest}" for digest in public.values_list("sha256", flat=True)}
    wanted -= {f"mail/{digest}" for digest in letters.values_list("digest", flat=True)}
    gone = 0
    for name in wanted:
        folder, _, digest = name.partition("/")
        path = FOLDERS[folder](digest)
        gone += path.exists()
        path.unlink(missing_ok=True)
    return gone


def _erasable(code: str, by: Actor, at: datetime, roles: tuple[Role, ...]) -> Petition:
    """The petition, its row locked, if `by` holds one of these roles there and nothing stands against an erasure."""
    petition = fetch.handled_by(by, code=code, at=at, lock=True)
    on = local_day(at)
    place = fetch.place_of(petition, on=on)
    erasing.check_may(by, place, roles)
    owed = Duty.objects.filter(petition=petition, done_at__isnull=True).count()
    erasing.check_erasable(place, ended_on=local_day(petition.finished_at or petition.moved_at), owed=owed, on=on)
    if at < petition.moved_at:
        sentence = gettext_noop("Thời điểm ghi nhận sớm hơn bước trước của đơn, không ghi lùi giờ được.")
        raise Refused("petitions.backdated", sentence)
    return petition


def _blank(petition: Petition, at: datetime) -> None:
    petition.subject = ERASED_NAME
    petition.source_name = petition.source_document = petition.text = petition.search = ""
    petition.place = petition.decision_ref = ""
    petition.about, petition.notify = {}, {}
    petition.decision_on = petition.written_on = None
    petition.erased_at = at


def _blanked_beside(petition: Petition, at: datetime) -> list[testimony.Beside]:
    """The rows that hang on it, without their words; not saved yet. Published words stay."""
    people = list(Petitioner.objects.filter(petition=petition).order_by("number"))
    for person in people:
        person.name = ERASED_NAME
        person.folded = person.identity = person.address = person.phone = person.email = ""
    duties = list(Duty.objects.filter(petition=petition).order_by("number"))
    for duty in duties:
        duty.document, duty.facts = ERASED_NAME if duty.document else "", {}  # without one it would be a void duty
    versions = list(Publication.objects.filter(petition=petition).order_by("number"))
    for version in versions:
        version.cleared = {}  # what a second person wrote about each place that looked like a person
        if version.state == PublicState.DRAFT:
            version.title = version.question = version.answer = version.place = version.search = ""
    drafts = {version.number for version in versions if version.state == PublicState.DRAFT}
    clean = list(PublicationFile.objects.filter(petition=petition).order_by("number"))
    for row in clean:
        row.findings = []
        row.dropped_at = row.dropped_at or (at if row.publication in drafts else None)
    verdicts = list(SameMatter.objects.filter(petition=petition).order_by("number"))
    for verdict in verdicts:
        verdict.reason = ""
    return [*people, *duties, *versions, *clean, *verdicts]


def _attached(petition: Petition) -> list[str]:
    return sorted(PetitionFile.objects.filter(petition=petition).values_list("sha256", flat=True))


def _files_of(petition: Petition) -> list[str]:
    """Every kept file that goes: what was attached, clean copies nobody is shown, letters kept whole."""
    shown = PublicState.PUBLISHED
    published = Publication.objects.filter(petition=petition, state=shown).values_list("number", flat=True)
    copies = PublicationFile.objects.filter(petition=petition)
    staying = copies.filter(publication__in=list(published), dropped_at__isnull=True).values_list("pk", flat=True)
    unseen = copies.exclude(pk__in=list(staying)).values_list("sha256", flat=True)
    letters = MailItem.objects.filter(petition=petition).values_list("digest", flat=True)
    names = {f"petitions/{digest}" for digest in _attached(petition)}
    return sorted(names | {f"published/{digest}" for digest in unseen} | {f"mail/{digest}" for digest in letters})


def _forget_letters(petition: Petition, facts: Mapping[str, object], by: Actor, at: datetime) -> None:
    """Take the names of files that could not be kept out of the mailbox's rows and out of what told them."""
    letters = list(MailItem.objects.filter(petition=petition).exclude(left_out=[]).select_related("authority"))
    for unit in sorted({letter.authority.code for letter in letters}):
        mine = {letter.pk for letter in letters if letter.authority.code == unit}
        keys = {(testimony.MAIL.name, str(key)) for key in mine}
        about = mailbox.thread_of(unit)
        spoken = threads.spoken_of(about, partial(_names_any, keys))
        MailItem.objects.filter(pk__in=mine).update(left_out=[])
        kept = {"code": petition.code, "decision": facts["decision"], "asked_by": facts["asked_by"]}
        if not spoken.steps:
            continue  # what told them is gone already
        ledger.erase_about(about, steps=spoken.steps, by=by, at=at, unit=unit, facts=kept, public={})
        rows = MailItem.objects.filter(pk__in=[int(key) for table, key in spoken.rows if table == testimony.MAIL.name])
        ledger.tell_again(about, by=by, at=at, unit=unit, rows=[testimony.MAIL.told(row) for row in rows])


def _names_any(keys: set[threads.RowName], told: Mapping[str, Any]) -> bool:
    return bool(keys & threads.named_in(told))

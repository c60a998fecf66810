"""Changes of a citizen's unfinished form: begun, saved page by page, filed as a dossier, or deleted.

A draft is no act of the office: it leaves no event and no entry until it is filed. Whoever has its link has it.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from liemchinh.dossiers import rules
from liemchinh.dossiers.models import Dossier, Draft, DraftFile
from liemchinh.dossiers.queries import drafts
from liemchinh.dossiers.services.files import Kept, Upload, destroy, keep
from liemchinh.dossiers.services.intake import Applicant, Filing, file_kept
from liemchinh.kernel.actors import APPLICANT, Actor, Role
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.kernel.words import gettext_noop, nfc
from liemchinh.notices import services as notices
from liemchinh.notices.rules import Channel, Recipient

SECRET_BYTES = 16


@transaction.atomic
def begin_draft(*, procedure: str, unit: str, by: Actor, at: datetime) -> tuple[Draft, str]:
    """Begin to fill in a procedure's form for an authority; gives the draft and the secret of its link, once.

    `by` is the applicant, or the official of that authority's one-stop at whose screen they sit, who is remembered
    as helper. Raises NotFound when it is not filed here or the authority does not offer it.
    """
    helper = _helper(by, unit)
    way = drafts.way_online(procedure, local_day(at))
    if not way.here or unit not in {offering.code for offering in way.units}:
        raise NotFound(procedure)
    rules.check_draft_room(Draft.objects.count())
    secret = secrets.token_urlsafe(SECRET_BYTES)
    draft = Draft(
        digest=drafts.digest_of(secret),
        procedure=procedure,
        channel=way.channels[0].id,
        unit=unit,
        answers=_shape(way),
        helper=helper,
        began_at=at,
        saved_at=at,
        expires_at=rules.draft_expires(at),
    )
    draft.save(force_insert=True)
    return draft, secret


@transaction.atomic
def save_draft(
    *, secret: str, question: rules.Question, answers: Mapping[str, Any], channel: int | None = None, at: datetime
) -> Draft:
    """Keep what was said on one page, in place of what was said there before; the draft lives on from today.

    `channel` is the way of filing where the version has several. Raises NotFound, Refused("dossiers.draft_filed").
    """
    draft = _open(secret, at)
    draft.answers = {**draft.answers, str(question): _tidy(answers)}
    if channel is not None:
        draft.channel = channel
    return _saved(draft, at)


@transaction.atomic
def set_absent(*, secret: str, number: int, why: str, at: datetime) -> Draft:
    """Say that the paper with this number is not there, and why; an empty reason takes it back."""
    draft = _open(secret, at)
    _check_number(draft, number, at)
    absent = dict(draft.answers.get(rules.ABSENT, {}))
    absent.pop(str(number), None)
    if why.strip():
        absent[str(number)] = nfc(why.strip())[: rules.LONGEST_ANSWER]
    draft.answers = {**draft.answers, rules.ABSENT: absent}
    return _saved(draft, at)


def add_files(*, secret: str, number: int, files: list[Upload], at: datetime) -> list[DraftFile]:
    """Add photos or files to the paper with this number: every one is looked into before any is kept.

    The same content twice is kept once; under another paper it is refused ("dossiers.same_file"). Raises Refused as
    `papers.scans` and `rules.check_room` do, NotFound for a strange secret or number.
    """
    _check_number(drafts.draft_of(secret, at=at), number, at)
    kept = keep(files, bare=True)  # outside the transaction, as for every attachment
    with transaction.atomic():
        draft = _open(secret, at)
        _check_number(draft, number, at)
        there = {file.sha256: file for file in DraftFile.objects.filter(draft=draft)}
        fresh: dict[str, DraftFile] = {}
        for file in kept:
            known = there.get(file.sha256)
            if known is not None and known.component not in (number, None):
                sentence = gettext_noop("Tệp “{name}” đã gửi cho một giấy tờ khác. Xem lại có chọn nhầm không.")
                raise Refused("dossiers.same_file", sentence, name=file.name)
            if known is None:
                fresh.setdefault(file.sha256, _row(draft, file, number, at))
        size = sum(file.size for file in fresh.values())
        rules.check_room(
            files=len(there) + len(fresh),
            size=sum(file.size for file in there.values()) + size,
            of_all=drafts.bytes_of_drafts() + size,
        )
        DraftFile.objects.filter(draft=draft, sha256__in=[file.sha256 for file in kept]).update(component=number)
        DraftFile.objects.bulk_create(fresh.values())
        absent = {key: why for key, why in draft.answers.get(rules.ABSENT, {}).items() if key != str(number)}
        draft.answers = {**draft.answers, rules.ABSENT: absent}
        _saved(draft, at)
    return list(fresh.values())


@transaction.atomic
def drop_file(*, secret: str, file: int, at: datetime) -> Draft:
    """Take a file back: it is gone for good. Raises NotFound for a file of another draft."""
    draft = _open(secret, at)
    row = DraftFile.objects.filter(draft=draft, pk=file).first()
    if row is None:
        raise NotFound("file")
    row.delete()
    transaction.on_commit(lambda: destroy([row.sha256]))
    return _saved(draft, at)


@transaction.atomic
def carry_over(*, secret: str, at: datetime) -> Draft:
    """Go on under the version in force now: papers keep their files by name, what is asked for no more stands apart."""
    draft = _open(secret, at)
    way = drafts.way_online(draft.procedure, local_day(at))
    if not way.here:
        raise NotFound(draft.procedure)
    now = drafts.wanted(way.version)
    numbers = rules.carried_numbers(draft.answers.get(rules.PAPERS, {}), now)
    moved = list(DraftFile.objects.filter(draft=draft, component__isnull=False))
    for file in moved:
        file.component = numbers.get(file.component or 0)
    DraftFile.objects.bulk_update(moved, ["component"])
    absent = {
        str(there): why
        for key, why in draft.answers.get(rules.ABSENT, {}).items()
        if (there := numbers.get(int(key))) is not None
    }
    draft.answers = {**draft.answers, **_shape(way), rules.ABSENT: absent}
    if draft.channel not in {channel.id for channel in way.channels}:
        draft.channel = way.channels[0].id
        if len(way.channels) > 1:  # which case it is has to be said again
            draft.answers.pop(str(rules.Question.REQUEST), None)
    return _saved(draft, at)


@transaction.atomic
def submit_draft(*, secret: str, at: datetime) -> Dossier:
    """File the draft: it becomes a dossier, once, however often it is sent; its answers and files go over to it.

    The link goes on opening the receipt until the draft expires. Raises Refused("dossiers.draft_open") while something
    is unanswered, ("dossiers.draft_version") when the procedure has changed since.
    """
    draft = drafts.draft_of(secret, at=at, lock=True)
    if draft.dossier is not None:
        return draft.dossier
    found = drafts.drafted(draft, at=at)
    if found.changed:
        sentence = gettext_noop("Thủ tục vừa có bản mới. Hãy xem lại giấy tờ theo bản mới rồi nộp.")
        raise Refused("dossiers.draft_version", sentence)
    rules.check_whole(
        found.papers, draft.answers, {file.component for file in found.files if file.component is not None}
    )
    components, kept = _papers(found)
    draft.dossier = file_kept(
        filing=_filing(draft, components),
        kept=kept,
        absent=[
            {"name": paper.name, "why": why}
            for paper in found.papers
            if (why := draft.answers.get(rules.ABSENT, {}).get(str(paper.number)))
        ],
        helper=draft.helper,
        by=APPLICANT,
        at=at,
    )
    left = [file.sha256 for file in found.files]
    DraftFile.objects.filter(draft=draft).delete()
    draft.answers, draft.saved_at = {}, at
    draft.save(update_fields=["dossier", "answers", "saved_at"])
    transaction.on_commit(lambda: destroy(left))
    return draft.dossier


@transaction.atomic
def send_draft_link(*, secret: str, email: str, link: str, at: datetime) -> bool:
    """Send the link to this address, once a day at most; whether there is a way to. The draft does not keep it."""
    draft = _open(secret, at)
    queued = notices.tell(
        subject=f"draft:{draft.pk}",
        unit=draft.unit,
        template="draft_link",
        to=Recipient(email=email, by_email=True),
        facts={"link": link},
        by=APPLICANT,
        at=at,
        once=f"draft:{draft.pk}:{local_day(at)}:{drafts.digest_of(email)[:16]}",
    )
    return bool(queued) and Channel.EMAIL in notices.open_channels("draft_link")


@transaction.atomic
def drop_draft(*, secret: str, at: datetime) -> None:
    """Delete a draft at its owner's wish, with its files; a dossier that it has become stays."""
    _delete([drafts.draft_of(secret, at=at, lock=True)], at)


def forget_drafts(*, at: datetime, limit: int = 200) -> int:
    """Delete drafts whose time is over, with the files that no dossier keeps; how many. May be repeated."""
    with transaction.atomic():
        over = list(Draft.objects.filter(expires_at__lte=at).order_by("expires_at", "id")[:limit])
        _delete(over, at)
    return len(over)


def _delete(rows: list[Draft], at: datetime) -> None:
    files = DraftFile.objects.filter(draft__in=rows)
    digests = list(files.values_list("sha256", flat=True))
    for row in rows:
        notices.forget(subject=f"draft:{row.pk}", by=APPLICANT, at=at)
    Draft.objects.filter(pk__in=[row.pk for row in rows]).delete()
    if digests:
        transaction.on_commit(lambda: destroy(digests))


def _helper(by: Actor, unit: str) -> str:
    """Nobody for an applicant by themselves; else the official, who must receive for that very authority."""
    if by == APPLICANT:
        return ""
    if unit not in by.offices_as(Role.RECEIVER):
        raise NotFound(unit)
    return by.code


def _open(secret: str, at: datetime) -> Draft:
    """The draft, locked, as long as it has not been filed."""
    draft = drafts.draft_of(secret, at=at, lock=True)
    if draft.dossier_id is not None:
        raise Refused("dossiers.draft_filed", gettext_noop("Hồ sơ này đã nộp rồi. Muốn sửa thì mở trang hồ sơ."))
    return draft


def _saved(draft: Draft, at: datetime) -> Draft:
    draft.saved_at, draft.expires_at = at, rules.draft_expires(at)
    draft.save(update_fields=["answers", "channel", "saved_at", "expires_at"])
    return draft


def _shape(way: drafts.Way) -> dict[str, Any]:
    """What a draft keeps of the version that it is filled in by."""
    names = {str(paper.number): paper.name for paper in drafts.wanted(way.version)}
    return {rules.VERSION: way.version.number, rules.PAPERS: names}


def _check_number(draft: Draft, number: int, at: datetime) -> None:
    """Papers are asked for by the version in force; what it does not ask for is not there."""
    version = drafts.way_online(draft.procedure, local_day(at)).version
    if number not in {paper.number for paper in drafts.wanted(version)}:
        raise NotFound(str(number))


def _row(draft: Draft, file: Kept, number: int, at: datetime) -> DraftFile:
    return DraftFile(draft=draft, component=number, added_at=at, **file.columns())


def _papers(found: drafts.Drafted) -> tuple[list[dict[str, str | int]], list[Kept]]:
    """The papers of the dossier as they arrived, and their files with the place of the paper each belongs to."""
    components: list[dict[str, str | int]] = []
    kept = []
    for paper in found.papers:
        files = found.files_of(paper.number)
        for file in files:
            kept.append(Kept(file.name, file.media_type, file.size, file.pages, file.sha256, component=len(components)))
        if files:
            pages = sum(file.pages or 1 for file in files)
            components.append({"name": paper.name, "kind": "electronic", "count": 1, "pages": pages})
    return components, kept


def _filing(draft: Draft, components: list[dict[str, str | int]]) -> Filing:
    said = {question: draft.answers[str(question)] for question in rules.Question}
    who, contact, result = said[rules.Question.WHO], said[rules.Question.CONTACT], said[rules.Question.RESULT]
    return Filing(
        procedure=draft.procedure,
        channel_id=draft.channel or 0,
        applicant=Applicant(
            name=who["name"],
            identity=who["identity"],
            address=who["address"],
            phone=contact["phone"],
            email=contact["email"],
            principal=who.get("principal", {}),
        ),
        components=tuple(components),
        request_text=said[rules.Question.REQUEST]["text"],
        return_at=result.get("address", ""),
        return_method=rules.Return(result["method"]),
        notify=contact["notify"],
        paper=False,
        authority=draft.unit,
    )


def _tidy(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Texts in one form of Unicode, none longer than a column holds."""
    return {
        name: nfc(value.strip())[: rules.LONGEST_ANSWER] if isinstance(value, str) else value
        for name, value in answers.items()
    }

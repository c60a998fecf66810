"""Changes what everybody reads: a public version is prepared, checked for what leads to people, shown, withdrawn."""

import uuid
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from liemchinh.kernel.actors import Actor
from liemchinh.kernel.codes import new_key
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.kernel.words import fold, gettext_noop, nfc
from liemchinh.papers import hidden, keeping
from liemchinh.papers.keeping import Upload
from liemchinh.petitions import rules
from liemchinh.petitions.models import Petition, Publication, PublicationFile
from liemchinh.petitions.queries import fetch, published
from liemchinh.petitions.queries.likeness import people_behind
from liemchinh.petitions.rules import publishing as own
from liemchinh.petitions.rules import recommendations
from liemchinh.petitions.rules.redaction import Clue, Finding
from liemchinh.petitions.services import acts

MOST_FILES = 10
ID_SIGNS = 12


def prepare_answer(
    *,
    code: str,
    title: str,
    question: str,
    answer: str,
    by: Actor,
    at: datetime,
    place: str = "",
    field: str = "",
    attached: Sequence[Upload] = (),
    drop: Sequence[int] = (),
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Publication:
    """Write the public version of a question and its answer, or write it anew. Nobody but the office reads it yet.

    Pictures in `attached` are drawn anew, other files are looked into; `drop` are numbers of files to leave out. Raises
    Refused("petitions.not_public") for anything but an answered recommendation, ("petitions.published") while a version
    is being shown.
    """
    kept = [_kept(upload) for upload in attached]  # outside the transaction: an orphan file harms nobody
    with transaction.atomic():
        given = {"question": question.strip(), "answer": answer.strip()}
        act = acts.begin("prepare_answer", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
        petition = act.petition
        if act.repeated:
            return _newest(petition)
        _check(petition)
        draft = _draft(petition, by, at)
        draft.title, draft.question, draft.answer = nfc(title.strip()), nfc(question.strip()), nfc(answer.strip())
        draft.place, draft.field = nfc(place.strip()), nfc(field.strip())
        if len(draft.title) > own.LONGEST_TITLE or max(len(draft.question), len(draft.answer)) > own.LONGEST_TEXT:
            raise Refused("petitions.public_long", gettext_noop("Bản công khai dài quá mức. Hãy viết gọn lại."))
        draft.search = fold(f"{draft.title} {draft.question} {draft.answer} {draft.place} {draft.field}")
        draft.save()
        files = _dropped(petition, draft, drop, at) + _added(petition, draft, kept)
        acts.write(act, facts={"publication": draft.number}, beside=[draft, *files])
    return draft


@transaction.atomic
def clear_findings(
    *,
    code: str,
    findings: Sequence[str],
    reason: str,
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Publication:
    """A second person says of some findings (their keys) that they lead to nobody, and why; it is written down.

    Raises Refused("petitions.second") for who prepared the text, ("petitions.finding") for a finding that is not there.
    """
    given = {"findings": list(findings), "reason": nfc(reason.strip())}
    act = acts.begin("clear_findings", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return _newest(act.petition)
    draft = _open_draft(act.petition)
    own.check_second(by.code, draft.prepared_by)
    known = {alarm.key: alarm for alarm in published.alarms_of(draft, on=local_day(at))}
    if not set(findings) <= set(known):
        sentence = gettext_noop("Chỗ này không còn trong bản soạn. Hãy xem lại bản mới.")
        raise Refused("petitions.finding", sentence)
    for key in findings:
        told = {"clue": known[key].clue, "where": known[key].where, "by": by.code, "at": at.isoformat()}
        draft.cleared = draft.cleared | {key: told | {"reason": given["reason"]}}
    draft.save(update_fields=["cleared"])
    facts = {"publication": draft.number, "cleared": len(findings)}
    acts.write(act, facts=facts, reason=str(given["reason"]), beside=[draft])
    return draft


@transaction.atomic
def publish_answer(
    *, code: str, by: Actor, at: datetime, token: uuid.UUID | None = None, seen_step: int | None = None
) -> Publication:
    """Show the prepared version to everybody. Raises Refused("petitions.leaks") while one finding stands.

    Texts and files are looked through once more here, whatever was said of an earlier version.
    """
    act = acts.begin("publish_answer", code=code, by=by, at=at, token=token, seen_step=seen_step)
    petition = act.petition
    if act.repeated:
        return _newest(petition)
    _check(petition)
    draft = _open_draft(petition)
    files = list(published.files_of(draft))
    fresh = [alarm for row in files for alarm in _alarms(draft, row, path_of(row.sha256).read_bytes(), at=at)]
    texts = own.alarms(published.texts_of(draft), **published.people_of(draft, on=local_day(at)))
    own.check_clear([*texts, *fresh], draft.cleared)
    joined = list(Petition.objects.filter(same_as=petition))
    draft.people = people_behind([petition, *joined])
    draft.state, draft.published_by, draft.published_at = own.PublicState.PUBLISHED.value, by.code, at
    draft.save()
    acts.write(act, facts={"publication": draft.number, "cleared": len(draft.cleared)}, beside=[draft])
    return draft


def withdraw_answer(
    *,
    code: str,
    reason: str,
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Publication:
    """Take a published version back: its words and files go, its address keeps saying that it was withdrawn and why.

    The reason is public too: Refused("petitions.leaks") when it leads to somebody.
    """
    said = nfc(reason.strip())[:500]
    with transaction.atomic():
        act = acts.begin(
            "withdraw_answer", code=code, by=by, at=at, given={"reason": said}, token=token, seen_step=seen_step
        )
        petition = act.petition
        if act.repeated:
            return _newest(petition)
        shown = Publication.objects.filter(petition=petition, state=own.PublicState.PUBLISHED).first()
        if shown is None:
            raise Refused("petitions.not_published", gettext_noop("Đơn này không có bản nào đang công khai."))
        people = published.people_of(shown, on=local_day(at))
        own.check_clear(own.alarms({"answer": said}, **people), {})
        files = list(published.files_of(shown))
        for row in files:
            row.dropped_at, row.findings = at, []
            row.save(update_fields=["dropped_at", "findings"])
        shown.state, shown.withdrawn_by, shown.withdrawn_at = own.PublicState.WITHDRAWN.value, by.code, at
        shown.withdrawn_reason = said
        shown.title = shown.question = shown.answer = shown.place = shown.search = ""
        shown.save()
        acts.write(act, facts={"publication": shown.number}, reason=said, beside=[shown, *files])
    _destroy([row.sha256 for row in files])
    return shown


def path_of(sha256: str) -> Path:
    """Where the public copy with this hash is kept: apart from what came with petitions."""
    return keeping.path_of(sha256, root=_root())


def _root() -> Path:
    return Path(settings.FILES_ROOT) / "published"


def _kept(upload: Upload) -> tuple[str, str, bytes]:
    """Name, media type and bytes of a file that may be prepared: pictures drawn anew."""
    seen = hidden.inside(upload.content, name=upload.name)
    content = upload.content
    if seen.media_type.startswith("image/"):
        content, _ = hidden.redrawn(content)
    return upload.name, seen.media_type, content


_ENDINGS = {
    "application/pdf": ".pdf",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    hidden.DOCX: ".docx",
    hidden.XLSX: ".xlsx",
}


def _added(petition: Petition, draft: Publication, kept: Sequence[tuple[str, str, bytes]]) -> list[PublicationFile]:
    there = PublicationFile.objects.filter(petition=petition)
    if there.filter(publication=draft.number, dropped_at__isnull=True).count() + len(kept) > MOST_FILES:
        sentence = gettext_noop("Mỗi bản công khai kèm được {most} tệp.")
        raise Refused("petitions.public_files", sentence, most=MOST_FILES)
    last = there.aggregate(last=Max("number"))["last"] or 0
    rows = []
    for number, (_, media_type, content) in enumerate(kept, start=last + 1):
        row = PublicationFile(
            petition=petition,
            publication=draft.number,
            number=number,
            # the name it came with may name somebody
            name=f"tep-{number}{_ENDINGS[media_type]}",
            media_type=media_type,
            size=len(content),
            sha256=keeping.store(content, root=_root()),
        )
        row.findings = [asdict(alarm) for alarm in _alarms(draft, row, content, at=draft.prepared_at)]
        row.save()
        rows.append(row)
    return rows


def _alarms(draft: Publication, row: PublicationFile, content: bytes, *, at: datetime) -> list[own.Alarm]:
    """What a file tells of people, and what it hides; a picture or a scan must be read by a second person."""
    where, seen = f"{row.number}:{row.sha256[:12]}", hidden.inside(content, name=row.name)
    found = list(own.alarms({where: seen.words}, **published.people_of(draft, on=local_day(at))))
    marks = [Finding(place, place, Clue.HIDDEN, mark) for place, mark in enumerate(seen.marks)]
    if seen.unread:
        marks.append(Finding(0, 0, Clue.UNREAD, row.name))
    return found + [own.alarm_of(where, "", mark) for mark in marks]


def _dropped(petition: Petition, draft: Publication, drop: Sequence[int], at: datetime) -> list[PublicationFile]:
    rows = list(
        PublicationFile.objects.filter(
            petition=petition, publication=draft.number, number__in=list(drop), dropped_at__isnull=True
        )
    )
    for row in rows:
        row.dropped_at, row.findings = at, []
        row.save(update_fields=["dropped_at", "findings"])
    return rows


def _destroy(digests: Sequence[str]) -> None:
    wanted = set(digests)
    wanted -= set(
        PublicationFile.objects.filter(sha256__in=wanted, dropped_at__isnull=True).values_list("sha256", flat=True)
    )
    for digest in wanted:
        path_of(digest).unlink(missing_ok=True)


def _check(petition: Petition) -> None:
    content, state = rules.Content(petition.content), rules.State(petition.state)
    recommendations.check_publishable(content, state, restricted=petition.restricted)


def _newest(petition: Petition) -> Publication:
    found = Publication.objects.filter(petition=petition).order_by("-number").first()
    if found is None:
        raise NotFound(petition.code)
    return found


def _open_draft(petition: Petition) -> Publication:
    draft = published.draft_of(petition)
    if draft is None:
        raise Refused("petitions.no_draft", gettext_noop("Chưa soạn bản công khai."))
    return draft


def _draft(petition: Petition, by: Actor, at: datetime) -> Publication:
    """The version being written, or a new one."""
    if Publication.objects.filter(petition=petition, state=own.PublicState.PUBLISHED).exists():
        sentence = gettext_noop("Đang có bản công khai. Hãy rút bản ấy trước khi soạn bản mới.")
        raise Refused("petitions.published", sentence)
    draft = published.draft_of(petition)
    answered = fetch.last_event(petition, "answer", "close_unsolved", "admit_unsolved")
    answered_at = answered.at if answered else at
    office = fetch.office_of(petition.authority, local_day(at))
    if draft is None:
        last = Publication.objects.filter(petition=petition).aggregate(last=Max("number"))["last"] or 0
        draft = Publication(petition=petition, number=last + 1, public_id=new_key()[:ID_SIGNS])
    draft.authority_id = petition.authority_id
    draft.division = petition.division.code if petition.division else ""
    draft.asked_at, draft.answered_at = petition.received_at, answered_at
    draft.days = recommendations.days_taken(petition.received_at, answered_at, calendar=office.calendar)
    draft.prepared_by, draft.prepared_at = by.code, at
    return draft

"""Changes what is attached: scans are checked by content, kept by hash, and each attachment leaves its event."""

import hashlib
import os
import tempfile
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from liemchinh.dossiers import queries, rules
from liemchinh.dossiers.models import Attachment, Dossier, DraftFile
from liemchinh.dossiers.services import acts
from liemchinh.kernel.actors import Actor
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop, nfc
from liemchinh.papers import photos, scans

MAX_FILES = 40
LONGEST_NAME = 200
"""Letters of a file's name that are kept."""


@dataclass(frozen=True)
class Upload:
    """A file as it arrived: its name as typed, its bytes, and the component (0-based) it belongs to."""

    name: str
    content: bytes
    component: int | None = None


@dataclass(frozen=True)
class Kept:
    """A file that has been looked into and is kept under the hash of its content."""

    name: str
    media_type: str
    size: int
    pages: int | None
    sha256: str
    component: int | None = None


def keep(files: Iterable[Upload], *, bare: bool = False) -> list[Kept]:
    """Look into every file, then keep them all. Raises Refused with the code of `papers.scans` before any is kept.

    `bare`: photos are kept without the place, time and device that a telephone writes into them.
    """
    checked = [(upload, scans.inspect(upload.content, name=upload.name)) for upload in files]
    if bare:
        cleaned = [
            replace(upload, content=photos.stripped(upload.content, scan.media_type)) for upload, scan in checked
        ]
        # looked into once more: what was cut must still be a picture
        checked = [(upload, scans.inspect(upload.content, name=upload.name)) for upload in cleaned]
    return [
        Kept(
            name=_tidy_name(upload.name, scan.media_type),
            media_type=scan.media_type,
            size=scan.size,
            pages=scan.pages,
            sha256=_keep(upload.content),
            component=upload.component,
        )
        for upload, scan in checked
    ]


def rows_of(
    kept: Iterable[Kept], *, dossier: Dossier, by: Actor, at: datetime, step: int, there: Iterable[str] = ()
) -> list[Attachment]:
    """The attachments that these files become, not saved yet; each content once, none that is `there` already."""
    known = set(there)
    fresh: dict[str, Attachment] = {}
    for file in kept:
        if file.sha256 not in known:
            fresh.setdefault(
                file.sha256,
                Attachment(
                    dossier=dossier,
                    component=file.component,
                    name=file.name,
                    media_type=file.media_type,
                    size=file.size,
                    pages=file.pages,
                    sha256=file.sha256,
                    added_at=at,
                    by=by.code,
                    step=step,
                ),
            )
    return list(fresh.values())


def told(attached: Iterable[Attachment]) -> list[dict[str, str]]:
    """What an event remembers of the files that came with it."""
    return [{"name": file.name, "sha256": file.sha256} for file in attached]


def check_count(there: Sequence[str], fresh: Sequence[Attachment]) -> None:
    """Raise Refused("dossiers.too_many_files") past the most that one dossier may have."""
    if len(there) + len(fresh) > MAX_FILES:
        sentence = gettext_noop("Mỗi hồ sơ kèm được {limit} tệp. Hãy gộp các trang thành một tệp PDF.")
        raise Refused("dossiers.too_many_files", sentence, limit=MAX_FILES)


def attach(
    *,
    code: str,
    files: list[Upload],
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Dossier:
    """Attach files: every one is checked before any is kept, and the same content twice is kept once.

    Raises Refused with the code of `papers.scans`, ("dossiers.too_many_files") past 40 a dossier.
    """
    # before the files, then again with the row locked: what will be refused is neither looked into nor kept
    place = queries.place_of(queries.handled_by(by, code=code, at=at))
    rules.check_may(by, rules.MOVE["attach"], place)
    rules.check_move(rules.MOVE["attach"], place)
    kept = keep(files)  # outside the transaction: an orphan file harms nobody
    with transaction.atomic():
        act = acts.begin("attach", code=code, by=by, at=at, given={"files": files}, token=token, seen_step=seen_step)
        if act.repeated:
            return act.dossier
        there = list(act.dossier.attachments.values_list("sha256", flat=True))
        fresh = rows_of(kept, dossier=act.dossier, by=by, at=at, step=act.dossier.step + 1, there=there)
        check_count(there, fresh)
        if fresh:
            Attachment.objects.bulk_create(fresh)
            acts.write(act, facts={"files": told(fresh)}, attached=fresh)
    return act.dossier


def path_of(sha256: str) -> Path:
    """Where the content with this hash is kept."""
    return Path(settings.FILES_ROOT) / sha256[:2] / sha256


def destroy(digests: Iterable[str]) -> int:
    """Remove the kept contents with these hashes that no dossier and no draft has any more; how many. Repeatable."""
    wanted = set(digests)
    for table in (Attachment, DraftFile):
        wanted -= set(table.objects.filter(sha256__in=wanted).values_list("sha256", flat=True))
    gone = 0
    for digest in wanted:
        try:
            path_of(digest).unlink()
        except FileNotFoundError:
            continue
        gone += 1
    return gone


def _tidy_name(typed: str, media_type: str) -> str:
    """The last part of a file's name without what cannot be printed: no line break, no change of writing direction.

    It ends as its content is: a machine opens a file by its ending, and a sheet that is also a program is no program
    as long as it is not called one.
    """
    name = "".join(letter for letter in nfc(Path(typed).name) if letter.isprintable())
    endings = scans.ENDINGS[media_type]
    if name.lower().endswith(endings):
        stem, dot, ending = name.rpartition(".")
        return stem[: LONGEST_NAME - len(dot + ending)] + dot + ending
    return name[: LONGEST_NAME - len(endings[0])] + endings[0]


def _keep(content: bytes) -> str:
    digest = hashlib.sha256(content).hexdigest()
    path = path_of(digest)
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as scratch:
            scratch.write(content)
            scratch.flush()
            os.fsync(scratch.fileno())
        os.replace(scratch.name, path)
    return digest

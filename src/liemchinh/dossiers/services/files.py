"""Changes what is attached: scans are checked by content, kept by hash, and each attachment leaves its event."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from liemchinh.dossiers import queries, rules
from liemchinh.dossiers.models import Attachment, Dossier, DraftFile
from liemchinh.dossiers.services import acts
from liemchinh.kernel.actors import Actor
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.papers import keeping
from liemchinh.papers.keeping import Kept as Kept
from liemchinh.papers.keeping import Upload as Upload
from liemchinh.papers.keeping import told as told

MAX_FILES = 40


def keep(files: Iterable[Upload], *, bare: bool = False) -> list[Kept]:
    """Look into every file, then keep them all. Raises Refused with the code of `papers.scans` before any is kept.

    `bare`: photos are kept without the place, time and device that a telephone writes into them.
    """
    return keeping.keep(files, root=_root(), bare=bare)


def rows_of(
    kept: Iterable[Kept], *, dossier: Dossier, by: Actor, at: datetime, step: int, there: Iterable[str] = ()
) -> list[Attachment]:
    """The attachments that these files become, not saved yet; each content once, none that is `there` already."""
    beside = {"dossier": dossier, "added_at": at, "by": by.code, "step": step}
    return [
        Attachment(**file.columns(), component=file.component, **beside) for file in keeping.fresh(kept, there=there)
    ]


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
    return keeping.path_of(sha256, root=_root())


def destroy(digests: Iterable[str]) -> int:
    """Remove the kept contents with these hashes that no dossier and no draft has any more; how many. Repeatable."""
    wanted = set(digests)
    for table in (Attachment, DraftFile):
        wanted -= set(table.objects.filter(sha256__in=wanted).values_list("sha256", flat=True))
    return keeping.unlink(wanted, root=_root())


def _root() -> Path:
    return Path(settings.FILES_ROOT)

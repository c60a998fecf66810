"""Changes what is attached to a petition: scans are checked by content, kept by hash, and each leaves its event."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.papers import keeping
from liemchinh.papers.keeping import Kept as Kept
from liemchinh.papers.keeping import Upload as Upload
from liemchinh.papers.keeping import told as told
from liemchinh.petitions import rules
from liemchinh.petitions.models import Petition, PetitionFile
from liemchinh.petitions.queries import fetch
from liemchinh.petitions.services import acts, words

MAX_FILES = 40


def keep(files: Iterable[Upload], *, bare: bool = False) -> list[Kept]:
    """Look into every file, then keep them all. Raises Refused with the code of `papers.scans` before any is kept.

    `bare`: photos are kept without the place, time and device that a telephone writes into them.
    """
    return keeping.keep(files, root=_root(), bare=bare)


def rows_of(
    kept: Iterable[Kept],
    *,
    petition: Petition,
    by: Actor,
    at: datetime,
    step: int,
    role: rules.FileRole = rules.FileRole.PETITION,
    there: Iterable[str] = (),
) -> list[PetitionFile]:
    """The rows that these files become, not saved yet; each content once, none that is `there` already."""
    beside = {"petition": petition, "role": role, "added_at": at, "by": by.code, "step": step}
    return [PetitionFile(**file.columns(), **beside) for file in keeping.fresh(kept, there=there)]


def check_count(there: Sequence[str], fresh: Sequence[PetitionFile]) -> None:
    """Raise Refused("petitions.too_many_files") past the most that one petition may have."""
    if len(there) + len(fresh) > MAX_FILES:
        sentence = gettext_noop("Mỗi đơn kèm được {limit} tệp. Hãy gộp các trang thành một tệp PDF.")
        raise Refused("petitions.too_many_files", sentence, limit=MAX_FILES)


def add(act: acts.Act, kept: Iterable[Kept], *, role: rules.FileRole = rules.FileRole.DOCUMENT) -> list[PetitionFile]:
    """Attach what is kept to the petition of a running act; the saved rows, to be told beside it."""
    there = list(act.petition.files.values_list("sha256", flat=True))
    step = act.petition.step + 1
    fresh = rows_of(kept, petition=act.petition, by=act.by, at=act.at, step=step, role=role, there=there)
    check_count(there, fresh)
    act.petition.search = f"{act.petition.search} {words_in_files(fresh)}".strip()
    return PetitionFile.objects.bulk_create(fresh)


def words_in_files(files: Iterable[PetitionFile]) -> str:
    """The text layers of these kept files, folded: what a search in their petition looks through as well."""
    return words.words_in([path_of(file.sha256) for file in files])


def attach(
    *,
    code: str,
    files: list[Upload],
    role: rules.FileRole = rules.FileRole.EVIDENCE,
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Petition:
    """Attach files: every one is checked before any is kept, and the same content twice is kept once."""
    # before the files, then again with the row locked: what will be refused is neither looked into nor kept
    on = local_day(at)
    place = fetch.place_of(fetch.handled_by(by, code=code, at=at), on=on)
    rules.check_may(by, rules.MOVE["attach"], place)
    rules.check_move(rules.MOVE["attach"], place, on=on)
    kept = keep(files)  # outside the transaction: an orphan file harms nobody
    with transaction.atomic():
        act = acts.begin("attach", code=code, by=by, at=at, given={"files": files}, token=token, seen_step=seen_step)
        if act.repeated:
            return act.petition
        fresh = add(act, kept, role=role)
        if fresh:
            acts.write(act, facts={"files": told(fresh), "role": role}, beside=fresh)
    return act.petition


def path_of(sha256: str) -> Path:
    """Where the content with this hash is kept."""
    return keeping.path_of(sha256, root=_root())


def _root() -> Path:
    """A folder of this room's own: what another room destroys by its hash stays here."""
    return Path(settings.FILES_ROOT) / "petitions"

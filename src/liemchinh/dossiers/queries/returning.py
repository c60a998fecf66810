"""Shows the electronic result in force, what became of one that went by post, and whether a file is a result."""

from dataclasses import dataclass
from datetime import date

from liemchinh.dossiers import rules
from liemchinh.dossiers.models import Attachment, Dossier, Event
from liemchinh.dossiers.rules.returning import Posted, posted
from liemchinh.kernel.days import local_day
from liemchinh.org import queries as org

WITH_RESULT = frozenset({rules.State.DONE, rules.State.RETURNED})


def may_hand_out(dossier: Dossier) -> bool:
    """Whether an electronic result of it, if there is one, may be handed out now."""
    standing = dossier.state in WITH_RESULT and dossier.erased_at is None
    return standing and not dossier.proposal.get("correcting")


def result_of(dossier: Dossier) -> Attachment | None:
    """The electronic result that may be handed out now, or None.

    None while an admitted error has not been mended, and when the right result came without an electronic form: a
    wrong one is never handed out again. Two queries.
    """
    if not may_hand_out(dossier):
        return None
    latest = dossier.attachments.filter(role=rules.FileRole.RESULT).order_by("-step", "-id").first()
    if latest is None:
        return None
    made = Event.objects.filter(dossier=dossier, verb__in=("issue", "return_corrected"), step__gt=latest.step)
    return None if made.exists() else latest


def posted_of(dossier: Dossier) -> Posted | None:
    """How the result went by post and the latest news of it; None when it did not. One query."""
    events = Event.objects.filter(dossier=dossier, verb__in=("give_back", "note_post", "reverse")).order_by("step")
    return posted(events.values_list("verb", "facts"))


@dataclass(frozen=True)
class KnownResult:
    """What anybody may know of a file that is an electronic result here: whose, since when, and if it still counts."""

    office: str
    on: date
    in_force: bool


def known_result(sha256: str) -> KnownResult | None:
    """Whether the file with this hash was handed out here as a result. Nothing of its dossier is told."""
    rows = Attachment.objects.filter(role=rules.FileRole.RESULT, sha256=sha256, dossier__erased_at=None)
    found = rows.select_related("dossier__authority").first()
    if found is None:
        return None
    on, code = local_day(found.added_at), found.dossier.authority.code
    now = result_of(found.dossier)
    return KnownResult(org.unit_names([code], on).get(code, code), on, now is not None and now.sha256 == sha256)

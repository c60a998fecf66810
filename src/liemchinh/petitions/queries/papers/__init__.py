"""Shows a petition as official paper, filled from its events, so that it can be printed again unchanged."""

from django.conf import settings

from liemchinh.kernel.errors import NotFound
from liemchinh.kernel.words import as_written
from liemchinh.papers.press import render
from liemchinh.petitions.models import Petition
from liemchinh.petitions.queries.fetch import last_event
from liemchinh.petitions.queries.papers.beside import OF_BESIDE
from liemchinh.petitions.queries.papers.complaint import OF_COMPLAINTS
from liemchinh.petitions.queries.papers.denunciation import OF_DENUNCIATIONS
from liemchinh.petitions.queries.papers.letters import OF_ALL
from liemchinh.petitions.queries.papers.line import PaperKind as PaperKind
from liemchinh.petitions.queries.papers.recommendation import OF_RECOMMENDATIONS

PAPERS: dict[str, PaperKind] = {**OF_ALL, **OF_COMPLAINTS, **OF_DENUNCIATIONS, **OF_RECOMMENDATIONS, **OF_BESIDE}


def papers_of(petition: Petition, *, told: bool = False, named: bool = True) -> dict[str, str]:
    """The papers that exist for a petition, by name with their label; with `told` only those its sender was given.

    Without `named` only those that do not say who sent it.
    """
    if petition.erased_at is not None:
        return {}
    verbs = set(petition.events.values_list("verb", flat=True))
    shown = {name: kind for name, kind in PAPERS.items() if (kind.told or not told) and (named or not kind.names)}
    return {name: kind.label for name, kind in shown.items() if kind.verbs & verbs}


def paper_of(petition: Petition, name: str, *, told: bool = False) -> bytes:
    """One paper as PDF, of the latest act that gave it. Raises NotFound when there is none."""
    kind = PAPERS.get(name)
    if kind is None or petition.erased_at is not None or (told and not kind.told):
        raise NotFound(name)
    event = last_event(petition, *sorted(kind.verbs))
    if event is None:
        raise NotFound(name)
    with as_written():  # kept and sent in Vietnamese, whoever is reading
        return render(kind.fill(petition, event, settings.PUBLIC_URL))

"""Shows a petition as official paper, filled from its events, so that it can be printed again unchanged."""

from django.conf import settings

from liemchinh.kernel.days import local_day, short_day
from liemchinh.kernel.errors import NotFound
from liemchinh.kernel.words import as_written, shown
from liemchinh.papers.press import render
from liemchinh.petitions.models import Petition
from liemchinh.petitions.queries.papers.beside import OF_BESIDE
from liemchinh.petitions.queries.papers.complaint import OF_COMPLAINTS
from liemchinh.petitions.queries.papers.denunciation import OF_DENUNCIATIONS
from liemchinh.petitions.queries.papers.letters import OF_ALL
from liemchinh.petitions.queries.papers.line import PaperKind as PaperKind
from liemchinh.petitions.queries.papers.recommendation import OF_RECOMMENDATIONS

PAPERS: dict[str, PaperKind] = {**OF_ALL, **OF_COMPLAINTS, **OF_DENUNCIATIONS, **OF_RECOMMENDATIONS, **OF_BESIDE}


def papers_of(petition: Petition, *, told: bool = False, named: bool = True) -> dict[str, str]:
    """The papers that exist for a petition, by name with their label; with `told` only those its sender was given.

    Without `named` only those that do not say who sent it. What stands beside the course happens more than once (people
    heard, letters that ask): the latest has the plain name, each earlier one the name with its step, and its day.
    """
    if petition.erased_at is not None:
        return {}
    happened = list(petition.events.order_by("step").values_list("verb", "step", "at"))
    found: dict[str, str] = {}
    for name, kind in PAPERS.items():
        of_kind = [(step, at) for verb, step, at in happened if verb in kind.verbs]
        if not of_kind or (told and not kind.told) or (kind.names and not named):
            continue
        found[name] = kind.label
        for step, at in of_kind[:-1] if name in OF_BESIDE else ():
            found[f"{name}-{step}"] = f"{shown(kind.label)}, {short_day(local_day(at))}"
    return found


def paper_of(petition: Petition, name: str, *, told: bool = False) -> bytes:
    """One paper as PDF: of the latest act that gave it, or of the one whose step its name says. Raises NotFound."""
    base, _, step = name.rpartition("-")
    earlier = base in OF_BESIDE and step.isdecimal() and len(step) < 10
    kind = PAPERS.get(base if earlier else name)
    if kind is None or petition.erased_at is not None or (told and not kind.told):
        raise NotFound(name)
    of_kind = petition.events.filter(verb__in=kind.verbs).order_by("-step")
    event = (of_kind.filter(step=int(step)) if earlier else of_kind).first()
    if event is None:
        raise NotFound(name)
    with as_written():  # kept and sent in Vietnamese, whoever is reading
        return render(kind.fill(petition, event, settings.PUBLIC_URL))

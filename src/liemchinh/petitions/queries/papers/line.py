"""What a kind of paper of a petition is: after which acts it exists and how it is filled."""

from collections.abc import Callable
from dataclasses import dataclass

from liemchinh.papers.press import Paper
from liemchinh.petitions.models import Petition, PetitionEvent


@dataclass(frozen=True)
class PaperKind:
    """One paper. It exists once one of `verbs` has happened; `fill` takes the petition, that event and the site.

    `told`: the person who sent the petition may print it again on their page. `names`: it says who sent the petition,
    so whoever must not know does not see it.
    """

    label: str
    verbs: frozenset[str]
    fill: Callable[[Petition, PetitionEvent, str], Paper]
    told: bool = False
    names: bool = False

"""Decides who must have no part in a denunciation, and when it has to climb to the superior body.

Law on Denunciations, article 12; Decree 31/2019/NĐ-CP, articles 5 and 10. Facts about people are asked by the queries.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop


class Climb(StrEnum):
    """Why a denunciation is not for the head of this authority to settle."""

    HEAD = "head"
    AUTHORITY = "authority"
    KIN = "kin"


CLIMB_NAMES = {
    Climb.HEAD: gettext_noop("Người bị tố cáo là người đứng đầu hoặc cấp phó của cơ quan này (Luật Tố cáo, Điều 12.1)"),
    Climb.AUTHORITY: gettext_noop("Cơ quan bị tố cáo là chính cơ quan này (Luật Tố cáo, Điều 12, 13)"),
    Climb.KIN: gettext_noop("Người giải quyết là người thân của người bị tố cáo (Nghị định 31/2019/NĐ-CP, Điều 5.2)"),
}


@dataclass(frozen=True)
class Ties:
    """What the tree of units and seats says about whom a petition is about.

    `accused` are the officials it names: the person, and whoever held the seat when it came in or holds it now. `heads`
    are those who head the body it is about, when no person and no seat is named. `kin` are declared near to any of
    these. `headed` are the units that an accused heads, with all below them.
    """

    accused: frozenset[str] = frozenset()
    heads: frozenset[str] = frozenset()
    kin: frozenset[str] = frozenset()
    headed: frozenset[str] = frozenset()

    @property
    def named(self) -> frozenset[str]:
        """Those whose own deeds are in question."""
        return self.accused | self.heads


def conflicts(ties: Ties) -> frozenset[str]:
    """The officials for whom this petition must not exist: whom it is about, and their declared kin."""
    return ties.named | ties.kin


def may_verify(person: str, unit: str, ties: Ties) -> bool:
    """Whether this official, seated in `unit`, may be given the verification: near to nobody, under nobody accused."""
    return person not in conflicts(ties) and unit not in ties.headed


def check_verifier(person: str, unit: str, ties: Ties) -> None:
    """Raise Refused("petitions.recused") for an official who may not verify.

    The sentence does not say why: that somebody is near to the accused is for few to know.
    """
    if not person or not may_verify(person, unit, ties):
        sentence = gettext_noop("Không giao xác minh cho vị trí này được. Hãy chọn vị trí khác.")
        raise Refused("petitions.recused", sentence)


def must_climb(
    ties: Ties, *, authority: str, about_unit: str, leaders: Collection[str], settlers: Iterable[str]
) -> Climb | None:
    """Why the superior body has to settle it; None when the head of `authority` may.

    `leaders` are the head and the deputies of the authority, `settlers` those who would sign for it.
    """
    if ties.accused & frozenset(leaders):
        return Climb.HEAD
    if about_unit == authority and not ties.accused:
        return Climb.AUTHORITY
    if frozenset(settlers) & conflicts(ties):
        return Climb.KIN
    return None


def check_settles(reason: Climb | None) -> None:
    """Raise Refused("petitions.must_climb") when the case belongs to the superior body."""
    if reason is not None:
        sentence = gettext_noop("Tố cáo này do cấp trên trực tiếp giải quyết. {why}. Hãy chuyển lên.")
        raise Refused("petitions.must_climb", sentence, why=CLIMB_NAMES[reason])

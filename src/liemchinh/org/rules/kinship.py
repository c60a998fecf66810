"""Who counts as kin of an official: the closed list of Decree 31/2019/NĐ-CP, articles 5 and 10, and when it may change.

Declaring is for refusing work: whoever is declared near to the accused neither sees the case nor decides it.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop


class Relation(StrEnum):
    """What the relative is to the person (point a, clause 2, article 5); `INTEREST` is point c."""

    SPOUSE = "spouse"
    PARENT = "parent"
    PARENT_IN_LAW = "parent_in_law"
    CHILD = "child"
    CHILD_IN_LAW = "child_in_law"
    SIBLING = "sibling"
    INTEREST = "interest"


RELATION_NAMES: Mapping[Relation, str] = {
    Relation.SPOUSE: gettext_noop("Vợ hoặc chồng"),
    Relation.PARENT: gettext_noop("Bố, mẹ (đẻ, nuôi)"),
    Relation.PARENT_IN_LAW: gettext_noop("Bố, mẹ bên vợ hoặc bên chồng"),
    Relation.CHILD: gettext_noop("Con (đẻ, nuôi)"),
    Relation.CHILD_IN_LAW: gettext_noop("Con rể, con dâu"),
    Relation.SIBLING: gettext_noop("Anh, chị, em ruột"),
    Relation.INTEREST: gettext_noop("Có lợi ích liên quan trực tiếp"),
}


def check_kin(person: str, relative: str, relation: str) -> Relation:
    """The relation, between two different officials. Raises Refused("org.kin_itself" or "org.kin_relation")."""
    if person == relative:
        raise Refused("org.kin_itself", gettext_noop("Không khai một người là người thân của chính mình."))
    if relation not in set(Relation):
        raise Refused("org.kin_relation", gettext_noop("Hãy chọn quan hệ trong danh sách."))
    return Relation(relation)


def kin_until(on: date) -> date:
    """The first day outside a tie that is ended on `on`: the next one, so that no case of that day slips past it."""
    return on + date.resolution

"""Who counts as kin of an official: the closed list of Decree 31/2019/NĐ-CP, articles 5 and 10, and when it may change.

Declaring is for refusing work: whoever is declared near to the accused neither sees the case nor decides it.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from liemchinh.kernel.days import short_day
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


def check_kin_end(declared_from: date, on: date) -> date:
    """The first day on which it is over: today at the earliest. Raises Refused("org.kin_end") before it began."""
    if on < declared_from:
        sentence = gettext_noop("Quan hệ khai từ ngày {day}, không thể thôi trước ngày ấy.")
        raise Refused("org.kin_end", sentence, day=short_day(declared_from))
    return on


def is_declared(declared_from: date, declared_until: date | None, *, since: date, on: date) -> bool:
    """Whether the declaration held on any day from `since` to `on`, both inside.

    A tie that is cut while a case is open still keeps both away from it: `since` is the day the case came in.
    """
    return declared_from <= on and (declared_until is None or declared_until > since)

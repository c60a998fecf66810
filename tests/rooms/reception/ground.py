"""Ground of the tests on visits: what people say at the desk."""

from datetime import datetime
from typing import Any

from tests.builders import at
from tests.cast import COMMUNE, Cast

DAY = at("2026-09-07 08:30")
"""A Monday after the law of 1/7/2026."""


def person(name: str = "Nguyễn Văn Thí Mẫu", **more: Any) -> Any:
    """Somebody who says who they are."""
    from liemchinh.reception.rules import visits as rules

    known = {"address": "Thôn Mẫu", "identity_kind": rules.IdentityKind.CARD, "identity": "001099000001"}
    return rules.VisitorSaid(**{"name": name, **known, **more})


def said(**more: Any) -> Any:
    """One person with a complaint at the regular desk."""
    from liemchinh.reception.rules import visits as rules

    usual: dict[str, Any] = {
        "kind": rules.VisitKind.REGULAR,
        "people": 1,
        "visitors": (person(),),
        "subject": "Bồi thường đất nông nghiệp thôn Mẫu",
        "summary": "Đề nghị xem lại diện tích được bồi thường.",
        "content": rules.Content.COMPLAINT,
    }
    return rules.Said(**{**usual, **more})


def recorded(cast: Cast, when: datetime = DAY, by: Any = None, **more: Any) -> Any:
    """A visit in the register of the commune; what `Said` does not know goes to the verb."""
    from liemchinh.reception import services
    from liemchinh.reception.rules import visits as rules

    verb = {name: more.pop(name) for name in ("held_at", "matter", "session", "booking", "token") if name in more}
    assert set(more) <= set(rules.Said.__dataclass_fields__)
    actor = (by or cast.reception).actor
    return services.record_visit(authority=COMMUNE, said=said(**more), by=actor, at=when, **verb)

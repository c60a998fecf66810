"""Where a dossier can stand, how it is brought there, and every move as somebody would make it."""

import io
from collections.abc import Callable
from dataclasses import fields
from datetime import date, datetime, timedelta
from typing import Any

from PIL import Image

from liemchinh.dossiers import services
from liemchinh.dossiers.models import Dossier, Event
from liemchinh.dossiers.rules import Ask, PartKind
from liemchinh.kernel.actors import APPLICANT, SYSTEM, Actor, Role, SeatHeld
from liemchinh.law.clocks import Budget, Unit
from liemchinh.ledger import queries as ledger
from liemchinh.org import services as units
from tests import builders
from tests.builders import MORNING, at
from tests.cast import COMMUNE, ECONOMY, OFFICE, Cast, Member

PAUSING = "2.001263"
"""A procedure of the shipped catalogue whose term waits for a financial obligation: 30 days."""
HOURLY = "2.001159"
"""A procedure of the shipped catalogue with a term of one working hour."""
LATER = at("2026-09-07 18:30")
"""After everything that the builders do on that Monday."""


def member(name: str) -> Member:
    """One of the cast by their part."""
    found: Member = getattr(Cast(), name)
    return found


EVERYBODY = tuple(field.name for field in fields(Cast) if field.type in (Member, "Member"))
STRANGERS = tuple(name for name in EVERYBODY if name.startswith("stranger"))
DESK = frozenset({"receiver", "receiver2"})


def master() -> Actor:
    """Somebody with every seat of the commune, for whom only the dossier itself can be in the way."""
    roles = frozenset(Role)
    units = {"hotich": OFFICE, "x": COMMUNE, "diachinh": ECONOMY}
    seats = tuple(SeatHeld(f"{COMMUNE}-{name}", unit, COMMUNE, roles) for name, unit in units.items())
    return Actor("moiviec", "Người Mọi Việc", seats)


def png(color: int = 0, size: tuple[int, int] = (8, 8)) -> bytes:
    """A small picture; another `color` is another file."""
    paper = io.BytesIO()
    Image.new("L", size, color).save(paper, "PNG")
    return paper.getvalue()


# ── where a dossier can stand ───────────────────────────────────────────────────────────────────────────────
def registered(cast: Cast, when: datetime = MORNING, **changes: Any) -> Dossier:
    """Incomplete: the applicant has the list of what is missing."""
    return services.register(
        filing=builders.filing(**changes),
        missing=["Giấy tờ chứng minh chỗ ở hợp pháp"],
        reason="Thiếu một loại giấy tờ.",
        by=cast.receiver.actor,
        at=when,
    )


def refused_at_once(cast: Cast) -> Dossier:
    """Refused at the counter without having been registered."""
    return services.refuse_new(
        filing=builders.filing(),
        reason_code="authority",
        reason="Thuộc cơ quan cấp tỉnh.",
        by=cast.receiver.actor,
        at=MORNING,
    )


def refused_later(cast: Cast) -> Dossier:
    """Registered as incomplete, then refused."""
    return ACTS["refuse"](registered(cast).code, cast.receiver.actor, MORNING + timedelta(hours=1))


def in_transit(cast: Cast) -> Dossier:
    """Its papers are on their way to the division."""
    code = builders.received(cast).code
    return ACTS["hand_over"](code, cast.receiver.actor, MORNING + timedelta(minutes=20))


def proposed(cast: Cast) -> Dossier:
    """The specialist proposes a supplement, the one-stop has not asked yet."""
    code = builders.assigned(cast).code
    return ACTS["propose_supplement"](code, cast.specialist.actor, MORNING + timedelta(hours=2))


def pausing(cast: Cast) -> Dossier:
    """With the specialist, under a procedure whose term may wait for an obligation."""
    return builders.assigned(cast, procedure=PAUSING)


def obliged(cast: Cast) -> Dossier:
    """Waits for the applicant's payment."""
    return ACTS["ask_obligation"](pausing(cast).code, cast.specialist.actor, MORNING + timedelta(hours=2))


def endorsed(cast: Cast) -> Dossier:
    """On the leader's desk."""
    code = builders.submitted(cast).code
    return ACTS["endorse"](code, cast.head.actor, MORNING + timedelta(hours=5))


def withdrawn(cast: Cast) -> Dossier:
    """Withdrawn while it was being appraised."""
    return ACTS["withdraw"](builders.assigned(cast).code, cast.receiver.actor, MORNING + timedelta(hours=2))


def stopped(cast: Cast) -> Dossier:
    """Stopped while it was being appraised."""
    return ACTS["stop"](builders.assigned(cast).code, cast.leader.actor, MORNING + timedelta(hours=2))


def consulted(cast: Cast) -> Dossier:
    """With the specialist, who has asked another division and waits for its answer."""
    return ACTS["consult"](builders.assigned(cast).code, cast.specialist.actor, MORNING + timedelta(hours=2))


def wrong(cast: Cast) -> Dossier:
    """Returned, and then found to be wrong by the office's fault."""
    return ACTS["admit_error"](builders.returned(cast).code, cast.receiver.actor, MORNING + timedelta(hours=9))


def posted(cast: Cast) -> Dossier:
    """Its result was handed to the post."""
    code, when = builders.issued(cast).code, MORNING + timedelta(hours=8)
    return services.give_back(
        code=code, method="post", carrier="Bưu điện", tracking="EX1VN", by=cast.receiver.actor, at=when
    )


def astray(cast: Cast) -> Dossier:
    """With a specialist whose division has ended that day."""
    dossier = builders.assigned(cast)
    units.close(code=OFFICE, on=MORNING.date(), decision="Quyết định mẫu", by=SYSTEM, at=MORNING)
    return dossier


def filed(cast: Cast) -> Dossier:
    """Filed from afar, waiting for the one-stop to look at it."""
    filing = builders.filing(authority=COMMUNE, paper=False)
    return services.file(filing=filing, by=APPLICANT, at=MORNING)


def answered(cast: Cast) -> Dossier:
    """Asked for a supplement, which has come from afar."""
    code = builders.asked(cast).code
    paper, sent = "Giấy tờ chứng minh chỗ ở hợp pháp", [services.Upload("trang-2.png", png(200))]
    return services.amend(code=code, paper=paper, files=sent, by=APPLICANT, at=MORNING + timedelta(hours=3))


ALWAYS = frozenset({"attach", "correct"})
UNDONE = ALWAYS | {"choose_return"}
ON_THE_WAY = UNDONE | {"withdraw", "apologise"}
AT_WORK = ON_THE_WAY | {"stop"}
APPRAISED = AT_WORK | {"assign", "propose_supplement", "submit", "consult"}
PAUSE = UNDONE | {"withdraw", "stop"}

PLACES: dict[str, tuple[Callable[[Cast], Dossier], frozenset[str]]] = {
    "registered": (registered, UNDONE | {"receive", "refuse", "withdraw"}),
    "filed online": (filed, UNDONE | {"receive", "refuse", "withdraw", "ask_at_reception"}),
    "received": (builders.received, ON_THE_WAY | {"hand_over"}),
    "in transit": (in_transit, ON_THE_WAY | {"take_over"}),
    "arrived": (builders.handed_over, AT_WORK | {"assign", "consult"}),
    "with the specialist": (builders.assigned, APPRAISED),
    "with the specialist, may pause": (pausing, APPRAISED | {"ask_obligation"}),
    "another division asked": (consulted, APPRAISED - {"submit", "consult"} | {"reply", "recall"}),
    "supplement proposed": (proposed, AT_WORK | {"ask_supplement", "send_back"}),
    "supplement asked": (builders.asked, PAUSE | {"take_supplement"}),
    "supplement answered online": (answered, PAUSE | {"take_supplement", "still_missing"}),
    "obligation asked": (obliged, PAUSE | {"meet_obligation"}),
    "submitted": (builders.submitted, AT_WORK | {"endorse", "send_back", "consult"}),
    "endorsed": (endorsed, AT_WORK | {"sign", "send_back"}),
    "signed": (builders.signed, ON_THE_WAY - {"withdraw"} | {"issue"}),
    "issued": (builders.issued, ALWAYS | {"give_back", "admit_error"}),
    "returned": (builders.returned, frozenset({"correct", "reverse", "admit_error"})),
    "returned, and wrong": (wrong, frozenset({"correct", "reverse", "return_corrected"})),
    "returned by post": (posted, frozenset({"correct", "reverse", "admit_error", "note_post"})),
    "withdrawn": (withdrawn, frozenset({"correct", "reverse"})),
    "stopped": (stopped, frozenset({"correct", "reverse"})),
    "refused at the counter": (refused_at_once, frozenset({"correct"})),
    "refused after registration": (refused_later, frozenset({"correct", "reverse"})),
}
"""Every place a dossier can stand: how it gets there, and every move that is possible there and no other."""

# ── every move that somebody can make on a dossier that is there ────────────────────────────────────────────
Act = Callable[..., Dossier]


def _act(verb: Act, **facts: Any) -> Act:
    return lambda code, by, when, **more: verb(code=code, by=by, at=when, **{**facts, **more})


ACTS: dict[str, Act] = {
    "receive": _act(services.complete, components=[{"name": "Bản sao", "kind": "copy", "count": 1}]),
    "refuse": _act(services.refuse, reason_code="condition", reason="Không đủ điều kiện."),
    "ask_at_reception": _act(services.ask_at_reception, missing=["Bản sao"], reason="Ảnh mờ."),
    "still_missing": _act(
        services.still_missing, missing=["Giấy tờ chứng minh chỗ ở hợp pháp"], reason="Thiếu trang 2."
    ),
    "hand_over": _act(services.hand_over, division=OFFICE),
    "take_over": _act(services.take_over),
    "assign": _act(services.assign, seat=f"{COMMUNE}-hotich"),
    "propose_supplement": _act(services.propose_supplement, missing=["Bản sao"], reason="Bản đã nộp mờ."),
    "ask_supplement": _act(services.ask_supplement),
    "take_supplement": _act(services.take_supplement, components=[{"name": "Bản sao", "kind": "copy", "count": 1}]),
    "ask_obligation": _act(services.ask_obligation, document="Thông báo 07/TB"),
    "meet_obligation": _act(services.meet_obligation, document="Biên lai 0012"),
    "consult": _act(
        services.consult, asks=[Ask(ECONOMY, PartKind.OPINION, "Có tranh chấp không?", Budget(2, Unit.WORKING_DAY))]
    ),
    "reply": _act(services.reply, number=1, answer="Không có tranh chấp."),
    "recall": _act(services.recall, number=1, reason="Không cần nữa."),
    "submit": _act(services.submit, outcome="granted", summary="Đủ điều kiện."),
    "endorse": _act(services.endorse),
    "send_back": _act(services.send_back, reason="Cần nêu rõ căn cứ."),
    "sign": _act(services.sign),
    "issue": _act(services.issue, number="12/XN-UBND"),
    "give_back": _act(services.give_back, collector="Nguyễn Thị Thí Dụ", proof="Giấy hẹn"),
    "admit_error": _act(services.admit_error, reason="Ghi sai ngày sinh."),
    "return_corrected": _act(
        services.return_corrected, number="13/XN-UBND", collector="Nguyễn Thị Thí Dụ", proof="Giấy hẹn"
    ),
    "apologise": _act(
        services.apologise, reason_code="verification", reason="Cần xác minh.", new_day=date(2026, 12, 1)
    ),
    "withdraw": _act(services.withdraw, reason="Người nộp xin rút."),
    "stop": _act(services.stop, reason_code="dispute", reason="Đang có tranh chấp."),
    "attach": _act(services.attach, files=[services.Upload("to-khai.png", png())]),
    "correct": _act(services.correct, changes={"applicant_phone": "0999 654 321"}, reason="Ghi nhầm số."),
    "reverse": _act(services.reverse, reason="Bấm nhầm hồ sơ."),
    "choose_return": _act(services.choose_return, method="post", address="Thôn Mẫu"),
    "note_post": _act(services.note_post, news="delivered", on=date(2026, 9, 7)),
    "rehome": _act(services.rehome, division=ECONOMY, decision="Quyết định mẫu"),
}
"""Each move with everything that it needs: code, who, when."""


def trace(dossier: Dossier) -> tuple[Any, ...]:
    """Everything stored about a dossier: equal before and after when nothing has happened."""
    row = Dossier.objects.filter(pk=dossier.pk).values().get()
    events = list(Event.objects.filter(dossier=dossier).order_by("step").values())
    files = list(dossier.attachments.order_by("id").values())
    return row, events, files, [bytes(entry.leaf) for entry in ledger.history(dossier.tag)]

"""Builders: a dossier brought to a given point by the same verbs that people use, on given days."""

import os
from datetime import datetime, timedelta
from typing import Any

from tests.cast import VIETNAM, Cast

PROCEDURE = "1.004222"
"""Đăng ký thường trú: 7 working days, both online and direct, from the commune's own catalogue."""

ON_POSTGRESQL = os.environ.get("DATABASE_URL", "").startswith("postgres")
"""Which of the two databases this run asks: long stories that differ by a seed are told once on each, not twice."""
MORNING = datetime(2026, 9, 7, 9, 10, tzinfo=VIETNAM)
"""A Monday without a holiday near."""


def at(text: str) -> datetime:
    """`2026-09-07 09:10` on the Vietnamese clock."""
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def filing(procedure: str = PROCEDURE, **changes: Any) -> Any:
    """A complete filing at the counter by an invented applicant."""
    from liemchinh.dossiers.services import Applicant, Filing
    from liemchinh.procedures import queries as procedures

    version = procedures.version_on(procedure, MORNING.date())
    channel = next(c for c in version.channels.all() if c.kind == "direct" and c.budget is not None)
    facts: dict[str, Any] = {
        "procedure": procedure,
        "channel_id": channel.id,
        "applicant": Applicant(
            name="Nguyễn Thị Thí Dụ",
            identity="000000000012",
            phone="0999 123 456",
            address="Thôn Mẫu, xã An Mẫu",
        ),
        "components": ({"name": "Tờ khai", "kind": "original", "count": 1},),
    }
    return Filing(**{**facts, **changes})


def received(cast: Cast, when: datetime = MORNING, **changes: Any) -> Any:
    """A dossier accepted at the counter."""
    from liemchinh.dossiers import services

    return services.receive(filing=filing(**changes), by=cast.receiver.actor, at=when)


def handed_over(cast: Cast, when: datetime = MORNING, **changes: Any) -> Any:
    """A dossier whose papers have arrived in the division, 30 minutes after it was received."""
    from liemchinh.dossiers import services

    code = received(cast, when, **changes).code
    sent = services.hand_over(code=code, division=cast.office, by=cast.receiver.actor, at=when + timedelta(minutes=20))
    if not sent.in_transit:
        return sent
    return services.take_over(code=code, by=cast.head.actor, at=when + timedelta(minutes=30))


def assigned(cast: Cast, when: datetime = MORNING, **changes: Any) -> Any:
    """A dossier on the specialist's desk, an hour after it was received."""
    from liemchinh.dossiers import services

    code = handed_over(cast, when, **changes).code
    return services.assign(code=code, seat=cast.seat, by=cast.head.actor, at=when + timedelta(hours=1))


def asked(cast: Cast, when: datetime = MORNING, **changes: Any) -> Any:
    """A dossier that waits for the applicant's supplement, two hours after it was received."""
    from liemchinh.dossiers import services

    code = assigned(cast, when, **changes).code
    services.propose_supplement(
        code=code,
        missing=["Giấy tờ chứng minh chỗ ở hợp pháp"],
        reason="Bản đã nộp thiếu trang 2.",
        by=cast.specialist.actor,
        at=when + timedelta(hours=1, minutes=30),
    )
    return services.ask_supplement(code=code, by=cast.receiver.actor, at=when + timedelta(hours=2))


def submitted(cast: Cast, when: datetime = MORNING, **changes: Any) -> Any:
    """A dossier whose result has been proposed to the head."""
    from liemchinh.dossiers import services

    code = assigned(cast, when, **changes).code
    later = when + timedelta(hours=4)
    return services.submit(code=code, outcome="granted", summary="Đủ điều kiện.", by=cast.specialist.actor, at=later)


def signed(cast: Cast, when: datetime = MORNING, **changes: Any) -> Any:
    """A dossier signed by the leader, waiting for its number."""
    from liemchinh.dossiers import services

    code = submitted(cast, when, **changes).code
    services.endorse(code=code, by=cast.head.actor, at=when + timedelta(hours=5))
    return services.sign(code=code, by=cast.leader.actor, at=when + timedelta(hours=6))


def issued(cast: Cast, when: datetime = MORNING, **changes: Any) -> Any:
    """A dossier with its result at the one-stop."""
    from liemchinh.dossiers import services

    code = signed(cast, when, **changes).code
    return services.issue(code=code, number="12/XN-UBND", by=cast.clerk.actor, at=when + timedelta(hours=7))


def returned(cast: Cast, when: datetime = MORNING, **changes: Any) -> Any:
    """A dossier whose result is with the applicant."""
    from liemchinh.dossiers import services

    code = issued(cast, when, **changes).code
    return services.give_back(
        code=code,
        collector="Nguyễn Thị Thí Dụ",
        proof="Giấy hẹn và căn cước",
        by=cast.receiver.actor,
        at=when + timedelta(hours=8),
    )


def petition(cast: Any, *, at: datetime = MORNING, by: Any = None, files: Any = (), **letter: Any) -> Any:
    """A petition that our reception officer has entered: `letter` are fields of `petitions.services.Letter`."""
    from liemchinh.petitions.services import Letter, Sender, register

    letter.setdefault("subject", "Đề nghị sửa đường thôn Trung Tâm bị hỏng")
    letter.setdefault("text", "Đoạn đường trước nhà văn hóa hỏng nặng, xe không đi được khi trời mưa.")
    letter.setdefault("senders", (Sender("Hoàng Văn Mẫu Tám", "001088000111", "Thôn Mẫu", "0999000111"),))
    return register(letter=Letter(**letter), files=files, by=by or cast.reception.actor, at=at)


def sorted_petition(cast: Any, content: str, *, at: datetime = MORNING, **letter: Any) -> Any:
    """A petition that the reception officer has entered and sorted as `content`, within authority and fit."""
    from liemchinh.petitions.rules import Content
    from liemchinh.petitions.services import sort

    entered = petition(cast, at=at, **letter)
    return sort(code=entered.code, content=Content(content), within=True, eligible=True, by=cast.reception.actor, at=at)

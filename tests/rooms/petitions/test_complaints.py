"""Complaints from acceptance to execution, the first time and the second; joint, suspended, withdrawn, ended."""

import uuid
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from liemchinh.jobs.audit import look
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound
from liemchinh.ledger.queries import history
from liemchinh.notices.models import Message
from liemchinh.petitions import queries, rules, services
from liemchinh.petitions.models import Duty, Petition, Petitioner
from liemchinh.petitions.queries import complaints as shown
from liemchinh.petitions.services import complaints
from tests import builders
from tests.builders import MORNING, at
from tests.cast import Cast
from tests.refusals import refused

KNOWN = date(2026, 8, 3)
SECOND = at("2026-11-05T09:00")
TWO = (services.Sender("Hoàng Văn Mẫu Tám", "001088000111", "Thôn Mẫu"), services.Sender("Lò Thị Mẫu Chín"))


def lodged(cast: Cast, *, when: datetime = MORNING, by: Any = None, flags: tuple[str, ...] = (), **letter: Any) -> str:
    """A complaint entered and sorted; its code."""
    officer = (by or cast.reception).actor
    entered = builders.petition(cast, at=when, by=officer, subject="Khiếu nại quyết định thu hồi đất", **letter)
    services.sort(
        code=entered.code,
        content=rules.Content.COMPLAINT,
        within=True,
        eligible=True,
        flags=flags,
        by=officer,
        at=when,
    )
    code: str = entered.code
    return code


def accepted(
    cast: Cast, *, when: datetime = MORNING, flags: tuple[str, ...] = (), letter: Any = None, **more: Any
) -> str:
    code = lodged(cast, when=when, flags=flags, **(letter or {}))
    facts = {"known_on": KNOWN, **more}
    complaints.accept(
        code=code, document="01/TB-UBND", examined=complaints.Examined(**facts), by=cast.chair.actor, at=when
    )
    return code


def open_duties(code: str) -> dict[str, date]:
    rows = Duty.objects.filter(petition__code=code, done_at__isnull=True)
    return {row.kind: local_day(row.due_at) for row in rows}


def row(code: str) -> Petition:
    return queries.rows().get(code=code)


def decide(cast: Cast, code: str, when: datetime, *, by: Any = None, **changes: str) -> Petition:
    said = {"verdict": "wrong", "measure": "keep", "findings": "Đúng trình tự.", "conclusion": "Không có căn cứ."}
    return complaints.decide(
        code=code,
        document="45/QĐ-UBND",
        by=(by or cast.chair).actor,
        at=when,
        **(said | changes),  # type: ignore[arg-type]
    )


def test_a_whole_first_instance_and_the_second_that_follows_it(cast: Cast) -> None:
    code = lodged(cast, source=rules.Source.FRONT, source_name="Ủy ban Mặt trận Tổ quốc xã")
    chair, desk, inspector = cast.chair.actor, cast.reception.actor, cast.inspector.actor
    assert row(code).sort_due_at == at("2026-09-16T17:00")  # seven working days
    with refused("petitions.who"):
        complaints.refuse(code=code, document="1", reason_code="unsigned", reason="thiếu chữ ký", by=desk, at=MORNING)
    complaints.propose(code=code, proposal="accept", reason="Đủ điều kiện", by=desk, at=MORNING)
    token = uuid.uuid4()
    for _ in range(2):  # a form posted twice
        petition = complaints.accept(
            code=code,
            document="12/TB-UBND",
            examined=complaints.Examined(known_on=KNOWN, decision_ref="88/QĐ-UBND"),
            by=chair,
            at=MORNING,
            token=token,
        )
    assert (petition.state, petition.instance, petition.basis) == (3, 1, "Điều 28 Luật Khiếu nại 02/2011/QH13")
    assert petition.due_at == at("2026-10-07T17:00")
    assert open_duties(code) == {}

    day = MORNING + timedelta(days=1)
    complaints.verify(code=code, document="13/QĐ-UBND", seat=_seat(cast), reason="Nguồn gốc đất", by=chair, at=day)
    complaints.report(
        code=code,
        document="02/BC-TXM",
        findings="Biên bản kiểm đếm thiếu chữ ký.",
        proposed="partly",
        differs=True,
        by=inspector,
        at=day + timedelta(days=10),
    )
    with refused("complaints.dialogue"):  # their views still differ
        decide(cast, code, day + timedelta(days=11))
    held_at = day + timedelta(days=16)
    with refused("complaints.dialogue_notice", "5 ngày"):
        complaints.invite(
            code=code, document="20/GM", held_at=held_at, place="Trụ sở", by=inspector, at=day + timedelta(days=12)
        )
    complaints.invite(
        code=code, document="20/GM", held_at=held_at, place="Trụ sở", by=inspector, at=day + timedelta(days=11)
    )
    minutes = {"presided": "Chủ tịch", "attendance": "present", "result": "Thống nhất kiểm đếm lại.", "copies": 3}
    with refused("complaints.not_invited"):  # its hour has not come
        complaints.hold_dialogue(code=code, by=inspector, at=held_at - timedelta(hours=1), **minutes)  # type: ignore[arg-type]
    with refused("complaints.copies"):
        complaints.hold_dialogue(code=code, by=inspector, at=held_at, **(minutes | {"copies": 2}))  # type: ignore[arg-type]
    complaints.hold_dialogue(code=code, by=inspector, at=held_at, **minutes)  # type: ignore[arg-type]
    decided = decide(cast, code, held_at + timedelta(days=1), verdict="partly", measure="amend")
    assert (decided.state, decided.outcome) == (5, "partly")
    assert open_duties(code) == {
        "complaint_send": date(2026, 9, 30),
        "complaint_effect": date(2026, 10, 26),  # the thirtieth day is a Sunday
        "complaint_front": date(2026, 10, 2),
    }
    with refused("complaints.owed"):
        complaints.close(code=code, how="second", reason="Đã khiếu nại tiếp", by=desk, at=held_at + timedelta(days=3))
    sent = held_at + timedelta(days=4)
    complaints.send(
        code=code,
        document="Biên nhận 55",
        recipients="Người khiếu nại; Chủ tịch UBND tỉnh; Mặt trận",
        duties=["complaint_send", "complaint_front"],
        by=desk,
        at=sent,
    )
    with refused("complaints.nothing_to_send"):
        complaints.send(code=code, document="56", recipients="Ai đó", duties=["complaint_send"], by=desk, at=sent)
    with refused("complaints.not_effective"):
        complaints.enforce(code=code, document="60", body="Phòng Kinh tế", day=date(2026, 12, 1), by=chair, at=sent)

    second = _second_instance(cast, code)
    closed = complaints.close(code=code, how="second", reason=f"Đã lên lần hai: {second}", by=desk, at=SECOND)
    assert closed.state == rules.State.DONE and open_duties(code) == {}
    thread = row(code)
    assert len(history(thread.tag)) == thread.step
    assert look(signer=False).found == {}


def _seat(cast: Cast) -> str:
    return next(seat.code for seat in cast.inspector.actor.seats)


def _second_instance(cast: Cast, first: str) -> str:
    """The province takes the second complaint from its first paper to the end; returns its code."""
    chair, desk = cast.province_chair.actor, cast.province_reception.actor
    inspector = cast.province_inspector
    when = at("2026-10-20T09:00")
    code = lodged(cast, when=when, by=cast.province_reception)
    received = {"known_on": date(2026, 9, 28), "instance": 2}
    with refused("complaints.first"):
        _accept(code, chair, when, **received)
    with refused("complaints.earlier"):
        _accept(code, chair, when, earlier=code, **received)
    with refused("complaints.late"):
        _accept(code, chair, when, earlier=first, **(received | {"known_on": date(2026, 9, 1)}))
    petition = _accept(code, chair, when, earlier=first, **received)
    assert petition.earlier is not None and petition.earlier.code == first
    assert petition.due_at == at("2026-12-04T17:00")
    _verify_and_report(code, chair, inspector, when + timedelta(days=1))
    with refused("complaints.dialogue"):  # always, the second time
        decide(cast, code, when + timedelta(days=3), by=cast.province_chair)
    held_at = when + timedelta(days=9)
    complaints.invite(
        code=code, document="7/GM", held_at=held_at, place="Trụ sở tiếp công dân", by=desk, at=when + timedelta(days=3)
    )
    complaints.hold_dialogue(
        code=code,
        presided="Chủ tịch",
        attendance="excused",
        excuse="Nằm viện",
        result="Hoãn",
        copies=3,
        by=desk,
        at=held_at,
    )
    with refused("complaints.dialogue"):  # nobody was heard
        decide(cast, code, held_at, by=cast.province_chair)
    again = held_at + timedelta(days=6)
    complaints.invite(code=code, document="8/GM", held_at=again, place="Trụ sở", by=desk, at=held_at)
    complaints.hold_dialogue(
        code=code, presided="Chủ tịch", attendance="unexcused", result="Vắng", copies=3, by=desk, at=again
    )
    decided_at = again + timedelta(hours=2)
    decide(cast, code, decided_at, by=cast.province_chair, verdict="right", measure="annul")
    assert set(open_duties(code)) == {"complaint_send_second", "complaint_publish", "complaint_effect"}
    complaints.send(
        code=code, document="9", recipients="Các bên", duties=["complaint_send_second"], by=desk, at=decided_at
    )
    since = local_day(decided_at)
    posted: Any = {"form": "posted", "place": "Trụ sở", "since": since}
    with refused("complaints.posted_short"):
        complaints.publish(code=code, until=since + timedelta(days=14), by=desk, at=decided_at, **posted)
    complaints.publish(code=code, until=since + timedelta(days=15), by=desk, at=decided_at, **posted)
    holds = at("2026-12-07T09:00")
    complaints.enforce(code=code, document="10", body="UBND xã", day=date(2026, 12, 25), by=chair, at=holds)
    assert open_duties(code) == {"complaint_execute": date(2026, 12, 25)}
    complaints.close(
        code=code, how="executed", reason="Đã hủy quyết định, trả đất", by=desk, at=holds + timedelta(days=10)
    )
    assert open_duties(code) == {}
    with pytest.raises(NotFound):  # what the province settles is not the commune's
        queries.handled_by(cast.chair.actor, code=code, at=SECOND)
    return code


def _accept(code: str, chair: Any, when: datetime, **facts: Any) -> Petition:
    return complaints.accept(code=code, document="3/TB", examined=complaints.Examined(**facts), by=chair, at=when)


def _verify_and_report(code: str, chair: Any, inspector: Any, when: datetime) -> None:
    seat = next(seat.code for seat in inspector.actor.seats)
    complaints.verify(code=code, document="4/QĐ", seat=seat, reason="Toàn bộ", by=chair, at=when)
    complaints.report(
        code=code, document="5/BC", findings="Có sai sót", proposed="right", differs=False, by=inspector.actor, at=when
    )


def test_the_days_of_a_suspension_are_not_counted_and_a_complex_case_keeps_them(cast: Cast) -> None:
    code = accepted(cast)
    chair = cast.chair.actor
    why = {"document": "30/QĐ", "reason_code": "absence", "reason": "Nằm viện dài ngày"}
    with refused("petitions.needs", "tài liệu chứng minh"):
        complaints.suspend(code=code, proof="", by=chair, at=at("2026-09-10T09:00"), **why)
    held = complaints.suspend(code=code, proof="Giấy vào viện", by=chair, at=at("2026-09-10T09:00"), **why)
    assert (held.state, held.due_at) == (rules.State.SUSPENDED, None)
    assert open_duties(code) == {"complaint_suspension": date(2026, 9, 15)}
    going = complaints.resume(code=code, document="31/QĐ", reason="Ra viện", by=chair, at=at("2026-09-20T09:00"))
    assert going.due_at == at("2026-10-19T17:00")  # ten days more, and the last is a Saturday
    found = complaints.deem_complex(
        code=code,
        document="32/BC",
        reason="Phải xác minh ở hai nơi",
        criteria=["places"],
        by=chair,
        at=at("2026-09-21T09:00"),
    )
    assert found.due_at == at("2026-11-02T17:00")  # 45 days and ten; the last is a Sunday
    with refused("complaints.complex_twice"):
        complaints.deem_complex(
            code=code, document="33", reason="Lại", criteria=["places"], by=chair, at=at("2026-09-22T09:00")
        )
    assert look(signer=False).found == {}


def test_before_july_2026_nothing_is_suspended_and_ten_days_are_counted_by_the_calendar(cast: Cast) -> None:
    when = at("2026-06-30T09:00")
    code = accepted(cast, when=when, known_on=date(2026, 6, 1))
    assert row(code).due_at == at("2026-07-30T17:00")
    with refused("petitions.law"):
        complaints.suspend(
            code=code,
            document="1",
            reason_code="absence",
            reason="Ốm",
            proof="Giấy",
            by=cast.chair.actor,
            at=when + timedelta(hours=1),
        )
    with refused("complaints.ground"):
        complaints.terminate(
            code=code,
            document="1",
            reason_code="nothing_left",
            reason="Đã hủy quyết định",
            by=cast.chair.actor,
            at=when + timedelta(hours=1),
        )
    later = complaints.terminate(  # the day after, the old case goes by the new law (Decree 155/2026, 22.1)
        code=code,
        document="1",
        reason_code="nothing_left",
        reason="Đã hủy quyết định",
        by=cast.chair.actor,
        at=at("2026-07-01T09:00"),
    )
    assert (later.state, open_duties(code)) == (rules.State.TERMINATED, {"complaint_termination": date(2026, 7, 6)})
    old = lodged(cast, when=at("2026-06-30T15:00"))
    new = lodged(cast, when=at("2026-07-01T08:00"))
    assert [row(code).sort_due_at for code in (old, new)] == [at("2026-07-10T17:00"), at("2026-07-10T17:00")]


def test_a_joint_complaint_goes_on_for_those_who_stay_and_ends_when_nobody_does(cast: Cast) -> None:
    code = lodged(cast, senders=TWO, flags=("joint",))
    facts = complaints.Examined(known_on=KNOWN)
    with refused("complaints.joint"):
        complaints.accept(code=code, document="1", examined=facts, by=cast.chair.actor, at=MORNING)
    signed = complaints.Examined(known_on=KNOWN, representative_paper="Văn bản ngày 1/9/2026")
    complaints.accept(code=code, document="1", examined=signed, by=cast.chair.actor, at=MORNING)
    desk, chair = cast.reception.actor, cast.chair.actor
    with refused("complaints.withdraw_words"):
        complaints.withdraw(code=code, document="Đơn 1", people=[1], whole=False, by=desk, at=MORNING)
    complaints.withdraw(code=code, document="Đơn 1", people=[1], whole=False, words="Phần đền bù", by=desk, at=MORNING)
    complaints.withdraw(code=code, document="Đơn 2", people=[1], whole=True, by=desk, at=MORNING)
    assert [who.withdrawn_at for who in Petitioner.objects.filter(petition__code=code)] == [MORNING, None]
    end = {"code": code, "document": "2", "reason_code": "withdrawn", "reason": "Rút đơn", "by": chair}
    with refused("complaints.still_complaining", "1 người"):
        complaints.terminate(**end, at=MORNING)  # type: ignore[arg-type]
    complaints.withdraw(code=code, document="Đơn 3", people=[1, 2], whole=True, by=desk, at=MORNING)
    with refused("complaints.nobody_left"):
        decide(cast, code, MORNING)
    ended = complaints.terminate(**end, at=MORNING)  # type: ignore[arg-type]
    assert (ended.state, ended.awaits) == (rules.State.TERMINATED, rules.Awaits.NOBODY)
    assert look(signer=False).found == {}


def test_a_complaint_withdrawn_before_acceptance_is_ended_and_nothing_else_ends_it_then(cast: Cast) -> None:
    code = lodged(cast)
    end = {"code": code, "document": "2", "reason": "Rút đơn", "by": cast.chair.actor, "at": MORNING}
    with refused("complaints.not_accepted_yet"):
        complaints.terminate(reason_code="court", **end)  # type: ignore[arg-type]
    complaints.withdraw(code=code, document="Đơn", people=[1], whole=True, by=cast.reception.actor, at=MORNING)
    ended = complaints.terminate(reason_code="withdrawn", **end)  # type: ignore[arg-type]
    assert (ended.state, ended.due_at) == (rules.State.TERMINATED, None)
    assert open_duties(code) == {"complaint_termination": date(2026, 9, 10)}


def test_a_complaint_about_the_chair_s_own_decision_is_the_chair_s_to_settle_but_not_the_accused_s_to_verify(
    cast: Cast,
) -> None:
    code = accepted(cast, letter={"about": {"person": cast.inspector.username}})
    assert queries.handled_by(cast.chair.actor, code=code, at=MORNING).code == code
    assert shown.verifiers(row(code), MORNING.date()) == []
    with refused("complaints.verifier"):
        complaints.verify(code=code, document="1", seat=_seat(cast), reason="Tất cả", by=cast.chair.actor, at=MORNING)


def test_a_commune_settles_no_second_instance_and_discipline_has_its_own_terms(cast: Cast) -> None:
    code = lodged(cast, flags=("disciplinary",))
    with refused("complaints.instance"):
        _accept(code, cast.chair.actor, MORNING, known_on=KNOWN, instance=2, first_decision="1/QĐ")
    with refused("complaints.late"):  # fifteen days, not ninety
        _accept(code, cast.chair.actor, MORNING, known_on=KNOWN)
    petition = _accept(code, cast.chair.actor, MORNING, known_on=KNOWN, excuse="Đi công tác xa", remote=True)
    assert petition.basis.startswith("Điều 50")
    with refused("complaints.dialogue"):
        decide(cast, code, MORNING)


def test_nobody_next_door_and_no_inspector_without_the_case_can_do_anything_to_it(cast: Cast) -> None:
    code = accepted(cast)
    for member in (cast.stranger_chair, cast.stranger_reception, cast.inspector, cast.province_inspector):
        with pytest.raises(NotFound):
            decide(cast, code, MORNING, by=member)


def test_the_complainant_is_told_that_something_has_come_when_a_dialogue_is_called(cast: Cast) -> None:
    sender = services.Sender("Hoàng Văn Mẫu Tám", email="mau.tam@example.vn")
    code = accepted(cast, letter={"senders": (sender,), "notify": {"email": True}})
    before = Message.objects.filter(subject=code).count()
    complaints.invite(
        code=code, document="1", held_at=at("2026-09-20T08:00"), place="Trụ sở", by=cast.chair.actor, at=MORNING
    )
    assert Message.objects.filter(subject=code).count() == before + 1

"""Several units on one dossier: asked, answering, silent; the lead keeps the clock, strangers see nothing."""

from datetime import timedelta

import pytest

from liemchinh.dossiers import queries, rules, services
from liemchinh.dossiers.models import Dossier
from liemchinh.dossiers.rules import Ask, PartKind
from liemchinh.kernel.errors import NotFound
from liemchinh.law.clocks import Budget, Unit
from tests import builders
from tests.builders import MORNING
from tests.cast import Cast
from tests.refusals import refused
from tests.rooms.dossiers import ground

LATER = MORNING + timedelta(hours=3)
TWO_DAYS = Budget(2, Unit.WORKING_DAY)


def asked(cast: Cast, *asks: Ask) -> Dossier:
    code = builders.assigned(cast).code
    asks = asks or (Ask(cast.economy, PartKind.OPINION, "Đất có tranh chấp không?", TWO_DAYS),)
    return services.consult(code=code, asks=asks, by=cast.specialist.actor, at=LATER)


def test_a_division_that_is_asked_sees_the_dossier_until_it_has_answered(cast: Cast) -> None:
    code = builders.assigned(cast).code
    partner = cast.other_specialist.actor
    with pytest.raises(NotFound):
        queries.handled_by(partner, code=code, at=LATER)
    dossier = services.consult(
        code=code,
        asks=[Ask(cast.economy, PartKind.OPINION, "Đất có tranh chấp không?", TWO_DAYS)],
        by=cast.specialist.actor,
        at=LATER,
    )
    due = dossier.due_at
    (shown,) = queries.waiting_parts(partner, at=LATER)
    assert shown.part.dossier.code == code and not shown.late
    assert queries.handled_by(partner, code=code, at=LATER).pk == dossier.pk
    assert queries.waiting_parts(cast.stranger_specialist.actor, at=LATER) == []
    after = services.reply(
        code=code,
        number=1,
        answer="Không có tranh chấp.",
        agrees=True,
        document="15/KT",
        files=[services.Upload("tra-loi.png", ground.png())],
        by=partner,
        at=LATER + timedelta(hours=1),
    )
    assert after.due_at == due, "the clock of the whole does not wait"
    assert after.partners == [] and queries.waiting_parts(partner, at=LATER) == []
    assert after.attachments.get().role == rules.FileRole.ANSWER
    with pytest.raises(NotFound):
        queries.handled_by(partner, code=code, at=LATER)
    assert [part.answer for part in queries.answered_by_us(partner)] == ["Không có tranh chấp."]


def test_steps_open_one_stage_after_the_other_and_hold_the_result_back(cast: Cast) -> None:
    asks = (
        Ask(cast.economy, PartKind.STEP, "Đo đạc thực địa.", TWO_DAYS, stage=1),
        Ask(cast.centre, PartKind.STEP, "Niêm yết kết quả.", Budget(8, Unit.HOUR), stage=2),
    )
    dossier = asked(cast, *asks)
    first, second = queries.parts_of(dossier)
    assert first.asked_at == LATER and second.asked_at is None and dossier.partners == [cast.economy]
    with refused("dossiers.parts_open", cast.economy):
        services.submit(code=dossier.code, outcome="granted", summary="", by=cast.specialist.actor, at=LATER)
    done = LATER + timedelta(hours=1)
    services.reply(code=dossier.code, number=1, answer="Đã đo.", by=cast.other_head.actor, at=done)
    second.refresh_from_db()
    assert second.asked_at == done and second.due_at is not None and second.due_at > done
    services.recall(code=dossier.code, number=2, reason="Không cần nữa.", by=cast.specialist.actor, at=done)
    submitted = services.submit(code=dossier.code, outcome="granted", summary="", by=cast.specialist.actor, at=done)
    assert submitted.awaits == rules.Awaits.HEAD


def test_silence_is_told_once_and_frees_the_lead(cast: Cast) -> None:
    dossier = asked(cast)
    (part,) = queries.parts_of(dossier)
    assert part.due_at is not None
    assert services.report_silence(at=part.due_at - timedelta(minutes=1)) == []
    assert services.report_silence(at=part.due_at) == [dossier.code]
    assert services.report_silence(at=part.due_at + timedelta(days=1)) == []
    event = queries.last_event(dossier, "report_silence")
    assert event is not None and event.to_unit == cast.centre and event.by == "system"
    late = part.due_at + timedelta(hours=1)
    services.submit(code=dossier.code, outcome="granted", summary="", by=cast.specialist.actor, at=late)
    answered = services.reply(
        code=dossier.code, number=1, answer="Muộn, không ý kiến.", by=cast.other_specialist.actor, at=late
    )
    assert answered.partners == []


def test_another_authority_may_be_asked_and_nobody_else_answers_for_it(cast: Cast) -> None:
    strangers = cast.stranger_head.actor.seats[0].authority
    dossier = asked(cast, Ask(strangers, PartKind.OPINION, "Có trùng hồ sơ không?", TWO_DAYS))
    for outsider in (cast.other_head, cast.other_specialist):
        with pytest.raises(NotFound):
            services.reply(code=dossier.code, number=1, answer="Không.", by=outsider.actor, at=LATER)
    with refused("dossiers.who"):
        services.reply(code=dossier.code, number=1, answer="Không.", by=cast.specialist.actor, at=LATER)
    services.reply(code=dossier.code, number=1, answer="Không trùng.", by=cast.stranger_leader.actor, at=LATER)
    with refused("dossiers.asks_unit"):
        asked(cast, Ask("H00.99", PartKind.OPINION, "Có không?", TWO_DAYS))


def test_when_the_dossier_ends_who_was_asked_no_longer_sees_it(cast: Cast) -> None:
    dossier = asked(cast)
    services.withdraw(code=dossier.code, reason="Xin rút.", by=cast.receiver.actor, at=LATER)
    with pytest.raises(NotFound):
        queries.handled_by(cast.other_specialist.actor, code=dossier.code, at=LATER)
    assert queries.waiting_parts(cast.other_specialist.actor, at=LATER) == []
    assert services.report_silence(at=LATER + timedelta(days=30)) == []

"""A dossier that is not whole is registered with one complete list; it gets its code, and no clock starts."""

from datetime import timedelta

from liemchinh.dossiers import queries, services
from liemchinh.dossiers.models import Dossier, Event
from liemchinh.dossiers.rules import Awaits, State
from tests import builders
from tests.builders import MORNING, at
from tests.cast import Cast
from tests.refusals import refused
from tests.rooms.dossiers import ground


def test_no_clock_starts_until_the_dossier_is_whole(cast: Cast) -> None:
    dossier = ground.registered(cast)
    assert (dossier.state, dossier.awaits) == (State.REGISTERED, Awaits.CITIZEN)
    assert (dossier.received_at, dossier.due_at, dossier.index_due_at) == (None, None, None)
    shown = queries.tracked(dossier, at=MORNING)
    assert (shown.legal, shown.index) == (None, None)
    assert "chưa tiếp nhận" in shown.standing.word.lower()


def test_the_applicant_gets_the_whole_list_at_once(cast: Cast) -> None:
    dossier = services.register(
        filing=builders.filing(),
        missing=["Bản sao căn cước", "  ", "Giấy tờ nhà ở"],
        reason="Thiếu hai loại giấy tờ.",
        by=cast.receiver.actor,
        at=MORNING,
    )
    event = Event.objects.get(dossier=dossier)
    assert event.facts["missing"] == ["Bản sao căn cước", "Giấy tờ nhà ở"]
    assert queries.tracked(dossier, at=MORNING).knots[0].detail == "Bản sao căn cước, Giấy tờ nhà ở"


def test_a_list_without_a_line_or_a_reason_is_no_guidance(cast: Cast) -> None:
    for missing, reason in (([" "], "Thiếu."), (["Bản sao"], "")):
        with refused("dossiers.needs"):
            services.register(
                filing=builders.filing(), missing=missing, reason=reason, by=cast.receiver.actor, at=MORNING
            )
    assert not Dossier.objects.exists()


def test_the_term_is_counted_from_the_day_it_was_completed_and_the_code_stays(cast: Cast) -> None:
    dossier = ground.registered(cast)
    brought = [{"name": "Giấy tờ nhà ở", "kind": "copy", "count": 1}]
    when = MORNING + timedelta(days=2)
    whole = services.complete(code=dossier.code, components=brought, by=cast.receiver2.actor, at=when)
    assert (whole.code, whole.state, whole.received_at) == (dossier.code, State.RECEIVED, when)
    assert whole.due_at == whole.index_due_at == at("2026-09-18 17:00")
    assert [paper["name"] for paper in whole.components] == ["Tờ khai", "Giấy tờ nhà ở"]


def test_a_registered_dossier_waits_in_nobodys_queue_but_is_counted_as_waiting(cast: Cast) -> None:
    ground.registered(cast)
    assert queries.queue(cast.receiver.actor, at=MORNING).total == 0
    assert len(queries.waiting_for_others(cast.receiver.actor, at=MORNING)) == 1
    month = queries.month_of(MORNING.date())
    counts = queries.dashboard(cast.leader.actor, view=queries.View(month), at=MORNING).whole
    assert (counts["waiting"], counts["received"], counts["open"]) == (1, 0, 0)

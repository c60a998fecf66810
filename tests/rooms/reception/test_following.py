"""What follows a visit keeps its own promises: refused once, concluded once, done by whom it was given to."""

from datetime import date, timedelta
from typing import Any

from liemchinh.kernel.errors import NotFound
from liemchinh.reception import services
from liemchinh.reception.models import EvidenceItem, VisitDuty
from liemchinh.reception.queries import figures, tasks
from liemchinh.reception.queries.visits import Period
from liemchinh.reception.rules import visits as rules
from liemchinh.reception.rules.conclusions import TaskSaid
from liemchinh.reception.rules.refusal import Ground
from tests.builders import at
from tests.cast import COMMUNE, ECONOMY, Cast
from tests.refusals import refused
from tests.rooms.reception.ground import DAY, person, recorded

SEPTEMBER = Period(date(2026, 9, 1), date(2026, 10, 1))


def turned_away(cast: Cast, visit: Any, ground: Ground = Ground.SETTLED) -> Any:
    said = {"reason": "Đã rà soát", "explained": True, "document": "TB 45"}
    return services.refuse_visit(code=visit.code, ground=ground, by=cast.reception.actor, at=DAY, **said)


def concluded(cast: Cast, *visits: Any, **more: Any) -> Any:
    said: dict[str, Any] = {
        "document": "12/TB-UBND",
        "issued_on": date(2026, 9, 7),
        "chaired_by": "Trịnh Văn Mẫu Quang",
        "content": "Giao đo lại.",
        "tasks": [TaskSaid(what="Đo lại", due_on=date(2026, 9, 20), unit=ECONOMY)],
        **more,
    }
    codes = [visit.code for visit in visits]
    return services.conclude(authority=COMMUNE, codes=codes, by=cast.chair.actor, at=DAY, **said)


def test_a_refused_visit_keeps_its_line_and_counts_apart(cast: Cast) -> None:
    first = recorded(cast, people=2)
    second = recorded(cast, DAY + timedelta(minutes=5), matter=first.matter_id)
    turned_away(cast, first)
    assert turned_away(cast, first).ground == Ground.SETTLED  # the same form again
    found = figures.counted(SEPTEMBER, authorities=[COMMUNE])
    assert (found.visits, found.people, found.refused, found.visits_first, found.matters) == (1, 1, 1, 1, 1)
    second.refresh_from_db()
    assert second.occasion == 1
    (waiting,) = VisitDuty.objects.filter(visit=first, done_at=None)
    assert [(waiting.kind, waiting.due_at)] == [(rules.DutyKind.NOTICE, at("2026-09-10 17:00"))]
    notice = {"number": "7/TB-UBND", "signed_by": "Trịnh Văn Mẫu Quang", "by": cast.chair.actor}
    services.issue_refusal_notice(code=first.code, at=DAY, **notice)
    assert not VisitDuty.objects.filter(visit=first, done_at=None).exists()
    before = recorded(cast, DAY, held_at=at("2026-06-30 09:00"))
    turned_away(cast, before)
    duty = VisitDuty.objects.get(visit=before, kind=rules.DutyKind.NOTICE)
    assert duty.due_at is None  # the rules of that time gave no term
    by_chance = recorded(cast, DAY)
    turned_away(cast, by_chance, Ground.JUDGED)
    with refused("reception.no_notice"):
        services.issue_refusal_notice(code=by_chance.code, at=DAY, **notice)


def test_a_visit_is_concluded_once_and_its_work_belongs_to_the_unit_it_was_given_to(cast: Cast) -> None:
    visit = recorded(cast, kind=rules.VisitKind.SCHEDULED)
    made = concluded(cast, visit)
    with refused("reception.conclusion", visit.code):
        concluded(cast, visit)
    with refused("reception.refused_late"):
        turned_away(cast, visit)
    (task,) = tasks.tasks_of(made)
    assert (task.body, task.due_at) == ("Phòng Kinh tế", at("2026-09-20 17:00"))  # a Sunday: the head said so
    late = at("2026-09-21 08:00")
    assert tasks.outstanding(cast.chair.actor, at=late).tasks_late == 1
    for outsider in (cast.head, cast.stranger_chair, cast.stranger_reception, cast.other_specialist):
        try:
            services.finish_task(task=task.pk, document="x", result="", by=outsider.actor, at=late)
        except NotFound:
            continue
        raise AssertionError(outsider.username)
    with refused("reception.task_open"):
        services.tell_task(task=task.pk, by=cast.chair.actor, at=late)
    services.finish_task(task=task.pk, document="BC 5", result="Đã đo", by=cast.other_head.actor, at=late)
    assert tasks.outstanding(cast.chair.actor, at=late).tasks == 0
    assert list(tasks.tasks(cast.auditor.actor, at=late, view="done")) == [task]


def test_a_conclusion_about_who_denounced_is_not_there_for_others(cast: Cast) -> None:
    visit = recorded(
        cast,
        by=cast.chair,
        kind=rules.VisitKind.UNSCHEDULED,
        content=rules.Content.DENUNCIATION,
        visitors=(person("Phạm Thị Kín Mẫu"),),
    )
    made = concluded(cast, visit)
    assert tasks.conclusion_for(cast.chair.actor, key=made.pk, at=DAY) == made
    for other in (cast.auditor, cast.reception, cast.stranger_chair):
        assert list(tasks.conclusions(other.actor, authority=COMMUNE, on=date(2026, 9, 7))) == []
        assert list(tasks.tasks(other.actor, at=DAY)) == []
        assert tasks.duties(other.actor, at=DAY) == []


def test_evidence_goes_back_once_to_a_name(cast: Cast) -> None:
    visit = recorded(cast)
    by = cast.reception.actor
    item = services.ItemSaid(name="Sổ đỏ", copy=rules.CopyKind.ORIGINAL, pages=2)
    services.receive_evidence(code=visit.code, items=[item], place="Phòng tiếp", giver="A", by=by, at=DAY)
    for to in ("Nguyễn Văn Thí Mẫu", "Người khác"):
        services.return_evidence(code=visit.code, receipt=1, numbers=[1], to=to, by=by, at=DAY)
    assert EvidenceItem.objects.get().returned_to == "Nguyễn Văn Thí Mẫu"
    with refused("reception.evidence"):
        services.receive_evidence(code=visit.code, items=[], place="Phòng tiếp", giver="A", by=by, at=DAY)

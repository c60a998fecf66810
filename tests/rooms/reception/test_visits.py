"""The register of visits: one line a visit, matters counted once, secrets kept, nothing lost when it is amended."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from liemchinh.jobs.audit import TESTIMONIES
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.ledger.auditing.auditing import audit
from liemchinh.reception import services
from liemchinh.reception.models import Matter, Visit, VisitChange, VisitDuty
from liemchinh.reception.queries import figures, register, visits
from liemchinh.reception.queries.visits import Period
from liemchinh.reception.rules import visits as rules
from tests.builders import at
from tests.cast import COMMUNE, Cast
from tests.rooms.reception.ground import DAY, person, recorded, said

pytestmark = pytest.mark.django_db
SEPTEMBER = Period(date(2026, 9, 1), date(2026, 10, 1))


def refused(code: str, act: Any) -> None:
    with pytest.raises(Refused) as no:
        act()
    assert no.value.code == code


def lines(cast: Cast, who: Any, **wanted: Any) -> list[Any]:
    asked = register.Wanted(period=SEPTEMBER, **wanted)
    return list(register.register_page(who.actor, authority=COMMUNE, wanted=asked, at=DAY).lines)


def counted(**more: Any) -> Any:
    return figures.counted(SEPTEMBER, authorities=[COMMUNE], **more)


def test_a_visit_gets_its_code_its_numbers_and_ten_working_days_to_be_answered(cast: Cast) -> None:
    token = uuid.uuid4()
    visit = recorded(cast, token=token)
    assert recorded(cast, token=token).pk == visit.pk
    assert (visit.code, visit.year, visit.number, visit.occasion) == ("TD.H99.12-260907-0001", 2026, 1, 1)
    (duty,) = visits.duties_of(visit)
    assert (duty.kind, duty.due_at) == (rules.DutyKind.REPLY, at("2026-09-21 17:00"))
    assert "Điều 28" in duty.basis
    services.reply(code=visit.code, outcome=rules.Reply.ACCEPTED, document="TB 5", by=cast.reception.actor, at=DAY)
    (duty,) = visits.duties_of(visit)
    assert (duty.done_at, duty.outcome, duty.document) == (DAY, "accepted", "TB 5")
    later = recorded(cast, DAY + timedelta(days=1), answered=True, held_at=DAY)
    assert (later.code, later.number) == ("TD.H99.12-260907-0002", 2)
    assert visits.duties_of(later) == []
    refused("reception.when", lambda: recorded(cast, DAY, held_at=DAY + timedelta(minutes=1)))


def test_matters_are_counted_once_and_visits_as_first_or_repeated(cast: Cast) -> None:
    first = recorded(cast, DAY + timedelta(hours=2))
    known = visits.likely_matters(
        cast.reception.actor, authority=COMMUNE, subject="bồi thường đất", identities=["001099000001"], names=[]
    )
    assert [one.key for one in known] == [first.matter_id]
    again = recorded(cast, DAY + timedelta(hours=3), matter=first.matter_id, people=2, answered=True)
    other = recorded(cast, DAY + timedelta(hours=4), subject="Đường ngập")
    assert (again.occasion, other.occasion) == (2, 1)
    found = counted()
    assert (found.visits, found.people, found.visits_first, found.visits_repeat) == (3, 4, 2, 1)
    assert (found.matters, found.matters_first, found.matters_repeat) == (2, 2, 0)
    services.link_matter(code=other.code, matter=first.matter_id, by=cast.reception.actor, at=DAY + timedelta(hours=5))
    assert Visit.objects.get(pk=other.pk).occasion == 3
    services.link_matter(code=first.code, matter=None, by=cast.reception.actor, at=DAY + timedelta(hours=5))
    assert list(Visit.objects.order_by("at").values_list("occasion", flat=True)) == [1, 1, 2]
    assert (counted().matters, Matter.objects.count()) == (2, 3)


def test_five_people_are_a_group_and_name_who_speaks_for_them(cast: Cast) -> None:
    spokesman = person(standing=rules.Standing.REPRESENTATIVE)
    refused("reception.delegates", lambda: recorded(cast, people=5))
    refused("reception.delegates", lambda: recorded(cast, people=10, visitors=(spokesman,) * 3))
    four = recorded(cast, people=4)
    ten = recorded(cast, people=10, visitors=(spokesman,) * 2, delegation="Giấy cử ngày 6/9")
    eleven = recorded(cast, people=11, visitors=(spokesman,) * 5, kind=rules.VisitKind.UNSCHEDULED)
    refused("reception.delegates", lambda: recorded(cast, people=11, visitors=(spokesman,) * 6))
    assert [row.group for row in (four, ten, eleven)] == [False, True, True]
    found = counted()
    assert (found.groups, found.people_in_groups, found.visits_head, found.visits_regular) == (2, 21, 1, 2)
    refused("reception.people", lambda: recorded(cast, people=1, visitors=(person(), person())))
    refused("reception.paper", lambda: recorded(cast, visitors=(person(standing=rules.Standing.LAWYER),)))


def test_who_denounces_is_read_by_who_wrote_it_and_the_head_alone(cast: Cast) -> None:
    visit = recorded(
        cast, content=rules.Content.DENUNCIATION, visitors=(person("Phạm Thị Kín Mẫu"),), summary="Nhận tiền của dân"
    )
    assert visit.restricted
    for member in (cast.reception, cast.chair):
        (line,) = lines(cast, member)
        assert (line.open, "Phạm Thị Kín Mẫu" in line.columns.who) == (True, True)
        assert visits.visit_for(member.actor, code=visit.code, at=DAY).pk == visit.pk
        assert len(lines(cast, member, text="kin mau")) == 1
    (line,) = lines(cast, cast.auditor)
    told = " ".join(str(value) for value in vars(line.columns).values())
    assert line.open is False
    assert "Kín Mẫu" not in told
    assert "Nhận tiền" not in told
    assert "001099000001" not in told
    assert lines(cast, cast.auditor, text="kin mau") == []  # a search would tell who came
    assert visits.of_day(cast.auditor.actor, authority=COMMUNE, on=date(2026, 9, 7)) == []
    for stranger in (cast.auditor, cast.stranger_reception, cast.stranger_chair, cast.receiver, cast.leader):
        with pytest.raises(NotFound):
            visits.visit_for(stranger.actor, code=visit.code, at=DAY)
    for outsider in (cast.stranger_reception, cast.receiver):
        with pytest.raises(NotFound):
            lines(cast, outsider)
        with pytest.raises(NotFound):
            recorded(cast, by=outsider)
    with pytest.raises(NotFound):
        services.reply(
            code=recorded(cast).code, outcome=rules.Reply.ANSWERED, document="x", by=cast.auditor.actor, at=DAY
        )


def test_a_line_is_amended_with_a_reason_and_keeps_what_it_said(cast: Cast) -> None:
    visit = recorded(cast, answered=True)
    by = cast.reception.actor
    same = services.amend_visit(code=visit.code, said=said(answered=True), reason="x", by=by, at=DAY)
    assert same.amended == 0
    services.amend_visit(
        code=visit.code,
        said=said(answered=True, visitors=(person("Nguyễn Văn Đúng Mẫu"),), people=3, subject="Bồi thường đất thôn Hạ"),
        reason="Nghe nhầm tên",
        by=by,
        at=DAY,
    )
    change = VisitChange.objects.get()
    assert (change.reason, sorted(change.facts)) == ("Nghe nhầm tên", ["people", "subject", "visitors"])
    assert change.facts["people"] == [1, 3]
    assert change.facts["visitors"][0][0]["name"] == "Nguyễn Văn Thí Mẫu"
    (line,) = lines(cast, cast.chair)
    assert "Nguyễn Văn Đúng Mẫu" in line.columns.who
    assert "Bồi thường đất thôn Hạ" in line.columns.summary
    refused(
        "reception.reason",
        lambda: services.amend_visit(code=visit.code, said=said(people=2), reason=" ", by=by, at=DAY),
    )


def test_a_subject_changed_through_another_visit_of_the_matter_is_not_put_back_unseen(cast: Cast) -> None:
    first, by = recorded(cast), cast.reception.actor
    second = recorded(cast, matter=first.matter_id)
    seen = visits.changes_seen(first)
    services.amend_visit(
        code=second.code, said=said(subject="Đất thôn Hạ"), reason="Ghi nhầm", by=by, at=DAY, seen=seen
    )
    old = {"code": first.code, "said": said(people=2), "reason": "Thêm người", "by": by, "at": DAY}
    refused("reception.stale", lambda: services.amend_visit(**old, seen=seen))
    assert Matter.objects.get(pk=first.matter_id).subject == "Đất thôn Hạ"


def test_a_forwarded_case_is_told_to_who_asked_within_five_working_days(cast: Cast) -> None:
    visit = recorded(cast, within=False, forwarded_to="Thanh tra tỉnh", answered=True, wants_result=True)
    refused("reception.forwarded", lambda: recorded(cast, within=True, forwarded_to="Thanh tra tỉnh"))
    by, when = cast.reception.actor, at("2026-09-28 10:00")
    for _ in range(2):
        services.note_result(code=visit.code, words="Đã giải quyết", document="QĐ 9", by=by, at=when)
    (duty,) = VisitDuty.objects.all()
    assert (duty.kind, duty.due_at) == (rules.DutyKind.TELL, at("2026-10-05 17:00"))
    services.tell_result(code=visit.code, document="Gọi điện", by=by, at=when)
    assert VisitDuty.objects.get().done_at == when
    (line,) = lines(cast, cast.reception)
    assert line.columns.follow_up == "Đã giải quyết (QĐ 9)"
    services.link_petition(visit=visit.code, petition="DT.H99.12-260907-0001", by=by, at=when)
    refused(
        "reception.petition",
        lambda: services.link_petition(visit=visit.code, petition="DT.H99.12-260907-0002", by=by, at=when),
    )


def test_a_whole_year_is_entered_in_few_entries_and_the_audit_is_silent(cast: Cast) -> None:
    past = [
        services.Past(
            at=at("2022-03-01 08:00") + timedelta(hours=5 * number),
            said=said(
                kind=rules.VisitKind.SCHEDULED if number % 4 == 0 else rules.VisitKind.REGULAR, people=1 + number % 2
            ),
            matter=f"v{number // 3}",
        )
        for number in range(700)
    ]
    assert services.record_many(authority=COMMUNE, visits=past, by=cast.reception.actor, at=DAY) == 700
    found = figures.counted(Period(date(2022, 1, 1), date(2023, 1, 1)))
    assert (found.visits, found.visits_head, found.people, found.matters) == (700, 175, 1050, 234)
    assert (found.visits_first, found.visits_repeat) == (234, 466)
    assert Visit.objects.filter(year=2022).order_by("-number").first().number == 700
    recorded(cast, people=2, answered=True)
    services.amend_visit(
        code=Visit.objects.latest("id").code,
        said=said(people=3, answered=True),
        reason="Đếm lại",
        by=cast.chair.actor,
        at=DAY,
    )
    book = audit(TESTIMONIES, signer=None, path_of=None, only=("rooms",))
    assert [finding.sentence for finding in book.found if "reception" in str(finding.as_json())] == []
    Visit.objects.filter(number=5, year=2022).update(people=40)  # somebody behind the program's back
    book = audit(TESTIMONIES, signer=None, path_of=None, only=("rooms",))
    assert [finding for finding in book.found if "reception_visit" in str(finding.as_json())]
    for act in (lambda: Visit.objects.filter(number=5).update(number=9), VisitChange.objects.all().delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()

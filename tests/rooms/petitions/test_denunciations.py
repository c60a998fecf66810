"""A denunciation from its receipt to its end: in time, in the right hands, never telling who denounced."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from liemchinh.jobs.audit import look
from liemchinh.kernel.actors import SYSTEM
from liemchinh.kernel.errors import NotFound
from liemchinh.ledger.queries import history
from liemchinh.org import services as org
from liemchinh.petitions import queries, rules, services
from liemchinh.petitions.models import Duty, LikenessBand, Petition
from liemchinh.petitions.services import Sender, denunciations
from tests import builders
from tests.builders import MORNING
from tests.cast import COMMUNE, Cast
from tests.refusals import refused

ACCUSED = {"person": "diachinh", "unit": "H99.12.03", "words": "Công chức địa chính"}
WHO = Sender("Hoàng Văn Mẫu Tám", "001088000111", "Số 8 đường Mẫu, thôn Mẫu, Xã An Mẫu", "0999000111")
MATTER = "Công chức địa chính nhận tiền khi đo đất."
ALL = tuple(rules.denunciations.CONDITIONS)


def sorted_one(cast: Cast, *, about: dict[str, str] = ACCUSED, **letter: Any) -> str:
    """A denunciation that the reception officer has entered and sorted, about an official of another division."""
    letter.setdefault("senders", (WHO,))
    made = builders.petition(cast, subject="Tố cáo nhận tiền khi đo đất", **letter)
    services.sort(
        code=made.code,
        content=rules.Content.DENUNCIATION,
        within=True,
        eligible=True,
        about=about,
        by=cast.reception.actor,
        at=MORNING,
    )
    return str(made.code)


def accepted(cast: Cast, **more: Any) -> str:
    code = sorted_one(cast, **more)
    denunciations.accept(
        code=code, document="01/QĐ-UBND", matter=MATTER, met=ALL, by=cast.chair.actor, at=MORNING + timedelta(hours=1)
    )
    return code


def due(code: str) -> datetime | None:
    return Petition.objects.get(code=code).due_at


def duties(code: str) -> dict[str, datetime]:
    rows = Duty.objects.filter(petition__code=code, done_at__isnull=True)
    return dict(rows.values_list("kind", "due_at"))


def test_the_whole_life_of_a_denunciation_and_the_audit_is_silent(cast: Cast) -> None:
    code, chair, desk = sorted_one(cast, source=rules.Source.PRESS, source_name="Báo Mẫu"), cast.chair, cast.reception
    at = MORNING
    denunciations.prolong_check(
        code=code, reason_code="places", reason="Nhà người tố cáo ở hai xã", by=desk.actor, at=at
    )
    denunciations.propose(code=code, proposal="accept", reason="Đủ điều kiện", by=desk.actor, at=at)
    denunciations.accept(code=code, document="01/QĐ-UBND", matter=MATTER, met=ALL, by=chair.actor, at=at)
    assert {"denunciation_told", "denunciation_press"} == set(duties(code))
    first_due = due(code)
    denunciations.send(
        code=code, document="02/TB", recipients="Hai bên", sent="denunciation_told", by=desk.actor, at=at
    )
    seat = f"{COMMUNE}-xacminh"
    denunciations.verify(code=code, document="03/QĐ", seat=seat, reason="Xác minh việc thu tiền", by=chair.actor, at=at)
    at += timedelta(days=3)
    denunciations.suspend(
        code=code, document="04/QĐ", reason_code="other", reason="Đợi kết quả thanh tra đất", by=chair.actor, at=at
    )
    assert due(code) is None
    denunciations.resume(
        code=code, document="05/QĐ", reason="Đã có kết quả", by=chair.actor, at=at + timedelta(days=10)
    )
    at += timedelta(days=10)
    now_due = due(code)  # ten days later, which is a Saturday: the wait is not counted
    assert first_due is not None and now_due is not None
    assert (first_due.date(), now_due.date()) == (date(2026, 10, 7), date(2026, 10, 19))
    assert queries.handled_by(cast.inspector.actor, code=code, at=at).awaits == "inspector"
    denunciations.extend(code=code, document="06/QĐ", criteria=["places"], days=30, by=chair.actor, at=at)
    with refused("denunciations.extension"):
        denunciations.extend(code=code, document="07", criteria=["places"], days=30, by=chair.actor, at=at)
    denunciations.report(
        code=code, document="08/BC", verified="Có nhận 2 triệu đồng", suggested="partly", by=cast.inspector.actor, at=at
    )
    denunciations.conclude(
        code=code,
        document="09/KL",
        verdict="partly",
        verified="Công chức địa chính đã nhận 2 triệu đồng.",
        grounds="Luật Cán bộ, công chức, Điều 18",
        responsibility="Công chức địa chính chịu trách nhiệm.",
        unheard="Đã mời hai lần không đến.",
        by=chair.actor,
        at=at,
    )
    for sent in ("denunciation_suspension", "denunciation_resumption", "denunciation_send"):
        denunciations.send(code=code, document="10", recipients="Các bên", sent=sent, by=desk.actor, at=at)
    with refused("denunciations.not_owed"):
        denunciations.send(code=code, document="10", recipients="Ai", sent="denunciation_send", by=desk.actor, at=at)
    with refused("denunciations.answer_by"):
        denunciations.act_on(code=code, document="11", measures=["recommend"], by=chair.actor, at=at)
    denunciations.act_on(
        code=code,
        document="11/QĐ",
        measures=["discipline", "recommend"],
        answer_by=date(2026, 12, 1),
        by=chair.actor,
        at=at,
    )
    denunciations.follow(code=code, document="12/CV", body="unit", by=chair.actor, at=at)
    with refused("denunciations.open"):
        denunciations.close(code=code, reason="Xong", by=chair.actor, at=at)
    denunciations.publish(
        code=code, form=["posting"], posted="Trụ sở, từ hôm nay", extract=MATTER, by=desk.actor, at=at
    )
    denunciations.report_following(code=code, document="13", followed="Đang làm", by=desk.actor, at=at)
    assert "denunciation_follow_up" in duties(code)
    denunciations.report_following(
        code=code, document="14", followed="Đã nộp lại tiền", done=True, answered=True, by=desk.actor, at=at
    )
    closed = denunciations.close(code=code, reason="Đã thi hành xong", by=chair.actor, at=at)
    assert closed.state == rules.State.DONE and set(duties(code)) == {"denunciation_press"}
    assert closed.complexity == "complex" and closed.outcome == "partly"
    told = " ".join(bytes(entry.entry).decode() for entry in history(closed.tag))
    assert "denunc" not in told and "xacminh" not in told and "diachinh" not in told
    assert look(signer=False).found == {}


def test_it_is_accepted_only_whole_and_in_words_that_do_not_lead_to_the_denouncer(cast: Cast) -> None:
    code, chair = sorted_one(cast), cast.chair.actor
    with refused("denunciations.conditions"):
        denunciations.accept(code=code, document="1", matter=MATTER, met=ALL[1:], by=chair, at=MORNING)
    for telling in (
        "Ông Mẫu Tám nói rằng",
        "điện thoại 0999 000 111",
        "giấy tờ 001088000111",
        "người ở Số 8 đường Mẫu",
    ):
        with refused("denunciations.leak"):
            denunciations.accept(code=code, document="1", matter=telling, met=ALL, by=chair, at=MORNING)
    with pytest.raises(NotFound):
        denunciations.accept(code=code, document="1", matter=MATTER, met=ALL, by=cast.stranger_chair.actor, at=MORNING)
    done = denunciations.refuse(
        code=code, document="2", reason_code="basis", reason="Không rõ ai, việc gì", by=chair, at=MORNING
    )
    assert done.state == rules.State.NOT_ACCEPTED and duties(code) == {}


def test_nobody_near_to_the_accused_sees_it_verifies_it_or_decides_it(cast: Cast) -> None:
    before = MORNING - timedelta(days=30)
    org.declare_kin(person="xacminh", relative="diachinh", relation="sibling", by=cast.inspector.actor, at=before)
    code, at, seat = accepted(cast), MORNING + timedelta(hours=2), f"{COMMUNE}-xacminh"
    assert queries.denunciations.may_verify(Petition.objects.get(code=code), on=at.date()) == []
    for taken in (seat, "khong-co", f"{COMMUNE}-hotich"):
        with refused("petitions.recused"):
            denunciations.verify(code=code, document="3", seat=taken, reason="x", by=cast.chair.actor, at=at)
    org.end_kin(person="xacminh", relative="diachinh", reason="khai nhầm", by=cast.inspector.actor, at=MORNING)
    with refused("petitions.recused"):  # it held when the letter came
        denunciations.verify(code=code, document="3", seat=seat, reason="x", by=cast.chair.actor, at=at)
    org.declare_kin(person="chutich", relative="diachinh", relation="parent", by=cast.chair.actor, at=at)
    with pytest.raises(NotFound):
        queries.handled_by(cast.chair.actor, code=code, at=at)


def test_totals_do_not_tell_anybody_that_there_is_one_about_them(cast: Cast) -> None:
    from liemchinh.petitions.queries.lists import Wanted, listed

    org.declare_kin(person="tiepdan", relative="lanhdao", relation="child", by=cast.reception.actor, at=MORNING)
    abouts = [
        *({"person": who} for who in ("chutich", "lanhdao", "diachinh")),
        *({"seat": f"{COMMUNE}-{who}"} for who in ("chutich", "lanhdao", "diachinh")),
        *({"unit": unit} for unit in (COMMUNE, "H99.12.03", "H99.12.02")),
        {"words": "Chủ tịch"},
        {},
    ]
    codes = [sorted_one(cast, about=about) for about in abouts]
    open_ones = [builders.petition(cast, about=about).code for about in abouts]
    # a complaint about a decision is for whoever made it: they settle it first, so it stands in their list as well
    open_ones.append(builders.sorted_petition(cast, "complaint", about={"person": "chutich"}).code)
    seen = {}
    for member in (cast.chair, cast.reception, cast.clerk, cast.auditor, cast.leader):
        single = set()
        for code in (*codes, *open_ones):
            try:
                single.add(queries.handled_by(member.actor, code=code, at=MORNING).code)
            except NotFound:
                continue
        page = listed(member.actor, at=MORNING, wanted=Wanted())
        assert {row.code for row in page.rows} == single and page.total == len(single), member.username
        seen[member.username] = len(single)
    assert seen == {"chutich": 17, "tiepdan": 19, "vanthu": 12, "kiemtra": 12, "lanhdao": 0}


def test_a_case_against_the_head_or_a_deputy_climbs_by_itself_and_the_head_never_saw_it(cast: Cast) -> None:
    against_head = sorted_one(cast, about={"person": "chutich"})
    against_deputy = sorted_one(cast, about={"seat": f"{COMMUNE}-lanhdao"})
    against_body = sorted_one(cast, about={"unit": COMMUNE})
    ours = sorted_one(cast)
    with pytest.raises(NotFound):
        queries.handled_by(cast.chair.actor, code=against_head, at=MORNING)
    with refused("petitions.must_climb"):
        denunciations.accept(code=against_deputy, document="1", matter=MATTER, met=ALL, by=cast.chair.actor, at=MORNING)
    services.note_likeness(at=MORNING)
    assert denunciations.rise(by=SYSTEM, at=MORNING) == 3
    assert denunciations.rise(by=SYSTEM, at=MORNING) == 0
    bands = LikenessBand.objects.filter(petition__code=against_head)
    assert set(bands.values_list("authority__code", flat=True)) == {"H99"}, "compared with the letters up there"
    above = MORNING + timedelta(hours=1)
    for code in (against_head, against_deputy, against_body):
        for member in (cast.chair, cast.reception, cast.inspector, cast.province_reception, cast.stranger_chair):
            with pytest.raises(NotFound):
                queries.handled_by(member.actor, code=code, at=above)
        assert queries.handled_by(cast.province_chair.actor, code=code, at=above).awaits == "chair"
    assert queries.handled_by(cast.chair.actor, code=ours, at=above).authority.code == COMMUNE
    denunciations.accept(
        code=against_head, document="1", matter=MATTER, met=ALL, by=cast.province_chair.actor, at=above
    )
    assert look(signer=False).found == {}


def test_a_withdrawal_ends_it_only_when_all_take_back_all_and_nothing_speaks_for_going_on(cast: Cast) -> None:
    second = Sender("Trần Thị Mẫu Chín", "001088000222", "Số 9, thôn Mẫu", "0999000222")
    code, at, chair = accepted(cast, senders=(WHO, second)), MORNING + timedelta(hours=2), cast.chair.actor
    taken = {"form_used": "letter", "scope": "whole", "by": cast.reception.actor, "at": at}
    denunciations.withdraw(code=code, withdrawn=[1], **taken)
    with refused("denunciations.still_settled"):
        denunciations.terminate(code=code, document="5", reason_code="withdrawn", reason="Đã rút", by=chair, at=at)
    with refused("denunciations.who"):
        denunciations.withdraw(code=code, withdrawn=[1], **taken)
    denunciations.withdraw(code=code, withdrawn=[2], signs=["coerced"], **taken)
    with refused("denunciations.still_settled"):
        denunciations.terminate(code=code, document="5", reason_code="withdrawn", reason="Đã rút", by=chair, at=at)
    with refused("denunciations.leak"):  # who took it back is still not to be told
        denunciations.terminate(code=code, document="5", reason_code="judged", reason="Bà Mẫu Chín", by=chair, at=at)
    ended = denunciations.terminate(
        code=code, document="5", reason_code="judged", reason="Đã có bản án", by=chair, at=at
    )
    assert ended.state == rules.State.TERMINATED and set(duties(code)) == {"denunciation_termination"}


def test_a_letter_of_no_name_with_clear_facts_is_kept_as_a_lead_and_the_press_is_answered(cast: Cast) -> None:
    code = sorted_one(cast, senders=(), source=rules.Source.PRESS, source_name="Báo Mẫu")
    lead = denunciations.keep_lead(
        code=code,
        reason_code="nameless",
        body="Thanh tra tỉnh",
        subject="Công chức địa chính thu tiền đo đất",
        evidence="Ảnh chụp phiếu thu",
        by=cast.reception.actor,
        at=MORNING,
    )
    assert (lead.state, lead.outcome, lead.forwarded_to) == (rules.State.ARCHIVED, "lead", "Thanh tra tỉnh")
    assert duties(code)["denunciation_press"].date() == date(2026, 9, 28)  # 27 September is a Sunday


def test_a_denunciation_made_again_has_the_terms_of_the_superior_and_its_own_grounds(cast: Cast) -> None:
    from liemchinh.petitions.services import Letter, register

    before, officer, chair = accepted(cast), cast.province_reception.actor, cast.province_chair.actor
    made = []
    for _ in range(2):
        letter = Letter(subject="Tố cáo tiếp", senders=(WHO,))
        again = register(letter=letter, by=officer, at=MORNING)
        services.sort(code=again.code, content=rules.Content.DENUNCIATION, about=ACCUSED, by=officer, at=MORNING)
        made.append(again.code)
    wrong, overdue = made
    with refused("denunciations.earlier"):
        denunciations.renew(
            code=wrong,
            reason_code="wrong",
            reason="Kết luận sai",
            earlier="DT.H99.12-260101-9999",
            by=officer,
            at=MORNING,
        )
    denunciations.renew(code=wrong, reason_code="wrong", reason="Kết luận sai", earlier=before, by=officer, at=MORNING)
    assert duties(wrong)["denunciation_review"].date() >= (MORNING + timedelta(days=20)).date()
    with refused("denunciations.listed"):
        denunciations.accept(code=wrong, document="1", matter=MATTER, met=ALL, by=chair, at=MORNING)
    kept = denunciations.keep_settled(code=wrong, document="2/TB", reason="Đã giải quyết đúng", by=chair, at=MORNING)
    assert kept.outcome == "renewed_right" and kept.earlier.code == before
    denunciations.renew(code=overdue, reason_code="overdue", reason="Quá 30 ngày", by=officer, at=MORNING)
    denunciations.demand_report(code=overdue, document="3/CV", body="UBND Xã An Mẫu", by=chair, at=MORNING)
    assert "denunciation_overdue_report" in duties(overdue) and "denunciation_overdue_demand" not in duties(overdue)
    taken = denunciations.accept(
        code=overdue, document="4", matter=MATTER, met=ALL, ground="unjust", by=chair, at=MORNING
    )
    assert taken.state == rules.State.ACCEPTED


def test_what_is_plain_is_dealt_with_at_once(cast: Cast) -> None:
    code = sorted_one(cast, about={"words": "Chủ cơ sở xay đá"})
    done = denunciations.settle_at_once(
        code=code, document="07/BB-VPHC", reason="Đổ đất lấp mương", by=cast.chair.actor, at=MORNING
    )
    assert (done.state, done.outcome) == (rules.State.DONE, "at_once")

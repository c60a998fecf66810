"""Acts beside the course of a case, carried out: a stay, letters and answers, a review, the accused heard."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from liemchinh.jobs.audit import look
from liemchinh.kernel.errors import NotFound
from liemchinh.petitions import queries, rules
from liemchinh.petitions.queries import beside
from liemchinh.petitions.queries.papers import paper_of, papers_of
from liemchinh.petitions.services import complaints, denunciations
from tests.builders import MORNING, at
from tests.cast import COMMUNE, Cast
from tests.refusals import refused
from tests.rooms.petitions.test_complaints import accepted as complaint
from tests.rooms.petitions.test_complaints import decide, lodged, open_duties, row
from tests.rooms.petitions.test_denunciations import MATTER
from tests.rooms.petitions.test_denunciations import accepted as denunciation

DAY = MORNING + timedelta(days=1)


def words(code: str, name: str) -> str:
    pages = PdfReader(BytesIO(paper_of(row(code), name))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_a_complaint_is_looked_into_decided_reviewed_from_above_and_settled_anew(cast: Cast) -> None:
    code = complaint(cast, decision_ref="88/QĐ-UBND")
    chair, desk, inspector = cast.chair.actor, cast.reception.actor, cast.inspector.actor
    harm = {"code": code, "document": "14/QĐ", "reason": "Nhà sắp bị tháo dỡ", "by": chair, "at": DAY}
    with refused("complaints.stay_until", "7/10/2026"):
        complaints.stay_execution(until=date(2026, 10, 8), **harm)  # type: ignore[arg-type]
    complaints.stay_execution(until=date(2026, 9, 20), **harm)  # type: ignore[arg-type]
    assert beside.stayed_until(row(code), on=date(2026, 9, 20)) == date(2026, 9, 20)
    assert beside.stayed_until(row(code), on=date(2026, 9, 21)) is None  # run out: nothing stands, nothing to lift
    assert open_duties(code) == {"complaint_stay": date(2026, 9, 21)}  # the twentieth is a Sunday
    assert "đến hết ngày 20/9/2026" in words(code, "tam-dinh-chi-thi-hanh")
    complaints.lift_stay(code=code, document="15/QĐ", reason="Đã hoãn tháo dỡ", by=chair, at=DAY)
    with refused("complaints.no_stay"):
        complaints.lift_stay(code=code, document="15/QĐ", reason="Lại", by=chair, at=DAY)
    complaints.stay_execution(until=date(2026, 10, 7), **harm)  # type: ignore[arg-type]

    seat = next(seat.code for seat in inspector.seats)
    complaints.verify(code=code, document="13/QĐ", seat=seat, reason="Nguồn gốc đất", by=chair, at=DAY)
    complaints.hear(
        code=code,
        whom="accused",
        attended="signed",
        held_on=DAY.date(),
        place="Trụ sở",
        said="Đã đo đúng mốc.",
        by=inspector,
        at=DAY,
    )
    heard = row(code).step
    again = {"attended": "signed", "held_on": DAY.date(), "place": "Trụ sở", "by": inspector, "at": DAY}
    complaints.hear(code=code, whom="related", said="Hàng xóm xác nhận mốc.", **again)  # type: ignore[arg-type]
    assert papers_of(row(code))[f"bien-ban-lam-viec-{heard}"] == "Biên bản làm việc, 8/9/2026"
    assert "Đã đo đúng mốc." in words(code, f"bien-ban-lam-viec-{heard}")
    assert "Hàng xóm xác nhận mốc." in words(code, "bien-ban-lam-viec")
    for name in ("bien-ban-lam-viec-999", "bien-ban-lam-viec-", f"tam-dinh-chi-thi-hanh-{heard}"):
        with pytest.raises(NotFound):
            words(code, name)
    complaints.ask(
        code=code,
        document="20/CV",
        asked="information",
        body="Chi nhánh đất đai",
        question="Bản đồ",
        by=inspector,
        at=DAY,
    )
    asked = row(code).step
    complaints.ask(
        code=code,
        document="21/CV",
        asked="appraisal",
        body="Viện đo đạc",
        question="Diện tích thửa",
        day=date(2026, 9, 25),
        by=chair,
        at=DAY + timedelta(hours=1),
    )
    waiting = {"complaint_information": date(2026, 9, 15), "complaint_answer": date(2026, 9, 25)}
    assert open_duties(code) == waiting | {"complaint_stay": date(2026, 10, 7)}
    came = DAY + timedelta(days=5)
    complaints.note_answer(code=code, ask=asked, document="33/CN", said="Bản đồ 2015", by=desk, at=came)
    with refused("petitions.not_asked"):
        complaints.note_answer(code=code, ask=asked, document="33", said="Lại", by=desk, at=came)
    assert [event.step for event in beside.unanswered(row(code))] == [asked + 1]
    assert "complaint_information" not in open_duties(code)
    complaints.report(
        code=code, document="02/BC", findings="Đúng", proposed="wrong", differs=True, by=inspector, at=came
    )
    held_at = came + timedelta(days=6)
    complaints.invite(code=code, document="22/GM", held_at=held_at, place="Trụ sở", by=desk, at=came)
    minutes = {"presided": "Chủ tịch", "attendance": "present", "result": "Chưa thống nhất.", "copies": 3}
    complaints.hold_dialogue(code=code, by=desk, at=held_at, **minutes)  # type: ignore[arg-type]
    decided = decide(cast, code, held_at)
    assert decided.state == rules.State.DECIDED and "complaint_stay" not in open_duties(code)
    assert beside.stayed_until(row(code), on=held_at.date()) is None

    later = held_at + timedelta(days=3)
    complaints.lend_file(code=code, document="7/PC", borrower="court", body="Tòa án khu vực", by=desk, at=later)
    order = {"code": code, "document": "9/UBND", "body": "Chủ tịch UBND tỉnh", "reason": "Bỏ sót nguồn gốc đất"}
    with refused("complaints.not_again"):
        complaints.settle_anew(code=code, document="50/QĐ", reason="Tự sửa", by=chair, at=later)
    with refused("complaints.review_ground"):
        complaints.order_review(**order, review_ground="new_facts", day=date(2026, 10, 20), by=desk, at=later)
    complaints.order_review(**order, review_ground="unlawful", day=date(2026, 10, 20), by=desk, at=later)
    assert open_duties(code)["complaint_review"] == date(2026, 10, 20)
    found = at("2026-10-19T09:00")
    complaints.note_review(code=code, document="12/KL", review_result="again", reason="Xem lại", by=desk, at=found)
    with refused("petitions.who"):
        complaints.settle_anew(code=code, document="50/QĐ", reason="Giải quyết lại", by=desk, at=found)
    again = complaints.settle_anew(code=code, document="50/QĐ", reason="Giải quyết lại", by=chair, at=found)
    assert (again.state, again.outcome, again.due_at) == (rules.State.ACCEPTED, "", at("2026-11-18T17:00"))
    assert not {"complaint_effect", "complaint_review"} & set(open_duties(code))
    anew = found + timedelta(days=2)
    complaints.verify(code=code, document="59/QĐ", seat=seat, reason="Lại từ đầu", by=chair, at=anew)
    complaints.report(
        code=code, document="60/BC", findings="Sai mốc", proposed="right", differs=True, by=inspector, at=anew
    )
    with refused("complaints.dialogue"):  # the talk before the first decision does not count for this one
        decide(cast, code, anew, verdict="right", measure="annul")
    with pytest.raises(NotFound):
        complaints.note_execution(code=code, executed="done", said="x", by=cast.stranger_reception.actor, at=anew)
    assert look(signer=False).found == {}


def test_execution_is_written_down_and_what_is_done_closes_the_duty(cast: Cast) -> None:
    code, chair = complaint(cast), cast.chair.actor
    decide(cast, code, DAY, verdict="right", measure="annul")
    holds = at("2026-10-12T09:00")
    complaints.enforce(code=code, document="9", body="Phòng Kinh tế", day=date(2026, 10, 30), by=chair, at=holds)
    complaints.note_execution(code=code, executed="urged", said="Đôn đốc lần một", by=cast.reception.actor, at=holds)
    assert "complaint_execute" in open_duties(code)
    complaints.note_execution(
        code=code, executed="done", said="Đã trả đất", document="8/BC", by=cast.reception.actor, at=holds
    )
    assert "complaint_execute" not in open_duties(code)


def test_nobody_is_judged_unheard_and_no_paper_to_others_tells_who_denounced(cast: Cast) -> None:
    code, when = denunciation(cast), MORNING + timedelta(hours=2)
    chair, inspector = cast.chair.actor, cast.inspector.actor
    denunciations.prevent_harm(code=code, measure="police", said="Báo công an xã", by=cast.reception.actor, at=when)
    with refused("denunciations.leak"):  # the verifier reads it
        denunciations.prevent_harm(code=code, measure="own", said="Canh nhà Mẫu Tám", by=chair, at=when)
    seat = f"{COMMUNE}-xacminh"
    denunciations.verify(code=code, document="03/QĐ", seat=seat, reason="Việc thu tiền", by=chair, at=when)
    denunciations.report(code=code, document="08", verified="Có nhận", suggested="right", by=inspector, at=when)
    found = {"verdict": "right", "verified": MATTER, "grounds": "Luật Cán bộ", "responsibility": "Người nhận tiền"}
    conclude = {"code": code, "document": "09/KL", "by": chair, "at": when, **found}
    with refused("denunciations.unheard"):
        denunciations.conclude(**conclude)  # type: ignore[arg-type]
    minutes = {"held_on": when.date(), "place": "Trụ sở", "copies": 2, "attended": "signed", "at": when, "code": code}
    denunciations.hear_denouncer(said="Tôi Hoàng Văn Mẫu Tám đã đưa tiền.", by=chair, **minutes)  # type: ignore[arg-type]
    with refused("denunciations.leak"):
        denunciations.hear_accused(whom="accused", said="Ông Mẫu Tám đưa tiền", by=inspector, **minutes)  # type: ignore[arg-type]
    denunciations.hear_accused(whom="accused", said="Thừa nhận.", by=inspector, **minutes)  # type: ignore[arg-type]
    letter = {"code": code, "asked": "appraisal", "body": "Viện giám định", "document": "21", "by": chair, "at": when}
    with refused("denunciations.leak"):
        denunciations.ask_expert(question="Chữ của Mẫu Tám?", day=date(2026, 9, 20), **letter)  # type: ignore[arg-type]
    denunciations.ask_expert(question="Chữ trên phiếu thu?", day=date(2026, 9, 21), **letter)  # type: ignore[arg-type]
    asked = row(code).step
    with refused("denunciations.leak"):
        denunciations.note_expert(code=code, ask=asked, document="5", said="Chữ Mẫu Tám", by=chair, at=when)
    denunciations.note_expert(code=code, ask=asked, document="5/GĐ", said="Đúng chữ", by=inspector, at=when)
    denunciations.pass_to_police(code=code, document="22", body="Công an tỉnh", reason="Nhận tiền", by=chair, at=when)
    denunciations.conclude(**conclude)  # type: ignore[arg-type]
    for name, label in papers_of(row(code), named=False).items():
        assert "Mẫu Tám" not in words(code, name), label
    assert "bien-ban-nguoi-to-cao" not in papers_of(row(code), named=False)
    assert "Mẫu Tám" in words(code, "bien-ban-nguoi-to-cao")
    assert "Trách nhiệm của cơ quan, tổ chức, cá nhân liên quan. Người nhận tiền." in words(code, "ket-luan-to-cao")
    hidden = queries.last_event(row(code), "hear_denouncer")
    assert hidden is not None and hidden.reason == ""
    assert look(signer=False).found == {}


def test_a_complaint_handed_in_at_a_reception_is_sent_on_since_july_2026_and_no_other(cast: Cast) -> None:
    desk = cast.reception.actor
    sent = {"body": "Chủ tịch UBND tỉnh", "document": "9/PC", "by": desk}
    old = lodged(cast, when=at("2026-06-30T15:00"), source=rules.Source.RECEPTION)
    with refused("petitions.law"):
        complaints.forward(code=old, at=at("2026-06-30T16:00"), **sent)  # type: ignore[arg-type]
    gone = complaints.forward(code=old, at=at("2026-07-01T08:00"), **sent)  # type: ignore[arg-type]
    assert (gone.state, gone.forwarded_to) == (rules.State.FORWARDED, "Chủ tịch UBND tỉnh")
    assert set(open_duties(old)) == {"forward_feedback"}
    assert "Chủ tịch UBND tỉnh" in words(old, "phieu-chuyen")
    posted = lodged(cast, source=rules.Source.POST)
    with refused("complaints.not_at_reception"):
        complaints.forward(code=posted, at=MORNING, **sent)  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        complaints.forward(code=posted, at=MORNING, **(sent | {"by": cast.stranger_reception.actor}))  # type: ignore[arg-type]


def test_who_denounced_is_protected_until_a_ground_of_the_day_ends_it_and_the_paper_is_theirs(cast: Cast) -> None:
    code, when, chair = denunciation(cast), MORNING + timedelta(hours=2), cast.chair.actor
    ask = {"code": code, "said": "Bà Mẫu Tám bị dọa cho nghỉ việc.", "by": cast.reception.actor, "at": when}
    with refused("denunciations.listed"):
        denunciations.ask_protection(protected=["money"], **ask)  # type: ignore[arg-type]
    denunciations.ask_protection(protected=["post"], urgent=True, **ask)  # type: ignore[arg-type]
    assert beside.protecting(row(code)).waiting
    end = {"code": code, "document": "31", "reason": "Không khai báo", "by": chair, "at": when}
    with refused("denunciations.no_protection"):
        denunciations.end_protection(reason_code="duty", **end)  # type: ignore[arg-type]
    decide_it = {"code": code, "document": "30/QĐ", "reason": "Có căn cứ", "by": chair, "at": when}
    with refused("petitions.listed"):  # granted, and nobody could say what
        denunciations.decide_protection(protection="other", **decide_it)  # type: ignore[arg-type]
    denunciations.decide_protection(protection="own", measures=["post"], body="Phòng Nội vụ", **decide_it)  # type: ignore[arg-type]
    assert beside.protecting(row(code)).stands
    assert "bao-ve-nguoi-to-cao" not in papers_of(row(code), named=False)
    assert "Mẫu Tám" in words(code, "bao-ve-nguoi-to-cao")
    with refused("denunciations.protection_ground"):  # nothing has been concluded
        denunciations.end_protection(reason_code="concluded", **end)  # type: ignore[arg-type]
    denunciations.end_protection(reason_code="duty", **end)  # type: ignore[arg-type]
    assert beside.protecting(row(code)) == rules.beside.Protecting()
    assert look(signer=False).found == {}

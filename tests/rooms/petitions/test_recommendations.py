"""A recommendation is answered, asked about, opened again; joined letters hear the same; nobody's letter is shown."""

from datetime import timedelta
from typing import Any

import pytest

from liemchinh.kernel.actors import APPLICANT
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.notices.models import Message
from liemchinh.petitions import queries, rules, services
from liemchinh.petitions.models import Duty, LikenessBand, Petition
from liemchinh.petitions.queries.fetch import of_citizen
from liemchinh.petitions.queries.likeness import alike, crowd_of
from liemchinh.petitions.rules import State
from liemchinh.petitions.services import Sender
from liemchinh.petitions.services.recommendations.telling import read_secret
from tests import builders
from tests.builders import MORNING
from tests.cast import Cast

ON = MORNING.date()
SENDER = Sender("Hoàng Văn Mẫu Tám", "001088000111", "Thôn Mẫu", "0999000111", "mau.tam@example.vn")


def routed(cast: Cast, **letter: Any) -> Petition:
    sorted_one = builders.sorted_petition(cast, "recommendation", **{"senders": (SENDER,), **letter})
    return services.route(code=sorted_one.code, division=cast.economy, by=cast.reception.actor, at=MORNING)


def answered(cast: Cast, **letter: Any) -> Petition:
    code = routed(cast, **letter).code
    by, at = cast.other_head.actor, MORNING + timedelta(days=8)
    return services.answer(code=code, answer="Chúng tôi đã vá đoạn đường hỏng trong tuần này.", by=by, at=at)


def test_the_division_that_got_it_answers_and_the_term_is_kept_with_its_article(cast: Cast) -> None:
    petition = routed(cast)
    assert petition.state == State.ACCEPTED and petition.awaits == "head"
    assert petition.due_at.date().isoformat() == "2026-10-07" and "Luật Tiếp công dân" in petition.basis
    with pytest.raises(NotFound):
        services.allot(code=petition.code, seat=cast.seat, by=cast.head.actor, at=MORNING)
    with pytest.raises(Refused, match="vị trí"):
        services.allot(code=petition.code, seat=cast.seat, by=cast.other_head.actor, at=MORNING)
    seat = next(seat.code for seat in cast.other_specialist.actor.seats)
    services.allot(code=petition.code, seat=seat, by=cast.other_head.actor, at=MORNING)
    specialist = cast.other_specialist.actor
    services.ask_petitioner(code=petition.code, question="Đoạn nào?", by=specialist, at=MORNING)
    services.hear_petitioner(code=petition.code, words="Từ cầu đến chợ.", by=APPLICANT, at=MORNING, fetch_by=of_citizen)
    services.draft_answer(code=petition.code, answer="Sẽ vá trong tuần.", by=specialist, at=MORNING)
    with pytest.raises(Refused, match="thuộc người khác"):
        services.answer(code=petition.code, answer="Sẽ vá.", by=specialist, at=MORNING)
    done = services.answer(code=petition.code, answer="Sẽ vá.", by=cast.other_head.actor, at=MORNING)
    assert done.state == State.DECIDED
    opened = dict(Duty.objects.filter(petition=done, done_at=None).values_list("kind", "due_at"))
    assert set(opened) == {"ask_solved", "publish_answer"}


def test_four_weeks_later_the_sender_is_asked_once_and_silence_is_no_yes(cast: Cast) -> None:
    code = answered(cast, notify={"email": True}).code
    assert services.ask_due(at=MORNING + timedelta(days=30)) == 0
    asked_at = MORNING + timedelta(days=37)
    assert services.ask_due(at=asked_at) == 1 and services.ask_due(at=asked_at) == 0
    letter = Message.objects.get(template="petition_asked_solved")
    assert letter.subject == code
    assert services.ask_due(at=asked_at + timedelta(days=15)) == 1
    closed = Petition.objects.get(code=code)
    assert closed.state == State.DONE and closed.outcome == "silent"


def test_no_from_the_sender_opens_it_again_with_a_new_term_until_the_window_closes(cast: Cast) -> None:
    code = answered(cast).code
    at = MORNING + timedelta(days=40)
    again = services.reopen(code=code, reason="Đường lại hỏng", by=APPLICANT, at=at, fetch_by=of_citizen)
    assert again.state == State.ACCEPTED and again.reopened == 1 and again.due_at > at
    assert again.finished_at is None and again.outcome == ""
    with pytest.raises(Refused, match="Đang giải quyết"):
        services.say_solved(code=code, by=cast.reception.actor, at=at)
    services.answer(code=code, answer="Đã làm lại.", by=cast.other_head.actor, at=at)
    yes = services.say_solved(code=code, by=APPLICANT, at=at, fetch_by=of_citizen)
    assert yes.state == State.DONE and yes.outcome == "confirmed"
    with pytest.raises(Refused, match="gửi đơn mới"):
        late = at + timedelta(days=91)
        services.reopen(code=code, reason="Lại hỏng", by=APPLICANT, at=late, fetch_by=of_citizen)


def test_closed_unsolved_is_said_by_the_head_with_a_reason_and_is_no_result(cast: Cast) -> None:
    code = routed(cast).code
    with pytest.raises(Refused, match="thuộc người khác"):
        services.close_unsolved(code=code, reason_code="money", reason="x", by=cast.other_head.actor, at=MORNING)
    with pytest.raises(Refused, match="loại lý do"):
        services.close_unsolved(code=code, reason_code="?", reason="x", by=cast.chair.actor, at=MORNING)
    reason = "Năm nay chưa bố trí được kinh phí."
    done = services.close_unsolved(code=code, reason_code="money", reason=reason, by=cast.chair.actor, at=MORNING)
    assert done.state == State.UNSOLVED and done.outcome == "unsolved" and done.finished_at == MORNING


def test_a_complaint_has_none_of_these_moves(cast: Cast) -> None:
    code = builders.sorted_petition(cast, "complaint").code
    with pytest.raises(Refused, match="không có việc"):
        services.route(code=code, division=cast.economy, by=cast.reception.actor, at=MORNING)


# ── letters on one matter ────────────────────────────────────────────────────────────────────────────────────


COPY = "doan duong truoc nha van hoa hong nang xe khong di duoc khi troi mua, gui lan 2"
OTHER = Sender("Lê Thị Mẫu Chín", "001088000222", "Thôn Khác", "0999000222")


def test_a_letter_without_marks_sent_again_is_proposed_and_only_a_person_joins_it(cast: Cast) -> None:
    head = routed(cast)
    copy = builders.petition(cast, text=COPY, senders=(OTHER,))
    apart = builders.petition(cast, subject="Xin cấp điện cho xóm mới", text="Xóm mới chưa có điện.", senders=(OTHER,))
    hidden = builders.sorted_petition(cast, "denunciation", text=COPY, senders=(OTHER,))
    assert services.note_likeness(at=MORNING) == 4 and services.note_likeness(at=MORNING) == 0
    assert LikenessBand.objects.filter(petition=head).count() == 40
    found = alike(copy, cast.reception.actor, on=ON)
    assert found[0].petition.code == head.code and found[0].share > 0.25
    assert hidden.code not in {one.petition.code for one in found}
    assert alike(copy, cast.stranger_reception.actor, on=ON) == []
    assert Petition.objects.get(pk=copy.pk).same_as is None
    with pytest.raises(NotFound):
        services.merge(code=copy.code, head=head.code, by=cast.stranger_reception.actor, at=MORNING)
    with pytest.raises(Refused, match="không làm đơn gốc"):
        services.merge(code=copy.code, head=hidden.code, by=cast.reception.actor, at=MORNING)
    joined = services.merge(code=copy.code, head=head.code, by=cast.reception.actor, at=MORNING)
    assert joined.state == State.DUPLICATE and joined.same_as == head
    same_again = builders.petition(cast, text=COPY, senders=(OTHER,))
    services.merge(code=same_again.code, head=head.code, by=cast.reception.actor, at=MORNING)
    crowd = crowd_of(head, cast.reception.actor, on=ON)
    assert len(crowd.letters) == 3 and crowd.people == 2
    services.tell_apart(code=apart.code, other=head.code, by=cast.reception.actor, at=MORNING, reason="Việc khác")
    assert head.code not in {one.petition.code for one in alike(apart, cast.reception.actor, on=ON)}
    parted = services.unmerge(code=copy.code, reason="Khác đoạn đường", by=cast.reception.actor, at=MORNING)
    assert parted.state == State.CHECKING and parted.same_as is None and parted.sort_due_at is not None
    assert crowd_of(head, cast.reception.actor, on=ON).people == 2


def test_an_answer_to_the_head_is_told_to_all_and_may_name_none_of_them(cast: Cast) -> None:
    head = routed(cast)
    copy = builders.petition(cast, text=COPY, senders=(OTHER,), notify={"sms": True})
    services.merge(code=copy.code, head=head.code, by=cast.reception.actor, at=MORNING)
    by = cast.other_head.actor
    with pytest.raises(Refused, match="gửi chung"):
        services.answer(code=head.code, answer="Kính gửi bà Lê Thị Mẫu Chín: đã vá.", by=by, at=MORNING)
    services.answer(code=head.code, answer="Đoạn đường đã vá xong.", by=by, at=MORNING)
    assert Message.objects.filter(subject=copy.code, template="petition_answered").count() == 1


def test_the_link_of_the_question_leads_to_one_petition_and_cannot_be_made_up(cast: Cast) -> None:
    from liemchinh.petitions.services.recommendations.telling import solved_secret

    secret = solved_secret("DT.H99.12-260907-0001", 7)
    assert read_secret(secret) == ("DT.H99.12-260907-0001", 7)
    with pytest.raises(NotFound):
        read_secret(secret[:-2] + "xx")
    assert queries.rows().count() == 0 and rules.MOVE["ask_solved"].who[0][1] == "system"

"""Petitions come in by every way, keep their numbers, and are seen only by whom they may be seen."""

import uuid
from datetime import timedelta

import pytest

from liemchinh.jobs.audit import look
from liemchinh.kernel.actors import APPLICANT, SYSTEM
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.ledger.queries import history
from liemchinh.petitions import queries, rules, services
from liemchinh.petitions.models import Duty, Petition
from liemchinh.petitions.queries.papers import PAPERS
from tests import builders
from tests.builders import MORNING
from tests.cast import COMMUNE, Cast


def test_a_letter_gets_the_next_number_of_the_year_and_a_term_to_sort(cast: Cast) -> None:
    first, second = builders.petition(cast), builders.petition(cast)
    assert (first.number, second.number) == (1, 2)
    assert first.code.startswith(f"DT.{COMMUNE}-") and second.code != first.code
    assert first.sort_due_at > MORNING
    assert Duty.objects.get(petition=first, kind="handle").due_at > MORNING + timedelta(days=40)


def test_the_same_form_twice_is_one_petition(cast: Cast) -> None:
    token = uuid.uuid4()
    letter = services.Letter(subject="Đường hỏng", authority=COMMUNE, source=rules.Source.WEB)
    first = services.file(letter=letter, by=APPLICANT, at=MORNING, token=token)
    again = services.file(letter=letter, by=APPLICANT, at=MORNING, token=token)
    assert first.pk == again.pk and Petition.objects.count() == 1


def test_what_the_press_sends_on_must_say_which_paper(cast: Cast) -> None:
    with pytest.raises(Refused, match="chuyển đơn đến"):
        builders.petition(cast, source=rules.Source.PRESS)


def test_a_letter_cannot_have_come_tomorrow(cast: Cast) -> None:
    with pytest.raises(Refused, match="sau lúc vào sổ"):
        builders.petition(cast, received_at=MORNING + timedelta(days=1))


def test_nobody_next_door_sees_it_and_no_receiver_of_dossiers_does(cast: Cast) -> None:
    code = builders.petition(cast).code
    for stranger in (cast.stranger_reception, cast.stranger_chair, cast.receiver, cast.specialist, cast.administrator):
        with pytest.raises(NotFound):
            queries.handled_by(stranger.actor, code=code, at=MORNING)
    for known in (cast.reception, cast.chair, cast.clerk, cast.auditor):
        assert queries.handled_by(known.actor, code=code, at=MORNING).code == code


def test_a_denunciation_is_seen_by_the_chair_and_who_entered_it_alone(cast: Cast) -> None:
    code = builders.sorted_petition(cast, "denunciation").code
    for known in (cast.reception, cast.chair):
        assert queries.handled_by(known.actor, code=code, at=MORNING).restricted
    for other in (cast.clerk, cast.auditor, cast.overseer, cast.inspector, cast.head, cast.province_reception):
        with pytest.raises(NotFound):
            queries.handled_by(other.actor, code=code, at=MORNING)


def test_it_is_not_seen_by_the_official_it_is_about(cast: Cast) -> None:
    code = builders.petition(cast, about={"person": "chutich"}).code
    with pytest.raises(NotFound):
        queries.handled_by(cast.chair.actor, code=code, at=MORNING)
    assert queries.handled_by(cast.reception.actor, code=code, at=MORNING).code == code


def test_lists_and_single_looks_agree_on_who_sees_what(cast: Cast) -> None:
    afar = services.Letter(subject="Ông cán bộ nhận tiền", authority=COMMUNE, source=rules.Source.WEB, restricted=True)
    codes = {
        services.file(letter=afar, by=APPLICANT, at=MORNING).code,
        builders.petition(cast).code,
        builders.sorted_petition(cast, "denunciation").code,
        builders.sorted_petition(cast, "complaint").code,
    }
    everybody = [cast.reception, cast.chair, cast.clerk, cast.auditor, cast.overseer, cast.inspector, cast.stranger]
    for member in [*everybody, cast.stranger_chair, cast.head]:
        actor = member.actor
        listed = {row.code for row in queries.rows().filter(queries.scope(actor, MORNING.date()))}
        single = set()
        for code in codes:
            try:
                single.add(queries.handled_by(actor, code=code, at=MORNING).code)
            except NotFound:
                continue
        assert listed == single, member.username


def test_what_was_kept_close_is_opened_only_with_a_reason(cast: Cast) -> None:
    code = builders.petition(cast, restricted=True).code
    with pytest.raises(Refused, match="Ghi lý do"):
        services.sort(code=code, content=rules.Content.RECOMMENDATION, by=cast.reception.actor, at=MORNING)
    opened = services.sort(
        code=code, content=rules.Content.RECOMMENDATION, reason="Chỉ là phản ánh", by=cast.reception.actor, at=MORNING
    )
    assert not opened.restricted


def test_a_mixed_letter_is_parted_and_every_part_keeps_its_day(cast: Cast) -> None:
    code = builders.sorted_petition(cast, "mixed", received_at=MORNING - timedelta(days=2)).code
    parts = services.split(
        code=code,
        parts=[(rules.Content.RECOMMENDATION, "Sửa đường", ""), (rules.Content.DENUNCIATION, "Cán bộ nhận tiền", "")],
        by=cast.reception.actor,
        at=MORNING,
    )
    assert [part.received_at for part in parts] == [MORNING - timedelta(days=2)] * 2
    assert [part.restricted for part in parts] == [False, True]
    assert queries.handled_by(cast.reception.actor, code=code, at=MORNING).state == rules.State.SPLIT


def test_a_letter_that_lies_unhandled_rings_once_at_each_mark(cast: Cast) -> None:
    petition = builders.petition(cast)
    rung = []
    for days in (29, 30, 35, 41, 41, 46, 60):
        rung.append(services.ring(by=SYSTEM, at=MORNING + timedelta(days=days)))
    assert rung == [0, 1, 0, 1, 0, 1, 0]
    assert Petition.objects.get(pk=petition.pk).rung == 45


def test_every_act_is_in_the_book_and_the_audit_is_silent(cast: Cast) -> None:
    petition = builders.petition(cast)
    services.add_words(code=petition.code, words="Thêm một ảnh chụp hôm nay.", by=cast.reception.actor, at=MORNING)
    services.correct(
        code=petition.code,
        changes={"place": "Thôn Mẫu"},
        reason="Ghi thiếu nơi xảy ra",
        by=cast.reception.actor,
        at=MORNING,
    )
    services.sort(
        code=petition.code, content=rules.Content.RECOMMENDATION, within=False, by=cast.reception.actor, at=MORNING
    )
    services.forward(
        code=petition.code, body="Sở Xây dựng", document="12/UBND-TCD", by=cast.reception.actor, at=MORNING
    )
    petition.refresh_from_db()
    assert petition.state == rules.State.FORWARDED and not Duty.objects.filter(
        petition=petition, kind="handle", done_at__isnull=True
    )
    assert len(history(petition.tag)) == petition.step == 5
    assert look(signer=False).found == {}


def test_every_paper_comes_of_an_act_of_the_table() -> None:
    for name, kind in PAPERS.items():
        assert kind.verbs and kind.verbs <= set(rules.MOVE), name

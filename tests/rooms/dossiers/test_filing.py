"""Filed from afar: whole or not at all, once, looked at in time, asked for papers once, amended until a decision."""

import io
from datetime import timedelta

import pytest
from PIL import Image

from liemchinh.dossiers import queries, rules, services
from liemchinh.dossiers.models import Attachment, Dossier, Draft, DraftFile, Event
from liemchinh.dossiers.rules import Awaits, Question, State
from liemchinh.dossiers.services import path_of
from liemchinh.kernel.actors import APPLICANT
from liemchinh.kernel.errors import NotFound
from liemchinh.ledger import queries as ledger
from liemchinh.procedures import services as catalogue
from liemchinh.procedures.models import ProcedureVersion
from tests import builders
from tests.builders import MORNING, at
from tests.cast import Cast
from tests.refusals import refused
from tests.rooms.dossiers import afar, ground
from tests.rooms.dossiers.ground import png

CHECKED_BY = at("2026-09-08 09:10")
"""Eight office hours after Monday 9:10, with two hours of rest at noon: 7:30-11:30 and 13:00-17:00."""
LIST = ["Trang 2 của giấy khai sinh", "Ảnh căn cước rõ hơn"]


def asked(when: timedelta = timedelta(hours=1)) -> Dossier:
    """Filed, and told by the one-stop what is missing."""
    code = afar.filed().code
    return services.ask_at_reception(
        code=code, missing=LIST, reason="Ảnh mờ.", by=Cast().receiver.actor, at=MORNING + when
    )


def sent(dossier: Dossier, paper: str, color: int, when: object = None) -> Dossier:
    """The applicant sends one of the papers asked for."""
    upload = services.Upload(f"{color}.png", png(color))
    moment = when or MORNING + timedelta(hours=2)
    return services.amend(code=dossier.code, paper=paper, files=[upload], by=APPLICANT, at=moment)  # type: ignore[arg-type]


# ── drafts ──────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_draft_becomes_one_dossier_with_its_papers_and_keeps_nothing_itself(cast: Cast) -> None:
    secret = afar.filled()
    dossier = services.submit_draft(secret=secret, at=MORNING)
    again = services.submit_draft(secret=secret, at=MORNING + timedelta(minutes=1))
    assert (again.pk, Dossier.objects.count()) == (dossier.pk, 1)
    stored = Dossier.objects.get()
    assert (stored.state, stored.awaits, stored.desk) == (State.REGISTERED, Awaits.RECEIVER, cast.centre)
    assert (stored.applicant_name, stored.applicant_phone, stored.paper) == ("Nguyễn Thị Thí Dụ", "0999123456", False)
    assert (stored.notify["email"], stored.received_at, stored.due_at) == (True, None, None)
    assert stored.components == [
        {"name": stored.components[0]["name"], "kind": "electronic", "count": 1, "pages": 1},
    ]
    (file,) = Attachment.objects.all()
    assert (file.component, file.dossier_id, file.by, path_of(file.sha256).exists()) == (
        0,
        stored.pk,
        "applicant",
        True,
    )
    event = Event.objects.get()
    assert (event.verb, event.by, event.to_unit, event.facts["helper"]) == ("file", "applicant", cast.centre, "")
    assert event.facts["absent"][0]["why"] == "Tôi tự xin cho mình."
    assert [entry.kind for entry in ledger.history(stored.tag)] == ["dossiers.filed"]
    draft = Draft.objects.get()
    assert (draft.dossier_id, draft.answers, DraftFile.objects.count()) == (stored.pk, {}, 0)
    with refused("dossiers.draft_filed"):
        services.save_draft(secret=secret, question=Question.WHO, answers=afar.WHO, at=MORNING)


def test_it_is_to_be_looked_at_within_eight_office_hours(cast: Cast) -> None:
    assert afar.filed().check_due_at == CHECKED_BY
    sunday = afar.filed(at("2026-09-13 21:00"))
    assert sunday.check_due_at == at("2026-09-14 17:00"), "hours at night and on a Sunday are nobody's"


def test_a_form_with_an_open_question_is_not_filed(cast: Cast) -> None:
    secret = afar.begun()
    with refused("dossiers.draft_open", "Người nộp", "Cách nhận kết quả", "Căn cước điện tử"):
        services.submit_draft(secret=secret, at=MORNING)
    assert (Dossier.objects.count(), Draft.objects.count()) == (0, 1)


def test_only_the_link_opens_a_draft_and_only_while_it_lives(cast: Cast) -> None:
    secret = afar.begun()
    assert secret not in str(Draft.objects.values())
    over = queries.draft_of(secret, at=MORNING).expires_at
    assert over == at("2026-10-08 00:00"), "thirty days, to the end of the last"
    for strange, when in (("x" * 22, MORNING), (secret, over)):
        with pytest.raises(NotFound):
            queries.draft_of(strange, at=when)
    services.save_draft(secret=secret, question=Question.WHO, answers=afar.WHO, at=MORNING + timedelta(days=1))
    assert queries.draft_of(secret, at=over).expires_at == at("2026-10-09 00:00")


def test_a_draft_whose_time_is_over_leaves_nothing_and_what_was_filed_stays(
    cast: Cast, django_capture_on_commit_callbacks: object
) -> None:
    dossier = afar.filed()
    forgotten = afar.begun()
    services.add_files(secret=forgotten, number=1, files=[services.Upload("a.png", png(99))], at=MORNING)
    lost, kept = DraftFile.objects.get().sha256, dossier.attachments.get().sha256
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        assert services.forget_drafts(at=MORNING + timedelta(days=1)) == 0
        assert services.forget_drafts(at=MORNING + timedelta(days=31)) == 2
    assert (Draft.objects.count(), DraftFile.objects.count(), Dossier.objects.count()) == (0, 0, 1)
    assert (path_of(lost).exists(), path_of(kept).exists()) == (False, True)


def test_a_file_is_looked_into_kept_once_and_belongs_to_one_paper(cast: Cast) -> None:
    secret = afar.begun()
    upload = services.Upload("anh.png", png(3))
    services.add_files(secret=secret, number=1, files=[upload, upload], at=MORNING)
    services.add_files(secret=secret, number=1, files=[upload], at=MORNING)
    assert DraftFile.objects.count() == 1
    with refused("dossiers.same_file", "anh.png"):
        services.add_files(secret=secret, number=2, files=[upload], at=MORNING)
    with refused("scans.type", "tai.exe"):
        services.add_files(secret=secret, number=2, files=[services.Upload("tai.exe", b"MZ not a scan")], at=MORNING)
    with pytest.raises(NotFound):
        services.add_files(secret=secret, number=77, files=[upload], at=MORNING)
    file = DraftFile.objects.get()
    with pytest.raises(NotFound):
        services.drop_file(secret=afar.begun(), file=file.pk, at=MORNING)
    services.drop_file(secret=secret, file=file.pk, at=MORNING)
    assert DraftFile.objects.count() == 0


def test_strangers_cannot_fill_the_disk(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    secret, whole = afar.begun(), png(5)
    for name, value in (("MOST_FILES", 0), ("MOST_BYTES", 10), ("MOST_OF_ALL_BYTES", 10)):
        with monkeypatch.context() as tight:
            tight.setattr(rules.filing, name, value)
            with refused(
                "dossiers.no_room" if name == "MOST_OF_ALL_BYTES" else f"dossiers.too_many_{name[5:].lower()}"
            ):
                services.add_files(secret=secret, number=1, files=[services.Upload("a.png", whole)], at=MORNING)
    monkeypatch.setattr(rules.filing, "MOST_DRAFTS", 1)
    with refused("dossiers.no_room"):
        afar.begun()


def test_where_a_photo_was_taken_is_not_kept(cast: Cast) -> None:
    secret, picture = afar.begun(), io.BytesIO()
    image = Image.new("RGB", (16, 8), (9, 9, 9))
    exif = image.getexif()
    exif[0x0112], exif[0x8825] = 6, {1: "N", 2: (10.0, 0.0, 0.0)}  # turned, and a place
    image.save(picture, "JPEG", exif=exif)
    services.add_files(secret=secret, number=1, files=[services.Upload("a.jpg", picture.getvalue())], at=MORNING)
    kept = path_of(DraftFile.objects.get().sha256).read_bytes()
    with Image.open(io.BytesIO(kept)) as read:
        assert (dict(read.getexif()), read.size) == ({0x0112: 6}, (16, 8))
    assert b"GPS" not in kept and len(kept) < len(picture.getvalue())


def test_a_new_version_is_told_and_the_draft_goes_on_under_it(cast: Cast) -> None:
    secret = afar.filled()
    later = MORNING + timedelta(days=1)
    draft = catalogue.start_draft(code=afar.HERE, by=cast.editor.actor, at=later)
    parts = draft.content["components"]
    turned = [{**parts[0], "name": "Đơn đề nghị cấp bản sao"}, parts[0]]
    changed = catalogue.save_draft(
        code=afar.HERE, seen=draft.revision, parts={"components": turned}, by=cast.editor.actor, at=later
    )
    catalogue.publish_draft(
        code=afar.HERE,
        seen=changed.revision,
        starts_on=later.date(),
        decision="02/QĐ",
        decision_on=later.date(),
        reason="Thêm đơn.",
        by=cast.editor.actor,
        at=later,
    )
    with refused("dossiers.draft_version"):
        services.submit_draft(secret=secret, at=later)
    services.carry_over(secret=secret, at=later)
    found = queries.drafted(queries.draft_of(secret, at=later), at=later)
    assert [len(found.files_of(number)) for number in (1, 2)] == [0, 1], "the photo went along with its paper"
    assert ([paper.name for paper in found.papers_left], found.questions) == (["Đơn đề nghị cấp bản sao"], ())
    services.set_absent(secret=secret, number=1, why="Ghi ở nội dung yêu cầu.", at=later)
    dossier = services.submit_draft(secret=secret, at=later)
    assert dossier.version.number == ProcedureVersion.objects.filter(procedure__code=afar.HERE).count()


def test_an_official_may_help_and_is_remembered(cast: Cast) -> None:
    by = cast.receiver.actor
    draft, _ = services.begin_draft(procedure=afar.HERE, unit=cast.commune, by=by, at=MORNING)
    assert draft.helper == by.code
    for somebody in (cast.stranger.actor, cast.specialist.actor):
        with pytest.raises(NotFound):
            services.begin_draft(procedure=afar.HERE, unit=cast.commune, by=somebody, at=MORNING)


def test_what_is_filed_on_the_national_portal_is_not_begun_here(cast: Cast) -> None:
    assert queries.way_online(builders.PROCEDURE, MORNING.date()).national
    for procedure, unit in ((builders.PROCEDURE, cast.commune), (afar.HERE, "H99"), ("9.999999", cast.commune)):
        with pytest.raises(NotFound):
            services.begin_draft(procedure=procedure, unit=unit, by=APPLICANT, at=MORNING)


# ── looked at by the one-stop ───────────────────────────────────────────────────────────────────────────────
def test_what_was_filed_lies_before_the_one_stop_the_soonest_term_first(cast: Cast) -> None:
    second, first = afar.filed(MORNING + timedelta(hours=1)), afar.filed(MORNING)
    later = MORNING + timedelta(hours=2)
    assert [row.code for row in queries.unchecked(cast.receiver.actor, at=later)] == [first.code, second.code]
    assert len(queries.unchecked(cast.leader.actor, at=later)) == 2
    for nobody in (cast.stranger, cast.head, cast.overseer):
        assert queries.unchecked(nobody.actor, at=later) == []
    assert queries.queue(cast.receiver.actor, at=later).total == 0
    assert "kiểm tra" in queries.tracked(first, at=later).standing.word
    assert queries.tracked(first, at=CHECKED_BY + timedelta(minutes=1)).standing.kind == "late"


def test_accepting_starts_the_clock_and_ends_the_term_of_checking(cast: Cast) -> None:
    code = afar.filed().code
    when = MORNING + timedelta(hours=1)
    dossier = services.complete(code=code, components=[], by=cast.receiver.actor, at=when)
    assert (dossier.state, dossier.received_at, dossier.check_due_at) == (State.RECEIVED, when, None)
    assert dossier.due_at == at("2026-09-08 17:00")
    assert queries.paper_of(dossier, "receipt", site="https://vi.du").code == code
    assert services.hand_over(code=code, division=cast.office, by=cast.receiver.actor, at=when).in_transit is False


def test_the_list_is_given_once_and_whole(cast: Cast) -> None:
    dossier = asked()
    assert (dossier.state, dossier.awaits, dossier.check_due_at) == (State.REGISTERED, Awaits.CITIZEN, None)
    whole = sent(sent(dossier, LIST[0], 11), LIST[1], 12)
    assert (whole.awaits, whole.check_due_at) == (Awaits.RECEIVER, CHECKED_BY + timedelta(hours=2))
    again = {"code": dossier.code, "reason": "Vẫn mờ.", "by": cast.receiver.actor, "at": MORNING + timedelta(hours=3)}
    with refused("dossiers.second_list", "Giấy mới"):
        services.ask_at_reception(missing=["Giấy mới"], **again)
    assert services.ask_at_reception(missing=LIST[1:], **again).awaits == Awaits.CITIZEN


def test_papers_are_sent_one_by_one_and_the_last_one_passes_the_turn(cast: Cast) -> None:
    dossier = asked()
    half = sent(dossier, LIST[0], 11)
    assert (half.awaits, queries.asked_for(half).left) == (Awaits.CITIZEN, (LIST[1],))
    why = {"code": dossier.code, "paper": LIST[1], "absent": "Căn cước đang cấp lại."}
    whole = services.amend(**why, by=APPLICANT, at=MORNING + timedelta(hours=3))
    assert whole.awaits == Awaits.RECEIVER
    assert [item["name"] for item in whole.components[1:]] == [LIST[0]]
    assert whole.attachments.order_by("-id").first().component == 1  # type: ignore[union-attr]
    last = Event.objects.latest("id")
    assert last.facts["absent"] == [{"name": LIST[1], "why": "Căn cước đang cấp lại."}]


def test_the_applicant_mends_how_to_be_reached_and_not_who_they_are(cast: Cast) -> None:
    code = afar.filed().code
    when = MORNING + timedelta(hours=1)
    mended = services.amend(code=code, changes={"applicant_phone": "+84 999 654 321"}, by=APPLICANT, at=when)
    assert (mended.applicant_phone, mended.awaits, mended.check_due_at) == ("0999654321", Awaits.RECEIVER, CHECKED_BY)
    assert Event.objects.latest("id").facts["changed"]["applicant_phone"]["old"] == "0999123456"
    for changes, said in (({"applicant_name": "Ai Khác"}, "dossiers.amend_field"), ({}, "dossiers.needs")):
        with refused(said):
            services.amend(code=code, changes=changes, by=APPLICANT, at=when)
    with refused("dossiers.correct_nothing"):
        services.amend(code=code, changes={"applicant_phone": "0999654321"}, by=APPLICANT, at=when)
    with refused("dossiers.same_file"):
        services.amend(code=code, paper="A", files=[services.Upload("b.png", png(7))], by=APPLICANT, at=when)


def test_until_a_decision_is_signed_the_applicant_may_amend_and_withdraw(cast: Cast) -> None:
    working, signed = builders.assigned(cast), builders.signed(cast)
    when = ground.LATER
    assert sent(working, "Giấy thêm", 31, when).awaits == working.awaits, "who works on it goes on"
    gone = services.withdraw(code=working.code, reason="Tôi nộp lại sau.", by=APPLICANT, at=when)
    assert (gone.state, Event.objects.latest("id").by) == (State.WITHDRAWN, "applicant")
    for act in (
        lambda: sent(signed, "Giấy thêm", 32, when),
        lambda: services.withdraw(code=signed.code, reason="Thôi.", by=APPLICANT, at=when),
    ):
        with refused("dossiers.turn"):
            act()


def test_an_official_does_not_amend_in_the_applicants_place(cast: Cast) -> None:
    code = afar.filed().code
    for somebody in (cast.receiver, cast.leader, cast.stranger):
        with pytest.raises(NotFound):
            services.amend(code=code, changes={"request_text": "Khác"}, by=somebody.actor, at=MORNING)


# ── a supplement answered from afar ─────────────────────────────────────────────────────────────────────────
def test_a_supplement_answered_from_afar_is_not_closed_while_the_one_stop_looks(cast: Cast) -> None:
    dossier = builders.asked(cast)
    due = dossier.answer_due_at
    (paper,) = queries.asked_for(dossier).missing
    answered = sent(dossier, paper, 41, at("2026-09-22 20:00"))
    assert (answered.state, answered.awaits, answered.answer_due_at) == (State.SUPPLEMENT, Awaits.RECEIVER, None)
    assert answered.check_due_at == at("2026-09-23 17:00")
    assert due is not None and services.close_unanswered(at=due + timedelta(days=9)) == []

    when = at("2026-09-24 10:00")
    left = {"code": dossier.code, "missing": [paper], "reason": "Thiếu trang 2.", "by": cast.receiver.actor}
    with refused("dossiers.second_list"):
        services.still_missing(**{**left, "missing": ["Giấy khác"]}, at=when)
    again = services.still_missing(**left, at=when)
    assert (again.awaits, again.check_due_at) == (Awaits.CITIZEN, None)
    assert again.answer_due_at == due + timedelta(days=2), "the two days that the one-stop took are given back"
    assert queries.paper_of(again, "supplement", site="https://vi.du").items == (paper,)  # type: ignore[union-attr]
    taken = services.take_supplement(
        code=dossier.code, components=[], by=cast.receiver.actor, at=when + timedelta(hours=1)
    )
    assert (taken.state, taken.check_due_at) == (State.PROCESSING, None)


def test_a_refusal_by_mistake_leads_back_to_the_term_of_checking(cast: Cast) -> None:
    code = afar.filed().code
    ground.ACTS["refuse"](code, cast.receiver.actor, MORNING + timedelta(hours=1))
    back = ground.ACTS["reverse"](code, cast.leader.actor, MORNING + timedelta(hours=2))
    assert (back.state, back.awaits) == (State.REGISTERED, Awaits.RECEIVER)
    assert back.check_due_at == CHECKED_BY + timedelta(hours=2)


def test_the_paper_given_at_once_says_that_it_is_no_receipt_yet_and_by_when(cast: Cast) -> None:
    dossier = afar.filed()
    paper = queries.paper_of(dossier, "acknowledgement", site="https://vi.du")
    assert (paper.code, paper.answer_due_at) == (dossier.code, CHECKED_BY)  # type: ignore[union-attr]
    assert dossier.key in paper.look_up.url
    services.complete(code=dossier.code, components=[], by=cast.receiver.actor, at=MORNING + timedelta(hours=1))
    again = queries.paper_of(Dossier.objects.get(), "acknowledgement", site="https://vi.du")
    assert again == paper, "printed again it is the same"

"""A petition erased by a decision and by two people: nothing of its people is left anywhere, every figure stays."""

import io
import json
from datetime import date
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from liemchinh.cli import main
from liemchinh.jobs.audit import look
from liemchinh.kernel.actors import APPLICANT
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.ledger import queries as ledger
from liemchinh.org import queries as org
from liemchinh.petitions import queries, services
from liemchinh.petitions.drivers import imap
from liemchinh.petitions.models import (
    Duty,
    Mailbox,
    MailItem,
    Petition,
    Petitioner,
    PetitionEvent,
    Publication,
    PublicationFile,
    SameMatter,
)
from liemchinh.petitions.queries.fetch import of_citizen
from liemchinh.petitions.queries.figures import counted
from liemchinh.petitions.queries.likeness import alike
from liemchinh.petitions.queries.lists import Wanted, listed
from liemchinh.petitions.queries.published import Wanted as Asked
from liemchinh.petitions.queries.published import listed as published
from liemchinh.petitions.rules import Source
from liemchinh.petitions.rules.figures import Period
from liemchinh.petitions.services import Upload, mailbox
from tests import builders
from tests.builders import MORNING, at
from tests.cast import COMMUNE, PASSWORD, Cast
from tests.refusals import refused
from tests.rooms.dossiers.ground import png
from tests.rooms.remains import remains_of, words_in

DECISION = "12/QĐ-UBND"
SOON, LATER = at("2047-02-01 09:00"), at("2047-02-02 09:00")
"""Twenty years after the year of its end, and a few days."""
SECRETS = (
    *("Trần Bí Mẫu", "bi.mau@kin.example", "Ngõ Kín số 77", "0999765432", "001088000999", "mương nước nhà ông Kín"),
    *("ke-khai-cua-Bi-Mau.exe", "anh-nha-Bi-Mau.png", "Lời thêm của bà Mẫu Kín", "Trả lời bà Trần Bí"),
    *("sửa tên bà Mẫu Kín", "cùng thôn với bà Mẫu Kín", "TB gửi bà Mẫu Kín", "tên làng của bà Mẫu Kín"),
)
YEAR = Period("2026", date(2026, 1, 1), date(2027, 1, 1))
PUBLIC = {"title": "Mương nước bị lấp", "question": "Mương bị lấp, khi nào nạo vét?", "answer": "Đã nạo vét xong."}


def written_again(petition: Petition) -> None:
    """A letter of the mailbox that belongs to it, with a picture and with a file that was not kept."""
    message = EmailMessage()
    message["From"], message["Subject"] = "Trần Bí Mẫu <bi.mau@kin.example>", f"Về đơn {petition.code}"
    message["Message-ID"] = "<bi.mau@kin.example>"
    message.set_content("Lời thêm của bà Mẫu Kín: gọi 0999765432.")
    for name, content in (("anh-nha-Bi-Mau.png", png(21)), ("ke-khai-cua-Bi-Mau.exe", b"MZ")):
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    raw = message.as_bytes()
    box = imap.Box("127.0.0.1", 1, "don", "INBOX", COMMUNE, Source.EMAIL, wrapped=False, password="x")
    row = Mailbox.objects.create(name=box.name)
    unit = org.unit(COMMUNE, local_day(MORNING))
    assert mailbox.take(box, row, 1, imap.Letter(1, raw, len(raw)), authority=unit, at=MORNING) == "added"


def ended(cast: Cast) -> Petition:
    """A recommendation that everything has happened to which can happen: answered, published, confirmed, closed."""
    sender = services.Sender("Trần Bí Mẫu", "001088000999", "Ngõ Kín số 77", "0999765432", "bi.mau@kin.example")
    subject, text = "mương nước nhà ông Kín", "Mương nước nhà ông Kín ở Ngõ Kín số 77 bị lấp, đề nghị nạo vét."
    petition = builders.petition(cast, subject=subject, text=text, senders=(sender,), notify={"email": True})
    code, office = petition.code, cast.reception.actor
    other = builders.petition(cast).code
    written_again(petition)
    services.sort(code=code, content="recommendation", within=True, eligible=True, by=office, at=MORNING)
    services.correct(
        code=code,
        changes={"place": "Ngõ Kín số 77"},
        reason="sửa tên bà Mẫu Kín",
        by=office,
        at=MORNING,
    )
    services.tell_apart(code=code, other=other, reason="cùng thôn với bà Mẫu Kín", by=office, at=MORNING)
    services.route(code=code, division=cast.economy, by=office, at=MORNING)
    services.answer(code=code, answer="Trả lời bà Trần Bí Mẫu.", by=cast.other_head.actor, at=MORNING)
    leaky = {**PUBLIC, "title": "Mương nước của bà Trần Bí Mẫu"}
    services.prepare_answer(code=code, by=office, at=MORNING, attached=[Upload("x.png", png(22))], **leaky)
    keys = [alarm.key for alarm in queries.published.alarms_of(_draft(code), on=MORNING.date())]
    services.clear_findings(code=code, findings=keys, reason="tên làng của bà Mẫu Kín", by=cast.chair.actor, at=MORNING)
    services.prepare_answer(code=code, by=office, at=MORNING, drop=[1], **PUBLIC)
    services.publish_answer(code=code, by=cast.chair.actor, at=MORNING)
    for duty in Duty.objects.filter(petition__code=code, done_at=None):
        services.note_duty(code=code, duty=duty.number, document="TB gửi bà Mẫu Kín", by=cast.chair.actor, at=MORNING)
    services.say_solved(code=code, by=APPLICANT, at=MORNING, fetch_by=of_citizen)
    return Petition.objects.get(code=code)


def _draft(code: str) -> Any:
    return queries.published.draft_of(Petition.objects.get(code=code))


def erased(cast: Cast, petition: Petition) -> Petition:
    services.ask_erasure(
        code=petition.code, decision=DECISION, reason="Theo yêu cầu.", by=cast.reception.actor, at=SOON
    )
    services.erase(code=petition.code, decision=DECISION, by=cast.chair.actor, at=LATER)
    return Petition.objects.get(pk=petition.pk)


@pytest.mark.django_db(transaction=True)
def test_nothing_of_the_person_is_left_and_every_figure_is_as_before(
    cast: Cast, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.FILES_ROOT = tmp_path
    petition = ended(cast)
    assert remains_of(SECRETS) == list(SECRETS)
    before = (counted(YEAR), published(Asked(), page=1, on=local_day(LATER)).total)
    steps = list(PetitionEvent.objects.filter(petition=petition).order_by("step").values_list("step", "verb", "at"))
    public = [bytes(entry.entry) for entry in ledger.history(petition.tag)]
    assert list(look()) == []
    for word, moment, who in (("request", SOON, cast.reception), ("approve", LATER, cast.chair)):
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
        options = ["--decision", DECISION, "--reason", "Theo yêu cầu.", "--by", who.username]
        with time_machine.travel(moment, tick=False):
            assert main(["erase", word, petition.code, *options]) == 0
    assert main(["erase", "finish", petition.code]) == 0
    after = Petition.objects.get(pk=petition.pk)
    assert remains_of(SECRETS) == []
    assert list(look()) == []
    assert (counted(YEAR), published(Asked(), page=1, on=local_day(LATER)).total) == before
    assert list(PetitionEvent.objects.filter(petition=petition).order_by("step").values_list("step", "verb", "at")) == (
        steps
    )
    entries = ledger.history(petition.tag)
    assert [bytes(entry.entry) for entry in entries][: len(public)] == public
    assert all(entry.record is None for entry in entries[:-1])
    told = json.loads(bytes(entries[-1].record or b""))["facts"]
    assert (told["asked_by"], told["decision"]) == (cast.reception.actor.code, DECISION)
    assert services.destroy(queries.erased_files(petition.code)) == 0 and len(queries.erased_files(petition.code)) == 3
    # no search, no comparison, no telephone finds it; its key says that it was erased, and opens no paper
    wanted = listed(cast.reception.actor, at=LATER, wanted=Wanted(text="mương nước"))
    assert wanted.rows == []
    neighbour = Petition.objects.exclude(pk=petition.pk).get()
    assert alike(neighbour, cast.chair.actor, on=local_day(LATER)) == []
    assert queries.fact_shown(after.code, "5432") is None and queries.fact_shown(after.code, after.key) == "key"
    assert queries.papers_of(after) == {}
    # what everybody reads can still be taken back
    services.withdraw_answer(code=after.code, reason="Đã cũ.", by=cast.chair.actor, at=LATER)
    assert published(Asked(), page=1, on=local_day(LATER)).total == 0
    with refused("petitions.erased"):
        services.attach(code=after.code, files=[Upload("x.png", png(7))], by=cast.reception.actor, at=LATER)
    assert list(look()) == []


def test_every_column_of_words_was_looked_at() -> None:
    """A new one fails here: does an erasure take it, or does it stay?"""
    stay = {
        Petition: "code source visit entered_by content field conditions flags complexity criteria budget_unit basis "
        "awaits outcome result_number forwarded_to key tag",
        Petitioner: "",
        PetitionEvent: "verb by seat awaits_before awaits to_unit legal",
        Duty: "kind basis done_by",
        Publication: "public_id state division field prepared_by published_by withdrawn_by withdrawn_reason",
        PublicationFile: "name media_type sha256",
        SameMatter: "verdict by",
        MailItem: "digest fate reason settled_by settled_why",
    }
    go = {
        Petition: "source_name source_document subject text search place about decision_ref notify",
        Petitioner: "name folded identity address phone email",
        PetitionEvent: "reason facts",
        Duty: "document facts",
        Publication: "place title question answer search cleared",
        PublicationFile: "findings",
        SameMatter: "reason",
        MailItem: "message_id sender subject left_out",
    }
    assert {model: words_in(model) for model in stay} == {
        model: {*kept.split(), *go[model].split()} for model, kept in stay.items()
    }
    others = {"Mailbox", "Counter", "PetitionFile", "Likeness", "LikenessBand"}  # of nobody, or the row itself goes
    assert {model.__name__ for model in apps.get_app_config("petitions").get_models()} == others | {
        model.__name__ for model in stay
    }


def test_nobody_erases_early_alone_or_while_something_is_owed(cast: Cast) -> None:
    petition, chair = ended(cast), cast.chair.actor
    asked: dict[str, Any] = {"code": petition.code, "decision": DECISION, "reason": ""}
    with refused("petitions.erase_early", "01/01/2047"):
        services.ask_erasure(**asked, by=chair, at=at("2046-12-31 09:00"))
    goes_on = builders.sorted_petition(cast, "complaint").code
    with refused("petitions.erase_open", "đang xem xét"):
        services.ask_erasure(**asked | {"code": goes_on}, by=chair, at=SOON)
    Duty.objects.create(petition=petition, number=90, kind="publish_answer", opened_at=MORNING, due_at=MORNING)
    with refused("petitions.erase_owed", "1 việc"):
        services.ask_erasure(**asked, by=chair, at=SOON)
    Duty.objects.filter(number=90).update(done_at=MORNING, done_by=chair.code)
    for missing in ("", "x" * 101):
        with refused("petitions.decision"):
            services.ask_erasure(**asked | {"decision": missing}, by=chair, at=SOON)
    with refused("petitions.erase_unasked"):
        services.erase(code=petition.code, decision=DECISION, by=chair, at=LATER)
    services.ask_erasure(**asked, by=chair, at=SOON)
    with refused("petitions.four_eyes"):
        services.erase(code=petition.code, decision=DECISION, by=chair, at=LATER)
    with refused("petitions.who"):
        services.erase(code=petition.code, decision=DECISION, by=cast.reception.actor, at=LATER)
    for stranger in (cast.stranger_reception, cast.stranger_chair, cast.specialist, cast.administrator):
        with pytest.raises(NotFound):
            services.ask_erasure(**asked, by=stranger.actor, at=SOON)
        with pytest.raises(NotFound):
            services.erase(code=petition.code, decision=DECISION, by=stranger.actor, at=LATER)
    assert Petition.objects.get(pk=petition.pk).erased_at is None


def test_the_database_lets_no_verdict_lose_its_words_before_and_nothing_else_after(cast: Cast) -> None:
    def refuse(change: str) -> None:
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE petitions_samematter SET {change}")

    petition = ended(cast)
    refuse("reason = ''")
    erased(cast, petition)
    assert SameMatter.objects.get().reason == "" and MailItem.objects.get().left_out == []
    for change in ("reason = 'khác'", "verdict = 'same'", "number = 9"):
        refuse(change)
    with pytest.raises(Refused, match="đã xóa"):
        services.ask_erasure(code=petition.code, decision=DECISION, reason="", by=cast.chair.actor, at=LATER)

"""The proposal beside the sorting, the media mailbox, letters that wait for a person: what pages show to whom."""

import csv
import io
import uuid
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from liemchinh.kernel.actors import APPLICANT, SYSTEM
from liemchinh.org import queries as org
from liemchinh.petitions import rules, services
from liemchinh.petitions.drivers.imap import Box, Letter
from liemchinh.petitions.models import Mailbox, MailItem, Petition, PetitionEvent
from liemchinh.petitions.rules import Source
from liemchinh.petitions.services import mailbox
from tests import builders
from tests.builders import MORNING
from tests.cast import COMMUNE, Cast
from tests.web.desk.conftest import Sit


def test_the_proposal_shows_its_words_and_is_kept_beside_the_finding(cast: Cast, desk: Client, sit: Sit) -> None:
    sit(cast.reception)
    entered = builders.petition(
        cast, subject="Khiếu nại Quyết định số 12/QĐ-UBND", text="Tôi không đồng ý việc thu hồi đất.\n<b>x</b>"
    )
    page = desk.get(reverse("desk:petition", args=[entered.code])).content.decode()
    assert "Máy đề xuất, người quyết định" in page and "<mark>Khiếu nại</mark>" in page and "Khá rõ" in page
    assert "<b>x</b>" not in page
    form = desk.get(reverse("desk:petition_act", args=[entered.code, "phan-loai"]))
    assert "<mark>không đồng ý</mark>" in form.content.decode()
    said = {
        "content": "recommendation",
        "within": "yes",
        "eligible": "yes",
        "seen_step": "1",
        "token": str(uuid.uuid4()),
    }
    posted = desk.post(reverse("desk:petition_act", args=[entered.code, "phan-loai"]), said)
    assert posted.status_code == 302, posted.content.decode()[:2000]
    kept = PetitionEvent.objects.get(petition=entered, verb="sort").facts
    assert (kept["content"], kept["proposed"]["content"]) == ("recommendation", "complaint")
    assert "đồng ý" not in str(kept["proposed"])
    after = desk.get(reverse("desk:petition", args=[entered.code])).content.decode()
    assert "Máy đề xuất" not in after, "sorted: the proposal is over"


def test_the_media_mailbox_counts_what_the_press_passed_on_and_who_was_answered(
    cast: Cast, desk: Client, sit: Sit
) -> None:
    one = builders.petition(cast, subject="Rác ở chợ", source=Source.MEDIA, source_name="Đài Mẫu")
    builders.petition(cast, subject="Cống tắc", source=Source.PRESS, source_name="Báo Mẫu", source_document="7/CV")
    builders.petition(cast, subject="Không phải báo chuyển")
    services.sort(
        code=one.code, content=rules.Content.RECOMMENDATION, within=False, by=cast.reception.actor, at=MORNING
    )
    services.guide(code=one.code, body="Ban Mẫu", reason="Không thuộc.", by=cast.reception.actor, at=MORNING)
    closed = services.Letter(
        subject="Bí mật", text="tố cáo nhận hối lộ", source=Source.MEDIA, source_name="Đài Mẫu", authority=COMMUNE
    )
    secret = services.file(letter=closed, by=SYSTEM, at=MORNING)
    services.sort(code=secret.code, content=rules.Content.DENUNCIATION, by=cast.reception.actor, at=MORNING)
    address = reverse("desk:petition_media")
    sit(cast.reception)
    with CaptureQueriesContext(connection) as few:
        page = desk.get(address, {"ky": "2026-09"}).content.decode()
    assert "Đài Mẫu" in page and "Cống tắc" in page and "Không phải báo" not in page and "Bí mật" not in page
    assert "nhận 2, đã có kết quả 0" in page
    table = desk.get(address, {"ky": "2026-Q3", "tai": "csv"})
    for number in range(4):
        builders.petition(cast, subject=f"Thư {number}", source=Source.PRESS, source_name=f"Báo {number}")
    with CaptureQueriesContext(connection) as many:
        assert "nhận 6" in desk.get(address, {"ky": "2026-09"}).content.decode()
    assert len(many) == len(few) <= 30, "however many there are"
    rows = list(csv.reader(io.StringIO(table.content.decode("utf-8-sig"))))
    assert len(rows) == 3 and {row[2] for row in rows[1:]} == {"Đài Mẫu", "Báo Mẫu"}
    assert "nhận 0" in desk.get(address, {"ky": "2025"}).content.decode()
    assert "chưa đúng" in desk.get(address, {"ky": "2026-Q9"}).content.decode()
    sit(cast.chair)
    assert "Bí mật" in desk.get(address, {"ky": "2026"}).content.decode()
    sit(cast.stranger_reception)
    assert "Cống tắc" not in desk.get(address, {"ky": "2026"}).content.decode()
    sit(cast.cashier)
    assert desk.get(address).status_code in (403, 404)


def aside(text: str = "Tôi đi vắng đến thứ hai.", uid: int = 1) -> MailItem:
    content = (
        f"From: la@xa.example\r\nSubject: =?utf-8?B?VuG6r25n?=\r\nAuto-Submitted: auto-replied\r\n\r\n{text}".encode()
    )
    row, _ = Mailbox.objects.get_or_create(name="don/INBOX")
    box = Box("h", 1, "don", "INBOX", COMMUNE, Source.EMAIL, wrapped=True, password="x")
    authority = org.unit(COMMUNE, MORNING.date())
    mailbox.take(box, row, 1, Letter(uid, content, len(content)), authority=authority, at=MORNING)
    return MailItem.objects.get(uid=uid)


def test_a_letter_set_aside_is_read_entered_or_left_out_with_a_reason(
    cast: Cast, desk: Client, sit: Sit, django_capture_on_commit_callbacks: Any
) -> None:
    first, second = aside(), aside("Xin nhắn lại sau.", uid=2)
    sit(cast.reception)
    page = desk.get(reverse("desk:petition_letters")).content.decode()
    assert "2 thư đang chờ" in page and "Vắng" in page and "Thư trả lời tự động" in page
    address = reverse("desk:petition_letter", args=[first.pk])
    assert "Tôi đi vắng đến thứ hai." in desk.get(address).content.decode()
    assert desk.post(address, {"lam": "bo", "ly_do": ""}).status_code == 422
    assert desk.post(address, {"lam": "la"}).status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        assert desk.post(address, {"lam": "bo", "ly_do": "Báo vắng mặt."}).status_code == 302
    assert desk.get(address).status_code == 404
    assert not mailbox.path_of(first.digest).exists()
    entered = desk.post(reverse("desk:petition_letter", args=[second.pk]), {"lam": "vao"})
    petition = Petition.objects.get()
    assert entered["Location"] == reverse("desk:petition", args=[petition.code])
    again = desk.post(reverse("desk:petition_letter", args=[second.pk]), {"lam": "vao"})
    assert again.status_code == 302 and Petition.objects.count() == 1
    third = aside("Thư nữa.", uid=3)
    for who in (cast.stranger_reception, cast.chair, cast.auditor):
        sit(who)
        assert desk.get(reverse("desk:petition_letter", args=[third.pk])).status_code in (403, 404)


def test_a_letter_from_afar_that_may_denounce_is_no_officers_to_read(cast: Cast) -> None:
    letter = services.Letter(subject="Xin phản ánh", text="can bo xa doi tien", authority=COMMUNE, source=Source.WEB)
    assert services.file(letter=letter, by=APPLICANT, at=MORNING).restricted


def test_a_denunciation_from_afar_waits_for_the_head_once_nobody_else_may_see_it(cast: Cast, sit: Sit) -> None:
    letter = services.Letter(subject="Tố cáo", text="can bo xa doi tien", authority=COMMUNE, source=Source.WEB)
    code = services.file(letter=letter, by=APPLICANT, at=MORNING).code
    address = reverse("desk:petition", args=[code])
    assert address in sit(cast.reception).get(reverse("desk:petitions")).content.decode()
    assert sit(cast.chair).get(reverse("desk:petitions")).context["mine"] == []
    services.sort(code=code, content=rules.Content.DENUNCIATION, within=True, by=cast.reception.actor, at=MORNING)
    assert sit(cast.reception).get(address).status_code == 404
    assert len(sit(cast.chair).get(reverse("desk:petitions")).context["mine"]) == 1

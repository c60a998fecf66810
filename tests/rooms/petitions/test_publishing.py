"""What everybody reads leads to nobody: findings block, a second person clears them, withdrawn words are gone."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from openpyxl import Workbook
from PIL import Image

from liemchinh.jobs.audit import look
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.papers import hidden
from liemchinh.petitions import services
from liemchinh.petitions.models import Petition, Publication, PublicationFile
from liemchinh.petitions.queries import published
from liemchinh.petitions.queries.published import Wanted, alarms_of, listed
from liemchinh.petitions.services import Upload
from liemchinh.petitions.services.publishing import path_of
from tests import builders
from tests.builders import MORNING
from tests.cast import Cast

ON = MORNING.date()
LATER = MORNING + timedelta(days=9)
CLEAN = {
    "title": "Đường trước nhà văn hóa hỏng",
    "question": "Đường trước nhà văn hóa hỏng nặng, khi nào sửa?",
    "answer": "Đã vá xong trong tuần đầu tháng 9.",
}


def answered(cast: Cast, **letter: Any) -> Petition:
    code = builders.sorted_petition(cast, "recommendation", field="Giao thông", **letter).code
    services.route(code=code, division=cast.economy, by=cast.reception.actor, at=MORNING)
    return services.answer(code=code, answer="Đã vá.", by=cast.other_head.actor, at=MORNING + timedelta(days=8))


def prepare(cast: Cast, petition: Petition, **changes: Any) -> Publication:
    said = {"field": "Giao thông", **CLEAN, **changes}
    return services.prepare_answer(code=petition.code, by=cast.reception.actor, at=LATER, **said)


def photo() -> bytes:
    image = Image.new("RGB", (60, 40), "white")
    exif = Image.Exif()
    exif[0x0110] = "Máy chụp của bà Thí Dụ"
    exif.get_ifd(0x8825)[2] = (10.0, 2.0, 3.0)
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_a_clean_version_is_published_listed_and_found_without_marks(cast: Cast) -> None:
    petition = answered(cast)
    prepare(cast, petition)
    assert listed(Wanted(), page=1, on=ON).total == 0
    shown = services.publish_answer(code=petition.code, by=cast.reception.actor, at=LATER)
    found = listed(Wanted(words="duong hong nha van hoa", unit=cast.economy, field="Giao thông"), page=1, on=ON)
    assert [row.public_id for row in found.rows] == [shown.public_id] and found.counts["answered"] == 1
    assert shown.days == 6 and shown.people == 1
    assert listed(Wanted(words="cấp điện"), page=1, on=ON).total == 0
    assert listed(Wanted(standing="unsolved"), page=1, on=ON).total == 0
    assert petition.code not in shown.public_id and not petition.duties.filter(kind="publish_answer", done_at=None)


def test_whatever_leads_to_the_sender_blocks_until_a_second_person_has_looked(cast: Cast) -> None:
    petition = answered(cast)
    leaky = "Nhà ông Mẫu Tám ở thôn Mẫu, điện thoại 0999 000 111, hỏi khi nào sửa đường?"
    draft = prepare(cast, petition, question=leaky)
    assert {alarm.clue for alarm in alarms_of(draft, on=ON)} == {"name", "address", "phone"}
    with pytest.raises(Refused, match="Còn 3 chỗ"):
        services.publish_answer(code=petition.code, by=cast.chair.actor, at=LATER)
    keys = [alarm.key for alarm in alarms_of(draft, on=ON)]
    with pytest.raises(Refused, match="Người soạn không tự"):
        services.clear_findings(code=petition.code, findings=keys, reason="nhầm", by=cast.reception.actor, at=LATER)
    with pytest.raises(Refused, match="không còn trong bản soạn"):
        services.clear_findings(code=petition.code, findings=["x"], reason="nhầm", by=cast.chair.actor, at=LATER)
    services.clear_findings(code=petition.code, findings=keys[:1], reason="Tên đường", by=cast.chair.actor, at=LATER)
    with pytest.raises(Refused, match="Còn 2 chỗ"):
        services.publish_answer(code=petition.code, by=cast.chair.actor, at=LATER)
    prepare(cast, petition, question="Khi nào sửa đường trước nhà văn hóa?")
    services.publish_answer(code=petition.code, by=cast.chair.actor, at=LATER)


def test_a_photo_is_drawn_anew_and_a_hidden_sheet_is_found(cast: Cast) -> None:
    petition = answered(cast)
    book = Workbook()
    book.active["A1"] = "Kinh phí"
    secret = book.create_sheet("Danh sách")
    secret["A1"], secret.sheet_state = "Trần Thị Kín, 0912345678", "hidden"
    kept = io.BytesIO()
    book.save(kept)
    files = (Upload("ba-Thi-Du.jpg", photo()), Upload("kinh-phi.xlsx", kept.getvalue()))
    draft = prepare(cast, petition, attached=files)
    rows = list(PublicationFile.objects.filter(petition=petition).order_by("number"))
    assert [row.name for row in rows] == ["tep-1.jpg", "tep-2.xlsx"]
    assert hidden.inside(path_of(rows[0].sha256).read_bytes(), name="x").marks == ()
    assert {(a.where[:1], a.clue) for a in alarms_of(draft, on=ON)} == {
        ("1", "unread"),
        ("2", "hidden"),
        ("2", "name"),
        ("2", "phone"),
    }
    with pytest.raises(Refused, match="có thể lộ người"):
        services.publish_answer(code=petition.code, by=cast.reception.actor, at=LATER)
    draft = prepare(cast, petition, drop=(2,))
    picture = [alarm.key for alarm in alarms_of(draft, on=ON)]
    services.clear_findings(code=petition.code, findings=picture, reason="Ảnh mặt đường", by=cast.chair.actor, at=LATER)
    services.publish_answer(code=petition.code, by=cast.chair.actor, at=LATER)
    services.withdraw_answer(code=petition.code, reason="Ảnh có biển số xe", by=cast.chair.actor, at=LATER)
    assert not path_of(rows[0].sha256).exists()


def test_a_withdrawn_version_keeps_its_address_and_reason_and_none_of_its_words(cast: Cast) -> None:
    petition = answered(cast)
    prepare(cast, petition)
    shown = services.publish_answer(code=petition.code, by=cast.reception.actor, at=LATER)
    with pytest.raises(Refused, match="Đang có bản công khai"):
        prepare(cast, petition)
    with pytest.raises(Refused, match="có thể lộ người"):
        services.withdraw_answer(code=petition.code, reason="Lộ ông Mẫu Tám", by=cast.chair.actor, at=LATER)
    with pytest.raises(NotFound):
        services.withdraw_answer(code=petition.code, reason="Nhầm", by=cast.stranger_chair.actor, at=LATER)
    services.withdraw_answer(code=petition.code, reason="Trả lời nhầm đoạn đường", by=cast.chair.actor, at=LATER)
    gone = published.one(shown.public_id)
    assert gone and gone.state == "withdrawn" and not (gone.title or gone.question or gone.answer or gone.search)
    after = listed(Wanted(), page=1, on=ON)
    assert after.total == 0 and after.withdrawn == 1
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Publication.objects.filter(pk=gone.pk).delete()
    again = prepare(cast, petition)
    assert again.number == 2 and again.public_id != shown.public_id


def test_nothing_but_an_answered_recommendation_is_ever_published(cast: Cast) -> None:
    complaint = builders.sorted_petition(cast, "complaint")
    denunciation = builders.sorted_petition(cast, "denunciation")
    waiting = builders.sorted_petition(cast, "recommendation")
    for petition in (complaint, denunciation, waiting):
        with pytest.raises(Refused, match=r"không có việc|nên chưa thể"):
            services.prepare_answer(code=petition.code, by=cast.reception.actor, at=LATER, **CLEAN)
    shown = answered(cast)
    prepare(cast, shown)
    services.publish_answer(code=shown.code, by=cast.reception.actor, at=LATER)
    Petition.objects.filter(pk=shown.pk).update(restricted=True)
    assert listed(Wanted(), page=1, on=ON).total == 0


def test_the_audit_finds_every_row_told_after_a_whole_life_in_public(cast: Cast) -> None:
    petition = answered(cast)
    prepare(cast, petition, attached=(Upload("anh.jpg", photo()),))
    keys = [alarm.key for alarm in alarms_of(published.versions_of(petition)[0], on=ON)]
    services.clear_findings(code=petition.code, findings=keys, reason="Ảnh mặt đường", by=cast.chair.actor, at=LATER)
    services.publish_answer(code=petition.code, by=cast.chair.actor, at=LATER)
    services.withdraw_answer(code=petition.code, reason="Nhầm đoạn", by=cast.chair.actor, at=LATER)
    other = builders.petition(cast)
    services.tell_apart(code=other.code, other=petition.code, by=cast.reception.actor, at=LATER)
    services.note_likeness(at=LATER)
    assert look(signer=False).found == {}
    Publication.objects.update(withdrawn_reason="Không nhầm")
    assert look(signer=False).found != {}

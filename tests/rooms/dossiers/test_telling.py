"""Who is told of what happens to a dossier: the applicant as they chose, at once; the offices that have to act."""

from datetime import timedelta
from typing import Any

import pytest

from liemchinh.dossiers import queries, services
from liemchinh.kernel.actors import APPLICANT
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.ledger.models import Entry
from liemchinh.notices.models import Message
from tests import builders
from tests.builders import MORNING
from tests.cast import Cast
from tests.rooms.dossiers import afar
from tests.rooms.dossiers.test_together import asked as consulted

CONSENTS = {"email": True, "sms": True, "zalo": False}
WHO = {"name": "Nguyễn Thị Thí Dụ", "phone": "0999 123 456", "email": "thi.du@vidu.vn"}


@pytest.fixture(autouse=True)
def open_channels(monkeypatch: pytest.MonkeyPatch) -> None:
    """Mail and short messages are configured; nothing is sent in these tests."""
    monkeypatch.setenv("LIEMCHINH_SMTP", "smtp://motcua%40xa.vidu.vn@127.0.0.1:2525")
    monkeypatch.setenv("LIEMCHINH_SMS_URL", "http://127.0.0.1:9/send")


def willing(**changes: Any) -> dict[str, Any]:
    """What a filing has when the applicant wants to be told by mail and by short message."""
    return {"applicant": services.Applicant(**WHO), "notify": CONSENTS, **changes}


def told(code: str) -> list[tuple[str, str]]:
    """Template and channel of every notice about a dossier, in order."""
    rows = Message.objects.filter(subject=code).order_by("created_at", "channel")
    return list(rows.values_list("template", "channel"))


def test_every_change_of_state_is_told_once_on_every_way_that_was_chosen(cast: Cast) -> None:
    code = builders.returned(cast, **willing()).code
    expected = ["received", "state_changed", "result_ready", "returned"]
    assert told(code) == [(template, channel) for template in expected for channel in ("email", "sms")]
    assert queries.handled_by(cast.auditor.actor, code=code, at=MORNING).state == 10


def test_who_chose_nothing_is_told_nothing(cast: Cast) -> None:
    assert told(builders.returned(cast, applicant=services.Applicant(**WHO)).code) == []


def test_a_notice_says_code_day_and_link_and_nothing_about_the_person(cast: Cast) -> None:
    dossier = builders.received(cast, **willing(request_text="Đăng ký cho con Lê Văn Bí Mật"))
    facts = Message.objects.filter(subject=dossier.code, channel="email").get().facts
    assert facts["day"] == "thứ Tư, 16/9/2026" and facts["link"].endswith(f"/tra-cuu/?ma={dossier.code}")
    words = str(facts)
    for private in ("Bí Mật", "Thí Dụ", dossier.key, "0999", "000000000012"):
        assert private not in words


def test_a_supplement_and_an_apology_are_told_with_their_numbers(cast: Cast) -> None:
    code = builders.asked(cast, **willing()).code
    row = Message.objects.get(subject=code, template="supplement_asked", channel="email")
    assert row.facts["count"] == "1" and "chỗ ở" not in str(row.facts)


def test_a_change_that_is_undone_is_told_too_and_a_repeated_form_is_not(cast: Cast) -> None:
    import uuid

    token = uuid.uuid4()
    for _ in range(2):
        dossier = services.receive(filing=builders.filing(**willing()), by=cast.receiver.actor, at=MORNING, token=token)
    assert len(told(dossier.code)) == 2
    later = MORNING + timedelta(hours=1)
    services.withdraw(code=dossier.code, reason="Nhầm thủ tục.", by=cast.receiver.actor, at=later)
    services.reverse(code=dossier.code, reason="Ghi nhầm hồ sơ.", by=cast.leader.actor, at=later + timedelta(minutes=1))
    assert [template for template, channel in told(dossier.code) if channel == "email"] == [
        "received",
        "withdrawn",
        "state_changed",
    ]


def test_a_refused_act_tells_nothing(cast: Cast) -> None:
    dossier = builders.received(cast, **willing())
    with pytest.raises(Refused):
        services.give_back(
            code=dossier.code, collector="x", proof="x", by=cast.receiver.actor, at=MORNING + timedelta(hours=1)
        )
    assert len(told(dossier.code)) == 2


def test_the_receiving_office_is_alerted_when_somebody_files_from_afar(cast: Cast) -> None:
    dossier = afar.filed()
    [alert] = Message.objects.filter(subject=dossier.code, template="officer_new_filing")
    assert alert.address.endswith("@songmau.example") and alert.channel == "email"
    assert alert.due_at == MORNING + timedelta(hours=2) and alert.next_at == MORNING, "told at once, due in two hours"
    assert alert.facts["link"].endswith(f"/ho-so/{dossier.code}/")
    assert ("filed", "email") in told(dossier.code)


def test_the_unit_whose_opinion_is_asked_is_told_until_when(cast: Cast) -> None:
    dossier = consulted(cast)
    [row] = Message.objects.filter(subject=dossier.code)
    assert (row.template, row.facts["day"]) == ("officer_opinion_asked", "thứ Tư, 9/9/2026")


def test_an_applicant_changes_the_ways_and_the_next_step_follows_them(cast: Cast) -> None:
    code = builders.received(cast, **willing()).code
    Message.objects.all().delete()
    later = MORNING + timedelta(minutes=5)
    services.choose_notices(code=code, chosen={"sms": True}, by=APPLICANT, at=later)
    services.choose_notices(code=code, chosen={"sms": True, "zalo": False}, by=APPLICANT, at=later)
    services.hand_over(code=code, division=cast.office, by=cast.receiver.actor, at=MORNING + timedelta(minutes=20))
    assert told(code) == [("state_changed", "sms")]
    assert Entry.objects.filter(kind="dossiers.notices_chosen").count() == 1, "the second choice changed nothing"
    dossier = queries.handled_by(cast.auditor.actor, code=code, at=later)
    assert dossier.moved_at == MORNING + timedelta(minutes=20)


def test_nobody_at_the_desk_chooses_for_the_applicant(cast: Cast) -> None:
    code = builders.received(cast, **willing()).code
    for member in (cast.receiver, cast.leader, cast.stranger):
        with pytest.raises((Refused, NotFound)):
            services.choose_notices(code=code, chosen={}, by=member.actor, at=MORNING + timedelta(minutes=5))


def test_an_erasure_takes_the_applicant_out_of_the_outbox(cast: Cast) -> None:
    code = builders.returned(cast, **willing()).code
    at = MORNING + timedelta(days=20)
    services.ask_erasure(code=code, decision="12/QĐ-UBND", reason="Theo yêu cầu.", by=cast.clerk.actor, at=at)
    services.erase(code=code, decision="12/QĐ-UBND", by=cast.leader.actor, at=at + timedelta(minutes=1))
    rows = Message.objects.filter(subject=code)
    assert {(row.address, row.masked, str(row.facts), row.state) for row in rows} == {("•••", True, "{}", "suppressed")}

"""Working time at the desk: nothing changes before its preview, a repeated form is harmless, strangers see nothing."""

import re
from typing import Any

import pytest

from liemchinh.dossiers import services
from liemchinh.dossiers.models import Dossier
from liemchinh.jobs.founding import COMMUNE, OTHER_COMMUNE
from liemchinh.kernel.actors import SYSTEM
from liemchinh.org import queries as org
from liemchinh.org.models import CalendarDecision, UnitHours
from tests import builders
from tests.cast import Cast
from tests.web.desk.conftest import TODAY

DECIDE, HOURS = "/quan-ly/lich/quyet-dinh/", "/quan-ly/gio-lam-viec/"
TOKEN = "00000000-0000-4000-8000-000000000045"


def typed(**changes: str) -> dict[str, str]:
    facts = {
        "token": TOKEN,
        "unit": COMMUNE,
        "document": "Quyết định 45/QĐ-UBND",
        "issued_on": "15",
        "issued_on_thang": "9",
        "issued_on_nam": "2026",
        "reason": "nghỉ tránh bão số 12",
        "off": "16/9/2026 - 17/9/2026",
        "kind": "closure",
        "work": "",
    }
    return {**facts, **changes}


def page(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_decision_is_previewed_then_confirmed_and_can_be_withdrawn(sit: Any, cast: Cast) -> None:
    made = builders.assigned(cast)
    browser = sit(cast.administrator)
    assert "Chưa ghi quyết định nào" in page(browser.get("/quan-ly/lich/"))
    assert browser.get(DECIDE).status_code == 200
    fields = typed()
    assert "issued_on_thang" in page(browser.get(DECIDE))
    seen = browser.post(DECIDE, {**fields, "xem": "1"})
    assert seen.status_code == 200
    said = page(seen)
    assert "1 hồ sơ đổi ngày hẹn" in said and made.code in re.sub("<[^>]+>", "", said) and "18/9/2026" in said
    assert not CalendarDecision.objects.exists()
    again = page(browser.post(DECIDE, {**fields, "sua": "1"}))
    assert "16/9/2026 - 17/9/2026" in again
    for _ in range(2):  # pressed twice
        done = browser.post(DECIDE, {**fields, "ghi": "1"})
        assert (done.status_code, done["Location"]) == (302, "/quan-ly/lich/")
    (row,) = CalendarDecision.objects.all()
    assert services.reschedule(by=SYSTEM, at=TODAY) == 1
    assert Dossier.objects.get(pk=made.pk).due_at == builders.at("2026-09-18 17:00")
    listed = page(browser.get("/quan-ly/lich/"))
    assert "nghỉ tránh bão số 12" in listed and f"/quan-ly/lich/quyet-dinh/{row.pk}/rut/" in listed
    # replaced: the form starts from its days
    assert "16/9/2026\n17/9/2026" in page(browser.get(f"{DECIDE}?thay={row.pk}")).replace("\r", "")
    # withdrawn, with its own preview
    undo = f"/quan-ly/lich/quyet-dinh/{row.pk}/rut/"
    assert browser.get(undo).status_code == 200
    assert "1 hồ sơ đổi ngày hẹn" in page(browser.post(undo, {"token": TOKEN, "reason": "bão tan"}))
    assert browser.post(undo, {"token": TOKEN, "reason": "bão tan", "ghi": "1"}).status_code == 302
    assert browser.post(undo, {"token": TOKEN, "reason": "bão tan", "ghi": "1"}).status_code == 302
    assert services.reschedule(by=SYSTEM, at=TODAY) == 1
    assert Dossier.objects.get(pk=made.pk).due_at == builders.at("2026-09-16 17:00")
    assert "bão tan" in page(browser.get("/quan-ly/lich/"))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"off": "ngày mai"}, "Không hiểu dòng"),
        ({"off": "31/9/2026"}, "Không có ngày 31/9/2026"),
        ({"off": ""}, "Ghi ít nhất một ngày"),
        ({"unit": OTHER_COMMUNE}, "Phạm vi áp dụng"),
    ],
)
def test_a_slip_is_said_and_nothing_is_written(sit: Any, cast: Cast, changes: dict[str, str], sentence: str) -> None:
    answer = sit(cast.administrator).post(DECIDE, typed(ghi="1", **changes))
    assert answer.status_code == 422 and sentence in page(answer)
    assert not CalendarDecision.objects.exists()


def test_a_decision_of_the_law_is_nobodys_to_abolish(sit: Any, cast: Cast) -> None:
    answer = sit(cast.administrator).post(DECIDE, typed(off="", work="24/11/2026"))
    assert answer.status_code == 409 and "ngày nghỉ theo luật" in page(answer)


def test_a_decision_next_door_does_not_exist_and_only_administrators_come_here(sit: Any, cast: Cast) -> None:
    from liemchinh.law.calendar import DeclaredDay
    from liemchinh.org import services as org_services

    days = (DeclaredDay(builders.at("2026-09-21 00:00").date(), "closure", "x"),)
    asked = {"document": "QĐ 9", "issued_on": TODAY.date(), "reason": "x", "days": days, "by": SYSTEM, "at": TODAY}
    theirs = org_services.declare_days(unit=OTHER_COMMUNE, **asked)
    path = f"/quan-ly/lich/quyet-dinh/{theirs}/rut/"
    browser = sit(cast.administrator)
    assert [browser.get(path).status_code, browser.get(f"{DECIDE}?thay={theirs}").status_code] == [404, 404]
    assert browser.post(path, {"token": TOKEN, "reason": "x", "ghi": "1"}).status_code == 404
    for none_such in (999999, 10**23):
        assert browser.get(f"/quan-ly/lich/quyet-dinh/{none_such}/rut/").status_code == 404
    assert "QĐ 9" not in page(browser.get("/quan-ly/lich/"))
    for member in (cast.leader, cast.receiver, cast.auditor, cast.stranger):
        browser = sit(member)
        for address in (path, DECIDE, HOURS):
            assert browser.post(address, typed(ghi="1")).status_code == 403
    assert CalendarDecision.objects.count() == 1 and org.decision(theirs).withdrawn_at is None


def test_office_hours_are_previewed_and_set_once(sit: Any, cast: Cast) -> None:
    browser = sit(cast.administrator)
    start = page(browser.get(HOURS))
    assert "07:30 - 11:30, 13:00 - 17:00" in start
    fields = {"token": TOKEN, "unit": COMMUNE, "on": "1", "on_thang": "10", "on_nam": "2026"}
    fields |= dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "7:00 - 11:00, 13h30 - 17h30")
    assert "Không hồ sơ nào đổi ngày hẹn" in page(browser.post(HOURS, fields))
    assert not UnitHours.objects.exists()
    for _ in range(2):
        assert browser.post(HOURS, {**fields, "ghi": "1"}).status_code == 302
    (row,) = UnitHours.objects.all()
    assert row.hours["fri"] == [["07:00", "11:00"], ["13:30", "17:30"]]
    for wrong in ({"mon": ""}, {"mon": "sáng"}, {"on_thang": "8"}):
        assert browser.post(HOURS, {**fields, **wrong, "ghi": "1"}).status_code == 422
    assert UnitHours.objects.count() == 1

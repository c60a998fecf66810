"""The same form from two tabs, on an old view, after going back, after signing out: it acts once, or says why not."""

import uuid
from typing import Any

import pytest

from liemchinh.dossiers.models import Dossier
from liemchinh.petitions.models import Petition, PetitionEvent
from liemchinh.reception.models import Visit
from tests import builders
from tests.cast import COMMUNE, Cast
from tests.web.desk.pages import form_of, text_of
from tests.web.desk.petitions.test_pages import typed
from tests.web.desk.reception.test_visits import SAID

NEW = {
    "dossier": f"/tiep-nhan/?thu_tuc={builders.PROCEDURE}&so=",
    "petition": "/don/vao-so/?so=",
    "visit": f"/tiep-dan/ghi/?don_vi={COMMUNE}&so=",
}
WHO = {"dossier": "receiver", "petition": "reception", "visit": "reception"}
STRANGER = {"dossier": "stranger", "petition": "stranger_reception", "visit": "stranger_reception"}
MODEL: dict[str, Any] = {"dossier": Dossier, "petition": Petition, "visit": Visit}


def written(kind: str, page: Any) -> dict[str, Any]:
    """The page's own form, filled in as a browser without a script would send it."""
    form = {name: values[0] if len(values) == 1 else values for name, values in form_of(page).items()}
    if kind == "dossier":
        return form | {"name": "Lê Thị Mẫu Hoa", "identity": "000000000034", "lam": "receive"}
    return form | (SAID if kind == "visit" else typed(token=form["token"]))


@pytest.mark.parametrize("kind", ["dossier", "petition", "visit"])
def test_who_goes_back_after_the_receipt_and_sends_again_without_a_script_opens_nothing_new(
    sit: Any, cast: Cast, kind: str
) -> None:
    number = uuid.uuid4()
    path = f"{NEW[kind]}{number}"
    browser = sit(getattr(cast, WHO[kind]))
    first = browser.get(path)
    assert form_of(first)["token"] == [str(number)]
    sent = written(kind, first)
    home = path.partition("?")[0]
    opened = browser.post(home, sent)
    assert opened.status_code == 302, text_of(opened)
    back = browser.get(path)  # the page is never kept: a browser asks for it again
    assert (back.status_code, back["Location"]) == (302, opened["Location"])
    assert "Biểu mẫu ấy đã thành" in text_of(browser.get(back["Location"]))
    assert browser.post(home, sent)["Location"] == opened["Location"]  # or it kept the page, after all
    assert MODEL[kind].objects.count() == 1
    other = sit(getattr(cast, STRANGER[kind])).get(path.replace(f"don_vi={COMMUNE}&", ""))
    assert other.status_code == 200, "whose number it was is nobody else's to learn"
    browser = sit(getattr(cast, WHO[kind]))
    again = browser.get(f"{NEW[kind]}{uuid.uuid4()}")
    assert again.status_code == 200 and form_of(again)["token"] != [str(number)]


def test_the_ways_to_a_new_form_give_each_a_number_of_its_own(sit: Any, cast: Cast) -> None:
    browser = sit(cast.receiver)
    ways = [text_of(browser.get("/ho-so/")).partition('href="/tiep-nhan/?so=')[2][:36] for _ in range(2)]
    assert len({uuid.UUID(way) for way in ways}) == 2
    assert form_of(browser.get("/tiep-nhan/?so=x"))["token"]  # nonsense is no number


def test_a_petition_is_sorted_once_from_two_tabs_and_never_on_an_old_view(sit: Any, cast: Cast) -> None:
    code = builders.petition(cast).code
    browser = sit(cast.reception)
    address = f"/don/{code}/phan-loai/"
    one, other = ({n: v[0] for n, v in form_of(browser.get(address)).items() if v} for _ in range(2))
    said = {"content": "recommendation", "within": "yes"}
    assert browser.post(address, {**one, **said}).status_code == 302
    assert browser.post(address, {**one, **said}).status_code == 302  # a double press
    stale = browser.post(address, {**other, **said})
    assert (stale.status_code, "vừa có người khác" in text_of(stale)) == (409, True)
    assert PetitionEvent.objects.filter(petition__code=code, verb="sort").count() == 1


def test_a_visit_is_amended_on_what_was_seen_and_a_known_matter_is_not_asked_about_twice(sit: Any, cast: Cast) -> None:
    browser = sit(cast.reception)
    sent = written("visit", browser.get("/tiep-dan/ghi/"))
    assert [browser.post("/tiep-dan/ghi/", sent).status_code for _ in range(2)] == [302, 302]
    address = f"/tiep-dan/luot/{Visit.objects.get().code}/sua/"
    one, other = ({n: v[0] for n, v in form_of(browser.get(address)).items() if v} for _ in range(2))
    assert browser.post(address, {**one, "people": "3", "reason": "Đếm lại."}).status_code == 302
    assert browser.post(address, {**one, "people": "3", "reason": "Đếm lại."}).status_code == 302
    stale = browser.post(address, {**other, "request": "Xem lại giá", "reason": "Ghi thiếu."})
    assert (stale.status_code, "vừa có người khác sửa" in text_of(stale)) == (409, True)
    assert Visit.objects.get().people == 3, "what another tab has written is not undone unseen"
    kept = {n: v[0] for n, v in form_of(stale).items() if v}
    assert kept["request"] == "Xem lại giá"
    assert browser.post(address, {**kept, "people": "3"}).status_code == 302
    row = Visit.objects.get()
    assert (row.people, row.request, row.amended) == (3, "Xem lại giá", 2)


@pytest.mark.parametrize("kind", ["dossier", "petition", "visit"])
def test_who_has_signed_out_in_another_tab_is_led_to_sign_in_and_writes_nothing(
    sit: Any, cast: Cast, kind: str
) -> None:
    browser = sit(getattr(cast, WHO[kind]))
    sent = written(kind, browser.get(f"{NEW[kind]}{uuid.uuid4()}"))
    home = NEW[kind].partition("?")[0]
    browser.logout()
    answer = browser.post(home, sent)
    assert answer.status_code == 302 and "/tai-khoan/" in answer["Location"]
    assert not MODEL[kind].objects.exists()
    browser = sit(getattr(cast, WHO[kind]))  # signed in again: the same form is still good
    assert browser.post(home, sent).status_code == 302
    assert MODEL[kind].objects.count() == 1

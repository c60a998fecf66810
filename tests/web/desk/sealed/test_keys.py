"""Keys at the desk: made elsewhere, confirmed by ear, retired, lost and recovered by two."""

from typing import Any

import pyrage

from liemchinh.sealed import queries, rules, services
from liemchinh.sealed.models import RecipientKey
from tests.cast import Cast
from tests.sealing import AT, SECRET_WORDS, case_secret, filed, ready
from tests.web.desk.pages import form_of, text_of
from tests.web.desk.sealed.test_reading import HOME, b64, press

KEYS = f"{HOME}khoa/"


def fresh() -> tuple[str, str]:
    """A key pair made on its holder's own machine: secret and public."""
    made = pyrage.x25519.Identity.generate()
    return str(made), str(made.to_public())


def test_a_key_counts_after_a_second_person_has_typed_what_they_heard(sit: Any, cast: Cast) -> None:
    _, public = fresh()
    browser = sit(cast.sealed)
    page = browser.get(f"{KEYS}moi/doc/")
    assert "data-sealed-make" in page.content.decode()
    assert browser.get(f"{KEYS}moi/danh-tinh/").status_code == 404, "not this seat's"
    assert press(browser, f"{KEYS}moi/doc/", public="age1khong").status_code == 422
    open_secret = press(browser, f"{KEYS}moi/doc/", public=public, private=b64(b"AGE-SECRET-KEY-1ABC"))
    assert (open_secret.status_code, RecipientKey.objects.count()) == (409, 0)
    assert press(browser, f"{KEYS}moi/doc/", public=public).status_code == 302
    page = text_of(browser.get(KEYS))
    assert "Chờ người thứ hai xác nhận" in page
    assert rules.fingerprint(public) not in page, "what the server shows is not to be read aloud"
    row = RecipientKey.objects.get()
    path = f"{KEYS}{row.pk}/xac-nhan/"
    assert browser.get(path).status_code == 404, "nobody confirms their own"
    browser = sit(cast.chair)
    assert "Tô Thị Mẫu Thu: đọc tin" in text_of(browser.get(KEYS))
    page = text_of(browser.get(path))
    assert public not in page
    assert rules.fingerprint(public) not in page
    assert press(browser, path, fingerprint="0000 1111").status_code == 409
    assert press(browser, path, fingerprint=rules.fingerprint(public).upper().replace(" ", "")).status_code == 302
    row.refresh_from_db()
    assert row.confirmed_by == "chutich"
    assert sit(cast.stranger_sealed).get(f"{KEYS}{row.pk}/thoi-dung/").status_code == 404
    browser = sit(cast.sealed)
    assert press(browser, f"{KEYS}{row.pk}/thoi-dung/", reason="Máy hỏng").status_code == 302
    assert "Thôi dùng từ" in text_of(browser.get(KEYS))


def test_a_lost_key_is_recovered_on_the_pages_by_both_keepers_of_the_halves(sit: Any, cast: Cast) -> None:
    keys = ready(cast)
    secret, public = fresh()
    browser = sit(cast.custodian)
    making = f"{KEYS}moi/phuc-hoi/"
    assert "Quách Thị Mẫu Xuân" in text_of(browser.get(making))
    assert press(browser, making, public=public, second="tinkin").status_code == 422
    assert press(browser, making, public=public, second="giudanhtinh2").status_code == 302
    row = RecipientKey.objects.get(purpose="recovery")
    browser = sit(cast.chair)
    press(browser, f"{KEYS}{row.pk}/xac-nhan/", fingerprint=rules.fingerprint(public))
    done, _ = filed()

    browser = sit(cast.sealed)
    lost = keys.ids["tinkin"]
    assert "Trước hết" in text_of(browser.get(f"{HOME}phuc-hoi/"))
    press(browser, f"{KEYS}{lost}/thoi-dung/", reason="Mất thẻ nhớ")
    assert browser.get(f"{HOME}tin/{done.name}/").status_code == 404
    new_secret, new_public = fresh()
    press(browser, f"{KEYS}moi/doc/", public=new_public)
    new = RecipientKey.objects.get(public=new_public).pk
    browser = sit(cast.chair)
    press(browser, f"{KEYS}{new}/xac-nhan/", fingerprint=rules.fingerprint(new_public))
    browser = sit(cast.sealed)
    asked = press(browser, f"{HOME}phuc-hoi/", lost=str(lost), new=str(new), reason="Mất thẻ nhớ")
    page = asked["Location"]
    assert "Đồng ý phục hồi" not in text_of(browser.get(page))
    assert sit(cast.chair).get(page).status_code == 404

    for member in (cast.custodian, cast.custodian2):
        browser = sit(member)
        assert "data-sealed-rewrap" not in browser.get(page).content.decode()
        assert browser.post(f"{page}dong-y/").status_code == 302
    shown = browser.get(page).content.decode()
    assert f'data-to="{new_public}"' in shown
    (line,) = queries.recoveries(cast.custodian2.actor, at=AT.replace(month=9, day=15, hour=8))
    whole = services.opened_with(line.wraps[done.name], secret)
    assert browser.post(page, {f"tin-{done.name}": b64(b"khong phai age")}).status_code == 409
    sent = {**form_of(browser.get(page), ""), f"tin-{done.name}": b64(services.sealed_to(whole, [new_public]))}
    assert browser.post(page, sent).status_code == 302
    assert "Mọi tin đã được niêm phong lại" in text_of(browser.get(page))
    assert browser.post(f"{page}ket-thuc/").status_code == 302
    keys.secrets["tinkin"] = new_secret
    opened = case_secret(keys, cast.sealed.actor, done.name)
    blob = queries.piece(
        cast.sealed.actor,
        name=done.name,
        piece=queries.case_for(cast.sealed.actor, name=done.name, at=AT).pieces[0].id,
        at=AT,
    )
    assert rules.unpack(services.opened_with(blob, opened))["tin.txt"].decode() == SECRET_WORDS
    assert sit(cast.sealed).get(f"{HOME}tin/{done.name}/").status_code == 200

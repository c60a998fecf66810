"""Signing in: wrong passwords, lock-out, one-time codes, no sign-up, sessions that end."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.conf import settings as now
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from liemchinh.kernel.actors import SYSTEM
from liemchinh.kernel.days import VIETNAM
from liemchinh.org import services
from liemchinh.org.models import OpenSession, SignInTrouble
from liemchinh.org.signin import Codes, name_hash
from tests.rooms.org.ground import AT, seat

PASSWORD = "ba con trau xanh 7"
MORNING = datetime(2026, 11, 20, 8, 0, tzinfo=VIETNAM)
WRONG = "Tên đăng nhập hoặc mật khẩu chưa đúng."
pytestmark = pytest.mark.usefixtures("bare_cache")


@pytest.fixture(autouse=True)
def quick_passwords(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["tests.rooms.org.ground.QuickArgon2"]


@pytest.fixture
def mai(staff: dict[str, str]) -> User:
    """A receiver of Đồi Xanh with an account."""
    services.open_account(person="CB-MAI", username="mai", password=PASSWORD, by=SYSTEM, at=AT)
    return User.objects.get(username="mai")


@pytest.fixture
def quan(staff: dict[str, str]) -> User:
    """The administrator of Đồi Xanh with an account."""
    services.open_account(person="CB-QUAN", username="quan", password=PASSWORD, by=SYSTEM, at=AT)
    return User.objects.get(username="quan")


def sign_in(browser: Client, username: str = "mai", password: str = PASSWORD, **more: str) -> Any:
    return browser.post(reverse("account_login"), {"login": username, "password": password, **more})


def is_in(browser: Client) -> bool:
    return bool(browser.get(reverse("mfa_index")).status_code == 200)


def another(desk: Client) -> Client:
    return type(desk)()


def code_now(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def install_codes(browser: Client) -> tuple[str, list[str]]:
    """Go through the pages that install a code generator; the secret and the recovery codes shown."""
    page = browser.get(reverse("mfa_activate_totp")).content.decode()
    found = re.search(r'translate="no">([A-Z2-7]{16,})<', page)
    assert found
    after = browser.post(reverse("mfa_activate_totp"), {"code": code_now(found[1])}, follow=True)
    return found[1], re.findall(r'translate="no">(\d{8})<', after.content.decode())


def test_the_right_password_opens_the_desk(desk: Client, mai: User) -> None:
    assert not is_in(desk)
    answer = sign_in(desk)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert is_in(desk)
    assert mai.password.startswith("argon2")


def test_capitals_in_the_user_name_do_not_matter(desk: Client, mai: User) -> None:
    sign_in(desk, " Mai ")
    assert is_in(desk)


def test_a_wrong_password_and_an_unknown_name_look_alike(desk: Client, mai: User) -> None:
    known, unknown = sign_in(desk, "mai", "sai"), sign_in(desk, "khongcoai", "sai")
    assert known.status_code == unknown.status_code == 200
    strip = re.compile(r'value="[^"]*"')
    assert WRONG in known.content.decode()
    assert strip.sub("", known.content.decode()) == strip.sub("", unknown.content.decode())
    assert not is_in(desk)


def test_five_wrong_passwords_lock_the_name_even_for_the_right_one(desk: Client, mai: User) -> None:
    with time_machine.travel(MORNING, tick=False):
        for _ in range(5):
            assert WRONG in sign_in(desk, password="sai").content.decode()
        answer = sign_in(desk).content.decode()
        assert "tạm khóa đến 8 giờ 05" in answer
        assert not is_in(desk)
    with time_machine.travel(MORNING + timedelta(minutes=5), tick=False):
        sign_in(desk)
        assert is_in(desk)
    assert not SignInTrouble.objects.exists()


def test_a_name_that_the_database_takes_for_another_shares_its_lock() -> None:
    # PostgreSQL compares upper-case letters, and the capital of the letter without a dot is I
    assert name_hash("name", "m\u0131nh") == name_hash("name", "MINH") == name_hash("name", " minh ")
    assert name_hash("name", "minh") != name_hash("name", "manh")


def test_an_unknown_name_is_locked_in_the_same_way(desk: Client, mai: User) -> None:
    for _ in range(5):
        sign_in(desk, "khongcoai", "sai")
    assert "tạm khóa" in sign_in(desk, "khongcoai", "sai").content.decode()


def test_a_right_password_in_between_clears_the_count(desk: Client, mai: User) -> None:
    for _ in range(4):
        sign_in(desk, password="sai")
    sign_in(another(desk))
    for _ in range(4):
        assert WRONG in sign_in(desk, password="sai").content.decode()


def test_what_was_typed_as_a_name_is_kept_only_as_a_keyed_hash(desk: Client, mai: User) -> None:
    sign_in(desk, "mat-khau-ghi-nham", "sai")
    [row] = SignInTrouble.objects.all()
    assert re.fullmatch(r"[0-9a-f]{64}", row.name_hash)


def test_a_closed_account_does_not_sign_in(desk: Client, mai: User) -> None:
    sign_in(desk)
    services.close_account(person="CB-MAI", by=SYSTEM, at=AT)
    assert not is_in(desk)
    answer = desk.post(reverse("account_login"), {"login": "mai", "password": PASSWORD}, follow=True)
    assert "không còn dùng được" in answer.content.decode()
    assert not is_in(desk)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["signup/", "password/reset/", "email/", "login/code/", "social/signup/", "dang-ky/"])
def test_there_is_no_way_to_sign_oneself_up(desk: Client, path: str) -> None:
    for root in ("/tai-khoan/", "/accounts/", "/"):
        assert desk.get(root + path).status_code == 404
        assert desk.post(root + path, {"username": "x", "password1": PASSWORD}).status_code == 404


@pytest.mark.django_db
def test_the_public_site_has_no_door_for_officials(public: Client) -> None:
    assert public.get("/tai-khoan/vao/").status_code == 404


def test_the_page_asked_for_opens_after_signing_in_but_never_another_site(desk: Client, mai: User) -> None:
    assert sign_in(desk, next="/ho-so/?trang=2")["Location"] == "/ho-so/?trang=2"
    for elsewhere in ("https://evil.example/", "//evil.example/"):
        assert sign_in(another(desk), next=elsewhere)["Location"] == "/"


def test_signing_out_needs_a_button_not_a_link(desk: Client, mai: User) -> None:
    sign_in(desk)
    desk.get(reverse("account_logout"))
    assert is_in(desk)
    desk.post(reverse("account_logout"))
    assert not is_in(desk)


def test_a_session_nobody_used_for_half_an_hour_is_over(desk: Client, mai: User) -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        sign_in(desk)
        assert is_in(desk)
        clock.shift(timedelta(minutes=29))
        assert is_in(desk)
        clock.shift(timedelta(minutes=29))
        assert is_in(desk)
        clock.shift(timedelta(minutes=30))
        answer = desk.get(reverse("mfa_index"))
        assert answer["Location"] == f"{reverse('account_login')}?next={reverse('mfa_index')}"
        assert "phiên làm việc đóng lại" in desk.get(reverse("account_login")).content.decode()
    assert not OpenSession.objects.exists()


def test_a_session_in_use_is_over_after_a_working_day(desk: Client, mai: User) -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        sign_in(desk)
        for _ in range(35):
            assert is_in(desk)
            clock.shift(timedelta(minutes=20))
        assert is_in(desk)  # 11 h 40
        clock.shift(timedelta(minutes=20))
        assert not is_in(desk)


def test_the_fourth_browser_ends_the_oldest(desk: Client, mai: User) -> None:
    browsers = [another(desk) for _ in range(4)]
    with time_machine.travel(MORNING, tick=False) as clock:
        for browser in browsers:
            sign_in(browser)
            assert is_in(browser)
            clock.shift(timedelta(minutes=1))
        assert [is_in(browser) for browser in browsers] == [False, True, True, True]
    assert OpenSession.objects.filter(user=mai).count() == 3


def test_a_new_password_closes_the_other_browsers_and_keeps_this_one(desk: Client, mai: User) -> None:
    other = another(desk)
    for browser in (desk, other):
        sign_in(browser)
        assert is_in(browser)
    new = "nam con vit vang 9"
    change = {"oldpassword": PASSWORD, "password1": new, "password2": "khac han 123 x"}
    assert "chưa giống nhau" in desk.post(reverse("account_change_password"), change).content.decode()
    desk.post(reverse("account_change_password"), {**change, "password2": new})
    assert is_in(desk)
    assert not is_in(other)
    assert OpenSession.objects.filter(session_key=desk.cookies[now.SESSION_COOKIE_NAME].value).count() == 1


def test_an_administrator_s_reset_ends_every_session(desk: Client, mai: User) -> None:
    sign_in(desk)
    assert is_in(desk)
    services.reset_password(person="CB-MAI", password="nam con vit vang 9", by=SYSTEM, at=AT)
    assert not is_in(desk)
    assert not Session.objects.filter(session_key__in=OpenSession.objects.values("session_key")).exists()


def test_one_sees_one_s_browsers_and_ends_another_but_never_somebody_else_s(
    desk: Client, mai: User, quan: User, settings: Any
) -> None:
    settings.REQUIRE_TOTP = False
    with time_machine.travel(MORNING, tick=False) as clock:
        phone, stranger = another(desk), another(desk)
        phone.defaults["HTTP_USER_AGENT"] = "Mozilla/5.0 (Linux; Android 15) Chrome/130.0 Mobile Safari/537.36"
        phone.defaults["REMOTE_ADDR"] = "113.160.12.9"
        for browser, name in ((desk, "mai"), (phone, "mai"), (stranger, "quan")):
            sign_in(browser, name)
            assert is_in(browser)
        clock.shift(timedelta(minutes=6))
        assert is_in(phone)
        page = desk.get(reverse("account_sessions")).content.decode()
        assert "Chrome, Android" in page
        assert "113.160.0.0/16" in page
        assert "113.160.12.9" not in page
        assert "8 giờ 06" in page
        of_phone, of_stranger = (
            OpenSession.objects.get(session_key=browser.cookies[now.SESSION_COOKIE_NAME].value).pk
            for browser in (phone, stranger)
        )
        for number in (of_stranger, "x", 10**30):
            desk.post(reverse("account_sessions"), {"phien": number})
        assert is_in(phone)
        assert is_in(stranger)
        desk.post(reverse("account_sessions"), {"phien": of_phone})
        assert not is_in(phone)
        sign_in(phone)
        assert is_in(phone)
        desk.post(reverse("account_sessions"), {"phien": "khac"})
        assert [is_in(browser) for browser in (desk, phone, stranger)] == [True, False, True]
        desk.post(reverse("account_logout"))
        sign_in(desk)
        assert desk.get(reverse("account_sessions")).content.decode().count('<tr><th scope="row">') == 1


@pytest.mark.django_db
def test_nobody_signed_in_sees_no_sessions(desk: Client) -> None:
    assert desk.get(reverse("account_sessions"))["Location"].startswith(reverse("account_login"))
    assert desk.post(reverse("account_sessions"), {"phien": "khac"}).status_code == 302


def test_a_receiver_may_work_without_a_code(desk: Client, mai: User, settings: Any) -> None:
    settings.REQUIRE_TOTP = True
    sign_in(desk)
    assert is_in(desk)


def test_an_administrator_installs_the_code_before_anything_else(desk: Client, quan: User, settings: Any) -> None:
    settings.REQUIRE_TOTP = True
    sign_in(desk, "quan")
    answer = desk.get(reverse("mfa_index"))
    assert answer["Location"] == reverse("mfa_activate_totp")
    secret, recovery = install_codes(desk)
    assert is_in(desk)
    assert len(recovery) == 10
    stored = Authenticator.objects.get(user=quan, type=Authenticator.Type.TOTP).data["secret"]
    assert secret not in stored
    assert Codes().decrypt(stored) == secret


def test_a_seat_that_asks_for_a_code_asks_from_its_first_day(desk: Client, mai: User, settings: Any) -> None:
    settings.REQUIRE_TOTP = True
    first = MORNING.date() + timedelta(days=1)
    seat("DX.LD9", "H88.12", "leader")
    services.appoint(seat="DX.LD9", person="CB-MAI", on=first, by=SYSTEM, at=AT)
    with time_machine.travel(MORNING, tick=False):
        sign_in(desk)
        assert is_in(desk)
    with time_machine.travel(MORNING + timedelta(days=1), tick=False):
        browser = another(desk)
        sign_in(browser)
        assert not is_in(browser)


def test_the_demo_may_do_without_codes(desk: Client, quan: User, settings: Any) -> None:
    settings.REQUIRE_TOTP = False
    sign_in(desk, "quan")
    assert is_in(desk)


def test_with_a_code_installed_the_password_alone_opens_nothing(desk: Client, quan: User) -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        sign_in(desk, "quan")
        secret, recovery = install_codes(desk)
        desk.post(reverse("account_logout"))
        clock.shift(timedelta(minutes=2))
        assert sign_in(desk, "quan")["Location"].startswith(reverse("mfa_authenticate"))
        assert not is_in(desk)
        wrong = desk.post(reverse("mfa_authenticate"), {"code": "000000"})
        assert "Mã chưa đúng" in wrong.content.decode()
        desk.post(reverse("mfa_authenticate"), {"code": code_now(secret)})
        assert is_in(desk)
        desk.post(reverse("account_logout"))
        sign_in(desk, "quan")
        desk.post(reverse("mfa_authenticate"), {"code": recovery[0]})
        assert is_in(desk)
        desk.post(reverse("account_logout"))
        sign_in(desk, "quan")
        desk.post(reverse("mfa_authenticate"), {"code": recovery[0]})
        assert not is_in(desk)


def test_five_wrong_codes_lock_the_second_step(desk: Client, quan: User) -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        sign_in(desk, "quan")
        secret, _ = install_codes(desk)
        desk.post(reverse("account_logout"))
        clock.shift(timedelta(minutes=2))
        sign_in(desk, "quan")
        for _ in range(5):
            desk.post(reverse("mfa_authenticate"), {"code": "000000"})
        answer = desk.post(reverse("mfa_authenticate"), {"code": code_now(secret)})
        assert "tạm khóa đến" in answer.content.decode()
        assert not is_in(desk)


def test_something_delicate_long_after_signing_in_asks_for_the_password_again(desk: Client, mai: User) -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        sign_in(desk)
        assert desk.get(reverse("mfa_activate_totp")).status_code == 200
        clock.shift(timedelta(minutes=5))
        asked = desk.get(reverse("mfa_activate_totp"))["Location"]
        assert asked.startswith(reverse("account_reauthenticate"))
        assert "Mật khẩu chưa đúng" in desk.post(asked, {"password": "sai"}).content.decode()
        assert desk.post(asked, {"password": PASSWORD})["Location"] == reverse("mfa_activate_totp")
        assert desk.get(reverse("mfa_activate_totp")).status_code == 200


def test_a_required_code_cannot_be_taken_off_but_an_administrator_can_reset_it(
    desk: Client, quan: User, settings: Any
) -> None:
    settings.REQUIRE_TOTP = True
    sign_in(desk, "quan")
    install_codes(desk)
    desk.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.filter(user=quan, type=Authenticator.Type.TOTP).exists()
    services.reset_second_factor(person="CB-QUAN", by=SYSTEM, at=AT)
    assert not Authenticator.objects.filter(user=quan).exists()
    assert not is_in(desk)


def test_every_page_of_signing_in_speaks_vietnamese_without_placeholders(desk: Client, quan: User) -> None:
    def reads_well(name: str) -> None:
        page = desk.get(reverse(name), follow=True)
        text = page.content.decode()
        assert page.status_code == 200, name
        assert "placeholder=" not in text, name
        for english in ("Sign In", "Password", "Authenticator", "Recovery", "Confirm", "Username"):
            assert english not in re.sub(r"<[^>]*>", " ", text), (name, english)

    reads_well("account_login")
    reads_well("account_inactive")
    sign_in(desk, "quan")
    for name in (
        "account_change_password",
        "mfa_index",
        "mfa_activate_totp",
        "account_logout",
        "account_reauthenticate",
    ):
        reads_well(name)
    install_codes(desk)
    for name in (
        "mfa_index",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_deactivate_totp",
    ):
        reads_well(name)
    reads_well("mfa_reauthenticate")
    assert re.fullmatch(r"(\d{8}\n)+", desk.get(reverse("mfa_download_recovery_codes")).content.decode().lstrip())

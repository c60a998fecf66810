"""The doors of the desk: passwords, one-time codes, lock-out, and how long a session lives.

Nobody signs themselves up: accounts are opened by an administrator (`services.open_account`).
"""

import base64
import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext, gettext_lazy

from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import hour
from liemchinh.kernel.errors import NotFound
from liemchinh.org import queries, rules
from liemchinh.org.models import OpenSession, SignInTrouble
from liemchinh.org.services import sessions

SEEN_EVERY_SECONDS = 60  # a session is written at most so often: reading pages must not cost a write each
FRESH_SECONDS = 300  # so long after signing in nothing asks for the password again
KEPT = "liemchinh.signin"  # our place in the session: when it opened, when it was last seen, under which key
HAS_CODE = "liemchinh.totp"
OPEN_WITHOUT_CODE = frozenset(
    {
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "account_logout",
        "account_login",
        "account_reauthenticate",
        "mfa_reauthenticate",
    }
)
"""Pages open to an official who still lacks the required second factor: those that lead to it, and out."""

SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""What counts as a second factor; recovery codes only stand in for one."""

SAID: dict[str, Any] = {
    "account/messages/password_changed.txt": gettext_lazy("Đã đổi mật khẩu. Các phiên khác của anh/chị đã đóng."),
    "mfa/messages/totp_activated.txt": gettext_lazy("Đã cài mã xác thực cho tài khoản này."),
    "mfa/messages/totp_deactivated.txt": gettext_lazy("Đã gỡ mã xác thực khỏi tài khoản này."),
    "mfa/messages/webauthn_added.txt": gettext_lazy("Đã thêm khóa bảo mật vào tài khoản này."),
    "mfa/messages/webauthn_removed.txt": gettext_lazy("Đã gỡ khóa bảo mật khỏi tài khoản này."),
    "mfa/messages/recovery_codes_generated.txt": gettext_lazy("Đã tạo mã dự phòng mới. Mã cũ không còn dùng được."),
}
"""What is worth telling after an act; signing in and out need no congratulation."""


def actor_of(request: HttpRequest) -> Actor:
    """Who is signed in on this request, with the rights of this day.

    Raises NotFound for nobody or a stranger.

    Asked once for a request, whoever asks.
    """
    known = getattr(request, "_liemchinh_actor", None)
    if known is None:
        known = queries.actor_for(request.user, timezone.now())
        request._liemchinh_actor = known  # type: ignore[attr-defined]
    return known


def name_hash(purpose: str, name: str) -> str:
    """How a typed name is kept when it failed: useless without the key of this installation."""
    # as a database compares names whatever their case: for PostgreSQL `lınh` without its dot is `LINH`, and so `linh`
    same = name.strip().upper().casefold()
    return salted_hmac(f"liemchinh.org.signin.{purpose}", same, algorithm="sha256").hexdigest()


def check_not_locked(hashed: str, at: datetime) -> None:
    """Raise ValidationError while the name is locked.

    It says until when, and never whether the name exists.
    """
    until = (
        SignInTrouble.objects.filter(name_hash=hashed, locked_until_at__gt=at)
        .values_list("locked_until_at", flat=True)
        .first()
    )
    if until is not None:
        sentence = gettext(
            "Đã thử sai nhiều lần nên tạm khóa đến {until}. Cần gấp, hãy gọi người quản trị của cơ quan."
        )
        raise ValidationError(sentence.format(until=hour(until)), code="locked")


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]
    """What allauth asks us about accounts: closed to strangers, locked after failures, plain words."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": gettext_lazy("Tài khoản này đã đóng. Hãy gọi người quản trị của cơ quan."),
        "enter_current_password": gettext_lazy("Mật khẩu hiện tại chưa đúng."),
        "incorrect_code": gettext_lazy("Mã chưa đúng. Xem lại mã trong ứng dụng, mỗi mã dùng được 30 giây."),
        "incorrect_password": gettext_lazy("Mật khẩu chưa đúng."),
        "too_many_login_attempts": gettext_lazy("Đã thử sai nhiều lần. Hãy chờ 5 phút rồi thử lại."),
        "rate_limited": gettext_lazy("Đã thử quá nhiều lần. Hãy chờ 5 phút rồi thử lại."),
        "username_password_mismatch": gettext_lazy("Tên đăng nhập hoặc mật khẩu chưa đúng."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: an administrator opens accounts."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse a locked name before looking at the password, known or not."""
        check_not_locked(name_hash("name", credentials.get("username", "")), timezone.now())
        super().pre_authenticate(request, **credentials)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """The user, if the password is right; then earlier failures no longer count."""
        user = super().authenticate(request, **credentials)
        if user is not None:
            sessions.clear_failures(name_hash=name_hash("name", credentials.get("username", "")))
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the failure; the fifth in a row locks."""
        hashed = name_hash("name", credentials.get("username", ""))
        sessions.note_failure(name_hash=hashed, at=timezone.now())

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Ways to show again who one is, named in our words."""
        words = {
            "reauthenticate": gettext("Dùng mật khẩu"),
            "mfa_reauthenticate": gettext("Dùng mã xác thực"),
            "mfa_reauthenticate:webauthn": gettext("Dùng khóa bảo mật"),
        }
        found: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return [{**way, "description": words.get(way["id"], way["description"])} for way in found]

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not again within five minutes of signing in: nobody types the same password twice in a row."""
        now = timezone.now().timestamp()
        shown = get_authentication_records(context.request, context.request.user)
        fresh = any(now - record["at"] < FRESH_SECONDS for record in shown)
        return not fresh and bool(super().is_reauthentication_required(app=app, **kwargs))

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say what changed, in our words; what goes without saying is not said."""
        said = message or SAID.get(message_template or "")
        if said:
            messages.add_message(request, level, str(said), extra_tags=extra_tags)


class Codes(DefaultMFAAdapter):  # type: ignore[misc]
    """What allauth asks about one-time codes: secrets lie encrypted, required ones stay."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": gettext_lazy("Vị trí của anh/chị bắt buộc có mã xác thực, không gỡ được."),
        "cannot_generate_recovery_codes": gettext_lazy("Hãy cài mã xác thực trước, rồi tạo mã dự phòng."),
        "incorrect_code": Accounts.error_messages["incorrect_code"],
    }

    def encrypt(self, text: str) -> str:
        """A secret as it lies in the database."""
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again; keys in SECRET_KEY_FALLBACKS still open what they closed."""
        return _fernet().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not while a seat of its owner asks for a second factor and this is the only one."""
        others = Authenticator.objects.filter(user=authenticator.user, type__in=SECOND_FACTORS)
        if others.exclude(pk=authenticator.pk).exists():
            return True
        return not (settings.REQUIRE_TOTP and _needs_code(authenticator.user))

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002 - allauth's word
        """What a new key is called until its owner names it."""
        held = Authenticator.objects.filter(user=user, type=type).count()
        return gettext("Khóa {number}").format(number=held + 1)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """For whom a key is made: the host name of the desk, which the browser holds it to."""
        return {**super().get_public_key_credential_rp_entity(), "name": "Liêm Chính"}

    def _get_site_name(self) -> str:
        return "Liêm Chính"


class SignedIn:
    """Middleware: ends sessions that are idle, old or too many, and asks for the second factor where it must.

    Stands after the session, authentication and message middleware.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated and not _keep_session(request, request.user, timezone.now()):
            sentence = gettext("Đã quá lâu không có thao tác nên phiên làm việc đóng lại. Mời anh/chị đăng nhập lại.")
            messages.info(request, sentence)
            return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Lead who must have a code generator and has none to the page that installs it."""
        if not settings.REQUIRE_TOTP or not request.user.is_authenticated:
            return None
        here = request.resolver_match
        if (here and here.view_name in OPEN_WITHOUT_CODE) or request.session.get(HAS_CODE):
            return None
        try:
            required = rules.needs_second_factor(actor_of(request))
        except NotFound:
            return None
        if not required:
            return None
        if Authenticator.objects.filter(user=request.user, type__in=SECOND_FACTORS).exists():
            request.session[HAS_CODE] = True
            return None
        messages.info(request, gettext("Vị trí của anh/chị cần mã xác thực. Hãy cài trước khi làm việc."))
        return redirect("mfa_activate_totp")


def _keep_session(request: HttpRequest, user: User, at: datetime) -> bool:
    """Whether the session lives on; registers it the first time it is seen, ends it when it is over."""
    kept = request.session.get(KEPT)
    key = request.session.session_key or ""
    if kept is None:
        kept = {"opened": at.timestamp(), "seen": at.timestamp(), "key": ""}
    opened, seen = (datetime.fromtimestamp(kept[name], at.tzinfo) for name in ("opened", "seen"))
    if rules.session_over(opened, seen, at):
        OpenSession.objects.filter(session_key=kept["key"]).delete()
        logout(request)
        return False
    if kept["key"] != key:
        # a password change gives the session a new key: the old one is no longer a session
        OpenSession.objects.filter(session_key=kept["key"]).delete()
        agent, address = request.headers.get("User-Agent", ""), _address(request)
        sessions.open_session(user=user, session_key=key, at=opened, agent=agent, address=address)
        request.session[KEPT] = {**kept, "seen": at.timestamp(), "key": key}
    elif at.timestamp() - kept["seen"] >= SEEN_EVERY_SECONDS:
        request.session[KEPT] = {**kept, "seen": at.timestamp()}
        if at.timestamp() - kept.get("told", opened.timestamp()) >= rules.SEEN_EVERY_MINUTES * 60:
            sessions.see_session(session_key=key, at=at)
            request.session[KEPT] = {**request.session[KEPT], "told": at.timestamp()}
    return True


def _address(request: HttpRequest) -> str:
    """The network address that asks; behind proxies what the outermost of ours wrote."""
    try:
        address: str = Accounts(request).get_client_ip(request)
    except PermissionDenied:  # a connection without an address, as through a socket of the machine itself
        return ""
    return address


def _needs_code(user: User) -> bool:
    try:
        return rules.needs_second_factor(queries.actor_for(user, timezone.now()))
    except NotFound:
        return False


def _fernet() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(b"liemchinh.org.signin.totp\0" + str(key).encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])

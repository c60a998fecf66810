"""Notices by Zalo (ZNS): a registered template with its parameters, under a token that is renewed by a single-use one.

Endpoints, headers and error numbers: Zalo's public documentation of ZNS and of OAuth v4.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol
from urllib.parse import urlencode

from liemchinh import env
from liemchinh.notices.drivers.carrying import Answer, Dispatch, Undelivered, is_safe, of_status, post
from liemchinh.notices.rules import TEMPLATES, Channel, Failure, zalo_data

EXPIRED = frozenset({-216, -124})
"""The access token is no longer good: renew it once."""
NEVER = frozenset({-108, -109, -110, -111, -112, -114, -116, -117, -118, -119, -127, -131, -132, -134, -139, -140})
"""This number or this template will not do, however often it is tried."""
OUR_ACCOUNT = frozenset({-101, -115, -125, -126, -135, -136, -137, -138, -224})
"""Our account may not send: nothing else will get through either, until somebody has looked after it."""
NIGHT = -133
NIGHT_WAIT = timedelta(hours=1)
LONGEST_LIFE = 90_000  # seconds: 25 hours


@dataclass(frozen=True)
class Token:
    """An access token and the number of the pair it belongs to."""

    version: int
    access: str


@dataclass(frozen=True)
class Pair:
    """What the provider gives for a code or for a refresh token."""

    access: str
    refresh: str
    life: timedelta


class TokenStore(Protocol):
    """Where the pair is kept: one for all workers."""

    def current(self) -> Token:
        """The access token in use, renewed when it is about to end. Raises Undelivered when there is none."""

    def renewed(self, seen: int) -> Token:
        """A pair newer than number `seen`: somebody else's, or renewed now, once. Raises Undelivered."""


@dataclass(frozen=True)
class Application:
    """Our application at Zalo: its number, its secret, and where it gets tokens."""

    app: str
    secret: str
    oauth_url: str

    def permission_url(self, *, redirect: str, challenge: str, state: str) -> str:
        """The page on which an administrator of the official account lets us send (PKCE, S256)."""
        asked = {"app_id": self.app, "redirect_uri": redirect, "code_challenge": challenge, "state": state}
        return f"{self.oauth_url}/v4/oa/permission?{urlencode(asked)}"

    def from_code(self, code: str, verifier: str) -> Pair:
        """The first pair. Raises Undelivered."""
        return self._exchange({"code": code, "grant_type": "authorization_code", "code_verifier": verifier})

    def from_refresh(self, refresh: str) -> Pair:
        """The next pair; the refresh token given for it is used up. Raises Undelivered."""
        return self._exchange({"refresh_token": refresh, "grant_type": "refresh_token"})

    def _exchange(self, asked: Mapping[str, str]) -> Pair:
        body = urlencode({**asked, "app_id": self.app}).encode()
        headers = {"secret_key": self.secret, "Content-Type": "application/x-www-form-urlencoded"}
        answer = post(f"{self.oauth_url}/v4/oa/access_token", body, headers, name="zalo.oauth")
        access, refresh = answer.fields.get("access_token"), answer.fields.get("refresh_token")
        if answer.status == 200 and isinstance(access, str) and isinstance(refresh, str) and access and refresh:
            return Pair(access, refresh, _life(answer.fields.get("expires_in")))
        number = _number(answer)
        if number:
            raise Undelivered(Failure(f"zalo.oauth_{number}", permanent=True, away=True))
        raise Undelivered(of_status(answer, "zalo.oauth") or Failure("zalo.oauth_unread", away=True))


@dataclass(frozen=True)
class Zalo:
    """The notification service. `templates` say which registered template serves which notice."""

    url: str
    templates: Mapping[str, str]
    tokens: TokenStore

    def takes(self, template: str) -> bool:
        """Notices for which a template is registered."""
        return template in self.templates

    def send(self, dispatch: Dispatch) -> str:
        """Post it; with a token that has ended, renew it once and post once more. Raises Undelivered."""
        try:
            data = zalo_data(dispatch.template, dispatch.facts)
        except ValueError as long:
            raise Undelivered(Failure("zalo.parameter", permanent=True)) from long
        number = self.templates.get(dispatch.template.code)
        if number is None:
            raise Undelivered(Failure("zalo.template", permanent=True))
        body = {"phone": dispatch.address, "template_id": number, "template_data": data}
        content = json.dumps({**body, "tracking_id": dispatch.tracking}).encode()
        token = self.tokens.current()
        answer = self._post(content, token)
        if answer.status == 401 or _number(answer) in EXPIRED:
            answer = self._post(content, self.tokens.renewed(token.version))
        return _taken(answer)

    def close(self) -> None:
        """Nothing is kept open."""

    def _post(self, content: bytes, token: Token) -> Answer:
        headers = {"access_token": token.access, "Content-Type": "application/json"}
        return post(f"{self.url}/message/template", content, headers, name="zalo")


def _taken(answer: Answer) -> str:
    failure = of_status(answer, "zalo")
    if failure is not None:
        raise Undelivered(failure)
    number = _number(answer)
    if number is None:
        raise Undelivered(Failure("zalo.unread"))
    if number == 0:
        data = answer.fields.get("data")
        return str(data.get("msg_id", ""))[:100] if isinstance(data, dict) else ""
    if number == NIGHT:
        raise Undelivered(Failure(f"zalo.{number}", wait=NIGHT_WAIT))
    ours = number in OUR_ACCOUNT or number in EXPIRED
    raise Undelivered(Failure(f"zalo.{number}", permanent=number in NEVER, away=ours, wait=answer.wait))


def _number(answer: Answer) -> int | None:
    """The error number of an answer; None when it has none that can be read."""
    said: Any = answer.fields.get("error")
    if isinstance(said, bool) or not isinstance(said, int | str) or not re.fullmatch(r"-?[0-9]{1,9}", str(said)):
        return None
    return int(said)


def _life(said: Any) -> timedelta:
    """How long an access token is good; a provider that does not say is asked again in an hour."""
    seconds = int(said) if isinstance(said, int | str) and str(said).isdecimal() and len(str(said)) < 9 else 3600
    return timedelta(seconds=min(seconds, LONGEST_LIFE))


def application_from_settings() -> Application | None:
    """Our application, or None. Raises BadSetting."""
    app, secret = env.text(env.ZALO_APP), env.text(env.ZALO_SECRET)
    if not app:
        return None
    if not secret:
        raise env.BadSetting(f"{env.ZALO_SECRET}: còn thiếu; mã bí mật của ứng dụng Zalo {app}.")
    return Application(app, secret, _address(env.ZALO_OAUTH_URL))


def zalo_from_settings(tokens: TokenStore) -> Zalo | None:
    """The service as this instance is configured, or None. Raises BadSetting."""
    if application_from_settings() is None:
        return None
    templates = {}
    for word in env.words(env.ZALO_TEMPLATES):
        name, equals, number = word.partition("=")
        known = TEMPLATES.get(name.strip())
        if known is None or Channel.ZALO not in known.channels or not number.strip().isalnum():
            raise env.BadSetting(f"{env.ZALO_TEMPLATES}: không hiểu “{word}”. Ví dụ: received=230101.")
        templates[name.strip()] = number.strip()
    return Zalo(_address(env.ZALO_URL), templates, tokens)


def _address(name: str) -> str:
    value = env.text(name).rstrip("/")
    if not is_safe(value):
        raise env.BadSetting(f"{name}: phải bắt đầu bằng https://, đang là “{value}”.")
    return value

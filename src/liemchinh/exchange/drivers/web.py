"""Parcels posted to the portal's interface as documented: a session or a token first, then one message a post."""

import base64
import http.client
import json
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from liemchinh.exchange.rules import LOOK_UP, Auth, Expired, Failure, Http, Taken, envelope, meaning, written

SECONDS = 20.0
"""How long the other side may take to answer."""
LONGEST_ANSWER = 32 * 1024 * 1024  # bytes
LONGEST_WAIT = 3600  # seconds that it may ask us to wait
JSON = {"Content-Type": "application/json", "Accept": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
AWAY = Failure("away", away=True)
EARLY = 30.0
"""Seconds before a token ends at which another is asked for."""


class Away(Exception):
    """Nobody answered, or not in words that can be read."""


class _NoDetours(urllib.request.HTTPRedirectHandler):
    """A redirection would carry personal data to an address nobody has configured."""

    def redirect_request(self, *asked: Any, **more: Any) -> None:
        return None


@dataclass
class Portal:
    """The interface of the national portal. One session or token is kept as long as this lives."""

    http: Http
    unit: str
    secret: str = field(repr=False)
    _key: str = field(default="", repr=False)
    _until: float = 0.0

    def send(self, message: dict[str, Any], *, name: str, day: str) -> Taken | Failure:
        """Post one message; a session that is over is asked for again, once."""
        for fresh in (False, True):
            try:
                key = self._proof(fresh=fresh)
            except Away:
                return AWAY
            if isinstance(key, Failure):
                return key
            try:
                status, fields, wait = self._post(self.http.url, message, key)
            except Away:
                return AWAY
            found = meaning(status, fields, self.http)
            if not isinstance(found, Expired):
                return _waiting(found, wait)
            if self.http.auth is Auth.NONE:
                break
        return Failure("session", away=True)

    def knows(self, code: str, service: str = LOOK_UP) -> bool:
        """Whether the portal has a dossier with this code. Raises Away."""
        if not self.http.look_up:
            return False
        return bool(self._asked(service, [{"mahoso": code}]).get("data"))

    def pulled(self) -> list[bytes]:
        """What was filed there for us, as one message; nothing where no such service is configured. Raises Away."""
        if not self.http.pull:
            return []
        fields = self._asked(self.http.pull, [])
        rows = fields.get("data")
        if not isinstance(rows, list):
            return []
        return [json.dumps(row, ensure_ascii=False, sort_keys=True).encode() for row in rows]

    def answered(self, path: str) -> None:
        """Nothing is left lying."""

    def _asked(self, service: str, data: list[Mapping[str, Any]]) -> Mapping[str, Any]:
        for fresh in (False, True):
            key = self._proof(fresh=fresh)
            if isinstance(key, Failure):
                raise Away(key.code)
            message = envelope(service=service, unit=self.unit, session="", data=data)
            status, fields, _ = self._post(self.http.url, message, key)
            found = meaning(status, fields, self.http)
            if isinstance(found, Taken):
                return fields
            if isinstance(found, Failure):
                if found.away or found.code == "unread":
                    raise Away(found.code)
                return {}
        raise Away("session")

    def _proof(self, *, fresh: bool) -> str | Failure:
        """A session or a token, kept or asked for. Raises Away."""
        if self.http.auth is Auth.NONE:
            return ""
        if self._key and not fresh and (not self._until or time.monotonic() < self._until):
            return self._key
        self._key, self._until = "", 0.0
        asked = self._session if self.http.auth is Auth.SESSION else self._token
        found = asked()
        if isinstance(found, Failure):
            return found
        self._key = found
        return found

    def _session(self) -> str | Failure:
        places = {"{user}": self.http.user, "{secret}": self.secret, "{unit}": self.unit}
        body = _filled(json.loads(self.http.login_body), places)
        status, fields, _ = _posted(self.http.login_url, json.dumps(body).encode(), {**JSON, **self.http.headers})
        said: Any = fields
        for part in self.http.session_field.split("."):
            said = said.get(part) if isinstance(said, dict) else None
        if status == 200 and isinstance(said, str) and said:
            return said
        return Failure("login", away=True)

    def _token(self) -> str | Failure:
        basic = base64.b64encode(f"{self.http.user}:{self.secret}".encode()).decode()
        body = urlencode({"grant_type": "client_credentials"}).encode()
        status, fields, _ = _posted(self.http.token_url, body, {**FORM, "Authorization": f"Basic {basic}"})
        token, lasts = fields.get("access_token"), fields.get("expires_in")
        if status != 200 or not isinstance(token, str) or not token:
            return Failure("login", away=True)
        if isinstance(lasts, int | str) and str(lasts).isdecimal():
            self._until = time.monotonic() + max(1.0, int(lasts) - EARLY)
        return token

    def _post(self, url: str, message: Mapping[str, Any], key: str) -> tuple[int, Mapping[str, Any], timedelta]:
        headers = {**JSON, **self.http.headers}
        if self.http.auth is Auth.OAUTH:
            headers["Authorization"] = f"Bearer {key}"
        elif key:
            message = {**message, "session": key}
        return _posted(url, written(message), headers)


def _filled(body: Any, places: Mapping[str, str]) -> Any:
    """The body with its places filled, inside the values only: what a secret holds cannot become a field."""
    if isinstance(body, str):
        for place, value in places.items():
            if body == place:
                return value
        return body
    if isinstance(body, dict):
        return {name: _filled(inner, places) for name, inner in body.items()}
    return [_filled(inner, places) for inner in body] if isinstance(body, list) else body


def _waiting(found: Taken | Failure, wait: timedelta) -> Taken | Failure:
    if isinstance(found, Failure) and wait:
        return Failure(found.code, found.text, found.refused, found.away, wait)
    return found


def _posted(url: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, Mapping[str, Any], timedelta]:
    """Post and read the answer, whatever its status: status, fields, how long it asks us to wait. Raises Away."""
    request = urllib.request.Request(url, data=body, headers=dict(headers), method="POST")
    opener = urllib.request.build_opener(
        urllib.request.HTTPSHandler(context=ssl.create_default_context()), _NoDetours()
    )
    try:
        try:
            answer = opener.open(request, timeout=SECONDS)
        except urllib.error.HTTPError as refusal:
            answer = refusal
        with answer:
            status, content, after = answer.status, answer.read(LONGEST_ANSWER + 1), answer.headers.get("Retry-After")
    except (OSError, ValueError, EOFError, http.client.HTTPException) as problem:  # urllib's own errors are OSErrors
        raise Away("away") from problem
    if len(content) > LONGEST_ANSWER:
        raise Away("too_long")
    try:
        said = json.loads(content)
    except (ValueError, RecursionError):
        said = {}
    wait = timedelta()
    if after and after.isdecimal() and len(after) < 9:
        wait = timedelta(seconds=min(int(after), LONGEST_WAIT))
    return status, said if isinstance(said, dict) else {}, wait

"""Decides what a description of the connection means: where, with whose words, which codes mean what. Strict."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from liemchinh.kernel.words import gettext_noop

LOCAL = ("127.0.0.1", "localhost", "::1")


class BadConnection(ValueError):
    """The description cannot be used; the message says why in a sentence."""


class Driver(StrEnum):
    """How parcels leave: as files that another program carries, or posted by ourselves."""

    FILES = "files"
    HTTP = "http"


class Auth(StrEnum):
    """How we prove who we are: a session asked for first, an OAuth client, or nothing (the line itself is closed)."""

    SESSION = "session"
    OAUTH = "oauth"
    NONE = "none"


class Subject(StrEnum):
    """Who files, as the interface tells them apart."""

    CITIZEN = "citizen"
    ORGANISATION = "organisation"


SUBJECTS = {Subject.CITIZEN: "1", Subject.ORGANISATION: "2"}
"""LoaiDoiTuong where nobody says otherwise: one adapter counts from 1, another from 0, so each says it itself."""
RETURNS = {"counter": "0", "post": "1", "online": "0"}
"""HinhThuc: the interface knows the counter and the post only."""
FEE_KINDS = {"fee": "1", "charge": "2", "obligation": "2"}
LOGIN_BODY = '{"username": "{user}", "password": "{secret}"}'


@dataclass(frozen=True)
class Http:
    """Where and how parcels are posted; the secret is not in here.

    `ok`: codes that mean taken; `known`: that it had been taken before; `expired`: that the session is over.
    `look_up`: whether it can be asked if it knows a dossier. `pull`: the service that lists what was filed there.
    """

    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    auth: Auth = Auth.SESSION
    login_url: str = ""
    login_body: str = LOGIN_BODY
    session_field: str = "session"
    token_url: str = ""
    user: str = ""
    ok: tuple[str, ...] = ("0", "00")
    known: tuple[str, ...] = ()
    expired: tuple[str, ...] = ("401",)
    look_up: bool = True
    pull: str = ""


@dataclass(frozen=True)
class Connection:
    """One connection. `unit` is our code there (madonvi), `home` the authority whose administrators look after it.

    Only dossiers opened from `since` on are told. `contacts`: whether telephone and mail of applicants go along.
    The rest says how our words are called there: `units` from their code to ours.
    """

    unit: str
    home: str
    since: date
    driver: Driver = Driver.FILES
    contacts: bool = False
    file_url: str = ""
    subjects: Mapping[str, str] = field(default_factory=dict)
    returns: Mapping[str, str] = field(default_factory=dict)
    fee_kinds: Mapping[str, str] = field(default_factory=dict)
    field_codes: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    http: Http | None = None


_MAPS: Mapping[str, Mapping[str, str] | None] = {
    "subjects": {str(kind): code for kind, code in SUBJECTS.items()},
    "returns": RETURNS,
    "fee_kinds": FEE_KINDS,
    "field_codes": None,
    "units": None,
}
_LISTS = ("ok", "known", "expired")


def connection(said: object) -> Connection:
    """The connection that a description (as YAML gives it) means. Raises BadConnection."""
    values = _known(said, Connection, gettext_noop("mô tả"))
    for name in ("unit", "home"):
        if not isinstance(values.get(name), str) or not values[name].strip():
            raise BadConnection(gettext_noop("Thiếu mục {name}.").format(name=name))
    if not isinstance(values.get("since"), date):
        raise BadConnection(gettext_noop("Mục since phải là một ngày, ví dụ 2026-09-01."))
    values["driver"] = _one_of(values.get("driver", "files"), Driver, "driver")
    for name in ("contacts",):
        if not isinstance(values.get(name, False), bool):
            raise BadConnection(gettext_noop("Mục {name} phải là true hoặc false.").format(name=name))
    if not isinstance(values.get("file_url", ""), str):
        raise BadConnection(gettext_noop("Mục {name} phải là chữ.").format(name="file_url"))
    for name, usual in _MAPS.items():
        values[name] = {**(usual or {}), **_words(values.get(name), name)}
        if usual is not None and set(values[name]) != set(usual):
            stray = ", ".join(sorted(set(values[name]) - set(usual)))
            raise BadConnection(gettext_noop("Mục {name} không biết: {stray}.").format(name=name, stray=stray))
    values["http"] = _http(values["http"]) if values.get("http") is not None else None
    if values["driver"] is Driver.HTTP and values["http"] is None:
        raise BadConnection(gettext_noop("Cách gửi http cần phần http với địa chỉ url."))
    return Connection(**values)


def _http(said: object) -> Http:
    values = _known(said, Http, "http")
    values["auth"] = _one_of(values.get("auth", "session"), Auth, "http.auth")
    values["headers"] = _words(values.get("headers"), "http.headers")
    for name in _LISTS:
        if name in values:
            listed = values[name]
            if not isinstance(listed, list):
                raise BadConnection(gettext_noop("Mục {name} phải là một danh sách.").format(name=f"http.{name}"))
            values[name] = tuple(str(code) for code in listed)
    if not isinstance(values.get("look_up", True), bool):
        raise BadConnection(gettext_noop("Mục {name} phải là true hoặc false.").format(name="http.look_up"))
    for name in ("url", "login_url", "login_body", "session_field", "token_url", "user", "pull"):
        if not isinstance(values.get(name, ""), str):
            raise BadConnection(gettext_noop("Mục {name} phải là chữ.").format(name=f"http.{name}"))
    needed = {"url"}
    needed |= {Auth.SESSION: {"login_url"}, Auth.OAUTH: {"token_url", "user"}}.get(values["auth"], set())
    for name in sorted(needed):
        if not values.get(name):
            raise BadConnection(gettext_noop("Thiếu mục {name}.").format(name=f"http.{name}"))
    try:
        json.loads(values.get("login_body", LOGIN_BODY))
    except ValueError:
        raise BadConnection(gettext_noop("Mục {name} phải là JSON.").format(name="http.login_body")) from None
    for name in ("url", "login_url", "token_url"):
        if values.get(name) and not is_safe(values[name]):
            sentence = gettext_noop("Mục {name} phải bắt đầu bằng https://, vì gói mang dữ liệu cá nhân.")
            raise BadConnection(sentence.format(name=f"http.{name}"))
    return Http(**values)


def is_safe(url: str) -> bool:
    """Whether personal data may go to this address: encrypted, or on this computer."""
    parts = urlsplit(url)
    return parts.scheme == "https" or (parts.scheme == "http" and (parts.hostname or "") in LOCAL)


def _known(said: object, shape: type, name: str) -> dict[str, Any]:
    if not isinstance(said, dict):
        raise BadConnection(gettext_noop("Phần {name} phải gồm các dòng “mục: giá trị”.").format(name=name))
    stray = {str(key) for key in said} - {known.name for known in fields(shape)}
    if stray:
        raise BadConnection(gettext_noop("Không biết mục: {names}.").format(names=", ".join(sorted(stray))))
    return dict(said)


def _one_of(value: object, kind: type[Driver] | type[Auth], name: str) -> Any:
    try:
        return kind(str(value))
    except ValueError:
        choices = ", ".join(kind)
        raise BadConnection(
            gettext_noop("Mục {name} phải là một trong: {choices}.").format(name=name, choices=choices)
        ) from None


def _words(said: object, name: str) -> dict[str, str]:
    if said is None:
        return {}
    if not isinstance(said, dict) or not all(isinstance(value, str | int) for value in said.values()):
        raise BadConnection(gettext_noop("Phần {name} phải gồm các dòng “mục: giá trị”.").format(name=name))
    return {str(key): str(value) for key, value in said.items()}

"""The protocol of a shared sign-in service (OpenID Connect, authorisation code): asks it who somebody is and believes
only what it has signed for us, for this browser, for this try. Finds no account and signs nobody in.

State ties the answer to the browser, PKCE (RFC 7636) ties the code to the one who asked, the nonce ties the token to
the question; signature, issuer, audience and time of the token are checked by PyJWT against its published keys.
"""

import hashlib
import logging
import secrets
import time
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from functools import lru_cache
from hmac import compare_digest
from typing import Any
from urllib.parse import quote_plus, urlencode

import jwt
import requests

from liemchinh.env import SharedSignIn

log = logging.getLogger(__name__)

WAIT = 10  # seconds for one answer of the service
KNOWN_FOR = 3600  # seconds for which its published description is believed
TRY_FOR = 600  # seconds within which somebody must come back
SKEW = 60  # seconds by which its clock may differ from ours
SIGNATURES = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures by a key that only the service has; never a shared secret, never none."""


class Untrusted(Exception):
    """The answer does not prove who somebody is; the message is for the log and holds no personal data."""


class Unreachable(Exception):
    """The service did not answer, or not as a service of its kind does; `status` as in HTTP, 0 for none."""

    def __init__(self, what: str, status: int = 0) -> None:
        super().__init__(what)
        self.status = status


def begin(service: SharedSignIn, *, back: str, next_url: str) -> tuple[str, dict[str, Any]]:
    """Where to send the browser, and what to keep in its session until it comes back to `back`. Raises Unreachable."""
    kept = {
        "state": secrets.token_urlsafe(24),
        "nonce": secrets.token_urlsafe(24),
        "verifier": secrets.token_urlsafe(48),
        "at": time.time(),
        "next": next_url,
    }
    challenge = urlsafe_b64encode(hashlib.sha256(str(kept["verifier"]).encode()).digest()).rstrip(b"=").decode()
    asked = {
        "response_type": "code",
        "client_id": service.client_id,
        "redirect_uri": back,
        "scope": service.scope,
        "state": kept["state"],
        "nonce": kept["nonce"],
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    address = str(_described(service)["authorization_endpoint"])
    return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}", kept


def finish(service: SharedSignIn, *, back: str, answer: Mapping[str, str], kept: Mapping[str, Any]) -> dict[str, Any]:
    """What the service tells of the one who came back: claims of the token and of its list. Raises Untrusted,
    Unreachable."""
    if not kept or not compare_digest(answer.get("state", "").encode(), str(kept["state"]).encode()):
        raise Untrusted("state")
    if not 0 <= time.time() - float(kept["at"]) < TRY_FOR:
        raise Untrusted("too late")
    if "error" in answer or not answer.get("code"):
        raise Untrusted("no code")
    described = _described(service)
    tokens = _tokens(service, described, back=back, code=answer["code"], verifier=str(kept["verifier"]))
    claims = _claims(service, described, str(tokens.get("id_token", "")), nonce=str(kept["nonce"]))
    wanted = {service.claim, service.assurance[0]} - {""}
    if not wanted <= set(claims) and tokens.get("access_token") and described.get("userinfo_endpoint"):
        more = _asked(str(described["userinfo_endpoint"]), str(tokens["access_token"]))
        if more.get("sub") != claims["sub"]:
            raise Untrusted("list of somebody else")
        claims = {**more, **claims}
    return claims


def _tokens(
    service: SharedSignIn, described: Mapping[str, Any], *, back: str, code: str, verifier: str
) -> dict[str, Any]:
    """Exchange the code. The secret goes into the form unless the service takes it in the header only."""
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": verifier}
    form["client_id"] = service.client_id
    methods = described.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    basic = None
    if "client_secret_post" in methods:
        form["client_secret"] = service.client_secret
    else:
        basic = (quote_plus(service.client_id), quote_plus(service.client_secret))  # RFC 6749 §2.3.1
    try:
        return _json("POST", str(described["token_endpoint"]), data=form, auth=basic)
    except Unreachable as answered:
        if answered.status in (400, 401):  # it says no: a code that was used, stolen or made up
            raise Untrusted("code") from answered
        raise


def _claims(service: SharedSignIn, described: Mapping[str, Any], token: str, *, nonce: str) -> dict[str, Any]:
    try:
        key = _key(str(described["jwks_uri"]), token)
        claims: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=list(SIGNATURES),
            audience=service.client_id,
            issuer=str(described["issuer"]),
            leeway=SKEW,
            options={"require": ["exp", "iat", "iss", "aud", "sub"]},
        )
    except jwt.PyJWKClientConnectionError as silent:
        raise Unreachable("keys") from silent
    except jwt.PyJWTError as refused:
        raise Untrusted(type(refused).__name__) from refused
    if not compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
        raise Untrusted("nonce")
    if "azp" in claims and claims["azp"] != service.client_id:
        raise Untrusted("made for another")
    return claims


def _asked(address: str, token: str) -> dict[str, Any]:
    """The service's list about the one who signed in; some give it by GET, the national one by POST."""
    bearer = {"Authorization": f"Bearer {token}"}
    try:
        return _json("GET", address, headers=bearer)
    except Unreachable:
        return _json("POST", address, headers=bearer)


def _described(service: SharedSignIn) -> dict[str, Any]:
    """The service's description of itself, at most an hour old, and only if it is the issuer it was asked as."""
    described = _description(service.issuer, int(time.time() // KNOWN_FOR))
    missing = {"authorization_endpoint", "token_endpoint", "jwks_uri"} - set(described)
    if missing or str(described.get("issuer", "")).rstrip("/") != service.issuer:
        raise Unreachable("description")
    return described


@lru_cache(maxsize=4)
def _description(issuer: str, _hour: int) -> dict[str, Any]:
    return _json("GET", f"{issuer}/.well-known/openid-configuration")


def _key(address: str, token: str) -> Any:
    """The published key that the token says it was signed with; a service with one key need not say."""
    published = _keys(address)
    if "kid" in jwt.get_unverified_header(token):
        return published.get_signing_key_from_jwt(token).key
    keys = published.get_signing_keys()
    if len(keys) != 1:
        raise Untrusted("which key")
    return keys[0].key


@lru_cache(maxsize=4)
def _keys(address: str) -> jwt.PyJWKClient:
    return jwt.PyJWKClient(address, timeout=WAIT)


def _json(method: str, address: str, **more: Any) -> dict[str, Any]:
    """One answer of the service. No redirect is followed: a secret goes where it was meant to, or nowhere."""
    try:
        answer = requests.request(method, address, timeout=WAIT, allow_redirects=False, **more)
        if answer.status_code != 200:
            raise Unreachable(f"status {answer.status_code}", answer.status_code)
        said = answer.json()
    except (requests.RequestException, ValueError) as silent:
        raise Unreachable(type(silent).__name__) from silent
    if not isinstance(said, dict):
        raise Unreachable("no object")
    return said

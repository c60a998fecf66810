"""Changes the pair of tokens by which Zalo knows us: renewed by one worker at a time, saved whole or not at all.

A refresh token may be used once. So who renews takes the row first, for a minute, in a statement that only one can win;
no lock is held while the other machine is asked, so nobody at a counter waits for it.
"""

import base64
import hashlib
import time
from datetime import datetime, timedelta

from cryptography.fernet import Fernet, InvalidToken
from django.db.models import F, Q
from django.utils import timezone

from liemchinh.notices.drivers.carrying import Undelivered
from liemchinh.notices.drivers.zalo import Application, Pair, Token, application_from_settings
from liemchinh.notices.models import ProviderToken
from liemchinh.notices.rules import Failure

ZALO = "zalo"
TURN = timedelta(minutes=1)
"""How long one worker may take to renew the pair."""
EARLY = timedelta(minutes=5)
"""How long before its end an access token is renewed."""
PATIENCE = 15.0  # seconds to wait for another worker that is renewing
NOT_AUTHORISED = Failure("zalo.authorise", away=True)


class StoredTokens:
    """The pair in the database, for all workers."""

    def current(self) -> Token:
        """The access token in use, renewed when it is about to end. Raises Undelivered when there is none."""
        application, row = _application(), _row()
        if row.expires_at <= timezone.now() + EARLY:
            return self.renewed(row.version)
        return _token(application, row)

    def renewed(self, seen: int) -> Token:
        """A pair newer than number `seen`: another worker's, or renewed here, once. Raises Undelivered."""
        application = _application()
        until = time.monotonic() + PATIENCE
        while True:
            row = _row()
            if row.version != seen:
                return _token(application, row)
            now = timezone.now()
            mine = Q(claimed_until__isnull=True) | Q(claimed_until__lte=now)
            rows = ProviderToken.objects.filter(mine, provider=ZALO, version=seen, broken=False)
            if rows.update(claimed_until=now + TURN):
                break
            if time.monotonic() > until:
                raise Undelivered(Failure("zalo.renewing", away=True))
            time.sleep(0.1)
        try:
            pair = application.from_refresh(_opened(application, row.refresh))
        except Undelivered as refused:
            # a refusal with a number is final: the token was used up or withdrawn; silence says nothing
            final = refused.failure.permanent
            ProviderToken.objects.filter(provider=ZALO, version=seen).update(claimed_until=None, broken=final)
            raise Undelivered(Failure(refused.failure.code, away=True)) from refused
        saved = _columns(application, pair, timezone.now())
        ProviderToken.objects.filter(provider=ZALO, version=seen).update(version=F("version") + 1, **saved)
        return Token(seen + 1, pair.access)


def authorise(*, application: Application, code: str, verifier: str) -> None:
    """Keep the first pair, which an administrator's code gives; it takes the place of any former one.

    Raises Undelivered when Zalo does not take the code.
    """
    saved = _columns(application, application.from_code(code, verifier), timezone.now())
    if not ProviderToken.objects.filter(provider=ZALO).update(version=F("version") + 1, **saved):
        ProviderToken.objects.create(provider=ZALO, **saved)


def _columns(application: Application, pair: Pair, at: datetime) -> dict[str, object]:
    vault = _vault(application)
    return {
        "access": vault.encrypt(pair.access.encode()).decode(),
        "refresh": vault.encrypt(pair.refresh.encode()).decode(),
        "expires_at": at + pair.life,
        "changed_at": at,
        "claimed_until": None,
        "broken": False,
    }


def _row() -> ProviderToken:
    row = ProviderToken.objects.filter(provider=ZALO).first()
    if row is None or row.broken:
        raise Undelivered(NOT_AUTHORISED)
    return row


def _application() -> Application:
    application = application_from_settings()
    if application is None:
        raise Undelivered(NOT_AUTHORISED)
    return application


def _token(application: Application, row: ProviderToken) -> Token:
    return Token(row.version, _opened(application, row.access))


def _opened(application: Application, kept: str) -> str:
    try:
        return _vault(application).decrypt(kept.encode()).decode()
    except InvalidToken as changed:  # the secret in the environment is another one than that they were kept under
        raise Undelivered(NOT_AUTHORISED) from changed


def _vault(application: Application) -> Fernet:
    """A copied database opens nothing: the key comes from the secret, which is not in it."""
    material = hashlib.sha256(b"liemchinh.notices.zalo\0" + application.secret.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(material))

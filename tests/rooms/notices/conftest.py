"""An instance that is configured to tell people things, and the servers it tells them through."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from tests import builders
from tests.rooms.notices.carriers import MailServer, SmsServer, ZaloServer

NOON = builders.at("2026-09-07 12:00")


@pytest.fixture
def clock() -> Iterator[Any]:
    """It is noon, and stays so until a test moves on."""
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def mail(monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    """A mail server, configured."""
    with MailServer() as server:
        monkeypatch.setenv("LIEMCHINH_SMTP", f"smtp://127.0.0.1:{server.port}")
        monkeypatch.setenv("LIEMCHINH_MAIL_FROM", "motcua@xa.vidu.vn")
        yield server


@pytest.fixture
def zalo(monkeypatch: pytest.MonkeyPatch) -> Iterator[ZaloServer]:
    """Zalo, configured for three notices; not authorised yet."""
    with ZaloServer() as server:
        monkeypatch.setenv("LIEMCHINH_ZALO_APP", "4242")
        monkeypatch.setenv("LIEMCHINH_ZALO_SECRET", server.secret)
        monkeypatch.setenv("LIEMCHINH_ZALO_TEMPLATES", "received=230101,result_ready=230102,state_changed=230103")
        monkeypatch.setenv("LIEMCHINH_ZALO_URL", server.url)
        monkeypatch.setenv("LIEMCHINH_ZALO_OAUTH_URL", server.url)
        yield server


@pytest.fixture
def sms(monkeypatch: pytest.MonkeyPatch) -> Iterator[SmsServer]:
    """A gateway, configured."""
    with SmsServer() as server:
        monkeypatch.setenv("LIEMCHINH_SMS_URL", f"{server.url}/send")
        monkeypatch.setenv("LIEMCHINH_SMS_KEY", "khoa")
        monkeypatch.setenv("LIEMCHINH_SMS_SECRET", "bi-mat")
        monkeypatch.setenv("LIEMCHINH_SMS_BRAND", "XA AN MAU")
        yield server


@pytest.fixture
def authorised(zalo: ZaloServer, db: None) -> ZaloServer:
    """Zalo with the first pair of tokens in our hands."""
    authorise(zalo)
    return zalo


def authorise(zalo: ZaloServer) -> None:
    """An administrator of the official account has let us send."""
    from liemchinh.notices import services
    from liemchinh.notices.drivers.zalo import application_from_settings

    application = application_from_settings()
    assert application is not None
    services.authorise(application=application, code="ma-cho-phep", verifier="v" * 43)


def tell(once: str = "1", **changes: Any) -> int:
    """Tell an invented applicant that a dossier was received."""
    from liemchinh.kernel.actors import SYSTEM
    from liemchinh.notices import services
    from liemchinh.notices.rules import Recipient

    told: dict[str, Any] = {
        "subject": "H99.12-260907-0001",
        "unit": "H99.12",
        "template": "received",
        "to": Recipient(email="nguoi.nop@vidu.vn", by_email=True),
        "facts": {"code": "H99.12-260907-0001", "office": "Ủy ban nhân dân xã An Mẫu", "day": "thứ Tư, 16/9/2026"},
        "by": SYSTEM,
        "at": NOON,
        "once": once,
    }
    return services.tell(**{**told, **changes})

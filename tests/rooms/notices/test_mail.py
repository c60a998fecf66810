"""Mail goes encrypted, to a server that proves its name; a trial writes files and reaches nobody."""

import ssl
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from liemchinh import env
from liemchinh.notices import services
from liemchinh.notices.models import Message
from tests.rooms.notices.carriers import MailServer, free_port
from tests.rooms.notices.conftest import NOON, tell


@pytest.fixture
def own_certificate(tmp_path: Path) -> ssl.SSLContext:
    """A server's certificate that nobody else has signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=9000))
        .not_valid_after(now + timedelta(days=9000))
        .sign(key, hashes.SHA256())
    )
    kept = tmp_path / "server.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    kept.write_bytes(secret + certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(kept)
    return context


def beat(once: str = "1") -> Message:
    """Tell and send; the notice afterwards."""
    tell(once)
    services.Sender().beat(NOON)
    return Message.objects.get(once=once)


def test_the_password_goes_inside_the_encryption_and_a_wrong_one_stops_the_channel(
    cast: Any, own_certificate: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[bool, bytes]] = []

    def sign_in(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        seen.append((session.ssl is not None, data.password))
        return AuthResult(success=data.password == b"mat khau", handled=False)

    inbox, port = MailServer(), free_port()
    controller = Controller(
        inbox,
        hostname="127.0.0.1",
        port=port,
        tls_context=own_certificate,
        require_starttls=True,
        auth_required=True,
        authenticator=sign_in,
    )
    controller.start()
    try:
        monkeypatch.setenv("LIEMCHINH_SMTP", f"smtp://motcua%40xa.vidu.vn@127.0.0.1:{port}")
        for number, wrong in enumerate(("sai", "mật khẩu")):  # the protocol knows no letters beyond ASCII
            monkeypatch.setenv("LIEMCHINH_SMTP_PASSWORD", wrong)
            row = beat(str(number))
            assert (row.state, row.error_code, inbox.mails) == ("failed", "mail.sign_in", [])
        monkeypatch.setenv("LIEMCHINH_SMTP_PASSWORD", "mat khau")
        Message.objects.update(next_at=NOON)
        services.Sender().beat(NOON)
        assert set(Message.objects.values_list("state", flat=True)) == {"sent"} and len(inbox.mails) == 2
    finally:
        controller.stop()
    assert {encrypted for encrypted, _ in seen} == {True}


def test_a_server_that_does_not_prove_its_name_gets_neither_letter_nor_password(
    cast: Any, clock: Any, own_certificate: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox, port = MailServer(), free_port()
    controller = Controller(inbox, hostname="127.0.0.1", port=port, ssl_context=own_certificate)
    controller.start()
    try:
        monkeypatch.setenv("LIEMCHINH_SMTP", f"smtps://motcua%40xa.vidu.vn@127.0.0.1:{port}")
        row = beat()
    finally:
        controller.stop()
    assert (row.state, row.error_code, inbox.mails) == ("failed", "mail.away", [])


def test_a_trial_writes_letters_into_the_data_folder(
    cast: Any, clock: Any, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not services.open_channels()
    data.mkdir()
    env.demo_mark().touch()
    assert services.open_channels(), "the demo shows what would be sent"
    row = beat()
    [file] = (data / "mail").iterdir()
    letter = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert (row.state, file.name) == ("sent", f"{row.tracking.hex}.eml")
    assert letter["Subject"] == "Đã tiếp nhận hồ sơ H99.12-260907-0001"

"""Changes a PDF into an electronic result: the agency's key from the settings, a time stamp if one is configured."""

import urllib.request
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from asn1crypto import x509

from liemchinh import env
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.papers import esign

SECONDS = 10.0
"""How long a time-stamping authority may take to answer."""
LONGEST_ANSWER = 256 * 1024  # bytes
LOCAL = ("127.0.0.1", "localhost", "::1")


def agency_key() -> esign.Key | None:
    """The configured key, or None when none is configured. Raises Refused("esign.key") for one that does not open."""
    path = env.text(env.ESIGN_KEY)
    if not path:
        return None
    try:
        changed = Path(path).stat().st_mtime_ns
    except OSError as missing:
        raise Refused("esign.key", gettext_noop("Không đọc được tệp khóa ký số đã khai.")) from missing
    return _opened(path, changed, env.text(env.ESIGN_PASSWORD))


@lru_cache(maxsize=2)
def _opened(path: str, changed: int, password: str) -> esign.Key:
    return esign.open_key(Path(path).read_bytes(), password)


def trusted() -> dict[str, x509.Certificate]:
    """Authorities whose certificates the check page trusts: every PEM or DER file of the configured folder."""
    folder = env.text(env.ESIGN_TRUST)
    if not folder:
        return {}
    files = sorted(path for path in Path(folder).glob("*") if path.suffix in (".pem", ".crt", ".cer", ".der"))
    return _read(tuple((str(path), path.stat().st_mtime_ns) for path in files))


@lru_cache(maxsize=2)
def _read(files: tuple[tuple[str, int], ...]) -> dict[str, x509.Certificate]:
    return esign.read_trust({Path(name).name: Path(name).read_bytes() for name, _ in files})


def issues_electronic() -> bool:
    """Whether results can be had electronically here: there is a key, or a list by which signed files are taken."""
    return bool(env.text(env.ESIGN_KEY) or env.text(env.ESIGN_TRUST))


def stamping() -> esign.Ask | None:
    """The way to the configured time-stamping authority, or None. Raises Refused for an address that is none."""
    address = env.text(env.ESIGN_TSA)
    if not address:
        return None
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Refused(
            "esign.tsa", gettext_noop("Địa chỉ máy chủ dấu thời gian phải bắt đầu bằng http:// hay https://.")
        )

    def ask(request: bytes) -> bytes:
        asked = urllib.request.Request(
            address, data=request, headers={"Content-Type": "application/timestamp-query"}, method="POST"
        )
        with urllib.request.urlopen(asked, timeout=SECONDS) as answer:  # nosec B310 - likewise
            return bytes(answer.read(LONGEST_ANSWER))

    return ask

"""Reads a mailbox over IMAP (RFC 9051): encrypted, read-only, by the server's own numbers. Changes nothing there.

Whoever else empties the box takes from us only what we have not read yet.
"""

import binascii
import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from liemchinh import env
from liemchinh.petitions.rules import Source
from liemchinh.petitions.rules.mail import LARGEST

PORTS = {"imap": 143, "imaps": 993}
LOCAL = frozenset({"127.0.0.1", "::1", "localhost"})
SECONDS = 30
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


class Unreachable(Exception):
    """The box cannot be read now; the message says why, in the server's words or the machine's."""


@dataclass(frozen=True)
class Box:
    """A folder of a mail account, as configured. `unit` is whose register its letters go to (empty: the instance's)."""

    host: str
    port: int
    account: str
    folder: str
    unit: str
    source: Source
    wrapped: bool
    password: str = field(repr=False)
    context: ssl.SSLContext | None = field(default=None, repr=False)

    @property
    def name(self) -> str:
        """What it is called in lists: account and folder, never its password."""
        return f"{self.account}/{self.folder}"[:300]


@dataclass(frozen=True)
class Letter:
    """One message: its number, and its bytes (only the head of one that is too large)."""

    uid: int
    content: bytes = field(repr=False)
    size: int


class Open:
    """A folder that is open for reading."""

    def __init__(self, link: imaplib.IMAP4, folder: str) -> None:
        self._link = link
        quoted = '"' + folder_name(folder).replace("\\", "\\\\").replace('"', '\\"') + '"'
        kind, said = link.select(quoted, readonly=True)
        if kind != "OK":
            raise Unreachable(_words(said))
        _, known = link.response("UIDVALIDITY")
        if not known or not known[0]:
            raise Unreachable("the server gives no UIDVALIDITY")
        self.validity = int(known[0])

    def after(self, uid: int) -> list[int]:
        """The numbers of all messages above `uid`, smallest first."""
        kind, said = self._link.uid("SEARCH", f"UID {uid + 1}:*")
        if kind != "OK":
            raise Unreachable(_words(said))
        # a server answers `n:*` with its last message even where that lies below n
        return sorted(number for number in map(int, b" ".join(one for one in said if one).split()) if number > uid)

    def letter(self, uid: int) -> Letter | None:
        """One message, or None when it is gone by now."""
        kind, said = self._link.uid("FETCH", str(uid), "(UID RFC822.SIZE)")
        found = _SIZE.search(b" ".join(part if isinstance(part, bytes) else part[0] for part in said if part))
        if kind != "OK" or found is None:
            return None
        size = int(found[1])
        wanted = "BODY.PEEK[]" if size <= LARGEST else "BODY.PEEK[HEADER]"
        kind, said = self._link.uid("FETCH", str(uid), f"({wanted})")
        parts = [part[1] for part in said if isinstance(part, tuple)]
        return Letter(uid, parts[0], size) if kind == "OK" and parts else None


@contextmanager
def opened(box: Box) -> Iterator[Open]:
    """The folder of a box, signed in to. Raises Unreachable for whatever the network or the server refuses."""
    link: imaplib.IMAP4 | None = None
    try:
        link = _connect(box)
        _sign_in(link, box)
        yield Open(link, box.folder)
    except (OSError, imaplib.IMAP4.error, UnicodeError) as failed:
        raise Unreachable(str(failed)[:300]) from failed
    finally:
        if link is not None:
            with suppress(OSError, imaplib.IMAP4.error):
                link.logout()


def _connect(box: Box) -> imaplib.IMAP4:
    # to another machine only where it proves its name; this machine has none to prove
    context = box.context or (_unproved() if box.host in LOCAL else ssl.create_default_context())
    if box.wrapped:
        return imaplib.IMAP4_SSL(box.host, box.port, ssl_context=context, timeout=SECONDS)
    link = imaplib.IMAP4(box.host, box.port, timeout=SECONDS)
    if "STARTTLS" in link.capabilities:
        link.starttls(context)
    elif box.host not in LOCAL:
        link.shutdown()
        raise Unreachable("the mail server does not encrypt")
    return link


def _sign_in(link: imaplib.IMAP4, box: Box) -> None:
    """By SASL PLAIN, which knows every letter; by the old word only where the server has nothing else."""
    if "AUTH=PLAIN" in link.capabilities:
        link.authenticate("PLAIN", lambda _: f"\0{box.account}\0{box.password}".encode())
    else:
        link.login(box.account, box.password)


def folder_name(name: str) -> str:
    """A folder's name as the protocol writes it: what is not ASCII in the modified UTF-7 of RFC 3501, 5.1.3."""
    written = []
    for plain, other in re.findall(r"([\x20-\x7e]+)|([^\x20-\x7e]+)", name):
        if plain:
            written.append(plain.replace("&", "&-"))
        else:
            coded = binascii.b2a_base64(other.encode("utf-16-be"), newline=False).rstrip(b"=").replace(b"/", b",")
            written.append(f"&{coded.decode()}-")
    return "".join(written)


def _unproved() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _words(said: list[bytes | None]) -> str:
    return b" ".join(one for one in said if one).decode("utf-8", "replace")[:300]


def boxes_from_settings() -> list[Box]:
    """The mailboxes of this instance, those that are configured. Raises BadSetting."""
    wanted = ((env.MAILBOX, env.MAILBOX_PASSWORD, Source.EMAIL), (env.MEDIA_MAILBOX, env.MEDIA_PASSWORD, Source.MEDIA))
    return [_box(name, secret, source) for name, secret, source in wanted if env.text(name)]


def _box(name: str, secret: str, source: Source) -> Box:
    value = env.text(name)
    parts = urlsplit(value)
    try:
        port = parts.port
    except ValueError:
        port = 0
    if parts.scheme not in PORTS or not parts.hostname or port == 0 or parts.password or not parts.username:
        raise env.BadSetting(f"{name}: phải có dạng imaps://don@may.vn:993/INBOX#H99.12, không kèm mật khẩu.")
    password = env.text(secret)
    if not password:
        raise env.BadSetting(f"{name}: cần {secret} (hoặc {secret}_FILE).")
    return Box(
        host=parts.hostname,
        port=port or PORTS[parts.scheme],
        account=unquote(parts.username),
        folder=unquote(parts.path.strip("/")) or "INBOX",
        unit=unquote(parts.fragment) or env.text(env.UNIT),
        source=source,
        wrapped=parts.scheme == "imaps",
        password=password,
    )

"""Reads a message of a mailbox and decides what it is: a petition, a reply, or something to be set aside and why.

Never drops anything: what cannot be read is set aside whole.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import EmailMessage, Message
from email.utils import getaddresses, parsedate_to_datetime
from enum import StrEnum
from html.parser import HTMLParser

from liemchinh.kernel.codes import PETITION, is_petition_code, tidy_code
from liemchinh.kernel.trail import Kind
from liemchinh.kernel.words import fold, gettext_noop, nfc

_WHERE = gettext_noop("Chỉ có mã đơn vị; ai gửi và nội dung không có trong sổ.")
CAME = Kind("petitions.mail_came", gettext_noop("Hộp thư của cơ quan nhận một thư"), _WHERE)
SETTLED = Kind("petitions.mail_settled", gettext_noop("Cán bộ xử lý một thư đã để riêng"), _WHERE)

LARGEST = 32 * 1024 * 1024
"""Bytes of a message that is read at all; a larger one is set aside by its head."""
LONGEST_TEXT = 60_000
MOST_PARTS = 200
MOST_FILES = 30


class Fate(StrEnum):
    """What became of a message."""

    TAKEN = "taken"
    ADDED = "added"
    ASIDE = "aside"
    KNOWN = "known"


FATE_NAMES = {
    Fate.TAKEN: gettext_noop("Đã vào sổ thành đơn"),
    Fate.ADDED: gettext_noop("Đã gắn vào đơn có từ trước"),
    Fate.ASIDE: gettext_noop("Để riêng, chờ người xem"),
    Fate.KNOWN: gettext_noop("Đã nhận từ trước"),
}


class Reason(StrEnum):
    """Why a message was set aside."""

    AUTOMATIC = "automatic"
    BOUNCE = "bounce"
    BULK = "bulk"
    SPAM = "spam"
    OURS = "ours"
    EMPTY = "empty"
    LARGE = "large"
    BROKEN = "broken"
    REFUSED = "refused"


REASON_NAMES = {
    Reason.AUTOMATIC: gettext_noop("Thư trả lời tự động"),
    Reason.BOUNCE: gettext_noop("Thư báo không gửi được"),
    Reason.BULK: gettext_noop("Thư gửi hàng loạt (bản tin, quảng cáo)"),
    Reason.SPAM: gettext_noop("Máy chủ thư đánh dấu là thư rác"),
    Reason.OURS: gettext_noop("Thư do chính hộp thư này gửi"),
    Reason.EMPTY: gettext_noop("Không có nội dung và không có tệp đọc được"),
    Reason.LARGE: gettext_noop("Thư quá lớn"),
    Reason.BROKEN: gettext_noop("Thư hỏng, không đọc được"),
    Reason.REFUSED: gettext_noop("Chưa vào sổ được"),
}


@dataclass(frozen=True)
class Attached:
    """A file of a message, as it was called and as it is."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Mail:
    """A message as read. `codes` are the petitions that it names, `aside` why it is no petition (None: it may be one).

    `digest` is not here: it is of the bytes, and bytes are the caller's.
    """

    message_id: str = ""
    sender: str = ""
    name: str = ""
    subject: str = ""
    text: str = ""
    sent_at: datetime | None = None
    files: tuple[Attached, ...] = ()
    codes: tuple[str, ...] = ()
    aside: Reason | None = None


def read(content: bytes, *, own: str = "") -> Mail:
    """Read a message of any shape; never raises. `own` is the address of the mailbox itself."""
    if len(content) > LARGEST:
        return Mail(aside=Reason.LARGE)
    try:
        message = message_from_bytes(content, policy=policy.default)
        return _read(message, own) if message.keys() else _broken(content)
    except (
        MessageError,
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
        IndexError,
        AssertionError,
        RecursionError,
    ):
        return _broken(content)  # the standard reader stumbles over some malformed mail in each of these ways


_STUMBLES = (MessageError, ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError)
"""In which ways the standard reader stumbles over malformed mail."""


def _broken(content: bytes) -> Mail:
    """What can still be said of a message that cannot be read: who and what about, from its first lines."""
    head = content[:20_000].decode("utf-8", "replace")

    def line(name: str) -> str:
        found = re.search(rf"(?im)^{name}:[ \t]*(.+)$", head)
        return _tidy(found[1], 300) if found else ""

    return Mail(message_id=line("message-id"), sender=line("from"), subject=line("subject"), aside=Reason.BROKEN)


def _read(message: EmailMessage | Message, own: str) -> Mail:
    sender, name = _sender(message)
    subject = _tidy(_header(message, "subject"), 300)
    text, files = _content(message)
    named = f"{subject}\n{text[:4000]}\n{_header(message, 'in-reply-to')}\n{_header(message, 'references')}"
    return Mail(
        message_id=_tidy(_header(message, "message-id"), 300),
        sender=sender,
        name=name,
        subject=subject,
        text=text,
        sent_at=_date(message),
        files=files,
        codes=tuple(dict.fromkeys(_codes(named))),
        aside=_aside(message, sender, own, text, files),
    )


def _aside(message: Message, sender: str, own: str, text: str, files: tuple[Attached, ...]) -> Reason | None:
    """Whether this is no person's letter (RFC 3834, RFC 3464), by what the message says of itself."""
    if own and sender.casefold() == own.casefold():
        return Reason.OURS
    kind = message.get_content_type()
    return_path = _header(message, "return-path").strip()
    bounces = ("mailer-daemon", "postmaster")
    if kind == "multipart/report" or return_path == "<>" or sender.partition("@")[0].casefold() in bounces:
        return Reason.BOUNCE
    automatic = _header(message, "auto-submitted").strip().casefold()
    if (automatic and automatic != "no") or _header(message, "x-autoreply") or _header(message, "x-autorespond"):
        return Reason.AUTOMATIC
    if _header(message, "x-spam-flag").strip().casefold() in ("yes", "true"):
        return Reason.SPAM
    if _header(message, "precedence").strip().casefold() in ("bulk", "list", "junk") or _header(message, "list-id"):
        return Reason.BULK
    return None if text.strip() or files else Reason.EMPTY


def _header(message: Message, name: str) -> str:
    value = message.get(name)
    if value is None:
        return ""
    said = str(value)
    if "=?" in said:  # what the modern policy left encoded
        try:
            said = str(make_header(decode_header(said)))
        except (ValueError, LookupError, MessageError):
            pass
    return said


def _tidy(said: str, most: int) -> str:
    """One line without signs that do not print, in the one normal form, no longer than the column."""
    said = said.encode("utf-8", "replace").decode("utf-8")
    plain = "".join(letter if letter.isprintable() else " " for letter in nfc(said))
    return " ".join(plain.split())[:most]


def _sender(message: Message) -> tuple[str, str]:
    """Address and name of who wrote it: From, else Reply-To."""
    for header in ("from", "reply-to"):
        for name, address in getaddresses([_header(message, header)]):
            if "@" in address:
                return _tidy(address, 200), _tidy(name, 200)
    return "", ""


def _date(message: Message) -> datetime | None:
    try:
        said = parsedate_to_datetime(_header(message, "date"))
        return (said if said.tzinfo else said.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return None


_HYPHEN = r"\s*[-\u2010-\u2015\u2212]\s*"
_CODE = re.compile(rf"{PETITION}\.[A-Y]\d{{2}}(?:\.\d{{2,3}}){{0,4}}{_HYPHEN}\d{{6}}{_HYPHEN}\d{{4,}}", re.IGNORECASE)


def _codes(said: str) -> Iterator[str]:
    for found in _CODE.finditer(said):
        if is_petition_code(found[0]):
            yield tidy_code(found[0])


# ── the body ─────────────────────────────────────────────────────────────────────────────────────────────────
def _content(message: Message) -> tuple[str, tuple[Attached, ...]]:
    """The text (plain, else of the HTML without its marks), and every part that is a file."""
    plain: list[str] = []
    marked: list[str] = []
    files: list[Attached] = []
    for number, part in enumerate(message.walk()):
        if number >= MOST_PARTS:
            break
        if part.is_multipart():
            continue
        kind, name = part.get_content_type(), _tidy(part.get_filename() or "", 200)
        if not name and part.get_content_disposition() != "attachment" and kind in ("text/plain", "text/html"):
            (plain if kind == "text/plain" else marked).append(_text(part))
        elif (content := _bytes(part)) and len(files) < MOST_FILES:
            files.append(Attached(name or f"tep-{number}", content))
    said = "\n".join(one for one in plain if one.strip()) or "\n".join(without_marks(one) for one in marked)
    return tidy_text(said), tuple(files)


def _bytes(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _text(part: Message) -> str:
    content = _bytes(part)
    for charset in (part.get_content_charset() or "utf-8", "utf-8", "windows-1258"):
        try:
            return content.decode(charset)
        except (LookupError, UnicodeError):
            continue
    return content.decode("utf-8", "replace")


def tidy_text(said: str) -> str:
    """Text as it is kept: one normal form, no signs that do not print but line ends, no more than a petition holds."""
    said = nfc(said.encode("utf-8", "replace").decode("utf-8")).replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(
        letter for letter in said if letter in "\n\t" or unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Co")
    )
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t\u00a0]+", " ", kept)).strip()[:LONGEST_TEXT]


class _Words(HTMLParser):
    """Takes the words out of HTML; what a browser would not show as text is left out."""

    SILENT = frozenset({"script", "style", "head", "title", "template", "noscript", "object", "svg"})
    BREAKS = frozenset({"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "table", "blockquote", "pre"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.SILENT:
            self.silent += 1
        elif tag in self.BREAKS:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag in self.BREAKS:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words.append(re.sub(r"\s+", " ", data))


def without_marks(html: str) -> str:
    """The words of an HTML text, a line for a block."""
    words = _Words()
    words.feed(html)
    words.close()
    return tidy_text("".join(words.words))


def subject_of(mail: Mail) -> str:
    """What a petition from this message is about: its subject without `Re:`, else the first words of its text."""
    said = mail.subject
    while found := re.match(r"(?i)\s*(re|fw|fwd|tl|ct)\s*:\s*", said):
        said = said[found.end() :]
    if not fold(said):
        said = " ".join(mail.text.split())[:120]
    return said[:300]

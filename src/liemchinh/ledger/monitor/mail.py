"""Mails what a monitor has found, through any SMTP server; the subject says how many, the body the sentences."""

import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.ledger.monitor.finding import Finding

SECONDS = 20
LOCAL = ("127.0.0.1", "localhost", "[::1]")


@dataclass(frozen=True)
class Post:
    """Where mail goes: server `host:port`, from whom, to whom. STARTTLS is used whenever the server offers it.

    A password goes only to a server whose certificate is good, or to this computer.
    """

    server: str
    sender: str
    receivers: tuple[str, ...]
    user: str = ""
    password: str = ""


def message(post: Post, place: str, findings: Sequence[Finding]) -> EmailMessage:
    """The mail about these findings in the log at `place`."""
    mail = EmailMessage()
    # short on purpose: Python's own folding of long subjects swallows spaces between the words
    mail["Subject"] = gettext_noop("Sổ công khai: {count} điều bất thường").format(count=len(findings))
    mail["From"], mail["To"] = post.sender, ", ".join(post.receivers)
    mail["Date"], mail["Message-ID"] = formatdate(localtime=True), make_msgid()
    lines = [place, "", *(f"- {finding.shown()}" for finding in findings)]
    closing = gettext_noop("Hãy giữ thư này và thư mục bằng chứng; tự kiểm tra lại trước khi đăng.")
    mail.set_content("\n".join([*lines, "", closing]))
    mail.add_attachment("".join(f"{finding.line()}\n" for finding in findings), filename="findings.jsonl")
    return mail


def send(post: Post, place: str, findings: Sequence[Finding]) -> None:
    """Send one mail about all of them. Raises Refused("monitor.mail") when the server does not take it."""
    host, _, port = post.server.rpartition(":")
    try:
        with smtplib.SMTP(host, int(port), timeout=SECONDS) as link:
            link.ehlo()
            if link.has_extn("starttls"):
                # who sends a password has to know to whom; without one any encryption is better than none
                link.starttls(context=ssl.create_default_context() if post.user else None)
                link.ehlo()
            elif post.user and host not in LOCAL:
                raise smtplib.SMTPException(gettext_noop("máy gửi thư không mã hóa, không gửi mật khẩu cho nó"))
            if post.user:
                link.login(post.user, post.password)
            link.send_message(message(post, place, findings))
    except (OSError, ValueError, smtplib.SMTPException) as problem:
        raise Refused("monitor.mail", gettext_noop("Chưa gửi được thư báo: {why}"), why=problem) from problem

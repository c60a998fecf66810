"""Notices by mail: plain text over SMTP, encrypted whenever the server can; or into a folder, for trials."""

import os
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from email.header import Header
from email.mime.text import MIMEText
from email.utils import formataddr, formatdate
from pathlib import Path
from urllib.parse import unquote, urlsplit

from liemchinh import env
from liemchinh.notices.drivers.carrying import LOCAL, SECONDS, Dispatch, Undelivered
from liemchinh.notices.rules import Failure, is_email, letter

PORTS = {"smtp": 587, "smtps": 465}
A_BATCH = 50
"""Letters on one connection; servers tire of more."""


def mail_of(dispatch: Dispatch, sender: str) -> MIMEText:
    """The letter as it goes over the wire. One address, no answer wanted, machines told that a machine wrote it."""
    said = letter(dispatch.template, dispatch.facts)
    host = sender.rpartition("@")[2]
    mail = MIMEText(said.text, "plain", "utf-8")
    mail["Subject"] = Header(said.subject, "utf-8")  # type: ignore[assignment]
    mail["From"] = formataddr((dispatch.facts.get("office", ""), sender), "utf-8")
    mail["To"] = dispatch.address
    mail["Date"] = formatdate(localtime=True)
    mail["Message-ID"] = f"<{dispatch.tracking}@{host}>"  # the same at every attempt: mailboxes show it once
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    mail["List-Id"] = f"<thong-bao.{host}>"
    return mail


@dataclass
class Mail:
    """The mail server, one connection a batch. A password goes only to who proves its name, or to this computer."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = ""
    wrapped: bool = False
    context: ssl.SSLContext | None = None
    _link: smtplib.SMTP | None = field(default=None, repr=False)
    _sent: int = 0

    def takes(self, template: str) -> bool:
        """Every notice has a letter."""
        return True

    def send(self, dispatch: Dispatch) -> str:
        """Hand the letter to the server. Raises Undelivered."""
        mail = mail_of(dispatch, self.sender)
        try:
            link = self._open()
            link.sendmail(self.sender, [dispatch.address], mail.as_bytes())
        except smtplib.SMTPRecipientsRefused as refused:
            code, _ = next(iter(refused.recipients.values()))
            self._reset()
            raise Undelivered(_of_code(code)) from refused
        except (
            smtplib.SMTPAuthenticationError,
            UnicodeEncodeError,
        ) as refused:  # the account's fault, not the letter's
            self.close()
            raise Undelivered(Failure("mail.sign_in", away=True)) from refused
        except smtplib.SMTPSenderRefused as refused:
            self.close()
            raise Undelivered(Failure(f"mail.sender_{refused.smtp_code}", away=True)) from refused
        except smtplib.SMTPResponseException as refused:
            self.close()
            raise Undelivered(_of_code(refused.smtp_code)) from refused
        except (OSError, smtplib.SMTPException) as away:
            self.close()
            raise Undelivered(Failure("mail.away", away=True)) from away
        self._sent += 1
        return str(mail["Message-ID"])

    def close(self) -> None:
        """Take leave of the server."""
        link, self._link, self._sent = self._link, None, 0
        if link is not None:
            with suppress(OSError, smtplib.SMTPException):
                link.quit()

    def _open(self) -> smtplib.SMTP:
        if self._link is not None and self._sent < A_BATCH:
            return self._link
        self.close()
        context = self.context or ssl.create_default_context()
        if self.wrapped:
            self._link = smtplib.SMTP_SSL(self.host, self.port, timeout=SECONDS, context=context)
        else:
            self._link = smtplib.SMTP(self.host, self.port, timeout=SECONDS)
        self._link.ehlo()
        if not self.wrapped and self._link.has_extn("starttls"):
            local = self.host in LOCAL and self.context is None
            # citizens' addresses are inside: to another machine only where it proves its name
            self._link.starttls(context=_unproved() if local else context)
            self._link.ehlo()
        elif not self.wrapped and self.host not in LOCAL:
            raise smtplib.SMTPException("the mail server does not encrypt")
        if self.user and self.password:
            self._link.login(self.user, self.password)
        return self._link

    def _reset(self) -> None:
        with suppress(OSError, smtplib.SMTPException):
            if self._link is not None:
                self._link.rset()


def _of_code(code: int) -> Failure:
    """5xx: this address will never take it; 4xx: later perhaps."""
    return Failure(f"mail.{code}", permanent=code >= 500)


@dataclass(frozen=True)
class Folder:
    """Letters as files, for a demo or a trial: nothing leaves this computer."""

    folder: Path
    sender: str

    def takes(self, template: str) -> bool:
        """Every notice has a letter."""
        return True

    def send(self, dispatch: Dispatch) -> str:
        """Write `<tracking>.eml`; the same notice again is the same file. Raises Undelivered."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            half = self.folder / f"{dispatch.tracking}.half"
            half.write_bytes(mail_of(dispatch, self.sender).as_bytes())
            os.replace(half, self.folder / f"{dispatch.tracking}.eml")
        except OSError as full:
            raise Undelivered(Failure("mail.folder", away=True)) from full
        return f"{dispatch.tracking}.eml"

    def close(self) -> None:
        """Nothing is kept open."""


def mail_from_settings() -> Mail | Folder | None:
    """The mail server of this instance, or None. Raises BadSetting."""
    value = env.text(env.SMTP)
    if not value:
        if not env.demo_mark().exists():
            return None
        value = "folder"
    if value == "folder":
        return Folder(env.folder() / "mail", _sender("motcua@localhost.localdomain"))
    parts = urlsplit(value)
    try:
        port = parts.port
    except ValueError:
        port = 0
    if parts.scheme not in PORTS or not parts.hostname or port == 0 or parts.password or parts.path.strip("/"):
        raise env.BadSetting(f"{env.SMTP}: phải có dạng smtp://motcua@may.vn:587, không kèm mật khẩu.")
    user = unquote(parts.username or "")
    return Mail(
        host=parts.hostname,
        port=port or PORTS[parts.scheme],
        sender=_sender(user),
        user=user,
        password=env.text(env.SMTP_PASSWORD),
        wrapped=parts.scheme == "smtps",
    )


def _sender(otherwise: str) -> str:
    sender = env.text(env.MAIL_FROM) or otherwise
    if not is_email(sender):
        raise env.BadSetting(f"{env.MAIL_FROM}: phải là một địa chỉ thư, ví dụ motcua@xa.vn, đang là “{sender}”.")
    return sender


def _unproved() -> ssl.SSLContext:
    """For a mail server on this very machine, which has no name to prove: encrypted, nothing more."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context

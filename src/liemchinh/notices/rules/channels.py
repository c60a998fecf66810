"""Decides by which ways a person is told: what they agreed to, and what their address can carry. Masks addresses."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from liemchinh.kernel.codes import tidy_phone
from liemchinh.kernel.words import gettext_noop


class Channel(StrEnum):
    """A way on which a notice leaves the house."""

    EMAIL = "email"
    ZALO = "zalo"
    SMS = "sms"


CHANNEL_NAMES: Mapping[Channel, str] = {
    Channel.EMAIL: gettext_noop("Thư điện tử"),
    Channel.ZALO: gettext_noop("Zalo"),
    Channel.SMS: gettext_noop("Tin nhắn điện thoại"),
}

LONGEST_ADDRESS = 200  # signs; what the applicant's address column holds
_EMAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,}"
)
_MOBILE = re.compile(r"0[35789][0-9]{8}")


@dataclass(frozen=True)
class Recipient:
    """Who is to be told, where, and to which ways they agreed.

    `official`: an office or one of its people, told by e-mail in the line of duty: no agreement is asked.
    """

    email: str = ""
    phone: str = ""
    by_email: bool = False
    by_sms: bool = False
    by_zalo: bool = False
    official: bool = False

    @classmethod
    def consented(cls, notify: Mapping[str, object], *, email: str, phone: str) -> "Recipient":
        """An applicant with the consents that a dossier keeps: {"email": true, "sms": false, "zalo": false}."""
        yes = {str(channel): notify.get(channel) is True for channel in Channel}
        return cls(email, phone, by_email=yes["email"], by_sms=yes["sms"], by_zalo=yes["zalo"])


def is_email(address: str) -> bool:
    """Whether an e-mail address can be written on an envelope: one line, ASCII, one @."""
    return len(address) <= LONGEST_ADDRESS and _EMAIL.fullmatch(address) is not None


def is_mobile(phone: str) -> bool:
    """Whether a number is that of a Vietnamese mobile telephone: landlines get no messages."""
    return _MOBILE.fullmatch(tidy_phone(phone)) is not None


def international(phone: str) -> str:
    """`0912345678` as `84912345678`, the form that gateways and Zalo take."""
    return "84" + tidy_phone(phone)[1:]


def ways(to: Recipient) -> dict[Channel, str]:
    """The address on each channel that this person agreed to and can be reached on; empty when there is none."""
    found = {}
    email = to.email.strip()
    if (to.by_email or to.official) and is_email(email):
        found[Channel.EMAIL] = email
    if not to.official and is_mobile(to.phone):
        if to.by_zalo:
            found[Channel.ZALO] = international(to.phone)
        if to.by_sms:
            found[Channel.SMS] = international(to.phone)
    return found


def masked(address: str) -> str:
    """An address that its owner knows again and nobody else learns: `n•••@vidu.vn`, `•••678`.

    Masking what is masked changes nothing.
    """
    name, at, host = address.rpartition("@")
    if at:
        return f"{name[:1]}•••@{host}"
    return f"•••{address[-3:]}" if len(address) > 3 else "•••" if address else ""

"""The other side: how a notice leaves by mail, by Zalo and by a gateway for short messages. Network, no tables."""

from collections.abc import Callable, Mapping

from liemchinh import env
from liemchinh.notices.drivers.carrying import Carrier, Dispatch, Misconfigured, Undelivered
from liemchinh.notices.drivers.mail import Mail, mail_from_settings
from liemchinh.notices.drivers.sms import Gateway, gateway_from_settings
from liemchinh.notices.drivers.zalo import TokenStore, Zalo, zalo_from_settings
from liemchinh.notices.rules import Channel

__all__ = [
    "Carrier",
    "Dispatch",
    "Gateway",
    "Mail",
    "Misconfigured",
    "TokenStore",
    "Undelivered",
    "Zalo",
    "carriers",
    "serves",
    "troubles",
]


def carriers(tokens: TokenStore, *, strict: bool = False) -> Mapping[Channel, Carrier]:
    """What this instance is configured to send by.

    A setting that cannot be used closes no counter: its channel is there and says so at every attempt; `strict` raises
    BadSetting instead.
    """
    makers: dict[Channel, Callable[[], Carrier | None]] = {
        Channel.EMAIL: mail_from_settings,
        Channel.ZALO: lambda: zalo_from_settings(tokens),
        Channel.SMS: gateway_from_settings,
    }
    made: dict[Channel, Carrier] = {}
    for channel, make in makers.items():
        try:
            carrier = make()
        except env.BadSetting as bad:
            if strict:
                raise
            carrier = Misconfigured(str(bad))
        if carrier is not None:
            made[channel] = carrier
    return made


def troubles(tokens: TokenStore) -> list[str]:
    """What is wrong with the settings of notices, a sentence each."""
    found = carriers(tokens).values()
    return [carrier.sentence for carrier in found if isinstance(carrier, Misconfigured)]


def serves(channel: Channel, template: str, carrying: Mapping[Channel, Carrier]) -> bool:
    """Whether a notice of this kind can be sent on this channel as the instance is configured."""
    carrier = carrying.get(channel)
    return carrier is not None and carrier.takes(template)

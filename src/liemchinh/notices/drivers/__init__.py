"""The other side: how a notice leaves by mail, by Zalo and by a gateway for short messages. Network, no tables."""

from collections.abc import Mapping

from liemchinh.notices.drivers.carrying import Carrier, Dispatch, Undelivered
from liemchinh.notices.drivers.mail import Mail, mail_from_settings
from liemchinh.notices.drivers.sms import Gateway, gateway_from_settings
from liemchinh.notices.drivers.zalo import TokenStore, Zalo, zalo_from_settings
from liemchinh.notices.rules import Channel

__all__ = [
    "Carrier",
    "Dispatch",
    "Gateway",
    "Mail",
    "TokenStore",
    "Undelivered",
    "Zalo",
    "carriers",
    "serves",
]


def carriers(tokens: TokenStore) -> Mapping[Channel, Carrier]:
    """What this instance is configured to send by. Raises BadSetting for a setting that cannot be used."""
    made: dict[Channel, Carrier | None] = {
        Channel.EMAIL: mail_from_settings(),
        Channel.ZALO: zalo_from_settings(tokens),
        Channel.SMS: gateway_from_settings(),
    }
    return {channel: carrier for channel, carrier in made.items() if carrier is not None}


def serves(channel: Channel, template: str, carrying: Mapping[Channel, Carrier]) -> bool:
    """Whether a notice of this kind can be sent on this channel as the instance is configured."""
    carrier = carrying.get(channel)
    return carrier is not None and carrier.takes(template)

"""When a sign-in is locked, how long a session lives, and who must bring a second factor."""

import re
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from liemchinh.kernel.actors import Actor, Role
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop

FAILURES_ALLOWED = 5
"""Wrong passwords or codes in a row before the name is locked."""

LOCK_MINUTES = (5, 15, 60)
"""How long the first lock lasts, the second, and every later one."""

FAILURES_FORGOTTEN_HOURS = 24
"""After a day without a failure the count starts again."""

IDLE_MINUTES = 30
"""A session that nobody used for so long has ended: a counter is a public place."""

SESSION_HOURS = 12
"""However busy, a session ends after so long: one working day."""

SESSIONS_AT_ONCE = 3
"""Signed-in browsers of one person; a further one ends the oldest."""

SECOND_FACTOR_ROLES = frozenset({Role.LEADER, Role.ADMINISTRATOR, Role.EDITOR})
"""Seats whose holder signs, appoints or changes the catalogue: a stolen password must not be enough."""

SEEN_EVERY_MINUTES = 5
"""How often a signed-in browser's last use is written for the list of sessions."""

SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
BROWSERS = (
    ("coc_coc_browser", "Cốc Cốc"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
"""What a browser says of itself, and the word by which people know it; the first that is found."""

USERNAME_SHAPE = re.compile(r"[a-z0-9][a-z0-9._\-]{2,39}")


def failures_now(before: int, last: datetime, at: datetime) -> int:
    """The count after one more failure at `at`; old failures are forgotten."""
    if at - last >= timedelta(hours=FAILURES_FORGOTTEN_HOURS):
        return 1
    return min(before + 1, 1000)


def locked_until(failures: int, at: datetime) -> datetime | None:
    """Until when the name is locked after that many failures; every fifth locks, each time longer."""
    rounds, rest = divmod(failures, FAILURES_ALLOWED)
    if rounds == 0 or rest:
        return None
    return at + timedelta(minutes=LOCK_MINUTES[min(rounds, len(LOCK_MINUTES)) - 1])


def session_over(opened_at: datetime, seen_at: datetime, at: datetime) -> bool:
    """Whether a session has been idle or alive for too long."""
    return at - seen_at >= timedelta(minutes=IDLE_MINUTES) or at - opened_at >= timedelta(hours=SESSION_HOURS)


def needs_second_factor(actor: Actor) -> bool:
    """Whether any seat of the actor asks for a one-time code at sign-in."""
    return actor.has(*SECOND_FACTOR_ROLES)


def is_assured(said: object, least: str) -> bool:
    """Whether the level that a shared sign-in tells reaches the least asked for: numbers by size, words exactly."""
    written = str(said).strip() if said is not None else ""
    if written.isdecimal() and least.isdecimal():
        return int(written) >= int(least)
    return written == least


def check_identity(identity: str) -> str:
    """The subject by which a shared service knows somebody: 1 to 200 signs without spaces."""
    identity = identity.strip()
    if not identity or len(identity) > 200 or any(sign.isspace() for sign in identity):
        raise Refused("org.identity", gettext_noop("Danh tính gồm 1 đến 200 ký tự, không có dấu cách."))
    return identity


def device_named(agent: str) -> str:
    """The browser and the system in coarse words, from what the browser says of itself; empty when it says nothing."""
    browser = next((name for sign, name in BROWSERS if sign in agent), "")
    system = next((name for sign, name in SYSTEMS if sign in agent), "")
    return ", ".join(word for word in (browser, system) if word)


def network_of(address: str) -> str:
    """An address made coarse, so that the list tells a place and no machine: /16 of IPv4, /32 of IPv6."""
    try:
        found = ip_address(address.partition("/")[0])
    except ValueError:
        return ""
    return str(ip_network((found, 16 if found.version == 4 else 32), strict=False))


def check_username(username: str) -> str:
    """3 to 40 characters: a-z without marks, digits, dot, hyphen, underscore; capitals become small."""
    username = username.strip().casefold()
    if not USERNAME_SHAPE.fullmatch(username):
        sentence = gettext_noop("Tên đăng nhập gồm 3 đến 40 chữ không dấu, chữ số, dấu chấm hoặc gạch nối.")
        raise Refused("org.username", sentence)
    return username

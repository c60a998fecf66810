"""Rate limits: how often one client may try one thing, counted in the shared cache.

A count slides over two windows, so a client cannot double its tries around a full minute. Client addresses
are kept only as keyed digests, and only as long as the window lasts.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from liemchinh.kernel.words import gettext_noop

SENTENCE = gettext_noop("Đã thử quá nhiều lần. Hãy chờ {wait} rồi thử lại.")


@dataclass(frozen=True)
class Limit:
    """At most `times` tries in any period of length `per`, for one `purpose` (`look-up`, `sign-in`)."""

    purpose: str
    times: int
    per: timedelta


class Limited(Exception):
    """Too many tries. `wait` says after how many seconds the next one is allowed."""

    def __init__(self, limit: Limit, wait: int) -> None:
        super().__init__(limit.purpose)
        self.limit = limit
        self.wait = wait

    def __str__(self) -> str:
        return SENTENCE.format(wait=wait_in_words(self.wait))


def wait_in_words(seconds: int) -> str:
    """`40 giây`, `3 phút`, `2 giờ`: rounded up, so that waiting that long is enough."""
    if seconds < 60:
        return gettext_noop("{count} giây").format(count=seconds)
    if seconds < 3600:
        return gettext_noop("{count} phút").format(count=math.ceil(seconds / 60))
    return gettext_noop("{count} giờ").format(count=math.ceil(seconds / 3600))


def client_of(request: HttpRequest) -> str:
    """The network address that asks, or the /64 network of an IPv6 address.

    Behind proxies the setting `PROXIES` says how many of them are ours; only the entry that our
    outermost proxy wrote is believed, never what the client itself put into the header.
    """
    text = request.META.get("REMOTE_ADDR", "")
    trusted: int = getattr(settings, "PROXIES", 0)
    if trusted:
        hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
        if len(hops) >= trusted:
            text = hops[-trusted]
    try:
        address = ip_address(text)
    except ValueError:
        return text
    if isinstance(address, IPv6Address):
        mapped = address.ipv4_mapped
        return str(mapped) if mapped else str(ip_network((address, 64), strict=False))
    return str(address)


def count(limit: Limit, who: str, *, at: datetime) -> None:
    """Count one try by `who` (a client, an account, a dossier code); raise `Limited` if it is one too many.

    A refused try is not counted, so waiting always helps.
    """
    cache = caches[getattr(settings, "FACE_LIMITS_CACHE", "default")]
    period = limit.per.total_seconds()
    window, into = divmod(at.timestamp(), period)
    digest = salted_hmac("liemchinh.face.limits", f"{limit.purpose}\0{who}", algorithm="sha256").hexdigest()
    now_key, before_key = (f"limit:{digest}:{int(window) - back}" for back in (0, 1))
    known = cache.get_many([now_key, before_key])
    now_count, before_count = int(known.get(now_key, 0)), int(known.get(before_key, 0))
    if now_count + before_count * (1 - into / period) + 1 > limit.times:
        raise Limited(limit, _wait(limit, period, into, now_count, before_count))
    if not cache.add(now_key, 1, timeout=math.ceil(2 * period)):
        try:
            cache.incr(now_key)
        except ValueError:  # it expired between the two calls
            cache.add(now_key, 1, timeout=math.ceil(2 * period))


def _wait(limit: Limit, period: float, into: float, now_count: int, before_count: int) -> int:
    """Seconds until one more try fits, with the counts as they stand."""
    room = limit.times - 1 - now_count
    if room >= 0 and before_count:
        # before_count * (1 - x / period) <= room, solved for the point x inside this window
        return max(1, math.ceil(period * (1 - room / before_count) - into))
    # This window alone is full: in the next one its own count fades in the same way.
    fade = period * (1 - (limit.times - 1) / now_count) if now_count else 0.0
    return max(1, math.ceil(period - into + fade))


View = Callable[..., HttpResponse]


def limited(limit: Limit, *methods: str) -> Callable[[View], View]:
    """Decorate a view: count each request of `methods` (all when none is named) against its client."""

    def decorate(view: View) -> View:
        @wraps(view)
        def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not methods or request.method in methods:
                count(limit, client_of(request), at=timezone.now())
            return view(request, *args, **kwargs)

        return counted

    return decorate

"""Changes: told (`telling`), sent (`sending`), mended by people (`mending`), forgotten (`forgetting`), `tokens`."""

from liemchinh.notices.services.forgetting import forget, mask_old
from liemchinh.notices.services.mending import drop_before, retry, retry_all, suppress
from liemchinh.notices.services.sending import Outcome, Sender, send_now
from liemchinh.notices.services.telling import channel_troubles, open_channels, tell
from liemchinh.notices.services.tokens import StoredTokens, authorise

__all__ = [
    "Outcome",
    "Sender",
    "StoredTokens",
    "authorise",
    "channel_troubles",
    "drop_before",
    "forget",
    "mask_old",
    "open_channels",
    "retry",
    "retry_all",
    "send_now",
    "suppress",
    "tell",
]

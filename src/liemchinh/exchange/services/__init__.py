"""Changes: parcels `making` and `sending`, arrivals (`receiving`), what people set right (`mending`)."""

from liemchinh.exchange.services.making import make
from liemchinh.exchange.services.mending import discard, read_again, retry, retry_all, skip
from liemchinh.exchange.services.receiving import Received, receive
from liemchinh.exchange.services.sending import Courier, forget

__all__ = ["Courier", "Received", "discard", "forget", "make", "read_again", "receive", "retry", "retry_all", "skip"]

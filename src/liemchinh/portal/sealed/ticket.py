"""What a page of the reporter carries from one step to the next, locked: nothing of it is kept here.

The reporter's code is in it, so a page that was saved shows no code, and after a while opens nothing.
"""

import base64
import hashlib
import json
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

WRITING_SECONDS = 12 * 3600
READING_SECONDS = 30 * 60


def lock(purpose: str, **held: str) -> str:
    """What is held, locked for one purpose."""
    return _lock(settings.SECRET_KEY).encrypt(json.dumps({**held, "": purpose}).encode()).decode()


def unlock(purpose: str, ticket: str, *, seconds: int) -> dict[str, str]:
    """What was locked for this purpose, not longer ago than that; nothing for anything else."""
    try:
        held: dict[str, str] = json.loads(_lock(settings.SECRET_KEY).decrypt(ticket.encode(), ttl=seconds))
    except (InvalidToken, ValueError):
        return {}
    return held if held.get("") == purpose else {}


@lru_cache(maxsize=2)
def _lock(secret: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"liemchinh.portal.sealed" + secret.encode()).digest()))

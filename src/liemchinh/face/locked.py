"""What a page carries from one step to the next, locked: nothing of it is kept here, and a saved page shows nothing."""

import base64
import hashlib
import json
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


def lock(purpose: str, **held: str) -> str:
    """What is held, locked for one purpose."""
    return _lock(settings.SECRET_KEY).encrypt(json.dumps({**held, "": purpose}).encode()).decode()


def unlock(purpose: str, locked: str, *, seconds: int) -> dict[str, str]:
    """What was locked for this purpose, not longer ago than that; nothing for anything else."""
    try:
        held: dict[str, str] = json.loads(_lock(settings.SECRET_KEY).decrypt(locked.encode(), ttl=seconds))
    except (InvalidToken, ValueError):
        return {}
    return held if held.get("") == purpose else {}


@lru_cache(maxsize=2)
def _lock(secret: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"liemchinh.face.locked" + secret.encode()).digest()))
